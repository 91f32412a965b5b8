import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { person } from "@/db/schema/people";
import { review } from "@/db/schema/reviews";
import { signOff as signedOff, signOffPreparation } from "@/db/schema/sign-offs";
import type { AuditEvent, Events } from "@/lib/audit-log/events";
import { claimsProblem, keysOf, parseIdToken, signatureProblem } from "@/lib/audit-log/id-token";
import { jwsVerify } from "@/lib/audit-log/jws";
import { sha256 } from "@/lib/audit-log/sha256";
import { prefixedHash, type SignOffSummary, subjectHash, summaryText } from "@/lib/audit-log/sign-off";
import { vouching } from "@/lib/auth/countersign";
import { notVouched } from "@/lib/auth/countersign-words";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { attestation } from "./attestation";
import { signOffInput } from "./schema";
import {
  coveringCheckpoint,
  mayBeSigned,
  type Signable,
  type Standing,
  standingOf,
} from "./sign-off-summary";

/**
 * The review as its sign-off sees it.
 * @param how whoever signs holds its row, so that a decision comes before or after
 */
export async function loadSignable(tx: Tx, id: string, how: "held" | "read" = "held"): Promise<Signable> {
  const asked = tx
    .select({ review, campaign: { name: campaign.name, status: campaign.status } })
    .from(review)
    .innerJoin(campaign, eq(campaign.id, review.campaignId))
    .where(eq(review.id, id));
  const [found] = await (how === "held" ? asked.for("update", { of: review }) : asked);
  if (!found) throw new AppError("not_found", "review", "There is no such review of yours.");
  return { ...found.review, campaignName: found.campaign.name, status: found.campaign.status };
}

/** Whether a sign-in of this kind has to sign off at the identity provider. */
export const countersigns = (authn: string): boolean => authn === "oidc" && vouching() !== undefined;

/**
 * Signs a review off in this session: every item decided or handed on. No identity provider vouches for it, and the record
 * says so. What was decided to be removed is then asked for.
 */
export const signOff = command({
  name: "reviews.sign_off",
  permission: "review.sign_off",
  input: signOffInput,
  idempotent: true,
  load: (tx, input) => loadSignable(tx, input.review),
  run: async (tx, { subject: r, actor, now }) => {
    mayBeSigned(r);
    if (actor.kind === "person" && countersigns(actor.authn))
      throw new AppError(
        "rule",
        "countersign",
        "Here a review is signed off by signing in again with your identity provider; start that on the sign-off page.",
      );
    const { standing, pairs } = await standingOf(tx, r);
    const checkpoint = await coveringCheckpoint(tx, r.id);
    return record(tx, { r, standing, pairs, checkpoint, vouched: null, now });
  },
});

