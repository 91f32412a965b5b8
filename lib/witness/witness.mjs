// biome-ignore-all lint: made from the sources named below
// biome-ignore-all format: made from the sources named below
// biome-ignore-all assist: made from the sources named below
//
// Countersign: a witness of an audit log. It needs nothing but Node 20 or later, and no part of the portal.
// lib/witness/program.ts
import { existsSync as existsSync2, readFileSync as readFileSync3 } from "node:fs";
import { parseArgs } from "node:util";

// lib/witness/held.ts
import { readFile as readFile2, stat } from "node:fs/promises";

// lib/audit-log/bytes.ts
/**
 * Bytes as text and back: hexadecimal, base64 and UTF-8, each in its one strict spelling, so that a text
 * and its bytes determine each other. Pure: runs in Node and in a page.
 */
var HEX_DIGITS = "0123456789abcdef";
var HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
var BASE64_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Bytes made characters in one call. */
var LATIN1_STEP = 4096;
/** As no digit does, it leaves a negative number wherever it is shifted into one. */
var INVALID = -1;
var HEX_VALUES = valuesOf(HEX_DIGITS);
var BASE64_VALUES = valuesOf(BASE64_DIGITS);
var encoder = new TextEncoder();
var decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** A table from character code to digit value; every other code below 128 is `INVALID`. */
function valuesOf(digits) {
  const values = new Int8Array(128).fill(INVALID);
  for (let value = 0; value < digits.length; value++) values[digits.charCodeAt(value)] = value;
  return values;
}
/** Node's own, several times as fast as the tables below; a page has none. */
var native = typeof Buffer === "function" ? Buffer : undefined;
/** The same bytes with Node's own methods; making a view costs as much as a short text. */
function nativeOf(bytes) {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
/** The same bytes, of which parts are made texts faster. */
function quick(bytes) {
  return native ? nativeOf(bytes) : bytes;
}
/** Room for bytes, of any content. */
function roomFor(length) {
  return native ? native.allocUnsafeSlow(length) : new Uint8Array(length);
}
/** Lower-case hexadecimal, two digits a byte. */
function toHex(bytes) {
  if (native) return nativeOf(bytes).toString("hex");
  let text2 = "";
  for (const byte of bytes) text2 += HEX_PAIRS[byte];
  return text2;
}
/** The bytes of lower-case hexadecimal; undefined for anything else, upper case included. */
function fromHex(text2) {
  if (text2.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text2.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const high = HEX_VALUES[text2.charCodeAt(2 * at)] ?? INVALID;
    const low = HEX_VALUES[text2.charCodeAt(2 * at + 1)] ?? INVALID;
    if (high < 0 || low < 0) return undefined;
    bytes[at] = high << 4 | low;
  }
  return bytes;
}
/** Standard base64 with padding (RFC 4648, section 4). */
function toBase64(bytes) {
  if (native) return nativeOf(bytes).toString("base64");
  let text2 = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const left = bytes.length - at;
    text2 += BASE64_DIGITS.charAt(first >> 2) + BASE64_DIGITS.charAt((first & 3) << 4 | second >> 4);
    text2 += left > 1 ? BASE64_DIGITS.charAt((second & 15) << 2 | third >> 6) : "=";
    text2 += left > 2 ? BASE64_DIGITS.charAt(third & 63) : "=";
  }
  return text2;
}
/** The bytes of padded standard base64; undefined for white space, missing padding or stray last bits. */
function fromBase64(text2) {
  if (text2.length % 4 !== 0) return undefined;
  const padding = text2.endsWith("==") ? 2 : text2.endsWith("=") ? 1 : 0;
  const length = text2.length / 4 * 3 - padding;
  if (native) {
    const { buffer, byteOffset, length: found } = native.from(text2, "base64");
    const read2 = new Uint8Array(buffer, byteOffset, found);
    return found === length && isStrict(text2, read2, length, padding) ? read2 : undefined;
  }
  const bytes = new Uint8Array(length);
  const whole = padding === 0 ? text2.length : text2.length - 4;
  let to = 0;
  for (let from = 0; from < whole; from += 4, to += 3) {
    const group = groupAt(text2, from);
    if (group < 0) return undefined;
    bytes[to] = group >> 16;
    bytes[to + 1] = group >> 8;
    bytes[to + 2] = group;
  }
  if (padding === 0) return bytes;
  const last = groupAt(text2.slice(whole, -padding) + "A".repeat(padding), 0);
  if (last < 0 || (last & (padding === 2 ? 65535 : 255)) !== 0) return undefined;
  bytes[to] = last >> 16;
  if (padding === 1) bytes[to + 1] = last >> 8;
  return bytes;
}
/** Node's own leaves out what is no digit, which shortens the result, takes the digits of base64url, and any last bits. */
function isStrict(text2, read2, end, padding) {
  if (!native || native.byteLength(text2) !== text2.length || text2.includes("-") || text2.includes("_"))
    return false;
  return padding === 0 || text2.endsWith(nativeOf(read2).toString("base64", end + padding - 3, end));
}
/** As `fromBase64`, into an array that is there; gives how many bytes, negative for anything else or where there is no room. */
function base64Into(text2, target, at) {
  const padding = text2.endsWith("==") ? 2 : text2.endsWith("=") ? 1 : 0;
  const length = text2.length / 4 * 3 - padding;
  if (text2.length % 4 !== 0 || at + length > target.length) return INVALID;
  if (native) {
    const found = nativeOf(target).write(text2, at, length, "base64");
    return found === length && isStrict(text2, target, at + length, padding) ? length : INVALID;
  }
  const bytes = fromBase64(text2);
  if (bytes) target.set(bytes, at);
  return bytes ? length : INVALID;
}
/** The 24 bits of four base64 digits; negative if one of them is none. */
function groupAt(text2, at) {
  return (BASE64_VALUES[text2.charCodeAt(at)] ?? INVALID) << 18 | (BASE64_VALUES[text2.charCodeAt(at + 1)] ?? INVALID) << 12 | (BASE64_VALUES[text2.charCodeAt(at + 2)] ?? INVALID) << 6 | (BASE64_VALUES[text2.charCodeAt(at + 3)] ?? INVALID);
}
/** A character for each byte, so that what is ASCII is its text and nothing else is. */
function toLatin1(bytes, from, to) {
  if (native) return nativeOf(bytes).toString("latin1", from, to);
  let text2 = "";
  for (let at = from; at < to; at += LATIN1_STEP)
    text2 += String.fromCharCode(...bytes.subarray(at, Math.min(to, at + LATIN1_STEP)));
  return text2;
}
/** The UTF-8 bytes of a text. */
function toUtf8(text2) {
  return encoder.encode(text2);
}
/** The text of UTF-8 bytes, a byte order mark kept; undefined if they are not valid UTF-8. */
function fromUtf8(bytes) {
  if (native) {
    const text2 = nativeOf(bytes).toString("utf8");
    if (!text2.includes("�")) return text2;
  }
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
/** One array holding the given ones end to end. */
function concatBytes(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
/** Whether two arrays hold the same bytes. Not for secrets: it stops at the first difference. */
function sameBytes(left, right) {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}

// lib/audit-log/note.ts
/**
 * C2SP signed notes: a text, a blank line, and a line "— name base64(key id ‖ signature)" for each signature.
 * Keys are Ed25519 (type 0x01, or another type handed in); lines of other keys are kept but say nothing here. Pure: signing and
 * verifying are handed in.
 */
var ED25519 = 1;
var KEY_ID_LENGTH = 4;
var PUBLIC_KEY_LENGTH = 32;
var MOST_SIGNATURES = 100;
var KEY_NAME = /^[^\s+]+$/u;
var SIGNATURE_LINE = /^— ([^\s+]+) ([^ ]+)$/u;
var CONTROL_CHARACTER = /[\u0000-\u0009\u000b-\u001f]/;
/** SHA-256(name ‖ 0x0A ‖ type ‖ public key), its first four bytes; the type is that of the signatures. */
function keyId(sha2562, name, publicKey, type = ED25519) {
  return sha2562(concatBytes([toUtf8(`${name}
`), Uint8Array.of(type), publicKey])).slice(0, KEY_ID_LENGTH);
}
/** A public key as text: name+hex(key id)+base64(type ‖ public key). */
function formatVkey(sha2562, name, publicKey, type = ED25519) {
  const bytes = concatBytes([Uint8Array.of(type), publicKey]);
  return `${requireKeyName(name)}+${toHex(keyId(sha2562, name, publicKey, type))}+${toBase64(bytes)}`;
}
/** Reads a public key; throws an Error saying which part is wrong. White space around it is allowed. */
function parseVkey(sha2562, text2, type = ED25519) {
  const parts = /^([^\s+]+)\+([^+]*)\+(.*)$/u.exec(text2.trim());
  const [, name = "", id = "", encoded = ""] = parts ?? [];
  if (!parts) throw new Error("The public key is not of the form name+id+key.");
  const bytes = fromBase64(encoded);
  if (!bytes) throw new Error(`The public key of ${name} is not base64.`);
  if (bytes.length !== 1 + PUBLIC_KEY_LENGTH || bytes[0] !== type) {
    throw new Error(`The public key of ${name} is not an Ed25519 key of ${PUBLIC_KEY_LENGTH} bytes.`);
  }
  const publicKey = bytes.slice(1);
  const expected = keyId(sha2562, name, publicKey, type);
  if (toHex(expected) !== id) {
    throw new Error(`The public key of ${name} says its id is ${id}, but it is ${toHex(expected)}.`);
  }
  return { name, id: expected, publicKey };
}
/** Throws unless the name can stand in a note: not empty, no white space, no plus sign. */
function requireKeyName(name) {
  if (!KEY_NAME.test(name))
    throw new Error(`The key name "${name}" is empty or holds white space or a plus sign.`);
  return name;
}
/** A signature as its line of a note. */
function signatureLine({ name, keyId: keyId2, signature }) {
  return `— ${name} ${toBase64(concatBytes([keyId2, signature]))}
`;
}
/** Takes a signed note apart; throws an Error saying what is wrong and in which line. */
function parseNote(note) {
  if (!note.endsWith("\n")) throw new Error("The note does not end with a newline.");
  const blank = note.lastIndexOf("\n\n");
  if (blank < 0) throw new Error("The note has no blank line between its text and its signatures.");
  const text2 = requireText(note.slice(0, blank + 1));
  const lines = note.slice(blank + 2, -1).split("\n");
  const before = text2.split("\n").length;
  if (lines.length > MOST_SIGNATURES)
    throw new Error(`The note has more than ${MOST_SIGNATURES} signatures.`);
  return { text: text2, signatures: lines.map((line, at) => parseSignature(line, before + at + 1)) };
}
function parseSignature(line, number2) {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) {
    throw new Error(`Line ${number2} of the note is not a signature line "— name base64".`);
  }
  const bytes = fromBase64(encoded);
  if (!bytes) throw new Error(`The signature in line ${number2} of the note is not base64.`);
  if (bytes.length <= KEY_ID_LENGTH)
    throw new Error(`The signature in line ${number2} of the note is too short.`);
  return { name, keyId: bytes.slice(0, KEY_ID_LENGTH), signature: bytes.slice(KEY_ID_LENGTH) };
}
/**
 * Undefined if the key signed the note's text, else one sentence saying why it did not. One bad signature
 * under the key's name and id refuses the note.
 */
async function verifyNote(note, key, verify2) {
  const message2 = toUtf8(note.text);
  const own = note.signatures.filter(({ name, keyId: keyId2 }) => name === key.name && sameBytes(keyId2, key.id));
  if (own.length === 0) return `It carries no signature by ${key.name}+${toHex(key.id)}.`;
  for (const { signature } of own) {
    if (signature.length !== 64 || !await verify2(key.publicKey, message2, signature)) {
      return `The signature by ${key.name}+${toHex(key.id)} does not fit its text.`;
    }
  }
  return undefined;
}
function requireText(text2) {
  if (!text2.endsWith("\n")) throw new Error("The text of the note does not end with a newline.");
  if (CONTROL_CHARACTER.test(text2)) throw new Error("The text of the note holds a control character.");
  return text2;
}

// lib/audit-log/cosignature.ts
/**
 * C2SP tlog-cosignature, its Ed25519 form: a witness signs "cosignature/v1", the time and the text of a checkpoint, by which
 * it says that this was the largest consistent head of the log it had seen then. Pure: signing and verifying are handed in.
 */
/** The signature type of Ed25519 cosignatures, in key ids and public keys. */
var COSIGNATURE = 4;
var TIME_LENGTH = 8;
var SIGNATURE_LENGTH = 64;
/** A witness's public key as text: name+hex(key id)+base64(0x04 ‖ public key). */
function formatWitnessKey(sha2562, name, publicKey) {
  return formatVkey(sha2562, name, publicKey, COSIGNATURE);
}
/** Reads a witness's public key; throws an Error saying which part is wrong. */
function parseWitnessKey(sha2562, text2) {
  return parseVkey(sha2562, text2, COSIGNATURE);
}
/** The id that a witness's key has beside its cosignatures. */
function witnessKeyId(sha2562, name, publicKey) {
  return keyId(sha2562, name, publicKey, COSIGNATURE);
}
/**
 * The line that cosigns the text of a checkpoint, with its newline.
 * @param at seconds since 1970
 */
function cosign(text2, { name, id, sign: sign2 }, at) {
  return `— ${name} ${toBase64(concatBytes([id, timeBytes(at), sign2(message(text2, at))]))}
`;
}
/**
 * When the witness cosigned the note (seconds since 1970), or one sentence saying why it is not cosigned by this key. One line
 * under the key's name and id that does not verify refuses the note; of several that do, the latest counts.
 */
async function verifyCosignature(note, key, verify2) {
  const own = note.signatures.filter((line) => line.name === key.name && sameBytes(line.keyId, key.id));
  const who = `${key.name}+${toHex(key.id)}`;
  if (own.length === 0) return { problem: `It carries no cosignature by ${who}.` };
  let latest = 0;
  for (const line of own) {
    const at = timeOf(line);
    if (at === undefined || !await verify2(key.publicKey, message(note.text, at), line.signature.slice(TIME_LENGTH)))
      return { problem: `The cosignature by ${who} does not fit its text.` };
    latest = Math.max(latest, at);
  }
  return { at: latest };
}
function message(text2, at) {
  return toUtf8(`cosignature/v1
time ${at}
${text2}`);
}
function timeBytes(at) {
  if (!Number.isSafeInteger(at) || at < 0) throw new RangeError(`${at} is not a time in seconds.`);
  const bytes = new Uint8Array(TIME_LENGTH);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(at));
  return bytes;
}
/** Undefined where the line is no cosignature, or its time is beyond what a date can say. */
function timeOf({ signature }) {
  if (signature.length !== TIME_LENGTH + SIGNATURE_LENGTH) return undefined;
  const at = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  return at <= MOST_SECONDS ? at : undefined;
}
/** The end of the year 9999. */
var MOST_SECONDS = 253402300799;

