import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { z } from "zod";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { parseInput, read } from "@/lib/query";
import { shown } from "./cells";
import { detectFormat, onlyFile } from "./detect";
import { openFolder } from "./folder";
import { receiveUpload } from "./import-job";
import { kindOfFile } from "./kinds";
import { csvFieldNames, type Mapping, mapping, separators, shapes } from "./mapping";
import { previewRows } from "./preview";
import { rememberedMapping, showUpload } from "./queries";
import { inputAt } from "./raw";
import type { RawFile } from "./reader";
import { sourceName, type UploadWire } from "./schema";
import { fits, suggestForFile } from "./suggest-file";

/** Files that a browser sends, kept below the data folder until they are imported. */

/** Bytes of all files of one upload. */
const mostBytes = 4 * 1024 ** 3;
/** Files of one upload; an import folder has twelve at most. */
const mostFiles = 50;

type Incoming = { upload: string; name: string; length: string | null; body: ReadableStream | null };

/**
 * Writes one file of an upload to the disk as it comes, mode 600, under its own name. A file that does not arrive whole
 * leaves nothing behind.
 * @param incoming length what the request declares its body to be, in bytes
 * @throws AppError `upload` `file-name` `length` `too-large` `disk`
 */
export async function keepFile(ctx: Ctx, incoming: Incoming): Promise<{ name: string; bytes: number }> {
  const place = await placeOf(ctx, incoming.upload);
  const name = safeName(incoming.name);
  const declared = declaredLength(incoming.length);
  await mkdir(place, { recursive: true, mode: 0o700 });
  await mustFit(place, name, declared);
  const part = path.join(place, `.${crypto.randomUUID()}.part`);
  try {
    const bytes = await written(incoming.body, part, declared, name);
    await rename(part, path.join(place, name));
    await perform(ctx, receiveUpload, { upload: incoming.upload, bytes });
    return { name, bytes };
  } catch (error) {
    await rm(part, { force: true });
    throw error instanceof AppError ? error : interrupted(error, name);
  }
}

/** The folder of an upload that has not been started; policy lets only those who may import know it. */
async function placeOf(ctx: Ctx, id: string): Promise<string> {
  const upload = await read(ctx, showUpload, { id });
  if (upload.state !== "uploaded")
    throw new AppError("conflict", "upload", "This upload has been imported already. Choose the file again.");
  return path.join(env().data, upload.path);
}

/** A plain name: no folder, nothing hidden, nothing that a file system reads as something else. */
export function safeName(given: string): string {
  const name = given.normalize("NFC");
  const plain =
    name.trim() === name && /^[^\p{Cc}\p{Cf}/\\:*?"<>|]+$/u.test(name) && !/^\.|\.$|\.part$/i.test(name);
  if (plain && Buffer.byteLength(name) <= 200) return name;
  throw new AppError(
    "invalid",
    "file-name",
    `${shown(given)} cannot be used as a file name here. Rename the file with letters, digits, - and _ and choose it again.`,
  );
}

function declaredLength(header: string | null): number {
  if (header === null || !/^\d{1,15}$/.test(header))
    throw new AppError("invalid", "length", "The request does not say how long the file is. Send it again.");
  const length = Number(header);
  if (length > mostBytes) throw tooLarge();
  return length;
}

const tooLarge = () =>
  new AppError(
    "invalid",
    "too-large",
    "An upload has at most 4 GB. Import larger files on the server itself, with the command import.",
  );

async function mustFit(place: string, name: string, declared: number): Promise<void> {
  const there = (await readdir(place)).filter((n) => !n.startsWith("."));
  if (there.some((n) => n.toLowerCase() === name.toLowerCase()))
    throw new AppError(
      "conflict",
      "file-name",
      `Two of the files are named ${shown(name)}. Rename one of them and choose the files again.`,
    );
  if (there.length >= mostFiles)
    throw new AppError("invalid", "too-many", `An import has at most ${mostFiles} files. Choose fewer.`);
  const sizes = await Promise.all(there.map(async (n) => (await stat(path.join(place, n))).size));
  if (sizes.reduce((sum, n) => sum + n, declared) > mostBytes) throw tooLarge();
}

async function written(
  body: ReadableStream | null,
  to: string,
  declared: number,
  name: string,
): Promise<number> {
  let bytes = 0;
  const cut = () =>
    new AppError(
      "invalid",
      "length",
      `${shown(name)} did not arrive whole: ${bytes} of ${declared} bytes. Choose it again.`,
    );
  const counting = new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      if (bytes > declared) done(cut());
      else done(null, piece);
    },
  });
  await pipeline(nodeStream(body), counting, createWriteStream(to, { mode: 0o600, flags: "wx" }));
  if (bytes !== declared) throw cut();
  return bytes;
}

