/** Signatures by a browser's own cryptography. */
import { fromBase64url } from "@/lib/audit-log/bytes";
import type { JsonObject } from "@/lib/audit-log/canonical";
import type { JwsVerify } from "@/lib/audit-log/id-token";
import type { Ed25519Verify } from "@/lib/audit-log/note";

/** False for a public key that is not one; throws where this browser knows no Ed25519. */
export const ed25519Verify: Ed25519Verify = async (publicKey, message, signature) => {
  const key = await crypto.subtle
    .importKey("raw", own(publicKey), "Ed25519", false, ["verify"])
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === "NotSupportedError")
        throw new Error("this browser cannot check Ed25519 signatures: use a newer one, or node verify.mjs");
      return undefined;
    });
  return key !== undefined && crypto.subtle.verify("Ed25519", key, own(signature), own(message));
};

const CURVES: Readonly<Record<string, string>> = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };

/** A signature of RFC 7518 or RFC 8037; false for a key that is not of the algorithm's kind. */
export const jwsVerify: JwsVerify = async (algorithm, key, data, signature) => {
  try {
    const hash = `SHA-${algorithm.slice(2)}`;
    const how = howOf(algorithm, key, hash);
    if (!how) return false;
    const { kty, n, e, crv, x, y } = key;
    const jwk = Object.fromEntries(
      Object.entries({ kty, n, e, crv, x, y }).filter(([, value]) => typeof value === "string"),
    );
    const imported = await crypto.subtle.importKey("jwk", jwk, how.key, false, ["verify"]);
    return await crypto.subtle.verify(how.signed, imported, own(signature), own(data));
  } catch {
    return false;
  }
};

type How = {
  key: AlgorithmIdentifier | RsaHashedImportParams | EcKeyImportParams;
  signed: AlgorithmIdentifier | RsaPssParams | EcdsaParams;
};

function howOf(algorithm: string, key: JsonObject, hash: string): How | undefined {
  const namedCurve = CURVES[algorithm];
  if (algorithm.startsWith("RS") && key.kty === "RSA")
    return { key: { name: "RSASSA-PKCS1-v1_5", hash }, signed: "RSASSA-PKCS1-v1_5" };
  if (algorithm.startsWith("PS") && key.kty === "RSA")
    return {
      key: { name: "RSA-PSS", hash },
      signed: { name: "RSA-PSS", saltLength: Number(hash.slice(4)) / 8 },
    };
  if (namedCurve !== undefined && key.crv === namedCurve)
    return { key: { name: "ECDSA", namedCurve }, signed: { name: "ECDSA", hash } };
  const edwards = (algorithm === "EdDSA" || algorithm === "Ed25519") && key.crv === "Ed25519";
  return edwards && fromBase64url(String(key.x)) ? { key: "Ed25519", signed: "Ed25519" } : undefined;
}

/** Bytes in a buffer of their own, as these functions take them. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
