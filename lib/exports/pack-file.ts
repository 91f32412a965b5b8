import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { setImmediate as breathe } from "node:timers/promises";
import { ZipFile } from "yazl";
import { canonicalRecord, type Json } from "@/lib/audit-log/canonical";
import { zipTime } from "./zip-time";

/** Text is written as UTF-8. */
type Chunk = string | Uint8Array;
/** A file of a pack, in the pieces that it comes in. */
export type Chunks = AsyncIterable<Chunk> | Iterable<Chunk>;

export type PackFile = {
  /** Writes a file; its pieces are asked for as they are written. */
  add: (name: string, chunks: Chunks) => Promise<void>;
  /** Writes the manifest and puts the pack in its place. Answers with its SHA-256 (hex), size and number of files. */
  end: () => Promise<{ sha256: string; bytes: number; files: number }>;
};

/** One JSON text for one value, to be read by people. */
export const pretty = (value: Json) => `${JSON.stringify(JSON.parse(canonicalRecord(value)), null, 2)}\n`;

/** A ZIP being written: entries one after the other, each hashed on its way, all with one time, then the manifest. */
export async function openPack(file: string, at: string): Promise<PackFile> {
  await mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.part`;
  const zip = new ZipFile();
  const whole = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      whole.update(chunk);
      done(null, chunk);
    },
  });
  const written = pipeline(zip.outputStream, hashing, createWriteStream(part, { mode: 0o600 }));
  written.catch(() => undefined);
  const hashes: Record<string, string> = {};
  let held = 0;
  const options = { mtime: zipTime(at), mode: 0o100644, forceDosTimestamp: true };
  const add = async (name: string, chunks: Chunks) => {
    const whole = wholeOf(chunks);
    if (whole) {
      hashes[name] = createHash("sha256").update(whole).digest("hex");
      zip.addBuffer(whole, name, { ...options, compress: false });
      // What is added is held until it is written.
      if (++held % MOST_HELD === 0) while (waits(zip)) await breathe();
      return;
    }
    const hash = createHash("sha256");
    const stream = Readable.from(hashed(chunks, hash), { objectMode: false });
    zip.addReadStream(stream, name, options);
    await finished(stream);
    hashes[name] = hash.digest("hex");
  };
  return {
    add,
    async end() {
      const files = { ...hashes };
      await add("manifest.json", [pretty({ files })]);
      zip.end();
      try {
        await written;
        await rename(part, file);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      return {
        sha256: whole.digest("hex"),
        bytes: (await stat(file)).size,
        files: Object.keys(hashes).length,
      };
    },
  };
}

/** Whether something that was added is still to be written, and can be. */
function waits({ outputStream }: ZipFile): boolean {
  return outputStream instanceof Readable && !outputStream.destroyed && outputStream.readableLength > 0;
}

/** Small files that may wait to be written. */
const MOST_HELD = 64;
const SMALL = 65_536;

/**
 * A small file of one piece. It is stored as it is: a hundred thousand receipts are mostly hashes, and to begin a compression for
 * each takes many times as long as all else that is done for it.
 */
function wholeOf(chunks: Chunks): Buffer | undefined {
  if (!Array.isArray(chunks) || chunks.length !== 1) return undefined;
  const [only]: Chunk[] = chunks;
  const bytes = typeof only === "string" ? Buffer.from(only, "utf8") : only && Buffer.from(only);
  return bytes && bytes.length <= SMALL ? bytes : undefined;
}

async function* hashed(chunks: Chunks, hash: ReturnType<typeof createHash>) {
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
    hash.update(bytes);
    yield bytes;
  }
}
