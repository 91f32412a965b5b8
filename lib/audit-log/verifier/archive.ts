/**
 * A pack in a ZIP file, read through its central directory: stored and deflated entries, ZIP64, each entry's
 * size and CRC-32 checked (PKWARE APPNOTE, sections 4.3 and 4.5.3). What two readers could understand
 * differently is refused: repeated names, names that leave the folder, encryption, other compression.
 */
import { concatBytes, fromUtf8, sameBytes, toUtf8 } from "@/lib/audit-log/bytes";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";

type Directory = { start: number; length: number; count: number; end: number; comment: number };
type Entry = {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  offset: number;
  /** Version, flags, method, time and date, as they stand before the data too. */
  fixed: Uint8Array;
  /** What kind of file it is unpacked as, where it was made on Unix. */
  kind: number;
};

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
const SIZES_LATER = 8;
const DESCRIPTOR = 0x08074b50;
const ZIP64_FIELDS = 1;
const UNIX = 3;
const PLAIN_FILE = 0x8000;
const FOLDER = 0x4000;
const IN_ZIP64 = 0xffffffff;
/** Bytes read at a time. */
export const CHUNK = 1 << 18;

/** A ZIP file wherever it is, and what reading it takes. */
export type ZipSource = {
  size: number;
  /** So many bytes from a place on; throws where the file ends before. */
  read: (start: number, length: number) => Uint8Array;
  /** Unpacks what was deflated. */
  inflate: (
    packed: AsyncIterable<Uint8Array>,
    entry: { packed: number; size: number },
  ) => AsyncIterable<Uint8Array>;
  crc32: (chunk: Uint8Array, before: number) => number;
  hashOf: (chunks: AsyncIterable<Uint8Array>) => Promise<Uint8Array>;
};

/** The files of a ZIP file; throws an Error saying why it is not one that can be read. */
export function openArchive(source: ZipSource): PackFiles {
  const directory = findDirectory(source);
  const entries = readDirectory(source, directory);
  const chunks = (name: string) => readEntry(source, name, entries.get(name));
  const problems = [...layoutProblems(source, directory, [...entries.values()])];
  return {
    names: () => [...entries.values()].filter((entry) => !isFolder(entry)).map((entry) => entry.name),
    bytes: async (name) => concatBytes(await collect(chunks(name))),
    chunks,
    digest: (name) => source.hashOf(chunks(name)),
    problems: () => problems,
  };
}

const isFolder = ({ name, size }: Entry) => name.endsWith("/") && size === 0;

function readDirectory(file: ZipSource, { start, length, count }: Directory): Map<string, Entry> {
  if (start + length > file.size) throw new Error("the ZIP file is shorter than it says");
  const bytes = readAt(file, start, length);
  const entries = new Map<string, Entry>();
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
function findDirectory(file: ZipSource): Directory {
  const { size } = file;
  const tailStart = Math.max(0, size - END_LENGTH - LONGEST_COMMENT);
  const tail = readAt(file, tailStart, size - tailStart);
  for (let at = tail.length - END_LENGTH; at >= 0; at--) {
    if (number(tail, at, 4) !== END_OF_DIRECTORY) continue;
    if (at + END_LENGTH + number(tail, at + 20, 2) !== tail.length) continue;
    const count = number(tail, at + 10, 2);
    const length = number(tail, at + 12, 4);
    const start = number(tail, at + 16, 4);
    if (count !== 0xffff && length !== IN_ZIP64 && start !== IN_ZIP64)
      return { start, length, count, end: tailStart + at, comment: number(tail, at + 20, 2) };
    const wide = findDirectory64(file, tailStart + at - LOCATOR_64_LENGTH);
    return { ...wide, comment: number(tail, at + 20, 2) };
  }
  throw new Error("it is not a ZIP file, or its end is missing");
}

function findDirectory64(file: ZipSource, locatorStart: number): Omit<Directory, "comment"> {
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
    end: endAt,
  };
}

