/**
 * C2SP signed notes: a text, a blank line, and a line "— name base64(key id ‖ signature)" for each signature.
 * Keys are Ed25519 (type 0x01, or another type handed in); lines of other keys are kept but say nothing here. Pure: signing and
 * verifying are handed in.
 */
import { concatBytes, fromBase64, sameBytes, toBase64, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import type { Sha256 } from "@/lib/audit-log/merkle";

/** Whether `signature` (64 bytes) over `message` is by the 32-byte public key. */
export type Ed25519Verify = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>;

export type NoteKey = { name: string; id: Uint8Array; publicKey: Uint8Array };

/** A key that can sign; `sign` gives the 64 bytes of an Ed25519 signature. */
export type NoteSigner = { name: string; id: Uint8Array; sign: (message: Uint8Array) => Uint8Array };

export type NoteSignature = { name: string; keyId: Uint8Array; signature: Uint8Array };

/** `text` ends with a newline; the blank line after it is not part of it. */
export type Note = { text: string; signatures: readonly NoteSignature[] };

const ED25519 = 0x01;
const KEY_ID_LENGTH = 4;
const PUBLIC_KEY_LENGTH = 32;
const MOST_SIGNATURES = 100;

const KEY_NAME = /^[^\s+]+$/u;
const SIGNATURE_LINE = /^— ([^\s+]+) ([^ ]+)$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a note must not hold
const CONTROL_CHARACTER = /[\u0000-\u0009\u000b-\u001f]/;

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key), its first four bytes; the type is that of the signatures. */
export function keyId(sha256: Sha256, name: string, publicKey: Uint8Array, type = ED25519): Uint8Array {
  return sha256(concatBytes([toUtf8(`${name}\n`), Uint8Array.of(type), publicKey])).slice(0, KEY_ID_LENGTH);
}

/** A public key as text: name+hex(key id)+base64(type ‖ public key). */
export function formatVkey(sha256: Sha256, name: string, publicKey: Uint8Array, type = ED25519): string {
  const bytes = concatBytes([Uint8Array.of(type), publicKey]);
  return `${requireKeyName(name)}+${toHex(keyId(sha256, name, publicKey, type))}+${toBase64(bytes)}`;
}

/** Reads a public key; throws an Error saying which part is wrong. White space around it is allowed. */
export function parseVkey(sha256: Sha256, text: string, type = ED25519): NoteKey {
  const parts = /^([^\s+]+)\+([^+]*)\+(.*)$/u.exec(text.trim());
  const [, name = "", id = "", encoded = ""] = parts ?? [];
  if (!parts) throw new Error("The public key is not of the form name+id+key.");
  const bytes = fromBase64(encoded);
  if (!bytes) throw new Error(`The public key of ${name} is not base64.`);
  if (bytes.length !== 1 + PUBLIC_KEY_LENGTH || bytes[0] !== type) {
    throw new Error(`The public key of ${name} is not an Ed25519 key of ${PUBLIC_KEY_LENGTH} bytes.`);
  }
  const publicKey = bytes.slice(1);
  const expected = keyId(sha256, name, publicKey, type);
  if (toHex(expected) !== id) {
    throw new Error(`The public key of ${name} says its id is ${id}, but it is ${toHex(expected)}.`);
  }
  return { name, id: expected, publicKey };
}

/** Throws unless the name can stand in a note: not empty, no white space, no plus sign. */
export function requireKeyName(name: string): string {
  if (!KEY_NAME.test(name))
    throw new Error(`The key name "${name}" is empty or holds white space or a plus sign.`);
  return name;
}

/** Signs a text, which ends with a newline, with every signer in order. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  requireText(text);
  const message = toUtf8(text);
  const lines = signers.map(({ name, id, sign }) =>
    signatureLine({ name: requireKeyName(name), keyId: id, signature: sign(message) }),
  );
  return `${text}\n${lines.join("")}`;
}

/** A signature as its line of a note. */
export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  return `— ${name} ${toBase64(concatBytes([keyId, signature]))}\n`;
}

/** Takes a signed note apart; throws an Error saying what is wrong and in which line. */
export function parseNote(note: string): Note {
  if (!note.endsWith("\n")) throw new Error("The note does not end with a newline.");
  const blank = note.lastIndexOf("\n\n");
  if (blank < 0) throw new Error("The note has no blank line between its text and its signatures.");
  const text = requireText(note.slice(0, blank + 1));
  const lines = note.slice(blank + 2, -1).split("\n");
  const before = text.split("\n").length;
  if (lines.length > MOST_SIGNATURES)
    throw new Error(`The note has more than ${MOST_SIGNATURES} signatures.`);
  return { text, signatures: lines.map((line, at) => parseSignature(line, before + at + 1)) };
}

function parseSignature(line: string, number: number): NoteSignature {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) {
    throw new Error(`Line ${number} of the note is not a signature line "— name base64".`);
  }
  const bytes = fromBase64(encoded);
  if (!bytes) throw new Error(`The signature in line ${number} of the note is not base64.`);
  if (bytes.length <= KEY_ID_LENGTH)
    throw new Error(`The signature in line ${number} of the note is too short.`);
  return { name, keyId: bytes.slice(0, KEY_ID_LENGTH), signature: bytes.slice(KEY_ID_LENGTH) };
}

/**
 * Undefined if the key signed the note's text, else one sentence saying why it did not. One bad signature
 * under the key's name and id refuses the note.
 */
export async function verifyNote(
  note: Note,
  key: NoteKey,
  verify: Ed25519Verify,
): Promise<string | undefined> {
  const message = toUtf8(note.text);
  const own = note.signatures.filter(({ name, keyId }) => name === key.name && sameBytes(keyId, key.id));
  if (own.length === 0) return `It carries no signature by ${key.name}+${toHex(key.id)}.`;
  for (const { signature } of own) {
    if (signature.length !== 64 || !(await verify(key.publicKey, message, signature))) {
      return `The signature by ${key.name}+${toHex(key.id)} does not fit its text.`;
    }
  }
  return undefined;
}

function requireText(text: string): string {
  if (!text.endsWith("\n")) throw new Error("The text of the note does not end with a newline.");
  if (CONTROL_CHARACTER.test(text)) throw new Error("The text of the note holds a control character.");
  return text;
}
