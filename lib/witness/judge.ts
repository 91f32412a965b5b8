/**
 * What a witness does with a checkpoint it is given: the checks of C2SP tlog-witness, in its order. Pure: what it has cosigned
 * last is handed in, and keeping what it cosigns next is the caller's, before anybody gets the answer.
 */
import { parseAddCheckpoint } from "@/lib/audit-log/add-checkpoint";
import { sameBytes } from "@/lib/audit-log/bytes";
import { type Checkpoint, parseCheckpoint } from "@/lib/audit-log/checkpoint";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { verifyConsistency } from "@/lib/audit-log/merkle-proof";
import { type Ed25519Verify, type Note, type NoteKey, signatureLine, verifyNote } from "@/lib/audit-log/note";

/** A log that the witness watches: its keys, and the head it has cosigned last. */
export type Watched = { keys: readonly NoteKey[]; head: { size: number; root: Uint8Array } | undefined };

type Judgement =
  /** Consistent with what was cosigned before, so it is to be cosigned. */
  | {
      status: 200;
      checkpoint: Checkpoint;
      /** What is cosigned, and the same with the log's own signatures: no other line of the request is kept. */
      text: string;
      signed: string;
    }
  /** The log believed in another size than the one cosigned last. */
  | { status: 409; size: number }
  | {
      status: 400 | 403 | 404 | 409 | 422;
      problem: string;
      /** The log has signed what it cannot have signed if it only ever grew: kept as evidence. */
      evidence?: { checkpoint: Checkpoint; note: string };
    };

/**
 * Judges the body of a request.
 * @param watch the log of this name, if the witness knows it
 */
export async function judge(
  body: string,
  watch: (origin: string) => Watched | undefined,
  { sha256, verify }: { sha256: Sha256; verify: Ed25519Verify },
): Promise<Judgement> {
  const read = reading(body);
  if ("problem" in read) return { status: 400, problem: read.problem };
  const { oldSize, proof, checkpoint, note } = read;
  const log = watch(checkpoint.origin);
  if (!log) return { status: 404, problem: `This witness does not watch the log ${checkpoint.origin}.` };
  const own = await ownLines(note, log.keys, verify);
  if (own.length === 0)
    return {
      status: 403,
      problem: `No key of ${checkpoint.origin} that this witness knows has signed this.`,
    };
  if (oldSize > checkpoint.size)
    return {
      status: 400,
      problem: `The old size ${oldSize} is beyond the checkpoint's, ${checkpoint.size}.`,
    };
  const before = log.head?.size ?? 0;
  if (oldSize !== before) return { status: 409, size: before };
  const signed = `${note.text}\n${own.join("")}`;
  const evidence = { checkpoint, note: signed };
  if (log.head && checkpoint.size === log.head.size) {
    if (!sameBytes(checkpoint.root, log.head.root))
      return {
        status: 409,
        problem: `Of ${before} entries this witness has cosigned another root: the log keeps two histories, or has rewritten one.`,
        evidence,
      };
    if (proof.length === 0) return { status: 200, checkpoint, text: note.text, signed };
  }
  const holds = log.head
    ? verifyConsistency(sha256, {
        oldSize,
        oldRoot: log.head.root,
        size: checkpoint.size,
        root: checkpoint.root,
        proof,
      })
    : proof.length === 0 && (checkpoint.size > 0 || sameBytes(checkpoint.root, sha256(new Uint8Array(0))));
  if (holds) return { status: 200, checkpoint, text: note.text, signed };
  return {
    status: 422,
    problem: `The proof does not show that these ${checkpoint.size} entries begin with the ${before} cosigned before.`,
    ...(log.head ? { evidence } : {}),
  };
}

function reading(body: string) {
  try {
    const { oldSize, proof, checkpoint: text } = parseAddCheckpoint(body);
    return { oldSize, proof, ...parseCheckpoint(text) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The lines that the log's keys have signed, each once; a bad one under a known key refuses the note for that key. */
async function ownLines(note: Note, keys: readonly NoteKey[], verify: Ed25519Verify): Promise<string[]> {
  const lines = new Set<string>();
  for (const key of keys) {
    if ((await verifyNote(note, key, verify)) !== undefined) continue;
    for (const one of note.signatures)
      if (one.name === key.name && sameBytes(one.keyId, key.id)) lines.add(signatureLine(one));
  }
  return [...lines];
}
