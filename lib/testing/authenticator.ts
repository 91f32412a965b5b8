import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { AssertionInput, EnrolInput } from "@/lib/auth/schema";

/*
 * A device that holds passkeys, in software: it answers what a browser would be given (WebAuthn Level 3, sections 6.1, 6.5
 * and 8.7), with a real key and a real signature, and lies where a test asks it to.
 */

export type PasskeyAlgorithm = "ES256" | "EdDSA" | "RS256";

/** Where it deviates from an honest device. */
export type Lies = {
  origin?: string;
  rp?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  /** Bits of the flags to leave out: 1 is the person's presence, 4 that they were verified. */
  without?: number;
  /** Signs with another device's key. */
  key?: KeyObject;
  counter?: number;
};

export type SoftPasskey = {
  id: string;
  privateKey: KeyObject;
  jwk: Record<string, string>;
  algorithm: PasskeyAlgorithm;
  /** Answers a challenge to make this passkey. */
  enrol: (challenge: string, lies?: Lies) => EnrolInput["response"];
  /** Answers a challenge to sign. */
  sign: (challenge: string, lies?: Lies) => AssertionInput;
};

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

/** A new passkey on a device of its own, for a portal at this address. */
export function softPasskey(at: string, algorithm: PasskeyAlgorithm = "ES256"): SoftPasskey {
  const { origin, hostname } = new URL(at);
  const { privateKey, publicKey } = pairOf(algorithm);
  const credential = randomBytes(32);
  const id = credential.toString("base64url");
  const jwk = publicOf(publicKey);
  let counter = 0;
  const client = (type: string, challenge: string, lies: Lies) =>
    Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? origin,
        crossOrigin: lies.crossOrigin ?? false,
      }),
    );
  const data = (flags: number, lies: Lies) => {
    const count = Buffer.alloc(4);
    counter += 1;
    count.writeUInt32BE(lies.counter ?? counter);
    const host = createHash("sha256")
      .update(lies.rp ?? hostname)
      .digest();
    return Buffer.concat([host, Buffer.from([flags & ~(lies.without ?? 0)]), count]);
  };
  return {
    id,
    privateKey,
    jwk,
    algorithm,
    enrol: (challenge, lies = {}) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credential.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credential, coseOf(jwk, algorithm)]);
      const authData = Buffer.concat([data(PRESENT | VERIFIED | ATTESTED, lies), attested]);
      const object = cbor(
        new Map<string, Cbor>([
          ["fmt", "none"],
          ["attStmt", new Map()],
          ["authData", authData],
        ]),
      );
      return {
        id,
        response: {
          clientDataJSON: client("webauthn.create", challenge, lies).toString("base64url"),
          attestationObject: object.toString("base64url"),
          transports: ["internal"],
        },
      };
    },
    sign: (challenge, lies = {}) => {
      const clientData = client("webauthn.get", challenge, lies);
      const authData = data(PRESENT | VERIFIED, lies);
      const signed = Buffer.concat([authData, createHash("sha256").update(clientData).digest()]);
      const hash = algorithm === "EdDSA" ? null : "sha256";
      return {
        id,
        response: {
          clientDataJSON: clientData.toString("base64url"),
          authenticatorData: authData.toString("base64url"),
          signature: sign(hash, signed, lies.key ?? privateKey).toString("base64url"),
        },
      };
    },
  };
}

function pairOf(algorithm: PasskeyAlgorithm) {
  if (algorithm === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  if (algorithm === "EdDSA") return generateKeyPairSync("ed25519");
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

function publicOf(key: KeyObject): Record<string, string> {
  const { kty, crv, x, y, n, e } = key.export({ format: "jwk" });
  return Object.fromEntries(
    Object.entries({ kty, crv, x, y, n, e }).flatMap(([name, v]) =>
      typeof v === "string" ? [[name, v]] : [],
    ),
  );
}

/** A public key as a device gives it (RFC 9053). */
function coseOf(jwk: Record<string, string>, algorithm: PasskeyAlgorithm): Buffer {
  const bytes = (name: string) => Buffer.from(jwk[name] ?? "", "base64url");
  if (algorithm === "ES256")
    return cbor(
      new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes("x")],
        [-3, bytes("y")],
      ]),
    );
  if (algorithm === "EdDSA")
    return cbor(
      new Map<number, Cbor>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, bytes("x")],
      ]),
    );
  return cbor(
    new Map<number, Cbor>([
      [1, 3],
      [3, -257],
      [-1, bytes("n")],
      [-2, bytes("e")],
    ]),
  );
}

type Cbor = number | string | Buffer | Map<number | string, Cbor>;

/** As much of CBOR (RFC 8949) as an authenticator writes. */
function cbor(value: Cbor): Buffer {
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const parts = [...value].flatMap(([k, v]) => [cbor(k), cbor(v)]);
  return Buffer.concat([head(5, value.size), ...parts]);
}

function head(major: number, n: number): Buffer {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
}