/** @param bytes the entry's fixed part, its name and its extra fields */
function readDirectoryEntry(bytes: Uint8Array, nameEnd: number): Entry {
  const name = readName(bytes.subarray(DIRECTORY_ENTRY_LENGTH, nameEnd));
  if (number(bytes, 8, 2) & ENCRYPTED) throw new Error(`the ZIP file's ${name} is encrypted`);
  const method = number(bytes, 10, 2);
  if (method !== STORED && method !== DEFLATED)
    throw new Error(`the ZIP file packs ${name} in an unknown way`);
  const wide = zip64Fields(bytes.subarray(nameEnd));
  let wideAt = 0;
  const field = (at: number) => {
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
  const kind = number(bytes, 5, 1) === UNIX ? number(bytes, 40, 2) & 0xf000 : 0;
  return { name, method, crc: number(bytes, 16, 4), packed, size, offset, fixed: bytes.slice(6, 16), kind };
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

function zip64Fields(extra: Uint8Array): Uint8Array {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + number(extra, at + 2, 2);
    if (number(extra, at, 2) === ZIP64_FIELDS) return extra.subarray(at + 4, end);
    at = end;
  }
  return extra.subarray(0, 0);
}

/** The unpacked bytes of an entry; throws once they turn out longer, shorter or other than the ZIP states. */
async function* readEntry(
  file: ZipSource,
  name: string,
  entry: Entry | undefined,
): AsyncGenerator<Uint8Array> {
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

async function* packedBytes(file: ZipSource, entry: Entry): AsyncGenerator<Uint8Array> {
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
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts;
}

function readAt({ size, read }: ZipSource, start: number, length: number): Uint8Array {
  if (start < 0 || start + length > size) throw new Error("the ZIP file is shorter than it says");
  return read(start, length);
}

/** A little-endian number of one, two or four bytes. */
function number(bytes: Uint8Array, at: number, length: 1 | 2 | 4): number {
  let value = 0;
  for (let place = length - 1; place >= 0; place--) value = value * 256 + (bytes[at + place] ?? 0);
  return value;
}

function readNumber64(bytes: Uint8Array, at: number): number {
  const value = number(bytes, at, 4) + number(bytes, at + 4, 4) * 2 ** 32;
  if (!Number.isSafeInteger(value)) throw new Error("the ZIP file states an impossible size");
  return value;
}

/**
 * What is said of a file before its data is what the directory says, and the ZIP file holds nothing but its files: two readers
 * could otherwise see two packs, or something travel along that no check looks at.
 */
function* layoutProblems(
  file: ZipSource,
  directory: Directory,
  entries: readonly Entry[],
): Generator<{ where: string; what: string }> {
  let due = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    const where = entry.name;
    if (entry.offset !== due)
      yield {
        where,
        what: `begins at byte ${entry.offset} of the ZIP file, where ${due} is due: something lies between`,
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
      what: `its files end at byte ${due}, its directory begins at ${directory.start}`,
    };
  if (directory.start + directory.length !== directory.end)
    yield { where: "the ZIP file", what: "something lies between its directory and its end" };
  if (directory.comment > 0)
    yield { where: "the ZIP file", what: "carries a comment, which no check covers" };
}

/** Where an entry ends, or what its header or its end says otherwise than the directory. */
function endOf(file: ZipSource, entry: Entry): number | string {
  const { offset, crc, packed, size } = entry;
  const header = readAt(file, offset, LOCAL_ENTRY_LENGTH);
  if (number(header, 0, 4) !== LOCAL_ENTRY) return "has no header where the directory says it begins";
  if (!sameBytes(header.subarray(4, 14), entry.fixed))
    return "its version, flags, method or time are one thing in the directory and another before its data";
  const start = offset + LOCAL_ENTRY_LENGTH + number(header, 26, 2) + number(header, 28, 2);
  const end = start + packed;
  const later = (number(header, 6, 2) & SIZES_LATER) !== 0;
  const wide = zip64Fields(
    readAt(file, offset + LOCAL_ENTRY_LENGTH + number(header, 26, 2), number(header, 28, 2)),
  );
  const said = [number(header, 14, 4), number(header, 18, 4), number(header, 22, 4)];
  const known = [crc, packed, size];
  const large = [
    crc,
    wide.length >= 16 ? readNumber64(wide, 8) : packed,
    wide.length >= 16 ? readNumber64(wide, 0) : size,
  ];
  for (const [at, value] of said.entries())
    if (value !== known[at] && !(later && value === 0) && !(value === IN_ZIP64 && large[at] === known[at]))
      return "its size or CRC-32 is one thing in the directory and another before its data";
  return later ? endOfDescriptor(file, end, entry) : end;
}

/** After data whose size was not known before, its CRC-32 and sizes follow, with or without a signature and of 4 or of 8 bytes. */
function endOfDescriptor(file: ZipSource, at: number, { crc, packed, size }: Entry): number | string {
  const bytes = readAt(file, at, Math.min(24, file.size - at));
  const from = number(bytes, 0, 4) === DESCRIPTOR ? 4 : 0;
  if (number(bytes, from, 4) !== crc) return "the CRC-32 after its data is not the one of the directory";
  const rest = from + 4;
  if (number(bytes, rest, 4) === packed && number(bytes, rest + 4, 4) === size && packed < IN_ZIP64) {
    // Of 8 bytes each, the second half of the packed size would stand where the size does.
    const wide =
      number(bytes, rest + 4, 4) === 0 && readNumber64(bytes, rest) === packed && size === 0 && packed === 0;
    if (!wide || !isNext(file, at + rest + 16)) return at + rest + 8;
  }
  if (readNumber64(bytes, rest) === packed && readNumber64(bytes, rest + 8) === size) return at + rest + 16;
  return "the sizes after its data are not those of the directory";
}

/** Whether an entry or the directory begins there. */
function isNext(file: ZipSource, at: number): boolean {
  if (at + 4 > file.size) return false;
  const signature = number(file.read(at, 4), 0, 4);
  return signature === LOCAL_ENTRY || signature === DIRECTORY_ENTRY;
}
