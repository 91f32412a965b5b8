import {
  createCipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from "node:crypto";
import { Transform } from "node:stream";
import { AppError } from "@/lib/errors";
import { bech32Data } from "./bech32";

/**
 * Encryption to one recipient in the age format (age-encryption.org/v1, C2SP age.md): X25519, HKDF-SHA-256 and the STREAM
 * construction of ChaCha20-Poly1305 over pieces of 64 KiB. Whoever holds the identity opens it with `age -d`.
 */

const piece = 65_536;
const versionLine = "age-encryption.org/v1";
const wrapInfo = `${versionLine}/X25519`;

/** The public key of a recipient, 32 bytes. @throws AppError `recipient` */
export function recipientKey(recipient: string): Uint8Array {
  const key = bech32Data("age", recipient);
  if (key?.length !== 32 || key.every((byte) => byte === 0))
    throw new AppError(
      "invalid",
      "recipient",
      "This is no age recipient. It begins with age1 and has 62 characters; age-keygen prints it as the public key.",
    );
  return key;
}

/** Bytes in, the encrypted file out. @param recipient "age1…" */
export function encryptTo(recipient: string): Transform {
  const fileKey = randomBytes(16);
  const nonce = randomBytes(16);
  const key = derived(fileKey, nonce, "payload");
  let held: Buffer = Buffer.alloc(0);
  let counter = 0n;
  return new Transform({
    construct(done) {
      this.push(headerOf(fileKey, recipientKey(recipient)));
      this.push(nonce);
      done();
    },
    transform(chunk: Buffer, _encoding, done) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      // The last piece is marked as such, so one is kept back until more comes; it may be a full one.
      let at = 0;
      for (; held.length - at > piece; at += piece)
        this.push(sealed(key, counter++, held.subarray(at, at + piece), false));
      held = held.subarray(at);
      done();
    },
    flush(done) {
      this.push(sealed(key, counter, held, true));
      done();
    },
  });
}

function sealed(key: Uint8Array, counter: bigint, plain: Uint8Array, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  // Eleven bytes of counter, then whether it is the last.
  nonce.writeBigUInt64BE(counter, 3);
  nonce[11] = last ? 1 : 0;
  return chacha(key, nonce, plain);
}

function chacha(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The header: the file key wrapped for the recipient, and a MAC of all of it under the file key. */
function headerOf(fileKey: Uint8Array, recipient: Uint8Array): string {
  const ephemeral = generateKeyPairSync("x25519");
  const share = Buffer.from(String(ephemeral.publicKey.export({ format: "jwk" }).x), "base64url");
  const secret = diffieHellman({
    privateKey: ephemeral.privateKey,
    publicKey: createPublicKey({
      key: { kty: "OKP", crv: "X25519", x: Buffer.from(recipient).toString("base64url") },
      format: "jwk",
    }),
  });
  const wrap = derived(secret, Buffer.concat([share, recipient]), wrapInfo);
  const body = chacha(wrap, Buffer.alloc(12), fileKey);
  const header = `${versionLine}\n-> X25519 ${bare(share)}\n${bare(body)}\n---`;
  const mac = createHmac("sha256", derived(fileKey, Buffer.alloc(0), "header"))
    .update(header)
    .digest();
  return `${header} ${bare(mac)}\n`;
}

/** HKDF-SHA-256, 32 bytes. */
function derived(from: Uint8Array, salt: Uint8Array, info: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", from, salt, info, 32));
}

/** Base64 without padding. */
const bare = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/u, "");
