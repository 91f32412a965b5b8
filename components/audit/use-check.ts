import { useMutation } from "@tanstack/react-query";
import {
  askedOf,
  type CheckedProof,
  checkConsistency,
  checkProof,
  consistencyFound,
  type FoundInLog,
  findInLog,
  leafHashOf,
  meansOf,
  type PageCheck,
  proofText,
  sha256Pure,
} from "@/lib/audit-log/client";

/** What came of looking for something that was pasted. */
export type CheckResult =
  /** A proof, of one's own or fetched; what the log has under its hash; and whether its checkpoint is of this log's past. */
  | { is: "proof"; pasted: boolean; proof: CheckedProof; found: FoundInLog | null; past: PageCheck[] }
  | { is: "found"; found: FoundInLog; asked: string }
  | { is: "nothing"; sentence: string };

/** Looks for what is pasted: reads it here, asks the server where it is, and checks the proof here. */
export function useCheck(vkey: string | null) {
  return useMutation({ mutationFn: (pasted: string) => check(pasted, vkey) });
}

async function check(pasted: string, vkey: string | null): Promise<CheckResult> {
  const asked = askedOf(pasted);
  switch (asked.is) {
    case "unreadable":
      return { is: "nothing", sentence: asked.sentence };
    case "index":
      return ofIndex(asked.index, vkey);
    case "hash":
      return ofHash(asked.hash, vkey);
    case "leaf":
      return ofHash(leafHashOf(sha256Pure, asked.bytes), vkey);
    case "id": {
      const found = await findInLog({ id: asked.id });
      const [only, ...more] = found.rows;
      if (!found.about && only && more.length === 0 && only.index !== null)
        return ofIndex(only.index, vkey, found);
      return found.rows.length > 0 || found.about
        ? { is: "found", found, asked: asked.id }
        : { is: "nothing", sentence: `Nothing in the log is about ${asked.id}.` };
    }
    case "proof": {
      const proof = await checkProof(asked.text, meansOf(vkey));
      const found = await findInLog({ hash: proof.leafHash });
      return { is: "proof", pasted: true, proof, found, past: await pastOf(proof, vkey) };
    }
  }
}

async function ofHash(hash: string, vkey: string | null): Promise<CheckResult> {
  const found = await findInLog({ hash });
  const [only, ...more] = found.rows;
  if (!only)
    return {
      is: "nothing",
      sentence: `No sealed entry has the hash ${hash}. It may wait for the next seal.`,
    };
  if (more.length > 0 || only.index === null) return { is: "found", found, asked: hash };
  return ofIndex(only.index, vkey, found);
}

async function ofIndex(
  index: number,
  vkey: string | null,
  found: FoundInLog | null = null,
): Promise<CheckResult> {
  const proof = await checkProof(await proofText(index), meansOf(vkey));
  return {
    is: "proof",
    pasted: false,
    proof,
    found: found ?? (await findInLog({ hash: proof.leafHash })),
    past: [],
  };
}

/** Whether the checkpoint that a pasted proof carries is of this log's past: what it was signed over is still there. */
async function pastOf(proof: CheckedProof, vkey: string | null): Promise<PageCheck[]> {
  try {
    const claim = await consistencyFound(proof.size);
    const [consistent] = await checkConsistency({ ...claim, old: proof.checkpoint }, meansOf(vkey));
    return consistent ? [consistent] : [];
  } catch (error) {
    return [
      {
        name: "consistency",
        ok: false,
        sentence: `Its checkpoint is over ${proof.size.toLocaleString("en-GB")} entries, which this log does not have. ${error instanceof Error ? error.message : ""}`,
      },
    ];
  }
}
