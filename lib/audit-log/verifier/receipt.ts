/** A decision's receipt on its own: that its leaf is in the log that the checkpoint in it was signed over, and what the leaf says. */
import { fromUtf8, toHex } from "@/lib/audit-log/bytes";
import { leafHash, type Sha256 } from "@/lib/audit-log/merkle";
import { verifyInclusion } from "@/lib/audit-log/merkle-proof";
import { type Ed25519Verify, parseVkey, verifyNote } from "@/lib/audit-log/note";
import { parseTlogProof } from "@/lib/audit-log/tlog-proof";
import { type Check, failed, unanswered } from "@/lib/audit-log/verifier/check";
import { type Leaf, parseLeaf } from "@/lib/audit-log/verifier/leaf";
import { readHead, type SignedHead } from "@/lib/audit-log/verifier/signed-head";
import type { Verdict } from "@/lib/audit-log/verifier/verify-pack";
import { checkWitnesses, witnessKeys } from "@/lib/audit-log/verifier/witnesses";

/** How a receipt's text begins. */
export const RECEIPT = "c2sp.org/tlog-proof@v1\n";

type Given = { vkey?: string; witnesses?: readonly string[]; sha256: Sha256; ed25519Verify: Ed25519Verify };

/**
 * Verifies a receipt with nothing but itself, and with the log's public key whose checkpoint it is.
 * @throws Error where the text cannot be read as a receipt
 */
export async function verifyReceipt(text: string, given: Given): Promise<Verdict> {
  const proof = parseTlogProof(text);
  const head = readHead(proof.checkpoint);
  const bytes = proof.extra ?? new Uint8Array(0);
  const hash = leafHash(given.sha256, bytes);
  const { size, root } = head.checkpoint;
  const holds = verifyInclusion(given.sha256, {
    leafHash: hash,
    index: proof.index,
    size,
    proof: proof.hashes,
    root,
  });
  const inclusion: Check = holds
    ? { name: "inclusion", ok: true, detail: `leaf ${proof.index} is in the log of ${size} leaves` }
    : failed(
        "inclusion",
        `its hashes do not lead from leaf ${proof.index} to the checkpoint's root. The receipt was changed, or is another decision's.`,
      );
  const witnesses = witnessKeys(given.sha256, given.witnesses ?? []);
  const checks = [
    inclusion,
    says(bytes, proof.index, toHex(hash)),
    await checkKey(head, given),
    ...(witnesses.length > 0 ? [await checkWitnesses(head, witnesses, given.ed25519Verify)] : []),
  ];
  return { ok: checks.every((check) => check.ok !== false), checks };
}

/** What was recorded, as the leaf has it. */
function says(bytes: Uint8Array, index: number, hash: string): Check {
  try {
    const leaf = parseLeaf(fromUtf8(bytes) ?? "", index, hash);
    return { name: "leaf", ok: true, detail: `${leaf.type} at ${leaf.at}${recordedIn(leaf)}` };
  } catch (error) {
    return failed("leaf", `the leaf ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function recordedIn({ type, actor, item, data }: Leaf): string {
  if (type !== "decision.recorded") return "";
  const outcome = typeof data.outcome === "string" ? data.outcome : "unknown";
  return `: ${outcome} by ${actor.kind} ${actor.id} on item ${item ?? "unknown"}`;
}

async function checkKey(head: SignedHead, { vkey, sha256, ed25519Verify }: Given): Promise<Check> {
  if (vkey === undefined)
    return unanswered("key", "not independently known: give the log's public key with --vkey");
  const key = parseVkey(sha256, vkey.trim());
  const name = `${key.name}+${toHex(key.id)}`;
  const problem =
    head.checkpoint.origin === key.name
      ? await verifyNote(head.note, key, ed25519Verify)
      : `It is of the log ${head.checkpoint.origin}, the key you gave is of ${key.name}.`;
  return problem
    ? failed("key", `checkpoint: ${problem} Whoever made this receipt does not hold the key you gave.`)
    : { name: "key", ok: true, detail: `the checkpoint is signed by the key you gave, ${name}` };
}
