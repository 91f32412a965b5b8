import { randomBytes } from "node:crypto";
import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { passkey } from "@/db/schema/passkeys";
import { signOffPreparation } from "@/db/schema/sign-offs";
import { assertionProblem, PASSKEY_AGE } from "@/lib/audit-log/assertion";
import { jwsVerify } from "@/lib/audit-log/jws";
import { sha256 } from "@/lib/audit-log/sha256";
import { type SignOffSummary, summaryText } from "@/lib/audit-log/sign-off";
import type { Ctx } from "@/lib/auth/actor";
import { requestOptions, rp, signedBy } from "@/lib/auth/passkey-answer";
import { usableAt } from "@/lib/auth/passkey-queries";
import { assertionInput } from "@/lib/auth/schema";
import { perform } from "@/lib/chore";
import { command, execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import type { SignByPasskeyInput } from "./schema";
import { authnOf, loadSignable, stateHashOf } from "./sign-off";
import { record } from "./sign-off-record";
import { mayBeSigned, standingOf } from "./sign-off-summary";
import { prepareSignOff, takeSignOff } from "./sign-off-trip";
import { mustAllow } from "./sign-off-ways";

/*
 * Signing off with a passkey: what is to be signed is fixed, the device signs its hash, and what it gives is taken once, of
 * the same person in the same session.
 */

/** What a passkey is to sign, and what is sent back beside its answer. */
export type PasskeyRequest = { ticket: string; options: PublicKeyCredentialRequestOptionsJSON };

const lost = () =>
  new AppError(
    "rule",
    "sign-off-lost",
    "This does not belong to a sign-off you began in this session within the last ten minutes, so nothing was signed off.",
  );

/**
 * Signs a review off with a passkey's signature: it is held against the preparation it was asked for, the key enrolled at
 * least a day before, and the review as it stands now. Never reachable from a request's body alone.
 */
export const signByPasskey = command({
  name: "reviews.sign_by_passkey",
  permission: "review.sign_off",
  input: z.object({
    review: z.uuid(),
    /** SHA-256 of the ticket, hexadecimal. */
    state: z.string().regex(/^[0-9a-f]{64}$/),
    response: assertionInput,
  }),
  load: (tx, input) => loadSignable(tx, input.review),
  run: async (tx, { input: { state, response: given }, subject: r, actor, now }) => {
    mayBeSigned(r);
    mustAllow("passkey", r.required, authnOf(actor));
    const session = actor.kind === "person" ? actor.sessionId : null;
    const [prepared] = await tx
      .select()
      .from(signOffPreparation)
      .where(and(eq(signOffPreparation.stateHash, state), eq(signOffPreparation.reviewId, r.id)));
    if (
      !prepared?.takenAt ||
      prepared.way !== "passkey" ||
      prepared.personId !== r.reviewerId ||
      prepared.sessionId !== session
    )
      throw lost();
    const party = rp();
    const [held] = await tx
      .select()
      .from(passkey)
      .where(and(eq(passkey.credentialId, given.id), eq(passkey.personId, r.reviewerId)));
    if (!held || held.removedAt || held.rpId !== party.id)
      throw new AppError(
        "rule",
        "no-passkey",
        "This passkey is not one of yours that is enrolled here, so nothing was signed off.",
      );
    usableAt([{ from: new Date(held.enrolledAt.getTime() + PASSKEY_AGE) }], now);
    await signedBy(given, { ...held, challenge: prepared.nonce });
    const { authenticatorData, clientDataJSON, signature } = given.response;
    const assertion = { authenticatorData, clientDataJSON, signature };
    const bad = await assertionProblem(
      assertion,
      {
        challenge: prepared.nonce,
        origin: party.origin,
        rp: party.id,
        algorithm: held.algorithm,
        key: held.jwk,
      },
      { sha256, jwsVerify },
    );
    if (bad)
      throw new AppError(
        "rule",
        "passkey-answer",
        `The passkey's signature ${bad}, so nothing was signed off; try again.`,
      );
    const { standing, pairs } = await standingOf(tx, r);
    const signed: SignOffSummary = JSON.parse(prepared.summary);
    if (summaryText({ ...standing, checkpoint: signed.checkpoint }) !== prepared.summary)
      throw new AppError(
        "conflict",
        "changed",
        "Something on this list changed while you signed, so nothing was signed off; look again.",
      );
    return record(tx, {
      r,
      standing,
      pairs,
      checkpoint: signed.checkpoint && { ...signed.checkpoint, note: prepared.checkpoint },
      vouched: {
        by: "passkey",
        passkey: held.id,
        assertion,
        nonce: prepared.nonce,
        prepared: prepared.preparedAt,
        origin: party.origin,
        rp: party.id,
      },
      now,
    });
  },
});

/**
 * Begins signing a review off with a passkey.
 * @throws AppError where there is none that may sign by now
 */
export async function beginPasskeySignOff(ctx: Ctx, of: { review: string }): Promise<PasskeyRequest> {
  const ticket = randomBytes(32).toString("base64url");
  rp();
  const { nonce, passkeys } = await perform(ctx, prepareSignOff, {
    review: of.review,
    way: "passkey",
    state: stateHashOf(ticket),
    verifier: "",
  });
  return { ticket, options: await requestOptions({ challenge: nonce, passkeys }) };
}

/**
 * Ends it: the review is signed off with what the device gave.
 * @throws AppError with a sentence for the person
 */
export async function endPasskeySignOff(
  ctx: Ctx,
  { ticket, response }: SignByPasskeyInput,
): Promise<{ review: string; signedOffAt: string }> {
  const state = stateHashOf(ticket);
  const taken = await perform(ctx, takeSignOff, { state });
  if (taken.verifier === null || taken.way !== "passkey") throw lost();
  return execute(ctx, signByPasskey, { review: taken.review, state, response });
}
