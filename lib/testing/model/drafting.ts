/** Drafts whose words stand nowhere else, so that a byte of one that is out of its place is found (I12). */
import { createHash } from "node:crypto";
import { count, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { draft, draftWithdrawal } from "@/db/schema/drafts";
import { item } from "@/db/schema/reviews";
import type { DraftResult } from "@/lib/drafting/schema";
import { uuid7 } from "@/lib/ids";
import type { Draft } from "./reference";

/** In every sentence of a draft, and in nothing else. */
export const TELLTALE = "magpie";

/** Writes the item's next draft as the drafter's own record does. */
export async function draftFor(itemId: string, says: string, at: Date): Promise<Draft> {
  const { db } = await database();
  const [row] = await db.select().from(item).where(eq(item.id, itemId));
  const [before] = await db.select({ n: count() }).from(draft).where(eq(draft.itemId, itemId));
  if (!row) throw new Error("There is no such item.");
  const recommendation = says as DraftResult["recommendation"];
  const id = uuid7(at.getTime());
  const hash = createHash("sha256").update(id).digest("hex");
  const sentence = `The ${TELLTALE} says that it was never used.`;
  const result: DraftResult = {
    v: 1,
    claims: [
      { predicate: "never_used", evidence: "E1", value: "0", stance: "remove", section: "against", sentence },
    ],
    counter: null,
    unknowns: [],
    questions: [],
    judgement: `A ${TELLTALE} would not keep this.`,
    recommendation,
    refused: null,
    rule: "unused",
    from: ["E1"],
    target: null,
  };
  await db.insert(draft).values({
    id,
    itemId,
    campaignId: row.campaignId,
    n: (before?.n ?? 0) + 1,
    batch: id,
    state: "ready",
    evidenceHash: row.evidenceHash,
    provider: "countersign",
    model: "rules",
    promptVersion: "1",
    promptHash: hash,
    inputHash: hash,
    outputHash: hash,
    raw: sentence,
    result,
    note: sentence,
    recommendation,
    dropped: [],
    parameters: {},
    redaction: {},
    latencyMs: 1,
    at,
  });
  await db.update(item).set({ draftState: "ready", draftId: id }).where(eq(item.id, itemId));
  return { id, hash, says, withdrawn: false };
}

/** Takes a draft back, as a check that comes after it does. */
export async function takeBack(id: string, at: Date): Promise<void> {
  const { db } = await database();
  await db.insert(draftWithdrawal).values({ draftId: id, reason: "A check that came later.", at });
}
