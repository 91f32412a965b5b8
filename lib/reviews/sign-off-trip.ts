import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { signOffPreparation } from "@/db/schema/sign-offs";
import { sha256 } from "@/lib/audit-log/sha256";
import { signOffNonce, summaryText } from "@/lib/audit-log/sign-off";
import type { Ctx } from "@/lib/auth/actor";
import { authorizationUrl, newTrip, vouchedBy } from "@/lib/auth/countersign";
import { notVouched } from "@/lib/auth/countersign-words";
import { enrolledOf, usableAt } from "@/lib/auth/passkey-queries";
import { chore, perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { authnOf, countersign, loadSignable, stateHashOf } from "./sign-off";
import { coveringCheckpoint, mayBeSigned, standingOf } from "./sign-off-summary";
import { mustAllow } from "./sign-off-ways";

/*
 * The way to the identity provider and back: what is to be signed is fixed, the browser goes with its hash, and what comes
 * back is taken once, by the same person in the same session.
 */

/** Milliseconds somebody has to sign in. */
const allowed = 10 * 60_000;

const stateHash = z.string().regex(/^[0-9a-f]{64}$/);

/** Fixes what is to be signed; its hash is what the provider is asked to vouch for, or the passkey to sign. */
export const prepareSignOff = chore({
  name: "reviews.prepare_sign_off",
  permission: "review.prepare",
  input: z.object({
    review: z.uuid(),
    way: z.enum(["oidc", "passkey"]),
    state: stateHash,
    /** Empty where nothing is exchanged afterwards. */
    verifier: z.string().regex(/^([\w.~-]{43,128})?$/),
  }),
  load: (tx, input) => loadSignable(tx, input.review, "read"),
  run: async (tx, { input, subject: r, actor, now }) => {
    mayBeSigned(r);
    mustAllow(input.way === "oidc" ? "provider" : "passkey", r.required, authnOf(actor));
    const session = actor.kind === "person" ? actor.sessionId : null;
    if (!session) throw new AppError("rule", "session", "Sign in with a browser to sign off.");
    const checkpoint = await coveringCheckpoint(tx, r.id);
    if (!checkpoint)
      throw new AppError(
        "unavailable",
        "not-sealed-yet",
        "Your last decisions are being sealed into the log; try again in a few seconds.",
      );
    const passkeys = input.way === "passkey" ? usableAt(await enrolledOf(tx, r.reviewerId), now) : [];
    const { standing } = await standingOf(tx, r);
    const summary = summaryText({
      ...standing,
      checkpoint: { size: checkpoint.size, root: checkpoint.root },
    });
    const nonce = signOffNonce(sha256, checkpoint.note, summary);
    await tx.insert(signOffPreparation).values({
      id: uuid7(now.getTime()),
      reviewId: r.id,
      personId: r.reviewerId,
      sessionId: session,
      way: input.way,
      stateHash: input.state,
      verifier: input.verifier,
      summary,
      checkpoint: checkpoint.note,
      nonce,
      preparedAt: now,
      expiresAt: new Date(now.getTime() + allowed),
    });
    return { result: { nonce, passkeys } };
  },
});

/** Takes a preparation for its one use. */
export const takeSignOff = chore({
  name: "reviews.take_sign_off",
  permission: "review.prepare",
  input: z.object({ state: stateHash }),
  load: async (tx: Pick<Tx, "select">, input) => {
    const [found] = await tx
      .select()
      .from(signOffPreparation)
      .where(eq(signOffPreparation.stateHash, input.state));
    if (!found) throw lost();
    return { ...found, reviewerId: found.personId };
  },
  run: async (tx, { subject: p, actor, now }) => {
    const session = actor.kind === "person" ? actor.sessionId : null;
    const usable = p.sessionId === session && p.expiresAt.getTime() > now.getTime();
    const taken = usable
      ? await tx
          .update(signOffPreparation)
          .set({ takenAt: now, verifier: "" })
          .where(and(eq(signOffPreparation.id, p.id), isNull(signOffPreparation.takenAt)))
          .returning({ id: signOffPreparation.id })
      : [];
    return {
      result: {
        review: p.reviewId,
        way: p.way,
        nonce: p.nonce,
        verifier: taken.length === 1 ? p.verifier : null,
      },
    };
  },
});

const lost = () => new AppError("not_found", "sign-off-lost", notVouched["sign-off-lost"]);

/**
 * Begins signing a review off at the identity provider.
 * @returns the address the browser goes to
 */
export async function beginSignOff(ctx: Ctx, of: { review: string }): Promise<{ url: string }> {
  const trip = newTrip();
  const { nonce } = await perform(ctx, prepareSignOff, {
    review: of.review,
    way: "oidc",
    state: stateHashOf(trip.state),
    verifier: trip.verifier,
  });
  return { url: await authorizationUrl(trip, nonce) };
}

/**
 * Ends it: what came back is exchanged for the provider's token, and the review is signed off with it.
 * @param search the query the browser came back with
 * @returns the review, and where it was not signed off why
 * @throws AppError where it is nobody's, so that there is no review to go back to
 */
export async function endSignOff(
  ctx: Ctx,
  search: URLSearchParams,
): Promise<{ review: string; refused: AppError | null }> {
  const state = search.get("state") ?? "";
  const hash = stateHashOf(state);
  const { review: id, way, nonce, verifier } = await perform(ctx, takeSignOff, { state: hash });
  try {
    if (verifier === null || way !== "oidc") throw lost();
    const vouched = await vouchedBy(search, { state, verifier }, nonce);
    await execute(ctx, countersign, { review: id, state: hash, ...vouched });
    return { review: id, refused: null };
  } catch (error) {
    if (error instanceof AppError) return { review: id, refused: error };
    throw error;
  }
}
