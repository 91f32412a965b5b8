import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { item, review } from "@/db/schema/reviews";
import { reopening } from "@/db/schema/sign-offs";
import type { AuditEvent } from "@/lib/audit-log/events";

type Decided = {
  item: Pick<typeof item.$inferSelect, "id" | "campaignId" | "reviewId" | "reviewerId" | "decisionId">;
};

/**
 * Puts a decided item back before its reviewer, because what the decision waited for did not come. The decision stays on
 * record (I5): the next one supersedes it. A review that was signed off is open again, and who asked for that waits no more. The
 * item is locked.
 * @param exception the one that was refused, where that is why
 * @returns the log entry where a review was reopened
 */
export async function reopen(
  tx: Tx,
  { item: i }: Decided,
  at: Date,
  exception?: string,
): Promise<AuditEvent[]> {
  const [list] = await tx.select().from(review).where(eq(review.id, i.reviewId)).for("update");
  await tx
    .update(item)
    .set({
      state: "open",
      decisionId: null,
      outcome: null,
      disposition: null,
      decidedAt: null,
      waiting: null,
    })
    .where(eq(item.id, i.id));
  await tx
    .update(review)
    .set({ decided: sql`${review.decided} - 1`, signedOffAt: null })
    .where(eq(review.id, i.reviewId));
  // What somebody asked for has come about by itself: a yes would open what is signed after this.
  if (list?.signedOffAt)
    await tx
      .update(reopening)
      .set({ state: "overtaken", settledAt: at })
      .where(and(eq(reopening.reviewId, i.reviewId), eq(reopening.state, "asked")));
  return list?.signedOffAt
    ? [
        {
          type: "review.reopened",
          campaign: i.campaignId,
          item: i.id,
          data: { reviewer: i.reviewerId, ...(exception ? { exception } : {}) },
        },
      ]
    : [];
}
