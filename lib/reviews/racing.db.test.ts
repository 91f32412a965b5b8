import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { decision } from "@/db/schema/decisions";
import { item, review } from "@/db/schema/reviews";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { databaseKind, freshDatabase } from "@/lib/testing/database";
import { brokenRules } from "@/lib/testing/model/invariants";
import { type Company, referenceCompany, Story } from "@/lib/testing/model/story";
import type { WorldPerson } from "@/lib/testing/world";
import { decide } from "./commands";
import { abstain, reassign } from "./hand-on";
import { openItem } from "./observe";
import type { Outcome } from "./schema";
import { answerLook, openLook } from "./second-look-commands";
import { signOff } from "./sign-off";
import { together } from "./together";
import { openTogether } from "./together-open";

let handle: Handle;
let end: () => Promise<void>;
let company: Company;
let story: Story;
let n = 0;
const key = () => `race-${String(++n).padStart(8, "0")}`;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  company = await referenceCompany();
});
afterAll(() => end());

const launched = async () => {
  ({ story } = await Story.begin(company, new Map()));
};
const racing = it.runIf(databaseKind === "postgres");

/** What a person's screen would send for an item that they have open. */
async function onScreen(who: WorldPerson, at: number) {
  const opened = await perform(who.ctx, openItem, { item: story.idOf(at) });
  const { evidence, draft, supersedes } = opened;
  const inView = opened.view.facts.map((f) => f.id).concat(opened.view.findings.map((f) => f.fact));
  return (outcome: Outcome, by = key()) =>
    execute(who.ctx, decide, {
      item: story.idOf(at),
      key: by,
      outcome,
      reasonCode: "other",
      words: "As agreed in the team's meeting.",
      acknowledged: true,
      evidence,
      draft,
      supersedes,
      inView: [...new Set(inView)],
    });
}

/** How each of several requests at once ended: what it answered, or the refusal. */
async function atOnce<T>(requests: readonly (() => Promise<T>)[]) {
  const ended = await Promise.allSettled(requests.map((request) => request()));
  const refused = ended.flatMap((e) => (e.status === "rejected" ? [e.reason as unknown] : []));
  for (const why of refused) expect(why).toBeInstanceOf(AppError);
  return {
    done: ended.flatMap((e) => (e.status === "fulfilled" ? [e.value] : [])),
    refused: refused.flatMap((r) => (r instanceof AppError ? [r] : [])),
  };
}
const sentence = /^[A-Z0-9].{20,}\.$/;
const decisionsOn = (...at: number[]) =>
  handle.db
    .select()
    .from(decision)
    .where(
      inArray(
        decision.itemId,
        at.map((i) => story.idOf(i)),
      ),
    );
const whole = async () => expect(await brokenRules(story.campaign)).toEqual([]);

