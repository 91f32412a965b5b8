import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { decision } from "@/db/schema/decisions";
import { draft } from "@/db/schema/drafts";
import { item, review, served } from "@/db/schema/reviews";
import { sequence } from "@/lib/audit-log/sequencer";
import { closeNow } from "@/lib/campaigns/close";
import { items as campaignItems, show as campaignShow } from "@/lib/campaigns/queries";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { progress } from "@/lib/drafting/progress";
import { sent } from "@/lib/drafting/queries";
import type { DraftResult } from "@/lib/drafting/schema";
import { AppError } from "@/lib/errors";
import { itemNeedScore } from "@/lib/evidence/need-queries";
import { drafts as draftRecords } from "@/lib/exports/records";
import { csvOf, items as itemTable } from "@/lib/exports/tables";
import { uuid7 } from "@/lib/ids";
import { type AnyQuery, queries, read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { isProduct, registerAll } from "@/lib/testing/registered";
import { type WorldPerson, world } from "@/lib/testing/world";
import { decide } from "./commands";
import { decisions, itemRecord } from "./decision-queries";
import { reassign } from "./hand-on";
import { openItem, reveal } from "./observe";
import type { DecideInput, Outcome } from "./schema";
import { signOff } from "./sign-off";
import { page } from "./worklist-queries";

let handle: Handle;
let end: () => Promise<void>;
let admin: WorldPerson;
/** Reviews every item, and holds every role, but did not build the campaign. */
let boss: WorldPerson;
let other: WorldPerson;
let campaign: string;
let list: string;
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;

/** What stands in a draft and a score, and nowhere else. */
const SENTENCE = "The tell-tale magpie says that it was never used.";
const JUDGEMENT = "A magpie would not keep this.";
const HASH = "ca7a".repeat(16);
const SCORE = -98_761;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = Array.from({ length: 8 }, (_, i) => ({
    id: `p${i}`,
    name: `Person ${i}`,
    managerId: "boss",
    title: "Clerk",
    department: "Finance",
    employmentStatus: "active",
  }));
  const { source } = await w.source(
    "ERP",
    {
      identities: [{ id: "boss", name: "Bo Boss", employmentStatus: "active" }, ...people],
      applications: [{ id: "erp", name: "ERP" }],
      accounts: people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
      entitlements: [
        { id: "read", applicationId: "erp", name: "ERP_READ", description: "Reads.", privilege: "standard" },
      ],
      grants: people.map((p) => ({ accountId: `a-${p.id}`, entitlementId: "read", uses90d: 0 })),
    },
    { asOf: new Date("2026-11-20T00:00:00Z") },
  );
  boss = await w.person({
    name: "Bo Boss",
    identity: { source, id: "boss" },
    roles: ["admin", "auditor", "control_owner"],
  });
  other = await w.person({ name: "Oda Other" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const made = await launchNow(admin.ctx, {
    name: "Q4 review",
    sources: ["ERP"],
    due: "2099-01-01",
    settings: { blindShare: 0 },
  });
  campaign = made.campaign;
  const [found] = await handle.db.select().from(review).where(eq(review.reviewerId, boss.id));
  list = found?.id ?? "";
});
afterAll(() => end());

const result: DraftResult = {
  v: 1,
  claims: [
    {
      predicate: "never_used",
      evidence: "E1",
      value: "0",
      stance: "remove",
      section: "against",
      sentence: SENTENCE,
    },
  ],
  counter: null,
  unknowns: [],
  questions: [],
  judgement: JUDGEMENT,
  recommendation: "revoke",
  refused: null,
  rule: "unused",
  from: ["E1"],
  target: null,
};

/** The nth item of the list, in this arm, with a draft (save where it has none by lot) and a score that give themselves away. */
async function itemIn(
  arm: "blind" | "undrafted" | "assisted",
  at: number,
): Promise<{ id: string; draft: string }> {
  const [found] = await handle.db
    .select()
    .from(item)
    .where(sql`${item.reviewId} = ${list} AND ${item.position} = ${at + 1}`);
  if (!found) throw new Error(`There is no item ${at}.`);
  const id = uuid7(Date.parse("2026-11-21T00:00:00Z"));
  await handle.db.insert(draft).values({
    id,
    itemId: found.id,
    campaignId: campaign,
    n: 1,
    batch: id,
    state: "ready",
    evidenceHash: found.evidenceHash,
    provider: "countersign",
    model: "rules",
    promptVersion: "1",
    promptHash: HASH,
    inputHash: HASH,
    outputHash: HASH,
    raw: SENTENCE,
    result,
    note: SENTENCE,
    recommendation: "revoke",
    dropped: [],
    parameters: {},
    redaction: {},
    latencyMs: 1,
    at: new Date("2026-11-21T00:00:00Z"),
  });
  await handle.db
    .update(item)
    .set({
      arm,
      armWhy: arm === "assisted" ? null : "drawn",
      needScore: SCORE - at,
      draftState: arm === "undrafted" ? "none" : "ready",
      draftId: arm === "undrafted" ? null : id,
    })
    .where(eq(item.id, found.id));
  return { id: found.id, draft: id };
}

const open = (id: string, who = boss) => perform(who.ctx, openItem, { item: id });

async function decideAs(
  id: string,
  outcome: Outcome,
  change: Partial<DecideInput> = {},
  who = boss,
): Promise<{ decision: string; disposition: string }> {
  const opened = await open(id, who);
  return execute(who.ctx, decide, {
    item: id,
    key: key(),
    outcome,
    reasonCode: outcome === "certify" ? "needed_for_job" : "not_needed",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
    ...change,
  });
}

/** Nothing in it gives away the draft or the score of the item. */
function tellsNothing(of: { draft: string; at: number }, what: string, answer: unknown): void {
  const text = JSON.stringify(answer) ?? "";
  for (const canary of [SENTENCE, "magpie", HASH, of.draft, String(SCORE - of.at)])
    expect(text.includes(canary), `${what} gives away ${canary}`).toBe(false);
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "answered",
    (error: unknown) => (error instanceof AppError ? error.slug : String(error)),
  );

async function gathered(lines: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const line of lines) text += line;
  return text;
}

