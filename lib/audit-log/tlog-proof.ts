/** C2SP tlog-proof: a receipt that stands alone. `extra` holds the leaf's bytes. Pure. */
import { fromBase64, toBase64 } from "@/lib/audit-log/bytes";
import { HASH_LENGTH } from "@/lib/audit-log/merkle";

/** `checkpoint` is the signed checkpoint, verbatim. */
export type TlogProof = {
  extra?: Uint8Array;
  index: number;
  hashes: readonly Uint8Array[];
  checkpoint: string;
};

const HEADER = "c2sp.org/tlog-proof@v1";
const INDEX = /^index (0|[1-9][0-9]*)$/;
const MOST_HASHES = 64;

/** The text of a proof. */
export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [
    HEADER,
    ...(extra ? [`extra ${toBase64(extra)}`] : []),
    `index ${index}`,
    ...hashes.map(toBase64),
    "",
    checkpoint,
  ];
  return lines.join("\n");
}

/** Reads a proof; throws an Error saying what is wrong and in which line. The checkpoint in it is not judged. */
export function parseTlogProof(text: string): TlogProof {
  const blank = text.indexOf("\n\n");
  if (blank < 0) throw new Error("The proof has no blank line before its checkpoint.");
  const lines = text.slice(0, blank).split("\n");
  const checkpoint = text.slice(blank + 2);
  if (lines[0] !== HEADER) throw new Error(`The first line of the proof is not "${HEADER}".`);
  const encoded = lines[1]?.startsWith("extra ") ? lines[1].slice("extra ".length) : undefined;
  const extra = encoded === undefined ? undefined : fromBase64(encoded);
  if (encoded !== undefined && !extra) throw new Error("Line 2 of the proof, its extra data, is not base64.");
  const indexLine = extra ? 2 : 1;
  const index = Number(INDEX.exec(lines[indexLine] ?? "")?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(index))
    throw new Error(`Line ${indexLine + 1} of the proof is not "index" and a number.`);
  const encodedHashes = lines.slice(indexLine + 1);
  if (encodedHashes.length > MOST_HASHES) throw new Error(`The proof has more than ${MOST_HASHES} hashes.`);
  const hashes = encodedHashes.map((line, at) => parseHash(line, indexLine + 2 + at));
  return { ...(extra ? { extra } : {}), index, hashes, checkpoint };
}

function parseHash(line: string, number: number): Uint8Array {
  const hash = fromBase64(line);
  if (!hash) throw new Error(`Line ${number} of the proof is not base64.`);
  if (hash.length !== HASH_LENGTH) {
    throw new Error(
      `The hash in line ${number} of the proof has ${hash.length} bytes where ${HASH_LENGTH} are due.`,
    );
  }
  return hash;
}