// lib/audit-log/ed25519.ts
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  sign,
  verify
} from "node:crypto";

// lib/audit-log/sha256.ts
import * as crypto from "node:crypto";
/**
 * SHA-256 of node:crypto; the one-call form where this Node has it (20.12 and later), as it costs half. A text made bytes again
 * is cheaper still than bytes of its own, which each have memory to be freed.
 */
var sha256 = typeof crypto.hash === "function" ? (bytes) => Buffer.from(crypto.hash("sha256", bytes, "binary"), "binary") : (bytes) => crypto.createHash("sha256").update(bytes).digest();

// lib/audit-log/ed25519.ts
/** The log's Ed25519 key, on node:crypto. */
var SEED_LENGTH = 32;
/** DER in front of the raw 32 bytes: PKCS #8 of a seed, SPKI of a public key (RFC 8410). */
var PRIVATE_PREFIX = Uint8Array.from(Buffer.from("302e020100300506032b657004220420", "hex"));
var PUBLIC_PREFIX = Uint8Array.from(Buffer.from("302a300506032b6570032100", "hex"));
/** A new private key as PKCS #8 PEM, to be kept in a file that only the sequencer reads. */
function generateKeyPem() {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
/**
 * The log's key under the log's name, from PKCS #8 PEM or from its 32-byte seed in base64 or hexadecimal.
 * Throws an Error of one sentence, which never repeats the text, if it is neither.
 */
function readLogKey(name, text2) {
  const privateKey = parsePrivateKey(text2.trim());
  const publicKey = rawPublicKey(privateKey);
  return {
    name,
    id: keyId(sha256, name, publicKey),
    sign: (message2) => sign(null, message2, privateKey),
    vkey: formatVkey(sha256, name, publicKey),
    derive: (purpose) => new Uint8Array(hkdfSync("sha256", rawSeed(privateKey), "", purpose, 32))
  };
}
/** Verification on node:crypto; false for a public key that is not a point of the curve. */
var ed25519Verify = (publicKey, message2, signature) => {
  try {
    const der = Buffer.from(concatBytes([PUBLIC_PREFIX, publicKey]));
    return verify(null, message2, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
  } catch {
    return false;
  }
};
function parsePrivateKey(text2) {
  const key = text2.startsWith("-----BEGIN") ? fromPem(text2) : fromSeed(text2);
  if (key?.asymmetricKeyType !== "ed25519") {
    throw new Error(
      "The log key is neither an Ed25519 private key in PEM nor a seed of 32 bytes in base64 or hexadecimal."
    );
  }
  return key;
}
function fromPem(text2) {
  try {
    return createPrivateKey(text2);
  } catch {
    return undefined;
  }
}
function fromSeed(text2) {
  const seed = [fromHex(text2), fromBase64(text2)].find((bytes) => bytes?.length === SEED_LENGTH);
  if (!seed) return undefined;
  const der = Buffer.from(concatBytes([PRIVATE_PREFIX, seed]));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}
function rawSeed(privateKey) {
  return privateKey.export({ type: "pkcs8", format: "der" }).subarray(PRIVATE_PREFIX.length);
}
function rawPublicKey(privateKey) {
  const der = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return Uint8Array.from(der.subarray(PUBLIC_PREFIX.length));
}

// lib/audit-log/verifier/check.ts
var SHOWN = 3;
/** Collects what is wrong for one check; keeps the first few in full and counts the rest. */
var Findings = class _Findings {
  count = 0;
  shown = [];
  static of({ count, shown }) {
    const findings = new _Findings();
    findings.count = count;
    findings.shown.push(...shown);
    return findings;
  }
  get found() {
    return { count: this.count, shown: this.shown };
  }
  /** @param where file:line, leaf number, or file */
  add(where, what) {
    this.count++;
    if (this.shown.length < SHOWN) this.shown.push(`${where}: ${what}`);
  }
  /** The findings of several readings of one check. */
  static join(parts) {
    const whole = new _Findings();
    for (const part of parts) {
      whole.count += part.count;
      whole.shown.push(...part.shown.slice(0, SHOWN - whole.shown.length));
    }
    return whole;
  }
  /**
   * The check. `holds` says what was established if nothing was found, `meaning` what it could mean if
   * something was.
   */
  check(name, holds, meaning) {
    if (this.count === 0) return { name, ok: true, detail: holds };
    const more = this.count > this.shown.length ? `; and ${this.count - this.shown.length} more` : "";
    return { name, ok: false, detail: `${this.shown.join("; ")}${more}. ${meaning}` };
  }
};
/** A check that this pack cannot answer. */
function unanswered(name, detail) {
  return { name, ok: null, detail };
}
/** A check that does not hold for one reason. */
function failed(name, detail) {
  return { name, ok: false, detail };
}

// lib/audit-log/verifier/folder.ts
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

// lib/audit-log/verifier/digest.ts
import { createHash as createHash2 } from "node:crypto";
/** SHA-256 of a file that comes in chunks. */
async function hashOf(chunks) {
  const hash2 = createHash2("sha256");
  for await (const chunk of chunks) hash2.update(chunk);
  return hash2.digest();
}

// lib/audit-log/verifier/folder.ts
/** A pack unpacked into a folder. Throws if it holds anything but plain files and folders. */
async function openFolder(folder) {
  const names = (await filesBelow(folder, "")).sort();
  const known = new Set(names);
  const place = (name) => {
    if (!known.has(name)) throw new Error(`${name} is missing`);
    return path.join(folder, name);
  };
  async function* chunks(name) {
    yield* createReadStream(place(name), { highWaterMark: 1 << 20 });
  }
  return {
    names: () => names,
    bytes: async (name) => readFile(place(name)),
    chunks,
    digest: (name) => hashOf(chunks(name))
  };
}
async function filesBelow(folder, prefix) {
  const names = [];
  for (const entry of await readdir(path.join(folder, prefix), { withFileTypes: true })) {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) names.push(...await filesBelow(folder, `${name}/`));
    else if (entry.isFile()) names.push(name);
    else throw new Error(`${name} is neither a file nor a folder`);
  }
  return names;
}

// lib/audit-log/merkle.ts
/**
 * The Merkle tree of RFC 6962, section 2.1. Pure: SHA-256 is handed in and nodes are read through a
 * callback, so the same code runs in the sequencer, in the verifier and in a page.
 *
 * Sizes and indexes are safe integers. A node (level, index) is the root of the perfect subtree over the
 * leaves index·2^level up to (index + 1)·2^level, the end left out.
 */
var HASH_LENGTH = 32;
var LEAF_PREFIX = 0;
var NODE_PREFIX = 1;
var nodeInput = new Uint8Array(1 + 2 * HASH_LENGTH).fill(NODE_PREFIX, 0, 1);
var leafInput = new Uint8Array(1 + 65536).fill(LEAF_PREFIX, 0, 1);
/** SHA-256(0x00 ‖ data). */
function leafHash(sha2562, data) {
  const length = 1 + data.length;
  const input = length <= leafInput.length ? leafInput.subarray(0, length) : new Uint8Array(length);
  input.set(data, 1);
  return sha2562(input);
}
/** SHA-256(0x01 ‖ left ‖ right); both are 32 bytes. */
function nodeHash(sha2562, left, right) {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_LENGTH);
  return sha2562(nodeInput);
}
/**
 * The root of a tree built leaf by leaf. It holds one hash for each perfect subtree on the right edge, so at
 * most 53, and hashes each leaf's way up once.
 */
