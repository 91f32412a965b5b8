/**
 * What a page says of proofs, checked where they are read: that an entry is in the log, and that one checkpoint contains all
 * that an earlier one had. Hashing and signatures are handed in; nothing is asked of the server. Pure.
 */
import { fromBase64, fromUtf8, toHex } from "@/lib/audit-log/bytes";
import { parseCheckpoint } from "@/lib/audit-log/checkpoint";
import { HASH_LENGTH, leafHash, nodeHash, type Sha256 } from "@/lib/audit-log/merkle";
import { type Inclusion, verifyConsistency, verifyInclusion } from "@/lib/audit-log/merkle-proof";
import { type Ed25519Verify, type Note, parseVkey, verifyNote } from "@/lib/audit-log/note";
import { parseTlogProof } from "@/lib/audit-log/tlog-proof";

/** `ok` is null where it could not be told, and the sentence says why. */
export type PageCheck = { name: string; ok: boolean | null; sentence: string };

/** How a page checks; `vkey` is the log's public key as text, null before the first seal. */
export type Means = { sha256: Sha256; verify: Ed25519Verify; vkey: string | null };

/** One step of the way from a leaf to the root: what it is joined with, on which side, and what comes of it. */
export type PathStep = { side: "left" | "right"; sibling: string; hash: string };

export type CheckedProof = {
  index: number;
  size: number;
  /** Hexadecimal, as all hashes here. */
  leafHash: string;
  root: string;
  /** The leaf's bytes as text; null where the proof carries none. */
  leaf: string | null;
  path: PathStep[];
  /** The checkpoint that the proof carries, as it was signed. */
  checkpoint: string;
  /** Who else signed the checkpoint, by their names. */
  cosigners: string[];
  checks: PageCheck[];
};

const number = (n: number) => n.toLocaleString("en-GB");

/**
 * The way up from a leaf (RFC 9162, 2.1.3.2), step by step, whether or not it ends at the root; empty where the place is not in
 * the tree or a hash is not 32 bytes.
 */