/** The platform's stream as Node's; the two types describe the same class. */
function nodeStream(body: ReadableStream | null): Readable {
  return body ? Readable.fromWeb(body as WebStream) : Readable.from([]);
}

function interrupted(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  if (error.code === "ENOSPC")
    return new AppError(
      "unavailable",
      "disk",
      "The disk of the server is full, so the file could not be kept. Make room and choose it again.",
    );
  if (error.code === "ERR_STREAM_PREMATURE_CLOSE" || error.code === "ECONNRESET")
    return new AppError("invalid", "length", `${shown(name)} did not arrive whole. Choose it again.`);
  return error;
}

/** A mapping being made: it need not be usable yet. */
const mappingDraft = z.strictObject({
  shape: z.enum(shapes),
  separator: z.enum(separators),
  application: z.string().max(200).optional(),
  columns: z.record(z.string(), z.enum(csvFieldNames)),
});
export type MappingDraft = z.output<typeof mappingDraft>;
export type UploadView = Omit<UploadWire, "mapping"> & { mapping: MappingDraft | null };

const viewInput = z.strictObject({
  upload: z.uuid(),
  /** The source it is to be read into, whose last mapping is used where it fits. */
  source: sourceName.optional(),
  mapping: mappingDraft.optional(),
});

/** What an upload is, and for a single CSV its first rows as they would be read. A mapping that is not usable yet has no rows. */
export async function viewUpload(ctx: Ctx, raw: unknown): Promise<UploadView> {
  const { upload, source, mapping: asked } = parseInput(viewInput, raw);
  const { files } = await inputAt(await placeOf(ctx, upload));
  const format = await detectFormat(files, "auto");
  if (format === "folder") await openFolder(files);
  const about = {
    id: upload,
    files: files.map((f) => ({
      name: f.name,
      bytes: f.bytes,
      read: format !== "folder" || Boolean(kindOfFile(f.name)),
    })),
    format,
  };
  if (format !== "csv") return { ...about, header: [], mapping: null, remembered: false, rows: [] };
  const file = onlyFile(files);
  const { header, mapping: suggested } = await suggestForFile(file);
  const kept = source && !asked ? await lastMapping(ctx, source, header) : undefined;
  const chosen = asked ?? kept ?? suggested;
  return {
    ...about,
    header: [...header],
    mapping: chosen,
    remembered: Boolean(kept),
    rows: await rowsBy(file, chosen, source),
  };
}

async function lastMapping(
  ctx: Ctx,
  source: string,
  header: readonly string[],
): Promise<Mapping | undefined> {
  const kept = mapping.safeParse((await read(ctx, rememberedMapping, { source })).mapping);
  return kept.success && fits(kept.data, header) ? kept.data : undefined;
}

async function rowsBy(file: RawFile, chosen: MappingDraft, source: string | undefined) {
  const usable = mapping.safeParse(chosen);
  if (!usable.success) return [];
  const application = usable.data.application ?? source ?? path.parse(file.name).name;
  return previewRows(file, usable.data, application);
}
