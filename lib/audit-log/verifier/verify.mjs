// biome-ignore-all lint: made from the sources named below
// biome-ignore-all format: made from the sources named below
// biome-ignore-all assist: made from the sources named below
//
// Countersign: verifies an evidence pack. It needs nothing but Node 20 or later, no network and no server.
// lib/audit-log/verifier/program.ts
import { readFile as readFile2, stat } from "node:fs/promises";
import { parseArgs } from "node:util";

// lib/audit-log/ed25519.ts
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  sign,
  verify
} from "node:crypto";

// lib/audit-log/bytes.ts
/**
 * Bytes as text and back: hexadecimal, base64 and UTF-8, each in its one strict spelling, so that a text
 * and its bytes determine each other. Pure: runs in Node and in a page.
 */
var HEX_DIGITS = "0123456789abcdef";
var HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
var BASE64_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
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
/** Lower-case hexadecimal, two digits a byte. */
function toHex(bytes) {
  let text = "";
  for (const byte of bytes) text += HEX_PAIRS[byte];
  return text;
}
/** The bytes of lower-case hexadecimal; undefined for anything else, upper case included. */
function fromHex(text) {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const high = HEX_VALUES[text.charCodeAt(2 * at)] ?? INVALID;
    const low = HEX_VALUES[text.charCodeAt(2 * at + 1)] ?? INVALID;
    if (high < 0 || low < 0) return undefined;
    bytes[at] = high << 4 | low;
  }
  return bytes;
}
/** Standard base64 with padding (RFC 4648, section 4). */
function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const left = bytes.length - at;
    text += BASE64_DIGITS.charAt(first >> 2) + BASE64_DIGITS.charAt((first & 3) << 4 | second >> 4);
    text += left > 1 ? BASE64_DIGITS.charAt((second & 15) << 2 | third >> 6) : "=";
    text += left > 2 ? BASE64_DIGITS.charAt(third & 63) : "=";
  }
  return text;
}
/** The bytes of padded standard base64; undefined for white space, missing padding or stray last bits. */
function fromBase64(text) {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array(text.length / 4 * 3 - padding);
  const whole = padding === 0 ? text.length : text.length - 4;
  let to = 0;
  for (let from = 0; from < whole; from += 4, to += 3) {
    const group = groupAt(text, from);
    if (group < 0) return undefined;
    bytes[to] = group >> 16;
    bytes[to + 1] = group >> 8;
    bytes[to + 2] = group;
  }
  if (padding === 0) return bytes;
  const last = groupAt(text.slice(whole, -padding) + "A".repeat(padding), 0);
  if (last < 0 || (last & (padding === 2 ? 65535 : 255)) !== 0) return undefined;
  bytes[to] = last >> 16;
  if (padding === 1) bytes[to + 1] = last >> 8;
  return bytes;
}
/** The 24 bits of four base64 digits; negative if one of them is none. */
function groupAt(text, at) {
  return (BASE64_VALUES[text.charCodeAt(at)] ?? INVALID) << 18 | (BASE64_VALUES[text.charCodeAt(at + 1)] ?? INVALID) << 12 | (BASE64_VALUES[text.charCodeAt(at + 2)] ?? INVALID) << 6 | (BASE64_VALUES[text.charCodeAt(at + 3)] ?? INVALID);
}
/** The UTF-8 bytes of a text. */
function toUtf8(text) {
  return encoder.encode(text);
}
/** The text of UTF-8 bytes, a byte order mark kept; undefined if they are not valid UTF-8. */
function fromUtf8(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
/** One array holding the given ones end to end. */
function concatBytes(parts) {
  const whole = new Uint8Array(parts.reduce((length, part2) => length + part2.length, 0));
  let at = 0;
  for (const part2 of parts) {
    whole.set(part2, at);
    at += part2.length;
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
 * Keys are Ed25519 (type 0x01); lines of other keys are kept but say nothing here. Pure: signing and
 * verifying are handed in.
 */
var ED25519 = 1;
var KEY_ID_LENGTH = 4;
var PUBLIC_KEY_LENGTH = 32;
var MOST_SIGNATURES = 100;
var SIGNATURE_LINE = /^— ([^\s+]+) ([^ ]+)$/u;
var CONTROL_CHARACTER = /[\u0000-\u0009\u000b-\u001f]/;
/** SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), its first four bytes. */
function keyId(sha2562, name, publicKey) {
  return sha2562(concatBytes([toUtf8(`${name}
`), Uint8Array.of(ED25519), publicKey])).slice(
    0,
    KEY_ID_LENGTH
  );
}
/** Reads a public key; throws an Error saying which part is wrong. White space around it is allowed. */
function parseVkey(sha2562, text) {
  const parts = /^([^\s+]+)\+([^+]*)\+(.*)$/u.exec(text.trim());
  const [, name = "", id = "", encoded = ""] = parts ?? [];
  if (!parts) throw new Error("The public key is not of the form name+id+key.");
  const bytes = fromBase64(encoded);
  if (!bytes) throw new Error(`The public key of ${name} is not base64.`);
  if (bytes.length !== 1 + PUBLIC_KEY_LENGTH || bytes[0] !== ED25519) {
    throw new Error(`The public key of ${name} is not an Ed25519 key of ${PUBLIC_KEY_LENGTH} bytes.`);
  }
  const publicKey = bytes.slice(1);
  const expected = keyId(sha2562, name, publicKey);
  if (toHex(expected) !== id) {
    throw new Error(`The public key of ${name} says its id is ${id}, but it is ${toHex(expected)}.`);
  }
  return { name, id: expected, publicKey };
}
/** Takes a signed note apart; throws an Error saying what is wrong and in which line. */
function parseNote(note) {
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
function parseSignature(line, number) {
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
async function verifyNote(note, key, verify3) {
  const message = toUtf8(note.text);
  const own = note.signatures.filter(({ name, keyId: keyId2 }) => name === key.name && sameBytes(keyId2, key.id));
  if (own.length === 0) return `It carries no signature by ${key.name}+${toHex(key.id)}.`;
  for (const { signature } of own) {
    if (signature.length !== 64 || !await verify3(key.publicKey, message, signature)) {
      return `The signature by ${key.name}+${toHex(key.id)} does not fit its text.`;
    }
  }
  return undefined;
}
function requireText(text) {
  if (!text.endsWith("\n")) throw new Error("The text of the note does not end with a newline.");
  if (CONTROL_CHARACTER.test(text)) throw new Error("The text of the note holds a control character.");
  return text;
}

// lib/audit-log/sha256.ts
import * as crypto from "node:crypto";
/** SHA-256 of node:crypto; the one-call form where this Node has it (20.12 and later), as it costs half. */
var sha256 = typeof crypto.hash === "function" ? (bytes) => crypto.hash("sha256", bytes, "buffer") : (bytes) => crypto.createHash("sha256").update(bytes).digest();

// lib/audit-log/ed25519.ts
/** The log's Ed25519 key, on node:crypto. */
/** DER in front of the raw 32 bytes: PKCS #8 of a seed, SPKI of a public key (RFC 8410). */
var PRIVATE_PREFIX = Uint8Array.from(Buffer.from("302e020100300506032b657004220420", "hex"));
var PUBLIC_PREFIX = Uint8Array.from(Buffer.from("302a300506032b6570032100", "hex"));
/** Verification on node:crypto; false for a public key that is not a point of the curve. */
var ed25519Verify = (publicKey, message, signature) => {
  try {
    const der = Buffer.from(concatBytes([PUBLIC_PREFIX, publicKey]));
    return verify(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
  } catch {
    return false;
  }
};

// lib/audit-log/jws.ts
import { constants, createPublicKey as createPublicKey2, verify as verify2 } from "node:crypto";
/** A signature of RFC 7518 or RFC 8037 on node:crypto; false for a key that is not of the algorithm's kind. */
var jwsVerify = (algorithm, key, data, signature) => {
  try {
    const publicKey = createPublicKey2({ key: asJwk(key), format: "jwk" });
    const hash2 = algorithm.slice(2);
    if (algorithm.startsWith("RS") && key.kty === "RSA")
      return verify2(`sha${hash2}`, data, { key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
    if (algorithm.startsWith("PS") && key.kty === "RSA")
      return verify2(
        `sha${hash2}`,
        data,
        {
          key: publicKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_DIGEST
        },
        signature
      );
    if (algorithm.startsWith("ES") && key.crv === CURVES[algorithm])
      return verify2(`sha${hash2}`, data, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature);
    return EDWARDS.has(algorithm) && key.crv === "Ed25519" && verify2(null, data, publicKey, signature);
  } catch {
    return false;
  }
};
var CURVES = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };
var EDWARDS = new Set(["EdDSA", "Ed25519"]);
/** Node reads the members it needs and refuses what is no key. */
function asJwk(key) {
  return key;
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

// lib/audit-log/verifier/pack.ts
/** An evidence pack as the verifier reads it, whatever holds it: a ZIP, a folder, files dropped on a page. */
/** A whole text file. */
async function readText(files, name) {
  const text = fromUtf8(await files.bytes(name));
  if (text === undefined) throw new Error(`${name} is not UTF-8 text`);
  return text;
}
/** A whole JSON file that holds one object. */
async function readJsonObject(files, name) {
  const value = parseJson(await readText(files, name));
  if (!isObject(value)) throw new Error(`${name} is not a JSON object`);
  return value;
}
/** The value of a JSON text; undefined if it is not JSON. */
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** Cuts chunks of a file into lines, decoding only whole ones, so that no character is split. */
async function* linesOf(name, chunks) {
  let pending = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LF);
    if (end < 0) {
      pending.push(chunk);
      continue;
    }
    yield* decode(name, [...pending, chunk.subarray(0, end)]).split("\n");
    pending = [chunk.subarray(end + 1)];
  }
  const rest = decode(name, pending);
  if (rest !== "") yield rest;
}
var LF = 10;
function decode(name, parts) {
  const text = fromUtf8(parts.length === 1 && parts[0] ? parts[0] : concatBytes(parts));
  if (text === undefined) throw new Error(`${name} is not UTF-8 text`);
  return text;
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
    yield* createReadStream(place(name), { highWaterMark: 1 << 18 });
  }
  return {
    names: () => names,
    bytes: async (name) => readFile(place(name)),
    lines: (name) => linesOf(name, chunks(name)),
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

// lib/audit-log/arms.ts
/**
 * The draw that says which items are decided before their draft is shown, and which never get one. Pure, so that the launch
 * and the verifier make the same of the same secret.
 *
 * For each unit of a reviewer's list at launch, u = HMAC-SHA256(secret, label LF unit LF reviewer), read as one whole number,
 * modulo 10,000; it is drawn where u is below the rate. A unit is an item, "item/<id>", or all items that are alike and could
 * be decided in one act, "alike/<key>". The reviewer is the portal user the launch gave it to, also where somebody else has it
 * later. Neither the order of items nor what anybody does afterwards changes anything.
 */
var OF = 1e4;
var SECRET_LENGTH = 32;
/** Blind items never are more than one in so many of a reviewer's list. */
var ONE_IN = 5;
var BLOCK = 64;
/** HMAC-SHA256 (RFC 2104) under one key of at most 64 bytes. */
function hmac(sha2562, key) {
  if (key.length > BLOCK) throw new RangeError("A key of more than a block is not needed here.");
  const padded = (by) => {
    const pad = new Uint8Array(BLOCK).fill(by);
    for (const [at, byte] of key.entries()) pad[at] = byte ^ by;
    return pad;
  };
  const [inner, outer] = [padded(54), padded(92)];
  return (message) => sha2562(concatBytes([outer, sha2562(concatBytes([inner, message]))]));
}
function lotOf(sha2562, secret) {
  const mac = hmac(sha2562, secret);
  return (label, unit, reviewer) => mac(toUtf8(`${label}
${unit}
${reviewer}`)).reduce((rest, byte) => (rest * 256 + byte) % OF, 0);
}
/**
 * One reviewer's list. Blind are the drawn units in ascending order of u, then of the unit's name, each that still fits into
 * a fifth of the list (rounded down); one that does not fit is passed over. What is not blind may be drawn for no draft.
 */
var ListDraw = class {
  items = 0;
  blind = [];
  undrafted = [];
  lot;
  rates;
  reviewer;
  constructor(lot, rates, reviewer) {
    this.lot = lot;
    this.rates = rates;
    this.reviewer = reviewer;
  }
  /** Each unit once, with how many items of the list it is. */
  add(unit, items) {
    this.items += items;
    const u = (arm) => this.rates[arm] > 0 ? this.lot(arm, unit, this.reviewer) : OF;
    const blind = u("blind");
    if (blind < this.rates.blind) this.blind.push({ unit, items, u: blind });
    if (u("undrafted") < this.rates.undrafted) this.undrafted.push(unit);
  }
  /** What was drawn; every other unit is assisted. */
  end() {
    const arms = new Map();
    let room = Math.floor(this.items / ONE_IN);
    for (const { unit, items } of this.blind.sort((a, b) => a.u - b.u || (a.unit < b.unit ? -1 : 1))) {
      if (items > room) continue;
      room -= items;
      arms.set(unit, "blind");
    }
    for (const unit of this.undrafted) if (!arms.has(unit)) arms.set(unit, "undrafted");
    return arms;
  }
};
/** Below so many items, one in five is blind; and at least so many are, where the share alone gives fewer. */
var SMALL = 500;
var FEWEST_BLIND = 60;
var MOST_BLIND = 2e3;
/**
 * The rates of the draw, in ten-thousandths, fixed at launch: blind the share of the settings, raised so that about 60 items
 * are, one in five below 500 items, never more than that; and the share without a draft. A share of none stays none.
 * @param items of the whole campaign
 */
function armRates(of, items) {
  const blind = of.blindShare === 0 ? 0 : items < SMALL ? MOST_BLIND : Math.min(MOST_BLIND, Math.max(of.blindShare * 100, Math.ceil(FEWEST_BLIND * 1e4 / items)));
  return { blind, undrafted: of.noDraftShare * 100 };
}

// lib/audit-log/verifier/check.ts
var SHOWN = 3;
/** Collects what is wrong for one check; keeps the first few in full and counts the rest. */
var Findings = class _Findings {
  count = 0;
  shown = [];
  /** @param where file:line, leaf number, or file */
  add(where, what) {
    this.count++;
    if (this.shown.length < SHOWN) this.shown.push(`${where}: ${what}`);
  }
  /** The findings of several readings of one check. */
  static join(parts) {
    const whole = new _Findings();
    for (const part2 of parts) {
      whole.count += part2.count;
      whole.shown.push(...part2.shown.slice(0, SHOWN - whole.shown.length));
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
/** The UTF-8 bytes of `canonicalRecord(value)`: what a leaf or packet hash is taken over. */
function canonicalRecordBytes(value) {
  return toUtf8(canonicalRecord(value));
}
function write(value, path2, integersOnly) {
  switch (typeof value) {
    case "string":
      return writeString(value, path2);
    case "number":
      return writeNumber(value, path2, integersOnly);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (path2.length >= DEEPEST) {
        throw refusal(path2, `is nested deeper than ${DEEPEST} levels or contains itself`);
      }
      return Array.isArray(value) ? writeArray(value, path2, integersOnly) : writeObject(value, path2, integersOnly);
    default:
      throw refusal(
        path2,
        `is ${value === undefined ? "undefined" : `a ${typeof value}`}, which JSON has not`
      );
  }
}
function writeArray(values, path2, integersOnly) {
  let text = "[";
  for (let at = 0; at < values.length; at++) {
    path2.push(at);
    text += (at > 0 ? "," : "") + write(values[at], path2, integersOnly);
    path2.pop();
  }
  return `${text}]`;
}
/** Members in the order of their names' UTF-16 code units, which is what `sort` compares (RFC 8785, 3.2.3). */
function writeObject(value, path2, integersOnly) {
  if (!isPlain(value))
    throw refusal(path2, `is a ${value.constructor?.name ?? "special"} object, not a plain one`);
  let text = "{";
  for (const name of Object.keys(value).sort()) {
    path2.push(name);
    text += `${text.length > 1 ? "," : ""}${writeString(name, path2)}:${write(value[name], path2, integersOnly)}`;
    path2.pop();
  }
  return `${text}}`;
}
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
/** `JSON.stringify` escapes a well-formed string exactly as RFC 8785, 3.2.2.2 asks. */
function writeString(value, path2) {
  if (PLAIN_ASCII.test(value)) return `"${value}"`;
  if (LONE_SURROGATE.test(value)) throw refusal(path2, "holds half of a surrogate pair");
  return JSON.stringify(value);
}
/** ECMAScript's own shortest form is the one RFC 8785, 3.2.2.3 asks for; minus zero is written 0. */
function writeNumber(value, path2, integersOnly) {
  if (!Number.isFinite(value)) throw refusal(path2, `is ${value}, which JSON has not`);
  if (integersOnly && !Number.isSafeInteger(value)) {
    throw refusal(
      path2,
      `is ${value}; a record holds only integers of at most 53 bits, so use a string or a count`
    );
  }
  return String(value);
}
function refusal(path2, problem) {
  const place = path2.map((key) => typeof key === "number" ? `[${key}]` : `.${key}`).join("");
  return new Error(`The value at $${place} ${problem}.`);
}

// lib/audit-log/verifier/leaf.ts
var PREFIXED_HASH = /^sha256:([0-9a-f]{64})$/;
var ACTOR_KIND = /^(person|link|system:[^\s:]+)$/;
/** The hexadecimal of a "sha256:…" text; undefined for anything else. */
function unprefixed(value) {
  return typeof value === "string" ? PREFIXED_HASH.exec(value)?.[1] : undefined;
}
/** Names a leaf in a finding. */
function placeOf({ index, type }) {
  return `leaf ${index} (${type})`;
}
/** Reads the text of a leaf; throws an Error with the rest of the sentence "the leaf …". */
function parseLeaf(text, index, hash2) {
  const value = parseJson(text);
  if (!isObject(value) || !isOnlyText(value, text)) {
    throw new Error("is not the one canonical text of a JSON object");
  }
  const { v, id, at, type, actor, campaign, item, item_seq: itemSeq, prev, refs, commit, data } = value;
  if (v !== 1) throw new Error(`is of version ${String(v)}, which this verifier does not know`);
  if (typeof id !== "string" || typeof at !== "string" || typeof type !== "string") {
    throw new Error("lacks its id, time or type");
  }
  if (!isObject(actor) || typeof actor.kind !== "string" || typeof actor.id !== "string" || actor.id === "") {
    throw new Error("names no actor");
  }
  if (!ACTOR_KIND.test(actor.kind)) throw new Error(`names an actor of the unknown kind ${actor.kind}`);
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
/**
 * Two texts for one event would let two readers see two events: repeated names, for one. Writing the value
 * again settles most leaves; making it canonical, which takes longer, the ones with numbers for names.
 */
function isOnlyText(value, text) {
  if (JSON.stringify(value) === text) return true;
  try {
    return canonicalRecord(value) === text;
  } catch {
    return false;
  }
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

// lib/audit-log/verifier/csv-cell.ts
var ESCAPED = /^'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/**
 * Puts an apostrophe before a cell that starts with = + - @ TAB CR LF or the full-width = + - @. A cell that
 * already starts with apostrophes and then one of these gets one more, so that the escape can be undone.
 */
/** Undoes `escapeCell`. */
function unescapeCell(cell) {
  return ESCAPED.test(cell) ? cell.slice(1) : cell;
}

// lib/audit-log/verifier/csv.ts
/** Reads a CSV file with a header. Throws naming the line if a quote is astray, a column is missing or repeated. */
async function* csvRows(files, name, columns) {
  let places;
  let width = 0;
  for await (const { line, cells } of csvRecords(name, files.lines(name))) {
    if (!places) {
      places = headerOf(name, cells, columns);
      width = cells.length;
      continue;
    }
    if (cells.length !== width) {
      throw new Error(`${name}:${line} has ${cells.length} cells where the header has ${width}`);
    }
    const known = places;
    yield { line, cell: (column) => unescapeCell(cells[known.get(column) ?? -1] ?? "") };
  }
  if (!places) throw new Error(`${name} is empty`);
}
function headerOf(name, cells, columns) {
  const places = new Map(cells.map((column, at) => [column, at]));
  if (places.size !== cells.length) throw new Error(`${name}:1 names a column twice`);
  for (const column of columns) if (!places.has(column)) throw new Error(`${name}:1 has no column ${column}`);
  return places;
}
/** Joins the lines of a quoted cell again and splits each record into cells. */
async function* csvRecords(name, lines) {
  let number = 0;
  let start = 1;
  let record = [];
  let insideQuotes = false;
  for await (const line of lines) {
    number++;
    record.push(line);
    if (quotesIn(line) % 2 === 1) insideQuotes = !insideQuotes;
    if (insideQuotes) continue;
    yield { line: start, cells: splitRecord(name, start, record.join("\n").replace(/\r$/, "")) };
    record = [];
    start = number + 1;
  }
  if (insideQuotes) throw new Error(`${name}:${start} opens a quote that never closes`);
}
function quotesIn(text) {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++;
  return count;
}
var CELL = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
function splitRecord(name, line, record) {
  const cells = [];
  CELL.lastIndex = 0;
  for (let separator = ","; separator === ","; ) {
    const match = CELL.exec(record);
    if (!match) throw new Error(`${name}:${line} has a quote in the wrong place`);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    separator = match[3] ?? "";
  }
  return cells;
}

// lib/audit-log/verifier/population.ts
/**
 * population.csv: every grant, credential and non-human identity of the sources in scope and its fate, and items.csv: every
 * item and what became of it. The launch committed to the items and their evidence by a root, so none can be left out later.
 * A row without a type is a grant: packs of before there were others have no such column.
 */
var POPULATION = "population.csv";
var ITEMS = "items.csv";
var ITEM_TYPES = ["grant", "credential", "identity"];
var REQUIRED = ["source", "application_id", "account_id", "entitlement_id"];
var SHARED = [...REQUIRED, "type", "credential_id"];
var POPULATION_COLUMNS = ["item_id", ...REQUIRED, "fate", "reason", "evidence_hash"];
var ITEM_COLUMNS = ["item_id", ...REQUIRED, "identity_id", "state", "decision"];
/** What an item of each type has to name. */
var NAMES = {
  grant: ["account_id", "entitlement_id"],
  credential: ["credential_id"],
  identity: ["identity_id"]
};
var STATES = new Set(["open", "decided", "not_certified", "removed_at_source"]);
/** Reads population.csv. */
async function readPopulation(files) {
  const items = new Map();
  const none = () => ({ items: 0, covered: 0, excluded: 0 });
  const fates = { grant: none(), credential: none(), identity: none() };
  const findings = new Findings();
  for await (const { line, cell } of csvRows(files, POPULATION, POPULATION_COLUMNS)) {
    const where = `${POPULATION}:${line}`;
    const [id, fate, evidence] = [cell("item_id"), cell("fate"), cell("evidence_hash")];
    const type = ITEM_TYPES.find((t) => t === (cell("type") || "grant"));
    if (type === undefined) {
      findings.add(where, `has the unknown type "${cell("type")}"`);
    } else if (fate === "covered" || fate === "excluded") {
      fates[type][fate]++;
      if (cell("reason") === "") findings.add(where, `is ${fate} without a reason`);
    } else if (fate !== "item") {
      findings.add(where, `has the unknown fate "${fate}"`);
    } else if (id === "" || items.has(id)) {
      findings.add(where, id === "" ? "is an item without an id" : `names item ${id} again`);
    } else if (fromHex(evidence)?.length !== 32) {
      findings.add(where, `item ${id} has no evidence hash of 64 hexadecimal digits`);
    } else {
      fates[type].items++;
      const keys = Object.fromEntries([...SHARED, "identity_id"].map((column) => [column, cell(column)]));
      const missing = NAMES[type].filter((column) => keys[column] === "");
      if (missing.length > 0)
        findings.add(where, `item ${id}, of the type ${type}, has no ${missing.join(" and no ")}`);
      items.set(id, { id, line, type, keys, packets: [], told: [], evidence, row: undefined });
    }
  }
  return { items, fates, findings };
}
/** Reads items.csv into the population; returns what does not fit it. */
async function readItems(files, { items }) {
  const findings = new Findings();
  for await (const { line, cell } of csvRows(files, ITEMS, ITEM_COLUMNS)) {
    const where = `${ITEMS}:${line}`;
    const item = items.get(cell("item_id"));
    if (!item) {
      findings.add(where, `item ${cell("item_id")} is not in ${POPULATION}`);
      continue;
    }
    if (item.row) findings.add(where, `item ${item.id} stands in line ${item.row.line} already`);
    for (const column of SHARED) {
      if (cell(column) === item.keys[column]) continue;
      findings.add(
        where,
        `${column} is "${cell(column)}", ${POPULATION}:${item.line} says "${item.keys[column]}"`
      );
    }
    if (!STATES.has(cell("state"))) findings.add(where, `has the unknown state "${cell("state")}"`);
    const { identity_id: identity } = item.keys;
    if (identity && identity !== cell("identity_id"))
      findings.add(
        where,
        `identity_id is "${cell("identity_id")}", ${POPULATION}:${item.line} says "${identity}"`
      );
    item.row = {
      line,
      identity: cell("identity_id"),
      state: cell("state"),
      decision: cell("decision"),
      answeredBy: cell("answered_by"),
      arm: cell("arm"),
      armWhy: cell("arm_why"),
      drawnAs: cell("drawn_as"),
      launchReviewer: cell("launch_reviewer_id")
    };
  }
  for (const { id, line, row } of items.values()) {
    if (!row) findings.add(`${POPULATION}:${line}`, `item ${id} has no row in ${ITEMS}`);
  }
  return findings;
}
/** The items and their evidence are those the campaign was launched with. */
function checkPopulation(log, population, evidence, sha2562) {
  const { launched } = log;
  if (!launched)
    return failed(
      "population",
      "leaves.jsonl: no campaign.launched leaf is disclosed, so nothing says what was to be reviewed."
    );
  if (log.campaign === undefined) log.launching.add(`leaf ${launched.index}`, "names no campaign");
  const { items, findings } = population;
  const where = `leaf ${launched.index} (campaign.launched)`;
  if (launched.data.items !== items.size) {
    findings.add(where, `says ${launched.data.items} items, ${POPULATION} has ${items.size}`);
  }
  const root = rootOfItems(sha2562, items.keys(), (id) => items.get(id)?.evidence ?? "");
  if (unprefixed(launched.data.root) !== root) {
    findings.add(where, `its root over items and evidence is not the one of ${POPULATION}, sha256:${root}`);
  }
  return Findings.join([log.launching, findings, evidence]).check(
    "population",
    `${items.size} items and their evidence are those of the launch`,
    "Items were dropped, added or given other evidence after the launch."
  );
}
/** RFC 6962 root, in hexadecimal, over "item id LF text" in ascending order of the ids' bytes. */
function rootOfItems(sha2562, ids, text) {
  const tree = new RootBuilder(sha2562);
  for (const id of [...ids].sort(byBytes)) tree.add(leafHash(sha2562, toUtf8(`${id}
${text(id)}`)));
  return toHex(tree.root());
}
/** Order of UTF-8 bytes, which is that of code points: a surrogate comes after every other code unit. */
function byBytes(left, right) {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return (isSurrogate(a) ? a + 65536 : a) - (isSurrogate(b) ? b + 65536 : b);
  }
  return left.length - right.length;
}
function isSurrogate(unit) {
  return unit >= 55296 && unit <= 57343;
}

// lib/audit-log/verifier/settings.ts
/** The settings that a campaign was launched with, as the pack has them. */
var SETTINGS = "rules/settings.json";
/** Held against the launch's leaf; undefined where the pack has none. */
async function readSettings(files, { launched }, sha2562, findings) {
  if (!files.names().includes(SETTINGS)) return undefined;
  const { settings } = await readJsonObject(files, SETTINGS);
  if (!isObject(settings)) throw new Error(`${SETTINGS} has no object settings`);
  if (launched?.settings !== undefined && toHex(sha2562(canonicalRecordBytes(settings))) !== launched.settings)
    findings.add(SETTINGS, `is not the settings that leaf ${launched.index} launched with`);
  return settings;
}

// lib/audit-log/verifier/arms.ts
/**
 * Which items were decided before their draft was shown, drawn again. At launch the log commits to a secret and to what it is
 * drawn from; at the seal it says the secret: `lib/audit-log/arms` makes the same of both, item by item. Items that were made
 * blind later, because somebody's text had turned their draft, were not drawn, and their draft says so.
 */
var DRAFTS = "drafts.jsonl";
var TURNED = "text_turned_draft";
var MEANING = "Somebody chose which items are decided without their draft, or a decision was not made as it was drawn.";
/** Every item's arm is the one the revealed secret draws, and every decision was made in it. */
async function checkArms(files, log, population, sha2562) {
  const { committed, revealed } = log.arms;
  const findings = Findings.join([log.drawing]);
  const rows = [...population.items.values()].flatMap(({ row }) => row ?? []);
  const forced = rows.filter((row) => row.armWhy === TURNED).length;
  if (!committed) {
    if (findings.count + forced === 0 && !rows.some((row) => row.armWhy !== ""))
      return unanswered("arms", "not in this pack: nothing was assigned by lot");
    await compareAll(files, log, population, new Map(), findings);
    return findings.check("arms", `nothing was drawn; ${madeBlind(forced)}`, MEANING);
  }
  if (!revealed && !log.sealed && findings.count === 0)
    return unanswered(
      "arms",
      `leaf ${committed.index} commits to an assignment by lot; its secret is said when the campaign is sealed`
    );
  if (!revealed)
    findings.add(`leaf ${log.sealed?.index}`, "seals the campaign, but no leaf says the secret of its draw");
  const drawn = revealed && drawAgain({ committed, revealed }, population, sha2562, findings);
  if (!drawn) return findings.check("arms", "", MEANING);
  await compareRates(files, log, committed, population, sha2562, findings);
  await compareAll(files, log, population, drawn, findings);
  const count = (arm) => [...drawn.values()].filter((each) => each === arm).length;
  for (const arm of ["blind", "undrafted"])
    if (committed.data[arm] !== count(arm))
      findings.add(
        `leaf ${committed.index} (arms.committed)`,
        `says ${String(committed.data[arm])} items ${arm}, drawn again they are ${count(arm)}`
      );
  const figures = `${count("blind")} blind, ${count("undrafted")} without a draft`;
  return findings.check(
    "arms",
    `${rows.length} items drawn again from the secret of leaf ${revealed.index}: ${figures}${forced > 0 ? `; ${madeBlind(forced)}` : ""}`,
    MEANING
  );
}
var madeBlind = (items) => `${items} made blind by a text that had turned their draft`;
/** What the tables and the decisions say, against what was drawn. */
async function compareAll(files, log, population, drawn, findings) {
  const turned = await turnedItems(files, population);
  for (const item of population.items.values())
    compareArm(item, drawn.get(item.id) ?? "assisted", turned, findings);
  compareDecisions(log, population, findings);
}
/** The arm of each item that is not assisted; undefined where the secret or what it is drawn from is not what was committed to. */
function drawAgain({ committed, revealed }, { items }, sha2562, findings) {
  const secret = fromHex(String(revealed.data.secret));
  if (secret?.length !== SECRET_LENGTH || toHex(sha2562(secret)) !== unprefixed(committed.data.secret)) {
    findings.add(
      `leaf ${revealed.index} (arms.revealed)`,
      `its secret is not the one that leaf ${committed.index} committed to`
    );
    return undefined;
  }
  const inputs = rootOfItems(sha2562, items.keys(), (id) => {
    const row = items.get(id)?.row;
    return `${row?.drawnAs ?? ""}
${row?.launchReviewer ?? ""}`;
  });
  if (inputs !== unprefixed(committed.data.inputs)) {
    findings.add(
      ITEMS,
      `drawn_as and launch_reviewer_id are not those that leaf ${committed.index} committed to, sha256:${inputs}`
    );
    return undefined;
  }
  const rates = {
    blind: countOf(committed.data, "blind_rate"),
    undrafted: countOf(committed.data, "undrafted_rate")
  };
  return drawLists([...items.values()], rates, sha2562, secret);
}
function drawLists(items, rates, sha2562, secret) {
  const lot = lotOf(sha2562, secret);
  const lists = new Map();
  for (const { id, row } of items) {
    if (!row) continue;
    const list = lists.get(row.launchReviewer) ?? new Map();
    lists.set(row.launchReviewer, list);
    const unit = list.get(row.drawnAs) ?? [];
    list.set(row.drawnAs, unit);
    unit.push(id);
  }
  const arms = new Map();
  for (const [reviewer, units] of lists) {
    const draw = new ListDraw(lot, rates, reviewer);
    for (const [unit, ids] of units) draw.add(unit, ids.length);
    for (const [unit, arm] of draw.end()) for (const id of units.get(unit) ?? []) arms.set(id, arm);
  }
  return arms;
}
/** The rates are those that the settings of the launch and the number of items give. */
async function compareRates(files, log, committed, { items }, sha2562, findings) {
  const settings = await readSettings(files, log, sha2562, findings);
  if (!settings) return;
  const due = armRates(
    { blindShare: countOf(settings, "blindShare"), noDraftShare: countOf(settings, "noDraftShare") },
    items.size
  );
  for (const [figure, rate] of [
    ["blind_rate", due.blind],
    ["undrafted_rate", due.undrafted]
  ])
    if (committed.data[figure] !== rate)
      findings.add(
        `leaf ${committed.index} (arms.committed)`,
        `says a ${figure} of ${String(committed.data[figure])}, the settings and ${items.size} items make it ${rate}`
      );
}
function compareArm({ id, row }, drawn, turned, findings) {
  if (!row) return;
  const where = `${ITEMS}:${row.line}`;
  const forced = row.armWhy === TURNED;
  if (forced && !turned.has(id))
    findings.add(
      where,
      `item ${id} is called blind by a text that turned its draft, but ${DRAFTS} has no such draft`
    );
  if (forced ? row.arm !== "blind" || drawn !== "assisted" : row.arm !== drawn)
    findings.add(where, `item ${id} is called ${row.arm || "nothing"}, the secret draws it ${drawn}`);
  if (!forced && row.armWhy !== (drawn === "assisted" ? "" : "drawn"))
    findings.add(where, `item ${id} is called ${row.armWhy || "not drawn"}, the secret draws it ${drawn}`);
}
/** Items with a draft on record that somebody's text turned; only looked for where one is said to be. */
async function turnedItems(files, { items }) {
  const turned = new Set();
  if (![...items.values()].some(({ row }) => row?.armWhy === TURNED) || !files.names().includes(DRAFTS))
    return turned;
  for await (const line of files.lines(DRAFTS)) {
    const draft = parseJson(line);
    if (isObject(draft) && isObject(draft.turned) && typeof draft.item === "string") turned.add(draft.item);
  }
  return turned;
}
/** Nobody's first decision on a blind item knows a draft, no decision on one without a draft does, and each says its arm. */
function compareDecisions(log, { items }, findings) {
  const decided = new Set();
  for (const made of log.decisions.values()) {
    const arm = items.get(made.item)?.row?.arm;
    const key = `${made.item} ${made.reviewer}`;
    const first = !decided.has(key);
    decided.add(key);
    const problem = problemOf(made, arm, first);
    if (problem !== undefined) findings.add(`leaf ${made.index} (decision.recorded)`, problem);
  }
}
function problemOf({ item, data, draft }, arm, first) {
  if (arm === "assisted" && data.arm === "blind")
    return `says it was made blind, but item ${item} was drawn assisted`;
  if (arm !== "assisted" && data.arm !== arm)
    return `says arm ${String(data.arm)}, but item ${item} is ${arm}`;
  const knows = draft !== undefined || data.disposition !== "undrafted" || data.recommendation_seen !== "never";
  if (arm === "blind" && first && knows)
    return `is the person's first on item ${item}, which is blind, and knows its draft`;
  if (arm === "undrafted" && knows) return `knows a draft, but item ${item} was drawn to have none`;
  return undefined;
}
/** A count, or NaN, which is no rate of anything. */
function countOf(figures, name) {
  const value = figures[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
}

// lib/audit-log/verifier/batches.ts
/**
 * Decisions that were made in one act: each has its own leaf, and together they are what such an act may be, alike and of low
 * risk, no more than the campaign's cap, with one outcome and one reason. What the packets and the settings in the pack do not
 * say is not held against it.
 */
/** No campaign may allow more. */
var MOST = 100;
/** What every decision of an act says alike. */
var ALIKE = ["outcome", "until", "reason_code", "batch_size", "batch_taken", "seconds"];
var ACCESS = ["source", "application_id", "entitlement_id"];
var MEANING2 = "Items were decided in one act that may not be, or what was decided in one act is said to be something else.";
/** Every batch has as many decisions as it says, on as many items that are alike and of low risk. */
async function checkBatches(files, log, population, sha2562) {
  const findings = new Findings();
  const batches = new Map();
  for (const made of log.decisions.values()) {
    const { batch } = made.data;
    if (typeof batch === "string") batches.set(batch, [...batches.get(batch) ?? [], made]);
    else if (made.data.batch_size !== undefined || made.data.batch_taken !== undefined)
      findings.add(whereOf(made), "says of how many it is one, and not which act it was made in");
  }
  const cap = await capOf(files, log, sha2562, findings);
  for (const [batch, members] of batches) compareBatch(batch, members, cap, population, findings);
  const decisions = [...batches.values()].reduce((n, members) => n + members.length, 0);
  return findings.check(
    "batches",
    batches.size === 0 ? "every decision was made on its own" : `${decisions} decisions of ${batches.size} acts on several items: each has its leaf, and all are alike and of low risk`,
    MEANING2
  );
}
var whereOf = ({ index }) => `leaf ${index} (decision.recorded)`;
/** How many may be decided in one act by the settings of the launch: none where it was not allowed. */
async function capOf(files, log, sha2562, findings) {
  const together = (await readSettings(files, log, sha2562, findings))?.together;
  if (!isObject(together)) return MOST;
  const { allowed, cap } = together;
  if (allowed !== true) return 0;
  return typeof cap === "number" && cap >= 2 && cap <= MOST ? cap : 0;
}
function compareBatch(batch, members, cap, population, findings) {
  const [first] = members;
  if (!first) return;
  const wrong = (of, what) => findings.add(whereOf(of), what);
  const items = new Set(members.map((m) => m.item));
  if (members.length < 2) wrong(first, `is the only decision of batch ${batch}`);
  if (items.size !== members.length)
    wrong(first, `batch ${batch} has ${members.length} decisions on ${items.size} items`);
  if (first.data.batch_size !== members.length)
    wrong(
      first,
      `says batch ${batch} is of ${said(first.data.batch_size)}, the log has ${members.length} of it`
    );
  if (members.length > cap)
    wrong(
      first,
      cap === 0 ? `is of batch ${batch}, and the settings have every item decided on its own` : `batch ${batch} has ${members.length} decisions, the settings allow ${cap}`
    );
  const keys = (of) => population.items.get(of.item)?.keys ?? {};
  for (const member of members) {
    for (const part2 of ALIKE)
      if (said(member.data[part2]) !== said(first.data[part2]))
        wrong(
          member,
          `${part2} is ${said(member.data[part2])}, in leaf ${first.index} of the same act ${said(first.data[part2])}`
        );
    if (member.reviewer !== first.reviewer)
      wrong(member, `is by ${member.reviewer}, and leaf ${first.index} of the same act by ${first.reviewer}`);
    const apart = ACCESS.find((column) => keys(member)[column] !== keys(first)[column]);
    if (apart)
      wrong(member, `item ${member.item} and item ${first.item} of batch ${batch} differ in ${apart}`);
    const why = notLow(member, population);
    if (why) wrong(member, `item ${member.item} of batch ${batch} ${why}`);
  }
}
/** Why an item may not be decided with others, undefined where nothing in the pack speaks against it. */
function notLow(of, { items }) {
  const item = items.get(of.item);
  if (!item) return "is not in the population";
  if (item.type !== "grant") return `is a ${item.type}, and not somebody's access`;
  if (item.row?.arm && item.row.arm !== "assisted") return `was drawn ${item.row.arm}`;
  if (of.data.arm !== "assisted" && item.row?.arm === "assisted")
    return "was decided before its draft was shown";
  if (typeof of.data.findings === "number" && of.data.findings > 0) return "breaks a rule";
  const told = item.told[item.packets.indexOf(of.evidence ?? "")];
  if (!told) return undefined;
  if (told.failed > 0) return "breaks a rule";
  if (!told.standard) return "is privileged, or that is not known";
  return told.machine ? "is not a person's" : undefined;
}
function said(value) {
  return value === undefined ? "nothing" : String(value);
}

// lib/audit-log/verifier/completeness.ts
/** Whether every item came to one end, and whether each decision was one this person could make. */
/**
 * Every item has exactly one decision in force, or was not certified, or was gone at the source; before the
 * close some may still be open, and then there is no answer yet.
 */
function checkCompleteness(log, population, rows, sha2562) {
  const findings = Findings.join([log.deciding, rows]);
  const ends = { open: 0, decided: 0, answered: 0, not_certified: 0, removed_at_source: 0 };
  for (const item of population.items.values()) {
    const state = item.row?.state;
    if (state === "open" || state === "decided" || state === "not_certified" || state === "removed_at_source") {
      ends[state]++;
    }
    if (item.row && item.row.answeredBy !== "") ends.answered++;
    else compareEnd(log, item, findings);
  }
  compareAnswers(log, population, findings, sha2562);
  for (const [item, id] of log.final) {
    if (population.items.has(item)) continue;
    findings.add(
      `leaf ${log.decisions.get(id)?.index}`,
      `decides item ${item}, which is not in the population`
    );
  }
  if (log.closed) compareClose(log, population, ends, findings, sha2562);
  if (findings.count === 0 && ends.open > 0) {
    const why = log.cancelled ? `cancelled at leaf ${log.cancelled.index}` : "not closed at this checkpoint";
    return {
      check: unanswered("completeness", `the campaign was ${why}: ${ends.open} items are open`),
      ends
    };
  }
  const check = findings.check(
    "completeness",
    `${ends.decided} items have one decision in force${ends.answered === 0 ? "" : `, ${ends.answered} of them that on their identity`}, ${ends.not_certified} were not certified, ${ends.removed_at_source} were gone at the source`,
    "An item has no outcome, more than one, or another than the log says."
  );
  return { check, ends };
}
/** The state and outcome in items.csv against the decision in force. */
function compareEnd(log, { id, row }, findings) {
  if (!row) return;
  const where = `${ITEMS}:${row.line}`;
  const final = log.decisions.get(log.final.get(id) ?? "");
  const outcome = final?.data.outcome ?? "";
  if (row.state === "decided" && !final)
    findings.add(where, `item ${id} is called decided, but no leaf decides it`);
  if (row.state !== "decided" && final) {
    findings.add(where, `item ${id} is called ${row.state}, but leaf ${final.index} decides it`);
  }
  if (row.decision !== outcome) {
    findings.add(where, `item ${id} has the outcome "${row.decision}", the log has "${outcome}"`);
  }
}
/**
 * Items that the decision on their identity answers: that decision's leaf names how many, and the root over their ids. An item
 * with a decision of its own is answered by nothing else.
 */
function compareAnswers(log, { items }, findings, sha2562) {
  const answered = new Map();
  for (const item of items.values()) {
    const by = item.row?.answeredBy ?? "";
    if (by !== "") answered.set(by, [...answered.get(by) ?? [], item]);
  }
  for (const whole of items.values()) {
    const final = log.decisions.get(log.final.get(whole.id) ?? "");
    const said2 = final?.data.answers ?? 0;
    const beneath = answered.get(whole.id) ?? [];
    answered.delete(whole.id);
    if (said2 === 0 && beneath.length === 0) continue;
    const where = final ? `leaf ${final.index} (decision.recorded)` : `${ITEMS}:${whole.row?.line}`;
    if (said2 !== beneath.length)
      findings.add(where, `answers ${said2} items of ${whole.id}, ${ITEMS} has ${beneath.length}`);
    if (whole.type !== "identity")
      findings.add(where, `answers other items, but item ${whole.id} is a ${whole.type}`);
    const ids = beneath.map((item) => item.id);
    if (unprefixed(final?.data.answers_root) !== rootOfIds(sha2562, ids))
      findings.add(where, `its root is not over the items that ${ITEMS} says it answers`);
    for (const item of beneath) compareAnswered(log, item, whole, final, findings);
  }
  for (const [by, [item]] of answered)
    findings.add(`${ITEMS}:${item?.row?.line}`, `item ${item?.id} is answered by ${by}, which is no item`);
}
/** One answered item: decided, with no decision of its own, of that identity and with its decision's outcome. */
function compareAnswered(log, { id, row }, whole, final, findings) {
  const where = `${ITEMS}:${row?.line}`;
  const own = log.decisions.get(log.final.get(id) ?? "");
  if (own) findings.add(where, `item ${id} is answered by ${whole.id}, but leaf ${own.index} decides it`);
  if (row?.state !== "decided")
    findings.add(where, `item ${id} is answered by ${whole.id}, but called ${row?.state}`);
  if (row?.decision !== (final?.data.outcome ?? ""))
    findings.add(where, `item ${id} has the outcome "${row?.decision}", what answers it has another`);
  if (row?.identity !== whole.row?.identity)
    findings.add(where, `item ${id} is of another identity than ${whole.id}, which answers it`);
}
/** RFC 6962 root, in hexadecimal, over item ids in ascending order of their bytes, each a leaf of its own text. */
function rootOfIds(sha2562, ids) {
  const tree = new RootBuilder(sha2562);
  for (const id of [...ids].sort(byBytes)) tree.add(leafHash(sha2562, toUtf8(id)));
  return toHex(tree.root());
}
function compareClose(log, { items }, ends, findings, sha2562) {
  if (!log.closed) return;
  const { index, data } = log.closed;
  const where = `leaf ${index} (campaign.closed)`;
  if (ends.open > 0) findings.add(where, `closes the campaign, but ${ends.open} items are called open`);
  const counts = [
    ["decided", data.decided, ends.decided],
    ["not certified", data.not_certified, ends.not_certified],
    ["gone at the source", data.removed, ends.removed_at_source]
  ];
  for (const [what, said2, found] of counts) {
    if (said2 !== found) findings.add(where, `says ${said2} items ${what}, ${ITEMS} has ${found}`);
  }
  const left = [...items.values()].filter((item) => item.row?.state === "not_certified").map((item) => item.id);
  if (unprefixed(data.root) !== rootOfItems(sha2562, left, () => "not_certified")) {
    findings.add(where, `its root is not over the items that ${ITEMS} calls not certified`);
  }
}
/** Nobody decided on their own access, and why each person could decide is stored with the decision. */
function checkDuties(log, population) {
  const findings = new Findings();
  for (const { index, item, reviewer, data } of log.decisions.values()) {
    const where = `leaf ${index} (decision.recorded)`;
    const { eligibility } = data;
    if (!isObject(eligibility) || Object.keys(eligibility).length === 0) {
      findings.add(where, `does not say why ${reviewer} could decide item ${item}`);
    }
    const subject = population.items.get(item)?.row?.identity ?? "";
    if (subject === "") continue;
    if (reviewer === subject || log.identities.get(reviewer) === subject) {
      findings.add(where, `${reviewer} decided item ${item}, their own access as ${subject}`);
    }
  }
  return findings.check(
    "duties",
    `${log.decisions.size} decisions: nobody decided on their own access, and each says why the person could decide`,
    "Separation of duties was broken, or cannot be shown."
  );
}

// lib/audit-log/merkle-proof.ts
/**
 * Proofs of RFC 6962, section 2.1: that a leaf is in a tree, and that one tree begins with another. A proof is
 * first the list of nodes it needs, so that a caller can fetch them in one go, and then their hashes. Pure.
 */
/**
 * Whether the leaf stands at `index` of the tree with this size and root (RFC 9162, 2.1.3.2). False, never an
 * error, if 0 <= index < size does not hold or a hash is not 32 bytes.
 */
function verifyInclusion(sha2562, claim) {
  const { index, size, proof } = claim;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  if (![claim.leafHash, claim.root, ...proof].every(isHash)) return false;
  let position = index;
  let last = size - 1;
  let hash2 = claim.leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      hash2 = nodeHash(sha2562, sibling, hash2);
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      hash2 = nodeHash(sha2562, hash2, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && sameBytes(hash2, claim.root);
}
function half(value) {
  return Math.floor(value / 2);
}
function isHash(bytes) {
  return bytes.length === HASH_LENGTH;
}

// lib/audit-log/tlog-proof.ts
/** C2SP tlog-proof: a receipt that stands alone. `extra` holds the leaf's bytes. Pure. */
var HEADER = "c2sp.org/tlog-proof@v1";
var INDEX = /^index (0|[1-9][0-9]*)$/;
var MOST_HASHES = 64;
/** Reads a proof; throws an Error saying what is wrong and in which line. The checkpoint in it is not judged. */
function parseTlogProof(text) {
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
  return { ...extra ? { extra } : {}, index, hashes, checkpoint };
}
function parseHash(line, number) {
  const hash2 = fromBase64(line);
  if (!hash2) throw new Error(`Line ${number} of the proof is not base64.`);
  if (hash2.length !== HASH_LENGTH) {
    throw new Error(
      `The hash in line ${number} of the proof has ${hash2.length} bytes where ${HASH_LENGTH} are due.`
    );
  }
  return hash2;
}

// lib/audit-log/verifier/decisions.ts
/** decisions.csv and proofs/: each decision as a table row, and its receipt, against its leaf. */
var FILE = "decisions.csv";
var PROOF = /^proofs\/(.+)\.tlog-proof$/;
var COLUMNS = [
  "decision_id",
  "item_id",
  "account_id",
  "entitlement_id",
  "reviewer_id",
  "decision",
  "until",
  "disposition",
  "recommendation_seen",
  "rationale",
  "decided_at",
  "arm",
  "batch",
  "evidence_hash",
  "draft_hash",
  "supersedes",
  "leaf_index"
];
/** Columns that tables of before there were batches with a size do not have. */
var ADDED = ["batch_size", "batch_taken", "seconds"];
var COMPARED = [...COLUMNS, ...ADDED];
/** Every row of decisions.csv says what its leaf says, and every decision has one row. */
async function checkRows(files, log, population, words) {
  const findings = new Findings();
  const rows = new Map();
  for await (const { line, cell } of csvRows(files, FILE, COLUMNS)) {
    const where = `${FILE}:${line}`;
    const id = cell("decision_id");
    const decision = log.decisions.get(id);
    const before = rows.get(id);
    if (before !== undefined) findings.add(where, `repeats decision ${id} of line ${before}`);
    rows.set(id, line);
    if (!decision) {
      findings.add(where, `no leaf records the decision ${id}`);
      continue;
    }
    const expected = rowOf(decision, population, words);
    for (const column of COMPARED) {
      if (cell(column) === expected[column]) continue;
      findings.add(
        where,
        `${column} is "${cell(column)}", leaf ${decision.index} makes it "${expected[column]}"`
      );
    }
    if (!population.items.get(decision.item)?.packets.includes(decision.evidence ?? "none")) {
      findings.add(where, `leaf ${decision.index} names evidence that is no packet of item ${decision.item}`);
    }
  }
  for (const { id, index } of log.decisions.values()) {
    if (!rows.has(id)) findings.add(FILE, `has no row for decision ${id} of leaf ${index}`);
  }
  return findings.check(
    "rows",
    `${rows.size} rows of ${FILE} say what their leaves say`,
    "The table was edited, or does not show every decision."
  );
}
function rowOf(decision, { items }, words) {
  const { data } = decision;
  const keys = items.get(decision.item)?.keys ?? {};
  return {
    decision_id: decision.id,
    item_id: decision.item,
    account_id: keys.account_id ?? "",
    entitlement_id: keys.entitlement_id ?? "",
    reviewer_id: decision.reviewer,
    decision: textOf(data.outcome),
    until: textOf(data.until),
    disposition: textOf(data.disposition),
    recommendation_seen: textOf(data.recommendation_seen),
    rationale: words.get(decision.commit ?? "") ?? "",
    decided_at: decision.at,
    arm: textOf(data.arm),
    batch: textOf(data.batch),
    evidence_hash: decision.evidence ?? "",
    draft_hash: decision.draft ?? "",
    supersedes: textOf(data.supersedes),
    leaf_index: String(decision.index),
    batch_size: textOf(data.batch_size),
    batch_taken: textOf(data.batch_taken),
    seconds: textOf(data.seconds)
  };
}
function textOf(value) {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : canonicalRecord(value);
}
/** Every decision has a receipt that leads from its leaf to the pack's checkpoint, and there is no other. */
async function checkInclusion(files, log, head, sha2562) {
  const findings = new Findings();
  const proven = new Set();
  for (const name of files.names()) {
    const id = PROOF.exec(name)?.[1];
    const decision = log.decisions.get(id ?? "");
    if (id === undefined) continue;
    proven.add(id);
    const problem = decision ? await proofProblem(files, name, decision, head, sha2562) : "no leaf records its decision";
    if (problem !== undefined) findings.add(name, problem);
  }
  for (const { id, index } of log.decisions.values()) {
    if (!proven.has(id))
      findings.add(`proofs/${id}.tlog-proof`, `is missing for the decision of leaf ${index}`);
  }
  return findings.check(
    "inclusion",
    `${proven.size} decisions are proven to be in the log`,
    "A receipt was changed, exchanged or left out, or a decision is not in the log."
  );
}
async function proofProblem(files, name, decision, head, sha2562) {
  try {
    const proof = parseTlogProof(fromUtf8(await files.bytes(name)) ?? "");
    const hash2 = leafHash(sha2562, proof.extra ?? new Uint8Array(0));
    if (proof.checkpoint !== head.text) return "does not end with the pack's checkpoint";
    if (proof.index !== decision.index)
      return `is for leaf ${proof.index}, the decision is leaf ${decision.index}`;
    if (toHex(hash2) !== decision.hash) return `does not hold the bytes of leaf ${decision.index}`;
    const { size, root } = head.checkpoint;
    const holds = verifyInclusion(sha2562, {
      leafHash: hash2,
      index: proof.index,
      size,
      proof: proof.hashes,
      root
    });
    return holds ? undefined : `its hashes do not lead from leaf ${decision.index} to the checkpoint's root`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

// lib/audit-log/verifier/answers.ts
/**
 * Questions and their answers. An answer to an open item makes its packet's next version: the one before, and the answer. Every
 * later packet is the one that an answer names, and every decision is on the version that was the newest when it was made.
 */
var AnswerLog = class {
  asked = new Map();
  /** The packets that answers made, by item, in the order of the log. */
  versions = new Map();
  findings = new Findings();
  answers = 0;
  ask(leaf) {
    const { data, item, index } = leaf;
    const id = String(data.question);
    if (item === undefined || this.asked.has(id))
      this.findings.add(placeOf(leaf), `asks ${item === undefined ? "about no item" : "a question again"}`);
    else this.asked.set(id, { item, index, to: data.to, mail: data.mail === true, over: false });
  }
  answer(leaf) {
    const { data, index } = leaf;
    const asked = this.open(leaf);
    if (!asked) return;
    this.answers++;
    const { actor } = leaf;
    if (actor.kind === "person" && actor.id !== asked.to)
      this.findings.add(placeOf(leaf), `is by person ${actor.id}, and somebody else was asked`);
    if (actor.kind === "link" && !asked.mail)
      this.findings.add(placeOf(leaf), "came by a link, and no link was sent");
    if (actor.kind !== "person" && actor.kind !== "link")
      this.findings.add(placeOf(leaf), `is by ${actor.kind}, which answers nothing`);
    if (!isObject(data.packet)) return;
    const { version, before } = data.packet;
    const made = {
      index,
      version: typeof version === "number" ? version : 0,
      hash: unprefixed(leaf.refs.evidence),
      before: unprefixed(before)
    };
    this.versions.set(asked.item, [...this.versions.get(asked.item) ?? [], made]);
  }
  end(leaf) {
    this.open(leaf);
  }
  /** The question, which is over now; a question ends once, and on the item it was asked of. */
  open(leaf) {
    const asked = this.asked.get(String(leaf.data.question));
    if (!asked || asked.item !== leaf.item) {
      this.findings.add(placeOf(leaf), "is about a question that nobody asked of this item");
      return undefined;
    }
    if (asked.over) {
      this.findings.add(placeOf(leaf), `the question of leaf ${asked.index} was over before`);
      return undefined;
    }
    asked.over = true;
    return asked;
  }
  check({ items }, decisions) {
    const findings = Findings.join([this.findings]);
    for (const { id, line, packets } of items.values()) {
      const made = this.versions.get(id) ?? [];
      for (const [at, { index, version, hash: hash2, before }] of made.entries()) {
        const where = `leaf ${index} (question.answered)`;
        if (version !== at + 2)
          findings.add(where, `makes version ${version} of item ${id}, ${at + 2} is due`);
        if (packets[at + 1] !== hash2) findings.add(where, `names evidence that is no packet of item ${id}`);
        if (packets[at] !== before)
          findings.add(where, `names another packet as the one before of item ${id}`);
      }
      if (packets.length > made.length + 1)
        findings.add(
          `population.csv:${line}`,
          `item ${id} has ${packets.length} packets, and ${made.length} answers that made one`
        );
    }
    for (const { index, item, evidence } of decisions) {
      const known = items.get(item);
      const version = (this.versions.get(item) ?? []).filter((v) => v.index < index).length;
      if (known?.packets.includes(evidence ?? "") && known.packets[version] !== evidence)
        findings.add(
          `leaf ${index} (decision.recorded)`,
          `is on another version of the evidence of item ${item} than the newest of then, ${version + 1}`
        );
    }
    return findings.check(
      "answers",
      this.asked.size === 0 ? "nobody was asked anything" : `${this.asked.size} ${this.asked.size === 1 ? "question" : "questions"}, ${this.answers} answered; evidence grew by what was answered and by nothing else`,
      "Evidence was changed in a way that no answer explains, or somebody answered who was not asked."
    );
  }
};
/** What is wrong with a packet as the next version of the one before; null where it only holds an answer more. */
function notNext(before, packet) {
  if (!isObject(before) || !isObject(packet)) return null;
  const { facts: had, rules: _before, version: was, ...rest } = before;
  const { facts: has, rules: _after, version, ...others } = packet;
  if (canonicalRecord(rest) !== canonicalRecord(others))
    return "says other things than the version before it";
  if (!Array.isArray(had) || !Array.isArray(has) || version !== Number(was) + 1)
    return "does not follow the version before it";
  if (canonicalRecord(has.slice(0, had.length)) !== canonicalRecord(had))
    return "has changed or lost facts of the version before it";
  const added = has.slice(had.length).filter((fact) => isObject(fact));
  const answers = added.filter((fact) => fact.kind === "text.answer" && fact.class === "asserted");
  const findings = added.filter((fact) => fact.kind === "rule.failed" && fact.class === "derived");
  return answers.length === 1 && answers.length + findings.length === has.length - had.length ? null : "holds other facts more than one answer";
}

// lib/audit-log/verifier/evidence.ts
/**
 * evidence.jsonl: {item, version, hash, packet}, every packet an item was ever reviewed on. Where a packet
 * holds `keys`, the identifiers its item stands for, they bind the columns of the same names.
 */
var EVIDENCE = "evidence.jsonl";
var MACHINES = new Set(["service", "workload", "ai_agent"]);
/** Hashes every packet again and files its hash under its item; returns what does not hold. */
async function readEvidence(files, sha2562, { items }) {
  const findings = new Findings();
  let number = 0;
  let last;
  for await (const line of files.lines(EVIDENCE)) {
    const where = `${EVIDENCE}:${++number}`;
    const entry = parseJson(line);
    const item = isObject(entry) && typeof entry.item === "string" ? items.get(entry.item) : undefined;
    if (!isObject(entry) || !item) {
      findings.add(
        where,
        isObject(entry) ? `item ${entry.item} is not in ${POPULATION}` : "is not a JSON object"
      );
      continue;
    }
    const hash2 = packetHash(sha2562, entry.packet);
    if (hash2 === undefined || hash2 !== entry.hash)
      findings.add(where, "its packet does not have the hash beside it");
    if (entry.version !== item.packets.length + 1) {
      findings.add(
        where,
        `is version ${entry.version} of item ${item.id} where ${item.packets.length + 1} is due`
      );
    }
    if (entry.version === 1 && entry.hash !== item.evidence) {
      findings.add(where, `its hash is not the one of item ${item.id} in ${POPULATION}:${item.line}`);
    }
    const wrong = last?.item === item.id ? notNext(last.packet, entry.packet) : null;
    if (wrong) findings.add(where, `its packet ${wrong}`);
    last = { item: item.id, packet: entry.packet };
    compareKeys(where, entry.packet, item, findings);
    item.packets.push(hash2 ?? "");
    item.told.push(toldBy(entry.packet));
  }
  for (const { id, line, packets } of items.values()) {
    if (packets.length === 0)
      findings.add(`${POPULATION}:${line}`, `item ${id} has no packet in ${EVIDENCE}`);
  }
  return findings;
}
function toldBy(packet) {
  const { rules, access, subject } = isObject(packet) ? packet : {};
  if (!isObject(rules) || typeof rules.failed !== "number") return null;
  return {
    failed: rules.failed,
    standard: isObject(access) && access.privilege === "standard",
    machine: isObject(subject) && MACHINES.has(String(subject.kind))
  };
}
function packetHash(sha2562, packet) {
  try {
    return packet === undefined ? undefined : toHex(sha2562(canonicalRecordBytes(packet)));
  } catch {
    return undefined;
  }
}
function compareKeys(where, packet, item, findings) {
  if (!isObject(packet)) return;
  const { item: named, keys } = packet;
  if (typeof named === "string" && named !== item.id) findings.add(where, `its packet is of item ${named}`);
  if (!isObject(keys)) return;
  const known = {
    ...item.keys,
    identity_id: item.row?.identity ?? item.keys.identity_id
  };
  for (const [column, value] of Object.entries(keys)) {
    const said2 = known[column];
    if (said2 !== undefined && (value ?? "") !== said2) {
      findings.add(
        where,
        `${column} is "${value}" in the packet of item ${item.id} and "${said2}" in the tables`
      );
    }
  }
}

// lib/audit-log/verifier/leaves.ts
/**
 * leaves.jsonl: a line {i, h} for every leaf of the log up to the checkpoint, with `leaf`, its bytes in
 * base64, where the leaf is of this campaign or of the whole deployment. Others stay private and still count.
 */
var FILE2 = "leaves.jsonl";
/**
 * Rebuilds the tree in one pass and hands each disclosed leaf, in order, to `visit`.
 */
async function readLeaves(files, sha2562, sizeThen, visit, sizes = new Set()) {
  const rootsAt = new Map();
  const findings = new Findings();
  const tree = new RootBuilder(sha2562);
  let rootThen = sizeThen === 0 ? tree.root() : undefined;
  for await (const line of files.lines(FILE2)) {
    const index = tree.size;
    const entry = parseLine(line);
    if (typeof entry === "string" || entry.index !== index) {
      const problem2 = typeof entry === "string" ? entry : `has index ${entry.index} where ${index} is due`;
      findings.add(`${FILE2}:${index + 1}`, problem2);
      break;
    }
    tree.add(entry.hashBytes);
    if (tree.size === sizeThen) rootThen = tree.root();
    if (sizes.has(tree.size)) rootsAt.set(tree.size, tree.root());
    if (entry.leaf === undefined) continue;
    const problem = readLeaf(sha2562, entry, entry.leaf, visit);
    if (problem !== undefined) findings.add(`${FILE2}:${index + 1}, leaf ${index}`, problem);
  }
  return { size: tree.size, root: tree.root(), rootThen, rootsAt, findings };
}
function parseLine(line) {
  const entry = parseJson(line);
  if (!isObject(entry)) return "is not a JSON object";
  const { i: index, h: hash2, leaf, ...others } = entry;
  if (typeof index !== "number") return "has no index";
  const hashBytes = typeof hash2 === "string" ? fromHex(hash2) : undefined;
  if (typeof hash2 !== "string" || hashBytes?.length !== HASH_LENGTH)
    return "has no hash of 64 hexadecimal digits";
  if (leaf !== undefined && typeof leaf !== "string") return "has a leaf that is not a text";
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `has the unknown member ${unknown}`;
  return { index, hash: hash2, hashBytes, leaf };
}
/** Hands the event in a disclosed leaf to `visit`, or says what is wrong with it. */
function readLeaf(sha2562, { index, hash: hash2, hashBytes }, encoded, visit) {
  const bytes = fromBase64(encoded);
  if (!bytes) return "its leaf is not base64";
  if (!sameBytes(leafHash(sha2562, bytes), hashBytes)) return "its leaf does not have the hash beside it";
  const text = fromUtf8(bytes);
  if (text === undefined) return "its leaf is not UTF-8 text";
  try {
    visit(parseLeaf(text, index, hash2));
    return undefined;
  } catch (error) {
    return `its leaf ${error instanceof Error ? error.message : String(error)}`;
  }
}

// lib/audit-log/verifier/exceptions.ts
/** Access kept against a rule: what the log says of each exception, and exceptions.csv against it. */
var FILE3 = "exceptions.csv";
var COLUMNS2 = [
  "exception_id",
  "item_id",
  "decision_id",
  "rules",
  "until",
  "control_owner",
  "requested_by",
  "state",
  "settled_by",
  "settled_at"
];
/** The exceptions of a campaign as its leaves tell them, in the order of the log. */
var ExceptionLog = class {
  findings = new Findings();
  all = new Map();
  resting = [];
  get size() {
    return this.all.size;
  }
  /** A decision's leaf: what it was kept under, and what it ends by taking another's place. */
  decide(leaf, decision) {
    const { data } = leaf;
    const kept = data.outcome === "certify" || data.outcome === "certify_until";
    if (typeof data.supersedes === "string") this.end((e) => e.row.decision_id === data.supersedes);
    if (isObject(data.exception)) this.ask(leaf, decision, data.exception);
    else if (kept && typeof data.findings === "number" && data.findings > 0) {
      const on = removalsIn(data);
      if (on.length > 0) this.resting.push({ place: placeOf(leaf), item: leaf.item ?? "", decision, on });
      else this.findings.add(placeOf(leaf), `keeps against ${data.findings} findings without an exception`);
    }
  }
  ask(leaf, decision, asked) {
    const { id, rules, until, control_owner: owner, second } = asked;
    const by = leaf.actor.id;
    if (typeof id !== "string" || typeof until !== "string" || !Array.isArray(rules)) {
      this.findings.add(placeOf(leaf), "its exception lacks its id, its rules or its end");
      return;
    }
    if (second === by) this.findings.add(placeOf(leaf), `its second person is the first, ${by}`);
    this.all.set(id, {
      second: typeof second === "string" ? second : undefined,
      row: {
        exception_id: id,
        item_id: leaf.item ?? "",
        decision_id: decision,
        rules: rules.join("|"),
        until,
        control_owner: String(owner),
        requested_by: by,
        state: second === undefined ? "granted" : "pending",
        settled_by: "",
        settled_at: second === undefined ? leaf.at : ""
      }
    });
  }
  /**
   * A leaf that grants or refuses.
   * @returns the decision that falls with a refusal
   */
  settle(leaf, state) {
    const known = this.all.get(String(leaf.data.exception));
    if (known?.row.state !== "pending") {
      this.findings.add(
        placeOf(leaf),
        `${state === "granted" ? "grants" : "refuses"} what does not wait for it`
      );
      return undefined;
    }
    const { row, second } = known;
    if (leaf.actor.id !== second || leaf.actor.id === row.requested_by)
      this.findings.add(placeOf(leaf), `is by ${leaf.actor.id}, and ${String(second)} was the second person`);
    Object.assign(row, { state, settled_by: leaf.actor.id, settled_at: leaf.at });
    return state === "refused" ? { item: row.item_id, decision: row.decision_id } : undefined;
  }
  /**
   * The end of the campaign: what still waits is withdrawn.
   * @returns the items whose decision never became good
   */
  close() {
    return this.end((e) => e.row.state === "pending").map((e) => e.row.item_id);
  }
  end(which) {
    const found = [...this.all.values()].filter(
      (e) => which(e) && (e.row.state === "pending" || e.row.state === "granted")
    );
    for (const { row } of found) row.state = "withdrawn";
    return found;
  }
  /** Every row of exceptions.csv says what the leaves say, and every exception has one row. */
  async check(files, standing, { items }) {
    const findings = Findings.join([this.findings]);
    compareEvidence(standing, items, findings);
    for (const { place, item, decision, on } of this.resting)
      if (standing.final.get(item) === decision)
        for (const other of on.filter((id) => !standing.removes(id)))
          findings.add(place, `keeps because ${other} removes the other side, which is not removed`);
    const seen = new Set();
    if (files.names().includes(FILE3))
      for await (const { line, cell } of csvRows(files, FILE3, COLUMNS2)) {
        const where = `${FILE3}:${line}`;
        const id = cell("exception_id");
        const row = this.all.get(id)?.row;
        if (seen.has(id)) findings.add(where, `repeats exception ${id}`);
        seen.add(id);
        if (!row) {
          findings.add(where, `no leaf records the exception ${id}`);
          continue;
        }
        for (const column of COLUMNS2)
          if (cell(column) !== row[column])
            findings.add(where, `${column} is "${cell(column)}", the log makes it "${row[column]}"`);
      }
    for (const id of this.all.keys()) if (!seen.has(id)) findings.add(FILE3, `has no row for exception ${id}`);
    return findings.check(
      "exceptions",
      this.all.size === 0 ? "nothing was kept against a rule but under a removal that settles it" : `${this.all.size} exceptions, each with its rules and its end; whoever granted one had not asked for it`,
      "Access that breaks a rule was kept without an exception, or one was granted by whoever asked."
    );
  }
};
/** A decision counts the findings of the packet it was made on, and what is not known to be standard takes a second person. */
function compareEvidence({ decisions }, items, findings) {
  for (const { index, item: id, evidence, data } of decisions.values()) {
    const item = items.get(id);
    const told = item?.told[item.packets.indexOf(evidence ?? "")];
    if (!told) continue;
    const where = `leaf ${index} (decision.recorded)`;
    if (data.findings !== told.failed)
      findings.add(where, `counts ${data.findings} findings, the packet of item ${id} has ${told.failed}`);
    if (isObject(data.exception) && data.exception.second === undefined && !told.standard)
      findings.add(where, `keeps item ${id}, which may be privileged, without a second person`);
  }
}
/** The decisions that remove the other sides of the conflicts, as the decision's leaf names them after a colon. */
function removalsIn({ eligibility }) {
  const said2 = isObject(eligibility) ? eligibility.conflict : undefined;
  return typeof said2 === "string" && said2.includes(": ") ? said2.slice(said2.lastIndexOf(": ") + 2).split(", ") : [];
}

// lib/audit-log/verifier/second-looks.ts
/** A second person's looks: what the log says of each, and second-looks.csv against it. */
var FILE4 = "second-looks.csv";
var COLUMNS3 = [
  "look_id",
  "item_id",
  "decision_id",
  "why",
  "reviewer_id",
  "second_id",
  "state",
  "answered_at"
];
/** The second looks of a campaign as its leaves tell them, in the order of the log. */
var SecondLookLog = class {
  findings = new Findings();
  all = new Map();
  byItem = new Map();
  get size() {
    return this.all.size;
  }
  /** A decision's leaf: the look it takes, and the one that ends because it takes another decision's place. */
  decide(leaf, decision) {
    const item = leaf.item ?? "";
    const before = this.byItem.get(item) ?? [];
    for (const { row } of before)
      if (row.state === "pending") Object.assign(row, { state: "withdrawn", answered_at: leaf.at });
    const keeps = leaf.data.outcome === "certify" || leaf.data.outcome === "certify_until";
    if (keeps && before.some(({ row }) => row.state === "refused"))
      this.findings.add(placeOf(leaf), `keeps item ${item} after a second person refused to`);
    if (isObject(leaf.data.second_look)) this.ask(leaf, decision, keeps, leaf.data.second_look, before);
  }
  ask(leaf, decision, keeps, asked, before) {
    const { id, why, second } = asked;
    const place = placeOf(leaf);
    if (typeof id !== "string" || why !== "finding" && why !== "unused" || this.all.has(id)) {
      this.findings.add(place, "its second look lacks an id of its own, or its reason");
      return;
    }
    if (!keeps) this.findings.add(place, "takes a second look and does not keep");
    if (second === leaf.actor.id)
      this.findings.add(place, `its second person is the first, ${leaf.actor.id}`);
    if (before.some(({ row }) => row.state !== "withdrawn"))
      this.findings.add(place, `takes a second look at item ${leaf.item}, which has had one`);
    const look = {
      place,
      row: {
        look_id: id,
        item_id: leaf.item ?? "",
        decision_id: decision,
        why,
        reviewer_id: leaf.actor.id,
        second_id: typeof second === "string" ? second : "",
        state: "pending",
        answered_at: ""
      }
    };
    this.all.set(id, look);
    this.byItem.set(look.row.item_id, [...before, look]);
  }
  /** A second person's answer: theirs alone, once, and while it waits. */
  answer(leaf) {
    const known = this.all.get(String(leaf.data.look));
    const { answer: answer2 } = leaf.data;
    if (known?.row.state !== "pending" || answer2 !== "agreed" && answer2 !== "refused") {
      this.findings.add(placeOf(leaf), "answers a second look that does not wait for it");
      return;
    }
    const { row } = known;
    if (leaf.actor.id !== row.second_id || leaf.actor.id === row.reviewer_id)
      this.findings.add(
        placeOf(leaf),
        `is by ${leaf.actor.id}, and ${row.second_id || "nobody"} was the second person`
      );
    if (leaf.item !== row.item_id || leaf.data.decision !== row.decision_id)
      this.findings.add(placeOf(leaf), `names another item or decision than look ${row.look_id}`);
    Object.assign(row, { state: answer2, answered_at: leaf.at });
    known.place = placeOf(leaf);
  }
  /** Somebody else is asked. */
  move(leaf) {
    const known = this.all.get(String(leaf.data.look));
    if (known?.row.state !== "pending" || (leaf.data.from ?? "") !== known.row.second_id) {
      this.findings.add(placeOf(leaf), "moves a second look that does not wait for whom it names");
      return;
    }
    if (leaf.data.to === known.row.reviewer_id)
      this.findings.add(placeOf(leaf), "asks whoever decided to be the second person");
    known.row.second_id = String(leaf.data.to);
  }
  /**
   * The end of the campaign: what waits is withdrawn.
   * @returns decisions that never became good: refused, or not looked at
   */
  close(at) {
    const fell = [...this.all.values()].filter(
      ({ row }) => row.state === "pending" || row.state === "refused"
    );
    for (const { row } of fell)
      if (row.state === "pending") Object.assign(row, { state: "withdrawn", answered_at: at });
    return fell.map(({ row }) => ({ item: row.item_id, decision: row.decision_id }));
  }
  /** Every row of second-looks.csv says what the leaves say; no second person looked at their own access. */
  async check(files, { items }, identities) {
    const findings = Findings.join([this.findings]);
    for (const { row, place } of this.all.values()) {
      const own = items.get(row.item_id)?.row?.identity ?? "";
      if (own !== "" && row.second_id !== "" && identities.get(row.second_id) === own)
        findings.add(place, `has ${row.second_id} look at their own access, item ${row.item_id}`);
    }
    const seen = new Set();
    if (files.names().includes(FILE4))
      for await (const { line, cell } of csvRows(files, FILE4, COLUMNS3)) {
        const where = `${FILE4}:${line}`;
        const id = cell("look_id");
        const row = this.all.get(id)?.row;
        if (seen.has(id)) findings.add(where, `repeats second look ${id}`);
        seen.add(id);
        if (!row) {
          findings.add(where, `no leaf records the second look ${id}`);
          continue;
        }
        for (const column of COLUMNS3)
          if (cell(column) !== row[column])
            findings.add(where, `${column} is "${cell(column)}", the log makes it "${row[column]}"`);
      }
    for (const id of this.all.keys())
      if (!seen.has(id)) findings.add(FILE4, `has no row for second look ${id}`);
    return findings.check(
      "second looks",
      this.all.size === 0 ? "no decision took a second look" : `${this.all.size} second looks, each by another person than whoever decided`,
      "A second look is not by the person asked, is a second one on its item, or is told otherwise than the log has it."
    );
  }
};

// lib/audit-log/verifier/log.ts
/** What the disclosed leaves say about one campaign, gathered in one pass over them. */
var OUTCOMES = new Set(["certify", "certify_until", "revoke", "modify"]);
/** Acts that only a person may perform. */
var PERSONAL = new Set([
  "decision.recorded",
  "item.abstained",
  "second_look.recorded",
  "review.signed_off",
  "exception.granted",
  "exception.refused"
]);
/** What cannot happen any more once a campaign is sealed. */
var BEFORE_SEALING = new Set([
  ...PERSONAL,
  "item.reassigned",
  "item.delegated",
  "item.returned",
  "review.reopened",
  "reopening.asked",
  "reopening.refused",
  "second_look.moved",
  "ownership.offered",
  "ownership.answered",
  "question.asked",
  "question.answered",
  "question.ended",
  "campaign.closed",
  "arms.committed",
  "arms.revealed"
]);
var CampaignLog = class {
  campaign;
  launched;
  closed;
  cancelled;
  sealed;
  /** What was drawn by lot: the commitment at launch, and the secret at the end. */
  arms = {};
  decisions = new Map();
  /** The decision in force for each decided item: not one that fell because what it waited for did not come. */
  final = new Map();
  /** Leaf index at which a decision ceased to be in force, by decision. */
  ended = new Map();
  signedOff = [];
  /** The last decision on each item, in force or not. */
  latest = new Map();
  /** Transfers that wait for the new owner's answer, by the question. */
  offers = new Map();
  /** Leaf index by commitment: words this campaign's events commit to, and words erased. */
  committed = new Map();
  erased = new Map();
  /** Directory identity by portal user. */
  identities = new Map();
  /** What was kept against a rule, and on whose word. */
  exceptions = new ExceptionLog();
  /** Second persons' looks at decisions that keep. */
  looks = new SecondLookLog();
  /** What was asked about items, and the evidence that answers made. */
  questions = new AnswerLog();
  launching = new Findings();
  sealing = new Findings();
  chaining = new Findings();
  acting = new Findings();
  deciding = new Findings();
  drawing = new Findings();
  reopening = new Findings();
  /** Who asked, by the request to open a signed review again. */
  requests = new Map();
  /** Index of the leaf being read. */
  reached = 0;
  chains = new Map();
  tallies = new Map();
  /** Takes in a leaf; leaves come in the order of the log. */
  visit = (leaf) => {
    const { type, actor, campaign, commit } = leaf;
    this.reached = leaf.index;
    if (PERSONAL.has(type) && actor.kind !== "person") {
      this.acting.add(placeOf(leaf), `its actor is ${actor.kind} ${actor.id}, not a person`);
    }
    this.readChain(leaf);
    this.readEvent(leaf);
    if (campaign === undefined) return;
    if (commit !== undefined) this.committed.set(commit, leaf.index);
    const tally = this.tallies.get(campaign);
    if (tally) {
      tally.events++;
      tally.last = leaf.hash;
    } else this.tallies.set(campaign, { events: 1, last: leaf.hash });
  };
  /** Whether a decision removed, and the one in force on its item still does. */
  removes = (decision) => {
    const known = this.decisions.get(decision);
    const final = this.decisions.get(this.final.get(known?.item ?? "") ?? "");
    return known?.data.outcome === "revoke" && final?.data.outcome === "revoke";
  };
  /** How many of the campaign's leaves are disclosed. */
  get events() {
    return this.tallies.get(this.campaign ?? "")?.events ?? 0;
  }
  readChain(leaf) {
    const { item, itemSeq, prev, hash: hash2 } = leaf;
    if (item === undefined) return;
    const before = this.chains.get(item);
    const due = (before?.seq ?? 0) + 1;
    if (itemSeq !== due) {
      const said2 = itemSeq ?? "an event without a number";
      this.chaining.add(placeOf(leaf), `item ${item} goes from event ${due - 1} to ${said2}`);
    } else if (prev !== before?.hash) {
      this.chaining.add(placeOf(leaf), `item ${item} does not name its event before by the right hash`);
    }
    this.chains.set(item, { seq: itemSeq ?? due, hash: hash2 });
  }
  readEvent(leaf) {
    const { index, type, campaign, data } = leaf;
    const ours = campaign !== undefined && campaign === this.campaign;
    if (ours && this.sealed && BEFORE_SEALING.has(type)) {
      this.sealing.add(placeOf(leaf), `was recorded after the seal at leaf ${this.sealed.index}`);
    }
    if (type === "campaign.launched") this.launch(leaf);
    else if (type === "campaign.closed" && ours) this.close(leaf);
    else if (type === "campaign.cancelled" && ours) this.cancel(leaf);
    else if (type === "campaign.sealed" && ours) this.seal(leaf);
    else if (type === "arms.committed" && ours) this.commit(leaf);
    else if (type === "arms.revealed" && ours) this.reveal(leaf);
    else if (type === "review.signed_off" && ours) this.sign(leaf);
    else if (type === "reopening.asked" && ours) this.requests.set(String(data.reopening), leaf.actor.id);
    else if (type === "review.reopened" && ours) this.openAgain(leaf);
    else if (type === "decision.recorded") this.decide(leaf);
    else if (type === "exception.granted" && ours) this.exceptions.settle(leaf, "granted");
    else if (type === "exception.refused" && ours) this.refuse(leaf);
    else if (type === "second_look.recorded" && ours) this.looks.answer(leaf);
    else if (type === "second_look.moved" && ours) this.looks.move(leaf);
    else if (type === "ownership.offered" && ours) this.offer(leaf);
    else if (type === "ownership.answered" && ours) this.answer(leaf);
    else if (type === "question.asked" && ours) this.questions.ask(leaf);
    else if (type === "question.answered" && ours) this.questions.answer(leaf);
    else if (type === "question.ended" && ours) this.questions.end(leaf);
    else if (type === "erasure.performed") this.erased.set(unprefixed(data.commit) ?? "", index);
    else if (type === "person.bound" && typeof data.identity === "string") {
      this.identities.set(String(data.person), data.identity.slice(data.identity.indexOf("/") + 1));
    }
  }
  sign({ index, at, actor, commit, data }) {
    this.signedOff.push({ index, at, actor: actor.id, commit, data });
  }
  /** Asked for by one, granted by another, and neither is the reviewer; but for what a decision waited for and did not get. */
  openAgain(leaf) {
    const { data, actor } = leaf;
    if (data.reopening === undefined) return;
    const asked = this.requests.get(String(data.reopening));
    if (asked === undefined) this.reopening.add(placeOf(leaf), "opens a review again that nobody asked for");
    if (actor.kind !== "person" || (new Set([actor.id, asked, data.reviewer])).size !== 3)
      this.reopening.add(
        placeOf(leaf),
        "opens a review again without a second person who is not its reviewer"
      );
  }
  launch(leaf) {
    if (this.launched) {
      this.launching.add(placeOf(leaf), `the pack has a launch at leaf ${this.launched.index} already`);
      return;
    }
    this.campaign = leaf.campaign;
    this.launched = { index: leaf.index, data: leaf.data, settings: unprefixed(leaf.refs.settings) };
  }
  /** Once, and before anybody decided or was given a draft. */
  commit(leaf) {
    if (this.arms.committed)
      this.drawing.add(placeOf(leaf), `commits to a draw again, after leaf ${this.arms.committed.index}`);
    else this.arms.committed = { index: leaf.index, data: leaf.data };
    if (this.decisions.size > 0)
      this.drawing.add(placeOf(leaf), "commits to a draw after somebody has decided");
  }
  /** Once, and after the end: whoever knew it before could tell what would be blind. */
  reveal(leaf) {
    if (this.arms.revealed)
      this.drawing.add(placeOf(leaf), `says the secret again, after leaf ${this.arms.revealed.index}`);
    else this.arms.revealed = { index: leaf.index, data: leaf.data };
    if (!this.arms.committed) this.drawing.add(placeOf(leaf), "says a secret that nothing committed to");
    if (!this.closed && !this.cancelled)
      this.drawing.add(placeOf(leaf), "says the secret before the campaign has ended");
  }
  seal(leaf) {
    const { index, data } = leaf;
    if (this.sealed) {
      this.sealing.add(placeOf(leaf), `seals the campaign again; leaf ${this.sealed.index} did before`);
      return;
    }
    this.sealed = { index, data };
    const tally = this.tallies.get(this.campaign ?? "");
    if (data.events !== tally?.events) {
      const found = tally?.events ?? 0;
      this.sealing.add(
        placeOf(leaf),
        `counts ${data.events} events of the campaign, the pack discloses ${found}`
      );
    }
    if (unprefixed(data.last) !== tally?.last) {
      this.sealing.add(placeOf(leaf), "names another leaf as the campaign's last than the one disclosed");
    }
  }
  /** A decision that waits for a second person falls with the refusal, and with the close. */
  refuse(leaf) {
    this.fall(this.exceptions.settle(leaf, "refused"));
  }
  fall(fell) {
    if (!fell || this.final.get(fell.item) !== fell.decision) return;
    this.ended.set(fell.decision, this.reached);
    this.final.delete(fell.item);
  }
  offer({ item, data }) {
    const { offer, decision, to } = data;
    if (item !== undefined && typeof offer === "string" && typeof decision === "string")
      this.offers.set(offer, { item, decision, to: String(to) });
  }
  /** A transfer falls with a no, and where the question is taken back or not answered by the close. */
  answer(leaf) {
    const { data, actor } = leaf;
    const offer = String(data.offer);
    const asked = this.offers.get(offer);
    if (asked && data.answer !== "withdrawn" && (actor.kind !== "person" || actor.id !== asked.to))
      this.acting.add(placeOf(leaf), `is by ${actor.kind} ${actor.id}, and ${asked.to} was asked`);
    if (data.answer !== "accepted") this.fall(asked);
    this.offers.delete(offer);
  }
  close({ index, data, at }) {
    this.closed = { index, data };
    for (const fell of this.looks.close(at)) this.fall(fell);
    for (const item of this.exceptions.close()) this.final.delete(item);
    for (const offer of this.offers.values()) this.fall(offer);
    this.offers.clear();
  }
  cancel({ index, data, at }) {
    this.cancelled = { index, data };
    this.exceptions.close();
    this.looks.close(at);
    this.offers.clear();
  }
  decide(leaf) {
    const { index, item, campaign, data } = leaf;
    const { decision: id, outcome, supersedes } = data;
    if (typeof id !== "string" || item === undefined || typeof outcome !== "string" || !OUTCOMES.has(outcome)) {
      this.deciding.add(placeOf(leaf), "lacks its id, its item or one of the four outcomes");
      return;
    }
    if (campaign === undefined || campaign !== this.campaign) {
      this.deciding.add(placeOf(leaf), "belongs to no campaign launched before it in this pack");
      return;
    }
    const known = this.decisions.get(id);
    if (known) {
      this.deciding.add(placeOf(leaf), `decision ${id} was recorded before, at leaf ${known.index}`);
      return;
    }
    const inForce = this.final.get(item);
    const fell = inForce === undefined && supersedes !== undefined && supersedes === this.latest.get(item);
    if ((supersedes ?? undefined) !== inForce && !fell) {
      const said2 = typeof supersedes === "string" ? `supersedes ${supersedes}` : "supersedes none";
      const due = `the decision in force on item ${item} was ${inForce ?? "none"}`;
      this.deciding.add(placeOf(leaf), `${said2}, but ${due}`);
    }
    if (inForce !== undefined) this.ended.set(inForce, index);
    this.final.set(item, id);
    this.latest.set(item, id);
    this.exceptions.decide(leaf, id);
    this.looks.decide(leaf, id);
    this.decisions.set(id, {
      id,
      index,
      hash: leaf.hash,
      item,
      reviewer: leaf.actor.id,
      at: leaf.at,
      commit: leaf.commit,
      evidence: unprefixed(leaf.refs.evidence),
      draft: unprefixed(leaf.refs.draft),
      data
    });
  }
};

// lib/audit-log/verifier/log-checks.ts
/** What the order and the authors of a campaign's leaves answer by themselves. */
/** The seal counts the campaign's leaves and names the last one, so none of them can be withheld. */
function checkSealed(log) {
  if (!log.sealed && log.sealing.count === 0) {
    const state = log.cancelled ? "cancelled but not sealed" : log.closed ? "closed but not sealed" : "not sealed";
    return unanswered("sealed", `the campaign is ${state} at this checkpoint: later leaves of it may exist`);
  }
  return log.sealing.check(
    "sealed",
    `leaf ${log.sealed?.index} seals ${String(log.sealed?.data.events)} events of the campaign, and all are here`,
    "A leaf of this campaign is withheld, or was added after the seal."
  );
}
/** Each item's leaves count up from 1 and each names the one before. */
function checkChain(log) {
  return log.chaining.check(
    "chain",
    "each item's events follow one another without a gap",
    "An event of an item is withheld, repeated or out of order."
  );
}
/** No actor but a person decided, answered or signed off. */
function checkActors(log) {
  return log.acting.check(
    "actors",
    `${log.decisions.size} decisions, each by a person`,
    "Something other than a person decided."
  );
}

// lib/audit-log/verifier/manifest.ts
/** manifest.json: {"files": {path: SHA-256 in hexadecimal}} for every file of the pack but itself. */
var MANIFEST = "manifest.json";
/** Every file is the one the manifest names, none is missing and none was added. */
async function checkManifest(files, sha2562) {
  const findings = new Findings();
  const { files: listed } = await readJsonObject(files, MANIFEST);
  if (!isObject(listed)) throw new Error(`${MANIFEST} has no object "files"`);
  const present = new Set(files.names().filter((name) => name !== MANIFEST));
  for (const [name, hash2] of Object.entries(listed)) {
    if (!present.delete(name)) findings.add(name, `is in ${MANIFEST} but not in the pack`);
    else await compare(files, sha2562, name, hash2, findings);
  }
  for (const name of present) findings.add(name, `is in the pack but not in ${MANIFEST}`);
  return findings.check(
    "manifest",
    `${Object.keys(listed).length} files are those that ${MANIFEST} lists`,
    "A file was changed, added or removed after the pack was made."
  );
}
async function compare(files, sha2562, name, listed, findings) {
  try {
    const hash2 = toHex(await (files.digest?.(name) ?? files.bytes(name).then(sha2562)));
    if (hash2 !== listed) findings.add(name, `its SHA-256 is ${hash2}, ${MANIFEST} says ${String(listed)}`);
  } catch (error) {
    findings.add(name, error instanceof Error ? error.message : String(error));
  }
}

// lib/audit-log/verifier/payloads.ts
/** payloads.jsonl: {id, commit, salt, payload}, people's words, to which leaves commit by SHA-256(salt ‖ JCS(payload)). */
var FILE5 = "payloads.jsonl";
/** Reads the words and holds each against its commitment. A pack without words has no such file. */
async function readPayloads(files, sha2562) {
  const words = new Map();
  const tokens = new Map();
  const findings = new Findings();
  if (!files.names().includes(FILE5)) return { words, tokens, findings };
  let number = 0;
  for await (const line of files.lines(FILE5)) {
    const where = `${FILE5}:${++number}`;
    const entry = parseJson(line);
    if (!isObject(entry) || typeof entry.commit !== "string" || typeof entry.salt !== "string") {
      findings.add(where, "is not an object with commit, salt and payload");
      continue;
    }
    if (words.has(entry.commit)) findings.add(where, `repeats the words of commitment ${entry.commit}`);
    if (commitmentOf(sha2562, entry.salt, entry.payload) !== entry.commit) {
      findings.add(where, "its words and salt do not make the commitment beside them");
    }
    const rationale = isObject(entry.payload) ? entry.payload.rationale : undefined;
    words.set(entry.commit, typeof rationale === "string" ? rationale : "");
    const token = isObject(entry.payload) ? entry.payload.token : undefined;
    if (typeof token === "string") tokens.set(entry.commit, token);
  }
  return { words, tokens, findings };
}
/** Every commitment of the campaign has its words here, or an erasure that names it, and not both. */
function checkPayloads(log, words, findings) {
  let erased = 0;
  for (const [commit, index] of log.committed) {
    const erasure = log.erased.get(commit);
    if (erasure !== undefined) erased++;
    if (words.has(commit) && erasure !== undefined) {
      findings.add(FILE5, `holds the words of leaf ${index}, which leaf ${erasure} says were erased`);
    } else if (!words.has(commit) && erasure === undefined) {
      findings.add(`leaf ${index}`, `commits to words that are neither in ${FILE5} nor named by an erasure`);
    }
  }
  return findings.check(
    "payloads",
    `${log.committed.size} commitments to words hold${erased > 0 ? `, ${erased} of them erased` : ""}`,
    "Somebody's words were changed, or withheld without an erasure."
  );
}
function commitmentOf(sha2562, salt, payload) {
  const saltBytes = fromHex(salt);
  if (!saltBytes || payload === undefined) return undefined;
  try {
    return toHex(sha2562(concatBytes([saltBytes, canonicalRecordBytes(payload)])));
  } catch {
    return undefined;
  }
}

// lib/audit-log/id-token.ts
/** An OpenID Connect ID token against kept keys (RFC 7515, RFC 7518). Pure: whoever checks a signature is handed in. */
/** Two clocks never agree wholly: seconds. */
var CLOCK_SKEW = 30;
/** The signatures that can be checked without the provider: never one made with a shared secret, never none. */
var ALGORITHM = /^(?:(?:RS|PS)(?:256|384|512)|ES(?:256|384|512)|EdDSA|Ed25519)$/;
/** Takes a token apart; throws an Error with the rest of the sentence "the token …". */
function parseIdToken(token) {
  const [head = "", body = "", signature = "", ...more] = token.split(".");
  const header = part(head);
  const claims = part(body);
  const bytes = fromBase64url(signature);
  if (more.length > 0 || !header || !claims || !bytes || bytes.length === 0)
    throw new Error("is not three parts of base64url with JSON in the first two");
  if (typeof header.alg !== "string" || !ALGORITHM.test(header.alg))
    throw new Error(`is signed by ${String(header.alg)}, which nobody but the provider can check`);
  return {
    algorithm: header.alg,
    kid: typeof header.kid === "string" ? header.kid : undefined,
    claims,
    signed: toUtf8(`${head}.${body}`),
    signature: bytes
  };
}
/** The keys in the text of a JWKS; throws an Error with the rest of the sentence "the keys …". */
function keysOf(jwks) {
  const set = parse(jwks);
  if (!isObject2(set) || !Array.isArray(set.keys)) throw new Error("are no JSON Web Key Set");
  return set.keys.filter(isObject2);
}
/** Whether one of the provider's kept keys made the token's signature. */
async function signatureProblem(token, keys, verify3) {
  const named = keys.filter((k) => token.kid === undefined || k.kid === token.kid);
  if (named.length === 0) return `names the key ${token.kid}, which is not among the kept keys`;
  for (const key of named)
    if (await verify3(token.algorithm, key, token.signed, token.signature)) return undefined;
  return "is not signed by the kept keys of the provider";
}
/** What is wrong with what a token says, as the rest of the sentence "the token …"; undefined where all of it is as it should be. */
function claimsProblem({ claims }, expected) {
  if (claims.iss !== expected.issuer) return `is of ${String(claims.iss)}, not of ${expected.issuer}`;
  const audience = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audience.includes(expected.client)) return "was made for another application";
  if (audience.length > 1 && claims.azp !== expected.client) return "was asked for by another application";
  if (claims.nonce !== expected.nonce) return "vouches for something else: its nonce is another one";
  const signedIn = claims.auth_time;
  if (typeof signedIn !== "number") return "does not say when the person signed in";
  if (signedIn < expected.prepared - CLOCK_SKEW)
    return "is of an older sign-in: the person did not sign in again to sign off";
  if (signedIn > expected.recorded + CLOCK_SKEW) return "is of a sign-in after it was recorded";
  if (typeof claims.exp !== "number" || claims.exp < expected.prepared - CLOCK_SKEW)
    return "had ended by then";
  if (expected.acr.length > 0 && (typeof claims.acr !== "string" || !expected.acr.includes(claims.acr)))
    return `says "${String(claims.acr ?? "nothing")}" about how strongly the person signed in, and ${expected.acr.join(" or ")} is required`;
  if (typeof claims.sub !== "string" || claims.sub === "") return "names nobody";
  return undefined;
}
function part(text) {
  const bytes = fromBase64url(text);
  const json = bytes && fromUtf8(bytes);
  const value = json === undefined ? undefined : parse(json);
  return isObject2(value) ? value : undefined;
}
function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - text.length % 4) % 4));
}
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
function isObject2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// lib/audit-log/sign-off.ts
/** What a reviewer signs, and how an identity provider is made to vouch for it. Pure: the server writes it, the verifier reads it. */
/** "sha256:" and the hexadecimal hash of a text. */
function prefixedHash(sha2562, text) {
  return `sha256:${toHex(sha2562(toUtf8(text)))}`;
}
/** What the identity provider is asked to put into its token: SHA-256(signed checkpoint ‖ summary), base64url. */
function signOffNonce(sha2562, checkpoint, summary) {
  return base64url(sha2562(toUtf8(checkpoint + summary)));
}
/** Who somebody is to an identity provider, without saying it: "sha256:" over issuer LF subject. */
function subjectHash(sha2562, issuer, subject) {
  return prefixedHash(sha2562, `${issuer}
${subject}`);
}
/** "sha256:" and the RFC 6962 root over [item id, decision id], in the order given. */
function decisionsRoot(sha2562, pairs) {
  const tree = new RootBuilder(sha2562);
  for (const [item, decision] of pairs) tree.add(leafHash(sha2562, toUtf8(`${item}
${decision}`)));
  return `sha256:${toHex(tree.root())}`;
}
function base64url(bytes) {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
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
function parseCheckpointText(text) {
  if (!text.endsWith("\n")) throw new Error("The checkpoint does not end with a newline.");
  const [origin = "", size = "", hash2 = "", ...extensions] = text.slice(0, -1).split("\n");
  if (origin === "") throw new Error("The first line of the checkpoint, the log's name, is empty.");
  if (extensions.includes("")) throw new Error("The checkpoint holds an empty line.");
  return { origin, size: parseSize(size), root: parseRoot(hash2) };
}
function parseSize(text) {
  if (/^0[0-9]+$/.test(text)) throw new Error(`The checkpoint's size "${text}" has leading zeros.`);
  if (!SIZE.test(text)) throw new Error(`The checkpoint's size "${text}" is not a decimal number.`);
  const size = Number(text);
  if (!Number.isSafeInteger(size)) throw new Error(`The checkpoint's size ${text} is too large to be one.`);
  return size;
}
function parseRoot(text) {
  const root = fromBase64(text);
  if (!root) throw new Error(`The checkpoint's root hash "${text}" is not base64.`);
  if (root.length !== HASH_LENGTH) {
    throw new Error(`The checkpoint's root hash has ${root.length} bytes where ${HASH_LENGTH} are due.`);
  }
  return root;
}

// lib/audit-log/verifier/signed-head.ts
/** The signed head of the log: the pack's checkpoint, whose key it is, and the checkpoint kept from before. */
/** Reads a signed checkpoint; throws an Error saying what is wrong with it. */
function readHead(text) {
  return { ...parseCheckpoint(text), text };
}
/** The pack's checkpoint is well-formed, names the log as its key does, and is signed by the pack's key. */
async function checkSignature(files, sha2562, verify3) {
  const head = readHead(await readText(files, "checkpoint"));
  const key = parseVkey(sha2562, await readText(files, "vkey"));
  const name = `${key.name}+${toHex(key.id)}`;
  const problem = head.checkpoint.origin === key.name ? await verifyNote(head.note, key, verify3) : `It is of the log ${head.checkpoint.origin}, the key in vkey is of ${key.name}.`;
  const check = problem ? failed("signature", `checkpoint: ${problem} The checkpoint or the key was exchanged.`) : { name: "signature", ok: true, detail: `size ${head.checkpoint.size}, signed by ${name}` };
  return { check, head, key };
}
/** Whether the signing key is one that the verifying person knows from elsewhere. */
async function checkKey(known, head, packKey, verify3) {
  if (known.key) {
    const name = `${known.key.name}+${toHex(known.key.id)}`;
    const problem = await verifyNote(head.note, known.key, verify3);
    if (!problem)
      return { name: "key", ok: true, detail: `the checkpoint is signed by the key you gave, ${name}` };
    return failed(
      "key",
      `checkpoint: ${problem} Whoever made this pack does not hold the key you gave, ${name}.`
    );
  }
  if (known.previous) {
    const problem = await verifyNote(known.previous.note, packKey, verify3);
    if (!problem)
      return { name: "key", ok: true, detail: "the same key signed the earlier checkpoint you gave" };
    return failed(
      "key",
      `vkey: this key did not sign the earlier checkpoint you gave. ${problem} It may be another log.`
    );
  }
  return unanswered(
    "key",
    "not independently known: give the log's public key, or a checkpoint kept from before"
  );
}
/** The log still begins with what it held at the earlier checkpoint. */
function checkConsistency(previous, head, tree) {
  if (!previous) return unanswered("consistency", "no earlier checkpoint was given to compare with");
  const [then, now] = [previous.checkpoint, head.checkpoint];
  if (then.origin !== now.origin) {
    return failed(
      "consistency",
      `checkpoint: it is of the log ${now.origin}, the earlier one of ${then.origin}.`
    );
  }
  if (then.size > now.size || !tree.rootThen) {
    const size = Math.min(now.size, tree.size);
    return failed(
      "consistency",
      `checkpoint: the log now has ${size} leaves, at the earlier checkpoint it had ${then.size}. Leaves were cut off its end.`
    );
  }
  if (!sameBytes(tree.rootThen, then.root)) {
    return failed(
      "consistency",
      `leaves.jsonl:1-${then.size}: these leaves are not the ones the earlier checkpoint was signed over. History was rewritten, or two histories are kept.`
    );
  }
  return {
    name: "consistency",
    ok: true,
    detail: `the first ${then.size} leaves are those of the earlier checkpoint`
  };
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

// lib/audit-log/verifier/sign-offs.ts
/**
 * signoffs.jsonl: what each reviewer signed, and who vouches for it. The leaf commits to the summary; the summary's counts and
 * root are taken again from the decisions in force at that leaf; the identity provider's token names the hash of the log's
 * checkpoint and the summary, and is held against the provider's keys as they are kept here.
 */
var FILE6 = "signoffs.jsonl";
var MEANING3 = "What was signed is not what was decided, or the identity provider does not vouch for it as the record says.";
/** Reads the lines that hold a summary; packs of before have none. */
async function readSignOffs(files) {
  const [lines, findings] = [[], new Findings()];
  if (!files.names().includes(FILE6)) return { lines, findings };
  let number = 0;
  for await (const text of files.lines(FILE6)) {
    const where = `${FILE6}:${++number}`;
    const entry = parseJson(text);
    if (!isObject(entry)) findings.add(where, "is not a JSON object");
    else if (entry.signed !== undefined) {
      const line = lineOf(where, entry);
      if (line) lines.push(line);
      else findings.add(where, "lacks what a sign-off is made of");
    }
  }
  return { lines, findings };
}
/** Sizes of the log that somebody signed under: the tree's roots there are needed. */
function signedSizes({ lines }) {
  return new Set(lines.flatMap((l) => sizeOf(l) ?? []));
}
/** Every sign-off's leaf has its line, and the line, the decisions and the provider's token say what the leaf says. */
async function checkSignOffs(log, { lines, findings: reading2 }, pack, tools) {
  if (log.signedOff.length === 0 && lines.length + reading2.count + log.reopening.count === 0)
    return { name: "sign-offs", ok: true, detail: "nobody signed a review off" };
  const findings = Findings.join([reading2, log.reopening]);
  const byLeaf = new Map(lines.map((l) => [l.leaf, l]));
  if (byLeaf.size !== lines.length) findings.add(FILE6, "has two lines for one sign-off");
  const mine = decisionsByReviewer(log);
  const told = { oidc: 0, session: 0, erased: 0, bare: 0 };
  const issuers = new Set();
  for (const signed of log.signedOff) {
    const line = byLeaf.get(signed.index);
    byLeaf.delete(signed.index);
    if (signed.data.summary === undefined) {
      told.bare++;
      if (line) findings.add(line.where, `leaf ${signed.index} commits to no summary`);
      continue;
    }
    if (!line) {
      findings.add(FILE6, `has no line for the sign-off of leaf ${signed.index}`);
      continue;
    }
    for (const what of summaryProblems(log, signed, line, mine.get(signed.actor) ?? [], tools.sha256))
      findings.add(line.where, what);
    for (const what of await checkpointProblems(line, signed, pack, tools)) findings.add(line.where, what);
    const { provider } = signed.data;
    if (!isObject(provider)) {
      told.session++;
      if (signed.data.by !== "session") findings.add(line.where, `leaf ${signed.index} names no provider`);
      if (line.token !== null) findings.add(line.where, "holds a token that its leaf does not speak of");
      continue;
    }
    issuers.add(String(provider.issuer));
    const erased = signed.commit !== undefined && log.erased.has(signed.commit);
    const problem = await tokenProblem(signed, provider, line, { erased, tokens: pack.tokens }, tools);
    if (problem !== undefined) findings.add(line.where, problem);
    if (erased) told.erased++;
    else told.oidc++;
  }
  for (const { where, leaf } of byLeaf.values()) findings.add(where, `leaf ${leaf} is no sign-off`);
  for (const what of subjectProblems(log.signedOff)) findings.add(FILE6, what);
  return findings.check("sign-offs", wordsOf(log.signedOff.length, told, issuers), MEANING3);
}
function wordsOf(all, told, issuers) {
  const parts = [
    told.oidc > 0 ? `${told.oidc} vouched for by ${[...issuers].join(", ")} (the provider's keys are as kept in the pack; compare them with your provider's published keys)` : "",
    told.erased > 0 ? `${told.erased} whose token was erased, so that only their hashes can be checked` : "",
    told.session > 0 ? `${told.session} in a session of the portal, which no identity provider vouches for` : "",
    told.bare > 0 ? `${told.bare} recorded without a summary` : ""
  ].filter((part2) => part2 !== "");
  return `${all} ${all === 1 ? "sign-off" : "sign-offs"}: ${parts.join("; ")}`;
}
/** Each reviewer's decisions and when they ceased to be in force, by leaf. */
function decisionsByReviewer(log) {
  const found = new Map();
  for (const { id, item, index, reviewer } of log.decisions.values()) {
    const list = found.get(reviewer) ?? [];
    list.push({ id, item, index, ended: log.ended.get(id) ?? Number.POSITIVE_INFINITY });
    found.set(reviewer, list);
  }
  return found;
}
/** The summary is the one the leaf commits to, and counts the decisions in force at that leaf, all of them and no other. */
function* summaryProblems(log, signed, line, own, sha2562) {
  const leaf = `leaf ${signed.index}`;
  if (prefixedHash(sha2562, line.summary) !== signed.data.summary) {
    yield `its summary is not the one that ${leaf} commits to`;
    return;
  }
  const summary = parseJson(line.summary);
  if (!isObject(summary)) {
    yield "its summary is not a JSON object";
    return;
  }
  if (summary.campaign !== log.campaign || summary.reviewer !== signed.actor || signed.data.reviewer !== signed.actor)
    yield `its summary is of another campaign or reviewer than ${leaf}, which is by ${signed.actor}`;
  if (!isObject(summary.attestation) || summary.attestation.sha256 !== prefixedHash(sha2562, line.attestation))
    yield "the words beside it are not those that were signed";
  const ordered = line.decisions.every(
    ([item], at) => at === 0 || byBytes(line.decisions[at - 1]?.[0] ?? "", item) < 0
  );
  if (!ordered || decisionsRoot(sha2562, line.decisions) !== summary.decisions)
    yield "the decisions beside it do not make the root that was signed";
  const outcomes = { certify: 0, certify_until: 0, revoke: 0, modify: 0 };
  const listed = new Set();
  for (const [item, id] of line.decisions) {
    const decision = log.decisions.get(id);
    const ended = log.ended.get(id) ?? Number.POSITIVE_INFINITY;
    listed.add(id);
    if (!decision || decision.index >= signed.index || ended < signed.index) {
      yield `decision ${id} on item ${item} was not in force at ${leaf}`;
      continue;
    }
    const direct = decision.item === item && decision.reviewer === signed.actor;
    const answered = decision.item !== item && Number(decision.data.answers ?? 0) > 0;
    if (!direct && !answered) yield `decision ${id} is not ${signed.actor}'s on item ${item}`;
    const outcome = String(decision.data.outcome);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  for (const { id, item, index, ended } of own)
    if (index < signed.index && ended > signed.index && !listed.has(id))
      yield `leaves out decision ${id} on item ${item}, in force at ${leaf}`;
  const said2 = isObject(summary.outcomes) ? summary.outcomes : {};
  const wrong = Object.entries(outcomes).find(([outcome, count]) => said2[outcome] !== count);
  if (wrong) yield `its summary counts ${String(said2[wrong[0]])} ${wrong[0]}, the decisions are ${wrong[1]}`;
  if (summary.items !== line.decisions.length || signed.data.items !== line.decisions.length)
    yield `its summary or ${leaf} counts other than the ${line.decisions.length} items that were signed`;
}
/** The checkpoint signed under is the log's own, and covers each of the decisions. */
async function* checkpointLines(line, signed, { tree, key }, { ed25519Verify: ed25519Verify2 }) {
  const summary = parseJson(line.summary);
  const said2 = isObject(summary) && isObject(summary.checkpoint) ? summary.checkpoint : undefined;
  if (!said2 || line.checkpoint === null) {
    if (said2 || line.checkpoint !== null || isObject(signed.data.provider))
      yield "its checkpoint is missing here or in its summary";
    return;
  }
  const head = readHead(line.checkpoint);
  const problem = await verifyNote(head.note, key, ed25519Verify2);
  if (problem) yield `its checkpoint: ${problem}`;
  const { size, root } = head.checkpoint;
  if (said2.size !== size || said2.root !== `sha256:${toHex(root)}`)
    yield "its checkpoint is not the one that its summary names";
  const then = tree.rootsAt.get(size);
  if (!then || !sameBytes(then, root)) yield `the log did not have its checkpoint's root at size ${size}`;
  if (size > signed.index) yield `its checkpoint of size ${size} is later than leaf ${signed.index}`;
}
async function checkpointProblems(...given) {
  const found = [];
  try {
    for await (const what of checkpointLines(...given)) found.push(what);
  } catch (error) {
    found.push(`its checkpoint cannot be read: ${messageOf(error)}`);
  }
  return found;
}
/** What is wrong with the provider's word for it; undefined where nothing is, or where the token was erased. */
async function tokenProblem(signed, provider, line, kept, { sha256: sha2562, jwsVerify: jwsVerify2 }) {
  const nonce = signOffNonce(sha2562, line.checkpoint ?? "", line.summary);
  if (provider.nonce !== nonce)
    return `leaf ${signed.index} names another nonce than the hash of checkpoint and summary`;
  if (line.jwks === null || prefixedHash(sha2562, line.jwks) !== provider.jwks)
    return `the provider's keys are not those that leaf ${signed.index} commits to`;
  if (kept.erased) return line.token === null ? undefined : "holds a token that an erasure names";
  if (line.token === null) return "its token is missing, and no erasure names it";
  if (kept.tokens.get(signed.commit ?? "") !== line.token)
    return `its token is not the one that leaf ${signed.index} commits to`;
  try {
    const token = parseIdToken(line.token);
    const unsigned = await signatureProblem(token, keysOf(line.jwks), jwsVerify2);
    if (unsigned) return `the token ${unsigned}`;
    const wrong = claimsProblem(token, {
      issuer: String(provider.issuer),
      client: String(provider.client),
      nonce,
      prepared: secondsOf(provider.prepared),
      recorded: secondsOf(signed.at),
      acr: Array.isArray(provider.acr) ? provider.acr.map(String) : []
    });
    if (wrong) return `the token ${wrong}`;
    const subject = subjectHash(sha2562, String(provider.issuer), String(token.claims.sub));
    return subject === provider.subject ? undefined : `the token is another person's than the one leaf ${signed.index} names`;
  } catch (error) {
    return `the token ${messageOf(error)}`;
  }
}
/** One person is one to the provider, and nobody is two. */
function* subjectProblems(all) {
  const people = new Map();
  const subjects = new Map();
  for (const { index, actor, data } of all) {
    if (!isObject(data.provider)) continue;
    const subject = String(data.provider.subject);
    const issuer = String(data.provider.issuer);
    const before = subjects.get(`${actor} ${issuer}`);
    const whose = people.get(subject);
    if (before !== undefined && before !== subject)
      yield `leaf ${index}: ${actor} signed with two sign-ins of ${issuer}`;
    if (whose !== undefined && whose !== actor)
      yield `leaf ${index}: one sign-in signed for ${whose} and ${actor}`;
    subjects.set(`${actor} ${issuer}`, subject);
    people.set(subject, actor);
  }
}
function lineOf(where, entry) {
  const { leaf_index: leaf, signed } = entry;
  if (typeof leaf !== "number" || !isObject(signed)) return undefined;
  const { summary, decisions, attestation, checkpoint, token, jwks } = signed;
  const pairs = Array.isArray(decisions) ? decisions.map(pairOf) : [undefined];
  const whole = pairs.flatMap((pair) => pair ? [pair] : []);
  if (typeof summary !== "string" || typeof attestation !== "string" || whole.length !== pairs.length)
    return undefined;
  return {
    where,
    leaf,
    summary,
    attestation,
    decisions: whole,
    checkpoint: textOr(checkpoint),
    token: textOr(token),
    jwks: textOr(jwks)
  };
}
function pairOf(value) {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [item, decision] = value;
  return typeof item === "string" && typeof decision === "string" ? [item, decision] : undefined;
}
var textOr = (value) => typeof value === "string" ? value : null;
var secondsOf = (value) => Date.parse(String(value)) / 1e3;
function sizeOf({ checkpoint }) {
  try {
    return checkpoint === null ? undefined : readHead(checkpoint).checkpoint.size;
  } catch {
    return undefined;
  }
}
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

// lib/audit-log/verifier/tie-out.ts
/**
 * tie-out.json: {"imports": [{read, stored, duplicates, rejected}], "launch": {grants, items, covered,
 * excluded, credentials: {all, items, excluded}, identities: {…}}, "close": {items, decided, not_certified, removed}}; `close` is absent until the close. And
 * counts.json, the figures printed in the report, by name.
 */
var FILE7 = "tie-out.json";
var COUNTS = "counts.json";
/** The equations of import, launch and close hold, and say what the log and the tables say. */
async function checkTieOut(files, log, population, ends) {
  const findings = new Findings();
  const { imports, launch, close } = await readJsonObject(files, FILE7);
  for (const [at, rows] of (Array.isArray(imports) ? imports : []).entries()) {
    compareSum(`imports[${at}]`, rows, "read", ["stored", "duplicates", "rejected"], findings);
  }
  compareSum("launch", launch, "grants", ["items", "covered", "excluded"], findings);
  compare2(FILE7, "launch", launch, { ...population.fates.grant }, POPULATION, findings);
  compareSubjects("credentials", launch, population.fates.credential, findings);
  compareSubjects("identities", launch, population.fates.identity, findings);
  if (log.launched) {
    const { index, data } = log.launched;
    if (isObject(data.tie_out)) compare2(FILE7, "launch", launch, data.tie_out, `leaf ${index}`, findings);
    else findings.add(`leaf ${index} (campaign.launched)`, "holds no tie-out");
  }
  if (log.closed || close !== undefined && close !== null) {
    compareSum("close", close, "items", ["decided", "not_certified", "removed"], findings);
    const counted = {
      items: population.items.size,
      decided: ends.decided,
      not_certified: ends.not_certified,
      removed: ends.removed_at_source
    };
    compare2(FILE7, "close", close, counted, ITEMS, findings);
    if (!log.closed) findings.add(FILE7, "has figures of a close, but no leaf closes the campaign");
  }
  return findings.check(
    "tie-out",
    "the equations hold and say what the log and the tables say",
    "Grants or items are missing between the import, the launch and the close."
  );
}
/** The report's figures, where the pack has them, are the ones that the tables give. */
async function checkCounts(files, log, population, ends) {
  if (!files.names().includes(COUNTS)) return unanswered("counts", `${COUNTS} is not in this pack`);
  const findings = new Findings();
  const outcomes = { certify: 0, certify_until: 0, revoke: 0, modify: 0 };
  for (const { row } of population.items.values()) {
    if (row?.state === "decided") outcomes[row.decision] = (outcomes[row.decision] ?? 0) + 1;
  }
  const { covered, excluded } = population.fates.grant;
  const known = {
    ...{ items: population.items.size, covered, excluded, decisions: log.decisions.size, events: log.events },
    ...{
      decided: ends.decided,
      not_certified: ends.not_certified,
      removed: ends.removed_at_source,
      open: ends.open
    },
    ...outcomes
  };
  const counts = await readJsonObject(files, COUNTS);
  const unknown = Object.keys(counts).filter((name) => known[name] === undefined);
  for (const [name, said2] of Object.entries(counts)) {
    if (known[name] === undefined || said2 === known[name]) continue;
    findings.add(COUNTS, `says ${name} is ${said2}, counted again it is ${known[name]}`);
  }
  return findings.check(
    "counts",
    `${Object.keys(counts).length - unknown.length} figures of the report, counted again${unknown.length > 0 ? `; not counted: ${unknown.join(", ")}` : ""}`,
    "The report does not show what the log holds."
  );
}
/** all = items + excluded, as population.csv has them. A pack of before there were others than grants says nothing of them. */
function compareSubjects(name, launch, { items, excluded, covered }, findings) {
  const figures = isObject(launch) ? launch[name] : undefined;
  if (covered > 0) findings.add(POPULATION, `calls ${covered} ${name} covered; only grants can be`);
  if (figures === undefined && items + excluded === 0) return;
  compareSum(`launch.${name}`, figures, "all", ["items", "excluded"], findings);
  compare2(FILE7, `launch.${name}`, figures, { items, excluded }, POPULATION, findings);
}
function compareSum(name, figures, whole, parts, findings) {
  if (!isObject(figures)) {
    findings.add(FILE7, `has no object ${name}`);
    return;
  }
  const sum = parts.reduce((total, part2) => total + countOf2(figures, part2), 0);
  if (countOf2(figures, whole) === sum) return;
  findings.add(
    FILE7,
    `${name}: ${whole} ${figures[whole]} is not ${parts.map((part2) => `${part2} ${figures[part2]}`).join(" + ")}`
  );
}
function compare2(file, name, figures, expected, source, findings) {
  if (!isObject(figures)) return;
  for (const [figure, value] of Object.entries(expected)) {
    if (isObject(value)) {
      const inner = figures[figure];
      if (!isObject(inner)) findings.add(file, `${name} has no ${figure}, ${source} has`);
      compare2(file, `${name}.${figure}`, inner, value, source, findings);
      continue;
    }
    if (figures[figure] === value) continue;
    findings.add(file, `${name}: ${figure} is ${figures[figure]}, by ${source} it is ${value}`);
  }
}
/** A count, or NaN, which makes every equation with it fail. */
function countOf2(figures, name) {
  const value = figures[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
}

// lib/audit-log/verifier/verify-pack.ts
/**
 * The verifier: what can be shown about a campaign from its evidence pack alone, and from what the verifying
 * person kept before. It needs neither our server nor our database. Pure: SHA-256 and Ed25519 are handed in.
 */
/**
 * Checks a pack. It never throws for what is in the pack: that is a failed check. It throws an Error of one
 * sentence if `vkey` or `previous` cannot be read.
 */
async function verifyPack(files, options) {
  const { sha256: sha2562, ed25519Verify: ed25519Verify2, jwsVerify: jwsVerify2 } = options;
  const known = {
    key: options.vkey === undefined ? undefined : parseVkey(sha2562, options.vkey),
    previous: options.previous === undefined ? undefined : readHead(options.previous)
  };
  const signed = await reading(() => checkSignature(files, sha2562, ed25519Verify2));
  const signOffs = await reading(() => readSignOffs(files));
  const leaves = await reading(async () => {
    const log2 = new CampaignLog();
    const sizes = "value" in signOffs ? signedSizes(signOffs.value) : undefined;
    const then = known.previous?.checkpoint.size;
    return { log: log2, tree: await readLeaves(files, sha2562, then, log2.visit, sizes) };
  });
  const population = await reading(() => readPopulation(files));
  const items = await reading(() => readItems(files, need(population)));
  const evidence = await reading(() => readEvidence(files, sha2562, need(population)));
  const payloads = await reading(() => readPayloads(files, sha2562));
  const completeness = await reading(
    () => checkCompleteness(need(leaves).log, need(population), need(items), sha2562)
  );
  const head = () => need(signed).head;
  const log = () => need(leaves).log;
  const tree = () => need(leaves).tree;
  const ends = () => need(completeness).ends;
  const checks = [
    await answer("manifest", () => checkManifest(files, sha2562)),
    await answer("signature", () => need(signed).check),
    await answer("key", () => checkKey(known, head(), need(signed).key, ed25519Verify2)),
    await answer("root", () => checkRoot(head(), tree())),
    await answer("consistency", () => checkConsistency(known.previous, head(), tree())),
    await answer("sealed", () => checkSealed(log())),
    await answer("population", () => checkPopulation(log(), need(population), need(evidence), sha2562)),
    await answer("inclusion", () => checkInclusion(files, log(), head(), sha2562)),
    await answer("chain", () => checkChain(log())),
    await answer("rows", () => checkRows(files, log(), need(population), need(payloads).words)),
    await answer("payloads", () => checkPayloads(log(), need(payloads).words, need(payloads).findings)),
    await answer("completeness", () => need(completeness).check),
    await answer("duties", () => checkDuties(log(), need(population))),
    await answer("answers", () => log().questions.check(need(population), log().decisions.values())),
    await answer("exceptions", () => log().exceptions.check(files, log(), need(population))),
    await answer("second looks", () => log().looks.check(files, need(population), log().identities)),
    await answer("sign-offs", () => {
      const pack = { tree: tree(), key: need(signed).key, tokens: need(payloads).tokens };
      return checkSignOffs(log(), need(signOffs), pack, { sha256: sha2562, ed25519Verify: ed25519Verify2, jwsVerify: jwsVerify2 });
    }),
    await answer("batches", () => {
      need(items);
      need(evidence);
      return checkBatches(files, log(), need(population), sha2562);
    }),
    await answer("actors", () => checkActors(log())),
    await answer("arms", async () => {
      need(items);
      return checkArms(files, log(), need(population), sha2562);
    }),
    await answer("tie-out", () => checkTieOut(files, log(), need(population), ends())),
    await answer("counts", () => checkCounts(files, log(), need(population), ends()))
  ];
  return { ok: checks.every((check) => check.ok !== false), checks };
}
async function reading(read) {
  try {
    return { value: await read() };
  } catch (error) {
    return { problem: messageOf2(error) };
  }
}
/** The value; throws what kept it from being read, so that the check that needs it fails with that. */
function need(from) {
  if ("problem" in from) throw new Error(from.problem);
  return from.value;
}
async function answer(name, check) {
  try {
    return await check();
  } catch (error) {
    return failed(name, `cannot be checked: ${messageOf2(error)}`);
  }
}
function messageOf2(error) {
  return error instanceof Error ? error.message : String(error);
}

// lib/audit-log/verifier/zip.ts
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createInflateRaw, inflateRawSync } from "node:zlib";

// lib/audit-log/verifier/crc32.ts
import * as zlib from "node:zlib";
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
/** The CRC-32 of what came before and this chunk together; 0 before the first. */
var crc322 = typeof zlib.crc32 === "function" ? zlib.crc32 : crc32ByTable;

// lib/audit-log/verifier/zip.ts
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
var ZIP64_FIELDS = 1;
var IN_ZIP64 = 4294967295;
var CHUNK = 1 << 18;
/** Opens a ZIP file; throws an Error saying why it is not one that can be read. `close` it when done. */
function openZip(path2) {
  const file = openSync(path2, "r");
  try {
    const entries = readDirectory(file);
    const chunks = (name) => readEntry(file, name, entries.get(name));
    return {
      names: () => [...entries.keys()],
      bytes: async (name) => concatBytes(await collect(chunks(name))),
      lines: (name) => linesOf(name, chunks(name)),
      digest: (name) => hashOf(chunks(name)),
      close: () => closeSync(file)
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}
function readDirectory(file) {
  const { start, length, count } = findDirectory(file);
  if (start + length > fstatSync(file).size) throw new Error("the ZIP file is shorter than it says");
  const bytes = readAt(file, start, length);
  const entries = new Map();
  let at = 0;
  for (let number = 0; number < count; number++) {
    if (at + DIRECTORY_ENTRY_LENGTH > length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) {
      throw new Error(`the ZIP file's directory breaks off at entry ${number + 1} of ${count}`);
    }
    const nameEnd = at + DIRECTORY_ENTRY_LENGTH + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const entry = readDirectoryEntry(bytes.subarray(at, extraEnd), nameEnd - at);
    at = extraEnd + bytes.readUInt16LE(at + 32);
    if (entry.name.endsWith("/") && entry.size === 0) continue;
    if (entries.has(entry.name)) throw new Error(`the ZIP file holds ${entry.name} twice`);
    entries.set(entry.name, entry);
  }
  return entries;
}
/** Where the directory lies, from the record at the end of the file. */
function findDirectory(file) {
  const { size } = fstatSync(file);
  const tailStart = Math.max(0, size - END_LENGTH - LONGEST_COMMENT);
  const tail = readAt(file, tailStart, size - tailStart);
  for (let at = tail.length - END_LENGTH; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_OF_DIRECTORY) continue;
    if (at + END_LENGTH + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const count = tail.readUInt16LE(at + 10);
    const length = tail.readUInt32LE(at + 12);
    const start = tail.readUInt32LE(at + 16);
    if (count !== 65535 && length !== IN_ZIP64 && start !== IN_ZIP64) return { start, length, count };
    return findDirectory64(file, tailStart + at - LOCATOR_64_LENGTH);
  }
  throw new Error("it is not a ZIP file, or its end is missing");
}
function findDirectory64(file, locatorStart) {
  const locator = readAt(file, Math.max(0, locatorStart), LOCATOR_64_LENGTH);
  if (locator.readUInt32LE(0) !== LOCATOR_64) throw new Error("the ZIP file lacks its ZIP64 end");
  const end = readAt(file, readNumber64(locator, 8), END_64_LENGTH);
  if (end.readUInt32LE(0) !== END_OF_DIRECTORY_64) throw new Error("the ZIP file lacks its ZIP64 end");
  return { count: readNumber64(end, 32), length: readNumber64(end, 40), start: readNumber64(end, 48) };
}
/** @param bytes the entry's fixed part, its name and its extra fields */
function readDirectoryEntry(bytes, nameEnd) {
  const name = readName(bytes.subarray(DIRECTORY_ENTRY_LENGTH, nameEnd));
  if (bytes.readUInt16LE(8) & ENCRYPTED) throw new Error(`the ZIP file's ${name} is encrypted`);
  const method = bytes.readUInt16LE(10);
  if (method !== STORED && method !== DEFLATED)
    throw new Error(`the ZIP file packs ${name} in an unknown way`);
  const wide = zip64Fields(bytes.subarray(nameEnd));
  let wideAt = 0;
  const field = (at) => {
    const value = bytes.readUInt32LE(at);
    if (value !== IN_ZIP64) return value;
    wideAt += 8;
    if (wideAt > wide.length) throw new Error(`the ZIP file's ${name} lacks its ZIP64 sizes`);
    return readNumber64(wide, wideAt - 8);
  };
  const size = field(24);
  const packed = field(20);
  const offset = field(42);
  if (method === STORED && packed !== size) throw new Error(`the ZIP file's ${name} has two sizes`);
  return { name, method, crc: bytes.readUInt32LE(16), packed, size, offset };
}
function readName(bytes) {
  const name = fromUtf8(bytes);
  if (name === undefined) throw new Error("the ZIP file holds a name that is not UTF-8");
  const parts = (name.endsWith("/") ? name.slice(0, -1) : name).split("/");
  if (/[\\\0]/.test(name) || parts.some((part2) => part2 === "" || part2 === "." || part2 === "..")) {
    throw new Error(`the ZIP file holds the name "${name}", which is not a path inside a folder`);
  }
  return name;
}
function zip64Fields(extra) {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === ZIP64_FIELDS) return extra.subarray(at + 4, end);
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
  for await (const chunk of entry.method === DEFLATED ? inflated(packed, entry) : packed) {
    size += chunk.length;
    if (size > entry.size) break;
    crc = crc322(chunk, crc);
    yield chunk;
  }
  if (size !== entry.size || crc !== entry.crc) {
    throw new Error(`${name} is damaged: its size or CRC-32 is not the one the ZIP file states`);
  }
}
async function* packedBytes(file, entry) {
  const name = toUtf8(entry.name);
  const header = readAt(file, entry.offset, LOCAL_ENTRY_LENGTH + name.length);
  const named = header.readUInt16LE(26) === name.length && sameBytes(header.subarray(LOCAL_ENTRY_LENGTH), name);
  if (header.readUInt32LE(0) !== LOCAL_ENTRY || !named) {
    throw new Error(`${entry.name} is damaged: the ZIP file names it differently in two places`);
  }
  let at = entry.offset + header.length + header.readUInt16LE(28);
  for (let left = entry.packed; left > 0; ) {
    const length = Math.min(left, CHUNK);
    yield readAt(file, at, length);
    at += length;
    left -= length;
  }
}
/** A small entry is unpacked at once, which costs a tenth of a stream; a large one never stands in memory whole. */
async function* inflated(packed, entry) {
  if (entry.size > CHUNK || entry.packed > 2 * CHUNK) {
    yield* pipeline(Readable.from(packed), createInflateRaw({ chunkSize: CHUNK }), () => {
    });
  } else {
    yield inflateRawSync(concatBytes(await collect(packed)), { maxOutputLength: Math.max(1, entry.size) });
  }
}
async function collect(chunks) {
  const parts = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts;
}
/** Reads at once: thousands of small files cost less so, and nothing else waits for this program. */
function readAt(file, start, length) {
  const buffer = Buffer.alloc(length);
  if (readSync(file, buffer, 0, length, start) !== length)
    throw new Error("the ZIP file is shorter than it says");
  return buffer;
}
function readNumber64(bytes, at) {
  const value = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw new Error("the ZIP file states an impossible size");
  return value;
}

// lib/audit-log/verifier/program.ts
/** The verifier as a program: what it is given, what it prints, how it ends. */
var USAGE = `Usage: node verify.mjs PACK.zip|FOLDER [--vkey FILE] [--previous CHECKPOINT] [--json]

  --vkey FILE            the log's public key, had from elsewhere than the pack
  --previous CHECKPOINT  a checkpoint of this log that you kept from before
  --json                 the result as one line of JSON

Ends with 0 if all checks hold, 1 if something is wrong, 2 if the pack cannot be read.`;
/** Verifies the pack at a path; throws an Error of one sentence if it, or a file given with it, cannot be read. */
async function verifyPath(pack, given) {
  const options = {
    ...given.vkey === undefined ? {} : { vkey: await readFile2(given.vkey, "utf8") },
    ...given.previous === undefined ? {} : { previous: await readFile2(given.previous, "utf8") },
    ...{ sha256, ed25519Verify, jwsVerify }
  };
  if ((await stat(pack)).isDirectory()) return verifyPack(await openFolder(pack), options);
  const zip = openZip(pack);
  try {
    return await verifyPack(zip, options);
  } finally {
    zip.close();
  }
}
/** Runs the program on its arguments; gives the exit code. */
async function run(args, print) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { vkey: { type: "string" }, previous: { type: "string" }, json: { type: "boolean" } }
    });
    const [pack, ...others] = positionals;
    if (pack === undefined || others.length > 0) {
      print(USAGE);
      return 2;
    }
    const { json, ...given } = values;
    const verdict = await verifyPath(pack, given);
    if (json) print(JSON.stringify(verdict));
    else for (const line of linesFor(pack, verdict)) print(line);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    print(`Cannot verify: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}
/** The result for a person: a line for each check, and the conclusion. */
function linesFor(pack, { ok, checks }) {
  const wrong = checks.filter((check) => check.ok === false).map((check) => check.name);
  const open = checks.filter((check) => check.ok === null).map((check) => check.name);
  return [
    `Evidence pack ${pack}`,
    ...checks.map((check) => `  ${wordFor(check)} ${check.name.padEnd(13)} ${check.detail}`),
    ok ? "All checks hold." : `Something is wrong: ${wrong.join(", ")}.`,
    ...open.length > 0 ? [`This pack alone does not answer: ${open.join(", ")}.`] : []
  ];
}
function wordFor({ ok }) {
  return ok === null ? "open " : ok ? "holds" : "WRONG";
}

// lib/audit-log/verifier/main.ts
process.exitCode = await run(process.argv.slice(2), console.log);
