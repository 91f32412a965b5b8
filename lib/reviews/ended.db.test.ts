import { eq, type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Handle, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision } from "@/db/schema/decisions";
import { item, review } from "@/db/schema/reviews";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { command, execute } from "@/lib/command";
import { type Company, company, today } from "@/lib/testing/company";
import { databaseKind, freshDatabase } from "@/lib/testing/database";
import { personCtx } from "@/lib/testing/world";
import { decide } from "./commands";
import { openItem } from "./observe";
import { signOff } from "./sign-off";

let handle: Handle;
let end: () => Promise<void>;
let c: Company;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company());
});
afterAll(() => end());

/** A running campaign with one of its items decided, and that item's reviewer. */
async function running(name: string) {
  const made = await at(today, () =>
    launchNow(c.admin.ctx, {
      name,
      sources: ["Ledger export"],
      fallback: "fay@example.com",
      due: "2026-12-01",
      settings: { blindShare: 0 },
    }),
  );
  const [first] = await handle.db
    .select()
    .from(item)
    .where(sql`${item.campaignId} = ${made.campaign} AND ${item.findings} = 0`)
    .limit(1);
  if (!first) throw new Error("There is no item without a finding.");
  const who = personCtx(first.reviewerId, "Reviewer");
  const act = async (outcome: "certify" | "revoke") => {
    const opened = await at(today, () => perform(who, openItem, { item: first.id }));
    const input = {
      item: first.id,
      key: crypto.randomUUID(),
      outcome,
      reasonCode: "other",
      words: "Looked at.",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: opened.supersedes,
      acknowledged: true,
    };
    return () => at(today, () => execute(who, decide, input));
  };
  await (await act("certify"))();
  return { campaign: made.campaign, review: first.reviewId, item: first.id, who, act };
}

const late = command({
  name: "test.late",
  permission: "campaign.launch",
  input: z.object({ review: z.uuid() }),
  load: async () => undefined,
  run: async (tx, { input, now }) => {
    await tx.update(review).set({ signedOffAt: now }).where(eq(review.id, input.review));
    return {
      result: {},
      events: [{ type: "review.reopened", data: { reviewer: "nobody" } }],
    };
  },
});

describe("what comes after a campaign's end", () => {
  it("I2: is refused with one sentence where only the database's guard saw the end", async () => {
    const made = await running("Ended");
    const [list] = await handle.db.select().from(review).where(eq(review.campaignId, made.campaign)).limit(1);
    await handle.db.update(campaign).set({ status: "closed" }).where(eq(campaign.id, made.campaign));
    await expect(execute(c.admin.ctx, late, { review: list?.id ?? "" })).rejects.toMatchObject({
      code: "conflict",
      slug: "campaign-ended",
      message: expect.stringMatching(/ended while this was on its way, so nothing was written/),
    });
  });

  /** Runs an act that waits for a row until the campaign has ended, as one that began just before a close does. */
  async function overtaken(id: string, lock: SQL, act: () => Promise<unknown>): Promise<unknown> {
    let raced: Promise<unknown> = Promise.resolve();
    await handle.db.transaction(async (tx) => {
      await tx.execute(lock);
      raced = act().then(
        () => "recorded",
        (error: unknown) => error,
      );
      const waiting = sql`SELECT count(*)::int AS n FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      while ((await rows<{ n: number }>(handle.db, waiting))[0]?.n === 0);
      await tx.update(campaign).set({ status: "closed" }).where(eq(campaign.id, id));
    });
    return raced;
  }

  const racing = it.runIf(databaseKind === "postgres");

  racing(
    "I5: a change of mind that waits for the close loses, and is told so; nothing is written",
    async () => {
      const made = await running("Raced");
      const again = await made.act("revoke");
      const before = await handle.db.$count(decision);
      const lock = sql`SELECT 1 FROM item WHERE id = ${made.item} FOR UPDATE`;
      expect(await overtaken(made.campaign, lock, again)).toMatchObject({ slug: "campaign-ended" });
      expect(await handle.db.$count(decision)).toBe(before);
    },
  );

  racing("I5: so is a sign-off, whose look at the campaign is older than the close", async () => {
    const made = await running("Signed late");
    const [list] = await handle.db
      .update(review)
      .set({ items: sql`${review.decided}` })
      .where(eq(review.id, made.review))
      .returning();
    const lock = sql`SELECT 1 FROM review WHERE id = ${made.review} FOR UPDATE`;
    const sign = () => execute(made.who, signOff, { review: made.review, key: crypto.randomUUID() });
    expect(list?.items).toBe(1);
    expect(await overtaken(made.campaign, lock, sign)).toMatchObject({
      code: "conflict",
      slug: "campaign-ended",
    });
    const [after] = await handle.db.select().from(review).where(eq(review.id, made.review));
    expect(after?.signedOffAt).toBeNull();
  });
});