async function leaves(id: string): Promise<string[]> {
  const found = await rows<{ leaf: string }>(
    handle.db,
    sql`SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit_event WHERE campaign_id = ${campaign} OR item_id = ${id} ORDER BY id`,
  );
  return found.map((f) => f.leaf);
}

describe("I12: a blind item before its reviewer's decision", () => {
  let it0: { id: string; draft: string };
  const of = () => ({ draft: it0.draft, at: 0 });
  beforeAll(async () => {
    it0 = await itemIn("blind", 0);
  });

  it("I12: open tells the facts, and of the draft not even that there is one", async () => {
    const opened = await open(it0.id);
    tellsNothing(of(), "open", opened);
    expect(opened).toMatchObject({
      draft: null,
      note: { state: "withheld", why: [], against: [], unknown: [], drafter: "", draftedAt: "" },
      blind: { arm: "blind", hidden: true, first: null },
    });
    // The facts are all there, and none says which side it speaks for.
    const seen = await open((await itemIn("assisted", 1)).id);
    expect(opened.view.facts).toHaveLength(seen.view.facts.length);
    expect(seen.view.facts.some((f) => f.stance === "remove" || f.stance === "keep")).toBe(true);
    expect(opened.view.facts.some((f) => f.stance === "remove" || f.stance === "keep")).toBe(false);
    const shape = (o: typeof opened) => JSON.stringify([o.draft, o.note, o.blind]);
    const told = shape(opened);
    for (const state of ["none", "pending", "failed", "insufficient"] as const) {
      await handle.db.update(item).set({ draftState: state, draftId: null }).where(eq(item.id, it0.id));
      expect(shape(await open(it0.id))).toBe(told);
    }
    await handle.db.update(item).set({ draftState: "ready", draftId: it0.draft }).where(eq(item.id, it0.id));
    const kept = await handle.db.select().from(served).where(eq(served.itemId, it0.id));
    expect(new Set(kept.map((s) => `${s.what} ${s.draftId}`))).toEqual(new Set(["opened null"]));
  });

  it("I12: the recommendation, the score and the prompt are refused, whatever roles the reviewer holds", async () => {
    expect(await refusal(perform(boss.ctx, reveal, { item: it0.id, draft: it0.draft }))).toBe("decide-first");
    expect(await refusal(read(boss.ctx, itemNeedScore, { item: it0.id }))).toBe("decide-first");
    expect(await refusal(read(boss.ctx, sent, { item: it0.id }))).toBe("decide-first");
    const record = await read(boss.ctx, itemRecord, { item: it0.id });
    expect(record).toMatchObject({ draft: null, withheld: true });
    expect(record.view.facts.some((f) => f.stance === "remove" || f.stance === "keep")).toBe(false);
    const shown = await read(boss.ctx, campaignItems, { id: campaign });
    expect(shown.rows.find((r) => r.itemId === it0.id)).toMatchObject({ draftState: "withheld", arm: null });
    // Who does not decide it sees it as ever.
    expect((await read(admin.ctx, itemRecord, { item: it0.id })).draft?.recommendation?.verb).toBe("remove");
    expect(await refusal(read(admin.ctx, itemNeedScore, { item: it0.id }))).toBe("answered");
  });

  it("I12: no count that holds it tells a role holder who decides it what became of its draft", async () => {
    const counts = async (who: WorldPerson) =>
      JSON.stringify([
        (await read(who.ctx, campaignShow, { id: campaign })).drafts,
        await read(who.ctx, progress, { campaign }),
      ]);
    const told = await counts(boss);
    const toldOthers = new Set([await counts(admin)]);
    for (const state of ["none", "pending", "failed", "insufficient"] as const) {
      await handle.db
        .update(item)
        .set({ draftState: state, draftId: null, armWhy: "text_turned_draft" })
        .where(eq(item.id, it0.id));
      expect(await counts(boss)).toBe(told);
      toldOthers.add(await counts(admin));
    }
    expect(toldOthers.size).toBeGreaterThan(3);
    await handle.db
      .update(item)
      .set({ draftState: "ready", draftId: it0.draft, armWhy: "text_turned_draft" })
      .where(eq(item.id, it0.id));
    expect(await counts(boss)).toBe(told);
    await handle.db.update(item).set({ armWhy: "drawn" }).where(eq(item.id, it0.id));
  });

  it("I12: its place among the others' scores cannot be told from theirs", async () => {
    const [second] = (await read(boss.ctx, page, { review: list })).rows.slice(1);
    const place = () =>
      rows<{ n: number }>(
        handle.db,
        sql`SELECT count(*)::int AS n FROM item WHERE campaign_id = ${campaign} AND need_score IS NOT NULL`,
      );
    const before = await read(boss.ctx, itemNeedScore, { item: second?.id ?? "" });
    const all = (await place())[0]?.n ?? 0;
    if (before.position) expect(before.position.scored).toBe(all - 1);
    await handle.db.update(item).set({ needScore: 1_000_000 }).where(eq(item.id, it0.id));
    expect(await read(boss.ctx, itemNeedScore, { item: second?.id ?? "" })).toEqual(before);
    await handle.db.update(item).set({ needScore: SCORE }).where(eq(item.id, it0.id));
  });

  it("I12: the worklist says in a word that one decides first; order and filters are the same for any draft and score", async () => {
    const asked = async () => {
      const answers: unknown[] = [];
      for (const order of ["person", "application", "alike"] as const)
        for (const show of ["all", "open"] as const) {
          const { at: _, ...told } = await read(boss.ctx, page, { review: list, order, show, limit: 200 });
          answers.push(told);
        }
      return JSON.stringify(answers);
    };
    const before = await asked();
    tellsNothing(of(), "worklist", JSON.parse(before));
    expect(
      (await read(boss.ctx, page, { review: list })).rows.filter((r) => r.first).map((r) => r.id),
    ).toEqual([it0.id]);
    await handle.db
      .update(item)
      .set({ needScore: 5_000, draftState: "insufficient", draftId: null })
      .where(eq(item.id, it0.id));
    expect(await asked()).toBe(before);
    await handle.db
      .update(item)
      .set({ needScore: SCORE, draftState: "ready", draftId: it0.draft })
      .where(eq(item.id, it0.id));
  });

  it("I12: no query there is gives it away to its reviewer, asked with every id there is", async () => {
    const lib = path.resolve(process.cwd(), "lib");
    for (const file of readdirSync(lib, { recursive: true, encoding: "utf8" }))
      if (
        file.endsWith(".ts") &&
        !file.endsWith(".test.ts") &&
        !file.startsWith("testing") &&
        /\bquery\(\{/.test(readFileSync(path.join(lib, file), "utf8"))
      )
        await import(path.join(lib, file));
    const ids = {
      item: it0.id,
      items: [it0.id],
      review: list,
      campaign,
      id: campaign,
      draft: it0.draft,
      person: boss.id,
      source: 1,
      identity: "p0",
      order: "person",
    };
    const answered: string[] = [];
    await registerAll();
    for (const [name, query] of queries as ReadonlyMap<string, AnyQuery>) {
      if (!isProduct(name)) continue;
      // What only an automatic step may ask builds files, which have a test of their own below.
      if (query.permission === "export.build") continue;
      try {
        tellsNothing(of(), name, await read(boss.ctx, query, ids));
        answered.push(name);
      } catch (error) {
        // A refusal of any kind: not asked as it wants to be, not theirs, or withheld.
        if (!(error instanceof AppError)) {
          // The sources of this test are written by hand, without what an import notes; they hold no draft.
          if (!query.permission.startsWith("source.")) throw error;
          continue;
        }
        tellsNothing(of(), name, { detail: error.message, fields: error.fields });
      }
    }
    expect(answered).toEqual(
      expect.arrayContaining([
        "campaigns.items",
        "campaigns.show",
        "drafts.progress",
        "reviews.decisions",
        "reviews.item_record",
        "reviews.mine",
        "reviews.pair",
        "reviews.show",
        "reviews.worklist",
      ]),
    );
  });

  it("I12: an export of the running campaign and the log say nothing of it", async () => {
    await sequence();
    const asSystem = <T>(work: (tx: Handle["db"]) => Promise<T>) => work(handle.db);
    const pack = await asSystem(async (db) => ({
      drafts: await gathered(draftRecords(db, { campaign })),
      items: await gathered(csvOf(itemTable, db, { campaign })),
    }));
    expect(pack.drafts.includes(it0.draft)).toBe(false);
    expect(pack.drafts).toContain(SENTENCE);
    const row = pack.items.split("\r\n").find((line) => line.includes(it0.id)) ?? "";
    tellsNothing(of(), "items.csv", row);
    expect(row).not.toContain("revoke");
    expect(row).not.toContain("blind");
    tellsNothing(of(), "the log", await leaves(it0.id));
  });

  it("I12: the database itself has no draft of it for its reviewer", async () => {
    const seen = async () =>
      handle.db.transaction(async (tx) => {
        await tx.execute(
          sql`SELECT set_config('app.person', ${boss.id}, true), set_config('app.reach', 'own', true)`,
        );
        await tx.execute(sql`SET LOCAL ROLE countersign_app`);
        const found = await rows<{ item: string }>(tx, sql`SELECT item_id AS item FROM draft`);
        return found.map((f) => f.item);
      });
    const there = await seen();
    expect(there).not.toContain(it0.id);
    expect(there.length).toBeGreaterThan(0);
  });
});

describe("I12: deciding a blind item", () => {
  it("I12: first by the facts alone, then the draft is shown, and keeping to it is a decision of its own", async () => {
    const { id, draft: drafted } = await itemIn("blind", 2);
    const opened = await open(id);
    const named = { draft: { id: drafted, hash: HASH } };
    expect(await refusal(decideAs(id, "certify", named))).toBe("decide-first");
    const first = await execute(boss.ctx, decide, {
      item: id,
      key: key(),
      outcome: "certify",
      reasonCode: "needed_for_job",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: null,
      supersedes: null,
      acknowledged: true,
    });
    tellsNothing({ draft: drafted, at: 2 }, "the answer to deciding", first);
    expect(first.disposition).toBe("undrafted");

    const after = await open(id);
    expect(after).toMatchObject({
      draft: { id: drafted },
      blind: { arm: "blind", hidden: false, first: "certify" },
      note: { state: "ready", judgement: JUDGEMENT, recommendation: { verb: "remove" } },
      recorded: { outcome: "certify", arm: "blind", disposition: "undrafted" },
    });
    expect(await refusal(read(boss.ctx, itemNeedScore, { item: id }))).toBe("answered");
    expect(await refusal(decideAs(id, "certify"))).toBe("override-words");
    const second = await decideAs(id, "certify", { words: "Month end needs it." });
    expect(second.disposition).toBe("overridden");
    const third = await decideAs(id, "revoke");
    const made = await handle.db.select().from(decision).where(eq(decision.itemId, id)).orderBy(decision.n);
    expect(made).toMatchObject([
      {
        arm: "blind",
        disposition: "undrafted",
        recommendationSeen: "never",
        firstChoice: null,
        draftId: null,
      },
      {
        arm: "blind",
        disposition: "overridden",
        recommendationSeen: "after",
        firstChoice: "certify",
        draftId: drafted,
        supersedes: first.decision,
      },
      {
        arm: "blind",
        disposition: "confirmed",
        recommendationSeen: "after",
        firstChoice: "certify",
        supersedes: second.decision,
      },
    ]);
    const kept = await handle.db.select().from(served).where(eq(served.itemId, id)).orderBy(served.id);
    expect(kept.filter((s) => s.what === "revealed")[0]).toMatchObject({
      draftId: drafted,
      choice: "certify",
    });
    const { rows: mine } = await read(boss.ctx, decisions, { item: id });
    expect(mine.map((d) => [d.id, d.arm, d.firstChoice])).toEqual([
      [third.decision, "blind", "certify"],
      [second.decision, "blind", "certify"],
      [first.decision, "blind", null],
    ]);
  });

  it("I12: whoever has it after it was handed on decides before they see the draft as well", async () => {
    const { id, draft: drafted } = await itemIn("blind", 3);
    await open(id);
    await execute(boss.ctx, reassign, {
      items: [id],
      to: other.id,
      reason: "Knows the team better.",
      key: key(),
    });
    const opened = await open(id, other);
    tellsNothing({ draft: drafted, at: 3 }, "open after a hand-on", opened);
    expect(opened.blind).toMatchObject({ hidden: true });
    await decideAs(id, "revoke", {}, other);
    expect((await open(id, other)).note).toMatchObject({ recommendation: { verb: "remove" } });
  });

  it("I12: an item without a draft by lot never has one, and its score only after the decision", async () => {
    const { id, draft: drafted } = await itemIn("undrafted", 4);
    const opened = await open(id);
    tellsNothing({ draft: drafted, at: 4 }, "open of an item without a draft", opened);
    expect(opened).toMatchObject({
      draft: null,
      note: { state: "none" },
      blind: { arm: "undrafted", hidden: true },
    });
    expect(await refusal(read(boss.ctx, itemNeedScore, { item: id }))).toBe("decide-first");
    await decideAs(id, "certify");
    expect(await open(id)).toMatchObject({ draft: null, note: { state: "none" }, blind: { hidden: false } });
    expect(await refusal(read(boss.ctx, itemNeedScore, { item: id }))).toBe("answered");
    const [made] = await handle.db.select().from(decision).where(eq(decision.itemId, id));
    expect(made).toMatchObject({ arm: "undrafted", disposition: "undrafted" });
  });

  it("a blind item decided once is decided: the list can be signed off without having looked at the draft", async () => {
    for (const { id, state } of (await read(boss.ctx, page, { review: list, limit: 200 })).rows)
      if (state === "open") await decideAs(id, "revoke");
    const done = await execute(boss.ctx, signOff, { review: list, key: key() });
    expect(done.review).toBe(list);
  });

  it("after the end auditors see how each item was assigned, and nothing is withheld", async () => {
    await closeNow(admin.ctx, { id: campaign });
    const shown = await read(boss.ctx, campaignItems, { id: campaign });
    expect(new Set(shown.rows.map((r) => r.arm))).toEqual(new Set(["assisted", "blind", "undrafted"]));
    expect(shown.rows.some((r) => r.draftState === "withheld")).toBe(false);
  });
});
