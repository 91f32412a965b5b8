/**
 * RFC 3161 time stamps over checkpoints: the request, and what a response says. The imprint is the SHA-256 of a checkpoint's text,
 * its three lines without any signature, so that lines which come later change nothing. Pure; whose signature a token bears is
 * told by lib/audit-log/timestamp-signature.
 */
import { sameBytes } from "@/lib/audit-log/bytes";
import { der, derInteger, oidOf, partsOf, readAll, readOne, TAG } from "@/lib/audit-log/der";

/** `at` in milliseconds since 1970; `nonce` as the integer's bytes; the rest is what its signature is checked with. */
export type Timestamp = {
  imprint: Uint8Array;
  at: number;
  nonce: Uint8Array | undefined;
  /** The bytes that are signed about, the certificates that came along, and the signer's own part. */
  content: Uint8Array;
  certificates: readonly Uint8Array[];
  signer: Uint8Array;
};

/** Whether a token's signature holds, and whose it is. `trusted`: certificates of the authority, had from elsewhere, as PEM. */
export type TimestampVerify = (
  stamp: Timestamp,
  trusted: string | undefined,
) => { by: string; known: boolean } | { problem: string } | { unable: string };

const SHA256_OID = Uint8Array.from([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]);
const SHA256_NAME = "2.16.840.1.101.3.4.2.1";
const SIGNED_DATA = "1.2.840.113549.1.7.2";
export const TST_INFO = "1.2.840.113549.1.9.16.1.4";

/** The request (DER) for a stamp over a SHA-256 hash, with the authority's certificate in the answer. */
export function timestampRequest(imprint: Uint8Array, nonce: Uint8Array): Uint8Array {
  const algorithm = der(TAG.sequence, der(TAG.oid, SHA256_OID), Uint8Array.of(0x05, 0x00));
  return der(
    TAG.sequence,
    derInteger(Uint8Array.of(1)),
    der(TAG.sequence, algorithm, der(TAG.octets, imprint)),
    derInteger(nonce),
    Uint8Array.of(0x01, 0x01, 0xff),
  );
}

/** Reads a response (DER); throws an Error of one sentence if it grants no stamp or cannot be read. */
export function readTimestamp(response: Uint8Array): Timestamp {
  const [status, token] = partsOf(readOne(response, TAG.sequence), TAG.sequence);
  const [code] = partsOf(status, TAG.sequence);
  const granted = code?.content.length === 1 && (code.content[0] === 0 || code.content[0] === 1);
  if (!granted || !token)
    throw new Error(`the authority granted no stamp (status ${code?.content[0] ?? "?"})`);
  const [kind, explicit] = partsOf(token, TAG.sequence);
  if (oidOf(kind) !== SIGNED_DATA) throw new Error("its token is not signed data");
  const [, , enclosed, ...rest] = partsOf(partsOf(explicit, TAG.context0)[0], TAG.sequence);
  const [contentKind, octets] = partsOf(enclosed, TAG.sequence);
  if (oidOf(contentKind) !== TST_INFO) throw new Error("its token holds no time stamp");
  const content = partsOf(octets, TAG.context0)[0];
  if (content?.tag !== TAG.octets) throw new Error("its token holds no time stamp");
  const certificates = rest.find(({ tag }) => tag === TAG.context0);
  const signers = partsOf(rest.at(-1), TAG.set);
  const [signer] = signers;
  if (!signer || signers.length > 1) throw new Error("its token does not have one signer");
  return {
    ...infoOf(content.content),
    content: content.content,
    certificates: certificates ? readAll(certificates.content).map(({ whole }) => whole) : [],
    signer: signer.whole,
  };
}

function infoOf(bytes: Uint8Array): Pick<Timestamp, "imprint" | "at" | "nonce"> {
  const [, , print, , time, ...rest] = partsOf(readOne(bytes, TAG.sequence), TAG.sequence);
  const [algorithm, hash] = partsOf(print, TAG.sequence);
  if (oidOf(partsOf(algorithm, TAG.sequence)[0]) !== SHA256_NAME || hash?.tag !== TAG.octets)
    throw new Error("it is over no SHA-256 hash");
  if (time?.tag !== TAG.time) throw new Error("it says no time");
  return {
    imprint: hash.content,
    at: instantOf(new TextDecoder().decode(time.content)),
    nonce: rest.find(({ tag }) => tag === TAG.integer)?.content,
  };
}

/** GeneralizedTime as RFC 3161 has it: UTC, with an optional fraction of a second. */
function instantOf(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(text);
  const [, year, month, day, hour, minute, second, fraction = ""] = parts ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  if (!parts || Number.isNaN(at)) throw new Error(`its time "${text}" is none`);
  return at;
}

/** Whether the stamp answers the request with this nonce: as integers, so leading zeros say nothing. */
export function answersNonce(stamp: Timestamp, nonce: Uint8Array): boolean {
  return stamp.nonce !== undefined && sameBytes(readOne(derInteger(nonce), TAG.integer).content, stamp.nonce);
}
