/**
 * A pack in a ZIP file, read through its central directory: stored and deflated entries, ZIP64, each entry's
 * size and CRC-32 checked (PKWARE APPNOTE, sections 4.3 and 4.5.3). What two readers could understand
 * differently is refused: repeated names, names that leave the folder, encryption, other compression.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createInflateRaw, inflateRawSync } from "node:zlib";
import { concatBytes, fromUtf8, sameBytes, toUtf8 } from "@/lib/audit-log/bytes";
import { crc32 } from "@/lib/audit-log/verifier/crc32";
import { hashOf } from "@/lib/audit-log/verifier/digest";
import { linesOf, type PackFiles } from "@/lib/audit-log/verifier/pack";

type Directory = { start: number; length: number; count: number };
type Entry = { name: string; method: number; crc: number; packed: number; size: number; offset: number };

const END_OF_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_LENGTH = 20;
const END_OF_DIRECTORY_64 = 0x06064b50;
const END_64_LENGTH = 56;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_LENGTH = 46;
const LOCAL_ENTRY = 0x04034b50;
const LOCAL_ENTRY_LENGTH = 30;

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const ZIP64_FIELDS = 1;
const IN_ZIP64 = 0xffffffff;
const CHUNK = 1 << 18;

/** Opens a ZIP file; throws an Error saying why it is not one that can be read. `close` it when done. */
export function openZip(path: string): PackFiles & { close: () => void } {
  const file = openSync(path, "r");
  try {
    const entries = readDirectory(file);
    const chunks = (name: string) => readEntry(file, name, entries.get(name));
    return {
      names: () => [...entries.keys()],
      bytes: async (name) => concatBytes(await collect(chunks(name))),
      lines: (name) => linesOf(name, chunks(name)),
      digest: (name) => hashOf(chunks(name)),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function readDirectory(file: number): Map<string, Entry> {
  const { start, length, count } = findDirectory(file);
  if (start + length > fstatSync(file).size) throw new Error("the ZIP file is shorter than it says");
  const bytes = readAt(file, start, length);
  const entries = new Map<string, Entry>();
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
function findDirectory(file: number): Directory {
  const { size } = fstatSync(file);
  const tailStart = Math.max(0, size - END_LENGTH - LONGEST_COMMENT);
  const tail = readAt(file, tailStart, size - tailStart);
  for (let at = tail.length - END_LENGTH; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_OF_DIRECTORY) continue;
    if (at + END_LENGTH + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const count = tail.readUInt16LE(at + 10);
    const length = tail.readUInt32LE(at + 12);
    const start = tail.readUInt32LE(at + 16);
    if (count !== 0xffff && length !== IN_ZIP64 && start !== IN_ZIP64) return { start, length, count };
    return findDirectory64(file, tailStart + at - LOCATOR_64_LENGTH);
  }
  throw new Error("it is not a ZIP file, or its end is missing");
}

function findDirectory64(file: number, locatorStart: number): Directory {
  const locator = readAt(file, Math.max(0, locatorStart), LOCATOR_64_LENGTH);
  if (locator.readUInt32LE(0) !== LOCATOR_64) throw new Error("the ZIP file lacks its ZIP64 end");
  const end = readAt(file, readNumber64(locator, 8), END_64_LENGTH);
  if (end.readUInt32LE(0) !== END_OF_DIRECTORY_64) throw new Error("the ZIP file lacks its ZIP64 end");
  return { count: readNumber64(end, 32), length: readNumber64(end, 40), start: readNumber64(end, 48) };
}

/** @param bytes the entry's fixed part, its name and its extra fields */
function readDirectoryEntry(bytes: Buffer, nameEnd: number): Entry {
  const name = readName(bytes.subarray(DIRECTORY_ENTRY_LENGTH, nameEnd));
  if (bytes.readUInt16LE(8) & ENCRYPTED) throw new Error(`the ZIP file's ${name} is encrypted`);
  const method = bytes.readUInt16LE(10);
  if (method !== STORED && method !== DEFLATED)
    throw new Error(`the ZIP file packs ${name} in an unknown way`);
  const wide = zip64Fields(bytes.subarray(nameEnd));
  let wideAt = 0;
  const field = (at: number) => {
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

function readName(bytes: Uint8Array): string {
  const name = fromUtf8(bytes);
  if (name === undefined) throw new Error("the ZIP file holds a name that is not UTF-8");
  const parts = (name.endsWith("/") ? name.slice(0, -1) : name).split("/");
  if (/[\\\0]/.test(name) || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw new Error(`the ZIP file holds the name "${name}", which is not a path inside a folder`);
  }
  return name;
}

function zip64Fields(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === ZIP64_FIELDS) return extra.subarray(at + 4, end);
    at = end;
  }
  return extra.subarray(0, 0);
}

/** The unpacked bytes of an entry; throws once they turn out longer, shorter or other than the ZIP states. */
async function* readEntry(file: number, name: string, entry: Entry | undefined): AsyncGenerator<Uint8Array> {
  if (!entry) throw new Error(`${name} is missing`);
  const packed = packedBytes(file, entry);
  let size = 0;
  let crc = 0;
  for await (const chunk of entry.method === DEFLATED ? inflated(packed, entry) : packed) {
    size += chunk.length;
    if (size > entry.size) break;
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size !== entry.size || crc !== entry.crc) {
    throw new Error(`${name} is damaged: its size or CRC-32 is not the one the ZIP file states`);
  }
}

async function* packedBytes(file: number, entry: Entry): AsyncGenerator<Uint8Array> {
  const name = toUtf8(entry.name);
  const header = readAt(file, entry.offset, LOCAL_ENTRY_LENGTH + name.length);
  const named =
    header.readUInt16LE(26) === name.length && sameBytes(header.subarray(LOCAL_ENTRY_LENGTH), name);
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
async function* inflated(packed: AsyncIterable<Uint8Array>, entry: Entry): AsyncGenerator<Uint8Array> {
  if (entry.size > CHUNK || entry.packed > 2 * CHUNK) {
    yield* pipeline(Readable.from(packed), createInflateRaw({ chunkSize: CHUNK }), () => {});
  } else {
    yield inflateRawSync(concatBytes(await collect(packed)), { maxOutputLength: Math.max(1, entry.size) });
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts;
}

/** Reads at once: thousands of small files cost less so, and nothing else waits for this program. */
function readAt(file: number, start: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  if (readSync(file, buffer, 0, length, start) !== length)
    throw new Error("the ZIP file is shorter than it says");
  return buffer;
}

function readNumber64(bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw new Error("the ZIP file states an impossible size");
  return value;
}
