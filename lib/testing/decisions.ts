import { and, eq, sql } from "drizzle-orm";
import { database, type Tx } from "@/db/client";
import { decision } from "@/db/schema/decisions";
import { item, review } from "@/db/schema/reviews";
import { now } from "@/lib/clock";
import { uuid7 } from "@/lib/ids";

/**
 * Writes a first decision on an open item as the deciding command leaves it, without its log entry: for tests of what comes
 * after deciding.
 */
export async function decidedByHand(
  itemId: string,
  outcome: "certify" | "revoke" = "certify",
  tx?: Tx,
): Promise<{ decision: string }> {
  const db = tx ?? (await database()).db;
  const [found] = await db
    .select()
    .from(item)
    .where(and(eq(item.id, itemId), eq(item.state, "open")));
  if (!found) throw new Error("There is no such open item.");
  const id = uuid7(now().getTime());
  await db.insert(decision).values({
    id,
    itemId,
    campaignId: found.campaignId,
    n: 1,
    actorKind: "person",
    personId: found.reviewerId,
    outcome,
    // What is kept against a finding is kept under an exception (I15); nothing here asks for its row.
    exceptionId: outcome === "certify" && found.findings > 0 ? uuid7(now().getTime()) : null,
    disposition: "undrafted",
    recommendationSeen: "never",
    reasonCode: outcome === "certify" ? "needed_for_job" : "not_needed",
    evidenceHash: found.evidenceHash,
    arm: "undrafted",
    eligibility: found.eligibility,
    rulesPassed: found.rulesPassed,
    findings: found.findings,
    rulesUnknown: found.rulesUnknown,
    ruleSet: "test",
    servedAt: now(),
    decidedAt: now(),
  });
  await db
    .update(item)
    .set({ state: "decided", decisionId: id, outcome, disposition: "undrafted", decidedAt: now() })
    .where(eq(item.id, itemId));
  await db
    .update(review)
    .set({ decided: sql`${review.decided} + 1`, lastDecidedAt: now() })
    .where(eq(review.id, found.reviewId));
  return { decision: id };
}
