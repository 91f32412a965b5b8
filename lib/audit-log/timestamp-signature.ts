/** Whose signature a time stamp bears (CMS, RFC 5652, with RFC 5816), on node:crypto. */
import { createHash, verify, X509Certificate } from "node:crypto";
import { concatBytes, sameBytes } from "@/lib/audit-log/bytes";
import { type Der, oidOf, partsOf, readOne, TAG } from "@/lib/audit-log/der";
import { type Timestamp, type TimestampVerify, TST_INFO } from "@/lib/audit-log/timestamp";

const HASHES: Record<string, string> = {
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};
const PSS = "1.2.840.113549.1.1.10";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE = ["1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"];
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

/**
 * Checks the signature with the certificate in the token that the signed part names, and that certificate for its use, its dates
 * and, where certificates of the authority are given, its descent from one of them.
 */
export const timestampVerify: TimestampVerify = (stamp, trusted) => {
  try {
    return verified(stamp, trusted);
  } catch (error) {
    return {
      problem: `its signature cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
};

function verified(stamp: Timestamp, trusted: string | undefined): ReturnType<TimestampVerify> {
  const [, , digest, attributes, algorithm, signature] = partsOf(
    readOne(stamp.signer, TAG.sequence),
    TAG.sequence,
  );
  const hash = HASHES[oidOf(partsOf(digest, TAG.sequence)[0])];
  if (!hash || oidOf(partsOf(algorithm, TAG.sequence)[0]) === PSS)
    return { unable: "its signature is of a kind that is not checked here" };
  if (attributes?.tag !== TAG.context0 || signature?.tag !== TAG.octets)
    return { problem: "its signer signed no attributes" };
  const values = new Map(partsOf(attributes, TAG.context0).map(attributeOf));
  if (!sameBytes(partOf(values.get(MESSAGE_DIGEST)), createHash(hash).update(stamp.content).digest()))
    return { problem: "its signature is over other bytes than it holds" };
  if (oidOf(partsOf(values.get(CONTENT_TYPE), TAG.set)[0]) !== TST_INFO)
    return { problem: "its signature is for something else than a time stamp" };
  const signed = concatBytes([Uint8Array.of(TAG.set), attributes.whole.subarray(1)]);
  const named = Buffer.concat(SIGNING_CERTIFICATE.flatMap((oid) => values.get(oid)?.whole ?? []));
  const certificates = stamp.certificates.map((der) => new X509Certificate(der));
  const signer = certificates.find(
    (c) =>
      named.includes(createHash("sha256").update(c.raw).digest()) ||
      named.includes(createHash("sha1").update(c.raw).digest()),
  );
  if (!signer) return { problem: "it does not bring the certificate that it names" };
  if (!verify(hash, signed, signer.publicKey, signature.content))
    return { problem: "its signature does not hold under its certificate" };
  if (!signer.keyUsage?.includes(TIME_STAMPING))
    return { problem: "its certificate is not one for time stamping" };
  if (stamp.at < Date.parse(signer.validFrom) || stamp.at > Date.parse(signer.validTo))
    return { problem: "its certificate was not valid at its time" };
  const by = /^CN=(.*)$/m.exec(signer.subject)?.[1] ?? signer.subject.replaceAll("\n", ", ");
  if (trusted === undefined) return { by, known: false };
  return descends(signer, certificates, certificatesIn(trusted), stamp.at)
    ? { by, known: true }
    : { problem: `its certificate, of ${by}, does not come from the authority you gave` };
}

/** Up from the signer through what came along, until it is, or was issued by, one that is trusted. */
function descends(
  signer: X509Certificate,
  along: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
  at: number,
): boolean {
  let current: X509Certificate | undefined = signer;
  for (let depth = 0; current && depth < 8; depth++) {
    const child: X509Certificate = current;
    if (at < Date.parse(child.validFrom) || at > Date.parse(child.validTo)) return false;
    if (trusted.some((t) => t.fingerprint256 === child.fingerprint256 || issued(t, child))) return true;
    current = along.find((c) => c.ca && c.fingerprint256 !== child.fingerprint256 && issued(c, child));
  }
  return false;
}

function issued(issuer: X509Certificate, child: X509Certificate): boolean {
  return issuer.ca && child.checkIssued(issuer) && child.verify(issuer.publicKey);
}

/** The certificates of a PEM text. */
function certificatesIn(pem: string): X509Certificate[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return found.map((each) => new X509Certificate(each));
}

function attributeOf(attribute: Der): [string, Der] {
  const [name, values] = partsOf(attribute, TAG.sequence);
  if (!values) throw new Error("an attribute has no value");
  return [oidOf(name), values];
}

function partOf(values: Der | undefined): Uint8Array {
  const [value] = partsOf(values, TAG.set);
  if (value?.tag !== TAG.octets) throw new Error("it has no message digest");
  return value.content;
}