var RootBuilder = class {
  size = 0;
  sha256;
  edge = [];
  constructor(sha2562) {
    this.sha256 = sha2562;
  }
  /** Appends a leaf by its 32-byte leaf hash. */
  add(hash2) {
    let subtree = hash2;
    for (let above = this.size; above % 2 === 1; above = Math.floor(above / 2)) {
      subtree = nodeHash(this.sha256, this.edge.pop() ?? subtree, subtree);
    }
    this.edge.push(subtree);
    this.size++;
  }
  /** The root so far; SHA-256 of nothing for the empty tree. */
  root() {
    return foldRight(this.sha256, this.edge);
  }
};
/** The root over perfect subtrees of falling size, given by their roots: they are joined from the right. */
function foldRight(sha2562, hashes) {
  let root = hashes.at(-1);
  if (root === undefined) return sha2562(new Uint8Array(0));
  for (let at = hashes.length - 2; at >= 0; at--) root = nodeHash(sha2562, hashes[at] ?? root, root);
  return root;
}

// lib/audit-log/canonical.ts
/**
 * RFC 8785 (JSON Canonicalization Scheme): one text, and so one hash, for one value. What JSON cannot say
 * without loss is refused, never dropped or rewritten. Pure: runs in Node and in a page.
 */
/** What JSON can say. */
var DEEPEST = 200;
var PLAIN_ASCII = /^[ !#-[\]-~]*$/;
var LONE_SURROGATE = new RegExp("\\p{Surrogate}", "u");
/**
 * The RFC 8785 text of `value`. Throws an Error of one sentence, naming the place, on undefined, NaN, an
 * infinity, a bigint, a function, a symbol, a lone surrogate, an object that is not plain (Date, Map, a
 * class), and nesting deeper than 200 (so also on a value that contains itself).
 */
/** As `canonical`, and throws on a fraction or an unsafe integer too: for log leaves, packets and payloads. */
function canonicalRecord(value) {
  return write(value, [], true);
}
function write(value, path4, integersOnly) {
  switch (typeof value) {
    case "string":
      return writeString(value, path4);
    case "number":
      return writeNumber(value, path4, integersOnly);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (path4.length >= DEEPEST) {
        throw refusal(path4, `is nested deeper than ${DEEPEST} levels or contains itself`);
      }
      return Array.isArray(value) ? writeArray(value, path4, integersOnly) : writeObject(value, path4, integersOnly);
    default:
      throw refusal(
        path4,
        `is ${value === undefined ? "undefined" : `a ${typeof value}`}, which JSON has not`
      );
  }
}
function writeArray(values, path4, integersOnly) {
  let text2 = "[";
  for (let at = 0; at < values.length; at++) {
    path4.push(at);
    text2 += (at > 0 ? "," : "") + write(values[at], path4, integersOnly);
    path4.pop();
  }
  return `${text2}]`;
}
/** Members in the order of their names' UTF-16 code units, which is what `sort` compares (RFC 8785, 3.2.3). */
function writeObject(value, path4, integersOnly) {
  if (!isPlain(value))
    throw refusal(path4, `is a ${value.constructor?.name ?? "special"} object, not a plain one`);
  let text2 = "{";
  for (const name of Object.keys(value).sort()) {
    path4.push(name);
    text2 += `${text2.length > 1 ? "," : ""}${writeString(name, path4)}:${write(value[name], path4, integersOnly)}`;
    path4.pop();
  }
  return `${text2}}`;
}
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
/** `JSON.stringify` escapes a well-formed string exactly as RFC 8785, 3.2.2.2 asks. */
function writeString(value, path4) {
  if (PLAIN_ASCII.test(value)) return `"${value}"`;
  if (LONE_SURROGATE.test(value)) throw refusal(path4, "holds half of a surrogate pair");
  return JSON.stringify(value);
}
/** ECMAScript's own shortest form is the one RFC 8785, 3.2.2.3 asks for; minus zero is written 0. */
function writeNumber(value, path4, integersOnly) {
  if (!Number.isFinite(value)) throw refusal(path4, `is ${value}, which JSON has not`);
  if (integersOnly && !Number.isSafeInteger(value)) {
    throw refusal(
      path4,
      `is ${value}; a record holds only integers of at most 53 bits, so use a string or a count`
    );
  }
  return String(value);
}
function refusal(path4, problem) {
  const place = path4.map((key) => typeof key === "number" ? `[${key}]` : `.${key}`).join("");
  return new Error(`The value at $${place} ${problem}.`);
}

// lib/audit-log/verifier/pack.ts
/** An evidence pack as the verifier reads it, whatever holds it: a ZIP, a folder, files dropped on a page. */
/** A whole text file. */
async function readText(files, name) {
  const text2 = fromUtf8(await files.bytes(name));
  if (text2 === undefined) throw new Error(`${name} is not UTF-8 text`);
  return text2;
}
/** The value of a JSON text; undefined if it is not JSON. */
function parseJson(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    return undefined;
  }
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** A text file line by line, split at LF; a CR before it stays. Rejects as `bytes` does, and on bad UTF-8. */
/** A text file in pieces of whole lines, without the LF at a piece's end. */
async function* piecesOf(files, name) {
  let pending = [];
  for await (const chunk of files.chunks(name)) {
    const end = chunk.lastIndexOf(LF);
    if (end < 0) {
      pending.push(chunk);
      continue;
    }
    const first = pending.length === 0 ? end : chunk.indexOf(LF);
    yield joined([...pending, chunk.subarray(0, first)]);
    if (first < end) yield chunk.subarray(first + 1, end);
    pending = [chunk.subarray(end + 1)];
  }
  const rest = joined(pending);
  if (rest.length > 0) yield rest;
}
var LF = 10;
function joined(parts) {
  return parts.length === 1 && parts[0] ? parts[0] : concatBytes(parts);
}

// lib/audit-log/verifier/leaf-form.ts
/** How many leaves are written: what stands in each of them, and between it the texts and the whole numbers in which they differ. */
var MOST_KNOWN = 8;
/** After so many others, texts at a place are not compared with known ones: they are ids, hashes or times. */
var MOST_MISSES = 24;
var QUOTE = 34;
var MINUS = 45;
var ZERO = 48;
var NINE = 57;
/** Any number of so many digits is exact. */
var MOST_DIGITS = 15;
var NOWHERE = -1;
/** Bytes that stand for themselves between quotes: printed ASCII but for the quote and the backslash. */
var PLAIN = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte >= 32 && byte < 127 && byte !== QUOTE && byte !== 92 ? 1 : 0
);
var LeafForm = class {
  root;
  /** The leaf that last fitted. */
  bytes = new Uint8Array(0);
  places = [];
  after;
  starts;
  ends;
  marks;
  /** @param object one that was read in full, from its canonical text */
  constructor(object) {
    let fixed = "";
    const place = (isText) => {
      const before = toUtf8(fixed);
      return this.places.push({ isText, before, known: [], misses: 0 }) - 1;
    };
    const part = (value) => {
      if (typeof value === "string") {
        fixed += '"';
        const at = place(true);
        fixed = '"';
        return { kind: "text", at };
      }
      if (typeof value === "number") {
        const at = place(false);
        fixed = "";
        return { kind: "number", at };
      }
      if (!isObject(value)) {
        fixed += canonicalRecord(value);
        return { kind: "fixed", value };
      }
      fixed += "{";
      const members = Object.keys(value).sort().map((name, nth) => {
        fixed += `${nth > 0 ? "," : ""}${canonicalRecord(name)}:`;
        return [name, part(value[name] ?? null)];
      });
      fixed += "}";
      return { kind: "object", members };
    };
    this.root = part(object);
    this.after = toUtf8(fixed);
    this.starts = new Int32Array(this.places.length);
    this.ends = new Int32Array(this.places.length);
    this.marks = new Float64Array(this.places.length);
  }
  /** Whether the bytes from one place to another are of this form; what is asked of it then is of them. */
  fits(bytes, from, to) {
    const { places, after, starts, ends } = this;
    let at = from;
    for (let nth = 0; nth < places.length; nth++) {
      const place = places[nth];
      if (!place || !startsWith(bytes, place.before, at)) return false;
      at += place.before.length;
      starts[nth] = at;
      at = place.isText ? this.readText(place, nth, bytes, at) : this.readNumber(nth, bytes, at);
      if (at < 0) return false;
      ends[nth] = at;
    }
    this.bytes = bytes;
    return at + after.length === to && startsWith(bytes, after, at);
  }
  startOf(place) {
    return this.starts[place] ?? 0;
  }
  endOf(place) {
    return this.ends[place] ?? 0;
  }
  /** A number itself; of a text which of the known at its place it is, and NaN of any other, as that equals nothing. */
  markOf(place) {
    return this.marks[place] ?? Number.NaN;
  }
  isText(place) {
    return this.places[place]?.isText === true;
  }
  get value() {
    const value = this.valueOf(this.root);
    return isObject(value) ? value : undefined;
  }
  valueOf(part) {
    if (part.kind === "fixed") return part.value;
    if (part.kind === "number") return this.markOf(part.at);
    if (part.kind === "text") {
      const known = this.places[part.at]?.known[this.markOf(part.at)];
      return known ? known.text : toLatin1(this.bytes, this.startOf(part.at), this.endOf(part.at));
    }
    const value = {};
    for (const [name, of] of part.members) value[name] = this.valueOf(of);
    return value;
  }
  /** What stands at a path, if anything does. */
  find(...path4) {
    let found = this.root;
    for (const name of path4)
      found = found?.kind === "object" ? found.members.find(([member]) => member === name)?.[1] : undefined;
    return found;
  }
  /** Where the text ends that begins there; negative where there is none, or one with an escape. */
  readText(place, nth, bytes, from) {
    const { known } = place;
    for (let at = 0; at < known.length; at++) {
      const text2 = known[at]?.bytes;
      if (!text2 || !startsWith(bytes, text2, from)) continue;
      place.misses = 0;
      this.marks[nth] = at;
      return from + text2.length - 1;
    }
    let end = from;
    while (PLAIN[bytes[end] ?? 0] === 1) end++;
    if (bytes[end] !== QUOTE) return NOWHERE;
    this.marks[nth] = Number.NaN;
    if (place.misses <= MOST_MISSES) this.learn(place, bytes, from, end);
    return end;
  }
  learn(place, bytes, from, end) {
    if (++place.misses > MOST_MISSES) place.known = [];
    else if (place.known.length < MOST_KNOWN)
      place.known.push({ bytes: bytes.slice(from, end + 1), text: toLatin1(bytes, from, end) });
  }
  /** Where the whole number in its one spelling ends that begins there; negative where there is none, or a long one. */
  readNumber(nth, bytes, from) {
    const first = bytes[from] === MINUS ? from + 1 : from;
    let value = 0;
    let end = first;
    for (let byte = bytes[end] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[++end] ?? 0)
      value = 10 * value + byte - ZERO;
    const digits = end - first;
    const leading = bytes[first] === ZERO && (digits > 1 || first > from);
    this.marks[nth] = first > from ? -value : value;
    return digits === 0 || digits > MOST_DIGITS || leading ? NOWHERE : end;
  }
};
function startsWith(bytes, part, from) {
  for (let at = 0; at < part.length; at++) if (bytes[from + at] !== part[at]) return false;
  return true;
}

// lib/audit-log/verifier/leaf-forms.ts
/**
 * Leaves as they are mostly written. Most leaves of a log differ from one before only in what stands between quotes and in whole
 * numbers. Of a text that was read in full and found canonical its form is kept: what stands around these. A text that fits
 * a form and has nothing between its quotes that is written with an escape is canonical too, and is read without parsing it.
 */
