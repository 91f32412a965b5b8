/** A pack in a ZIP file on this computer. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createInflateRaw, inflateRawSync } from "node:zlib";
import { concatBytes } from "@/lib/audit-log/bytes";
import { CHUNK, collect, openArchive, type ZipSource } from "@/lib/audit-log/verifier/archive";
import { crc32 } from "@/lib/audit-log/verifier/crc32";
import { hashOf } from "@/lib/audit-log/verifier/digest";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";

/** Opens a ZIP file; throws an Error saying why it is not one that can be read. `close` it when done. */
export function openZip(path: string): PackFiles & { close: () => void } {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const files = openArchive({
      size,
      read: (start, length) => readAt(file, start, length),
      inflate,
      crc32,
      hashOf,
    });
    return { ...files, close: () => closeSync(file) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** A small entry is unpacked at once, which costs a tenth of a stream; a large one never stands in memory whole. */
const inflate: ZipSource["inflate"] = async function* (packed, entry) {
  if (entry.size > CHUNK || entry.packed > 2 * CHUNK) {
    yield* pipeline(Readable.from(packed), createInflateRaw({ chunkSize: CHUNK }), () => {});
  } else {
    yield inflateRawSync(concatBytes(await collect(packed)), { maxOutputLength: Math.max(1, entry.size) });
  }
};

/** Reads at once: thousands of small files cost less so, and nothing else waits for this program. */
function readAt(file: number, start: number, length: number): Uint8Array {
  const buffer = Buffer.alloc(length);
  if (readSync(file, buffer, 0, length, start) !== length)
    throw new Error("the ZIP file is shorter than it says");
  return buffer;
}
