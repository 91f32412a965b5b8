/** What a witness can say offline about a head it is shown: whether it cosigned it, and whether it continues what it cosigned. */
import { readFile, stat } from "node:fs/promises";
import { fromBase64, sameBytes } from "@/lib/audit-log/bytes";
import { parseWitnessKey, verifyCosignature } from "@/lib/audit-log/cosignature";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { verifyNote } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";
import { type Check, failed, unanswered } from "@/lib/audit-log/verifier/check";
import { openFolder } from "@/lib/audit-log/verifier/folder";
import { type RebuiltTree, readLeaves } from "@/lib/audit-log/verifier/leaves";
import { type PackFiles, readText } from "@/lib/audit-log/verifier/pack";
import { checkRoot, readHead, type SignedHead } from "@/lib/audit-log/verifier/signed-head";
import { openZip } from "@/lib/audit-log/verifier/zip";
import type { Head, Kept } from "./ledger";

/** Checks a pack (ZIP or folder) or a checkpoint at a path; throws an Error of one sentence if it cannot be read. */
export async function checkHeld(place: string, kept: Kept, heads: readonly Head[]): Promise<Check[]> {
  if ((await stat(place)).isDirectory()) return checkPack(await openFolder(place), kept, heads);
  const start = (await readFile(place)).subarray(0, 2).toString("latin1");
  if (start !== "PK") return checkHead(readHead(await readFile(place, "utf8")), undefined, kept, heads);
  const zip = openZip(place);
  try {
    return await checkPack(zip, kept, heads);
  } finally {
    zip.close();
  }
}

async function checkPack(files: PackFiles, kept: Kept, heads: readonly Head[]): Promise<Check[]> {
  const head = readHead(await readText(files, "checkpoint"));
  const sizes = new Set(heads.filter((h) => h.origin === head.checkpoint.origin).map((h) => h.size));
  const tree = await readLeaves(files, sha256, undefined, { visit: () => undefined }, sizes);
  return checkHead(head, tree, kept, heads);
}

async function checkHead(
  head: SignedHead,
  tree: RebuiltTree | undefined,
  kept: Kept,
  heads: readonly Head[],
): Promise<Check[]> {
  const log = kept.logs.find(({ origin }) => origin === head.checkpoint.origin);
  if (!log)
    return [
      failed(
        "log",
        `checkpoint: it is of the log ${head.checkpoint.origin}, which this witness does not watch.`,
      ),
    ];
  let problem: string | undefined = "No key of it is known.";
  for (const key of log.keys)
    if (problem !== undefined) problem = await verifyNote(head.note, key, ed25519Verify);
  const ofLog = heads.filter(({ origin }) => origin === log.origin);
  return [
    problem === undefined
      ? { name: "log", ok: true, detail: `size ${head.checkpoint.size}, signed by ${log.origin}` }
      : failed("log", `checkpoint: ${problem} It is not of the log this witness watches.`),
    ...(tree ? [checkRoot(head, tree)] : []),
    await checkCosigned(head, kept, ofLog),
    checkContinues(head, tree, ofLog),
  ];
}

async function checkCosigned(head: SignedHead, kept: Kept, heads: readonly Head[]): Promise<Check> {
  const { size, root } = head.checkpoint;
  const listed = heads.find((h) => h.size === size);
  if (listed && !isRoot(listed, root))
    return failed(
      "cosigned",
      `checkpoint: of ${size} entries this witness cosigned another root on ${instant(listed.at)}. The log keeps two histories, or has rewritten one.`,
    );
  const key = parseWitnessKey(sha256, kept.vkey);
  const own = head.note.signatures.some((s) => s.name === key.name && sameBytes(s.keyId, key.id));
  if (own) {
    const found = await verifyCosignature(head.note, key, ed25519Verify);
    if ("problem" in found)
      return failed("cosigned", `checkpoint: ${found.problem} It was made by somebody else.`);
    return { name: "cosigned", ok: true, detail: `it carries our cosignature of ${instant(found.at)}` };
  }
  if (listed) return { name: "cosigned", ok: true, detail: `we cosigned this head on ${instant(listed.at)}` };
  return unanswered("cosigned", "this head was never put before us; we cosign the newest, not each one");
}

/** Whether the leaves at hand begin with what was cosigned before; without leaves only equal heads can be compared. */
function checkContinues(head: SignedHead, tree: RebuiltTree | undefined, heads: readonly Head[]): Check {
  const { size } = head.checkpoint;
  const before = heads.filter((h) => h.size <= size);
  const last = before.at(-1);
  if (!last) {
    const first = heads[0];
    return unanswered(
      "continues",
      first
        ? `it is older than the first head we cosigned, of ${first.size} entries`
        : "this witness has cosigned no head of this log yet",
    );
  }
  if (!tree)
    return last.size === size && isRoot(last, head.checkpoint.root)
      ? { name: "continues", ok: true, detail: `it is the head of ${size} entries that we cosigned` }
      : unanswered("continues", "a checkpoint alone does not show what it continues: give the whole pack");
  const other = before.find((h) => {
    const root = tree.rootsAt.get(h.size);
    return !root || !isRoot(h, root);
  });
  if (other)
    return failed(
      "continues",
      `leaves.jsonl:1-${other.size}: these are not the entries this witness cosigned on ${instant(other.at)}. History was rewritten, or two histories are kept.`,
    );
  return {
    name: "continues",
    ok: true,
    detail: `its leaves begin with each of the ${before.length} heads we cosigned, the last of ${last.size} entries`,
  };
}

function isRoot({ root }: Head, other: Uint8Array): boolean {
  const bytes = fromBase64(root);
  return bytes !== undefined && sameBytes(bytes, other);
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