export function pathOf(sha256: Sha256, of: Omit<Inclusion, "root">): PathStep[] {
  const { index, size, proof } = of;
  if (index < 0 || index >= size || [of.leafHash, ...proof].some((h) => h.length !== HASH_LENGTH)) return [];
  const steps: PathStep[] = [];
  let [position, last, hash] = [index, size - 1, of.leafHash];
  for (const sibling of proof) {
    if (last === 0) return steps;
    const left = position % 2 === 1 || position === last;
    hash = left ? nodeHash(sha256, sibling, hash) : nodeHash(sha256, hash, sibling);
    steps.push({ side: left ? "left" : "right", sibling: toHex(sibling), hash: toHex(hash) });
    if (left)
      while (position % 2 === 0 && position !== 0)
        [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return steps;
}

/** Checks the text of a .tlog-proof by itself. @throws Error in one sentence where it cannot be read as one */
export async function checkProof(text: string, means: Means): Promise<CheckedProof> {
  const proof = parseTlogProof(text);
  const { checkpoint, note } = parseCheckpoint(proof.checkpoint);
  const { size, root } = checkpoint;
  if (!proof.extra) throw new Error("The proof carries no entry, so there is nothing it could be about.");
  const claim = {
    leafHash: leafHash(means.sha256, proof.extra),
    index: proof.index,
    size,
    proof: proof.hashes,
  };
  const holds = verifyInclusion(means.sha256, { ...claim, root });
  return {
    index: proof.index,
    size,
    leafHash: toHex(claim.leafHash),
    root: toHex(root),
    leaf: fromUtf8(proof.extra) ?? null,
    path: pathOf(means.sha256, claim),
    checkpoint: proof.checkpoint,
    cosigners: cosignersOf(note, means.vkey),
    checks: [
      {
        name: "inclusion",
        ok: holds,
        sentence: holds
          ? `This entry stands at #${number(proof.index)} of the ${number(size)} entries under this checkpoint.`
          : `The hashes do not lead from this entry to the checkpoint’s root: it is not at #${number(proof.index)}, or the proof was changed.`,
      },
      await signed(note, checkpoint.origin, means),
    ],
  };
}

/** `proof` in base64; `note` is a checkpoint as it was signed. */
export type ConsistencyClaim = { old: string; new: string; proof: readonly string[] };

/** Checks that one checkpoint contains all that an earlier one had. @throws Error where one cannot be read */
export async function checkConsistency(claim: ConsistencyClaim, means: Means): Promise<PageCheck[]> {
  const [then, now] = [parseCheckpoint(claim.old), parseCheckpoint(claim.new)];
  const proof = claim.proof.map((line) => fromBase64(line) ?? new Uint8Array(0));
  const holds = verifyConsistency(means.sha256, {
    oldSize: then.checkpoint.size,
    size: now.checkpoint.size,
    proof,
    oldRoot: then.checkpoint.root,
    root: now.checkpoint.root,
  });
  const same = then.checkpoint.origin === now.checkpoint.origin;
  return [
    {
      name: "consistency",
      ok: holds && same,
      sentence: same
        ? consistencyWords({ oldSize: then.checkpoint.size, size: now.checkpoint.size, holds })
        : `They are of two logs: ${then.checkpoint.origin} and ${now.checkpoint.origin}.`,
    },
    await signed(then.note, then.checkpoint.origin, means, "earlier checkpoint"),
    await signed(now.note, now.checkpoint.origin, means, "later checkpoint"),
  ];
}

/** What a consistency proof says, in words. Sizes are the checkpoints' numbers. */
export function consistencyWords(of: { oldSize: number; size: number; holds: boolean }): string {
  const [old, size] = [`#${number(of.oldSize)}`, `#${number(of.size)}`];
  if (of.oldSize === of.size)
    return of.holds
      ? `Both are checkpoint ${size}, over the same entries.`
      : `Two checkpoints of ${number(of.size)} entries say different things: somebody was shown another log.`;
  if (of.holds) {
    const more = of.size - of.oldSize;
    return `Checkpoint ${size} contains everything that ${old} had, in the same order, and ${number(more)} more ${more === 1 ? "entry" : "entries"} after it.`;
  }
  return `Checkpoint ${size} does not contain what ${old} had: entries were changed, removed or put in between, or one of the two was changed.`;
}

/** Whether the log's own key signed a checkpoint, which the sentence calls by this name. */
async function signed(
  note: Note,
  origin: string,
  { sha256, verify, vkey }: Means,
  which = "checkpoint",
): Promise<PageCheck> {
  const said = (ok: boolean | null, sentence: string) => ({
    name: `signature of the ${which}`,
    ok,
    sentence,
  });
  if (vkey === null) return said(null, "This log has no public key yet.");
  const key = parseVkey(sha256, vkey);
  if (origin !== key.name)
    return said(false, `The ${which} is of the log ${origin}, not of this one, ${key.name}.`);
  try {
    const problem = await verifyNote(note, key, verify);
    return problem
      ? said(false, `The ${which} is not signed by this log’s key. ${problem}`)
      : said(true, `The ${which} is signed by ${key.name}+${toHex(key.id)}.`);
  } catch {
    return said(
      null,
      "This browser cannot check Ed25519 signatures. verify.mjs, which lies in every evidence pack, can.",
    );
  }
}

/** The names of others that signed a checkpoint; whether they did is for whoever knows their keys. */
export function cosignersOf(note: Note, vkey: string | null): string[] {
  const own = vkey === null ? undefined : vkey.split("+");
  return note.signatures
    .filter((s) => !(s.name === own?.[0] && toHex(s.keyId) === own[1]))
    .map(({ name }) => name);
}

/** The hash of a leaf's bytes, in hexadecimal. */
export function leafHashOf(sha256: Sha256, bytes: Uint8Array): string {
  return toHex(leafHash(sha256, bytes));
}