const countersignInput = z.object({
  review: z.uuid(),
  /** SHA-256 of the state that came back, hexadecimal. */
  state: z.string().regex(/^[0-9a-f]{64}$/),
  token: z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  issuer: z.url(),
  jwks: z.string().regex(/^\{/),
});

/** How a `state` is kept. */
export const stateHashOf = (state: string) => createHash("sha256").update(state).digest("hex");

/**
 * Signs a review off with the identity provider's word for it: the token is held against the preparation it was asked for,
 * the keys, the person's own sign-in, and the review as it stands now. Never reachable from a request's body.
 */
export const countersign = command({
  name: "reviews.countersign",
  permission: "review.sign_off",
  input: countersignInput,
  load: (tx, input) => loadSignable(tx, input.review),
  run: async (tx, { input, subject: r, actor, now }) => {
    mayBeSigned(r);
    const session = actor.kind === "person" ? actor.sessionId : null;
    const [prepared] = await tx
      .select()
      .from(signOffPreparation)
      .where(and(eq(signOffPreparation.stateHash, input.state), eq(signOffPreparation.reviewId, r.id)));
    const given = vouching();
    if (!given || !prepared?.takenAt || prepared.personId !== r.reviewerId || prepared.sessionId !== session)
      throw new AppError("rule", "sign-off-lost", notVouched["sign-off-lost"]);
    const token = readToken(input.token);
    const bad =
      (await signatureProblem(token, keysOf(input.jwks), jwsVerify)) ??
      claimsProblem(token, {
        issuer: input.issuer,
        client: given.client,
        nonce: prepared.nonce,
        prepared: prepared.preparedAt.getTime() / 1000,
        recorded: now.getTime() / 1000,
        acr: given.acr,
      });
    if (bad)
      throw new AppError(
        "rule",
        "token",
        `The identity provider's token ${bad}, so nothing was signed off; go back to the sign-off page and try again.`,
      );
    const [who] = await tx.select().from(person).where(eq(person.id, r.reviewerId));
    const subject = String(token.claims.sub);
    if (who?.issuer !== input.issuer || who.subject !== subject)
      throw new AppError("rule", "other-person", notVouched["other-person"]);
    const { standing, pairs } = await standingOf(tx, r);
    const signed: SignOffSummary = JSON.parse(prepared.summary);
    if (summaryText({ ...standing, checkpoint: signed.checkpoint }) !== prepared.summary)
      throw new AppError("conflict", "changed", notVouched.changed);
    return record(tx, {
      r,
      standing,
      pairs,
      checkpoint: signed.checkpoint && { ...signed.checkpoint, note: prepared.checkpoint },
      vouched: {
        token: input.token,
        issuer: input.issuer,
        jwks: input.jwks,
        nonce: prepared.nonce,
        prepared: prepared.preparedAt,
        client: given.client,
        acr: given.acr,
        subject,
      },
      now,
    });
  },
});

function readToken(token: string) {
  try {
    return parseIdToken(token);
  } catch (error) {
    const why = error instanceof Error ? error.message : "cannot be read";
    throw new AppError("rule", "token", `The identity provider's token ${why}, so nothing was signed off.`);
  }
}

type Vouched = {
  token: string;
  issuer: string;
  jwks: string;
  nonce: string;
  prepared: Date;
  client: string;
  acr: readonly string[];
  subject: string;
};

/** Both ways end here: the row, the review's mark, the log entry, and what was to be removed is asked for. */
async function record(
  tx: Tx,
  given: {
    r: Signable;
    standing: Standing;
    pairs: [string, string][];
    checkpoint: { size: number; root: string; note: string } | null;
    vouched: Vouched | null;
    now: Date;
  },
) {
  const { r, standing, pairs, checkpoint, vouched, now } = given;
  const id = uuid7(now.getTime());
  const covering = checkpoint && { size: checkpoint.size, root: checkpoint.root };
  const summary = summaryText({ ...standing, checkpoint: covering });
  const words = vouched
    ? { id: uuid7(now.getTime()), payload: { token: vouched.token }, verbatim: true as const }
    : null;
  await tx.update(review).set({ signedOffAt: now }).where(eq(review.id, r.id));
  await tx.insert(signedOff).values({
    id,
    reviewId: r.id,
    campaignId: r.campaignId,
    personId: r.reviewerId,
    by: vouched ? "oidc" : "session",
    summary,
    decisions: JSON.stringify(pairs),
    attestation: attestation.text,
    checkpoint: checkpoint?.note ?? null,
    nonce: vouched?.nonce ?? null,
    tokenId: words?.id ?? null,
    issuer: vouched?.issuer ?? null,
    jwks: vouched?.jwks ?? null,
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
      by: vouched ? "oidc" : "session",
      sign_off: id,
      summary: prefixedHash(sha256, summary),
      ...(covering ? { checkpoint: covering } : {}),
      ...(vouched
        ? {
            provider: {
              nonce: vouched.nonce,
              issuer: vouched.issuer,
              client: vouched.client,
              subject: subjectHash(sha256, vouched.issuer, vouched.subject),
              jwks: prefixedHash(sha256, vouched.jwks),
              prepared: vouched.prepared.toISOString(),
              acr: [...vouched.acr],
            },
          }
        : {}),
    },
  };
  const events: Events = [event];
  return {
    result: { review: r.id, signedOffAt: now.toISOString() },
    events,
    jobs: [{ name: "remediation.request" as const, data: { campaign: r.campaignId, review: r.id } }],
  };
}
