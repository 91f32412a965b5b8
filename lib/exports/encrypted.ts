import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { encryptTo } from "./age";

/**
 * Puts an encrypted file in the place of a plain one, which is deleted.
 * @returns where it lies, its own hash and size, and the hash of what it holds; hexadecimal
 */
export async function encryptFile(
  plain: string,
  recipient: string,
): Promise<{ path: string; sha256: string; bytes: number; content: string }> {
  const path = `${plain}.age`;
  const [content, whole] = [createHash("sha256"), createHash("sha256")];
  try {
    await pipeline(
      createReadStream(plain),
      seen(content),
      encryptTo(recipient),
      seen(whole),
      createWriteStream(`${path}.part`, { mode: 0o600 }),
    );
    await rename(`${path}.part`, path);
  } finally {
    await rm(`${path}.part`, { force: true });
    await rm(plain, { force: true });
  }
  return {
    path,
    sha256: whole.digest("hex"),
    bytes: (await stat(path)).size,
    content: content.digest("hex"),
  };
}

function seen(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}
