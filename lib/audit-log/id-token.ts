/** An OpenID Connect ID token against kept keys (RFC 7515, RFC 7518). Pure: whoever checks a signature is handed in. */
import { fromBase64url, fromUtf8, toUtf8 } from "@/lib/audit-log/bytes";
import type { Json, JsonObject } from "@/lib/audit-log/canonical";

/** Whether this key made this signature over these bytes by this algorithm of RFC 7518; false for what it does not know. */
export type JwsVerify = (
  algorithm: string,
  key: JsonObject,
  data: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>;

export type IdToken = {
  algorithm: string;
  kid: string | undefined;
  claims: JsonObject;
  signed: Uint8Array;
  signature: Uint8Array;
};

/** What a token has to say. Times are seconds since 1970. */
export type TokenExpectation = {
  issuer: string;
  client: string;
  nonce: string;
  /** When the person went to sign in, and when what they signed was recorded. */
  prepared: number;
  recorded: number;
  /** Values of `acr`, one of which is required; empty where none is. */
  acr: readonly string[];
};

/** Two clocks never agree wholly: seconds. */
export const CLOCK_SKEW = 30;

/** The signatures that can be checked without the provider: never one made with a shared secret, never none. */
const ALGORITHM = /^(?:(?:RS|PS)(?:256|384|512)|ES(?:256|384|512)|EdDSA|Ed25519)$/;

/** Takes a token apart; throws an Error with the rest of the sentence "the token …". */
export function parseIdToken(token: string): IdToken {
  const [head = "", body = "", signature = "", ...more] = token.split(".");
  const header = part(head);
  const claims = part(body);
  const bytes = fromBase64url(signature);
  if (more.length > 0 || !header || !claims || !bytes || bytes.length === 0)
    throw new Error("is not three parts of base64url with JSON in the first two");
  if (typeof header.alg !== "string" || !ALGORITHM.test(header.alg))
    throw new Error(`is signed by ${String(header.alg)}, which nobody but the provider can check`);
  return {
    algorithm: header.alg,
    kid: typeof header.kid === "string" ? header.kid : undefined,
    claims,
    signed: toUtf8(`${head}.${body}`),
    signature: bytes,
  };
}

/** The keys in the text of a JWKS; throws an Error with the rest of the sentence "the keys …". */
export function keysOf(jwks: string): JsonObject[] {
  const set = parse(jwks);
  if (!isObject(set) || !Array.isArray(set.keys)) throw new Error("are no JSON Web Key Set");
  return set.keys.filter(isObject);
}

/** Whether one of the provider's kept keys made the token's signature. */
export async function signatureProblem(
  token: IdToken,
  keys: readonly JsonObject[],
  verify: JwsVerify,
): Promise<string | undefined> {
  const named = keys.filter((k) => token.kid === undefined || k.kid === token.kid);
  if (named.length === 0) return `names the key ${token.kid}, which is not among the kept keys`;
  for (const key of named)
    if (await verify(token.algorithm, key, token.signed, token.signature)) return undefined;
  return "is not signed by the kept keys of the provider";
}

/** What is wrong with what a token says, as the rest of the sentence "the token …"; undefined where all of it is as it should be. */
export function claimsProblem({ claims }: IdToken, expected: TokenExpectation): string | undefined {
  if (claims.iss !== expected.issuer) return `is of ${String(claims.iss)}, not of ${expected.issuer}`;
  const audience = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audience.includes(expected.client)) return "was made for another application";
  if (audience.length > 1 && claims.azp !== expected.client) return "was asked for by another application";
  if (claims.nonce !== expected.nonce) return "vouches for something else: its nonce is another one";
  const signedIn = claims.auth_time;
  if (typeof signedIn !== "number") return "does not say when the person signed in";
  if (signedIn < expected.prepared - CLOCK_SKEW)
    return "is of an older sign-in: the person did not sign in again to sign off";
  if (signedIn > expected.recorded + CLOCK_SKEW) return "is of a sign-in after it was recorded";
  if (typeof claims.exp !== "number" || claims.exp < expected.prepared - CLOCK_SKEW)
    return "had ended by then";
  if (expected.acr.length > 0 && (typeof claims.acr !== "string" || !expected.acr.includes(claims.acr)))
    return `says "${String(claims.acr ?? "nothing")}" about how strongly the person signed in, and ${expected.acr.join(" or ")} is required`;
  if (typeof claims.sub !== "string" || claims.sub === "") return "names nobody";
  return undefined;
}

function part(text: string): JsonObject | undefined {
  const bytes = fromBase64url(text);
  const json = bytes && fromUtf8(bytes);
  const value = json === undefined ? undefined : parse(json);
  return isObject(value) ? value : undefined;
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
