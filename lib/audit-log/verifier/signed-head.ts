/** The signed head of the log: the pack's checkpoint, whose key it is, and the checkpoint kept from before. */
import { sameBytes, toHex } from "@/lib/audit-log/bytes";
import { type Checkpoint, parseCheckpoint } from "@/lib/audit-log/checkpoint";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Ed25519Verify, type Note, type NoteKey, parseVkey, verifyNote } from "@/lib/audit-log/note";
import { type Check, failed, unanswered } from "@/lib/audit-log/verifier/check";
import type { RebuiltTree } from "@/lib/audit-log/verifier/leaves";
import { type PackFiles, readText } from "@/lib/audit-log/verifier/pack";

/** `text` is the signed checkpoint verbatim. */
export type SignedHead = { checkpoint: Checkpoint; note: Note; text: string };

/** What the person verifying holds apart from the pack. */
export type Known = { key: NoteKey | undefined; previous: SignedHead | undefined };

/** Reads a signed checkpoint; throws an Error saying what is wrong with it. */
export function readHead(text: string): SignedHead {
  return { ...parseCheckpoint(text), text };
}

/** The pack's checkpoint is well-formed, names the log as its key does, and is signed by the pack's key. */
export async function checkSignature(
  files: PackFiles,
  sha256: Sha256,
  verify: Ed25519Verify,
): Promise<{ check: Check; head: SignedHead; key: NoteKey }> {
  const head = readHead(await readText(files, "checkpoint"));
  const key = parseVkey(sha256, await readText(files, "vkey"));
  const name = `${key.name}+${toHex(key.id)}`;
  const problem =
    head.checkpoint.origin === key.name
      ? await verifyNote(head.note, key, verify)
      : `It is of the log ${head.checkpoint.origin}, the key in vkey is of ${key.name}.`;
  const check = problem
    ? failed("signature", `checkpoint: ${problem} The checkpoint or the key was exchanged.`)
    : { name: "signature", ok: true, detail: `size ${head.checkpoint.size}, signed by ${name}` };
  return { check, head, key };
}

/** Whether the signing key is one that the verifying person knows from elsewhere. */
export async function checkKey(
  known: Known,
  head: SignedHead,
  packKey: NoteKey,
  verify: Ed25519Verify,
): Promise<Check> {
  if (known.key) {
    const name = `${known.key.name}+${toHex(known.key.id)}`;
    const problem = await verifyNote(head.note, known.key, verify);
    if (!problem)
      return { name: "key", ok: true, detail: `the checkpoint is signed by the key you gave, ${name}` };
    return failed(
      "key",
      `checkpoint: ${problem} Whoever made this pack does not hold the key you gave, ${name}.`,
    );
  }
  if (known.previous) {
    const problem = await verifyNote(known.previous.note, packKey, verify);
    if (!problem)
      return { name: "key", ok: true, detail: "the same key signed the earlier checkpoint you gave" };
    return failed(
      "key",
      `vkey: this key did not sign the earlier checkpoint you gave. ${problem} It may be another log.`,
    );
  }
  return unanswered(
    "key",
    "not independently known: give the log's public key, or a checkpoint kept from before",
  );
}

/** The log still begins with what it held at the earlier checkpoint. */
export function checkConsistency(
  previous: SignedHead | undefined,
  head: SignedHead,
  tree: RebuiltTree,
): Check {
  if (!previous) return unanswered("consistency", "no earlier checkpoint was given to compare with");
  const [then, now] = [previous.checkpoint, head.checkpoint];
  if (then.origin !== now.origin) {
    return failed(
      "consistency",
      `checkpoint: it is of the log ${now.origin}, the earlier one of ${then.origin}.`,
    );
  }
  if (then.size > now.size || !tree.rootThen) {
    const size = Math.min(now.size, tree.size);
    return failed(
      "consistency",
      `checkpoint: the log now has ${size} leaves, at the earlier checkpoint it had ${then.size}. Leaves were cut off its end.`,
    );
  }
  if (!sameBytes(tree.rootThen, then.root)) {
    return failed(
      "consistency",
      `leaves.jsonl:1-${then.size}: these leaves are not the ones the earlier checkpoint was signed over. History was rewritten, or two histories are kept.`,
    );
  }
  return {
    name: "consistency",
    ok: true,
    detail: `the first ${then.size} leaves are those of the earlier checkpoint`,
  };
}

/** The leaves of the pack are the ones the checkpoint was signed over. */
export function checkRoot(head: SignedHead, tree: RebuiltTree): Check {
  const { size, root } = head.checkpoint;
  if (tree.size !== size) {
    tree.findings.add("leaves.jsonl", `holds ${tree.size} leaves, the checkpoint was signed over ${size}`);
  } else if (!sameBytes(tree.root, root)) {
    tree.findings.add("leaves.jsonl", `its root is ${toHex(tree.root)}, the checkpoint says ${toHex(root)}`);
  }
  return tree.findings.check(
    "root",
    `${tree.size} leaves make the checkpoint's root`,
    "A leaf was changed, added, removed or moved after the checkpoint was signed.",
  );
}
