/** An evidence pack as the verifier reads it, whatever holds it: a ZIP, a folder, files dropped on a page. */
import { concatBytes, fromUtf8 } from "@/lib/audit-log/bytes";
import type { Json, JsonObject } from "@/lib/audit-log/canonical";

export type PackFiles = {
  /** The path of every file, "/" between folders. */
  names(): readonly string[];
  /** A whole file; rejects if there is no such file or it cannot be read. */
  bytes(name: string): Promise<Uint8Array>;
  /** A file from its start to its end, never all of it at once; rejects as `bytes` does. */
  chunks(name: string): AsyncIterable<Uint8Array>;
  /** SHA-256 of a file without holding all of it; where absent, the file is hashed whole. */
  digest?(name: string): Promise<Uint8Array>;
  /** What is wrong with what holds the files, where two readers could see two packs. */
  problems?(): readonly { where: string; what: string }[];
};

/** A whole text file. */
export async function readText(files: PackFiles, name: string): Promise<string> {
  const text = fromUtf8(await files.bytes(name));
  if (text === undefined) throw new Error(`${name} is not UTF-8 text`);
  return text;
}

/** A whole JSON file that holds one object. */
export async function readJsonObject(files: PackFiles, name: string): Promise<JsonObject> {
  const value = parseJson(await readText(files, name));
  if (!isObject(value)) throw new Error(`${name} is not a JSON object`);
  return value;
}

/** The value of a JSON text; undefined if it is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text file line by line, split at LF; a CR before it stays. Rejects as `bytes` does, and on bad UTF-8. */
export async function* linesOf(files: PackFiles, name: string): AsyncGenerator<string> {
  for await (const lines of batchesOf(files, name)) yield* lines;
}

/** As `linesOf`, as many lines at a time as a chunk ends: waiting for each costs more than reading it. */
async function* batchesOf(files: PackFiles, name: string): AsyncGenerator<readonly string[]> {
  // Only whole lines are decoded, so that no character is split.
  for await (const lines of piecesOf(files, name)) {
    const text = fromUtf8(lines);
    if (text === undefined) throw new Error(`${name} is not UTF-8 text`);
    yield text.split("\n");
  }
}

/** A text file in pieces of whole lines, without the LF at a piece's end. */
export async function* piecesOf(files: PackFiles, name: string): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = [];
  for await (const chunk of files.chunks(name)) {
    const end = chunk.lastIndexOf(LF);
    if (end < 0) {
      pending.push(chunk);
      continue;
    }
    // Only the line that was begun is copied.
    const first = pending.length === 0 ? end : chunk.indexOf(LF);
    yield joined([...pending, chunk.subarray(0, first)]);
    if (first < end) yield chunk.subarray(first + 1, end);
    pending = [chunk.subarray(end + 1)];
  }
  const rest = joined(pending);
  if (rest.length > 0) yield rest;
}

export const LF = 0x0a;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] ? parts[0] : concatBytes(parts);
}
