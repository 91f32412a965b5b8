import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { review } from "@/db/schema/reviews";
import { reopening } from "@/db/schema/sign-offs";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { askReopeningInput, settleReopeningInput } from "./schema";

/*
 * Opening a review again that somebody signed. It takes two who did not decide it: one asks and says why, a control owner
 * grants. What was signed stays on record, and what was asked for in a target system by then stays asked for.
 */

async function lockReview(tx: Tx, id: string) {
  const [found] = await tx
    .select({ review, campaign: { name: campaign.name, status: campaign.status } })
    .from(review)
    .innerJoin(campaign, eq(campaign.id, review.campaignId))
    .where(eq(review.id, id))
    .for("update", { of: review });
  if (!found) throw new AppError("not_found", "review", "There is no such review.");
  return found;
}

/** @throws AppError where there is nothing to open again, or this person is the one who signed */
function mayReopen({ review: r, campaign: c }: Awaited<ReturnType<typeof lockReview>>, me: string): void {
  if (c.status !== "launched")
    throw new AppError("rule", "campaign-ended", `${c.name} has ended; nothing of it is opened again.`);
  if (!r.signedOffAt)
    throw new AppError("rule", "not-signed", "This review is not signed off, so it is open.");
  if (r.reviewerId === me)
    throw new AppError(
      "rule",
      "own-review",
      "This is your own review; somebody else has to ask for it, and a third person has to grant it.",
    );
}

/** Asks that a signed review be opened again, and says why. */
export const askReopening = command({
  name: "reviews.ask_reopening",
  permission: "review.ask_reopening",
  input: askReopeningInput,
  idempotent: true,
  load: (tx, input) => lockReview(tx, input.review),
  run: async (tx, { input, subject, actor, now }) => {
    const me = personOf(actor) ?? "";
    mayReopen(subject, me);
    const [pending] = await tx
      .select({ id: reopening.id })
      .from(reopening)
      .where(and(eq(reopening.reviewId, input.review), eq(reopening.state, "asked")));
    if (pending)
      throw new AppError("conflict", "asked", "This was asked for already, and waits for a control owner.");
    const id = uuid7(now.getTime());
    const words = { id: uuid7(now.getTime()), payload: { rationale: input.reason } };
    const { review: r } = subject;
    await tx.insert(reopening).values({
      id,
      reviewId: r.id,
      campaignId: r.campaignId,
      reviewerId: r.reviewerId,
      askedBy: me,
      reasonId: words.id,
      askedAt: now,
      state: "asked",
    });
    return {
      result: { reopening: id },
      events: [
        {
          type: "reopening.asked",
          campaign: r.campaignId,
          words,
          data: { reopening: id, reviewer: r.reviewerId },
        },
      ],
    };
  },
});

/** A control owner's answer; with a yes the review is its reviewer's to decide again, and has to be signed anew. */
export const settleReopening = command({
  name: "reviews.settle_reopening",
  permission: "review.settle_reopening",
  input: settleReopeningInput,
  idempotent: true,
  load: async (tx, input) => {
    const [asked] = await tx.select().from(reopening).where(eq(reopening.id, input.reopening));
    if (!asked) throw new AppError("not_found", "reopening", "There is no such request.");
    const found = await lockReview(tx, asked.reviewId);
    const [held] = await tx.select().from(reopening).where(eq(reopening.id, input.reopening)).for("update");
    return { ...found, asked: held ?? asked };
  },
  run: async (tx, { input, subject, actor, now }) => {
    const me = personOf(actor) ?? "";
    const { asked, review: r } = subject;
    if (asked.state !== "asked")
      throw new AppError("conflict", "settled", `This was ${asked.state} already; nothing was changed.`);
    mayReopen(subject, me);
    if (asked.askedBy === me)
      throw new AppError(
        "rule",
        "own-request",
        "You asked for this, so another control owner has to answer.",
      );
    await tx
      .update(reopening)
      .set({ state: input.answer, settledBy: me, settledAt: now })
      .where(eq(reopening.id, asked.id));
    if (input.answer === "granted")
      await tx.update(review).set({ signedOffAt: null }).where(eq(review.id, r.id));
    const data = { reviewer: r.reviewerId, reopening: asked.id, asked_by: asked.askedBy };
    return {
      result: { reopening: asked.id, answer: input.answer },
      events: [
        input.answer === "granted"
          ? { type: "review.reopened", campaign: r.campaignId, data }
          : { type: "reopening.refused", campaign: r.campaignId, data },
      ],
    };
  },
});
