import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { review } from "@/db/schema/reviews";
import { signOff as signedOff } from "@/db/schema/sign-offs";
import { type Assertion, assertionText, counterOf } from "@/lib/audit-log/assertion";
import type { AuditEvent, Events } from "@/lib/audit-log/events";
import { sha256 } from "@/lib/audit-log/sha256";
import { prefixedHash, subjectHash, summaryText } from "@/lib/audit-log/sign-off";
import { uuid7 } from "@/lib/ids";
import { attestation } from "./attestation";
import type { Signable, Standing } from "./sign-off-summary";

/** The identity provider's word for it. */
type ByProvider = {
  by: "oidc";
  token: string;
  issuer: string;
  jwks: string;
  nonce: string;
  prepared: Date;
  client: string;
  acr: readonly string[];
  subject: string;
};

/** A passkey's signature over it. */
type ByPasskey = {
  by: "passkey";
  passkey: string;
  assertion: Assertion;
  nonce: string;
  prepared: Date;
  origin: string;
  rp: string;
};

export type Vouched = ByProvider | ByPasskey;

type Given = {
  r: Signable;
  standing: Standing;
  pairs: [string, string][];
  checkpoint: { size: number; root: string; note: string } | null;
  /** Null where nobody but the session does. */
  vouched: Vouched | null;
  now: Date;
};

/** Every way ends here: the row, the review's mark, the log entry, and what was to be removed is asked for. */
export async function record(tx: Tx, { r, standing, pairs, checkpoint, vouched, now }: Given) {
  const id = uuid7(now.getTime());
  const covering = checkpoint && { size: checkpoint.size, root: checkpoint.root };
  const summary = summaryText({ ...standing, checkpoint: covering });
  const words =
    vouched?.by === "oidc"
      ? { id: uuid7(now.getTime()), payload: { token: vouched.token }, verbatim: true as const }
      : null;
  await tx.update(review).set({ signedOffAt: now }).where(eq(review.id, r.id));
  await tx.insert(signedOff).values({
    id,
    reviewId: r.id,
    campaignId: r.campaignId,
    personId: r.reviewerId,
    by: vouched?.by ?? "session",
    summary,
    decisions: JSON.stringify(pairs),
    attestation: attestation.text,
    checkpoint: checkpoint?.note ?? null,
    nonce: vouched?.nonce ?? null,
    tokenId: words?.id ?? null,
    ...(vouched?.by === "oidc" ? { issuer: vouched.issuer, jwks: vouched.jwks } : {}),
    ...(vouched?.by === "passkey"
      ? { passkeyId: vouched.passkey, assertion: assertionText(vouched.assertion) }
      : {}),
    at: now,
  });
  const event: AuditEvent = {
    type: "review.signed_off",
    campaign: r.campaignId,
    ...(words ? { words } : {}),
    data: {
      reviewer: r.reviewerId,
      items: r.items,
      decided: r.decided,
      by: vouched?.by ?? "session",
      sign_off: id,
      summary: prefixedHash(sha256, summary),
      ...(covering ? { checkpoint: covering } : {}),
      ...(vouched?.by === "oidc" ? { provider: providerOf(vouched) } : {}),
      ...(vouched?.by === "passkey" ? { passkey: passkeyOf(vouched) } : {}),
    },
  };
  const events: Events = [event];
  return {
    result: { review: r.id, signedOffAt: now.toISOString() },
    events,
    jobs: [{ name: "remediation.request" as const, data: { campaign: r.campaignId, review: r.id } }],
  };
}

const providerOf = (v: ByProvider) => ({
  nonce: v.nonce,
  issuer: v.issuer,
  client: v.client,
  subject: subjectHash(sha256, v.issuer, v.subject),
  jwks: prefixedHash(sha256, v.jwks),
  prepared: v.prepared.toISOString(),
  acr: [...v.acr],
});

const passkeyOf = (v: ByPasskey) => ({
  id: v.passkey,
  challenge: v.nonce,
  origin: v.origin,
  rp: v.rp,
  assertion: prefixedHash(sha256, assertionText(v.assertion)),
  prepared: v.prepared.toISOString(),
  counter: counterOf(v.assertion),
});