var MOST_FORMS = 24;
var LeafForms = class {
  /** The last one that fitted comes first. */
  forms = [];
  /** The form that the bytes from one place to another are of, if a leaf before was; they are then a canonical text. */
  formOf(bytes, from, to) {
    for (let nth = 0; nth < this.forms.length; nth++) {
      const form = this.forms[nth];
      if (!form?.fits(bytes, from, to)) continue;
      if (nth > 0) {
        this.forms.splice(nth, 1);
        this.forms.unshift(form);
      }
      return form;
    }
    return undefined;
  }
  /** The object that a text of no known form is the one canonical text of; undefined where there is none. */
  learn(text2) {
    const value = canonicalObject(text2);
    const learns = value?.type === "decision.recorded" && !text2.includes('"__proto__"');
    if (learns && this.forms.length < MOST_FORMS) this.forms.unshift(new LeafForm(value));
    return value;
  }
};
/** The object that a text is the one canonical text of. Two texts for one event would let two readers see two events: repeated names, for one. */
function canonicalObject(text2) {
  const value = parseJson(text2);
  try {
    return isObject(value) && canonicalRecord(value) === text2 ? value : undefined;
  } catch {
    return undefined;
  }
}

// lib/audit-log/verifier/leaf.ts
var PREFIX = "sha256:";
var ACTOR_KIND = /^(person|link|system:[^\s:]+)$/;
/** The hexadecimal of a "sha256:…" text; undefined for anything else. */
function unprefixed(value) {
  if (typeof value !== "string" || value.length !== PREFIX.length + 64 || !value.startsWith(PREFIX))
    return undefined;
  for (let at = PREFIX.length; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    if (!(unit >= 48 && unit <= 57 || unit >= 97 && unit <= 102)) return undefined;
  }
  return value.slice(PREFIX.length);
}
/**
 * The leaf that an object states; throws as `parseLeaf` does.
 * @param value the object whose one canonical text the leaf is; undefined if it is none's
 */
function leafOf(value, index, hash2) {
  if (!value) throw new Error("is not the one canonical text of a JSON object");
  const { v, id, at, type, actor, campaign, item, item_seq: itemSeq, prev, refs, commit, data } = value;
  if (v !== 1) throw new Error(`is of version ${String(v)}, which this verifier does not know`);
  if (typeof id !== "string" || typeof at !== "string" || typeof type !== "string") {
    throw new Error("lacks its id, time or type");
  }
  if (!isObject(actor) || typeof actor.kind !== "string" || typeof actor.id !== "string" || actor.id === "") {
    throw new Error("names no actor");
  }
  if (actor.kind !== "person" && !ACTOR_KIND.test(actor.kind))
    throw new Error(`names an actor of the unknown kind ${actor.kind}`);
  if (!isObject(data)) throw new Error("has no data");
  return {
    index,
    hash: hash2,
    id,
    at,
    type,
    actor: { kind: actor.kind, id: actor.id },
    campaign: optionalText("campaign", campaign),
    item: optionalText("item", item),
    itemSeq: optionalCount("item_seq", itemSeq),
    prev: optionalHash("prev", prev),
    commit: optionalHash("commit", commit),
    refs: isObject(refs) ? refs : {},
    data
  };
}
function optionalText(name, value) {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || value === "") throw new Error(`has no text for its ${name}`);
  return value;
}
function optionalCount(name, value) {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) {
    throw new Error(`has no count from 1 for its ${name}`);
  }
  return value;
}
function optionalHash(name, value) {
  if (value === undefined || value === null) return undefined;
  const hash2 = unprefixed(value);
  if (hash2 === undefined) throw new Error(`has no "sha256:" and 64 digits for its ${name}`);
  return hash2;
}

// lib/audit-log/verifier/leaf-lines.ts
/** The lines of leaves.jsonl made the tree again, with the leaves that are disclosed cut out of them; no text of a leaf is read here. */
var FILE = "leaves.jsonl";
/** Rebuilds the tree in one pass and hands over what is disclosed as it goes. */
async function rebuildTree(files, sha2562, sizes, take) {
  const lines = new LeafLines(sha2562, sizes);
  for await (const piece of piecesOf(files, FILE)) {
    await take(lines.read(piece));
    if (lines.broken) break;
  }
  return lines.tree();
}
/** What stands between the hash and the leaf, in a line as exports write it. */
var LEAF_FOLLOWS = `","leaf":"`;
var LeafLines = class {
  /** Whether a line could not be read, after which none can be. */
  broken = false;
  rootsAt = new Map();
  findings = new Findings();
  builder;
  sha256;
  sizes;
  rootThen;
  constructor(sha2562, sizes) {
    this.sha256 = sha2562;
    this.sizes = sizes;
    this.builder = new RootBuilder(sha2562);
    this.rootThen = sizes.before === 0 ? this.builder.root() : undefined;
  }
  tree() {
    const { builder, rootThen, rootsAt, findings } = this;
    return { size: builder.size, root: builder.root(), rootThen, rootsAt, findings };
  }
  /** @param piece whole lines */
  read(piece) {
    const into = { indexes: [], ends: [], hashes: [] };
    const bytes = roomFor(piece.length);
    let end = 0;
    for (let from = 0; from <= piece.length && !this.broken; ) {
      const to = piece.indexOf(LF, from);
      const until = to < 0 ? piece.length : to;
      const index = this.builder.size;
      const hash2 = this.readLine(piece, from, until, bytes, end);
      if (hash2) {
        end += 1 + hash2.length;
        into.indexes.push(index);
        into.ends.push(end);
        into.hashes.push(hash2.of);
      }
      from = until + 1;
    }
    const hashes = new Uint8Array(HASH_LENGTH * into.hashes.length);
    for (const [nth, hash2] of into.hashes.entries()) hashes.set(hash2, HASH_LENGTH * nth);
    return { indexes: into.indexes, ends: into.ends, hashes, bytes };
  }
  /** @returns length and hash of the leaf it discloses, if it does and the hash is the leaf's */
  readLine(piece, from, to, bytes, at) {
    const due = this.builder.size;
    const where = `${FILE}:${due + 1}`;
    const text2 = toLatin1(piece, from, to);
    const start = `{"i":${due},"h":"`;
    const afterHash = start.length + 2 * HASH_LENGTH;
    if (text2.startsWith(start) && text2.startsWith(LEAF_FOLLOWS, afterHash) && text2.endsWith(`"}`)) {
      const length = base64Into(text2.slice(afterHash + LEAF_FOLLOWS.length, -2), bytes, at + 1);
      if (length >= 0) {
        bytes[at] = 0;
        const of = this.sha256(bytes.subarray(at, at + 1 + length));
        if (text2.startsWith(toHex(of), start.length)) {
          this.add(of);
          return { length, of };
        }
      }
    }
    if (text2.startsWith(start) && text2.length === afterHash + 2 && text2.endsWith(`"}`)) {
      const hash2 = fromHex(text2.slice(start.length, afterHash));
      if (hash2) this.add(hash2);
      if (hash2) return undefined;
    }
    const line = parseLine(fromUtf8(piece.subarray(from, to)));
    if (typeof line === "string" || line.index !== due) {
      const problem = typeof line === "string" ? line : `has index ${line.index} where ${due} is due`;
      this.findings.add(where, problem);
      this.broken = true;
      return undefined;
    }
    this.add(line.hash);
    if (!line.leaf) return undefined;
    if (!sameBytes(leafHash(this.sha256, line.leaf), line.hash)) {
      this.findings.add(`${where}, leaf ${due}`, "its leaf does not have the hash beside it");
      return undefined;
    }
    bytes[at] = 0;
    bytes.set(line.leaf, at + 1);
    return { length: line.leaf.length, of: line.hash };
  }
  add(hash2) {
    const { builder, sizes, rootsAt } = this;
    builder.add(hash2);
    if (builder.size === sizes.before) this.rootThen = builder.root();
    if (sizes.others.has(builder.size)) rootsAt.set(builder.size, builder.root());
  }
};
/** A line as the JSON it is, or what is wrong with it. */
function parseLine(line) {
  if (line === undefined) throw new Error(`${FILE} is not UTF-8 text`);
  const entry = parseJson(line);
  if (!isObject(entry)) return "is not a JSON object";
  const { i: index, h: hex, leaf, ...others } = entry;
  if (typeof index !== "number") return "has no index";
  const hash2 = typeof hex === "string" ? fromHex(hex) : undefined;
  if (hash2?.length !== HASH_LENGTH) return "has no hash of 64 hexadecimal digits";
  if (leaf !== undefined && typeof leaf !== "string") return "has a leaf that is not a text";
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `has the unknown member ${unknown}`;
  if (leaf === undefined) return { index, hash: hash2, leaf };
  const bytes = fromBase64(leaf);
  return bytes ? { index, hash: hash2, leaf: bytes } : "its leaf is not base64";
}

// lib/audit-log/verifier/leaves.ts
/**
 * leaves.jsonl: a line {i, h} for every leaf of the log up to the checkpoint, with `leaf`, its bytes in
 * base64, where the leaf is of this campaign or of the whole deployment. Others stay private and still count.
 */
/** Rebuilds the tree in one pass and hands over the disclosed leaves as it goes. */
async function readLeaves(files, sha2562, sizeThen, reader, others = new Set(), rebuild = (sizes, take) => rebuildTree(files, sha2562, sizes, take)) {
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
        const hash2 = toHex(hashes.subarray(hashAt, hashAt + HASH_LENGTH));
        const text2 = form ?? fromUtf8(bytes.subarray(from, end));
        const problem = visitLeaf(text2, index, hash2, forms, reader);
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
function visitLeaf(text2, index, hash2, forms, { visit }) {
  if (text2 === undefined) return "its leaf is not UTF-8 text";
  try {
    visit(leafOf(typeof text2 === "string" ? forms.learn(text2) : text2.value, index, hash2));
    return undefined;
  } catch (error) {
    return `its leaf ${error instanceof Error ? error.message : String(error)}`;
  }
}

// lib/audit-log/checkpoint.ts
/** C2SP checkpoints: the text of a note that states a log's name, size and root hash. Pure. */
var SIZE = /^(0|[1-9][0-9]*)$/;
/** Reads a signed checkpoint without judging its signatures; throws an Error saying what is wrong with it. */
function parseCheckpoint(note) {
  const parsed = parseNote(note);
  return { checkpoint: parseCheckpointText(parsed.text), note: parsed };
}
/** Reads the text of a checkpoint. Lines after the third are allowed by the format and not used here. */
function parseCheckpointText(text2) {
  if (!text2.endsWith("\n")) throw new Error("The checkpoint does not end with a newline.");
  const [origin = "", size = "", hash2 = "", ...extensions] = text2.slice(0, -1).split("\n");
  if (origin === "") throw new Error("The first line of the checkpoint, the log's name, is empty.");
  if (extensions.includes("")) throw new Error("The checkpoint holds an empty line.");
  return { origin, size: parseSize(size), root: parseRoot(hash2) };
}
function parseSize(text2) {
  if (/^0[0-9]+$/.test(text2)) throw new Error(`The checkpoint's size "${text2}" has leading zeros.`);
  if (!SIZE.test(text2)) throw new Error(`The checkpoint's size "${text2}" is not a decimal number.`);
  const size = Number(text2);
  if (!Number.isSafeInteger(size)) throw new Error(`The checkpoint's size ${text2} is too large to be one.`);
  return size;
}
function parseRoot(text2) {
  const root = fromBase64(text2);
  if (!root) throw new Error(`The checkpoint's root hash "${text2}" is not base64.`);
  if (root.length !== HASH_LENGTH) {
    throw new Error(`The checkpoint's root hash has ${root.length} bytes where ${HASH_LENGTH} are due.`);
  }
  return root;
}

// lib/audit-log/verifier/signed-head.ts
/** The signed head of the log: the pack's checkpoint, whose key it is, and the checkpoint kept from before. */
/** Reads a signed checkpoint; throws an Error saying what is wrong with it. */
function readHead(text2) {
  return { ...parseCheckpoint(text2), text: text2 };
}
/** The leaves of the pack are the ones the checkpoint was signed over. */
function checkRoot(head, tree) {
  const { size, root } = head.checkpoint;
  if (tree.size !== size) {
    tree.findings.add("leaves.jsonl", `holds ${tree.size} leaves, the checkpoint was signed over ${size}`);
  } else if (!sameBytes(tree.root, root)) {
    tree.findings.add("leaves.jsonl", `its root is ${toHex(tree.root)}, the checkpoint says ${toHex(root)}`);
  }
  return tree.findings.check(
    "root",
    `${tree.size} leaves make the checkpoint's root`,
    "A leaf was changed, added, removed or moved after the checkpoint was signed."
  );
}

// lib/audit-log/verifier/zip.ts
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createInflateRaw, inflateRawSync } from "node:zlib";

