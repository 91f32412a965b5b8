/** C2SP tlog-witness: what a log sends to a witness, as text and back. Pure. */
import { fromBase64, toBase64 } from "@/lib/audit-log/bytes";
import { HASH_LENGTH } from "@/lib/audit-log/merkle";

/** The size the log believes the witness has cosigned last, the proof from there, and the signed checkpoint verbatim. */
type AddCheckpoint = { oldSize: number; proof: readonly Uint8Array[]; checkpoint: string };

/** The content type of an answer that says which size the witness has cosigned last. */
export const SIZE_TYPE = "text/x.tlog.size";

/** A consistency proof of any tree has at most so many hashes. */
const MOST_HASHES = 63;
const OLD_SIZE = /^old (0|[1-9][0-9]{0,15})$/;

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return [`old ${oldSize}`, ...proof.map(toBase64), "", checkpoint].join("\n");
}

/** Reads a request; throws an Error saying what is wrong and in which line. The checkpoint in it is not judged. */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const blank = body.indexOf("\n\n");
  if (blank < 0) throw new Error("The request has no empty line before its checkpoint.");
  const [first = "", ...lines] = body.slice(0, blank).split("\n");
  const oldSize = Number(OLD_SIZE.exec(first)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(oldSize))
    throw new Error('The first line of the request is not "old" and a size.');
  if (lines.length > MOST_HASHES) throw new Error(`The request has more than ${MOST_HASHES} hashes.`);
  const proof = lines.map((line, at) => {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_LENGTH)
      throw new Error(`Line ${at + 2} of the request is not a hash of ${HASH_LENGTH} bytes in base64.`);
    return hash;
  });
  return { oldSize, proof, checkpoint: body.slice(blank + 2) };
}

/** The size that a conflict's body names; undefined unless it is a decimal number and a newline. */
export function parseSize(body: string): number | undefined {
  const size = Number(/^(0|[1-9][0-9]{0,15})\n$/.exec(body)?.[1] ?? Number.NaN);
  return Number.isSafeInteger(size) ? size : undefined;
}
