import { createHash } from "node:crypto";

/** SHA-256 of a file that comes in chunks. */
export async function hashOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest();
}
