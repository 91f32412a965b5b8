/** Verifies a pack or a receipt that is in memory, with what a browser has. Nothing leaves it. */
import { fromUtf8 } from "@/lib/audit-log/bytes";
import { PlainSha256, plainSha256 } from "@/lib/audit-log/sha256-plain";
import { openArchive, type ZipSource } from "@/lib/audit-log/verifier/archive";
import { crc32ByTable } from "@/lib/audit-log/verifier/crc32-table";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";
import { ed25519Verify, jwsVerify } from "@/lib/audit-log/verifier/page/web-crypto";
import { RECEIPT, verifyReceipt } from "@/lib/audit-log/verifier/receipt";
import { type Verdict, verifyPack } from "@/lib/audit-log/verifier/verify-pack";

export type Given = { vkey?: string; previous?: string; witnesses?: readonly string[] };

/**
 * The verdict that verify.mjs gives too, but for time stamps, whose signatures stay open here.
 * @param told which file is being read, now and then
 */
export function verifyBytes(bytes: Uint8Array, given: Given, told: (file: string) => void): Promise<Verdict> {
  const tools = { ...given, sha256: plainSha256, ed25519Verify, jwsVerify };
  const start = fromUtf8(bytes.subarray(0, RECEIPT.length));
  if (start === RECEIPT) return verifyReceipt(fromUtf8(bytes) ?? "", tools);
  return verifyPack(watched(openArchive(sourceOf(bytes)), told), tools);
}

function sourceOf(bytes: Uint8Array): ZipSource {
  return {
    size: bytes.length,
    read: (start, length) => bytes.subarray(start, start + length),
    inflate,
    crc32: crc32ByTable,
    async hashOf(chunks) {
      const hash = new PlainSha256();
      for await (const chunk of chunks) hash.update(chunk);
      return hash.digest();
    },
  };
}

async function* inflate(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const through = new DecompressionStream("deflate-raw");
  const writer = through.writable.getWriter();
  const writing = (async () => {
    for await (const chunk of packed) await writer.write(new Uint8Array(chunk));
    await writer.close();
  })();
  // What goes wrong in writing shows in reading.
  writing.catch(() => undefined);
  const reader = through.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield value;
  }
  await writing;
}

/** Lets the page draw itself between pieces. */
const PAUSE = 50;

function watched(files: PackFiles, told: (file: string) => void): PackFiles {
  let drawn = performance.now();
  async function* chunks(name: string): AsyncGenerator<Uint8Array> {
    for await (const chunk of files.chunks(name)) {
      if (performance.now() - drawn > PAUSE) {
        told(name);
        await new Promise((resolve) => setTimeout(resolve, 0));
        drawn = performance.now();
      }
      yield chunk;
    }
  }
  return { ...files, chunks };
}