// lib/audit-log/verifier/archive.ts
/**
 * A pack in a ZIP file, read through its central directory: stored and deflated entries, ZIP64, each entry's
 * size and CRC-32 checked (PKWARE APPNOTE, sections 4.3 and 4.5.3). What two readers could understand
 * differently is refused: repeated names, names that leave the folder, encryption, other compression.
 */
var END_OF_DIRECTORY = 101010256;
var END_LENGTH = 22;
var LONGEST_COMMENT = 65535;
var LOCATOR_64 = 117853008;
var LOCATOR_64_LENGTH = 20;
var END_OF_DIRECTORY_64 = 101075792;
var END_64_LENGTH = 56;
var DIRECTORY_ENTRY = 33639248;
var DIRECTORY_ENTRY_LENGTH = 46;
var LOCAL_ENTRY = 67324752;
var LOCAL_ENTRY_LENGTH = 30;
var STORED = 0;
var DEFLATED = 8;
var ENCRYPTED = 1;
var SIZES_LATER = 8;
var DESCRIPTOR = 134695760;
var ZIP64_FIELDS = 1;
var UNIX = 3;
var PLAIN_FILE = 32768;
var FOLDER = 16384;
var IN_ZIP64 = 4294967295;
/** Bytes read at a time. */
var CHUNK = 1 << 18;
/** The files of a ZIP file; throws an Error saying why it is not one that can be read. */
function openArchive(source) {
  const directory = findDirectory(source);
  const entries = readDirectory(source, directory);
  const chunks = (name) => readEntry(source, name, entries.get(name));
  const problems = [...layoutProblems(source, directory, [...entries.values()])];
  return {
    names: () => [...entries.values()].filter((entry) => !isFolder(entry)).map((entry) => entry.name),
    bytes: async (name) => concatBytes(await collect(chunks(name))),
    chunks,
    digest: (name) => source.hashOf(chunks(name)),
    problems: () => problems
  };
}
var isFolder = ({ name, size }) => name.endsWith("/") && size === 0;
function readDirectory(file, { start, length, count }) {
  if (start + length > file.size) throw new Error("the ZIP file is shorter than it says");
  const bytes = readAt(file, start, length);
  const entries = new Map();
  let at = 0;
  for (let nth = 0; nth < count; nth++) {
    if (at + DIRECTORY_ENTRY_LENGTH > length || number(bytes, at, 4) !== DIRECTORY_ENTRY) {
      throw new Error(`the ZIP file's directory breaks off at entry ${nth + 1} of ${count}`);
    }
    const nameEnd = at + DIRECTORY_ENTRY_LENGTH + number(bytes, at + 28, 2);
    const extraEnd = nameEnd + number(bytes, at + 30, 2);
    const entry = readDirectoryEntry(bytes.subarray(at, extraEnd), nameEnd - at);
    at = extraEnd + number(bytes, at + 32, 2);
    if (entries.has(entry.name)) throw new Error(`the ZIP file holds ${entry.name} twice`);
    entries.set(entry.name, entry);
  }
  if (at !== length) throw new Error("the ZIP file's directory holds more than the entries it counts");
  return entries;
}
/** Where the directory lies, from the record at the end of the file. */
function findDirectory(file) {
  const { size } = file;
  const tailStart = Math.max(0, size - END_LENGTH - LONGEST_COMMENT);
  const tail = readAt(file, tailStart, size - tailStart);
  for (let at = tail.length - END_LENGTH; at >= 0; at--) {
    if (number(tail, at, 4) !== END_OF_DIRECTORY) continue;
    if (at + END_LENGTH + number(tail, at + 20, 2) !== tail.length) continue;
    const count = number(tail, at + 10, 2);
    const length = number(tail, at + 12, 4);
    const start = number(tail, at + 16, 4);
    if (count !== 65535 && length !== IN_ZIP64 && start !== IN_ZIP64)
      return { start, length, count, end: tailStart + at, comment: number(tail, at + 20, 2) };
    const wide = findDirectory64(file, tailStart + at - LOCATOR_64_LENGTH);
    return { ...wide, comment: number(tail, at + 20, 2) };
  }
  throw new Error("it is not a ZIP file, or its end is missing");
}
function findDirectory64(file, locatorStart) {
  const locator = readAt(file, Math.max(0, locatorStart), LOCATOR_64_LENGTH);
  if (number(locator, 0, 4) !== LOCATOR_64) throw new Error("the ZIP file lacks its ZIP64 end");
  const endAt = readNumber64(locator, 8);
  const end = readAt(file, endAt, END_64_LENGTH);
  if (endAt + END_64_LENGTH !== locatorStart || number(end, 0, 4) !== END_OF_DIRECTORY_64)
    throw new Error("the ZIP file lacks its ZIP64 end");
  return {
    count: readNumber64(end, 32),
    length: readNumber64(end, 40),
    start: readNumber64(end, 48),
    end: endAt
  };
}
/** @param bytes the entry's fixed part, its name and its extra fields */
function readDirectoryEntry(bytes, nameEnd) {
  const name = readName(bytes.subarray(DIRECTORY_ENTRY_LENGTH, nameEnd));
  if (number(bytes, 8, 2) & ENCRYPTED) throw new Error(`the ZIP file's ${name} is encrypted`);
  const method = number(bytes, 10, 2);
  if (method !== STORED && method !== DEFLATED)
    throw new Error(`the ZIP file packs ${name} in an unknown way`);
  const wide = zip64Fields(bytes.subarray(nameEnd));
  let wideAt = 0;
  const field = (at) => {
    const value = number(bytes, at, 4);
    if (value !== IN_ZIP64) return value;
    wideAt += 8;
    if (wideAt > wide.length) throw new Error(`the ZIP file's ${name} lacks its ZIP64 sizes`);
    return readNumber64(wide, wideAt - 8);
  };
  const size = field(24);
  const packed = field(20);
  const offset = field(42);
  if (method === STORED && packed !== size) throw new Error(`the ZIP file's ${name} has two sizes`);
  const kind = number(bytes, 5, 1) === UNIX ? number(bytes, 40, 2) & 61440 : 0;
  return { name, method, crc: number(bytes, 16, 4), packed, size, offset, fixed: bytes.slice(6, 16), kind };
}
function readName(bytes) {
  const name = fromUtf8(bytes);
  if (name === undefined) throw new Error("the ZIP file holds a name that is not UTF-8");
  const parts = (name.endsWith("/") ? name.slice(0, -1) : name).split("/");
  if (/[\\\0]/.test(name) || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw new Error(`the ZIP file holds the name "${name}", which is not a path inside a folder`);
  }
  return name;
}
function zip64Fields(extra) {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + number(extra, at + 2, 2);
    if (number(extra, at, 2) === ZIP64_FIELDS) return extra.subarray(at + 4, end);
    at = end;
  }
  return extra.subarray(0, 0);
}
/** The unpacked bytes of an entry; throws once they turn out longer, shorter or other than the ZIP states. */
async function* readEntry(file, name, entry) {
  if (!entry) throw new Error(`${name} is missing`);
  const packed = packedBytes(file, entry);
  let size = 0;
  let crc = 0;
  for await (const chunk of entry.method === DEFLATED ? file.inflate(packed, entry) : packed) {
    size += chunk.length;
    if (size > entry.size) break;
    crc = file.crc32(chunk, crc);
    yield chunk;
  }
  if (size !== entry.size || crc !== entry.crc) {
    throw new Error(`${name} is damaged: its size or CRC-32 is not the one the ZIP file states`);
  }
}
async function* packedBytes(file, entry) {
  const name = toUtf8(entry.name);
  const header = readAt(file, entry.offset, LOCAL_ENTRY_LENGTH + name.length);
  const named = number(header, 26, 2) === name.length && sameBytes(header.subarray(LOCAL_ENTRY_LENGTH), name);
  if (number(header, 0, 4) !== LOCAL_ENTRY || !named) {
    throw new Error(`${entry.name} is damaged: the ZIP file names it differently in two places`);
  }
  let at = entry.offset + header.length + number(header, 28, 2);
  for (let left = entry.packed; left > 0; ) {
    const length = Math.min(left, CHUNK);
    yield readAt(file, at, length);
    at += length;
    left -= length;
  }
}
/** The pieces of a whole. */
async function collect(chunks) {
  const parts = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts;
}
function readAt({ size, read: read2 }, start, length) {
  if (start < 0 || start + length > size) throw new Error("the ZIP file is shorter than it says");
  return read2(start, length);
}
/** A little-endian number of one, two or four bytes. */
function number(bytes, at, length) {
  let value = 0;
  for (let place = length - 1; place >= 0; place--) value = value * 256 + (bytes[at + place] ?? 0);
  return value;
}
function readNumber64(bytes, at) {
  const value = number(bytes, at, 4) + number(bytes, at + 4, 4) * 2 ** 32;
  if (!Number.isSafeInteger(value)) throw new Error("the ZIP file states an impossible size");
  return value;
}
/**
 * What is said of a file before its data is what the directory says, and the ZIP file holds nothing but its files: two readers
 * could otherwise see two packs, or something travel along that no check looks at.
 */
