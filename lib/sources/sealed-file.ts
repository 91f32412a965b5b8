import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Transform } from "node:stream";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/**
 * Import files as they lie on disk: AES-256-GCM under a key of the file's own, in pieces with a tag each, so that a file of any
 * size is read as a stream and nothing of it is given out that was changed, moved or cut off.
 *
 * magic (8) ‖ salt (32) ‖ pieces: ciphertext of 64 KiB ‖ tag (16); key = HKDF-SHA-256(master, salt); the nonce of a piece is its
 * number in 11 bytes and whether it is the last.
 */

const magic = Buffer.from("CSRAW\0\0\x01", "latin1");
const saltBytes = 32;
const tagBytes = 16;
const piece = 65_536;

/** How many bytes longer a file is on disk than its content of so many. */
export function sealedBytes(content: number): number {
  return magic.length + saltBytes + content + tagBytes * Math.max(1, Math.ceil(content / piece));
}

/**
 * The key that import files are encrypted with: COUNTERSIGN_RAW_KEY (32 bytes, Base64), else `raw.key` in the data folder
 * (mode 600), made when the first file is kept.
 * @throws AppError `raw-key`
 */
export function rawKey(make = false): Uint8Array {
  const file = path.join(env().data, "raw.key");
  const given = env().rawKey ?? (existsSync(file) ? readFileSync(file, "utf8") : undefined);
  const text = given ?? (make ? made(file) : undefined);
  const key = Buffer.from(text?.trim() ?? "", "base64");
  if (key.length === 32) return key;
  throw new AppError(
    "unavailable",
    "raw-key",
    text === undefined
      ? `The key of the import files is not here. Put it back as ${file} or into COUNTERSIGN_RAW_KEY.`
      : "The key of the import files is not 32 bytes in Base64. Put the right one into COUNTERSIGN_RAW_KEY or raw.key.",
  );
}

function made(file: string): string {
  const text = randomBytes(32).toString("base64");
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: "wx" });
    return text;
  } catch (error) {
    // Another process was faster.
    if (existsSync(file)) return readFileSync(file, "utf8");
    throw error;
  }
}

/** Content in, what lies on disk out. */
export function sealing(master: Uint8Array): Transform {
  const salt = randomBytes(saltBytes);
  const key = fileKey(master, salt);
  const encrypt = (plain: Uint8Array, n: number, last: boolean) => {
    const cipher = createCipheriv("aes-256-gcm", key, nonceOf(n, last));
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  return inPieces(piece, Buffer.concat([magic, salt]), encrypt);
}

/** What lies on disk in, its content out; a stream that was changed or cut off ends in an error. */
export function unsealing(master: Uint8Array): Transform {
  let head = Buffer.alloc(0);
  let inner: Transform | undefined;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (inner) return void inner.write(chunk, (error) => done(error));
      head = Buffer.concat([head, chunk]);
      if (head.length < magic.length + saltBytes) return done();
      if (!head.subarray(0, magic.length).equals(magic)) return done(changed());
      const key = fileKey(master, head.subarray(magic.length, magic.length + saltBytes));
      inner = inPieces(piece + tagBytes, Buffer.alloc(0), (box, n, last) => opened(key, box, n, last));
      inner.on("data", (plain: Buffer) => this.push(plain));
      inner.on("error", (error) => this.destroy(error));
      inner.write(head.subarray(magic.length + saltBytes), (error) => done(error));
    },
    flush(done) {
      if (!inner) return done(changed());
      inner.once("end", () => done());
      inner.end();
    },
  });
}

function opened(key: Uint8Array, box: Uint8Array, n: number, last: boolean): Buffer {
  if (box.length < tagBytes) throw changed();
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(n, last));
  decipher.setAuthTag(box.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(box.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    throw changed();
  }
}

const changed = () =>
  new AppError(
    "unavailable",
    "raw-changed",
    "This import file was changed on disk, or belongs to another key. Take it from a backup.",
  );

function fileKey(master: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", master, salt, "countersign raw file", 32));
}

function nonceOf(n: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(n), 3);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Cuts a stream into pieces of one length, the last one as long as it is; each knows its number and whether it is the last. */
function inPieces(
  length: number,
  before: Buffer,
  each: (piece: Uint8Array, n: number, last: boolean) => Buffer,
): Transform {
  let held: Buffer = Buffer.alloc(0);
  let n = 0;
  const guarded = (done: (error?: Error | null) => void, work: () => void) => {
    try {
      work();
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return new Transform({
    construct(done) {
      if (before.length > 0) this.push(before);
      done();
    },
    transform(chunk: Buffer, _encoding, done) {
      guarded(done, () => {
        held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
        let at = 0;
        for (; held.length - at > length; at += length)
          this.push(each(held.subarray(at, at + length), n++, false));
        held = held.subarray(at);
      });
    },
    flush(done) {
      guarded(done, () => this.push(each(held, n, true)));
    },
  });
}

/** The content of an encrypted file, as a stream. */
export function openSealed(place: string): Transform {
  const from = createReadStream(place, { highWaterMark: 1 << 18 });
  const out = unsealing(rawKey());
  from.on("error", (error) => out.destroy(error));
  out.on("close", () => from.destroy());
  return from.pipe(out);
}
