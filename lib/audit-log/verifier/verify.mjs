// biome-ignore-all lint: made from the sources named below
// biome-ignore-all format: made from the sources named below
// biome-ignore-all assist: made from the sources named below
//
// Countersign: verifies an evidence pack. It needs nothing but Node 20 or later, no network and no server.
// lib/audit-log/verifier/main.ts
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

// lib/audit-log/verifier/leaf-thread.ts
import { stat } from "node:fs/promises";
import path2 from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";

// lib/audit-log/sha256.ts
import * as crypto from "node:crypto";
/**
 * SHA-256 of node:crypto; the one-call form where this Node has it (20.12 and later), as it costs half. A text made bytes again
 * is cheaper still than bytes of its own, which each have memory to be freed.
 */
var sha256 = typeof crypto.hash === "function" ? (bytes) => Buffer.from(crypto.hash("sha256", bytes, "binary"), "binary") : (bytes) => crypto.createHash("sha256").update(bytes).digest();

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
/** Writes lower-case hexadecimal into an array; what it holds is for the caller to know. */
function hexInto(text2, target, from) {
  for (let at = 0; 2 * at < text2.length; at++)
    target[from + at] = (HEX_VALUES[text2.charCodeAt(2 * at)] ?? 0) << 4 | (HEX_VALUES[text2.charCodeAt(2 * at + 1)] ?? 0);
}
/** Fills an array with the lower-case hexadecimal that stands there in ASCII; false if it is not all of it that. */
function hexAt(bytes, from, target) {
  let invalid = 0;
  for (let at = 0; at < target.length; at++) {
    const high = HEX_VALUES[bytes[from + 2 * at] ?? 0] ?? INVALID;
    const low = HEX_VALUES[bytes[from + 2 * at + 1] ?? 0] ?? INVALID;
    invalid |= high | low;
    target[at] = high << 4 | low;
  }
  return invalid >= 0;
}
/** Writes a text into an array; whether it is ASCII, so that it can be. */
function asciiInto(text2, target, from) {
  for (let at = 0; at < text2.length; at++) {
    const unit = text2.charCodeAt(at);
    if (unit > 127) return false;
    target[from + at] = unit;
  }
  return true;
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
    const read = new Uint8Array(buffer, byteOffset, found);
    return found === length && isStrict(text2, read, length, padding) ? read : undefined;
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
function isStrict(text2, read, end, padding) {
  if (!native || native.byteLength(text2) !== text2.length || text2.includes("-") || text2.includes("_"))
    return false;
  return padding === 0 || text2.endsWith(nativeOf(read).toString("base64", end + padding - 3, end));
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
/** base64url without padding (RFC 4648, section 5). */
function toBase64url(bytes) {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
/** The bytes of unpadded base64url; undefined for anything else. */
function fromBase64url(text2) {
  if (!/^[A-Za-z0-9_-]*$/.test(text2)) return undefined;
  return fromBase64(text2.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - text2.length % 4) % 4));
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

// lib/audit-log/verifier/pack.ts
/** An evidence pack as the verifier reads it, whatever holds it: a ZIP, a folder, files dropped on a page. */
/** A whole text file. */
async function readText(files, name) {
  const text2 = fromUtf8(await files.bytes(name));
  if (text2 === undefined) throw new Error(`${name} is not UTF-8 text`);
  return text2;
}
/** A whole JSON file that holds one object. */
async function readJsonObject(files, name) {
  const value = parseJson(await readText(files, name));
  if (!isObject(value)) throw new Error(`${name} is not a JSON object`);
  return value;
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
async function* linesOf(files, name) {
  for await (const lines of batchesOf(files, name)) yield* lines;
}
/** As `linesOf`, as many lines at a time as a chunk ends: waiting for each costs more than reading it. */
async function* batchesOf(files, name) {
  for await (const lines of piecesOf(files, name)) {
    const text2 = fromUtf8(lines);
    if (text2 === undefined) throw new Error(`${name} is not UTF-8 text`);
    yield text2.split("\n");
  }
}
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
  if (/[\\\0]/.test(name) || parts.some((part2) => part2 === "" || part2 === "." || part2 === "..")) {
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
function readAt({ size, read }, start, length) {
  if (start < 0 || start + length > size) throw new Error("the ZIP file is shorter than it says");
  return read(start, length);
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
  const said2 = [number(header, 14, 4), number(header, 18, 4), number(header, 22, 4)];
  const known = [crc, packed, size];
  const large = [
    crc,
    wide.length >= 16 ? readNumber64(wide, 8) : packed,
    wide.length >= 16 ? readNumber64(wide, 0) : size
  ];
  for (const [at, value] of said2.entries())
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
function openZip(path3) {
  const file = openSync(path3, "r");
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

// lib/audit-log/verifier/leaf-thread.ts
/** A large log's tree is rebuilt on a thread of its own, while the first one reads what the leaves say. Node only. */
/** A thread takes longer to start than a smaller log to read. */
var LARGE = 1 << 24;
/** Pieces that may wait to be read: so much memory, and no more. */
var AHEAD = 8;
/** Whether a pack may hold a log large enough. */
async function isLarge(pack) {
  const whole = await stat(pack);
  if (!whole.isDirectory()) return whole.size > LARGE;
  const leaves = await stat(path2.join(pack, FILE)).catch(() => undefined);
  return leaves !== undefined && leaves.size > LARGE;
}
/** @param program the file that calls `serveTree` where it is not the main thread */
function rebuildApart(program, pack) {
  return ({ before, others }, take) => new Promise((resolve, reject) => {
    const asked = { pack, before, others: [...others] };
    const thread = new Worker(program, { workerData: asked, execArgv: [] });
    thread.once("error", reject);
    thread.once("exit", () => reject(new Error("the thread that read the log ended before it had")));
    thread.on("message", (told) => {
      if ("leaves" in told) {
        take(told.leaves);
        thread.postMessage("read");
      } else if ("tree" in told) resolve({ ...told.tree, findings: Findings.of(told.found) });
      else reject(new Error(told.problem));
    });
  });
}
/** The thread's part: reads the pack it was given, and hands over what is disclosed a piece at a time. */
async function serveTree() {
  const port = parentPort;
  const { pack, before, others } = workerData;
  if (!port) return;
  const tell = (told, moved = []) => port.postMessage(told, moved);
  let waiting = 0;
  let go = () => {
  };
  port.on("message", () => {
    waiting--;
    go();
  });
  try {
    const files = (await stat(pack)).isDirectory() ? await openFolder(pack) : openZip(pack);
    const { findings, ...tree } = await rebuildTree(
      files,
      sha256,
      { before, others: new Set(others) },
      async (leaves) => {
        tell({ leaves }, [leaves.bytes.buffer, leaves.hashes.buffer]);
        if (++waiting < AHEAD) return;
        await new Promise((resolve) => {
          go = resolve;
        });
      }
    );
    tell({ tree, found: findings.found });
  } catch (error) {
    tell({ problem: error instanceof Error ? error.message : String(error) });
  }
  port.close();
}

// lib/audit-log/verifier/program.ts
import { open, readFile as readFile2, stat as stat2 } from "node:fs/promises";
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
var SIGNATURE_LINE = /^— ([^\s+]+) ([^ ]+)$/u;
var CONTROL_CHARACTER = /[\u0000-\u0009\u000b-\u001f]/;
/** SHA-256(name ‖ 0x0A ‖ type ‖ public key), its first four bytes; the type is that of the signatures. */
function keyId(sha2562, name, publicKey, type = ED25519) {
  return sha2562(concatBytes([toUtf8(`${name}
`), Uint8Array.of(type), publicKey])).slice(0, KEY_ID_LENGTH);
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
/** Takes a signed note apart; throws an Error saying what is wrong and in which line. */
function parseNote(note) {
  if (!note.endsWith("\n")) throw new Error("The note does not end with a newline.");
  const blank2 = note.lastIndexOf("\n\n");
  if (blank2 < 0) throw new Error("The note has no blank line between its text and its signatures.");
  const text2 = requireText(note.slice(0, blank2 + 1));
  const lines = note.slice(blank2 + 2, -1).split("\n");
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
async function verifyNote(note, key, verify4) {
  const message2 = toUtf8(note.text);
  const own = note.signatures.filter(({ name, keyId: keyId2 }) => name === key.name && sameBytes(keyId2, key.id));
  if (own.length === 0) return `It carries no signature by ${key.name}+${toHex(key.id)}.`;
  for (const { signature } of own) {
    if (signature.length !== 64 || !await verify4(key.publicKey, message2, signature)) {
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

// lib/audit-log/ed25519.ts
/** The log's Ed25519 key, on node:crypto. */
/** DER in front of the raw 32 bytes: PKCS #8 of a seed, SPKI of a public key (RFC 8410). */
var PRIVATE_PREFIX = Uint8Array.from(Buffer.from("302e020100300506032b657004220420", "hex"));
var PUBLIC_PREFIX = Uint8Array.from(Buffer.from("302a300506032b6570032100", "hex"));
/** Verification on node:crypto; false for a public key that is not a point of the curve. */
var ed25519Verify = (publicKey, message2, signature) => {
  try {
    const der2 = Buffer.from(concatBytes([PUBLIC_PREFIX, publicKey]));
    return verify(null, message2, createPublicKey({ key: der2, format: "der", type: "spki" }), signature);
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

// lib/audit-log/timestamp-signature.ts
import { createHash as createHash3, verify as verify3, X509Certificate } from "node:crypto";

// lib/audit-log/der.ts
/** DER (X.690), as much as an RFC 3161 time stamp needs: definite lengths, tags of one byte. Pure. */
var TAG = {
  integer: 2,
  octets: 4,
  oid: 6,
  time: 24,
  sequence: 48,
  set: 49,
  context0: 160
};
/** The values that stand one after the other; throws an Error if the bytes are not such. */
function readAll(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, first = 0] = [bytes[at], bytes[at + 1]];
    if ((tag & 31) === 31 || at + 1 >= bytes.length) throw notDer;
    let start = at + 2;
    let length = first;
    if (first >= 128) {
      const count = first & 127;
      if (count === 0 || count > 4) throw notDer;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0);
      start += count;
    }
    if (start + length > bytes.length) throw notDer;
    found.push({
      tag,
      content: bytes.subarray(start, start + length),
      whole: bytes.subarray(at, start + length)
    });
    at = start + length;
  }
  return found;
}
var notDer = new Error("it is not DER");
/** The one value these bytes are, with this tag. */
function readOne(bytes, tag) {
  const [value, ...more] = readAll(bytes);
  if (value?.tag !== tag || more.length > 0) throw notDer;
  return value;
}
/** The parts of a value. */
function partsOf(value, tag) {
  if (value?.tag !== tag) throw notDer;
  return readAll(value.content);
}
/** An object identifier in its dotted form. */
function oidOf(value) {
  if (value?.tag !== TAG.oid) throw notDer;
  const numbers = [];
  let number2 = 0;
  for (const byte of value.content) {
    number2 = number2 * 128 + (byte & 127);
    if (byte < 128) {
      numbers.push(number2);
      number2 = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...rest].join(".");
}
/** A value with its header. */

// lib/audit-log/timestamp.ts
/**
 * RFC 3161 time stamps over checkpoints: the request, and what a response says. The imprint is the SHA-256 of a checkpoint's text,
 * its three lines without any signature, so that lines which come later change nothing. Pure; whose signature a token bears is
 * told by lib/audit-log/timestamp-signature.
 */
/** `at` in milliseconds since 1970; `nonce` as the integer's bytes; the rest is what its signature is checked with. */
var SHA256_OID = Uint8Array.from([96, 134, 72, 1, 101, 3, 4, 2, 1]);
var SHA256_NAME = "2.16.840.1.101.3.4.2.1";
var SIGNED_DATA = "1.2.840.113549.1.7.2";
var TST_INFO = "1.2.840.113549.1.9.16.1.4";
/** Reads a response (DER); throws an Error of one sentence if it grants no stamp or cannot be read. */
function readTimestamp(response) {
  const [status, token] = partsOf(readOne(response, TAG.sequence), TAG.sequence);
  const [code] = partsOf(status, TAG.sequence);
  const granted = code?.content.length === 1 && (code.content[0] === 0 || code.content[0] === 1);
  if (!granted || !token)
    throw new Error(`the authority granted no stamp (status ${code?.content[0] ?? "?"})`);
  const [kind, explicit] = partsOf(token, TAG.sequence);
  if (oidOf(kind) !== SIGNED_DATA) throw new Error("its token is not signed data");
  const [, , enclosed, ...rest] = partsOf(partsOf(explicit, TAG.context0)[0], TAG.sequence);
  const [contentKind, octets] = partsOf(enclosed, TAG.sequence);
  if (oidOf(contentKind) !== TST_INFO) throw new Error("its token holds no time stamp");
  const content = partsOf(octets, TAG.context0)[0];
  if (content?.tag !== TAG.octets) throw new Error("its token holds no time stamp");
  const certificates = rest.find(({ tag }) => tag === TAG.context0);
  const signers = partsOf(rest.at(-1), TAG.set);
  const [signer] = signers;
  if (!signer || signers.length > 1) throw new Error("its token does not have one signer");
  return {
    ...infoOf(content.content),
    content: content.content,
    certificates: certificates ? readAll(certificates.content).map(({ whole }) => whole) : [],
    signer: signer.whole
  };
}
function infoOf(bytes) {
  const [, , print, , time, ...rest] = partsOf(readOne(bytes, TAG.sequence), TAG.sequence);
  const [algorithm, hash2] = partsOf(print, TAG.sequence);
  if (oidOf(partsOf(algorithm, TAG.sequence)[0]) !== SHA256_NAME || hash2?.tag !== TAG.octets)
    throw new Error("it is over no SHA-256 hash");
  if (time?.tag !== TAG.time) throw new Error("it says no time");
  return {
    imprint: hash2.content,
    at: instantOf(new TextDecoder().decode(time.content)),
    nonce: rest.find(({ tag }) => tag === TAG.integer)?.content
  };
}
/** GeneralizedTime as RFC 3161 has it: UTC, with an optional fraction of a second. */
function instantOf(text2) {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(text2);
  const [, year, month, day, hour, minute, second, fraction = ""] = parts ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  if (!parts || Number.isNaN(at)) throw new Error(`its time "${text2}" is none`);
  return at;
}

// lib/audit-log/timestamp-signature.ts
/** Whose signature a time stamp bears (CMS, RFC 5652, with RFC 5816), on node:crypto. */
var HASHES = {
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512"
};
var PSS = "1.2.840.113549.1.1.10";
var CONTENT_TYPE = "1.2.840.113549.1.9.3";
var MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
var SIGNING_CERTIFICATE = ["1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"];
var TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
/**
 * Checks the signature with the certificate in the token that the signed part names, and that certificate for its use, its dates
 * and, where certificates of the authority are given, its descent from one of them.
 */
var timestampVerify = (stamp, trusted) => {
  try {
    return verified(stamp, trusted);
  } catch (error) {
    return {
      problem: `its signature cannot be read: ${error instanceof Error ? error.message : String(error)}`
    };
  }
};
function verified(stamp, trusted) {
  const [, , digest, attributes, algorithm, signature] = partsOf(
    readOne(stamp.signer, TAG.sequence),
    TAG.sequence
  );
  const hash2 = HASHES[oidOf(partsOf(digest, TAG.sequence)[0])];
  if (!hash2 || oidOf(partsOf(algorithm, TAG.sequence)[0]) === PSS)
    return { unable: "its signature is of a kind that is not checked here" };
  if (attributes?.tag !== TAG.context0 || signature?.tag !== TAG.octets)
    return { problem: "its signer signed no attributes" };
  const values = new Map(partsOf(attributes, TAG.context0).map(attributeOf));
  if (!sameBytes(partOf(values.get(MESSAGE_DIGEST)), createHash3(hash2).update(stamp.content).digest()))
    return { problem: "its signature is over other bytes than it holds" };
  if (oidOf(partsOf(values.get(CONTENT_TYPE), TAG.set)[0]) !== TST_INFO)
    return { problem: "its signature is for something else than a time stamp" };
  const signed = concatBytes([Uint8Array.of(TAG.set), attributes.whole.subarray(1)]);
  const named = Buffer.concat(SIGNING_CERTIFICATE.flatMap((oid) => values.get(oid)?.whole ?? []));
  const certificates = stamp.certificates.map((der2) => new X509Certificate(der2));
  const signer = certificates.find(
    (c) => named.includes(createHash3("sha256").update(c.raw).digest()) || named.includes(createHash3("sha1").update(c.raw).digest())
  );
  if (!signer) return { problem: "it does not bring the certificate that it names" };
  if (!verify3(hash2, signed, signer.publicKey, signature.content))
    return { problem: "its signature does not hold under its certificate" };
  if (!signer.keyUsage?.includes(TIME_STAMPING))
    return { problem: "its certificate is not one for time stamping" };
  if (stamp.at < Date.parse(signer.validFrom) || stamp.at > Date.parse(signer.validTo))
    return { problem: "its certificate was not valid at its time" };
  const by = /^CN=(.*)$/m.exec(signer.subject)?.[1] ?? signer.subject.replaceAll("\n", ", ");
  if (trusted === undefined) return { by, known: false };
  return descends(signer, certificates, certificatesIn(trusted), stamp.at) ? { by, known: true } : { problem: `its certificate, of ${by}, does not come from the authority you gave` };
}
/** Up from the signer through what came along, until it is, or was issued by, one that is trusted. */
function descends(signer, along, trusted, at) {
  let current = signer;
  for (let depth = 0; current && depth < 8; depth++) {
    const child = current;
    if (at < Date.parse(child.validFrom) || at > Date.parse(child.validTo)) return false;
    if (trusted.some((t) => t.fingerprint256 === child.fingerprint256 || issued(t, child))) return true;
    current = along.find((c) => c.ca && c.fingerprint256 !== child.fingerprint256 && issued(c, child));
  }
  return false;
}
function issued(issuer, child) {
  return issuer.ca && child.checkIssued(issuer) && child.verify(issuer.publicKey);
}
/** The certificates of a PEM text. */
function certificatesIn(pem) {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return found.map((each) => new X509Certificate(each));
}
function attributeOf(attribute) {
  const [name, values] = partsOf(attribute, TAG.sequence);
  if (!values) throw new Error("an attribute has no value");
  return [oidOf(name), values];
}
function partOf(values) {
  const [value] = partsOf(values, TAG.set);
  if (value?.tag !== TAG.octets) throw new Error("it has no message digest");
  return value.content;
}

// lib/audit-log/verifier/lines.ts
/** What a person is told of a verdict, in a terminal as on a page. */
/** The result for a person: a line for each check, and the conclusion. */
function linesFor(pack, { ok, checks }) {
  const receipt = checks[0]?.name === "inclusion" && checks.length === 3;
  const wrong = checks.filter((check) => check.ok === false).map((check) => check.name);
  const unsaid = checks.filter((check) => check.ok === null).map((check) => check.name);
  return [
    `${receipt ? "Receipt" : "Evidence pack"} ${pack}`,
    ...checks.map((check) => `  ${wordFor(check)} ${check.name.padEnd(13)} ${check.detail}`),
    ok ? "All checks hold." : `Something is wrong: ${wrong.join(", ")}.`,
    ...unsaid.length > 0 ? [`This ${receipt ? "receipt" : "pack"} alone does not answer: ${unsaid.join(", ")}.`] : []
  ];
}
function wordFor({ ok }) {
  return ok === null ? "open " : ok ? "holds" : "WRONG";
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
function parseTlogProof(text2) {
  const blank2 = text2.indexOf("\n\n");
  if (blank2 < 0) throw new Error("The proof has no blank line before its checkpoint.");
  const lines = text2.slice(0, blank2).split("\n");
  const checkpoint = text2.slice(blank2 + 2);
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
function parseHash(line, number2) {
  const hash2 = fromBase64(line);
  if (!hash2) throw new Error(`Line ${number2} of the proof is not base64.`);
  if (hash2.length !== HASH_LENGTH) {
    throw new Error(
      `The hash in line ${number2} of the proof has ${hash2.length} bytes where ${HASH_LENGTH} are due.`
    );
  }
  return hash2;
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
function write(value, path3, integersOnly) {
  switch (typeof value) {
    case "string":
      return writeString(value, path3);
    case "number":
      return writeNumber(value, path3, integersOnly);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (path3.length >= DEEPEST) {
        throw refusal(path3, `is nested deeper than ${DEEPEST} levels or contains itself`);
      }
      return Array.isArray(value) ? writeArray(value, path3, integersOnly) : writeObject(value, path3, integersOnly);
    default:
      throw refusal(
        path3,
        `is ${value === undefined ? "undefined" : `a ${typeof value}`}, which JSON has not`
      );
  }
}
function writeArray(values, path3, integersOnly) {
  let text2 = "[";
  for (let at = 0; at < values.length; at++) {
    path3.push(at);
    text2 += (at > 0 ? "," : "") + write(values[at], path3, integersOnly);
    path3.pop();
  }
  return `${text2}]`;
}
/** Members in the order of their names' UTF-16 code units, which is what `sort` compares (RFC 8785, 3.2.3). */
function writeObject(value, path3, integersOnly) {
  if (!isPlain(value))
    throw refusal(path3, `is a ${value.constructor?.name ?? "special"} object, not a plain one`);
  let text2 = "{";
  for (const name of Object.keys(value).sort()) {
    path3.push(name);
    text2 += `${text2.length > 1 ? "," : ""}${writeString(name, path3)}:${write(value[name], path3, integersOnly)}`;
    path3.pop();
  }
  return `${text2}}`;
}
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
/** `JSON.stringify` escapes a well-formed string exactly as RFC 8785, 3.2.2.2 asks. */
function writeString(value, path3) {
  if (PLAIN_ASCII.test(value)) return `"${value}"`;
  if (LONE_SURROGATE.test(value)) throw refusal(path3, "holds half of a surrogate pair");
  return JSON.stringify(value);
}
/** ECMAScript's own shortest form is the one RFC 8785, 3.2.2.3 asks for; minus zero is written 0. */
function writeNumber(value, path3, integersOnly) {
  if (!Number.isFinite(value)) throw refusal(path3, `is ${value}, which JSON has not`);
  if (integersOnly && !Number.isSafeInteger(value)) {
    throw refusal(
      path3,
      `is ${value}; a record holds only integers of at most 53 bits, so use a string or a count`
    );
  }
  return String(value);
}
function refusal(path3, problem) {
  const place = path3.map((key) => typeof key === "number" ? `[${key}]` : `.${key}`).join("");
  return new Error(`The value at $${place} ${problem}.`);
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
    const part2 = (value) => {
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
        return [name, part2(value[name] ?? null)];
      });
      fixed += "}";
      return { kind: "object", members };
    };
    this.root = part2(object);
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
  valueOf(part2) {
    if (part2.kind === "fixed") return part2.value;
    if (part2.kind === "number") return this.markOf(part2.at);
    if (part2.kind === "text") {
      const known = this.places[part2.at]?.known[this.markOf(part2.at)];
      return known ? known.text : toLatin1(this.bytes, this.startOf(part2.at), this.endOf(part2.at));
    }
    const value = {};
    for (const [name, of] of part2.members) value[name] = this.valueOf(of);
    return value;
  }
  /** What stands at a path, if anything does. */
  find(...path3) {
    let found = this.root;
    for (const name of path3)
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
function startsWith(bytes, part2, from) {
  for (let at = 0; at < part2.length; at++) if (bytes[from + at] !== part2[at]) return false;
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
/** As `unprefixed`, of a text that stands there in ASCII: whether it is one, whose bytes are then put into `hash`. */
function unprefixedAt(bytes, from, to, hash2) {
  if (to - from !== PREFIX.length + 2 * hash2.length) return false;
  for (let at = 0; at < PREFIX.length; at++) if (bytes[from + at] !== PREFIX.charCodeAt(at)) return false;
  return hexAt(bytes, from + PREFIX.length, hash2);
}
/** Names a leaf in a finding. */
function placeOf({ index, type }) {
  return `leaf ${index} (${type})`;
}
/** Reads the text of a leaf; throws an Error with the rest of the sentence "the leaf …". */
function parseLeaf(text2, index, hash2) {
  return leafOf(canonicalObject(text2), index, hash2);
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
/** The pack's checkpoint is well-formed, names the log as its key does, and is signed by the pack's key. */
async function checkSignature(files, sha2562, verify4) {
  const head = readHead(await readText(files, "checkpoint"));
  const key = parseVkey(sha2562, await readText(files, "vkey"));
  const name = `${key.name}+${toHex(key.id)}`;
  const problem = head.checkpoint.origin === key.name ? await verifyNote(head.note, key, verify4) : `It is of the log ${head.checkpoint.origin}, the key in vkey is of ${key.name}.`;
  const check = problem ? failed("signature", `checkpoint: ${problem} The checkpoint or the key was exchanged.`) : { name: "signature", ok: true, detail: `size ${head.checkpoint.size}, signed by ${name}` };
  return { check, head, key };
}
/** Whether the signing key is one that the verifying person knows from elsewhere. */
async function checkKey(known, head, packKey, verify4) {
  if (known.key) {
    const name = `${known.key.name}+${toHex(known.key.id)}`;
    const problem = await verifyNote(head.note, known.key, verify4);
    if (!problem)
      return { name: "key", ok: true, detail: `the checkpoint is signed by the key you gave, ${name}` };
    return failed(
      "key",
      `checkpoint: ${problem} Whoever made this pack does not hold the key you gave, ${name}.`
    );
  }
  if (known.previous) {
    const problem = await verifyNote(known.previous.note, packKey, verify4);
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

// lib/audit-log/cosignature.ts
/**
 * C2SP tlog-cosignature, its Ed25519 form: a witness signs "cosignature/v1", the time and the text of a checkpoint, by which
 * it says that this was the largest consistent head of the log it had seen then. Pure: signing and verifying are handed in.
 */
/** The signature type of Ed25519 cosignatures, in key ids and public keys. */
var COSIGNATURE = 4;
var TIME_LENGTH = 8;
var SIGNATURE_LENGTH = 64;
/** Reads a witness's public key; throws an Error saying which part is wrong. */
function parseWitnessKey(sha2562, text2) {
  return parseVkey(sha2562, text2, COSIGNATURE);
}
/**
 * The line that cosigns the text of a checkpoint, with its newline.
 * @param at seconds since 1970
 */
/** The lines of a note that have the form of a cosignature: 72 bytes, where a log's own signature has 64. */
function cosignaturesOf(note) {
  return note.signatures.flatMap((line) => {
    const at = timeOf(line);
    return at === undefined ? [] : [{ name: line.name, keyId: line.keyId, at }];
  });
}
/**
 * When the witness cosigned the note (seconds since 1970), or one sentence saying why it is not cosigned by this key. One line
 * under the key's name and id that does not verify refuses the note; of several that do, the latest counts.
 */
async function verifyCosignature(note, key, verify4) {
  const own = note.signatures.filter((line) => line.name === key.name && sameBytes(line.keyId, key.id));
  const who = `${key.name}+${toHex(key.id)}`;
  if (own.length === 0) return { problem: `It carries no cosignature by ${who}.` };
  let latest = 0;
  for (const line of own) {
    const at = timeOf(line);
    if (at === undefined || !await verify4(key.publicKey, message(note.text, at), line.signature.slice(TIME_LENGTH)))
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
/** Undefined where the line is no cosignature, or its time is beyond what a date can say. */
function timeOf({ signature }) {
  if (signature.length !== TIME_LENGTH + SIGNATURE_LENGTH) return undefined;
  const at = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  return at <= MOST_SECONDS ? at : undefined;
}
/** The end of the year 9999. */
var MOST_SECONDS = 253402300799;

// lib/audit-log/verifier/witnesses.ts
/** Who besides the log stands behind its head: the witnesses that cosigned it, and the authorities that stamped its time. */
var STAMPS = /^timestamps\/[^/]+\.tsr$/;
/** The time stamps of a pack, by name. */
function stampsIn(files) {
  return files.names().filter((name) => STAMPS.test(name));
}
/** The public keys of witnesses; throws an Error of one sentence if one cannot be read. */
function witnessKeys(sha2562, texts) {
  return texts.map((text2) => parseWitnessKey(sha2562, text2));
}
/** Every witness whose key was given has cosigned this head; of others only their name can be said. */
async function checkWitnesses(head, given, verify4) {
  const lines = cosignaturesOf(head.note);
  const others = lines.filter(
    (line) => !given.some((key) => key.name === line.name && sameBytes(key.id, line.keyId))
  );
  const unknown = others.map(({ name, at }) => `${name} (${instant(at * 1e3)})`).join(", ");
  if (given.length === 0)
    return unanswered(
      "witnesses",
      lines.length === 0 ? "no witness has cosigned this checkpoint; whoever holds the log's key can keep two histories unseen" : `cosigned by ${unknown}, key not independently known: give it as --witness`
    );
  const findings = new Findings();
  const held = [];
  for (const key of given) {
    const found = await verifyCosignature(head.note, key, verify4);
    if ("problem" in found) findings.add("checkpoint", found.problem);
    else held.push(`${key.name} on ${instant(found.at * 1e3)}`);
  }
  return findings.check(
    "witnesses",
    `cosigned by ${held.join(", ")}${unknown === "" ? "" : `; also by ${unknown}, key not independently known`}`,
    "The witness never saw this head, or refused it: the log may keep another history for it."
  );
}
/** Each time stamp is over this head; its signature is checked where that is possible, its authority only if it was given. */
async function checkTimestamps(files, head, sha2562, verify4, authority) {
  const names = stampsIn(files);
  if (names.length === 0)
    return failed(
      "timestamps",
      "timestamps/: nobody has stamped the time of this checkpoint. Its times are the log's own word."
    );
  const findings = new Findings();
  const held = [];
  let open2 = false;
  for (const name of names) {
    try {
      const stamp = readTimestamp(await files.bytes(name));
      if (!sameBytes(stamp.imprint, sha2562(toUtf8(head.note.text)))) {
        findings.add(
          name,
          `it is over ${toHex(stamp.imprint)}, which is not the hash of this checkpoint's text`
        );
        continue;
      }
      const found = verify4 ? verify4(stamp, authority) : { unable: "its signature is not checked here" };
      if ("problem" in found) findings.add(name, found.problem);
      else if ("unable" in found) {
        open2 = true;
        held.push(`${instant(stamp.at)} (${found.unable})`);
      } else {
        open2 ||= !found.known;
        const whose = found.known ? "the authority you gave" : "authority not independently known: give it as --tsa";
        held.push(`${instant(stamp.at)} by ${found.by} (its signature holds; ${whose})`);
      }
    } catch (error) {
      findings.add(name, `it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const check = findings.check(
    "timestamps",
    `this checkpoint existed at ${held.join(", ")}`,
    "The stamp is of another checkpoint, or was made by somebody else."
  );
  return check.ok && open2 ? { ...check, ok: null } : check;
}
function instant(milliseconds) {
  return new Date(milliseconds).toISOString();
}

// lib/audit-log/verifier/receipt.ts
/** A decision's receipt on its own: that its leaf is in the log that the checkpoint in it was signed over, and what the leaf says. */
/** How a receipt's text begins. */
var RECEIPT = "c2sp.org/tlog-proof@v1\n";
/**
 * Verifies a receipt with nothing but itself, and with the log's public key whose checkpoint it is.
 * @throws Error where the text cannot be read as a receipt
 */
async function verifyReceipt(text2, given) {
  const proof = parseTlogProof(text2);
  const head = readHead(proof.checkpoint);
  const bytes = proof.extra ?? new Uint8Array(0);
  const hash2 = leafHash(given.sha256, bytes);
  const { size, root } = head.checkpoint;
  const holds = verifyInclusion(given.sha256, {
    leafHash: hash2,
    index: proof.index,
    size,
    proof: proof.hashes,
    root
  });
  const inclusion = holds ? { name: "inclusion", ok: true, detail: `leaf ${proof.index} is in the log of ${size} leaves` } : failed(
    "inclusion",
    `its hashes do not lead from leaf ${proof.index} to the checkpoint's root. The receipt was changed, or is another decision's.`
  );
  const witnesses = witnessKeys(given.sha256, given.witnesses ?? []);
  const checks = [
    inclusion,
    says(bytes, proof.index, toHex(hash2)),
    await checkKey2(head, given),
    ...witnesses.length > 0 ? [await checkWitnesses(head, witnesses, given.ed25519Verify)] : []
  ];
  return { ok: checks.every((check) => check.ok !== false), checks };
}
/** What was recorded, as the leaf has it. */
function says(bytes, index, hash2) {
  try {
    const leaf = parseLeaf(fromUtf8(bytes) ?? "", index, hash2);
    return { name: "leaf", ok: true, detail: `${leaf.type} at ${leaf.at}${recordedIn(leaf)}` };
  } catch (error) {
    return failed("leaf", `the leaf ${error instanceof Error ? error.message : String(error)}.`);
  }
}
function recordedIn({ type, actor, item, data }) {
  if (type !== "decision.recorded") return "";
  const outcome = typeof data.outcome === "string" ? data.outcome : "unknown";
  return `: ${outcome} by ${actor.kind} ${actor.id} on item ${item ?? "unknown"}`;
}
async function checkKey2(head, { vkey, sha256: sha2562, ed25519Verify: ed25519Verify2 }) {
  if (vkey === undefined)
    return unanswered("key", "not independently known: give the log's public key with --vkey");
  const key = parseVkey(sha2562, vkey.trim());
  const name = `${key.name}+${toHex(key.id)}`;
  const problem = head.checkpoint.origin === key.name ? await verifyNote(head.note, key, ed25519Verify2) : `It is of the log ${head.checkpoint.origin}, the key you gave is of ${key.name}.`;
  return problem ? failed("key", `checkpoint: ${problem} Whoever made this receipt does not hold the key you gave.`) : { name: "key", ok: true, detail: `the checkpoint is signed by the key you gave, ${name}` };
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
  return (message2) => sha2562(concatBytes([outer, sha2562(concatBytes([inner, message2]))]));
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
  for await (const { line, cells } of csvRecords(name, linesOf(files, name))) {
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
  let number2 = 0;
  let start = 1;
  let record = [];
  let insideQuotes = false;
  for await (const line of lines) {
    number2++;
    record.push(line);
    if (quotesIn(line) % 2 === 1) insideQuotes = !insideQuotes;
    if (insideQuotes) continue;
    yield { line: start, cells: splitRecord(name, start, record.join("\n").replace(/\r$/, "")) };
    record = [];
    start = number2 + 1;
  }
  if (insideQuotes) throw new Error(`${name}:${start} opens a quote that never closes`);
}
function quotesIn(text2) {
  let count = 0;
  for (let at = text2.indexOf('"'); at >= 0; at = text2.indexOf('"', at + 1)) count++;
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
var ITEM_MARKS = ["subject", "recommendation", "findings", "disposition", "decided_at"];
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
      if (evidence !== "") findings.add(where, `is ${fate}, and has evidence`);
      if (cell("reason") === "") findings.add(where, `is ${fate} without a reason`);
    } else if (fate !== "item") {
      findings.add(where, `has the unknown fate "${fate}"`);
    } else if (id === "" || items.has(id)) {
      findings.add(where, id === "" ? "is an item without an id" : `names item ${id} again`);
    } else if (fromHex(evidence)?.length !== 32) {
      findings.add(where, `item ${id} has no evidence hash of 64 hexadecimal digits`);
    } else {
      fates[type].items++;
      for (const column of ["reason", "via"])
        if (cell(column) !== "")
          findings.add(where, `item ${id} has the ${column} "${cell(column)}", which is of what is no item`);
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
  for await (const { line, cell } of csvRows(files, ITEMS, [...ITEM_COLUMNS, ...ITEM_MARKS])) {
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
      reviewer: cell("reviewer_id"),
      state: cell("state"),
      decision: cell("decision"),
      answeredBy: cell("answered_by"),
      arm: cell("arm"),
      armWhy: cell("arm_why"),
      drawnAs: cell("drawn_as"),
      launchReviewer: cell("launch_reviewer_id"),
      subject: cell("subject"),
      findings: cell("findings"),
      recommendation: cell("recommendation"),
      disposition: cell("disposition"),
      decidedAt: cell("decided_at")
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
function rootOfItems(sha2562, ids, text2) {
  const tree = new RootBuilder(sha2562);
  for (const id of [...ids].sort(byBytes)) tree.add(leafHash(sha2562, toUtf8(`${id}
${text2(id)}`)));
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
    if (findings.count + forced === 0 && !rows.some((row) => row.armWhy !== "" || row.arm !== "" && row.arm !== "assisted"))
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
  for await (const line of linesOf(files, DRAFTS)) {
    const draft = parseJson(line);
    if (isObject(draft) && isObject(draft.turned) && typeof draft.item === "string") turned.add(draft.item);
  }
  return turned;
}
/** Nobody's first decision on a blind item knows a draft, no decision on one without a draft does, and each says its arm. */
function compareDecisions(log, { items }, findings) {
  const decided = new Set();
  for (const made2 of log.decisions.values()) {
    const arm = items.get(made2.item)?.row?.arm;
    const key = arm === "blind" ? `${made2.item} ${made2.reviewer}` : "";
    const first = !decided.has(key);
    if (key !== "") decided.add(key);
    const problem = problemOf(made2, arm, first);
    if (problem !== undefined) findings.add(`leaf ${made2.index} (decision.recorded)`, problem);
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
  for (const made2 of log.decisions.values()) {
    const { batch } = made2.data;
    if (typeof batch === "string") batches.set(batch, [...batches.get(batch) ?? [], made2]);
    else if (made2.data.batch_size !== undefined || made2.data.batch_taken !== undefined)
      findings.add(whereOf(made2), "says of how many it is one, and not which act it was made in");
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
  compareMarks(row, id, final, String(final?.data.disposition ?? ""), findings);
}
/** When it was decided, and what became of its draft. */
function compareMarks(row, id, final, disposition, findings) {
  const where = `${ITEMS}:${row.line}`;
  if (row.decidedAt !== (final?.at ?? ""))
    findings.add(where, `item ${id} was decided at "${row.decidedAt}", by the log at "${final?.at ?? ""}"`);
  if (row.disposition !== disposition)
    findings.add(where, `item ${id} has the disposition "${row.disposition}", the log has "${disposition}"`);
}
/**
 * Items that the decision on their identity answers: that decision's leaf names how many, and the root over their ids. An item
 * with a decision of its own is answered by nothing else.
 */
function compareAnswers(log, { items }, findings, sha2562) {
  const answered2 = new Map();
  for (const item of items.values()) {
    const by = item.row?.answeredBy ?? "";
    if (by !== "") answered2.set(by, [...answered2.get(by) ?? [], item]);
  }
  for (const whole of items.values()) {
    const final = log.decisions.get(log.final.get(whole.id) ?? "");
    const said2 = final?.data.answers ?? 0;
    const beneath = answered2.get(whole.id) ?? [];
    answered2.delete(whole.id);
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
  for (const [by, [item]] of answered2)
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
  if (row) compareMarks(row, id, final, "", findings);
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
  for (const { index, item, reviewer, eligible } of log.decisions.values()) {
    const where = `leaf ${index} (decision.recorded)`;
    if (!eligible) {
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

// lib/audit-log/verifier/decisions.ts
/** decisions.csv and proofs/: each decision as a table row, and its receipt, against its leaf. */
var FILE2 = "decisions.csv";
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
  "leaf_index",
  "reason_code",
  "change",
  "seed",
  "type",
  "credential_id",
  "identity_id",
  "answers",
  "batch_size",
  "batch_taken",
  "seconds",
  "in_view",
  "started_from",
  "draft_share"
];
/** Every row of decisions.csv says what its leaf says, and every decision has one row. */
async function checkRows(files, log, population, words) {
  const findings = new Findings();
  const rows = new Map();
  for await (const { line, cell } of csvRows(files, FILE2, COLUMNS)) {
    const where = `${FILE2}:${line}`;
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
    for (const column of COLUMNS) {
      const due = expected[column];
      if (cell(column) === due) continue;
      findings.add(where, `${column} is "${cell(column)}", leaf ${decision.index} makes it "${due}"`);
    }
    if (!population.items.get(decision.item)?.packets.includes(decision.evidence ?? "none")) {
      findings.add(where, `leaf ${decision.index} names evidence that is no packet of item ${decision.item}`);
    }
  }
  for (const { id, index } of log.decisions.values()) {
    if (!rows.has(id)) findings.add(FILE2, `has no row for decision ${id} of leaf ${index}`);
  }
  return findings.check(
    "rows",
    `${rows.size} rows of ${FILE2} say what their leaves say`,
    "The table was edited, or does not show every decision."
  );
}
function rowOf(decision, { items }, words) {
  const { data } = decision;
  const item = items.get(decision.item);
  const keys = item?.keys ?? {};
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
    seconds: textOf(data.seconds),
    in_view: textOf(data.in_view),
    started_from: textOf(data.started_from),
    draft_share: textOf(data.draft_share),
    reason_code: textOf(data.reason_code),
    change: textOf(data.target),
    seed: textOf(data.seed),
    type: keys.type ?? "",
    credential_id: keys.credential_id ?? "",
    identity_id: item?.row?.identity ?? "",
    answers: textOf(data.answers ?? 0)
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
    const made2 = {
      index,
      version: typeof version === "number" ? version : 0,
      hash: unprefixed(leaf.refs.evidence),
      before: unprefixed(before)
    };
    this.versions.set(asked.item, [...this.versions.get(asked.item) ?? [], made2]);
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
      const made2 = this.versions.get(id) ?? [];
      for (const [at, { index, version, hash: hash2, before }] of made2.entries()) {
        const where = `leaf ${index} (question.answered)`;
        if (version !== at + 2)
          findings.add(where, `makes version ${version} of item ${id}, ${at + 2} is due`);
        if (packets[at + 1] !== hash2) findings.add(where, `names evidence that is no packet of item ${id}`);
        if (packets[at] !== before)
          findings.add(where, `names another packet as the one before of item ${id}`);
      }
      if (packets.length > made2.length + 1)
        findings.add(
          `population.csv:${line}`,
          `item ${id} has ${packets.length} packets, and ${made2.length} answers that made one`
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

// lib/audit-log/verifier/redacted.ts
/**
 * redacted.json: {withheld: [...]} says that a pack was made without names and words. What is withheld is there by its hash, which
 * the log's roots still bind; that it is withheld is told as a check without an answer.
 */
var REDACTED = "redacted.json";
/** Columns of names, words and rows of the source that a redacted pack leaves empty, by table. */
var WITHHELD_COLUMNS = {
  "items.csv": ["subject", "reviewer_basis"],
  "decisions.csv": ["rationale", "reviewer"],
  "population.csv": ["via"],
  "assignments.csv": ["basis"],
  "remediation.csv": ["why", "before", "after"],
  "roles.csv": ["name"]
};
/** Checks that compare ids of identities with the log's, which a redacted pack has no other than pseudonyms of. */
var BY_IDENTITY = new Set(["duties", "second looks"]);
/** Whether a table's column is empty whatever a leaf says: of a redacted pack, and of no other. */
function withholds(files, table, column) {
  return WITHHELD_COLUMNS[table]?.includes(column) === true && isRedacted(files);
}
/** What of the checks of a redacted pack pseudonyms cannot show is no answer; what fails, fails. */
function withoutIdentities(files, checks) {
  return checks.map(
    (check) => check.ok === true && BY_IDENTITY.has(check.name) && isRedacted(files) ? unanswered(
      check.name,
      "the ids of identities are withheld, so whether somebody decided on, or looked at, their own access cannot be seen here; nothing else is wrong"
    ) : check
  );
}
function isRedacted(files) {
  return files.names().includes(REDACTED);
}
/** Whether a line of a redacted pack stands for what was withheld; in any other pack nothing does. */
function isWithheld(files, line) {
  return line.withheld === true && isRedacted(files);
}
/** No check of a whole pack. */
function checkRedacted(files) {
  if (!isRedacted(files)) return [];
  return [
    unanswered(
      "withheld",
      "this is a redacted pack: names, words, facts and drafts are not in it, and only their hashes were checked; ids of accounts, identities and credentials are pseudonyms. Ask for the whole pack to check what they say"
    )
  ];
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
  let number2 = 0;
  let last;
  for await (const line of linesOf(files, EVIDENCE)) {
    const where = `${EVIDENCE}:${++number2}`;
    const entry = parseJson(line);
    const item = isObject(entry) && typeof entry.item === "string" ? items.get(entry.item) : undefined;
    if (!isObject(entry) || !item) {
      findings.add(
        where,
        isObject(entry) ? `item ${entry.item} is not in ${POPULATION}` : "is not a JSON object"
      );
      continue;
    }
    const withheld = isWithheld(files, entry);
    const hash2 = withheld ? String(entry.hash) : packetHash(sha2562, entry.packet);
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
    const wrong = !withheld && last?.item === item.id ? notNext(last.packet, entry.packet) : null;
    if (wrong) findings.add(where, `its packet ${wrong}`);
    last = { item: item.id, packet: entry.packet };
    compareKeys(where, entry.packet, item, findings);
    compareSubject(where, files, entry.packet, item, findings);
    item.packets.push(hash2 ?? "");
    item.told.push(toldBy(entry.packet));
  }
  for (const { id, line, packets, told, row } of items.values()) {
    if (packets.length === 0)
      findings.add(`${POPULATION}:${line}`, `item ${id} has no packet in ${EVIDENCE}`);
    const broken = told.at(-1)?.failed;
    if (row && broken !== undefined && row.findings !== String(broken))
      findings.add(
        `${ITEMS}:${row.line}`,
        `item ${id} has ${row.findings || "no number of"} findings, its evidence ${broken}`
      );
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
/** What the item is called is what its evidence calls it. */
function compareSubject(where, files, packet, { id, row }, findings) {
  const name = isObject(packet) && isObject(packet.subject) ? packet.subject.name : undefined;
  if (!row || typeof name !== "string" || withholds(files, ITEMS, "subject") || row.subject === name) return;
  findings.add(
    where,
    `calls the subject of item ${id} "${name}", ${ITEMS}:${row.line} calls it "${row.subject}"`
  );
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
/** Rebuilds the tree in one pass and hands over the disclosed leaves as it goes. */
async function readLeaves(files, sha2562, sizeThen, reader, others = new Set(), rebuild = (sizes, take) => rebuildTree(files, sha2562, sizes, take)) {
  const findings = new Findings();
  const forms = new LeafForms();
  const tree = await rebuild({ before: sizeThen, others }, (leaves) => {
    const [bytes, hashes] = [quick(leaves.bytes), quick(leaves.hashes)];
    let from = 1;
    for (const [nth, end] of leaves.ends.entries()) {
      const index = leaves.indexes[nth] ?? 0;
      const hashAt2 = HASH_LENGTH * nth;
      const form = forms.formOf(bytes, from, end);
      if (!form || !reader.take?.({ form, index, hashes, hashAt: hashAt2 })) {
        const hash2 = toHex(hashes.subarray(hashAt2, hashAt2 + HASH_LENGTH));
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

// lib/audit-log/challenges.ts
/**
 * The draw that says in whose lists challenge items stand, items made up to test the review itself. Pure, so that the launch and
 * the verifier make the same of the same secret.
 *
 * Each item of a reviewer's list at launch has a lot, HMAC-SHA256(secret, "challenge" LF item LF reviewer), compared byte by
 * byte as lower-case hexadecimal. Of each list as many items as a twentieth of it, rounded down, can be drawn, those with the
 * lowest lots; of all that can be, the campaign draws its number, again the lowest lots first. Each drawn item is one challenge
 * item on that list; the item itself is left as it is.
 */
/** A list never holds more than one challenge item to so many of its own. */
var ONE_CHALLENGE_IN = 20;
/** Of a campaign's items one in so many, and never fewer than these, as far as the lists are long enough. */
var SHARE = 40;
var FEWEST = 20;
/** How many challenge items a campaign of so many items asks for; its lists may be too short to hold them. */
function challengesWanted(items) {
  return Math.max(FEWEST, Math.ceil(items / SHARE));
}
/** How many a list of so many items can hold: none below twenty, one below forty. */
function challengesFitting(items) {
  return Math.floor(items / ONE_CHALLENGE_IN);
}
var byLot = (a, b) => a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : a.item < b.item ? -1 : 1;
/** The draw of one campaign: a list's items come one after the other. Memory holds one list, and a twentieth of the others. */
var ChallengeDraw = class {
  mac;
  can = [];
  list;
  items = 0;
  constructor(sha2562, secret) {
    this.mac = hmac(sha2562, secret);
  }
  /** Each item once, with whom the launch gave it to. */
  add(item, reviewer) {
    if (this.list?.reviewer !== reviewer) {
      this.endList();
      this.list = { reviewer, items: [] };
    }
    this.items++;
    const lot = toHex(this.mac(toUtf8(`challenge
${item}
${reviewer}`)));
    this.list.items.push({ item, reviewer, lot });
  }
  endList() {
    if (!this.list) return;
    const { items } = this.list;
    this.can.push(...items.sort(byLot).slice(0, challengesFitting(items.length)));
  }
  /** The items drawn, the lowest lot first. */
  end() {
    this.endList();
    this.list = undefined;
    return this.can.sort(byLot).slice(0, challengesWanted(this.items)).map(({ item, reviewer }) => ({ item, reviewer }));
  }
};
/** The leaf's text of one challenge item in the root over all of them. */
function challengeLine(of) {
  const { challenge, reviewer, drawn_for, made_after, kind, planted, facts_say, drafted } = of;
  const { evidence_hash } = of;
  return canonicalRecord({
    challenge,
    reviewer,
    drawn_for,
    made_after,
    kind,
    planted,
    facts_say,
    drafted,
    evidence_hash
  });
}

// lib/audit-log/verifier/challenges.ts
/**
 * Items made up to test the review, drawn again. At launch the log commits to a secret, to what it is drawn from and to what each
 * of them is; at the end it says the secret: `lib/audit-log/challenges` makes the same of it. Their answers are the log's, and
 * nothing that is decided, counted or removed names one of them.
 */
var FILE3 = "challenges.csv";
var SETTING = "challenge items";
var MEANING3 = "Somebody chose where made-up items stand, or what was answered to one is told otherwise than it was recorded.";
var made = [
  "challenge_id",
  "reviewer_id",
  "drawn_for",
  "made_after",
  "kind",
  "planted",
  "facts_say",
  "drafted",
  "evidence_hash"
];
var answered = [
  "answer",
  "answered_by",
  "answered_at",
  "reason_code",
  "recommendation",
  "recommendation_seen",
  "draft_hash",
  "served_at",
  "leaf_index",
  "seed"
];
/** What the leaves say about a campaign's challenge items. */
var ChallengeLog = class {
  findings = new Findings();
  leaves = new Map();
  answers = new Map();
  committed;
  revealed;
  /** A change of settings: a control owner's leave, perhaps, or one taken back. */
  setting({ index, actor, data }) {
    if (data.setting !== SETTING || typeof data.to !== "string") return;
    const [, how, leave] = /^(allowed once|taken back), leave (\S+)$/u.exec(data.to) ?? [];
    if (leave === undefined) return;
    if (how === "taken back") this.leaves.delete(leave);
    else if (actor.kind === "person") this.leaves.set(leave, index);
  }
  /** Once, on a leave given before, and before anybody decided. */
  commit(leaf, decided) {
    if (this.committed)
      this.findings.add(placeOf(leaf), `commits to made-up items again, after leaf ${this.committed.index}`);
    else this.committed = { index: leaf.index, data: leaf.data };
    if (decided > 0) this.findings.add(placeOf(leaf), "commits to made-up items after somebody has decided");
    if (!this.leaves.has(String(leaf.data.leave)))
      this.findings.add(placeOf(leaf), "names a leave that no person gave before");
  }
  /** Each at most once, while the campaign ran. */
  answer(leaf, ended2) {
    const id = String(leaf.data.challenge);
    if (!this.committed)
      this.findings.add(placeOf(leaf), "answers a made-up item, and no leaf commits to any");
    if (this.answers.has(id)) this.findings.add(placeOf(leaf), `answers made-up item ${id} again`);
    else this.answers.set(id, { index: leaf.index, data: leaf.data, at: leaf.at, by: leaf.actor.id });
    if (ended2) this.findings.add(placeOf(leaf), "is recorded after the end of the campaign");
  }
  /** Once, and after the end. */
  reveal(leaf, ended2) {
    if (this.revealed)
      this.findings.add(placeOf(leaf), `says a secret again, after leaf ${this.revealed.index}`);
    else this.revealed = { index: leaf.index, data: leaf.data };
    if (!ended2) this.findings.add(placeOf(leaf), "says the secret of made-up items before the end");
  }
  async check(files, log, population, sha2562) {
    const findings = Findings.join([this.findings]);
    const { committed, revealed } = this;
    const settings = await readSettings(files, log, sha2562, findings);
    const there = files.names().includes(FILE3);
    if (!committed) {
      if (settings?.challengeItems === true)
        findings.add("rules/settings.json", "asks for made-up items, and no leaf commits to any");
      if (there) findings.add(FILE3, "tells of made-up items, and no leaf commits to any");
      if (revealed) findings.add(`leaf ${revealed.index}`, "reveals made-up items that no leaf committed to");
      return findings.check("challenges", "this campaign had no made-up items", MEANING3);
    }
    if (settings && settings.challengeItems !== true)
      findings.add(`leaf ${committed.index}`, "commits to made-up items that the settings do not ask for");
    if (!revealed && !log.sealed && findings.count === 0)
      return unanswered(
        "challenges",
        `leaf ${committed.index} commits to ${String(committed.data.challenges)} made-up items; which they are is said when the campaign is sealed`
      );
    if (!revealed) {
      findings.add(
        `leaf ${log.sealed?.index}`,
        "seals the campaign, but no leaf says which items were made up"
      );
      return findings.check("challenges", "", MEANING3);
    }
    if (!there) {
      findings.add(FILE3, "is missing");
      return findings.check("challenges", "", MEANING3);
    }
    const rows = await this.rows(files, findings);
    this.comparePlacement(rows, committed, revealed, population, sha2562, findings);
    this.compareAnswers(rows, findings);
    compareRest(rows, log, population, findings);
    const counts = [
      ["challenges", rows.size],
      ["answered", this.answers.size]
    ];
    for (const [name, count] of counts)
      if (revealed.data[name] !== count)
        findings.add(
          `leaf ${revealed.index} (challenge.revealed)`,
          `says ${name} ${String(revealed.data[name])}, there are ${count}`
        );
    return findings.check(
      "challenges",
      `${rows.size} made-up items stand where the secret of leaf ${revealed.index} draws them; ${this.answers.size} answered, as the log has it; no decision and no count takes one in`,
      MEANING3
    );
  }
  async rows(files, findings) {
    const rows = new Map();
    for await (const { line, cell } of csvRows(files, FILE3, [...made, ...answered])) {
      const row = Object.fromEntries([...made, ...answered].map((c) => [c, cell(c)]));
      if (rows.has(row.challenge_id)) findings.add(`${FILE3}:${line}`, `repeats ${row.challenge_id}`);
      rows.set(row.challenge_id, { line, row });
    }
    return rows;
  }
  /** They stand where the revealed secret draws them, and are what the log committed to. */
  comparePlacement(rows, committed, revealed, { items }, sha2562, findings) {
    const lines = (id) => {
      const row = rows.get(id)?.row;
      return row ? challengeLine(factsOf(row)) : "";
    };
    const root = rootOfItems(sha2562, rows.keys(), lines);
    if (root !== unprefixed(committed.data.made))
      findings.add(FILE3, `is not what leaf ${committed.index} committed to, sha256:${root}`);
    const secret = fromHex(String(revealed.data.secret));
    if (secret?.length !== SECRET_LENGTH || toHex(sha2562(secret)) !== unprefixed(committed.data.secret)) {
      findings.add(
        `leaf ${revealed.index} (challenge.revealed)`,
        `its secret is not the one that leaf ${committed.index} committed to`
      );
      return;
    }
    const reviewers = new Map([...items.values()].map(({ id, row }) => [id, row?.launchReviewer ?? ""]));
    const inputs = rootOfItems(sha2562, reviewers.keys(), (id) => reviewers.get(id) ?? "");
    if (inputs !== unprefixed(committed.data.inputs)) {
      findings.add(
        ITEMS,
        `launch_reviewer_id is not that which leaf ${committed.index} committed to, sha256:${inputs}`
      );
      return;
    }
    const draw = new ChallengeDraw(sha2562, secret);
    for (const [id, reviewer] of [...reviewers].sort((a, b) => a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0))
      draw.add(id, reviewer);
    const drawn = new Map(draw.end().map((d) => [d.item, d.reviewer]));
    const seen = new Set();
    for (const { line, row } of rows.values()) {
      if (drawn.get(row.drawn_for) !== row.reviewer_id || seen.has(row.drawn_for))
        findings.add(
          `${FILE3}:${line}`,
          `${row.challenge_id} stands where the secret draws none: item ${row.drawn_for} of ${row.reviewer_id}`
        );
      seen.add(row.drawn_for);
      if (!items.has(row.made_after))
        findings.add(
          `${FILE3}:${line}`,
          `${row.challenge_id} was made after ${row.made_after}, which is no item of the campaign`
        );
    }
    for (const item of drawn.keys())
      if (!seen.has(item)) findings.add(FILE3, `has none for item ${item}, which the secret draws`);
  }
  /** Every row tells the answer of its leaf, every answer has its row, and only its reviewer answered. */
  compareAnswers(rows, findings) {
    for (const { line, row } of rows.values()) {
      const said2 = toldOf(this.answers.get(row.challenge_id));
      for (const column of answered)
        if (row[column] !== said2[column])
          findings.add(
            `${FILE3}:${line}`,
            `${column} of ${row.challenge_id} is "${row[column]}", the log makes it "${said2[column]}"`
          );
    }
    for (const [id, { index, data, by }] of this.answers) {
      const row = rows.get(id)?.row;
      const where = `leaf ${index} (challenge.answered)`;
      if (!row) findings.add(where, `answers ${id}, which ${FILE3} does not have`);
      else if (by !== row.reviewer_id) findings.add(where, `is by ${by}, and ${id} stood in another's list`);
      else if (unprefixed(data.evidence) !== row.evidence_hash)
        findings.add(where, `names other evidence than that of ${id}`);
    }
  }
};
var blank = Object.fromEntries(answered.map((c) => [c, ""]));
function toldOf(answer2) {
  if (!answer2) return blank;
  const { data, index, at, by } = answer2;
  const text2 = (name) => data[name] === undefined ? "" : String(data[name]);
  return {
    answer: text2("answer"),
    answered_by: by,
    answered_at: at,
    reason_code: text2("reason_code"),
    recommendation: text2("recommendation"),
    recommendation_seen: text2("recommendation_seen"),
    draft_hash: unprefixed(data.draft) ?? "",
    served_at: text2("served_at"),
    leaf_index: String(index),
    seed: text2("seed")
  };
}
function factsOf(row) {
  const { challenge_id: challenge, reviewer_id: reviewer, drawn_for, made_after, kind, planted } = row;
  const { facts_say, drafted, evidence_hash } = row;
  return { challenge, reviewer, drawn_for, made_after, kind, planted, facts_say, drafted, evidence_hash };
}
/** None of them is an item, and no decision is on one. */
function compareRest(rows, log, { items }, findings) {
  for (const id of rows.keys())
    if (items.has(id)) findings.add(FILE3, `calls ${id} made up, which is an item of the campaign`);
  for (const { item, index } of log.decisions.values())
    if (rows.has(item))
      findings.add(`leaf ${index} (decision.recorded)`, `decides ${item}, which is made up`);
}

// lib/audit-log/verifier/drafts.ts
/**
 * drafts.jsonl against the log: drafts are recorded a batch at a time, as a root over "draft id LF output hash" in the order of the
 * ids. Each draft's result is hashed again, and its note says what the result holds and nothing else.
 */
var FILE4 = "drafts.jsonl";
var MEANING4 = "A draft was changed, left out or put in, or a decision was made on another than the record has.";
/** What the output hash is of. */
var RESULT = [
  ...[
    "v",
    "claims",
    "counter",
    "unknowns",
    "questions",
    "judgement",
    "recommendation",
    "refused",
    "rule",
    "from"
  ],
  ...["target", "turned"]
];
/** What a note has before its parts. */
var LEADS = ["Against this:", "On the other side:", "Not known:", "Only stated:"];
var NOTHING = "The draft found nothing in the record that it could support.";
/**
 * The batches of drafts that were recorded, by the name that each of a batch's drafts has of it. Logs of before batches had names
 * are told apart by the moment, the prompt and the model, which may be several batches'.
 */
var DraftLog = class {
  batches = new Map();
  size = 0;
  record({ index, at, data, refs }) {
    const batch = { index, data, prompt: String(refs.prompt), model: String(refs.model) };
    const key = keyOf(data.batch, at, batch.prompt, batch.model);
    this.batches.set(key, [...this.batches.get(key) ?? [], batch]);
    this.size++;
  }
  async check(files, log, population, sha2562) {
    const there = files.names().includes(FILE4);
    if (!there && this.size === 0) return unanswered("drafts", "no draft is on record");
    const findings = new Findings();
    if (!there) findings.add(FILE4, `is missing, and ${this.size} leaves record drafts`);
    const ended2 = log.closed !== undefined || log.cancelled !== undefined;
    const served = new Map();
    const groups = new Map();
    const recommended = new Map();
    const seen = new Set();
    let number2 = 0;
    if (there)
      for await (const line of linesOf(files, FILE4)) {
        const where = `${FILE4}:${++number2}`;
        const draft = parseJson(line);
        if (!isObject(draft) || typeof draft.draft !== "string" || typeof draft.outputHash !== "string") {
          findings.add(where, "is not a draft with its id and the hash of its result");
          continue;
        }
        if (seen.has(draft.draft)) findings.add(where, `repeats draft ${draft.draft}`);
        seen.add(draft.draft);
        if (!isWithheld(files, draft))
          for (const what of problemsOf(draft, population, sha2562)) findings.add(where, what);
        const key = keyOf(draft.batch, draft.at, `sha256:${String(draft.promptHash)}`, modelOf(draft));
        groups.set(key, [...groups.get(key) ?? [], { id: draft.draft, hash: draft.outputHash }]);
        const item = String(draft.item);
        served.set(item, (served.get(item) ?? new Set()).add(draft.outputHash));
        recommended.set(item, [
          ...recommended.get(item) ?? [],
          { hash: draft.outputHash, says: String(draft.recommendation ?? "") }
        ]);
      }
    if (!isRedacted(files)) compareRecommendations(log, population, recommended, findings);
    const compared = this.compareRoots(groups, ended2, sha2562, findings);
    if (ended2) compareDecisions2(log, served, findings);
    const open2 = this.size - compared;
    const found = `${seen.size} drafts: ${compared} of ${this.size} recorded batches are over these`;
    if (open2 > 0 && findings.count === 0)
      return unanswered(
        "drafts",
        `${found}; ${open2} ${open2 === 1 ? "is" : "are"} not compared with its root, as drafts of it are not told yet or it was recorded at one moment with another`
      );
    return findings.check("drafts", found, MEANING4);
  }
  /** @returns how many batches are over drafts of this pack */
  compareRoots(groups, ended2, sha2562, findings) {
    let compared = 0;
    for (const [key, batches] of this.batches) {
      const made2 = groups.get(key) ?? [];
      const due = batches.reduce((sum, { data }) => sum + Number(data.drafts), 0);
      const [first] = batches;
      if (!first) continue;
      const where = `leaf ${first.index} (draft.recorded)`;
      if (made2.length > due || ended2 && made2.length !== due)
        findings.add(where, `records ${due} drafts, ${FILE4} has ${made2.length} of them`);
      if (made2.length !== due || batches.length > 1) continue;
      compared++;
      if (rootOf(made2, sha2562) !== unprefixed(first.data.root))
        findings.add(where, `its root is not over the drafts that ${FILE4} has of it`);
    }
    for (const [key, made2] of groups)
      if (!this.batches.has(key))
        findings.add(
          FILE4,
          `draft ${made2[0]?.id} and ${made2.length - 1} others are of no batch that a leaf records`
        );
    return compared;
  }
};
function keyOf(batch, at, prompt, model) {
  return `${typeof batch === "string" ? batch : ""} ${String(at)} ${prompt} ${model}`;
}
function modelOf({ provider, model, drafterVersion: version }) {
  return `${String(provider)}/${String(model)}${version === null || version === undefined ? "" : `@${String(version)}`}`;
}
function rootOf(made2, sha2562) {
  const tree = new RootBuilder(sha2562);
  for (const { id, hash: hash2 } of [...made2].sort((a, b) => byBytes(a.id, b.id)))
    tree.add(leafHash(sha2562, toUtf8(`${id}
${hash2}`)));
  return toHex(tree.root());
}
function* problemsOf(draft, { items }, sha2562) {
  const item = items.get(String(draft.item));
  if (!item) yield `is of item ${String(draft.item)}, which is not in the population`;
  else if (!item.packets.includes(String(draft.evidenceHash)))
    yield `was made from evidence that is no packet of item ${item.id}`;
  const result = Object.fromEntries(
    RESULT.flatMap((name) => name in draft ? [[name, draft[name] ?? null]] : [])
  );
  if (hashOf2(result, sha2562) !== draft.outputHash) yield "its result does not have the hash beside it";
  const left = draft.state === "failed" ? "" : strayWords(draft);
  if (left !== "") yield `its note says what its result does not: "${left.slice(0, 80)}"`;
}
function hashOf2(result, sha2562) {
  try {
    return toHex(sha2562(toUtf8(canonicalRecord(result))));
  } catch {
    return undefined;
  }
}
/** What a note says beyond the sentences of its result, or the first of those it leaves out. */
function strayWords(draft) {
  const own = [
    ...textsIn(draft.claims, "sentence"),
    ...textsIn(draft.unknowns, "text"),
    ...textsIn(draft.questions, "text")
  ];
  const turned = isObject(draft.turned) ? textsIn(draft.turned.claims, "sentence") : [];
  let note = String(draft.note);
  const missing = own.find((text2) => !note.includes(text2));
  if (missing !== undefined) return `(not) ${missing}`;
  for (const text2 of [...own, ...turned, ...LEADS, NOTHING].sort((a, b) => b.length - a.length))
    if (text2 !== "") note = note.replaceAll(text2, "");
  return note.replace(/\[E\d+(?:, E\d+)*\]/g, "").trim();
}
function textsIn(list, name) {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry) => {
    const text2 = isObject(entry) ? entry[name] : undefined;
    return typeof text2 === "string" ? [text2] : [];
  });
}
/** What items.csv says was recommended is what a draft of the item recommends; where it has one alone that was decided on, that. */
function compareRecommendations({ decisions, final }, { items }, recommended, findings) {
  for (const { id, row } of items.values()) {
    if (!row) continue;
    const own = recommended.get(id) ?? [];
    const [only] = own.length === 1 ? own : [];
    const knew = decisions.get(final.get(id) ?? "")?.draft;
    const due = only && only.hash === knew ? [only.says] : ["", ...own.map((d) => d.says)];
    if (!due.includes(row.recommendation))
      findings.add(
        `${ITEMS}:${row.line}`,
        `item ${id} was recommended "${row.recommendation}", by ${FILE4} "${due.filter(Boolean).join('" or "')}"`
      );
  }
}
/** Whoever decided knowing a draft knew one that is here, of that item. */
function compareDecisions2({ decisions }, served, findings) {
  for (const { index, item, draft } of decisions.values())
    if (draft !== undefined && !served.get(item)?.has(draft))
      findings.add(
        `leaf ${index} (decision.recorded)`,
        `knew a draft of item ${item} that ${FILE4} does not have`
      );
}

// lib/audit-log/verifier/exceptions.ts
/** Access kept against a rule: what the log says of each exception, and exceptions.csv against it. */
var FILE5 = "exceptions.csv";
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
  byDecision = new Map();
  resting = [];
  get size() {
    return this.all.size;
  }
  /** A decision's leaf: what it was kept under, and what it ends by taking another's place. */
  decide(leaf, decision) {
    const { data } = leaf;
    const kept = data.outcome === "certify" || data.outcome === "certify_until";
    const before = typeof data.supersedes === "string" ? this.byDecision.get(data.supersedes) : undefined;
    if (before) this.end([before]);
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
    const made2 = {
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
    };
    this.all.set(id, made2);
    this.byDecision.set(decision, made2);
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
    const waiting = [...this.all.values()].filter((e) => e.row.state === "pending");
    this.end(waiting);
    return waiting.map((e) => e.row.item_id);
  }
  end(those) {
    for (const { row } of those)
      if (row.state === "pending" || row.state === "granted") row.state = "withdrawn";
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
    if (files.names().includes(FILE5))
      for await (const { line, cell } of csvRows(files, FILE5, COLUMNS2)) {
        const where = `${FILE5}:${line}`;
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
        const second = this.all.get(id)?.second ?? "";
        if (cell("second") !== "" && cell("second") !== second)
          findings.add(where, `second is "${cell("second")}", the log makes it "${second}"`);
      }
    for (const id of this.all.keys()) if (!seen.has(id)) findings.add(FILE5, `has no row for exception ${id}`);
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

// lib/audit-log/verifier/columns.ts
/** Columns of a table that may be long: a million rows kept as objects of their own would not fit in memory. */
var BITS = 13;
var ROWS = 1 << BITS;
var WITHIN = ROWS - 1;
/** Whole numbers of 32 bits, by row. */
var Numbers = class {
  blocks = [];
  get(row) {
    return this.blocks[row >> BITS]?.[row & WITHIN] ?? 0;
  }
  set(row, value) {
    const block = row >> BITS;
    while (this.blocks.length <= block) this.blocks.push(new Int32Array(ROWS));
    const found = this.blocks[block];
    if (found) found[row & WITHIN] = value;
  }
};
/** SHA-256 hashes in hexadecimal, or none, by row; kept as their bytes. */
var Hashes = class {
  blocks = [];
  there = new Numbers();
  get(row) {
    if (this.there.get(row) === 0) return undefined;
    const at = (row & WITHIN) * HASH_LENGTH;
    const block = this.blocks[row >> BITS];
    return block && toHex(block.subarray(at, at + HASH_LENGTH));
  }
  /** @param hex 64 digits, as every reader of a leaf has made sure */
  set(row, hex) {
    this.there.set(row, hex === undefined ? 0 : 1);
    if (hex === undefined) return;
    const block = row >> BITS;
    while (this.blocks.length <= block) this.blocks.push(new Uint8Array(ROWS * HASH_LENGTH));
    const found = this.blocks[block];
    if (found) hexInto(hex, found, (row & WITHIN) * HASH_LENGTH);
  }
  /** As `set`, of the hash whose bytes stand there. */
  setAt(row, bytes, from) {
    this.there.set(row, bytes === undefined ? 0 : 1);
    if (bytes === undefined) return;
    const block = row >> BITS;
    while (this.blocks.length <= block) this.blocks.push(new Uint8Array(ROWS * HASH_LENGTH));
    copyAt(bytes, from, this.blocks[block], (row & WITHIN) * HASH_LENGTH, HASH_LENGTH);
  }
  /** Whether the row has the hash of these bytes, or has none where there are none. */
  is(row, bytes) {
    const there = this.there.get(row) === 1;
    return bytes && there ? isAt(bytes, 0, this.blocks[row >> BITS], (row & WITHIN) * HASH_LENGTH, HASH_LENGTH) : !bytes && !there;
  }
};
/** Byte by byte: for so few, a view of them and a call cost more. */
function copyAt(from, at, to, start, length) {
  for (let nth = 0; to && nth < length; nth++) to[start + nth] = from[at + nth] ?? 0;
}
function isAt(left, at, right, start, length) {
  for (let nth = 0; nth < length; nth++) if (left[at + nth] !== right?.[start + nth]) return false;
  return true;
}
var NO_BYTES = new Uint8Array(0);
/** Ids and times have no more characters. */
var SHORT = 36;
/** Short texts by row, as their bytes; what is longer or not ASCII stands apart. */
var Shorts = class {
  blocks = [];
  /** Length and one, by row; 0 where the text stands apart. */
  lengths = [];
  apart = new Map();
  set(row, text2) {
    const { bytes, lengths } = this.blockOf(row);
    const short = text2.length <= SHORT && asciiInto(text2, bytes, (row & WITHIN) * SHORT);
    lengths[row & WITHIN] = short ? text2.length + 1 : 0;
    if (!short) this.apart.set(row, text2);
  }
  /** As `set`, of a text that stands there in ASCII. */
  setAt(row, text2, from, to) {
    const { bytes, lengths } = this.blockOf(row);
    const short = to - from <= SHORT;
    if (short) copyAt(text2, from, bytes, (row & WITHIN) * SHORT, to - from);
    else this.apart.set(row, toLatin1(text2, from, to));
    lengths[row & WITHIN] = short ? to - from + 1 : 0;
  }
  get(row) {
    const block = row >> BITS;
    const bytes = this.blocks[block];
    const length = this.lengths[block]?.[row & WITHIN] ?? 0;
    if (length === 0 || !bytes) return this.apart.get(row) ?? "";
    const at = (row & WITHIN) * SHORT;
    return toLatin1(bytes, at, at + length - 1);
  }
  is(row, text2) {
    const block = row >> BITS;
    const bytes = this.blocks[block];
    const length = this.lengths[block]?.[row & WITHIN] ?? 0;
    if (length === 0 || !bytes) return this.apart.get(row) === text2;
    if (length !== text2.length + 1) return false;
    const from = (row & WITHIN) * SHORT;
    for (let at = 0; at < text2.length; at++) if (bytes[from + at] !== text2.charCodeAt(at)) return false;
    return true;
  }
  /** As `is`, of a text that stands there in ASCII. */
  isAt(row, text2, from, to) {
    const block = row >> BITS;
    const length = this.lengths[block]?.[row & WITHIN] ?? 0;
    if (length === 0) return this.apart.get(row) === toLatin1(text2, from, to);
    return length === to - from + 1 && isAt(text2, from, this.blocks[block], (row & WITHIN) * SHORT, to - from);
  }
  blockOf(row) {
    const block = row >> BITS;
    while (this.blocks.length <= block) {
      this.blocks.push(new Uint8Array(ROWS * SHORT));
      this.lengths.push(new Uint8Array(ROWS));
    }
    const [bytes = NO_BYTES, lengths = NO_BYTES] = [this.blocks[block], this.lengths[block]];
    return { bytes, lengths };
  }
};

// lib/audit-log/verifier/names.ts
/** The names of what a table has rows for; a million of them do not fit in a map. */
/** Names that are each there once, numbered as they come. */
var Names = class {
  size = 0;
  names = new Shorts();
  hashes = new Numbers();
  /** Numbers and one at the places that names hash to, or the next free one; 0 where none is. */
  slots = new Int32Array(1 << 10);
  text(row) {
    return this.names.get(row);
  }
  /** The name's row; undefined if it is not there. */
  row(name) {
    const found = this.slots[this.slotOf(name, hashOf3(name))] ?? 0;
    return found === 0 ? undefined : found - 1;
  }
  /** The row of the name, put in if it is not there. */
  add(name) {
    const hash2 = hashOf3(name);
    const slot = this.slotOf(name, hash2);
    const found = this.slots[slot] ?? 0;
    if (found !== 0) return found - 1;
    this.names.set(this.size, name);
    return this.put(slot, hash2);
  }
  /** As `add`, of a name that stands there in ASCII. */
  addAt(bytes, from, to) {
    const hash2 = hashAt(bytes, from, to);
    const within = this.slots.length - 1;
    let slot = hash2 & within;
    for (let found = this.slots[slot] ?? 0; found !== 0; found = this.slots[slot] ?? 0) {
      if (this.hashes.get(found - 1) === hash2 && this.names.isAt(found - 1, bytes, from, to))
        return found - 1;
      slot = slot + 1 & within;
    }
    this.names.setAt(this.size, bytes, from, to);
    return this.put(slot, hash2);
  }
  put(slot, hash2) {
    const row = this.size++;
    this.hashes.set(row, hash2);
    this.slots[slot] = row + 1;
    if (2 * this.size > this.slots.length) this.grow();
    return row;
  }
  /** Where a name is, or would be; without a name, the next free place. */
  slotOf(name, hash2) {
    const within = this.slots.length - 1;
    let slot = hash2 & within;
    for (let found = this.slots[slot] ?? 0; found !== 0; found = this.slots[slot] ?? 0) {
      if (name !== undefined && this.hashes.get(found - 1) === hash2 && this.names.is(found - 1, name)) break;
      slot = slot + 1 & within;
    }
    return slot;
  }
  grow() {
    this.slots = new Int32Array(2 * this.slots.length);
    for (let row = 0; row < this.size; row++)
      this.slots[this.slotOf(undefined, this.hashes.get(row))] = row + 1;
  }
};
/** Another in each run, so that nobody can choose names that all fall on one place. */
var SEED = Math.floor(Math.random() * 2 ** 31);
/** 32 bits, well mixed (the rounds and the end of MurmurHash3, a character at a time). */
function hashOf3(name) {
  let hash2 = SEED;
  for (let at = 0; at < name.length; at++) hash2 = mixed(hash2, name.charCodeAt(at));
  return ended(hash2);
}
/** The same of a name that stands there in ASCII. */
function hashAt(bytes, from, to) {
  let hash2 = SEED;
  for (let at = from; at < to; at++) hash2 = mixed(hash2, bytes[at] ?? 0);
  return ended(hash2);
}
function mixed(hash2, unit) {
  const next = hash2 ^ Math.imul(unit, 3432918353);
  return Math.imul(next << 13 | next >>> 19, 5) + 3864292196 | 0;
}
function ended(hash2) {
  let last = Math.imul(hash2 ^ hash2 >>> 16, 2246822507);
  last = Math.imul(last ^ last >>> 13, 3266489909);
  return last ^ last >>> 16 | 0;
}

// lib/audit-log/verifier/items.ts
/** Where each item's events have come to, and the words that a campaign's leaves commit to; a million of either are columns. */
var NONE = 0;
/** Each item's last event, its last decision, and the one in force. */
var Items = class {
  names = new Names();
  asked = { item: "", row: -1 };
  seqs = new Numbers();
  hashes = new Hashes();
  /** Rows of decisions, and one. */
  finals = new Numbers();
  lasts = new Numbers();
  decisions;
  constructor(decisions) {
    this.decisions = decisions;
  }
  /** Number and hash of the item's event before, and puts this one in its place. */
  follow(item, seq, hash2) {
    const row = this.row(item);
    const due = this.seqs.get(row) + 1;
    const before = this.hashes.get(row);
    this.seqs.set(row, seq ?? due);
    this.hashes.set(row, hash2);
    return { due, before };
  }
  /** The row of the item named there in ASCII. */
  rowAt(bytes, from, to) {
    return this.names.addAt(bytes, from, to);
  }
  /** Whether an event of this number, with this hash of the event before it, is the item's next, and no decision came before. */
  isFirstDecision(row, seq, prev) {
    return this.lasts.get(row) === NONE && this.seqs.get(row) + 1 === seq && this.hashes.is(row, prev);
  }
  /** Puts a decision in as the item's next event. */
  decideAt(row, seq, hashes, hashAt2, decision) {
    this.seqs.set(row, seq);
    this.hashes.setAt(row, hashes, hashAt2);
    this.finals.set(row, decision + 1);
    this.lasts.set(row, decision + 1);
  }
  /** The decision in force on an item: not one that fell because what it waited for did not come. */
  get(item) {
    return this.decision(this.finals, item);
  }
  latest(item) {
    return this.decision(this.lasts, item);
  }
  decide(item, decision) {
    const row = this.row(item);
    this.finals.set(row, decision + 1);
    this.lasts.set(row, decision + 1);
  }
  delete(item) {
    this.finals.set(this.row(item), NONE);
  }
  /** Every item with a decision in force, and that decision. */
  *[Symbol.iterator]() {
    for (let row = 0; row < this.names.size; row++) {
      const found = this.finals.get(row);
      if (found !== NONE) yield [this.names.text(row), this.decisions.idOf(found - 1)];
    }
  }
  decision(column, item) {
    const row = item === this.asked.item ? this.asked.row : this.names.row(item);
    const found = row === undefined ? NONE : column.get(row);
    return found === NONE ? undefined : this.decisions.idOf(found - 1);
  }
  /** What is asked of an item is asked of it several times over. */
  row(item) {
    if (item === this.asked.item) return this.asked.row;
    const row = this.names.add(item);
    this.asked.item = item;
    this.asked.row = row;
    return row;
  }
};
/** Words that leaves commit to, each with the leaf that does. */
var Commitments = class {
  size = 0;
  hashes = new Hashes();
  leaves = new Numbers();
  add(commit, leaf) {
    this.hashes.set(this.size, commit);
    this.leaves.set(this.size, leaf);
    this.size++;
  }
  /** As `add`, of the hash's bytes. */
  addAt(commit, leaf) {
    this.hashes.setAt(this.size, commit, 0);
    this.leaves.set(this.size, leaf);
    this.size++;
  }
  *[Symbol.iterator]() {
    for (let row = 0; row < this.size; row++) yield [this.hashes.get(row) ?? "", this.leaves.get(row)];
  }
};

// lib/audit-log/verifier/oversight.ts
/**
 * oversight.json: figures on how people reviewed, and what control owners said of them. The log has the hash of the figures that each
 * answer was given to, what was chosen, and which sections are withheld; the words are committed to.
 */
var FILE6 = "oversight.json";
var MEANING5 = "What a control owner answered to the figures, or that some are withheld, is told otherwise than it was recorded.";
var OversightLog = class {
  answers = [];
  withheld = [];
  kept;
  get size() {
    return this.answers.length + this.withheld.length;
  }
  answer(leaf) {
    this.answers.push(saidIn(leaf));
  }
  withhold(leaf) {
    this.withheld.push(saidIn(leaf));
  }
  /** The times that figures were counted from are deleted; the entry names the figures that are kept instead. */
  keep(leaf) {
    if (typeof leaf.data.figures === "string") this.kept ??= saidIn(leaf);
  }
  async check(files, held, sha2562) {
    const recorded = `${this.answers.length} answers to the figures and ${this.withheld.length} sections withheld are on record`;
    if (!files.names().includes(FILE6))
      return unanswered("oversight", `${FILE6} is not in this pack; ${recorded}`);
    const findings = new Findings();
    const { figures, hash: hash2, responses, withheld } = await readJsonObject(files, FILE6);
    if (!isObject(figures)) findings.add(FILE6, "has no figures");
    else if (this.withheld.length === 0 && hashOf4(figures, sha2562) !== hash2)
      findings.add(FILE6, `its figures do not have the hash that it gives them, ${String(hash2)}`);
    compare("responses", responses, this.answers, answerOf, held, findings);
    compare("withheld", withheld, this.withheld, sectionOf, held, findings);
    if (this.kept && this.kept.data.figures !== hash2)
      findings.add(
        FILE6,
        `its figures are ${String(hash2)}, those kept by ${this.kept.place} ${String(this.kept.data.figures)}`
      );
    const last = this.answers.at(-1);
    const same = last !== undefined && last.data.figures === hash2;
    return findings.check(
      "oversight",
      `${recorded}, as ${FILE6} tells them${last === undefined ? "" : same ? `; its figures are called those that ${last.place} answers` : `; its figures are not those that ${last.place} answers: they have changed since`}`,
      MEANING5
    );
  }
};
/** Of the figures as JSON, without what changes later: how the campaign stands, and what people are called. */
function hashOf4({ status: _, people, ...rest }, sha2562) {
  const named = Array.isArray(people) ? people : [];
  const said2 = {
    ...rest,
    people: named.map(
      (p) => isObject(p) ? Object.fromEntries(Object.entries(p).filter(([k]) => k !== "name")) : p
    )
  };
  return `sha256:${toHex(sha2562(toUtf8(JSON.stringify(said2))))}`;
}
function saidIn(leaf) {
  return { place: placeOf(leaf), at: leaf.at, commit: leaf.commit, data: leaf.data };
}
/** What an answer says, in the file as in its leaf: the items of its sample are as many as there, and by their own hash. */
function answerOf({ choice, figures, sample }) {
  const drawn = isObject(sample) ? {
    ...{ seed: sample.seed ?? null, from: sample.from ?? null, hash: sample.hash ?? null },
    items: Array.isArray(sample.items) ? sample.items.length : sample.items ?? null
  } : null;
  return { choice: choice ?? null, figures: figures ?? null, sample: drawn };
}
function sectionOf({ section }) {
  return { section: section ?? null };
}
/** Oldest first, one entry a leaf. */
function compare(name, list, leaves, told, { said: said2, erased }, findings) {
  const entries = Array.isArray(list) ? list : [];
  if (entries.length !== leaves.length)
    findings.add(FILE6, `${name} has ${entries.length} entries, the log ${leaves.length}`);
  for (const [nth, { place, at, commit = "", data }] of leaves.entries()) {
    const entry = entries[nth];
    if (!isObject(entry)) continue;
    const where = `${FILE6} ${name}[${nth}]`;
    if (entry.at !== at) findings.add(where, `at is ${String(entry.at)}, ${place} was at ${at}`);
    const [has, due] = [JSON.stringify(told(entry)), JSON.stringify(told(data))];
    if (has !== due) findings.add(where, `says ${has}, ${place} says ${due}`);
    const words = erased.has(commit) ? null : said2.get(commit);
    if (words !== undefined && entry.words !== words)
      findings.add(where, `its words are not those that ${place} commits to`);
    if (words === undefined && entry.words !== null && entry.words !== undefined)
      findings.add(where, `has words, and those that ${place} commits to are not in this pack`);
  }
}

// lib/audit-log/assertion.ts
/** A passkey's signature over a challenge (WebAuthn Level 3, section 7.2), checked with its key alone. Pure: the server and the verifier read it. */
/** What a passkey gives, each as base64url. */
/** Milliseconds a passkey has to be enrolled before it may sign. */
var PASSKEY_AGE = 24 * 36e5;
/** The signatures that are accepted, in the order they are asked for. */
var passkeyAlgorithms = ["ES256", "EdDSA", "RS256"];
var ALGORITHMS = new Set(passkeyAlgorithms);
var USER_PRESENT = 1;
var USER_VERIFIED = 4;
/** Hash of the relying party's id, flags, counter. */
var LEAST = 37;
/** Takes the text of an assertion apart; undefined where it is none. */
function parseAssertion(text2) {
  const value = parse(text2);
  if (!isObject2(value)) return undefined;
  const { authenticatorData, clientDataJSON, signature } = value;
  if (typeof authenticatorData !== "string" || typeof clientDataJSON !== "string" || typeof signature !== "string")
    return undefined;
  return { authenticatorData, clientDataJSON, signature };
}
/** How often the passkey says it has signed; always 0 for one that does not count. */
function counterOf({ authenticatorData }) {
  const data = fromBase64url(authenticatorData);
  if (!data || data.length < LEAST) return 0;
  return new DataView(data.buffer, data.byteOffset).getUint32(33);
}
/** What is wrong with an assertion, as the rest of the sentence "the passkey's signature …"; undefined where nothing is. */
async function assertionProblem(assertion, expected, { sha256: sha2562, jwsVerify: jwsVerify2 }) {
  const data = fromBase64url(assertion.authenticatorData);
  const client = fromBase64url(assertion.clientDataJSON);
  const signature = fromBase64url(assertion.signature);
  const said2 = client && parse(fromUtf8(client) ?? "");
  if (!data || data.length < LEAST || !client || !signature || !isObject2(said2))
    return "is not made of what a passkey gives";
  if (said2.type !== "webauthn.get") return "was made for something else than signing";
  if (said2.challenge !== expected.challenge) return "is over something else: its challenge is another one";
  if (said2.origin !== expected.origin) return `was made at ${String(said2.origin)}, not at ${expected.origin}`;
  if (said2.crossOrigin === true) return "was made inside another site's page";
  if (!sameBytes(data.subarray(0, 32), sha2562(toUtf8(expected.rp))))
    return `is for another host than ${expected.rp}`;
  const flags = data[32] ?? 0;
  if ((flags & USER_PRESENT) === 0) return "was made with nobody there";
  if ((flags & USER_VERIFIED) === 0)
    return "was made without the device checking who is there, by PIN, finger or face";
  if (!ALGORITHMS.has(expected.algorithm)) return `is by ${expected.algorithm}, which is not accepted`;
  const raw = expected.algorithm === "ES256" ? rawEcdsa(signature) : signature;
  const signed = concatBytes([data, sha2562(client)]);
  if (!raw || !await jwsVerify2(expected.algorithm, expected.key, signed, raw))
    return "is not by the enrolled key";
  return undefined;
}
/** The 64 bytes of r and s in a DER signature over P-256; undefined where it is none. */
function rawEcdsa(der2) {
  if (der2[0] !== 48 || der2[1] !== der2.length - 2) return undefined;
  const r = integerAt(der2, 2);
  const s = r && integerAt(der2, r.end);
  return s && s.end === der2.length ? concatBytes([r.value, s.value]) : undefined;
}
/** A positive DER integer of at most 32 bytes, filled up to 32. */
function integerAt(der2, at) {
  const length = der2[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der2[at] !== 2 || length === 0 || end > der2.length) return undefined;
  let from = at + 2;
  while (from < end - 1 && der2[from] === 0) from++;
  if (end - from > 32) return undefined;
  const value = new Uint8Array(32);
  value.set(der2.subarray(from, end), 32 - (end - from));
  return { value, end };
}
function parse(text2) {
  try {
    return JSON.parse(text2);
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
function prefixedHash(sha2562, text2) {
  return `sha256:${toHex(sha2562(toUtf8(text2)))}`;
}
/** What an identity provider is asked to put into its token, and a passkey is asked to sign: SHA-256(signed checkpoint ‖ summary), base64url. */
function signOffNonce(sha2562, checkpoint, summary) {
  return toBase64url(sha2562(toUtf8(checkpoint + summary)));
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

// lib/audit-log/verifier/passkeys.ts
/**
 * Passkeys: the key that signed a review off was enrolled by the same person at least a day before, was not removed by then,
 * and its signature is over the hash of the log's checkpoint and the summary, at the portal's own address, with the person
 * verified by the device.
 */
var PasskeyLog = class {
  findings = new Findings();
  /** How often a passkey counted back: one on several devices does, a copied one would too. */
  wentBack = 0;
  enrolled = new Map();
  counted = new Map();
  used = new Map();
  /** Whoever enrols a key enrols their own, once. */
  enrol(leaf) {
    const { index, at, actor, data } = leaf;
    const { passkey, person, algorithm, key, rp, counter } = data;
    const known = this.enrolled.get(String(passkey));
    if (typeof passkey !== "string" || typeof algorithm !== "string" || typeof rp !== "string" || !isObject(key)) {
      this.findings.add(placeOf(leaf), "lacks its id, its host or its key");
      return;
    }
    if (actor.kind !== "person" || actor.id !== person) {
      const whose = `enrols a passkey for ${String(person)}, and is by ${actor.kind} ${actor.id}`;
      this.findings.add(placeOf(leaf), whose);
      return;
    }
    if (known) {
      this.findings.add(placeOf(leaf), `enrols a passkey again, after leaf ${known.index}`);
      return;
    }
    this.enrolled.set(passkey, {
      index,
      at: Date.parse(at),
      person: actor.id,
      algorithm,
      key,
      rp,
      counter: typeof counter === "number" ? counter : 0,
      removed: Number.POSITIVE_INFINITY
    });
  }
  remove({ index, data }) {
    const known = this.enrolled.get(String(data.passkey));
    if (known) known.removed = Math.min(known.removed, index);
  }
  /** What is wrong with a sign-off by passkey; undefined where nothing is. Sign-offs come in the order of the log. */
  async problem(signed, line, tools) {
    const leaf = `leaf ${signed.index}`;
    const said2 = signed.data.passkey;
    if (!isObject(said2)) return `${leaf} names no passkey`;
    const challenge = signOffNonce(tools.sha256, line.checkpoint ?? "", line.summary);
    if (said2.challenge !== challenge)
      return `${leaf} names another challenge than the hash of checkpoint and summary`;
    if (line.assertion === null) return "the passkey's signature is missing";
    if (prefixedHash(tools.sha256, line.assertion) !== said2.assertion)
      return `the passkey's signature is not the one that ${leaf} commits to`;
    const assertion = parseAssertion(line.assertion);
    if (!assertion) return "the passkey's signature cannot be read";
    const before = this.used.get(assertion.signature);
    if (before !== undefined) return `the passkey's signature signed leaf ${before} already`;
    this.used.set(assertion.signature, signed.index);
    const id = String(said2.id);
    const key = this.enrolled.get(id);
    if (!key || key.index >= signed.index)
      return `${leaf} is signed by passkey ${id}, which nobody had enrolled`;
    if (key.person !== signed.actor)
      return `${leaf} is signed by a passkey of ${key.person}, and is by ${signed.actor}`;
    if (key.removed < signed.index) return `${leaf} is signed by a passkey that leaf ${key.removed} removed`;
    if (!(Date.parse(signed.at) - key.at >= PASSKEY_AGE))
      return `${leaf} is signed by a passkey that leaf ${key.index} enrolled less than a day before`;
    if (said2.rp !== key.rp || !isOf(said2.origin, key.rp))
      return `${leaf} names another address than ${key.rp}, for which the passkey was enrolled`;
    const { algorithm, key: jwk, rp } = key;
    const expected = { challenge, origin: String(said2.origin), rp, algorithm, key: jwk };
    const wrong = await assertionProblem(assertion, expected, tools);
    if (wrong) return `the passkey's signature ${wrong}`;
    this.count(id, key.counter, counterOf(assertion));
    return undefined;
  }
  count(id, enrolledAt, now) {
    const last = this.counted.get(id) ?? enrolledAt;
    if (now <= last && (now > 0 || last > 0)) this.wentBack++;
    this.counted.set(id, now);
  }
};
/** Whether an origin is of this host: with TLS, or on one's own computer. */
function isOf(origin, host) {
  const url = typeof origin === "string" ? URL.parse(origin) : null;
  if (url?.hostname !== host || url.origin !== origin) return false;
  return url.protocol === "https:" || host === "localhost";
}

// lib/audit-log/verifier/decision-kinds.ts
/** What many decisions say alike: kept once, and numbered. */
/** Said alike by many. */
var COMMON = [
  "outcome",
  "disposition",
  "recommendation_seen",
  "arm",
  "reason_code",
  "findings",
  "until",
  "in_view",
  "batch",
  "batch_size",
  "batch_taken",
  "target",
  "seed"
];
var RECENT = 4;
var DecisionKinds = class {
  numbers = new Map();
  kinds = [];
  /** A few of late: the next decision is mostly of one of them. */
  recent = [];
  turn = 0;
  get(number2) {
    return this.kinds[number2];
  }
  /** The number of what many decisions say alike. */
  of(data) {
    const { eligibility } = data;
    const eligible = isObject(eligibility) && Object.keys(eligibility).length > 0;
    for (const number3 of this.recent) {
      const said2 = this.kinds[number3];
      if (said2?.eligible === eligible && COMMON.every((name) => said2.data[name] === data[name]))
        return number3;
    }
    const number2 = this.byKey(data, eligible);
    this.recent[this.turn++ % RECENT] = number2;
    return number2;
  }
  byKey(data, eligible) {
    let key = eligible ? "y" : "n";
    for (const name of COMMON) key += markOf(data[name]);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const kept = COMMON.filter((name) => data[name] !== undefined).map((name) => [name, data[name] ?? null]);
    this.numbers.set(key, this.kinds.length);
    return this.kinds.push({ data: Object.fromEntries(kept), eligible }) - 1;
  }
};
/** Another text for another value. */
function markOf(value) {
  if (value === undefined) return "-";
  return typeof value === "string" ? `${value.length}:${value}` : `=${JSON.stringify(value)}`;
}

// lib/audit-log/verifier/recorded.ts
/**
 * The decisions of a campaign as their leaves have them. There may be a million: only what checks use is kept, and what many
 * decisions say alike is kept once.
 */
/** Said by few. */
var RARE = [
  "supersedes",
  "answers",
  "answers_root",
  "started_from",
  "draft_share",
  "exception",
  "seconds"
];
/** Whether they can stand in a column. */
function isSeconds(seconds) {
  return typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 0 && seconds < 2 ** 30;
}
var Decisions = class {
  ids = new Names();
  items = new Shorts();
  times = new Shorts();
  indexes = new Numbers();
  reviewers = new Numbers();
  people = new Names();
  hashes = new Hashes();
  commits = new Hashes();
  packets = new Hashes();
  drafts = new Hashes();
  said = new Numbers();
  kinds = new DecisionKinds();
  /** Seconds and one; 0 where they are not said, or not as a number that fits. */
  seconds = new Numbers();
  rare = new Map();
  get size() {
    return this.ids.size;
  }
  /** @returns its row; of an id that is there already, nothing may be added */
  add(decision) {
    const { id, index, hash: hash2, item, reviewer, at, commit, evidence, draft, data } = decision;
    const row = this.ids.add(id);
    this.items.set(row, item);
    this.times.set(row, at);
    this.indexes.set(row, index);
    this.reviewers.set(row, this.people.add(reviewer));
    this.hashes.set(row, hash2);
    this.commits.set(row, commit);
    this.packets.set(row, evidence);
    this.drafts.set(row, draft);
    this.said.set(row, this.kinds.of(data));
    const { seconds } = data;
    const fits = isSeconds(seconds);
    if (fits) this.seconds.set(row, seconds + 1);
    let rare;
    for (const name of RARE) {
      const value = data[name];
      if (value === undefined || fits && name === "seconds") continue;
      rare ??= {};
      rare[name] = value;
    }
    if (rare) this.rare.set(row, rare);
    return row;
  }
  /** As `add`, of a decision as it stands in its leaf's bytes; undefined, and nothing added, if its id is there already. */
  addAt(leaf, places, said2) {
    const { form, index, hashes, hashAt: hashAt2 } = leaf;
    const { id, item, at, reviewer } = places;
    const { commit, evidence, draft, kind, seconds, rare } = said2;
    const { bytes } = form;
    const row = this.ids.size;
    if (this.ids.addAt(bytes, form.startOf(id), form.endOf(id)) !== row) return undefined;
    this.items.setAt(row, bytes, form.startOf(item), form.endOf(item));
    this.times.setAt(row, bytes, form.startOf(at), form.endOf(at));
    this.reviewers.set(row, this.people.addAt(bytes, form.startOf(reviewer), form.endOf(reviewer)));
    this.indexes.set(row, index);
    this.hashes.setAt(row, hashes, hashAt2);
    this.commits.setAt(row, commit, 0);
    this.packets.setAt(row, evidence, 0);
    this.drafts.setAt(row, draft, 0);
    this.said.set(row, kind);
    if (seconds !== undefined) this.seconds.set(row, seconds + 1);
    if (rare) this.rare.set(row, rare);
    return row;
  }
  get(id) {
    const row = this.ids.row(id);
    return row === undefined ? undefined : this.at(row);
  }
  at(row) {
    return new Row(this, row);
  }
  /** In the order of the log. */
  *values() {
    for (let row = 0; row < this.size; row++) yield this.at(row);
  }
  idOf(row) {
    return this.ids.text(row);
  }
  reviewerOf(row) {
    return this.people.text(this.reviewers.get(row));
  }
  isEligible(row) {
    return this.kinds.get(this.said.get(row))?.eligible === true;
  }
  dataOf(row) {
    const data = this.kinds.get(this.said.get(row))?.data ?? {};
    const rare = this.rare.get(row);
    const seconds = this.seconds.get(row) - 1;
    return rare || seconds >= 0 ? { ...data, ...seconds >= 0 ? { seconds } : {}, ...rare } : data;
  }
};
/** What is asked of it is made when it is asked: most checks look at every decision, and at one thing of each. */
var Row = class {
  of;
  row;
  constructor(of, row) {
    this.of = of;
    this.row = row;
  }
  get id() {
    return this.of.idOf(this.row);
  }
  get index() {
    return this.of.indexes.get(this.row);
  }
  get hash() {
    return this.of.hashes.get(this.row) ?? "";
  }
  get item() {
    return this.of.items.get(this.row);
  }
  get reviewer() {
    return this.of.reviewerOf(this.row);
  }
  get at() {
    return this.of.times.get(this.row);
  }
  get commit() {
    return this.of.commits.get(this.row);
  }
  get evidence() {
    return this.of.packets.get(this.row);
  }
  get draft() {
    return this.of.drafts.get(this.row);
  }
  get eligible() {
    return this.of.isEligible(this.row);
  }
  get data() {
    return this.of.dataOf(this.row);
  }
};

// lib/audit-log/verifier/plain-decisions.ts
/**
 * Decisions as they mostly are: by a person, the first on an item of the campaign, without an exception or a second look. They
 * are read from the bytes of a leaf that fits a form. Whatever else a leaf is, or whatever is wrong with it, it is not taken
 * here, and nothing is said of it: it is read in full then, like any other.
 */
var OUTCOMES = new Set(["certify", "certify_until", "revoke", "modify"]);
/** With one of these there is more to be done about a decision. */
var MORE = new Set(["supersedes", "exception", "second_look"]);
var ALIKE2 = new Set(COMMON);
var RARELY = new Set(RARE);
var MOST_SORTS = 16;
/** Of a sort that has to be read in full. */
var OTHER = -1;
var PlainDecisions = class {
  decisions;
  items;
  committed;
  plans = new Map();
  room = {
    prev: new Uint8Array(HASH_LENGTH),
    commit: new Uint8Array(HASH_LENGTH),
    evidence: new Uint8Array(HASH_LENGTH),
    draft: new Uint8Array(HASH_LENGTH)
  };
  constructor(decisions, items, committed) {
    this.decisions = decisions;
    this.items = items;
    this.committed = committed;
  }
  /** Takes in the leaf of a decision on an item of the campaign; undefined, and nothing taken in, if it has to be read in full. */
  take(leaf, campaign) {
    const { form, index, hashes, hashAt: hashAt2 } = leaf;
    const plan = this.planOf(form);
    if (!plan || form.markOf(plan.version) !== 1) return undefined;
    const { item, seq, reviewer } = plan;
    const number2 = form.markOf(seq);
    if (number2 < 1 || isEmpty(form, item) || isEmpty(form, reviewer)) return undefined;
    const prev = hashAtPlace(form, plan.prev, this.room.prev);
    const commit = hashAtPlace(form, plan.commit, this.room.commit);
    if (!prev && plan.prev !== undefined || !commit && plan.commit !== undefined) return undefined;
    const sort = this.sortOf(form, plan);
    if (sort.kind === OTHER || sort.campaign !== campaign) return undefined;
    const seconds = plan.seconds === undefined ? undefined : form.markOf(plan.seconds);
    if (seconds !== undefined && !isSeconds(seconds)) return undefined;
    const itemRow = this.items.rowAt(form.bytes, form.startOf(item), form.endOf(item));
    if (!this.items.isFirstDecision(itemRow, number2, prev)) return undefined;
    const row = this.decisions.addAt(leaf, plan, {
      ...{ commit, seconds, kind: sort.kind, rare: rareOf(form, plan) },
      evidence: hashAtPlace(form, plan.evidence, this.room.evidence),
      draft: hashAtPlace(form, plan.draft, this.room.draft)
    });
    if (row === undefined) return undefined;
    this.items.decideAt(itemRow, number2, hashes, hashAt2, row);
    if (commit) this.committed.addAt(commit, index);
    return this.decisions.at(row);
  }
  planOf(form) {
    const known = this.plans.get(form);
    if (known || this.plans.has(form)) return known;
    const plan = planFor(form);
    this.plans.set(form, plan);
    return plan;
  }
  sortOf(form, plan) {
    for (const sort2 of plan.sorts) if (isOfSort(form, plan.sorting, sort2.marks)) return sort2;
    const marks = plan.sorting.map((place) => form.markOf(place));
    const { type, actor, campaign, data } = form.value ?? {};
    const outcome = isObject(data) ? data.outcome : undefined;
    const plain = type === "decision.recorded" && isObject(actor) && actor.kind === "person" && isObject(data) && typeof outcome === "string" && OUTCOMES.has(outcome) && !keepsFindings(data);
    const sort = { marks, campaign: String(campaign), kind: plain ? this.decisions.kinds.of(data) : OTHER };
    if (!marks.some(Number.isNaN)) plan.sorts = [sort, ...plan.sorts].slice(0, MOST_SORTS);
    return sort;
  }
};
/** The places of a form; undefined where leaves of the form are all read in full. */
function planFor(form) {
  const text2 = (...path3) => placeOf2(form.find(...path3), "text");
  const [version, seq] = [placeOf2(form.find("v"), "number"), placeOf2(form.find("item_seq"), "number")];
  const [id, item, at, reviewer] = [text2("data", "decision"), text2("item"), text2("at"), text2("actor", "id")];
  if (version === undefined || seq === undefined) return undefined;
  if (text2("id") === undefined || text2("campaign") === undefined) return undefined;
  if (id === undefined || item === undefined || at === undefined || reviewer === undefined) return undefined;
  const [prev, commit] = [form.find("prev"), form.find("commit")];
  if (!isHashOrNone(prev) || !isHashOrNone(commit)) return undefined;
  const [data, seconds] = [form.find("data"), form.find("data", "seconds")];
  const said2 = data?.kind === "object" ? data.members : [];
  if (said2.some(([name]) => MORE.has(name)) || seconds && seconds.kind !== "number") return undefined;
  const common = said2.flatMap(([name, part2]) => ALIKE2.has(name) ? [part2] : []);
  const alike = [form.find("type"), form.find("actor", "kind"), form.find("campaign"), ...common];
  if (alike.some((part2) => !part2 || part2.kind === "object")) return undefined;
  return {
    ...{ version, seq, id, item, at, reviewer, prev: placeOf2(prev, "text"), commit: placeOf2(commit, "text") },
    ...{
      evidence: text2("refs", "evidence"),
      draft: text2("refs", "draft"),
      seconds: placeOf2(seconds, "number")
    },
    rare: said2.filter(([name]) => RARELY.has(name) && name !== "seconds"),
    sorting: alike.flatMap((part2) => part2 && "at" in part2 ? [part2.at] : []),
    sorts: []
  };
}
function placeOf2(part2, kind) {
  return part2?.kind === kind ? part2.at : undefined;
}
function isHashOrNone(part2) {
  return !part2 || part2.kind === "text" || part2.kind === "fixed" && part2.value === null;
}
function isOfSort(form, places, marks) {
  for (let nth = 0; nth < places.length; nth++)
    if (form.markOf(places[nth] ?? 0) !== marks[nth]) return false;
  return true;
}
/** Against findings nobody keeps without more to be said. */
function keepsFindings({ outcome, findings }) {
  return (outcome === "certify" || outcome === "certify_until") && typeof findings === "number" && findings > 0;
}
function isEmpty(form, place) {
  return form.startOf(place) === form.endOf(place);
}
function hashAtPlace(form, place, room) {
  if (place === undefined) return undefined;
  return unprefixedAt(form.bytes, form.startOf(place), form.endOf(place), room) ? room : undefined;
}
function rareOf(form, { rare }) {
  if (rare.length === 0) return undefined;
  const said2 = {};
  for (const [name, part2] of rare) said2[name] = form.valueOf(part2);
  return said2;
}

// lib/audit-log/verifier/registers.ts
/**
 * Who had what, and what was done: assignments.csv, roles.csv, remediation.csv and sources.json against the leaves that they are
 * made from. Tables that a pack of before does not have are missed only where a leaf should show in them.
 */
/** Rows of a table, each of which a leaf tells, and every leaf's is there. */
async function compareRows(files, name, columns, told, keyOf2, findings) {
  const seen = new Set();
  if (files.names().includes(name))
    for await (const { line, cell } of csvRows(files, name, columns)) {
      const row = Object.fromEntries(columns.map((column) => [column, cell(column)]));
      const key = keyOf2(row);
      if (key === undefined) continue;
      const known = told.get(key);
      if (seen.has(key)) findings.add(`${name}:${line}`, `says what an earlier line says: ${key}`);
      seen.add(key);
      if (!known) findings.add(`${name}:${line}`, `no leaf tells of it: ${key}`);
      else
        for (const column of columns) {
          const due = withholds(files, name, column) ? "" : known.row[column];
          if (due !== undefined && due !== row[column])
            findings.add(
              `${name}:${line}`,
              `${column} is "${row[column]}", ${known.place} makes it "${due}"`
            );
        }
    }
  for (const [key, { place }] of told)
    if (!seen.has(key)) findings.add(name, `has no row for ${place}: ${key}`);
}
var text = (value) => value === undefined || value === null ? "" : String(value);
var MOVES = ["item_id", "at", "from", "to", "by", "kind", "missing"];
var ASSIGNMENTS = "assignments.csv";
/** Who handed what to whom. */
var MoveLog = class {
  /** In the order of the log, by item, moment and whom it went to. */
  moves = new Map();
  last = new Map();
  move(leaf) {
    const { type, item = "", at, actor, data } = leaf;
    const abstained = type === "item.abstained";
    const kind = type === "item.delegated" ? "delegated" : type === "item.returned" ? "returned" : text(data.why) === "left" ? "left" : "reassigned";
    const row = {
      item_id: item,
      at,
      from: abstained ? actor.id : text(data.from),
      to: text(data.to),
      by: actor.kind === "person" ? actor.id : "",
      missing: text(data.missing),
      // It goes on, or back to whoever asked.
      ...abstained ? {} : { kind }
    };
    this.moves.set(keyOfMove(row), { place: placeOf(leaf), row });
    this.last.set(item, row.to);
  }
  /** @param launched when the campaign was, by its leaf */
  async check(files, { items }, launched) {
    const there = files.names().includes(ASSIGNMENTS);
    if (!there && this.moves.size === 0)
      return unanswered("assignments", `${ASSIGNMENTS} is not in this pack`);
    const findings = new Findings();
    let first = 0;
    const keyOf2 = (row) => {
      if (row.kind !== "assigned") return keyOfMove(row);
      first++;
      const { at, from, by, missing } = row;
      if (at !== launched || from !== "" || by !== "" || missing !== "")
        findings.add(
          ASSIGNMENTS,
          `assigns item ${row.item_id} at "${at}" from "${from}" by "${by}" with "${missing}" missing; at the launch, ${launched}, it had nobody before`
        );
      const launch = items.get(row.item_id ?? "")?.row?.launchReviewer;
      if (launch === undefined)
        findings.add(ASSIGNMENTS, `assigns item ${row.item_id}, which is not in the population`);
      else if (launch !== "" && launch !== row.to)
        findings.add(
          ASSIGNMENTS,
          `assigns item ${row.item_id} to ${row.to}, ${ITEMS} says ${launch} had it first`
        );
      return undefined;
    };
    await compareRows(files, ASSIGNMENTS, MOVES, this.moves, keyOf2, findings);
    if (there && first !== items.size)
      findings.add(
        ASSIGNMENTS,
        `says of ${first} items whom they were assigned to at launch, there are ${items.size}`
      );
    for (const { id, row } of items.values()) {
      const now = this.last.get(id) ?? row?.launchReviewer ?? "";
      if (row && now !== "" && row.reviewer !== now)
        findings.add(`${ITEMS}:${row.line}`, `item ${id} is with ${row.reviewer}, the log gave it to ${now}`);
    }
    return findings.check(
      "assignments",
      `${first} assignments and ${this.moves.size} moves are those of the log`,
      "Somebody else had an item than the tables say, or it was handed on in a way that nobody recorded."
    );
  }
};
var keyOfMove = (row) => `item ${row.item_id} to ${row.to} at ${row.at}`;
var ROLES = "roles.csv";
var ROLE_COLUMNS = [
  "person_id",
  "role",
  "given_at",
  "given_by",
  "taken_at",
  "taken_by",
  "given_leaf",
  "taken_leaf"
];
/** Portal roles as the log gave and took them. */
var RoleLog = class {
  held = [];
  now = new Map();
  give(leaf) {
    const { index, at, actor, data } = leaf;
    const row = {
      person_id: text(data.person),
      role: text(data.role),
      given_at: at,
      given_by: actor.id,
      taken_at: "",
      taken_by: "",
      given_leaf: String(index),
      taken_leaf: ""
    };
    const held = { place: placeOf(leaf), row, given: index, taken: Number.POSITIVE_INFINITY };
    this.held.push(held);
    this.now.set(`${row.person_id} ${row.role}`, held);
  }
  take({ index, at, actor, data }) {
    const key = `${text(data.person)} ${text(data.role)}`;
    const held = this.now.get(key);
    if (!held) return;
    this.now.delete(key);
    held.taken = index;
    Object.assign(held.row, { taken_at: at, taken_by: actor.id, taken_leaf: String(index) });
  }
  /** @param run leaf indexes of the campaign's launch and of its end */
  async check(files, run2) {
    if (!files.names().includes(ROLES) && this.held.length === 0)
      return unanswered("roles", `${ROLES} is not in this pack`);
    const findings = new Findings();
    const during = this.held.filter(({ given, taken }) => given < run2.to && taken > run2.from);
    const told = new Map(during.map((held) => [`leaf ${held.row.given_leaf}`, held]));
    await compareRows(files, ROLES, ROLE_COLUMNS, told, (row) => `leaf ${row.given_leaf}`, findings);
    return findings.check(
      "roles",
      `${during.length} portal roles were held while the campaign ran, as the log gave and took them`,
      "Somebody held another role in the portal than the table says."
    );
  }
};
var REMEDIATION = "remediation.csv";
var REMOVALS = [
  "task_id",
  "item_id",
  "kind",
  "state",
  "owner_id",
  "requested_at",
  "applied_at",
  "applied_by",
  "observed_at",
  "observed_snapshot",
  "strength",
  "why"
];
/** What was asked to be removed, and what was seen of it. */
var RemovalLog = class {
  tasks = new Map();
  findings = new Findings();
  ask(leaf) {
    const { data, at, item = "" } = leaf;
    const row = {
      ...{
        task_id: text(data.task),
        item_id: item,
        kind: text(data.kind),
        state: "requested",
        owner_id: text(data.owner),
        requested_at: at
      },
      ...{ applied_at: "", applied_by: "", observed_at: "", observed_snapshot: "", strength: "", why: "" }
    };
    this.tasks.set(row.task_id, { place: placeOf(leaf), row });
  }
  step(leaf) {
    const { type, at, actor, data } = leaf;
    const task = this.tasks.get(text(data.task));
    if (!task) return;
    task.place = placeOf(leaf);
    const state = type === "grant.returned" ? "returned" : type.slice("remediation.".length);
    if (type === "remediation.applied")
      Object.assign(task.row, { state, applied_at: at, applied_by: actor.id });
    else
      Object.assign(task.row, {
        ...{ state, observed_at: at, observed_snapshot: text(data.snapshot) },
        ...{ strength: text(data.strength), why: text(data.why) }
      });
  }
  async check(files) {
    if (!files.names().includes(REMEDIATION) && this.tasks.size === 0)
      return unanswered("removals", `${REMEDIATION} is not in this pack`);
    const findings = Findings.join([this.findings]);
    await compareRows(files, REMEDIATION, REMOVALS, this.tasks, (row) => text(row.task_id), findings);
    return findings.check(
      "removals",
      `${this.tasks.size} removals and changes were asked for, done and seen as the log has it`,
      "A removal is told to be further along than it was recorded to be, or is left out."
    );
  }
};
var SOURCES = "sources.json";
/** What was imported. */
var ImportLog = class {
  imported = new Map();
  accepted = new Map();
  /** A person took a snapshot as it was, although a check of it failed. */
  accept({ index, at, actor, data }) {
    const own = { check: text(data.check), by: actor.id, at, leaf_index: index };
    const snapshot = Number(data.snapshot);
    this.accepted.set(snapshot, [...this.accepted.get(snapshot) ?? [], own]);
  }
  add(leaf) {
    if (typeof leaf.data.snapshot === "number") this.imported.set(leaf.data.snapshot, leaf);
  }
  /** The campaign's data is what was imported, by the hash of each file and its rows. */
  async check(files, launched) {
    if (!files.names().includes(SOURCES)) return unanswered("sources", `${SOURCES} is not in this pack`);
    const findings = new Findings();
    const list = parseJson(await readText(files, SOURCES));
    const entries = Array.isArray(list) ? list.filter((e) => isObject(e)) : [];
    const named = entries.map((e) => Number(e.snapshot)).sort((a, b) => a - b);
    const due = Array.isArray(launched?.snapshots) ? launched.snapshots.map(Number).sort((a, b) => a - b) : [];
    if (named.join(" ") !== due.join(" "))
      findings.add(SOURCES, `names the snapshots ${named.join(", ")}, the launch was of ${due.join(", ")}`);
    let bare = 0;
    for (const entry of entries) {
      const { snapshot, source, sha256: sha2562, rows } = entry;
      const leaf = this.imported.get(Number(snapshot));
      if (!leaf) {
        bare++;
        continue;
      }
      const said2 = {
        source,
        sha256: `sha256:${text(sha2562).replace("sha256:", "")}`,
        // What a source of before does not say is not compared.
        ...entry.as_of === undefined ? {} : { as_of: entry.as_of, format: entry.format }
      };
      for (const [name, value] of Object.entries(said2))
        if (value !== leaf.data[name])
          findings.add(
            SOURCES,
            `${name} of snapshot ${text(snapshot)} is ${text(value)}, ${placeOf(leaf)} says ${text(leaf.data[name])}`
          );
      const taken = JSON.stringify(this.accepted.get(Number(snapshot)) ?? []);
      if (entry.acceptances !== undefined && acceptancesIn(entry.acceptances) !== taken)
        findings.add(
          SOURCES,
          `acceptances of snapshot ${text(snapshot)} are ${acceptancesIn(entry.acceptances)}, the log has ${taken}`
        );
      for (const name of ["read", "stored", "duplicates", "rejected"])
        if (isObject(rows) && rows[name] !== leaf.data[name])
          findings.add(
            SOURCES,
            `${name} of snapshot ${text(snapshot)} is ${text(rows[name])}, ${placeOf(leaf)} says ${text(leaf.data[name])}`
          );
    }
    const held = `${entries.length - bare} of ${entries.length} snapshots are those that the log says were imported`;
    if (bare > 0 && findings.count === 0)
      return unanswered("sources", `${held}; of ${bare} the log does not say that it was imported`);
    return findings.check("sources", held, "The campaign was built from other data than was imported.");
  }
};
/** As the log would have them. */
function acceptancesIn(list) {
  const all = Array.isArray(list) ? list.filter((a) => isObject(a)) : [];
  return JSON.stringify(
    all.map(({ check, by, at, leaf_index: index }) => ({
      ...{ check: text(check), by: text(by), at: text(at), leaf_index: Number(index) }
    }))
  );
}

// lib/audit-log/verifier/second-looks.ts
/** A second person's looks: what the log says of each, and second-looks.csv against it. */
var FILE7 = "second-looks.csv";
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
    if (files.names().includes(FILE7))
      for await (const { line, cell } of csvRows(files, FILE7, COLUMNS3)) {
        const where = `${FILE7}:${line}`;
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
      if (!seen.has(id)) findings.add(FILE7, `has no row for second look ${id}`);
    return findings.check(
      "second looks",
      this.all.size === 0 ? "no decision took a second look" : `${this.all.size} second looks, each by another person than whoever decided`,
      "A second look is not by the person asked, is a second one on its item, or is told otherwise than the log has it."
    );
  }
};

// lib/audit-log/verifier/versions.ts
/**
 * rules/rules.json, weights.json and drafting.json: the versions that a campaign was checked, scored and drafted with. The settings
 * of its launch name the hashes of rules and weights; the log has every step by which a version came into force.
 */
var RULES = "rules/rules.json";
var WEIGHTS = "rules/weights.json";
var DRAFTING = "rules/drafting.json";
var VersionLog = class {
  steps = new Map();
  step({ index, type, at, actor, data }) {
    const key = `${type} ${String(data.version)}`;
    const own = {
      step: String(data.step),
      actor: actor.id,
      at,
      leaf_index: index,
      hash: unprefixed(data.hash)
    };
    this.steps.set(key, [...this.steps.get(key) ?? [], own]);
  }
  /** @param settings of the launch, whose hash its leaf has */
  async check(files, settings, sha2562) {
    const there = [RULES, WEIGHTS, DRAFTING].filter((name) => files.names().includes(name));
    if (there.length === 0 || !settings)
      return unanswered("rules", "the rules, weights and drafters of the campaign are not in this pack");
    const findings = new Findings();
    const read = async (name) => there.includes(name) ? parseJson(await readText(files, name)) : undefined;
    const [rules, weights, drafting] = [await read(RULES), await read(WEIGHTS), await read(DRAFTING)];
    const named = isObject(settings.rules) ? settings.rules : {};
    if (isObject(rules)) {
      compareHash(RULES, rules.rules, [rules.sha256, named.hash], sha2562, findings);
      if (rules.version !== named.version)
        findings.add(RULES, `is version ${String(rules.version)}, the launch names ${String(named.version)}`);
      this.compareSteps(RULES, "rule.changed", rules, findings);
    } else if (named.hash !== undefined && there.includes(RULES)) findings.add(RULES, "has no rules");
    const scored = isObject(settings.needWeights) ? settings.needWeights : {};
    if (isObject(weights))
      compareHash(WEIGHTS, weights.weights, [weights.sha256, scored.hash], sha2562, findings);
    else if (scored.hash !== undefined && there.includes(WEIGHTS)) findings.add(WEIGHTS, "has no weights");
    const drafters = isObject(drafting) && Array.isArray(drafting.drafters) ? drafting.drafters : [];
    for (const drafter of drafters) {
      if (!isObject(drafter)) continue;
      compareHash(DRAFTING, drafter.settings, [drafter.sha256], sha2562, findings);
      this.compareSteps(DRAFTING, "drafter.changed", drafter, findings);
    }
    return findings.check(
      "rules",
      `${there.join(", ")} are those that the launch and the log name`,
      "The campaign was checked, scored or drafted by other rules than the pack shows, or others put them in force."
    );
  }
  /** Who did what to a version, and when; what was approved is what is shown. */
  compareSteps(name, of, version, findings) {
    const told = this.steps.get(`${of} ${String(version.version)}`) ?? [];
    const where = `${name}, version ${String(version.version)}`;
    const [said2, due] = [stepsIn(objectsIn(version.steps)), stepsIn(told)];
    if (said2 !== due) findings.add(where, `tells the steps ${said2}, the log ${due}`);
    const approved = told.findLast((s) => s.step === "approved");
    if (!approved) return;
    if (approved.hash !== undefined && approved.hash !== version.sha256)
      findings.add(where, `is not what leaf ${approved.leaf_index} approved`);
    if (version.approved_by !== approved.actor)
      findings.add(
        where,
        `was approved by ${String(version.approved_by)}, by leaf ${approved.leaf_index} by ${approved.actor}`
      );
    const drafted = told.find((s) => s.step === "drafted");
    if (drafted && version.made_by !== drafted.actor)
      findings.add(
        where,
        `was made by ${String(version.made_by)}, by leaf ${drafted.leaf_index} by ${drafted.actor}`
      );
  }
};
function objectsIn(list) {
  return Array.isArray(list) ? list.filter((s) => isObject(s)) : [];
}
function stepsIn(all) {
  const said2 = all.map(({ step, actor, at, leaf_index: index }) => [step, actor, at, index]);
  return JSON.stringify(said2);
}
function compareHash(name, value, hashes, sha2562, findings) {
  const hash2 = value === undefined ? undefined : toHex(sha2562(canonicalRecordBytes(value)));
  for (const due of hashes)
    if (due !== hash2) findings.add(name, `has the hash ${String(hash2)}, ${String(due)} is due`);
}

// lib/audit-log/verifier/log.ts
/** What the disclosed leaves say about one campaign, gathered in one pass over them. */
/** Acts that only a person may perform. */
var PERSONAL = new Set([
  "decision.recorded",
  "item.abstained",
  "second_look.recorded",
  "review.signed_off",
  "challenge.answered",
  "passkey.enrolled",
  "passkey.removed",
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
  "arms.revealed",
  "challenge.committed",
  "challenge.revealed"
]);
var MOVES2 = new Set(["item.reassigned", "item.delegated", "item.returned", "item.abstained"]);
var REMOVALS2 = new Set([
  "remediation.applied",
  "remediation.seen_gone",
  "remediation.not_observed",
  "grant.returned"
]);
var CampaignLog = class {
  campaign;
  launched;
  closed;
  cancelled;
  sealed;
  /** What was drawn by lot: the commitment at launch, and the secret at the end. */
  arms = {};
  decisions = new Decisions();
  /** The decision in force for each decided item: not one that fell because what it waited for did not come. */
  final = new Items(this.decisions);
  /** Leaf index at which a decision ceased to be in force, by decision. */
  ended = new Map();
  signedOff = [];
  /** Transfers that wait for the new owner's answer, by the question. */
  offers = new Map();
  /** Words this campaign's events commit to, with their leaf, and leaf index by commitment of words erased. */
  committed = new Commitments();
  erased = new Map();
  plain = new PlainDecisions(this.decisions, this.final, this.committed);
  /** Directory identity by portal user. */
  identities = new Map();
  /** What was kept against a rule, and on whose word. */
  exceptions = new ExceptionLog();
  /** Second persons' looks at decisions that keep. */
  looks = new SecondLookLog();
  /** Keys that people enrolled to sign off with. */
  passkeys = new PasskeyLog();
  /** Items that were made up to test the review. */
  challenges = new ChallengeLog();
  /** What was asked about items, and the evidence that answers made. */
  questions = new AnswerLog();
  /** What control owners said of the figures on how people reviewed. */
  oversight = new OversightLog();
  /** Batches of drafts, who had what, and what was done about it. */
  drafts = new DraftLog();
  moves = new MoveLog();
  roles = new RoleLog();
  removals = new RemovalLog();
  imports = new ImportLog();
  /** Steps of the versions of rules and of what drafts. */
  versions = new VersionLog();
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
    if (commit !== undefined) this.committed.add(commit, leaf.index);
    const tally = this.tallies.get(campaign);
    if (tally) {
      tally.events++;
      tally.last = { hash: leaf.hash };
    } else this.tallies.set(campaign, { events: 1, last: { hash: leaf.hash } });
  };
  /** Takes in a leaf by which a person decides, where nothing else is to be done about it and nothing said: see `visit` for any other. */
  take = (leaf) => {
    const tally = this.tallies.get(this.campaign ?? "");
    if (this.campaign === undefined || this.sealed || !tally) return false;
    const decision = this.plain.take(leaf, this.campaign);
    if (!decision) return false;
    tally.events++;
    tally.last = decision;
    return true;
  };
  /** Whether a decision removed, and the one in force on its item still does. */
  removes = (decision) => {
    const known = this.decisions.get(decision);
    const final = this.decisions.get(this.final.get(known?.item ?? "") ?? "");
    return known?.data.outcome === "revoke" && final?.data.outcome === "revoke";
  };
  /** Leaf indexes of the campaign's launch and of its end. */
  get run() {
    const ended2 = this.closed ?? this.cancelled;
    return { from: this.launched?.index ?? -1, to: ended2?.index ?? Number.POSITIVE_INFINITY };
  }
  /** How many of the campaign's leaves are disclosed. */
  get events() {
    return this.tallies.get(this.campaign ?? "")?.events ?? 0;
  }
  readChain(leaf) {
    const { item, itemSeq, prev, hash: hash2 } = leaf;
    if (item === undefined) return;
    const { due, before } = this.final.follow(item, itemSeq, hash2);
    if (itemSeq !== due) {
      const said2 = itemSeq ?? "an event without a number";
      this.chaining.add(placeOf(leaf), `item ${item} goes from event ${due - 1} to ${said2}`);
    } else if (prev !== before) {
      this.chaining.add(placeOf(leaf), `item ${item} does not name its event before by the right hash`);
    }
  }
  readEvent(leaf) {
    const { type, campaign, data } = leaf;
    const ours = campaign !== undefined && campaign === this.campaign;
    if (ours && this.sealed && BEFORE_SEALING.has(type)) {
      this.sealing.add(placeOf(leaf), `was recorded after the seal at leaf ${this.sealed.index}`);
    }
    if (type === "decision.recorded") this.decide(leaf);
    else if (type === "campaign.launched") this.launch(leaf);
    else if (type === "campaign.closed" && ours) this.close(leaf);
    else if (type === "campaign.cancelled" && ours) this.cancel(leaf);
    else if (type === "campaign.sealed" && ours) this.seal(leaf);
    else if (type === "arms.committed" && ours) this.commit(leaf);
    else if (type === "arms.revealed" && ours) this.reveal(leaf);
    else if (type === "settings.changed") this.challenges.setting(leaf);
    else if (type === "challenge.committed" && ours) this.challenges.commit(leaf, this.decisions.size);
    else if (type === "challenge.answered" && ours)
      this.challenges.answer(leaf, (this.closed ?? this.cancelled) !== undefined);
    else if (type === "challenge.revealed" && ours)
      this.challenges.reveal(leaf, (this.closed ?? this.cancelled) !== undefined);
    else if (type === "review.signed_off" && ours) this.sign(leaf);
    else if (type === "reopening.asked" && ours) this.requests.set(String(data.reopening), leaf.actor.id);
    else if (type === "review.reopened" && ours) this.openAgain(leaf);
    else if (type === "exception.granted" && ours) this.exceptions.settle(leaf, "granted");
    else if (type === "exception.refused" && ours) this.refuse(leaf);
    else if (type === "second_look.recorded" && ours) this.looks.answer(leaf);
    else if (type === "second_look.moved" && ours) this.looks.move(leaf);
    else if (type === "ownership.offered" && ours) this.offer(leaf);
    else if (type === "ownership.answered" && ours) this.answer(leaf);
    else if (type === "oversight.responded" && ours) this.oversight.answer(leaf);
    else if (type === "oversight.withheld" && ours) this.oversight.withhold(leaf);
    else if (type === "retention.purged" && data.of === this.campaign) this.oversight.keep(leaf);
    else if (type === "question.asked" && ours) this.questions.ask(leaf);
    else if (type === "question.answered" && ours) this.questions.answer(leaf);
    else if (type === "question.ended" && ours) this.questions.end(leaf);
    else if (type === "draft.recorded" && ours) this.drafts.record(leaf);
    else if (MOVES2.has(type) && ours) this.moves.move(leaf);
    else if (type === "role.granted") this.roles.give(leaf);
    else if (type === "role.revoked") this.roles.take(leaf);
    else if (type === "remediation.requested" && ours) this.removals.ask(leaf);
    else if (REMOVALS2.has(type) && ours) this.removals.step(leaf);
    else if (type === "snapshot.imported") this.imports.add(leaf);
    else if (type === "source.accepted") this.imports.accept(leaf);
    else if (type === "rule.changed" || type === "drafter.changed") this.versions.step(leaf);
    else if (type === "passkey.enrolled") this.passkeys.enrol(leaf);
    else if (type === "passkey.removed") this.passkeys.remove(leaf);
    else if (type === "erasure.performed") this.erase(leaf);
    else if (type === "person.bound" && typeof data.identity === "string") {
      this.identities.set(String(data.person), data.identity.slice(data.identity.indexOf("/") + 1));
    }
  }
  /** One commitment, or a list of them. */
  erase({ index, data: { commit, commits } }) {
    for (const gone of [commit, ...Array.isArray(commits) ? commits : []])
      this.erased.set(unprefixed(gone) ?? "", index);
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
    this.launched = {
      index: leaf.index,
      at: leaf.at,
      data: leaf.data,
      settings: unprefixed(leaf.refs.settings)
    };
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
    if (unprefixed(data.last) !== tally?.last.hash) {
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
    const fell = inForce === undefined && supersedes !== undefined && supersedes === this.final.latest(item);
    if ((supersedes ?? undefined) !== inForce && !fell) {
      const said2 = typeof supersedes === "string" ? `supersedes ${supersedes}` : "supersedes none";
      const due = `the decision in force on item ${item} was ${inForce ?? "none"}`;
      this.deciding.add(placeOf(leaf), `${said2}, but ${due}`);
    }
    if (inForce !== undefined) this.ended.set(inForce, index);
    const row = this.decisions.add({
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
    this.final.decide(item, row);
    this.exceptions.decide(leaf, id);
    this.looks.decide(leaf, id);
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
  for (const { where, what } of files.problems?.() ?? []) findings.add(where, what);
  const present = new Set(files.names().filter((name) => name !== MANIFEST));
  for (const [name, hash2] of Object.entries(listed)) {
    if (!present.delete(name)) findings.add(name, `is in ${MANIFEST} but not in the pack`);
    else await compare2(files, sha2562, name, hash2, findings);
  }
  for (const name of present) findings.add(name, `is in the pack but not in ${MANIFEST}`);
  return findings.check(
    "manifest",
    `${Object.keys(listed).length} files are those that ${MANIFEST} lists`,
    "A file was changed, added or removed after the pack was made."
  );
}
async function compare2(files, sha2562, name, listed, findings) {
  try {
    const hash2 = toHex(await (files.digest?.(name) ?? files.bytes(name).then(sha2562)));
    if (hash2 !== listed) findings.add(name, `its SHA-256 is ${hash2}, ${MANIFEST} says ${String(listed)}`);
  } catch (error) {
    findings.add(name, error instanceof Error ? error.message : String(error));
  }
}

// lib/audit-log/verifier/payloads.ts
/** payloads.jsonl: {id, commit, salt, payload}, people's words, to which leaves commit by SHA-256(salt ‖ JCS(payload)). */
var FILE8 = "payloads.jsonl";
/** Reads the words and holds each against its commitment. A pack without words has no such file. */
async function readPayloads(files, sha2562) {
  const words = new Map();
  const tokens = new Map();
  const said2 = new Map();
  const findings = new Findings();
  if (!files.names().includes(FILE8)) return { words, tokens, said: said2, findings };
  let number2 = 0;
  for await (const line of linesOf(files, FILE8)) {
    const where = `${FILE8}:${++number2}`;
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
    const own = isObject(entry.payload) ? entry.payload.words : undefined;
    if (typeof own === "string") said2.set(entry.commit, own);
    const token = isObject(entry.payload) ? entry.payload.token : undefined;
    if (typeof token === "string") tokens.set(entry.commit, token);
  }
  return { words, tokens, said: said2, findings };
}
/** Every commitment of the campaign has its words here, or an erasure that names it, and not both. */
function checkPayloads(log, words, findings, redacted = false) {
  if (redacted && words.size === 0 && findings.count === 0)
    return unanswered(
      "payloads",
      `${log.committed.size} commitments to words, which are withheld from this pack`
    );
  let erased = 0;
  for (const [commit, index] of log.committed) {
    const erasure = log.erased.get(commit);
    if (erasure !== undefined) erased++;
    if (words.has(commit) && erasure !== undefined) {
      findings.add(FILE8, `holds the words of leaf ${index}, which leaf ${erasure} says were erased`);
    } else if (!words.has(commit) && erasure === undefined) {
      findings.add(`leaf ${index}`, `commits to words that are neither in ${FILE8} nor named by an erasure`);
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
  const set = parse2(jwks);
  if (!isObject3(set) || !Array.isArray(set.keys)) throw new Error("are no JSON Web Key Set");
  return set.keys.filter(isObject3);
}
/** Whether one of the provider's kept keys made the token's signature. */
async function signatureProblem(token, keys, verify4) {
  const named = keys.filter((k) => token.kid === undefined || k.kid === token.kid);
  if (named.length === 0) return `names the key ${token.kid}, which is not among the kept keys`;
  for (const key of named)
    if (await verify4(token.algorithm, key, token.signed, token.signature)) return undefined;
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
function part(text2) {
  const bytes = fromBase64url(text2);
  const json = bytes && fromUtf8(bytes);
  const value = json === undefined ? undefined : parse2(json);
  return isObject3(value) ? value : undefined;
}
function parse2(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    return undefined;
  }
}
function isObject3(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// lib/audit-log/verifier/sign-offs.ts
/**
 * signoffs.jsonl: what each reviewer signed, and who vouches for it. The leaf commits to the summary; the summary's counts and
 * root are taken again from the decisions in force at that leaf; the identity provider's token names the hash of the log's
 * checkpoint and the summary, and is held against the provider's keys as they are kept here. A passkey signs the same hash,
 * and is held against the key that its enrolment put into the log. What the campaign asked for is what was given.
 */
var FILE9 = "signoffs.jsonl";
var MEANING6 = "What was signed is not what was decided, or who vouches for it does not, as the record says they do.";
/** Reads the lines that hold a summary; packs of before have none. */
async function readSignOffs(files) {
  const [lines, findings] = [[], new Findings()];
  if (!files.names().includes(FILE9)) return { lines, findings };
  let number2 = 0;
  for await (const text2 of linesOf(files, FILE9)) {
    const where = `${FILE9}:${++number2}`;
    const entry = parseJson(text2);
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
  const findings = Findings.join([reading2, log.reopening, log.passkeys.findings]);
  const byLeaf = new Map(lines.map((l) => [l.leaf, l]));
  if (byLeaf.size !== lines.length) findings.add(FILE9, "has two lines for one sign-off");
  const mine = decisionsByReviewer(log);
  const told = { oidc: 0, passkey: 0, session: 0, erased: 0, bare: 0 };
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
      findings.add(FILE9, `has no line for the sign-off of leaf ${signed.index}`);
      continue;
    }
    for (const what of summaryProblems(log, signed, line, mine.get(signed.actor) ?? [], tools.sha256))
      findings.add(line.where, what);
    for (const what of await checkpointProblems(line, signed, pack, tools)) findings.add(line.where, what);
    const { provider, passkey } = signed.data;
    const lacking = lessThanRequired(pack.settings, signed);
    if (lacking) findings.add(line.where, lacking);
    if (passkey !== undefined || signed.data.by === "passkey") {
      const problem2 = signed.data.by !== "passkey" || provider !== undefined || line.token !== null ? `leaf ${signed.index} says two ways of signing at once` : await log.passkeys.problem(signed, line, tools);
      if (problem2 !== undefined) findings.add(line.where, problem2);
      told.passkey++;
      continue;
    }
    if (line.assertion !== null)
      findings.add(line.where, "holds a passkey's signature that its leaf does not speak of");
    if (!isObject(provider)) {
      told.session++;
      if (signed.data.by !== "session") findings.add(line.where, `leaf ${signed.index} names no provider`);
      if (line.token !== null) findings.add(line.where, "holds a token that its leaf does not speak of");
      continue;
    }
    issuers.add(String(provider.issuer));
    const erased = signed.commit !== undefined && (pack.redacted === true || log.erased.has(signed.commit));
    const problem = await tokenProblem(signed, provider, line, { erased, tokens: pack.tokens }, tools);
    if (problem !== undefined) findings.add(line.where, problem);
    if (erased) told.erased++;
    else told.oidc++;
  }
  for (const { where, leaf } of byLeaf.values()) findings.add(where, `leaf ${leaf} is no sign-off`);
  for (const what of subjectProblems(log.signedOff)) findings.add(FILE9, what);
  const words = wordsOf(log.signedOff.length, told, issuers, log.passkeys.wentBack);
  return findings.check("sign-offs", words, MEANING6);
}
/** By how a campaign is to be signed off, the ways that are no less. */
var ENOUGH = {
  provider: ["oidc"],
  passkey: ["passkey"],
  either: ["oidc", "passkey"]
};
/** A campaign's settings ask for a way of signing off, and less was taken; undefined where not. */
function lessThanRequired(settings, { index, data }) {
  const enough = ENOUGH[String(settings?.signOff)];
  if (!enough || enough.includes(String(data.by))) return undefined;
  return `leaf ${index} is signed off by ${String(data.by)}, and the campaign's settings ask for ${enough.join(" or ")}`;
}
function wordsOf(all, told, issuers, wentBack) {
  const parts = [
    told.oidc > 0 ? `${told.oidc} vouched for by ${[...issuers].join(", ")} (the provider's keys are as kept in the pack; compare them with your provider's published keys)` : "",
    told.erased > 0 ? `${told.erased} whose token was erased or is withheld, so that only their hashes can be checked` : "",
    told.passkey > 0 ? `${told.passkey} signed by a passkey enrolled at least a day before${wentBack > 0 ? ` (${wentBack} ${wentBack === 1 ? "time a counter" : "times a counter"} did not go up, as with one kept on several devices)` : ""}` : "",
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
    const ended2 = log.ended.get(id) ?? Number.POSITIVE_INFINITY;
    listed.add(id);
    if (!decision || decision.index >= signed.index || ended2 < signed.index) {
      yield `decision ${id} on item ${item} was not in force at ${leaf}`;
      continue;
    }
    const direct = decision.item === item && decision.reviewer === signed.actor;
    const answered2 = decision.item !== item && Number(decision.data.answers ?? 0) > 0;
    if (!direct && !answered2) yield `decision ${id} is not ${signed.actor}'s on item ${item}`;
    const outcome = String(decision.data.outcome);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  for (const { id, item, index, ended: ended2 } of own)
    if (index < signed.index && ended2 > signed.index && !listed.has(id))
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
    if (said2 || line.checkpoint !== null || signed.data.by !== "session")
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
  const { summary, decisions, attestation, checkpoint, token, jwks, assertion } = signed;
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
    jwks: textOr(jwks),
    assertion: textOr(assertion)
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
var FILE10 = "tie-out.json";
var COUNTS = "counts.json";
/** The equations of import, launch and close hold, and say what the log and the tables say. */
async function checkTieOut(files, log, population, ends) {
  const findings = new Findings();
  const { imports, launch, close } = await readJsonObject(files, FILE10);
  for (const [at, rows] of (Array.isArray(imports) ? imports : []).entries()) {
    compareSum(`imports[${at}]`, rows, "read", ["stored", "duplicates", "rejected"], findings);
  }
  compareSum("launch", launch, "grants", ["items", "covered", "excluded"], findings);
  compare3(FILE10, "launch", launch, { ...population.fates.grant }, POPULATION, findings);
  compareSubjects("credentials", launch, population.fates.credential, findings);
  compareSubjects("identities", launch, population.fates.identity, findings);
  if (log.launched) {
    const { index, data } = log.launched;
    if (isObject(data.tie_out)) compare3(FILE10, "launch", launch, data.tie_out, `leaf ${index}`, findings);
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
    compare3(FILE10, "close", close, counted, ITEMS, findings);
    if (!log.closed) findings.add(FILE10, "has figures of a close, but no leaf closes the campaign");
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
    ...outcomes,
    ...dispositionsOf(log),
    ...{ exceptions: log.exceptions.size, second_looks: log.looks.size, sign_offs: log.signedOff.length }
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
/** What became of the draft, by the decisions in force. */
function dispositionsOf(log) {
  const counted = { confirmed: 0, overridden: 0, undrafted: 0 };
  for (const [, id] of log.final) {
    const disposition = String(log.decisions.get(id)?.data.disposition);
    counted[disposition] = (counted[disposition] ?? 0) + 1;
  }
  return counted;
}
/** all = items + excluded, as population.csv has them. A pack of before there were others than grants says nothing of them. */
function compareSubjects(name, launch, { items, excluded, covered }, findings) {
  const figures = isObject(launch) ? launch[name] : undefined;
  if (covered > 0) findings.add(POPULATION, `calls ${covered} ${name} covered; only grants can be`);
  if (figures === undefined && items + excluded === 0) return;
  compareSum(`launch.${name}`, figures, "all", ["items", "excluded"], findings);
  compare3(FILE10, `launch.${name}`, figures, { items, excluded }, POPULATION, findings);
}
function compareSum(name, figures, whole, parts, findings) {
  if (!isObject(figures)) {
    findings.add(FILE10, `has no object ${name}`);
    return;
  }
  const sum = parts.reduce((total, part2) => total + countOf2(figures, part2), 0);
  if (countOf2(figures, whole) === sum) return;
  findings.add(
    FILE10,
    `${name}: ${whole} ${figures[whole]} is not ${parts.map((part2) => `${part2} ${figures[part2]}`).join(" + ")}`
  );
}
function compare3(file, name, figures, expected, source, findings) {
  if (!isObject(figures)) return;
  for (const [figure, value] of Object.entries(expected)) {
    if (isObject(value)) {
      const inner = figures[figure];
      if (!isObject(inner)) findings.add(file, `${name} has no ${figure}, ${source} has`);
      compare3(file, `${name}.${figure}`, inner, value, source, findings);
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

// lib/audit-log/verifier/unbound.ts
/** What of a pack only its manifest holds: whoever makes a pack can write it as they like, and no leaf of the log says otherwise. */
/** Columns that neither a leaf nor a packet binds, by table. */
var UNBOUND = {
  "items.csv": ["risk", "need_score", "reviewer_basis", "first_seen", "waiting"],
  "decisions.csv": ["reviewer"],
  "assignments.csv": ["basis"],
  "remediation.csv": ["decision_id", "before", "after"],
  "roles.csv": ["name"]
};
/** Files that tell in words and pictures what the tables say. */
var SHOWN2 = ["report.html", "report.pdf", "items.xlsx", "rules/coverage.json"];
/** Of the sources: how each was read, and who brought it; an import's entry is the import's own. */
var SOURCES2 = "sources.json";
/** @param drawn whether the log committed to a lot, which binds what each item was drawn as */
function unboundIn(table, drawn) {
  const columns = UNBOUND[table] ?? [];
  return table === "items.csv" && !drawn ? [...columns, "drawn_as"] : columns;
}
function checkUnbound(files, drawn) {
  const there = files.names();
  const columns = Object.keys(UNBOUND).flatMap(
    (table) => there.includes(table) ? [`${table} (${unboundIn(table, drawn).join(", ")})`] : []
  );
  const shown = SHOWN2.filter((name) => there.includes(name));
  if (there.includes(SOURCES2)) shown.push(`${SOURCES2} (parameters, imported_by, imported_at)`);
  return unanswered(
    "unbound",
    `not in the log, and so as whoever made the pack wrote it: ${[...shown, ...columns].join("; ")}; of population.csv the rows that are no item, but for how many there are. Where it matters, read what is bound`
  );
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
  const { sha256: sha2562, ed25519Verify: ed25519Verify2, jwsVerify: jwsVerify2, timestampVerify: timestampVerify2, tsa, rebuild } = options;
  const witnesses = witnessKeys(sha2562, options.witnesses ?? []);
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
    return { log: log2, tree: await readLeaves(files, sha2562, then, log2, sizes, rebuild) };
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
    await answer("witnesses", () => checkWitnesses(head(), witnesses, ed25519Verify2)),
    ...tsa !== undefined || stampsIn(files).length > 0 ? [await answer("timestamps", () => checkTimestamps(files, head(), sha2562, timestampVerify2, tsa))] : [],
    await answer("sealed", () => checkSealed(log())),
    await answer("population", () => checkPopulation(log(), need(population), need(evidence), sha2562)),
    await answer("inclusion", () => checkInclusion(files, log(), head(), sha2562)),
    await answer("chain", () => checkChain(log())),
    await answer("rows", () => checkRows(files, log(), need(population), need(payloads).words)),
    await answer(
      "payloads",
      () => checkPayloads(log(), need(payloads).words, need(payloads).findings, isRedacted(files))
    ),
    ...checkRedacted(files),
    await answer("completeness", () => need(completeness).check),
    await answer("drafts", () => {
      need(evidence);
      return log().drafts.check(files, log(), need(population), sha2562);
    }),
    await answer("assignments", () => {
      need(items);
      return log().moves.check(files, need(population), log().launched?.at);
    }),
    await answer("roles", () => log().roles.check(files, log().run)),
    await answer("sources", () => log().imports.check(files, log().launched?.data)),
    await answer("removals", () => log().removals.check(files)),
    await answer("duties", () => checkDuties(log(), need(population))),
    await answer("answers", () => log().questions.check(need(population), log().decisions.values())),
    await answer("exceptions", () => log().exceptions.check(files, log(), need(population))),
    await answer("second looks", () => log().looks.check(files, need(population), log().identities)),
    await answer("rules", async () => {
      const found = new Findings();
      const settings = await readSettings(files, log(), sha2562, found);
      const checked = await log().versions.check(files, settings, sha2562);
      return found.count > 0 ? found.check("rules", "", "The settings are not those of the launch.") : checked;
    }),
    await answer("sign-offs", async () => {
      const found = new Findings();
      const settings = await readSettings(files, log(), sha2562, found);
      const { lines, findings } = need(signOffs);
      const read = { lines, findings: Findings.join([findings, found]) };
      const kept = {
        tree: tree(),
        key: need(signed).key,
        tokens: need(payloads).tokens,
        redacted: isRedacted(files)
      };
      const pack = settings ? { ...kept, settings } : kept;
      return checkSignOffs(log(), read, pack, { sha256: sha2562, ed25519Verify: ed25519Verify2, jwsVerify: jwsVerify2 });
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
    await answer("challenges", async () => {
      need(items);
      return log().challenges.check(files, log(), need(population), sha2562);
    }),
    ...files.names().includes("oversight.json") || "value" in leaves && leaves.value.log.oversight.size > 0 ? [
      await answer(
        "oversight",
        () => log().oversight.check(files, { said: need(payloads).said, erased: log().erased }, sha2562)
      )
    ] : [],
    await answer("tie-out", () => checkTieOut(files, log(), need(population), ends())),
    await answer("counts", () => checkCounts(files, log(), need(population), ends())),
    await answer("unbound", () => checkUnbound(files, log().arms.committed !== undefined))
  ];
  return { ok: checks.every((check) => check.ok !== false), checks: withoutIdentities(files, checks) };
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

// lib/audit-log/verifier/program.ts
/** The verifier as a program: what it is given, what it prints, how it ends. */
var USAGE = `Usage: node verify.mjs PACK.zip|FOLDER|RECEIPT.tlog-proof [--vkey FILE] [--previous CHECKPOINT]
                      [--witness FILE]… [--tsa FILE] [--json]

  --vkey FILE            the log's public key, had from elsewhere than the pack
  --previous CHECKPOINT  a checkpoint of this log that you kept from before
  --witness FILE         the public key of a witness that must have cosigned the checkpoint
  --tsa FILE             certificates (PEM) of the authority that must have stamped its time
  --json                 the result as one line of JSON

Ends with 0 if all checks hold, 1 if something is wrong, 2 if it cannot be read.`;
/**
 * Verifies the pack, or the receipt, at a path; throws an Error of one sentence if it, or a file given with it, cannot be read.
 * @param program the file this runs from, where that can be a second thread's too
 */
async function verifyPath(pack, given, program) {
  const options = {
    witnesses: await Promise.all((given.witness ?? []).map((file) => readFile2(file, "utf8"))),
    ...given.tsa === undefined ? {} : { tsa: await readFile2(given.tsa, "utf8") },
    ...given.vkey === undefined ? {} : { vkey: await readFile2(given.vkey, "utf8") },
    ...given.previous === undefined ? {} : { previous: await readFile2(given.previous, "utf8") },
    ...program !== undefined && await isLarge(pack) ? { rebuild: rebuildApart(program, pack) } : {},
    ...{ sha256, ed25519Verify, jwsVerify, timestampVerify }
  };
  if ((await stat2(pack)).isDirectory()) return verifyPack(await openFolder(pack), options);
  if (await isReceipt(pack)) return verifyReceipt(await readFile2(pack, "utf8"), options);
  const zip = openZip(pack);
  try {
    return await verifyPack(zip, options);
  } finally {
    zip.close();
  }
}
/** Whether a file is a receipt, by how it begins: it may be called anything. */
async function isReceipt(path3) {
  const file = await open(path3);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(RECEIPT.length) });
    return buffer.toString("utf8") === RECEIPT;
  } finally {
    await file.close();
  }
}
/** Runs the program on its arguments; gives the exit code. */
async function run(args, print, program) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        vkey: { type: "string" },
        previous: { type: "string" },
        witness: { type: "string", multiple: true },
        tsa: { type: "string" },
        json: { type: "boolean" }
      }
    });
    const [pack, ...others] = positionals;
    if (pack === undefined || others.length > 0) {
      print(USAGE);
      return 2;
    }
    const { json, ...given } = values;
    const verdict = await verifyPath(pack, given, program);
    if (json) print(JSON.stringify(verdict));
    else for (const line of linesFor(pack, verdict)) print(line);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    print(`Cannot verify: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

// lib/audit-log/verifier/main.ts
if (isMainThread)
  process.exitCode = await run(process.argv.slice(2), console.log, fileURLToPath(import.meta.url));
else await serveTree();