describe("several at once", () => {
  it("I4 I5: of six tabs that decide one item, one decides; the others are told to look again", async () => {
    await launched();
    const decides = await onScreen(company.bo, 1);
    const outcomes: Outcome[] = ["certify", "revoke", "certify", "revoke", "certify", "revoke"];
    const { done, refused } = await atOnce(outcomes.map((o) => () => decides(o)));
    expect(done).toHaveLength(1);
    expect(refused.map((r) => [r.code, r.slug])).toEqual(Array(5).fill(["conflict", "decided-elsewhere"]));
    for (const r of refused) expect(r.message).toMatch(sentence);
    expect(await decisionsOn(1)).toMatchObject([{ id: done[0]?.decision, n: 1 }]);
    await whole();
  });

  it("I5: a change of mind from two tabs at once is one change of mind", async () => {
    await launched();
    await (await onScreen(company.bo, 2))("certify");
    const [first, second] = [await onScreen(company.bo, 2), await onScreen(company.bo, 2)];
    const { done, refused } = await atOnce([() => first("revoke"), () => second("certify")]);
    expect([done.length, refused.map((r) => r.code)]).toEqual([1, ["conflict"]]);
    expect((await decisionsOn(2)).map((d) => d.n).sort()).toEqual([1, 2]);
    await whole();
  });

  it("I11: one request sent six times is decided once, and answered the same each time", async () => {
    await launched();
    const decides = await onScreen(company.bo, 1);
    const same = key();
    const { done, refused } = await atOnce(Array.from({ length: 6 }, () => () => decides("revoke", same)));
    expect([done.length, refused]).toEqual([6, []]);
    for (const answer of done) expect(answer).toEqual(done[0]);
    expect(await decisionsOn(1)).toHaveLength(1);
    await whole();
    expect(await decides("revoke", same)).toEqual(done[0]);
  });

  it("a don't know sent twice answers the same, though the item is another's by then", async () => {
    await launched();
    const unsure = { item: story.idOf(3), key: key(), missing: "whether_needed" as const };
    const { done, refused } = await atOnce(
      [1, 2, 3].map(() => () => execute(company.bo.ctx, abstain, unsure)),
    );
    expect([done.length, refused]).toEqual([3, []]);
    expect(new Set(done.map((d) => d.to))).toEqual(new Set([company.olu.id]));
    expect(await execute(company.bo.ctx, abstain, unsure)).toEqual(done[0]);
    await whole();
    // Somebody else's key opens nothing.
    await expect(execute(company.bea.ctx, abstain, unsure)).rejects.toMatchObject({ code: "not_found" });
  });

  it("I6: of two batches that share an item one is decided whole, of the other nothing", async () => {
    await launched();
    const list = story.reviews.get("bo") ?? "";
    const batch = async (...at: number[]) => {
      const opened = await perform(company.bo.ctx, openTogether, { review: list, items: at.map(story.idOf) });
      return () =>
        execute(company.bo.ctx, together, {
          review: list,
          key: key(),
          outcome: "certify",
          reasonCode: "other",
          words: "The whole team reads it.",
          taken: "all_at_once",
          seconds: 5,
          items: opened.members.map(({ item: id, evidence, draft, supersedes }) => ({
            item: id,
            evidence,
            draft,
            supersedes,
          })),
        });
    };
    const [one, two] = [await batch(0, 1), await batch(1, 2)];
    const { done, refused } = await atOnce([one, two]);
    expect([done.length, refused.map((r) => r.code)]).toEqual([1, ["conflict"]]);
    expect(refused[0]?.message).toMatch(sentence);
    expect(await decisionsOn(0, 1, 2)).toHaveLength(2);
    await whole();
  });

  it("I5 I7: an item is handed on or decided, never both, and of two reviewers the one who has it decides", async () => {
    await launched();
    for (const at of [0, 1, 2]) {
      const decides = await onScreen(company.bo, at);
      const items = [story.idOf(at)];
      const given = { items, to: company.bea.id, reason: "On leave.", key: key() };
      const { done, refused } = await atOnce<unknown>([
        () => decides("certify"),
        () => execute(company.adi.ctx, reassign, given),
      ]);
      expect([done.length, refused.length]).toEqual([1, 1]);
      expect(refused[0]?.message).toMatch(sentence);
      const [now] = await handle.db
        .select()
        .from(item)
        .where(eq(item.id, story.idOf(at)));
      expect([now?.state, now?.reviewerId]).toEqual(
        refused[0]?.code === "not_found" ? ["open", company.bea.id] : ["decided", company.bo.id],
      );
      await whole();
    }
    const hers = await onScreen(company.bo, 3);
    await execute(company.adi.ctx, reassign, {
      items: [story.idOf(3)],
      to: company.fay.id,
      reason: "Away.",
      key: key(),
    });
    const { done, refused } = await atOnce([
      () => hers("certify"),
      (await onScreen(company.fay, 3)).bind(null, "revoke"),
    ]);
    expect([done.map((d) => d.outcome), refused.map((r) => r.code)]).toEqual([["revoke"], ["not_found"]]);
    await whole();
  });

  it("I15: a second look is answered, or its decision is changed before; the other is told", async () => {
    await launched();
    await (await onScreen(company.bea, 10))("certify");
    const [look] = await rows<{ id: string }>(
      handle.db,
      sql`SELECT id::text FROM second_look WHERE campaign_id = ${story.campaign} AND state = 'pending'`,
    );
    const asked = { look: look?.id ?? "" };
    await perform(company.olu.ctx, openLook, asked);
    const again = await onScreen(company.bea, 10);
    await atOnce<unknown>([
      () => again("revoke"),
      () => execute(company.olu.ctx, answerLook, { ...asked, key: key(), answer: "agreed" }),
    ]).then(({ done, refused }) => {
      expect(done.length).toBeGreaterThan(0);
      expect(refused.every((r) => r.slug === "look-answered")).toBe(true);
    });
    await whole();
  });

  it("I5: a review is signed as it stands, or changed before it is signed", async () => {
    await launched();
    const list = story.reviews.get("olu") ?? "";
    for (const at of [11, 12]) await (await onScreen(company.olu, at))("revoke");
    const again = await onScreen(company.olu, 11);
    await atOnce<unknown>([
      () => again("certify"),
      () => execute(company.olu.ctx, signOff, { review: list, key: key() }),
    ]).then(({ refused }) => expect(refused.every((r) => r.slug === "signed-off")).toBe(true));
    const [signed] = await rows<{ decisions: string }>(
      handle.db,
      sql`SELECT decisions FROM sign_off WHERE review_id = ${list}`,
    );
    const inForce = await handle.db.select().from(item).where(eq(item.reviewId, list)).orderBy(item.id);
    expect(JSON.parse(signed?.decisions ?? "")).toEqual(inForce.map((i) => [i.id, i.decisionId]));
    await whole();
  });

  racing(
    "I11: a transaction that is killed in mid-decision leaves nothing, and the same request decides after it",
    async () => {
      await launched();
      const decides = await onScreen(company.bo, 1);
      const same = key();
      const before = await handle.db
        .select()
        .from(review)
        .where(eq(review.campaignId, story.campaign))
        .orderBy(review.id);
      let killed: Promise<unknown> = Promise.resolve();
      await handle.db.transaction(async (tx) => {
        // The row, the item and the counter are written by then; the log entry is not.
        await tx.execute(sql`LOCK TABLE audit_event IN SHARE MODE`);
        killed = decides("revoke", same).catch((error: unknown) => error);
        const waiting = sql`SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()
          AND query ILIKE '%insert into%audit_event%'`;
        let held: { pid: number } | undefined;
        for (let look = 0; !held && look < 5_000; look++)
          [held] = await rows<{ pid: number }>(handle.db, waiting);
        if (!held) throw new Error("The decision does not wait for the log.");
        await handle.db.execute(sql`SELECT pg_terminate_backend(${held.pid})`);
        expect(await killed).toBeInstanceOf(Error);
      });
      expect(await decisionsOn(1)).toEqual([]);
      const after = await handle.db
        .select()
        .from(review)
        .where(eq(review.campaignId, story.campaign))
        .orderBy(review.id);
      expect(after).toEqual(before);
      await whole();
      const [done, replayed] = [await decides("revoke", same), await decides("revoke", same)];
      expect(replayed).toEqual(done);
      expect(await decisionsOn(1)).toHaveLength(1);
      await whole();
    },
  );
});
