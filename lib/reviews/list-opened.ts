import { listOpening } from "@/db/schema/reviews";
import type { Watching } from "@/lib/chore";

/** Keeps when a list's own reviewer first had something of it before them; who else opens a part of it changes nothing. */
export async function listOpened(
  tx: Watching,
  list: { id: string; reviewerId: string },
  personId: string,
  now: Date,
): Promise<void> {
  if (list.reviewerId !== personId) return;
  await tx.insert(listOpening).values({ reviewId: list.id, at: now }).onConflictDoNothing();
}
