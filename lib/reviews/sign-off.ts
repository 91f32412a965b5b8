import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { person } from "@/db/schema/people";
import { review } from "@/db/schema/reviews";
import { signOffPreparation } from "@/db/schema/sign-offs";
import { claimsProblem, keysOf, parseIdToken, signatureProblem } from "@/lib/audit-log/id-token";
import { jwsVerify } from "@/lib/audit-log/jws";
import { type SignOffSummary, summaryText } from "@/lib/audit-log/sign-off";
import type { Actor } from "@/lib/auth/actor";
import { vouching } from "@/lib/auth/countersign";
import { notVouched } from "@/lib/auth/countersign-words";
import { launchedWith, settings } from "@/lib/campaigns/schema";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { signOffInput } from "./schema";
import { record } from "./sign-off-record";
import { coveringCheckpoint, mayBeSigned, type Signable, standingOf } from "./sign-off-summary";
import { mustAllow } from "./sign-off-ways";

/**
 * The review as its sign-off sees it.
 * @param how whoever signs holds its row, so that a decision comes before or after
 */
export async function loadSignable(tx: Tx, id: string, how: "held" | "read" = "held"): Promise<Signable> {
  const found = tx
    .select({
      review,
      campaign: { name: campaign.name, status: campaign.status, settings: campaign.settings },
    })
    .from(review)
    .innerJoin(campaign, eq(campaign.id, review.campaignId))
    .where(eq(review.id, id));
  const [row] = await (how === "held" ? found.for("update", { of: review }) : found);
  if (!row) throw new AppError("not_found", "review", "There is no such review of yours.");
  const { name, status, settings: stored } = row.campaign;
  return { ...row.review, campaignName: name, status, required: requiredOf(stored) };
}

/** How a campaign with these settings is signed off. */
export const requiredOf = (stored: unknown) => asked.parse(launchedWith(stored)).signOff;
const asked = settings.pick({ signOff: true }).strip();

/** How this actor signed in; "" for whoever did not. */
export const authnOf = (actor: Actor): string => (actor.kind === "person" ? actor.authn : "");

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
    mustAllow("session", r.required, authnOf(actor));
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
    mustAllow("provider", r.required, authnOf(actor));
    const session = actor.kind === "person" ? actor.sessionId : null;
    const [prepared] = await tx
      .select()
      .from(signOffPreparation)
      .where(and(eq(signOffPreparation.stateHash, input.state), eq(signOffPreparation.reviewId, r.id)));
    const given = vouching();
    if (
      !given ||
      !prepared?.takenAt ||
      prepared.personId !== r.reviewerId ||
      prepared.sessionId !== session ||
      prepared.way !== "oidc"
    )
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
        by: "oidc",
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
