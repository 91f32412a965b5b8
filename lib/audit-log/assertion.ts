/** A passkey's signature over a challenge (WebAuthn Level 3, section 7.2), checked with its key alone. Pure: the server and the verifier read it. */
import { concatBytes, fromBase64url, fromUtf8, sameBytes, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord, type Json, type JsonObject } from "@/lib/audit-log/canonical";
import type { JwsVerify } from "@/lib/audit-log/id-token";
import type { Sha256 } from "@/lib/audit-log/merkle";

/** What a passkey gives, each as base64url. */
export type Assertion = { authenticatorData: string; clientDataJSON: string; signature: string };

/** What the signature has to be over, and by which key. */
export type AssertionExpectation = {
  /** base64url, as `signOffNonce` makes it. */
  challenge: string;
  origin: string;
  /** The relying party's id: a host name. */
  rp: string;
  algorithm: string;
  /** A JSON Web Key. */
  key: JsonObject;
};

/** Milliseconds a passkey has to be enrolled before it may sign. */
export const PASSKEY_AGE = 24 * 3_600_000;

/** The signatures that are accepted, in the order they are asked for. */
export const passkeyAlgorithms = ["ES256", "EdDSA", "RS256"] as const;

const ALGORITHMS: ReadonlySet<string> = new Set(passkeyAlgorithms);
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
/** Hash of the relying party's id, flags, counter. */
const LEAST = 37;

/** The one text of an assertion: what is kept and hashed. */
export function assertionText({ authenticatorData, clientDataJSON, signature }: Assertion): string {
  return canonicalRecord({ authenticatorData, clientDataJSON, signature });
}

/** Takes the text of an assertion apart; undefined where it is none. */
export function parseAssertion(text: string): Assertion | undefined {
  const value = parse(text);
  if (!isObject(value)) return undefined;
  const { authenticatorData, clientDataJSON, signature } = value;
  if (
    typeof authenticatorData !== "string" ||
    typeof clientDataJSON !== "string" ||
    typeof signature !== "string"
  )
    return undefined;
  return { authenticatorData, clientDataJSON, signature };
}

/** How often the passkey says it has signed; always 0 for one that does not count. */
export function counterOf({ authenticatorData }: Assertion): number {
  const data = fromBase64url(authenticatorData);
  if (!data || data.length < LEAST) return 0;
  return new DataView(data.buffer, data.byteOffset).getUint32(33);
}

/** What is wrong with an assertion, as the rest of the sentence "the passkey's signature …"; undefined where nothing is. */
export async function assertionProblem(
  assertion: Assertion,
  expected: AssertionExpectation,
  { sha256, jwsVerify }: { sha256: Sha256; jwsVerify: JwsVerify },
): Promise<string | undefined> {
  const data = fromBase64url(assertion.authenticatorData);
  const client = fromBase64url(assertion.clientDataJSON);
  const signature = fromBase64url(assertion.signature);
  const said = client && parse(fromUtf8(client) ?? "");
  if (!data || data.length < LEAST || !client || !signature || !isObject(said))
    return "is not made of what a passkey gives";
  if (said.type !== "webauthn.get") return "was made for something else than signing";
  if (said.challenge !== expected.challenge) return "is over something else: its challenge is another one";
  if (said.origin !== expected.origin) return `was made at ${String(said.origin)}, not at ${expected.origin}`;
  if (said.crossOrigin === true) return "was made inside another site's page";
  if (!sameBytes(data.subarray(0, 32), sha256(toUtf8(expected.rp))))
    return `is for another host than ${expected.rp}`;
  const flags = data[32] ?? 0;
  if ((flags & USER_PRESENT) === 0) return "was made with nobody there";
  if ((flags & USER_VERIFIED) === 0)
    return "was made without the device checking who is there, by PIN, finger or face";
  if (!ALGORITHMS.has(expected.algorithm)) return `is by ${expected.algorithm}, which is not accepted`;
  const raw = expected.algorithm === "ES256" ? rawEcdsa(signature) : signature;
  const signed = concatBytes([data, sha256(client)]);
  if (!raw || !(await jwsVerify(expected.algorithm, expected.key, signed, raw)))
    return "is not by the enrolled key";
  return undefined;
}

/** The 64 bytes of r and s in a DER signature over P-256; undefined where it is none. */
export function rawEcdsa(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const r = integerAt(der, 2);
  const s = r && integerAt(der, r.end);
  return s && s.end === der.length ? concatBytes([r.value, s.value]) : undefined;
}

/** A positive DER integer of at most 32 bytes, filled up to 32. */
function integerAt(der: Uint8Array, at: number): { value: Uint8Array; end: number } | undefined {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== 0x02 || length === 0 || end > der.length) return undefined;
  let from = at + 2;
  while (from < end - 1 && der[from] === 0) from++;
  if (end - from > 32) return undefined;
  const value = new Uint8Array(32);
  value.set(der.subarray(from, end), 32 - (end - from));
  return { value, end };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
