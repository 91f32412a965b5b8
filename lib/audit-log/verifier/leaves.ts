/**
 * leaves.jsonl: a line {i, h} for every leaf of the log up to the checkpoint, with `leaf`, its bytes in
 * base64, where the leaf is of this campaign or of the whole deployment. Others stay private and still count.
 */
import { fromUtf8, quick, toHex } from "@/lib/audit-log/bytes";
import { HASH_LENGTH, type Sha256 } from "@/lib/audit-log/merkle";
import { Findings } from "@/lib/audit-log/verifier/check";
import { type Leaf, parseLeaf } from "@/lib/audit-log/verifier/leaf";
import { LeafForms } from "@/lib/audit-log/verifier/leaf-forms";
import {
  type Disclosed,
  FILE,
  type RebuiltTree,
  rebuildTree,
  type Sizes,
} from "@/lib/audit-log/verifier/leaf-lines";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";

export type { RebuiltTree } from "@/lib/audit-log/verifier/leaf-lines";

/** Rebuilds the tree of a pack, and hands over what is disclosed as it goes; somewhere else than here, if that saves time. */
export type Rebuild = (sizes: Sizes, take: (leaves: Disclosed) => void) => Promise<RebuiltTree>;

/**
 * Rebuilds the tree in one pass and hands each disclosed leaf, in order, to `visit`.
 */
export async function readLeaves(
  files: PackFiles,
  sha256: Sha256,
  sizeThen: number | undefined,
  visit: (leaf: Leaf) => void,
  others: ReadonlySet<number> = new Set(),
  rebuild: Rebuild = (sizes, take) => rebuildTree(files, sha256, sizes, take),
): Promise<RebuiltTree> {
  const findings = new Findings();
  const forms = new LeafForms();
  const tree = await rebuild({ before: sizeThen, others }, (leaves) => {
    const [bytes, hashes] = [quick(leaves.bytes), quick(leaves.hashes)];
    let from = 1;
    for (const [nth, end] of leaves.ends.entries()) {
      const index = leaves.indexes[nth] ?? 0;
      const hash = toHex(hashes.subarray(HASH_LENGTH * nth, HASH_LENGTH * (nth + 1)));
      const problem = readLeaf(bytes.subarray(from, end), index, hash, forms, visit);
      if (problem !== undefined) findings.add(`${FILE}:${index + 1}, leaf ${index}`, problem);
      from = end + 1;
    }
  });
  return { ...tree, findings: Findings.join([tree.findings, findings]) };
}

/** Hands the event in a disclosed leaf to `visit`, or says what is wrong with it. */
function readLeaf(
  bytes: Uint8Array,
  index: number,
  hash: string,
  forms: LeafForms,
  visit: (leaf: Leaf) => void,
): string | undefined {
  const text = fromUtf8(bytes);
  if (text === undefined) return "its leaf is not UTF-8 text";
  try {
    visit(parseLeaf(text, index, hash, bytes, forms));
    return undefined;
  } catch (error) {
    return `its leaf ${error instanceof Error ? error.message : String(error)}`;
  }
}
