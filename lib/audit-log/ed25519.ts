/** The log's Ed25519 key, on node:crypto. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { concatBytes, fromBase64, fromHex } from "@/lib/audit-log/bytes";
import { type Ed25519Verify, formatVkey, keyId, type NoteSigner } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";

/** The log's key: what signs, its public key as text for others to verify with, and keys derived from it. */
export type LogKey = NoteSigner & {
  vkey: string;
  /** 32 bytes by HKDF-SHA256 (RFC 5869) of the private seed, without salt; another purpose, another key. */
  derive: (purpose: string) => Uint8Array;
};

const SEED_LENGTH = 32;
/** DER in front of the raw 32 bytes: PKCS #8 of a seed, SPKI of a public key (RFC 8410). */
const PRIVATE_PREFIX = Uint8Array.from(Buffer.from("302e020100300506032b657004220420", "hex"));
const PUBLIC_PREFIX = Uint8Array.from(Buffer.from("302a300506032b6570032100", "hex"));

/** A new private key as PKCS #8 PEM, to be kept in a file that only the sequencer reads. */
export function generateKeyPem(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/**
 * The log's key under the log's name, from PKCS #8 PEM or from its 32-byte seed in base64 or hexadecimal.
 * Throws an Error of one sentence, which never repeats the text, if it is neither.
 */
export function readLogKey(name: string, text: string): LogKey {
  const privateKey = parsePrivateKey(text.trim());
  const publicKey = rawPublicKey(privateKey);
  return {
    name,
    id: keyId(sha256, name, publicKey),
    sign: (message) => sign(null, message, privateKey),
    vkey: formatVkey(sha256, name, publicKey),
    derive: (purpose) => new Uint8Array(hkdfSync("sha256", rawSeed(privateKey), "", purpose, 32)),
  };
}

/** Verification on node:crypto; false for a public key that is not a point of the curve. */
export const ed25519Verify: Ed25519Verify = (publicKey, message, signature) => {
  try {
    const der = Buffer.from(concatBytes([PUBLIC_PREFIX, publicKey]));
    return verify(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
  } catch {
    return false;
  }
};

function parsePrivateKey(text: string): KeyObject {
  const key = text.startsWith("-----BEGIN") ? fromPem(text) : fromSeed(text);
  if (key?.asymmetricKeyType !== "ed25519") {
    throw new Error(
      "The log key is neither an Ed25519 private key in PEM nor a seed of 32 bytes in base64 or hexadecimal.",
    );
  }
  return key;
}

function fromPem(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

function fromSeed(text: string): KeyObject | undefined {
  const seed = [fromHex(text), fromBase64(text)].find((bytes) => bytes?.length === SEED_LENGTH);
  if (!seed) return undefined;
  const der = Buffer.from(concatBytes([PRIVATE_PREFIX, seed]));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

function rawSeed(privateKey: KeyObject): Uint8Array {
  return privateKey.export({ type: "pkcs8", format: "der" }).subarray(PRIVATE_PREFIX.length);
}

function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const der = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return Uint8Array.from(der.subarray(PUBLIC_PREFIX.length));
}
