import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";

/** Where a file lies until the transaction that tells of it has ended. */
export const staged = (file: string) => `${file}.staged`;

/** Gives a staged file its name. */
export async function unstage<F extends { path: string }>(made: F): Promise<F> {
  await rename(staged(made.path), made.path);
  return made;
}

/** Streams text or bytes into a file that stands under its name once it is whole. Answers with its SHA-256 (hex) and size. */
export async function storeFile(
  file: string,
  chunks: AsyncIterable<string | Uint8Array>,
): Promise<{ sha256: string; bytes: number }> {
  await mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.part`;
  const hash = createHash("sha256");
  let bytes = 0;
  async function* hashed() {
    for await (const chunk of chunks) {
      const data = typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
      if (data.length === 0) continue;
      hash.update(data);
      bytes += data.length;
      yield data;
    }
  }
  try {
    await pipeline(hashed, createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return { sha256: hash.digest("hex"), bytes };
}
