/** What a reviewer signs, and how an identity provider is made to vouch for it. Pure: the server writes it, the verifier reads it. */
import { toBase64url, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { leafHash, RootBuilder, type Sha256 } from "@/lib/audit-log/merkle";

const outcomes = ["certify", "certify_until", "revoke", "modify"] as const;

/** One review as it stood when it was signed. Hashes are "sha256:" and hexadecimal. */
export type SignOffSummary = {
  v: 1;
  campaign: string;
  review: string;
  reviewer: string;
  items: number;
  outcomes: Record<(typeof outcomes)[number], number>;
  /** Of them, those that wait for a second person's or a new owner's word. */
  waiting: number;
  /** RFC 6962 root over "item id LF decision id" in the order of the item ids. */
  decisions: string;
  attestation: { version: number; sha256: string };
  /** The newest checkpoint of the log that covers every one of these decisions; null where none did yet. */
  checkpoint: { size: number; root: string } | null;
};

/** The one text of a summary: what is hashed. */
export function summaryText(summary: SignOffSummary): string {
  return canonicalRecord(summary);
}

/** "sha256:" and the hexadecimal hash of a text. */
export function prefixedHash(sha256: Sha256, text: string): string {
  return `sha256:${toHex(sha256(toUtf8(text)))}`;
}

/** What an identity provider is asked to put into its token, and a passkey is asked to sign: SHA-256(signed checkpoint ‖ summary), base64url. */
export function signOffNonce(sha256: Sha256, checkpoint: string, summary: string): string {
  return toBase64url(sha256(toUtf8(checkpoint + summary)));
}

/** Who somebody is to an identity provider, without saying it: "sha256:" over issuer LF subject. */
export function subjectHash(sha256: Sha256, issuer: string, subject: string): string {
  return prefixedHash(sha256, `${issuer}\n${subject}`);
}

/** "sha256:" and the RFC 6962 root over [item id, decision id], in the order given. */
export function decisionsRoot(sha256: Sha256, pairs: Iterable<readonly [string, string]>): string {
  const tree = new RootBuilder(sha256);
  for (const [item, decision] of pairs) tree.add(leafHash(sha256, toUtf8(`${item}\n${decision}`)));
  return `sha256:${toHex(tree.root())}`;
}
