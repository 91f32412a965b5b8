import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { privatePayload } from "@/db/schema/decisions";
import { question } from "@/db/schema/questions";
import { item, review } from "@/db/schema/reviews";
import { AppError } from "@/lib/errors";

/** The item, locked, with its list and campaign; row-level security hides another's from its reviewer. */
export async function lockItem(tx: Tx, id: string) {
  const [found] = await tx
    .select({
      item,
      review: { signedOffAt: review.signedOffAt },
      campaign: { name: campaign.name, status: campaign.status, dueAt: campaign.dueAt },
    })
    .from(item)
    .innerJoin(review, eq(review.id, item.reviewId))
    .innerJoin(campaign, eq(campaign.id, item.campaignId))
    .where(eq(item.id, id))
    .for("update", { of: item });
  if (!found)
    throw new AppError(
      "not_found",
      "item",
      "There is no such item on your list; it may have been handed to somebody else.",
    );
  return {
    ...found,
    review: { signedOff: found.review.signedOffAt !== null },
    reviewerId: found.item.reviewerId,
  };
}

/** A question with its item, which is locked before it: deciding takes them in the same order. */
export async function lockQuestion(tx: Tx, id: string) {
  const [seen] = await tx.select({ itemId: question.itemId }).from(question).where(eq(question.id, id));
  if (!seen) throw noQuestion();
  const held = await lockItem(tx, seen.itemId);
  const [found] = await tx
    .select({ question, words: privatePayload.payload })
    .from(question)
    .leftJoin(privatePayload, eq(privatePayload.id, question.wordsId))
    .where(eq(question.id, id))
    .for("update", { of: question });
  if (!found) throw noQuestion();
  return { ...held, ...found, personId: found.question.toPersonId ?? "" };
}
export type HeldQuestion = Awaited<ReturnType<typeof lockQuestion>>;

const noQuestion = () => new AppError("not_found", "question", "There is no such question to you.");