function* layoutProblems(file, directory, entries) {
  let due = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    const where = entry.name;
    if (entry.offset !== due)
      yield {
        where,
        what: `begins at byte ${entry.offset} of the ZIP file, where ${due} is due: something lies between`
      };
    if (entry.kind !== 0 && entry.kind !== PLAIN_FILE && entry.kind !== FOLDER)
      yield { where, what: "would be unpacked as something other than a file" };
    try {
      const end = endOf(file, entry);
      if (typeof end === "string") yield { where, what: end };
      due = typeof end === "number" ? end : entry.offset;
    } catch (error) {
      yield { where, what: error instanceof Error ? error.message : String(error) };
    }
  }
  if (due !== directory.start)
    yield {
      where: "the ZIP file",
      what: `its files end at byte ${due}, its directory begins at ${directory.start}`
    };
  if (directory.start + directory.length !== directory.end)
    yield { where: "the ZIP file", what: "something lies between its directory and its end" };
  if (directory.comment > 0)
    yield { where: "the ZIP file", what: "carries a comment, which no check covers" };
}
/** Where an entry ends, or what its header or its end says otherwise than the directory. */
function endOf(file, entry) {
  const { offset, crc, packed, size } = entry;
  const header = readAt(file, offset, LOCAL_ENTRY_LENGTH);
  if (number(header, 0, 4) !== LOCAL_ENTRY) return "has no header where the directory says it begins";
  if (!sameBytes(header.subarray(4, 14), entry.fixed))
    return "its version, flags, method or time are one thing in the directory and another before its data";
  const start = offset + LOCAL_ENTRY_LENGTH + number(header, 26, 2) + number(header, 28, 2);
  const end = start + packed;
  const later = (number(header, 6, 2) & SIZES_LATER) !== 0;
  const wide = zip64Fields(
    readAt(file, offset + LOCAL_ENTRY_LENGTH + number(header, 26, 2), number(header, 28, 2))
  );
  const said = [number(header, 14, 4), number(header, 18, 4), number(header, 22, 4)];
  const known = [crc, packed, size];
  const large = [
    crc,
    wide.length >= 16 ? readNumber64(wide, 8) : packed,
    wide.length >= 16 ? readNumber64(wide, 0) : size
  ];
  for (const [at, value] of said.entries())
    if (value !== known[at] && !(later && value === 0) && !(value === IN_ZIP64 && large[at] === known[at]))
      return "its size or CRC-32 is one thing in the directory and another before its data";
  return later ? endOfDescriptor(file, end, entry) : end;
}
/** After data whose size was not known before, its CRC-32 and sizes follow, with or without a signature and of 4 or of 8 bytes. */
function endOfDescriptor(file, at, { crc, packed, size }) {
  const bytes = readAt(file, at, Math.min(24, file.size - at));
  const from = number(bytes, 0, 4) === DESCRIPTOR ? 4 : 0;
  if (number(bytes, from, 4) !== crc) return "the CRC-32 after its data is not the one of the directory";
  const rest = from + 4;
  if (number(bytes, rest, 4) === packed && number(bytes, rest + 4, 4) === size && packed < IN_ZIP64) {
    const wide = number(bytes, rest + 4, 4) === 0 && readNumber64(bytes, rest) === packed && size === 0 && packed === 0;
    if (!wide || !isNext(file, at + rest + 16)) return at + rest + 8;
  }
  if (readNumber64(bytes, rest) === packed && readNumber64(bytes, rest + 8) === size) return at + rest + 16;
  return "the sizes after its data are not those of the directory";
}
/** Whether an entry or the directory begins there. */
function isNext(file, at) {
  if (at + 4 > file.size) return false;
  const signature = number(file.read(at, 4), 0, 4);
  return signature === LOCAL_ENTRY || signature === DIRECTORY_ENTRY;
}

// lib/audit-log/verifier/crc32.ts
import * as zlib from "node:zlib";

// lib/audit-log/verifier/crc32-table.ts
var TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? rest >>> 1 ^ 3988292384 : rest >>> 1;
  return rest;
});
/** CRC-32 bit by table: for a Node before 20.15, which has none of its own. */
function crc32ByTable(chunk, before) {
  let rest = ~before;
  for (const byte of chunk) rest = rest >>> 8 ^ (TABLE[(rest ^ byte) & 255] ?? 0);
  return ~rest >>> 0;
}

// lib/audit-log/verifier/crc32.ts
/** The CRC-32 of what came before and this chunk together; 0 before the first. */
var crc322 = typeof zlib.crc32 === "function" ? zlib.crc32 : crc32ByTable;

