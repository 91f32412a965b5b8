import { constants, createPublicKey, type JsonWebKeyInput, verify } from "node:crypto";
import type { JsonObject } from "@/lib/audit-log/canonical";
import type { JwsVerify } from "@/lib/audit-log/id-token";

/** A signature of RFC 7518 or RFC 8037 on node:crypto; false for a key that is not of the algorithm's kind. */
export const jwsVerify: JwsVerify = (algorithm, key, data, signature) => {
  try {
    const publicKey = createPublicKey({ key: asJwk(key), format: "jwk" });
    const hash = algorithm.slice(2);
    if (algorithm.startsWith("RS") && key.kty === "RSA")
      return verify(`sha${hash}`, data, { key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
    if (algorithm.startsWith("PS") && key.kty === "RSA")
      return verify(
        `sha${hash}`,
        data,
        {
          key: publicKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
        },
        signature,
      );
    if (algorithm.startsWith("ES") && key.crv === CURVES[algorithm])
      return verify(`sha${hash}`, data, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature);
    return EDWARDS.has(algorithm) && key.crv === "Ed25519" && verify(null, data, publicKey, signature);
  } catch {
    return false;
  }
};

const CURVES: Readonly<Record<string, string>> = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };
const EDWARDS: ReadonlySet<string> = new Set(["EdDSA", "Ed25519"]);

/** Node reads the members it needs and refuses what is no key. */
function asJwk(key: JsonObject): JsonWebKeyInput["key"] {
  return key as JsonWebKeyInput["key"];
}
