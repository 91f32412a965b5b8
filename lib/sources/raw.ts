import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, lstat, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError } from "@/lib/errors";
import { shown } from "./cells";
import { detectFormat, onlyFile } from "./detect";
import { kindOfFile } from "./kinds";
import { beginUse } from "./raw-drop";
import type { RawFile, Seen } from "./reader";
import type { AskedFormat, Format } from "./schema";
import { openSealed, rawKey, sealing } from "./sealed-file";

/** A file on disk as a reader takes it. */
export function fileAt(place: string, bytes: number, name = path.basename(place)): RawFile {
  return {
    name,
    bytes,
    open: () => createReadStream(place, { highWaterMark: 1 << 18 }),
  };
}

export type Input = {
  files: RawFile[];
  /** The newest modification time: when the data was last written. */
  modified: Date;
};

/**
 * The files at a path: one file, or a folder's own regular files (not those of folders in it).
 * @throws AppError `path`
 */
export async function inputAt(place: string): Promise<Input> {
  const found = await stat(place).catch(() => undefined);
  if (!found)
    throw new AppError("invalid", "path", `There is no file or folder ${shown(place)}. Check the path.`);
  if (found.isFile()) return { files: [fileAt(place, found.size)], modified: found.mtime };
  const files: RawFile[] = [];
  let modified = new Date(0);
  for (const name of (await readdir(place)).sort()) {
    const file = path.join(place, name);
    const about = await lstat(file);
    if (!about.isFile() || name.startsWith(".")) continue;
    files.push(fileAt(file, about.size));
    if (about.mtime > modified) modified = about.mtime;
  }
  if (files.length === 0)
    throw new AppError("invalid", "path", `The folder ${shown(place)} holds no file. Check the path.`);
  return { files, modified };
}

export type RawCopy = {
  format: Format;
  sha256: string;
  bytes: number;
  /** Where the copy lies, below the data folder. */
  rawPath: string;
  /** The copies, to read from; and, never opened, the files that the format does not read. */
  files: RawFile[];
  hashes: Record<string, { sha256: string; bytes: number }>;
};

/**
 * Copies what will be read to `$COUNTERSIGN_DATA/raw/<sha256>/` (mode 600, encrypted; a single file as `file`) and hashes it on the way,
 * so that what is read is what was hashed. Marked as in use until `endUse`. A folder's hash is SHA-256 over its files' lines `name hash\n`, sorted by name.
 */
export async function keepRaw(
  input: Input,
  asked: AskedFormat,
  data: string,
  job: string,
  seen: Seen,
): Promise<RawCopy> {
  const format = await detectFormat(input.files, asked);
  const read = format === "folder" ? input.files.filter((f) => kindOfFile(f.name)) : [onlyFile(input.files)];
  const incoming = path.join(data, "raw", `.incoming-${job}`);
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await chmod(path.join(data, "raw"), 0o700);
  try {
    const hashes: RawCopy["hashes"] = {};
    // A single file's name is no part of its hash, so the same bytes under another name find their copy.
    const held = (file: RawFile) => (format === "folder" ? file.name : "file");
    for (const file of read) hashes[file.name] = await copied(file, path.join(incoming, held(file)), seen);
    const sha256 = format === "folder" ? folderHash(hashes) : (hashes[read[0]?.name ?? ""]?.sha256 ?? "");
    const kept = path.join(data, "raw", sha256);
    await beginUse(data, sha256, job);
    await rename(incoming, kept).catch(async (error: unknown) => {
      if (!isThere(error)) throw error;
      await rm(incoming, { recursive: true });
    });
    const bytes = Object.values(hashes).reduce((sum, h) => sum + h.bytes, 0);
    const copies = read.map(
      (f): RawFile => ({
        name: f.name,
        bytes: hashes[f.name]?.bytes ?? 0,
        open: () => openSealed(path.join(kept, held(f))),
      }),
    );
    const others = input.files.filter((f) => !read.includes(f));
    return {
      format,
      sha256,
      bytes,
      rawPath: path.join("raw", sha256),
      files: [...copies, ...others],
      hashes,
    };
  } catch (error) {
    await rm(incoming, { recursive: true, force: true });
    throw unreadable(error) ?? error;
  }
}

async function copied(file: RawFile, to: string, seen: Seen): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const counting = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      bytes += piece.length;
      seen(piece.length);
      done(null, piece);
    },
  });
  await pipeline(file.open(), counting, sealing(rawKey(true)), createWriteStream(to, { mode: 0o600 }));
  return { sha256: hash.digest("hex"), bytes };
}

/** SHA-256 over the lines `name hash\n` in the order of the names' code units. */
export function folderHash(hashes: Readonly<Record<string, { sha256: string }>>): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(hashes).sort()) hash.update(`${name} ${hashes[name]?.sha256}\n`);
  return hash.digest("hex");
}

/** Whether a folder could not take a name because that holds something already: the same bytes were kept before. */
function isThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOTEMPTY" || error.code === "EEXIST");
}

/** The file system's refusals as a sentence. */
function unreadable(error: unknown): AppError | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const place = "path" in error ? ` ${shown(String(error.path))}` : "";
  if (error.code === "EACCES" || error.code === "EPERM")
    return new AppError(
      "invalid",
      "path",
      `The server may not read or write${place}. Change its permissions and import again.`,
    );
  if (error.code === "ENOSPC")
    return new AppError(
      "unavailable",
      "disk",
      "The disk of the server is full, so the file could not be kept. Make room and import again.",
    );
  if (error.code === "ENOENT")
    return new AppError("invalid", "path", `The file${place} is gone. Give it again.`);
  return undefined;
}
