/** C2SP checkpoints: the text of a note that states a log's name, size and root hash. Pure. */
import { fromBase64, toBase64 } from "@/lib/audit-log/bytes";
import { HASH_LENGTH } from "@/lib/audit-log/merkle";
import { type Note, type NoteSigner, parseNote, signNote } from "@/lib/audit-log/note";

/** `origin` is the log's name, which is also its key's. */
export type Checkpoint = { origin: string; size: number; root: Uint8Array };

const SIZE = /^(0|[1-9][0-9]*)$/;

/** The text of a checkpoint: three lines. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (origin === "" || origin.includes("\n")) throw new Error("A log's name is one line that is not empty.");
  if (!Number.isSafeInteger(size) || size < 0) throw new Error(`${size} is not the size of a log.`);
  if (root.length !== HASH_LENGTH)
    throw new Error(`A root hash has ${HASH_LENGTH} bytes, not ${root.length}.`);
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** A signed checkpoint. A signer never signs two roots for one size; that is the caller's to keep. */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): string {
  return signNote(formatCheckpoint(checkpoint), signers);
}

/** Reads a signed checkpoint without judging its signatures; throws an Error saying what is wrong with it. */
export function parseCheckpoint(note: string): { checkpoint: Checkpoint; note: Note } {
  const parsed = parseNote(note);
  return { checkpoint: parseCheckpointText(parsed.text), note: parsed };
}

/** Reads the text of a checkpoint. Lines after the third are allowed by the format and not used here. */
export function parseCheckpointText(text: string): Checkpoint {
  if (!text.endsWith("\n")) throw new Error("The checkpoint does not end with a newline.");
  const [origin = "", size = "", hash = "", ...extensions] = text.slice(0, -1).split("\n");
  if (origin === "") throw new Error("The first line of the checkpoint, the log's name, is empty.");
  if (extensions.includes("")) throw new Error("The checkpoint holds an empty line.");
  return { origin, size: parseSize(size), root: parseRoot(hash) };
}

function parseSize(text: string): number {
  if (/^0[0-9]+$/.test(text)) throw new Error(`The checkpoint's size "${text}" has leading zeros.`);
  if (!SIZE.test(text)) throw new Error(`The checkpoint's size "${text}" is not a decimal number.`);
  const size = Number(text);
  if (!Number.isSafeInteger(size)) throw new Error(`The checkpoint's size ${text} is too large to be one.`);
  return size;
}

function parseRoot(text: string): Uint8Array {
  const root = fromBase64(text);
  if (!root) throw new Error(`The checkpoint's root hash "${text}" is not base64.`);
  if (root.length !== HASH_LENGTH) {
    throw new Error(`The checkpoint's root hash has ${root.length} bytes where ${HASH_LENGTH} are due.`);
  }
  return root;
}
