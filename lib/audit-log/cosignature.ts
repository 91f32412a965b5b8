/**
 * C2SP tlog-cosignature, its Ed25519 form: a witness signs "cosignature/v1", the time and the text of a checkpoint, by which
 * it says that this was the largest consistent head of the log it had seen then. Pure: signing and verifying are handed in.
 */
import { concatBytes, sameBytes, toBase64, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import type { Sha256 } from "@/lib/audit-log/merkle";
import {
  type Ed25519Verify,
  formatVkey,
  keyId,
  type Note,
  type NoteKey,
  type NoteSignature,
  type NoteSigner,
  parseVkey,
} from "@/lib/audit-log/note";

/** The signature type of Ed25519 cosignatures, in key ids and public keys. */
const COSIGNATURE = 0x04;
const TIME_LENGTH = 8;
const SIGNATURE_LENGTH = 64;

/** A signature line that has the form of a cosignature; `at` in seconds since 1970, of which nothing is verified. */
type Cosignature = { name: string; keyId: Uint8Array; at: number };

/** A witness's public key as text: name+hex(key id)+base64(0x04 ‖ public key). */
export function formatWitnessKey(sha256: Sha256, name: string, publicKey: Uint8Array): string {
  return formatVkey(sha256, name, publicKey, COSIGNATURE);
}

/** Reads a witness's public key; throws an Error saying which part is wrong. */
export function parseWitnessKey(sha256: Sha256, text: string): NoteKey {
  return parseVkey(sha256, text, COSIGNATURE);
}

/** The id that a witness's key has beside its cosignatures. */
export function witnessKeyId(sha256: Sha256, name: string, publicKey: Uint8Array): Uint8Array {
  return keyId(sha256, name, publicKey, COSIGNATURE);
}

/**
 * The line that cosigns the text of a checkpoint, with its newline.
 * @param at seconds since 1970
 */
export function cosign(text: string, { name, id, sign }: NoteSigner, at: number): string {
  return `— ${name} ${toBase64(concatBytes([id, timeBytes(at), sign(message(text, at))]))}\n`;
}

/** The lines of a note that have the form of a cosignature: 72 bytes, where a log's own signature has 64. */
export function cosignaturesOf(note: Note): Cosignature[] {
  return note.signatures.flatMap((line) => {
    const at = timeOf(line);
    return at === undefined ? [] : [{ name: line.name, keyId: line.keyId, at }];
  });
}

/**
 * When the witness cosigned the note (seconds since 1970), or one sentence saying why it is not cosigned by this key. One line
 * under the key's name and id that does not verify refuses the note; of several that do, the latest counts.
 */
export async function verifyCosignature(
  note: Note,
  key: NoteKey,
  verify: Ed25519Verify,
): Promise<{ at: number } | { problem: string }> {
  const own = note.signatures.filter((line) => line.name === key.name && sameBytes(line.keyId, key.id));
  const who = `${key.name}+${toHex(key.id)}`;
  if (own.length === 0) return { problem: `It carries no cosignature by ${who}.` };
  let latest = 0;
  for (const line of own) {
    const at = timeOf(line);
    if (
      at === undefined ||
      !(await verify(key.publicKey, message(note.text, at), line.signature.slice(TIME_LENGTH)))
    )
      return { problem: `The cosignature by ${who} does not fit its text.` };
    latest = Math.max(latest, at);
  }
  return { at: latest };
}

function message(text: string, at: number): Uint8Array {
  return toUtf8(`cosignature/v1\ntime ${at}\n${text}`);
}

function timeBytes(at: number): Uint8Array {
  if (!Number.isSafeInteger(at) || at < 0) throw new RangeError(`${at} is not a time in seconds.`);
  const bytes = new Uint8Array(TIME_LENGTH);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(at));
  return bytes;
}

/** Undefined where the line is no cosignature, or its time is beyond what a date can say. */
function timeOf({ signature }: NoteSignature): number | undefined {
  if (signature.length !== TIME_LENGTH + SIGNATURE_LENGTH) return undefined;
  const at = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  return at <= MOST_SECONDS ? at : undefined;
}
/** The end of the year 9999. */
const MOST_SECONDS = 253_402_300_799;