// lib/audit-log/verifier/zip.ts
/** A pack in a ZIP file on this computer. */
/** Opens a ZIP file; throws an Error saying why it is not one that can be read. `close` it when done. */
function openZip(path4) {
  const file = openSync(path4, "r");
  try {
    const { size } = fstatSync(file);
    const files = openArchive({
      size,
      read: (start, length) => readAt2(file, start, length),
      inflate,
      crc32: crc322,
      hashOf
    });
    return { ...files, close: () => closeSync(file) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}
/** A small entry is unpacked at once, which costs a tenth of a stream; a large one never stands in memory whole. */
var inflate = async function* (packed, entry) {
  if (entry.size > CHUNK || entry.packed > 2 * CHUNK) {
    yield* pipeline(Readable.from(packed), createInflateRaw({ chunkSize: CHUNK }), () => {
    });
  } else {
    yield inflateRawSync(concatBytes(await collect(packed)), { maxOutputLength: Math.max(1, entry.size) });
  }
};
/** Reads at once: thousands of small files cost less so, and nothing else waits for this program. */
function readAt2(file, start, length) {
  const buffer = Buffer.alloc(length);
  if (readSync(file, buffer, 0, length, start) !== length)
    throw new Error("the ZIP file is shorter than it says");
  return buffer;
}

// lib/witness/held.ts
/** What a witness can say offline about a head it is shown: whether it cosigned it, and whether it continues what it cosigned. */
/** Checks a pack (ZIP or folder) or a checkpoint at a path; throws an Error of one sentence if it cannot be read. */
async function checkHeld(place, kept2, heads) {
  if ((await stat(place)).isDirectory()) return checkPack(await openFolder(place), kept2, heads);
  const start = (await readFile2(place)).subarray(0, 2).toString("latin1");
  if (start !== "PK") return checkHead(readHead(await readFile2(place, "utf8")), undefined, kept2, heads);
  const zip = openZip(place);
  try {
    return await checkPack(zip, kept2, heads);
  } finally {
    zip.close();
  }
}
async function checkPack(files, kept2, heads) {
  const head = readHead(await readText(files, "checkpoint"));
  const sizes = new Set(heads.filter((h) => h.origin === head.checkpoint.origin).map((h) => h.size));
  const tree = await readLeaves(files, sha256, undefined, { visit: () => undefined }, sizes);
  return checkHead(head, tree, kept2, heads);
}
async function checkHead(head, tree, kept2, heads) {
  const log = kept2.logs.find(({ origin }) => origin === head.checkpoint.origin);
  if (!log)
    return [
      failed(
        "log",
        `checkpoint: it is of the log ${head.checkpoint.origin}, which this witness does not watch.`
      )
    ];
  let problem = "No key of it is known.";
  for (const key of log.keys)
    if (problem !== undefined) problem = await verifyNote(head.note, key, ed25519Verify);
  const ofLog = heads.filter(({ origin }) => origin === log.origin);
  return [
    problem === undefined ? { name: "log", ok: true, detail: `size ${head.checkpoint.size}, signed by ${log.origin}` } : failed("log", `checkpoint: ${problem} It is not of the log this witness watches.`),
    ...tree ? [checkRoot(head, tree)] : [],
    await checkCosigned(head, kept2, ofLog),
    checkContinues(head, tree, ofLog)
  ];
}
async function checkCosigned(head, kept2, heads) {
  const { size, root } = head.checkpoint;
  const listed = heads.find((h) => h.size === size);
  if (listed && !isRoot(listed, root))
    return failed(
      "cosigned",
      `checkpoint: of ${size} entries this witness cosigned another root on ${instant(listed.at)}. The log keeps two histories, or has rewritten one.`
    );
  const key = parseWitnessKey(sha256, kept2.vkey);
  const own = head.note.signatures.some((s) => s.name === key.name && sameBytes(s.keyId, key.id));
  if (own) {
    const found = await verifyCosignature(head.note, key, ed25519Verify);
    if ("problem" in found)
      return failed("cosigned", `checkpoint: ${found.problem} It was made by somebody else.`);
    return { name: "cosigned", ok: true, detail: `it carries our cosignature of ${instant(found.at)}` };
  }
  if (listed) return { name: "cosigned", ok: true, detail: `we cosigned this head on ${instant(listed.at)}` };
  return unanswered("cosigned", "this head was never put before us; we cosign the newest, not each one");
}
/** Whether the leaves at hand begin with what was cosigned before; without leaves only equal heads can be compared. */
function checkContinues(head, tree, heads) {
  const { size } = head.checkpoint;
  const before = heads.filter((h) => h.size <= size);
  const last = before.at(-1);
  if (!last) {
    const first = heads[0];
    return unanswered(
      "continues",
      first ? `it is older than the first head we cosigned, of ${first.size} entries` : "this witness has cosigned no head of this log yet"
    );
  }
  if (!tree)
    return last.size === size && isRoot(last, head.checkpoint.root) ? { name: "continues", ok: true, detail: `it is the head of ${size} entries that we cosigned` } : unanswered("continues", "a checkpoint alone does not show what it continues: give the whole pack");
  const other = before.find((h) => {
    const root = tree.rootsAt.get(h.size);
    return !root || !isRoot(h, root);
  });
  if (other)
    return failed(
      "continues",
      `leaves.jsonl:1-${other.size}: these are not the entries this witness cosigned on ${instant(other.at)}. History was rewritten, or two histories are kept.`
    );
  return {
    name: "continues",
    ok: true,
    detail: `its leaves begin with each of the ${before.length} heads we cosigned, the last of ${last.size} entries`
  };
}
function isRoot({ root }, other) {
  const bytes = fromBase64(root);
  return bytes !== undefined && sameBytes(bytes, other);
}
function instant(seconds) {
  return new Date(seconds * 1e3).toISOString();
}

// lib/witness/ledger.ts
import {
  appendFileSync,
  chmodSync,
  closeSync as closeSync2,
  existsSync,
  fsyncSync,
  mkdirSync as mkdirSync2,
  openSync as openSync2,
  readFileSync as readFileSync2,
  renameSync as renameSync2,
  writeSync
} from "node:fs";
import path3 from "node:path";

// db/lock.ts
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path2 from "node:path";
var bootId = () => read("/proc/sys/kernel/random/boot_id") ?? "unknown";
/** Fields 3 and 22 of /proc/PID/stat: what state a process is in, and what tells it from a later one with the same number. */
function processStat(pid) {
  const stat2 = read(`/proc/${pid}/stat`);
  const fields = stat2?.slice(stat2.lastIndexOf(")") + 2).split(" ");
  return { state: fields?.[0], started: fields?.[19] };
}
function read(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
function alive(holder) {
  if (holder.boot !== bootId()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const { state, started } = processStat(holder.pid);
  if (state === "Z" || state === "X") return false;
  return started === undefined || started === holder.started;
}
/** Somebody else has the embedded database open. */
var LockedError = class extends Error {
  holder;
  constructor(dir, holder) {
    super(
      `The database in ${dir} is open in ${holder.what} (process ${holder.pid}); end that first, or set DATABASE_URL to use PostgreSQL.`
    );
    this.name = "LockedError";
    this.holder = holder;
  }
};
/**
 * Takes the exclusive lock of an embedded database's folder; two processes on one folder silently lose committed rows.
 * A lock is stale unless process id, start time and boot all match a live process.
 * @returns the function that gives it back
 * @throws LockedError naming the holder
 */
function lockFolder(dir, what) {
  mkdirSync(path2.dirname(dir), { recursive: true });
  const lock = `${dir}.lock`;
  const mine = `${lock}.${process.pid}`;
  const holder = {
    pid: process.pid,
    started: processStat(process.pid).started ?? "unknown",
    boot: bootId(),
    what
  };
  writeFileSync(mine, JSON.stringify(holder));
  try {
    for (; ; ) {
      try {
        linkSync(mine, lock);
        return () => rmSync(lock, { force: true });
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      }
      const text2 = read(lock);
      if (text2 === undefined) continue;
      const other = parseHolder(text2);
      if (other && alive(other)) throw new LockedError(dir, other);
      removeStale(lock, text2);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}
function parseHolder(text2) {
  try {
    const value = JSON.parse(text2);
    return typeof value === "object" && value !== null && "pid" in value && typeof value.pid === "number" ? { started: "", boot: "", what: "another process", ...value, pid: value.pid } : undefined;
  } catch {
    return undefined;
  }
}
/** Moves the stale lock away first, so that of two processes that saw it only one removes it and neither a fresh one. */
function removeStale(lock, seen) {
  const away = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, away);
  } catch {
    return;
  }
  if (read(away) !== seen) {
    try {
      linkSync(away, lock);
    } catch {
    }
  }
  rmSync(away, { force: true });
}

// lib/witness/ledger.ts
/**
 * What a witness keeps, in one folder: its key (mode 600), for each log the head it cosigned last (`state.json`, replaced as a
 * whole and on the disk before anybody gets a cosignature), every head it ever cosigned (`heads.jsonl`), and what it refused
 * although the log had signed it (`refused.jsonl`). Losing `state.json` ends a witness: without it, it could cosign a fork.
 */
var FILES = { key: "witness.key", vkey: "witness.vkey", state: "state.json", heads: "heads.jsonl" };
var REFUSED = "refused.jsonl";
/** Refusals kept; what comes after them is answered and not kept. */
var MOST_REFUSALS = 1e4;
/**
 * Makes a witness in a folder, or adds logs to the one that is there; its key is made once and never replaced.
 * @param vkeys the public keys of the logs it is to watch
 * @throws an Error of one sentence
 */
function initWitness(dir, name, vkeys) {
  mkdirSync2(dir, { recursive: true, mode: 448 });
  const unlock = locked(dir);
  try {
    const place = (file) => path3.join(dir, file);
    const fresh = !existsSync(place(FILES.key));
    if (fresh && everSigned(dir))
      throw new Error(`${place(FILES.key)} is missing: put it back, a new key cannot continue this witness.`);
    if (fresh && name === undefined) throw new Error("A new witness needs a name: --name NAME.");
    if (fresh && vkeys.length === 0) throw new Error("Name the log it is to watch: --log VKEY.");
    const state = fresh ? { v: 1, name: name ?? "", logs: [] } : readState(dir);
    if (name !== undefined && name !== state.name)
      throw new Error(`The witness in ${dir} is called ${state.name}; its name is part of its key.`);
    for (const vkey of vkeys) {
      const { name: origin } = parseVkey(sha256, vkey);
      const known = state.logs.find((log) => log.origin === origin);
      if (!known) state.logs.push({ origin, vkeys: [vkey.trim()], head: null });
      else if (!known.vkeys.includes(vkey.trim())) known.vkeys.push(vkey.trim());
    }
    if (fresh) {
      const pem = generateKeyPem();
      const { vkey } = keyOf(state.name, pem);
      writeDurably(place(FILES.state), `${JSON.stringify(state, null, 2)}
`);
      writeDurably(place(FILES.vkey), `${vkey}
`, 420);
      writeDurably(place(FILES.key), pem);
    } else writeDurably(place(FILES.state), `${JSON.stringify(state, null, 2)}
`);
    return kept(dir, state);
  } finally {
    unlock();
  }
}
/** What the witness in a folder has kept. @throws an Error of one sentence */
function readWitness(dir) {
  return kept(dir, readState(dir));
}
/** Every head this witness has cosigned, oldest first. */
function headsOf(dir) {
  const file = path3.join(dir, FILES.heads);
  if (!existsSync(file)) return [];
  return readFileSync2(file, "utf8").split("\n").flatMap((line) => parsedHead(line) ?? []);
}
/** The open state of a running witness; one process at a time. */
/** Opens the witness in a folder for signing. @throws an Error of one sentence */
function openLedger(dir) {
  const unlock = locked(dir);
  try {
    let state = readState(dir);
    const { signer, vkey } = keyOf(state.name, readFileSync2(path3.join(dir, FILES.key), "utf8"));
    const place = (file) => path3.join(dir, file);
    for (const file of [FILES.heads, REFUSED]) endTornLine(place(file));
    const listed = headsOf(dir);
    for (const { head } of state.logs)
      if (head && !listed.some((h) => h.origin === head.origin && h.size === head.size))
        appendDurably(place(FILES.heads), head);
    const refused = new Set(
      existsSync(place(REFUSED)) ? readFileSync2(place(REFUSED), "utf8").split("\n").map(noteOf) : []
    );
    return {
      name: state.name,
      vkey,
      signer,
      logs: () => state.logs,
      watch: (origin) => {
        const log = state.logs.find((l) => l.origin === origin);
        return log && watched(log);
      },
      keep(head) {
        const before = state.logs.find((log) => log.origin === head.origin)?.head;
        const logs = state.logs.map((log) => log.origin === head.origin ? { ...log, head } : log);
        const next = { ...state, logs };
        writeDurably(place(FILES.state), `${JSON.stringify(next, null, 2)}
`);
        state = next;
        if (before?.size !== head.size) appendDurably(place(FILES.heads), head);
      },
      refuse({ checkpoint, note, problem, at }) {
        if (refused.has(note) || refused.size >= MOST_REFUSALS) return;
        refused.add(note);
        const { origin, size } = checkpoint;
        appendDurably(place(REFUSED), { origin, size, at, problem, note });
      },
      close: unlock
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
function locked(dir) {
  try {
    return lockFolder(path3.join(dir, "witness"), "another witness process");
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new Error(
      `The witness in ${dir} is running already (process ${error.holder.pid}); two of one key could cosign two histories.`
    );
  }
}
function kept(dir, state) {
  const { vkey } = keyOf(state.name, readFileSync2(path3.join(dir, FILES.key), "utf8"));
  return {
    name: state.name,
    vkey,
    logs: state.logs.map((log) => ({ origin: log.origin, keys: keysOf(log), head: log.head }))
  };
}
function watched(log) {
  const root = log.head ? fromBase64(log.head.root) : undefined;
  return { keys: keysOf(log), head: log.head && root ? { size: log.head.size, root } : undefined };
}
var keysOf = ({ vkeys }) => vkeys.map((vkey) => parseVkey(sha256, vkey));
/** The one key, with the id and the public form that cosignatures have. */
function keyOf(name, pem) {
  const key = readLogKey(name, pem);
  const { publicKey } = parseVkey(sha256, key.vkey);
  return {
    signer: { name, id: witnessKeyId(sha256, name, publicKey), sign: key.sign },
    vkey: formatWitnessKey(sha256, name, publicKey)
  };
}
/** Whether a witness whose key is gone has signed anything: what a crash left of its making has not. */
function everSigned(dir) {
  const file = path3.join(dir, FILES.state);
  if (!existsSync(file)) return existsSync(path3.join(dir, FILES.heads));
  const value = JSON.parse(readFileSync2(file, "utf8"));
  return !isState(value) || value.logs.some(({ head }) => head !== null);
}
function readState(dir) {
  const file = path3.join(dir, FILES.state);
  if (!existsSync(path3.join(dir, FILES.key)))
    throw new Error(
      `There is no witness in ${dir}; make one with: witness init --dir ${dir} --name NAME --log VKEY.`
    );
  if (!existsSync(file))
    throw new Error(
      `${file} is missing. Without it this witness could cosign two histories: put the file back, or retire the key and make another witness.`
    );
  const value = JSON.parse(readFileSync2(file, "utf8"));
  if (!isState(value)) throw new Error(`${file} is not the state of a witness.`);
  return value;
}
/** Written above, and checked as far as what is signed depends on it: each head is one that can be compared with. */
function isState(value) {
  if (typeof value !== "object" || value === null || !("name" in value) || !("logs" in value)) return false;
  if (typeof value.name !== "string" || !Array.isArray(value.logs)) return false;
  return value.logs.every(
    (log) => typeof log?.origin === "string" && Array.isArray(log.vkeys) && (log.head === null || Number.isSafeInteger(log.head?.size) && fromBase64(log.head.root)?.length === 32)
  );
}
function parsedHead(line) {
  try {
    const head = JSON.parse(line);
    return typeof head?.origin === "string" && typeof head.root === "string" ? head : undefined;
  } catch {
    return undefined;
  }
}
function noteOf(line) {
  try {
    return String(JSON.parse(line).note);
  } catch {
    return "";
  }
}
/** The head of a checkpoint as it is kept. */
function headOf({ origin, size, root }, note, at) {
  return { origin, size, root: toBase64(root), at, note };
}
/** Replaces a file as a whole: what stands there after a crash is the old or the new one, and after the return the new one. */
function writeDurably(file, text2, mode = 384) {
  const part = `${file}.part`;
  const opened = openSync2(part, "w", mode);
  try {
    writeSync(opened, text2);
    fsyncSync(opened);
  } finally {
    closeSync2(opened);
  }
  chmodSync(part, mode);
  renameSync2(part, file);
  syncFolder(path3.dirname(file));
}
function appendDurably(file, line) {
  const made = !existsSync(file);
  const opened = openSync2(file, "a", 384);
  try {
    writeSync(opened, `${JSON.stringify(line)}
`);
    fsyncSync(opened);
  } finally {
    closeSync2(opened);
  }
  if (made) syncFolder(path3.dirname(file));
}
/** A line that a crash cut short is ended, so that it stays one of its own, which no reader takes for an entry. */
function endTornLine(file) {
  if (!existsSync(file)) return;
  const text2 = readFileSync2(file, "utf8");
  if (text2 !== "" && !text2.endsWith("\n")) appendFileSync(file, "\n");
}
function syncFolder(folder) {
  const opened = openSync2(folder, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync2(opened);
  }
}

// lib/witness/listener.ts
import { createServer } from "node:http";

// lib/audit-log/add-checkpoint.ts
/** C2SP tlog-witness: what a log sends to a witness, as text and back. Pure. */
/** The content type of an answer that says which size the witness has cosigned last. */
var SIZE_TYPE = "text/x.tlog.size";
/** A consistency proof of any tree has at most so many hashes. */
var MOST_HASHES = 63;
var OLD_SIZE = /^old (0|[1-9][0-9]{0,15})$/;
/** Reads a request; throws an Error saying what is wrong and in which line. The checkpoint in it is not judged. */
function parseAddCheckpoint(body) {
  const blank = body.indexOf("\n\n");
  if (blank < 0) throw new Error("The request has no empty line before its checkpoint.");
  const [first = "", ...lines] = body.slice(0, blank).split("\n");
  const oldSize = Number(OLD_SIZE.exec(first)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(oldSize))
    throw new Error('The first line of the request is not "old" and a size.');
  if (lines.length > MOST_HASHES) throw new Error(`The request has more than ${MOST_HASHES} hashes.`);
  const proof = lines.map((line, at) => {
    const hash2 = fromBase64(line);
    if (hash2?.length !== HASH_LENGTH)
      throw new Error(`Line ${at + 2} of the request is not a hash of ${HASH_LENGTH} bytes in base64.`);
    return hash2;
  });
  return { oldSize, proof, checkpoint: body.slice(blank + 2) };
}

// lib/audit-log/merkle-proof.ts
/**
 * Proofs of RFC 6962, section 2.1: that a leaf is in a tree, and that one tree begins with another. A proof is
 * first the list of nodes it needs, so that a caller can fetch them in one go, and then their hashes. Pure.
 */
/**
 * Whether the first `oldSize` leaves of the tree make the old root (RFC 9162, 2.1.4.2). False, never an error,
 * if 1 <= oldSize <= size does not hold or a hash is not 32 bytes: an empty old tree proves nothing. For equal
 * sizes the proof is empty and the roots are the same.
 */
function verifyConsistency(sha2562, claim) {
  const { oldSize, size, oldRoot, root } = claim;
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(size) || oldSize < 1 || oldSize > size)
    return false;
  if (oldSize === size) return claim.proof.length === 0 && sameBytes(oldRoot, root);
  if (![oldRoot, root, ...claim.proof].every(isHash)) return false;
  const proof = isPowerOfTwo(oldSize) ? [oldRoot, ...claim.proof] : claim.proof;
  const [first, ...rest] = proof;
  if (first === undefined) return false;
  let position = oldSize - 1;
  let last = size - 1;
  while (position % 2 === 1) [position, last] = [half(position), half(last)];
  let oldHash = first;
  let hash2 = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      oldHash = nodeHash(sha2562, sibling, oldHash);
      hash2 = nodeHash(sha2562, sibling, hash2);
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      hash2 = nodeHash(sha2562, hash2, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && sameBytes(oldHash, oldRoot) && sameBytes(hash2, root);
}
function half(value) {
  return Math.floor(value / 2);
}
function isPowerOfTwo(value) {
  let odd = value;
  while (odd % 2 === 0) odd /= 2;
  return odd === 1;
}
function isHash(bytes) {
  return bytes.length === HASH_LENGTH;
}

// lib/witness/judge.ts
/**
 * What a witness does with a checkpoint it is given: the checks of C2SP tlog-witness, in its order. Pure: what it has cosigned
 * last is handed in, and keeping what it cosigns next is the caller's, before anybody gets the answer.
 */
/**
 * Judges the body of a request.
 * @param watch the log of this name, if the witness knows it
 */
async function judge(body, watch, { sha256: sha2562, verify: verify2 }) {
  const read2 = reading(body);
  if ("problem" in read2) return { status: 400, problem: read2.problem };
  const { oldSize, proof, checkpoint, note } = read2;
  const log = watch(checkpoint.origin);
  if (!log) return { status: 404, problem: `This witness does not watch the log ${checkpoint.origin}.` };
  const own = await ownLines(note, log.keys, verify2);
  if (own.length === 0)
    return {
      status: 403,
      problem: `No key of ${checkpoint.origin} that this witness knows has signed this.`
    };
  if (oldSize > checkpoint.size)
    return {
      status: 400,
      problem: `The old size ${oldSize} is beyond the checkpoint's, ${checkpoint.size}.`
    };
  const before = log.head?.size ?? 0;
  if (oldSize !== before) return { status: 409, size: before };
  const signed = `${note.text}
${own.join("")}`;
  const evidence = { checkpoint, note: signed };
  if (log.head && checkpoint.size === log.head.size) {
    if (!sameBytes(checkpoint.root, log.head.root))
      return {
        status: 409,
        problem: `Of ${before} entries this witness has cosigned another root: the log keeps two histories, or has rewritten one.`,
        evidence
      };
    if (proof.length === 0) return { status: 200, checkpoint, text: note.text, signed };
  }
  const holds = log.head ? verifyConsistency(sha2562, {
    oldSize,
    oldRoot: log.head.root,
    size: checkpoint.size,
    root: checkpoint.root,
    proof
  }) : proof.length === 0 && (checkpoint.size > 0 || sameBytes(checkpoint.root, sha2562(new Uint8Array(0))));
  if (holds) return { status: 200, checkpoint, text: note.text, signed };
  return {
    status: 422,
    problem: `The proof does not show that these ${checkpoint.size} entries begin with the ${before} cosigned before.`,
    ...log.head ? { evidence } : {}
  };
}
function reading(body) {
  try {
    const { oldSize, proof, checkpoint: text2 } = parseAddCheckpoint(body);
    return { oldSize, proof, ...parseCheckpoint(text2) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
/** The lines that the log's keys have signed, each once; a bad one under a known key refuses the note for that key. */
async function ownLines(note, keys, verify2) {
  const lines = new Set();
  for (const key of keys) {
    if (await verifyNote(note, key, verify2) !== undefined) continue;
    for (const one of note.signatures)
      if (one.name === key.name && sameBytes(one.keyId, key.id)) lines.add(signatureLine(one));
  }
  return [...lines];
}

// lib/witness/listener.ts
/**
 * The witness as a small HTTP server (C2SP tlog-witness): POST /add-checkpoint, and GET /<SHA-256 of the log's name>/checkpoint for
 * the head it cosigned last. There is nobody to sign in: the log's signature is what lets a request in.
 */
/** Bytes of a request; a proof and a checkpoint with a hundred signatures fit. */
var MOST_BYTES = 1 << 16;
var TEXT = "text/plain; charset=utf-8";
/**
 * Answers requests one after the other: what is judged, is kept before the next is judged, and is kept before it is answered.
 * @param seconds the time, since 1970
 */
function answering(ledger, seconds) {
  let last = Promise.resolve();
  return (body) => {
    const turn = last.then(() => answerTo(ledger, body, seconds()));
    last = turn.catch(() => undefined);
    return turn;
  };
}
async function answerTo(ledger, body, at) {
  const judged = await judge(body, ledger.watch, { sha256, verify: ed25519Verify });
  if (judged.status === 200) {
    const line = cosign(judged.text, ledger.signer, at);
    ledger.keep(headOf(judged.checkpoint, `${judged.signed}${line}`, at));
    return { status: 200, type: TEXT, body: line };
  }
  if ("size" in judged) return { status: 409, type: SIZE_TYPE, body: `${judged.size}
` };
  const { status, problem, evidence } = judged;
  if (evidence) ledger.refuse({ ...evidence, problem, at });
  return { status, type: TEXT, body: `${problem}
` };
}
/** The server, not yet listening. `say` gets a line for the log a request. */
function witnessServer(ledger, say) {
  const answer = answering(ledger, () => Math.floor(Date.now() / 1e3));
  const server = createServer((request, response) => {
    void respond(request, answer, ledger).catch((error) => ({
      status: 500,
      type: TEXT,
      body: "This witness could not keep the checkpoint, so it did not cosign it.\n",
      why: error instanceof Error ? error.message : String(error)
    })).then((made) => {
      say(`${request.method} ${request.url} ${made.status}${"why" in made ? `: ${made.why}` : ""}`);
      send(response, made);
    });
  });
  server.requestTimeout = 3e4;
  server.headersTimeout = 1e4;
  return server;
}
async function respond(request, answer, ledger) {
  const { pathname } = new URL(request.url ?? "/", "http://witness");
  const asked = /^\/([0-9a-f]{64})\/checkpoint$/.exec(pathname)?.[1];
  if (request.method === "GET" && asked !== undefined) {
    const log = ledger.logs().find(({ origin }) => toHex(sha256(toUtf8(origin))) === asked);
    if (!log?.head)
      return { status: 404, type: TEXT, body: "This witness has cosigned nothing of such a log.\n" };
    return { status: 200, type: TEXT, body: log.head.note };
  }
  if (request.method === "GET" && pathname === "/")
    return { status: 200, type: TEXT, body: `${ledger.vkey}
` };
  if (pathname !== "/add-checkpoint") return { status: 404, type: TEXT, body: "There is nothing here.\n" };
  if (request.method !== "POST") return { status: 405, type: TEXT, body: "Checkpoints are posted.\n" };
  const body = await bodyOf(request);
  if (body === undefined)
    return { status: 413, type: TEXT, body: `A request has at most ${MOST_BYTES} bytes of UTF-8 text.
` };
  return answer(body);
}
async function bodyOf(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > MOST_BYTES) return undefined;
    parts.push(part);
  }
  return fromUtf8(Buffer.concat(parts));
}
function send(response, { status, type, body }) {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "content-length": Buffer.byteLength(body)
  });
  response.end(body);
}

// lib/witness/program.ts
/** The witness as a program: what it is given, what it prints, how it ends. */
var USAGE = `Usage: node witness.mjs init|serve|check … [--dir FOLDER]

  init --name NAME --log VKEY…            makes a witness with a key of its own, or adds logs to it;
                                          VKEY is a log's public key, or the file that holds it
  serve [--host ADDRESS] [--port NUMBER]  cosigns what its logs send, on 127.0.0.1:8461 unless told otherwise
  check PACK.zip|FOLDER|CHECKPOINT        says, offline, whether it cosigned this head and whether it continues
                                          what it cosigned [--json]

  --dir FOLDER  where its key and what it cosigned are kept; ./witness unless told otherwise

Ends with 0 if all is well, 1 if something is wrong, 2 if it cannot be done.`;
var text = { type: "string" };
/** Runs the program on its arguments; gives the exit code, for `serve` when `stopped` comes. */
async function run(args, print, stopped2) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        dir: { ...text, default: "witness" },
        name: text,
        log: { ...text, multiple: true },
        host: { ...text, default: "127.0.0.1" },
        port: { ...text, default: "8461" },
        json: { type: "boolean" }
      }
    });
    const [verb, place, ...others] = positionals;
    if (verb === "init" && place === undefined) return init(values.dir, values.name, values.log ?? [], print);
    if (verb === "serve" && place === undefined)
      return await serve(values.dir, values.host, portOf(values.port), print, stopped2);
    if (verb === "check" && place !== undefined && others.length === 0)
      return await check(values.dir, place, values.json === true, print);
    print(USAGE);
    return 2;
  } catch (error) {
    print(`It cannot be done: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}
function init(dir, name, logs, print) {
  const made = initWitness(dir, name, logs.map(vkeyOf));
  print(
    `Witness ${made.name} in ${dir} watches ${made.logs.map(({ origin }) => origin).join(", ") || "no log"}.`
  );
  print("Its public key, for the portal's COUNTERSIGN_WITNESSES and for verify.mjs --witness:");
  print(made.vkey);
  return 0;
}
/** A public key as typed, or the file that holds it. */
function vkeyOf(given) {
  return existsSync2(given) ? readFileSync3(given, "utf8").trim() : given;
}
function portOf(given) {
  const port = Number(given);
  if (!/^\d{1,5}$/.test(given) || port > 65535)
    throw new Error(`--port is a number up to 65535, not ${given}.`);
  return port;
}
async function serve(dir, host, port, print, stopped2) {
  const ledger = openLedger(dir);
  try {
    const server = witnessServer(ledger, (line) => print(`${(new Date()).toISOString()} ${line}`));
    await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
    const address = server.address();
    const listens = typeof address === "object" && address ? address.port : port;
    print(`Witness ${ledger.name} listens on http://${host}:${listens} for ${ledger.logs().length} log(s).`);
    await stopped2;
    await new Promise((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
    return 0;
  } finally {
    ledger.close();
  }
}
async function check(dir, place, json, print) {
  const kept2 = readWitness(dir);
  const checks = await checkHeld(place, kept2, headsOf(dir));
  const wrong = checks.filter(({ ok }) => ok === false).map(({ name }) => name);
  if (json) print(JSON.stringify({ ok: wrong.length === 0, checks }));
  else {
    print(`${place}, as the witness ${kept2.name} knows it`);
    for (const each of checks) print(`  ${wordFor(each)} ${each.name.padEnd(10)} ${each.detail}`);
    print(
      wrong.length === 0 ? "Nothing contradicts what this witness cosigned." : `Something is wrong: ${wrong.join(", ")}.`
    );
  }
  return wrong.length === 0 ? 0 : 1;
}
function wordFor({ ok }) {
  return ok === null ? "open " : ok ? "holds" : "WRONG";
}

// lib/witness/main.ts
var stopped = new Promise((resolve) => {
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => resolve());
});
process.exitCode = await run(process.argv.slice(2), console.log, stopped);
