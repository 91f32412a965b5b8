/**
 * leaves.jsonl: a line {i, h} for every leaf of the log up to the checkpoint, with `leaf`, its bytes in
 * base64, where the leaf is of this campaign or of the whole deployment. Others stay private and still count.
 */
import { fromUtf8, quick, toHex } from "@/lib/audit-log/bytes";
import { HASH_LENGTH, type Sha256 } from "@/lib/audit-log/merkle";
import { Findings } from "@/lib/audit-log/verifier/check";
import { type Leaf, leafOf } from "@/lib/audit-log/verifier/leaf";
import type { FittingLeaf, LeafForm } from "@/lib/audit-log/verifier/leaf-form";
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

/** What is done with each disclosed leaf, in order. */
export type LeafReader = {
  visit: (leaf: Leaf) => void;
  /** Takes in a leaf as it stands in its bytes; whether it could, and so need not visit it. */
  take?: (leaf: FittingLeaf) => boolean;
};

/** Rebuilds the tree in one pass and hands over the disclosed leaves as it goes. */
export async function readLeaves(
  files: PackFiles,
  sha256: Sha256,
  sizeThen: number | undefined,
  reader: LeafReader,
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
      const hashAt = HASH_LENGTH * nth;
      const form = forms.formOf(bytes, from, end);
      if (!form || !reader.take?.({ form, index, hashes, hashAt })) {
        const hash = toHex(hashes.subarray(hashAt, hashAt + HASH_LENGTH));
        const text = form ?? fromUtf8(bytes.subarray(from, end));
        const problem = visitLeaf(text, index, hash, forms, reader);
        if (problem !== undefined) findings.add(`${FILE}:${index + 1}, leaf ${index}`, problem);
      }
      from = end + 1;
    }
  });
  return { ...tree, findings: Findings.join([tree.findings, findings]) };
}

/**
 * Visits the leaf, or says what is wrong with it.
 * @param text its text; or its form, that of the leaf that last fitted it
 */
function visitLeaf(
  text: string | LeafForm | undefined,
  index: number,
  hash: string,
  forms: LeafForms,
  { visit }: LeafReader,
): string | undefined {
  if (text === undefined) return "its leaf is not UTF-8 text";
  try {
    visit(leafOf(typeof text === "string" ? forms.learn(text) : text.value, index, hash));
    return undefined;
  } catch (error) {
    return `its leaf ${error instanceof Error ? error.message : String(error)}`;
  }
}
