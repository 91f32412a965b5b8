/** A large log's tree is rebuilt on a thread of its own, while the first one reads what the leaves say. Node only. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { sha256 } from "@/lib/audit-log/sha256";
import { Findings, type Found } from "@/lib/audit-log/verifier/check";
import { openFolder } from "@/lib/audit-log/verifier/folder";
import { type Disclosed, FILE, type RebuiltTree, rebuildTree } from "@/lib/audit-log/verifier/leaf-lines";
import type { Rebuild } from "@/lib/audit-log/verifier/leaves";
import { openZip } from "@/lib/audit-log/verifier/zip";

/** A thread takes longer to start than a smaller log to read. */
const LARGE = 1 << 24;
/** Pieces that may wait to be read: so much memory, and no more. */
const AHEAD = 8;

type Asked = { pack: string; before: number | undefined; others: number[] };
type Told =
  | { leaves: Disclosed }
  | { tree: Omit<RebuiltTree, "findings">; found: Found }
  | { problem: string };

/** Whether a pack may hold a log large enough. */
export async function isLarge(pack: string): Promise<boolean> {
  const whole = await stat(pack);
  if (!whole.isDirectory()) return whole.size > LARGE;
  const leaves = await stat(path.join(pack, FILE)).catch(() => undefined);
  return leaves !== undefined && leaves.size > LARGE;
}

/** @param program the file that calls `serveTree` where it is not the main thread */
export function rebuildApart(program: string, pack: string): Rebuild {
  return ({ before, others }, take) =>
    new Promise((resolve, reject) => {
      const asked: Asked = { pack, before, others: [...others] };
      const thread = new Worker(program, { workerData: asked, execArgv: [] });
      thread.once("error", reject);
      thread.once("exit", () => reject(new Error("the thread that read the log ended before it had")));
      thread.on("message", (told: Told) => {
        if ("leaves" in told) {
          take(told.leaves);
          thread.postMessage("read");
        } else if ("tree" in told) resolve({ ...told.tree, findings: Findings.of(told.found) });
        else reject(new Error(told.problem));
      });
    });
}

/** The thread's part: reads the pack it was given, and hands over what is disclosed a piece at a time. */
export async function serveTree(): Promise<void> {
  const port = parentPort;
  const { pack, before, others }: Asked = workerData;
  if (!port) return;
  const tell = (told: Told, moved: ArrayBuffer[] = []) => port.postMessage(told, moved);
  let waiting = 0;
  let go = () => {};
  port.on("message", () => {
    waiting--;
    go();
  });
  try {
    const files = (await stat(pack)).isDirectory() ? await openFolder(pack) : openZip(pack);
    const { findings, ...tree } = await rebuildTree(
      files,
      sha256,
      { before, others: new Set(others) },
      async (leaves) => {
        tell({ leaves }, [leaves.bytes.buffer, leaves.hashes.buffer]);
        if (++waiting < AHEAD) return;
        await new Promise<void>((resolve) => {
          go = resolve;
        });
      },
    );
    tell({ tree, found: findings.found });
  } catch (error) {
    tell({ problem: error instanceof Error ? error.message : String(error) });
  }
  port.close();
}
