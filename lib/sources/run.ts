import { database } from "@/db/client";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { env } from "@/lib/env";
import { isAwsList } from "./aws-shapes";
import { type ImportJobRow, noteProgress } from "./import-job";
import { kindNames, kindOfFile, kinds } from "./kinds";
import { removeRows, settleManagerRows, settleRows, stageRows } from "./loading";
import { inputAt, keepRaw, type RawCopy } from "./raw";
import type { Reading } from "./reader";
import type { Line } from "./record";
import type { Phase } from "./schema";
import type { snapshotTables } from "./staging";

/** How far an import is: bytes of the present phase, rows of the whole. */
export type Progress = {
  phase: Phase;
  bytes: number;
  bytesRead: number;
  rowsRead: number;
  rowsSettled: number;
};

/** The worker's own rights for one import. */
export const systemCtx = (job: string): Ctx => ({
  actor: { kind: "system", name: "import" },
  requestId: job,
});

/** Records a transaction of a settling import: the embedded database does nothing else meanwhile. */
async function stretchFor(): Promise<number> {
  return (await database()).kind === "pglite" ? 2_000 : 20_000;
}

/** The embedded database answers without ever waiting; without this nothing else of the process would run meanwhile. */
const othersTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Input rows a staging transaction. */
const batchRows = 5_000;
const megabyte = 1 << 20;

/** One import's bookkeeping between the steps. */
export class Run {
  readonly ctx: Ctx;
  readonly #job: ImportJobRow;
  readonly #onProgress: (progress: Progress) => void;
  readonly #progress: Progress = { phase: "hashing", bytes: 0, bytesRead: 0, rowsRead: 0, rowsSettled: 0 };

  constructor(job: ImportJobRow, onProgress: (progress: Progress) => void) {
    this.ctx = systemCtx(job.id);
    this.#job = job;
    this.#onProgress = onProgress;
  }

  say(phase: Phase): void {
    this.#progress.phase = phase;
    this.#onProgress({ ...this.#progress });
  }

  readonly seen = (bytes: number): void => {
    this.#progress.bytesRead += bytes;
  };

  async keep(place: string): Promise<RawCopy> {
    const input = await inputAt(place);
    this.#progress.bytes = input.files.reduce((sum, f) => sum + f.bytes, 0);
    this.say("hashing");
    let told = 0;
    let telling: Promise<unknown> = Promise.resolve();
    const raw = await keepRaw(input, asked(this.#job.format), env().data, this.#job.id, (bytes) => {
      this.seen(bytes);
      if (this.#progress.bytesRead - told < 64 * megabyte) return;
      told = this.#progress.bytesRead;
      const { bytesRead, bytes: all } = this.#progress;
      telling = telling.then(() =>
        perform(this.ctx, noteProgress, { job: this.#job.id, bytes: all, bytesRead }),
      );
      telling.catch(() => undefined);
      this.say("hashing");
    });
    await telling;
    this.#progress.bytes = raw.bytes;
    this.#progress.bytesRead = 0;
    await perform(this.ctx, noteProgress, {
      job: this.#job.id,
      format: raw.format,
      bytes: raw.bytes,
      bytesRead: 0,
    });
    return raw;
  }

  /** @returns rows read by file, and whether no row that could show access was unreadable */
  async stage(snapshot: number, reading: Reading): Promise<{ read: Record<string, number>; whole: boolean }> {
    const read: Record<string, number> = {};
    let whole = true;
    let lines: Line[] = [];
    this.say("reading");
    const flush = async () => {
      if (lines.length === 0) return;
      const batch = { from: this.#progress.rowsRead + 1, lines };
      const { bytesRead } = this.#progress;
      await perform(this.ctx, stageRows, { job: this.#job.id, snapshot, batch, bytesRead });
      this.#progress.rowsRead += lines.length;
      lines = [];
      this.say("reading");
    };
    for await (const line of reading.lines) {
      read[line.file] = (read[line.file] ?? 0) + 1;
      if ("reject" in line && showsAccess(line.file)) whole = false;
      lines.push(line);
      if (lines.length === batchRows) await flush();
    }
    await flush();
    await refreshStatistics(["import_row"]);
    return { read, whole };
  }

  async settle(snapshot: number): Promise<void> {
    const step = { job: this.#job.id, snapshot, most: await stretchFor() };
    await perform(this.ctx, noteProgress, { job: this.#job.id, phase: "checking" });
    this.say("checking");
    for (const kind of kindNames) {
      let after: number | null = 0;
      while (after !== null) {
        after = await perform(this.ctx, settleRows, { ...step, kind, after });
        await othersTurn();
      }
      this.say("checking");
    }
    let after: number | null = 0;
    while (after !== null) {
      after = await perform(this.ctx, settleManagerRows, { ...step, after });
      await othersTurn();
    }
  }
}

const asked = (format: string) =>
  format === "folder" || format === "csv" || format === "aws-iam" ? format : ("auto" as const);

/** Whether an unread row of this file could hide access. Every file but some of an import folder's could. */
function showsAccess(file: string): boolean {
  const kind = isAwsList(file) ? undefined : kindOfFile(file);
  return kind ? kinds[kind].showsAccess : true;
}

/** Takes a snapshot's rows out of tables, some at a time. */
export async function removeAll(
  ctx: Ctx,
  snapshot: number,
  tables: readonly (typeof snapshotTables)[number][],
): Promise<void> {
  const most = (await stretchFor()) * 5;
  for (const table of tables)
    while ((await perform(ctx, removeRows, { snapshot, table, most })) > 0) await othersTurn();
}

/** The planner knows nothing of what was just loaded; the embedded database never looks by itself. */
export async function refreshStatistics(tables: readonly string[]): Promise<void> {
  const { executeSql } = await database();
  for (const table of tables) {
    await executeSql(`ANALYZE "${table}"`);
    await othersTurn();
  }
}
