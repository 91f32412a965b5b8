import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { decision, timing } from "@/db/schema/decisions";
import { auditEvent } from "@/db/schema/log";
import { review } from "@/db/schema/reviews";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type Content, type WorldPerson, world } from "@/lib/testing/world";
import { decide } from "./commands";
import { decisions, myAccess } from "./decision-queries";
import { openItem } from "./observe";
import { pace } from "./pace-queries";
import type { DecideInput } from "./schema";
import { pseudonymOf, readTimingKey } from "./timings";
import { page } from "./worklist-queries";

let handle: Handle;
let end: () => Promise<void>;
let boss: WorldPerson;
let stranger: WorldPerson;
let p0: WorldPerson;
let spring: string;
let list: string;

const people = ["p0", "p1", "p2"];
/** Two exports of one application: in the second p2 has stopped using READ, and nobody says any more when p1 used it. */
const content = (autumn: boolean): Content => ({
  identities: [
    { id: "boss", name: "Bo Boss", title: "Head", employmentStatus: "active" },
    ...people.map((id) => ({
      id,
      name: `Person ${id}`,
      managerId: "boss",
      title: id === "p2" && autumn ? "Lead" : "Clerk",
      department: "Finance",
      employmentStatus: "active",
    })),
  ],
  applications: [{ id: "erp", name: "ERP" }],
  accounts: people.map((id) => ({ id: `a-${id}`, applicationId: "erp", identityId: id })),
  entitlements: [
    { id: "read", applicationId: "erp", name: "READ", description: "Reads.", privilege: "standard" },
    { id: "pay", applicationId: "erp", name: "PAY", description: "Pays.", privilege: "privileged" },
  ],
  grants: [
    {
      accountId: "a-p0",
      entitlementId: "pay",
      grantedAt: new Date("2025-01-01"),
      lastUsedAt: new Date(autumn ? "2026-11-10" : "2026-05-28"),
    },
    ...["a-p1", "a-p2"].map((accountId) => ({
      accountId,
      entitlementId: "read",
      grantedAt: new Date("2025-01-01"),
      ...(autumn && accountId === "a-p1" ? {} : { lastUsedAt: new Date("2026-05-20") }),
    })),
    { accountId: "a-p1", entitlementId: "read", via: "Finance group" },
  ],
});

const first = new Date("2026-06-02T09:00:00Z");
const second = new Date("2026-11-20T09:00:00Z");
const later = (seconds: number) => new Date(second.getTime() + seconds * 1_000);
let keys = 0;

const openNow = async (title: string, when: Date) => {
  const [found] = await handle.db.select().from(review).where(eq(review.id, list));
  const { rows: all } = await read(boss.ctx, page, { review: found?.id ?? "", limit: 200 });
  const row = all.find((r) => `${r.subjectName} ${r.technical}` === title);
  return at(when, () => perform(boss.ctx, openItem, { item: row?.id ?? "" }));
};
type Opened = Awaited<ReturnType<typeof openNow>>;
const keep = (opened: Opened, change: Partial<DecideInput> = {}): DecideInput => ({
  item: opened.item,
  key: `act-key-${++keys}`,
  outcome: "certify",
  reasonCode: "needed_for_job",
  words: "Signs the payment runs at the month end.",
  evidence: opened.evidence,
  inView: opened.asksInView,
  draft: opened.draft,
  supersedes: opened.supersedes,
  acknowledged: true,
  ...change,
});
const record = (input: DecideInput, when: Date) => at(when, () => execute(boss.ctx, decide, input));

async function campaign(name: string, admin: WorldPerson, fallback: WorldPerson): Promise<string> {
  const made = await launchNow(admin.ctx, {
    name,
    sources: ["ERP"],
    mode: "manager",
    fallback: fallback.id,
    due: "2099-01-01",
    settings: { blindShare: 0 },
  });
  await draftCampaign({ campaign: made.campaign });
  const [mine] = await handle.db
    .select()
    .from(review)
    .where(and(eq(review.campaignId, made.campaign), eq(review.reviewerId, boss.id)));
  list = mine?.id ?? "";
  return made.campaign;
}

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  const { source } = await w.source("ERP", content(false), { asOf: new Date("2026-06-01T00:00:00Z") });
  boss = await w.person({ name: "Bo Boss", identity: { source, id: "boss" } });
  p0 = await w.person({ name: "Person p0", identity: { source, id: "p0" } });
  stranger = await w.person({ name: "Fay Fallback" });
  const admin = await w.person({ name: "Ada Admin", roles: ["admin", "control_owner"] });
  spring = await at(first, () => campaign("Spring review", admin, stranger));
  for (const [n, title] of ["Person p0 PAY", "Person p1 READ", "Person p2 READ"].entries()) {
    const opened = await openNow(title, new Date(first.getTime() + n * 60_000));
    await record(keep(opened), new Date(first.getTime() + n * 60_000 + 30_000));
  }
  await at(new Date("2026-07-01T09:00:00Z"), () => closeNow(admin.ctx, { id: spring }));
  await w.source("ERP", content(true), { asOf: new Date("2026-11-19T00:00:00Z") });
  await at(second, () => campaign("Autumn review", admin, stranger));
});
afterAll(() => end());

describe("what changed since it was last decided", () => {
  it("tells what was decided then, by whom, and what is different", async () => {
    const { earlier } = await openNow("Person p0 PAY", later(1));
    expect(earlier).toMatchObject({
      campaign: "Spring review",
      by: "Bo Boss",
      mine: true,
      outcome: "certify",
    });
    expect(earlier?.changes).toEqual([]);
    const lead = await openNow("Person p2 READ", later(2));
    expect(lead.earlier?.changes.map((c) => c.text).slice(0, 2)).toEqual([
      "Job title: Clerk then, Lead now.",
      "Use stopped: last used 20 May 2026; it was in use then.",
    ]);
  });

  it("I8: what is not reported any more has not stopped", async () => {
    const { earlier } = await openNow("Person p1 READ", later(3));
    const told = earlier?.changes.map((c) => c.text).join(" ");
    expect(told).toMatch(/Whether it is still used is not known/);
    expect(told).not.toMatch(/stopped/i);
  });

  it("is told to whoever may read the item, and to nobody else", async () => {
    const opened = await openNow("Person p0 PAY", later(4));
    const told = await handle.db.transaction(async (tx) => {
      await tx.execute(`SET LOCAL app.reach = 'own'`);
      await tx.execute(`SET LOCAL app.person = '${stranger.id}'`);
      return rows(tx, sql`SELECT * FROM earlier_decision(${opened.item})`);
    });
    expect(told).toEqual([]);
  });
});

describe("what taking it does", () => {
  it("says what stays by a group, and only where that is so", async () => {
    const group = await openNow("Person p1 READ", later(5));
    expect(group.choices.remove.effects.join(" ")).toMatch(
      /it also comes through “Finance group”, and stays/,
    );
    const plain = await openNow("Person p2 READ", later(6));
    expect(plain.choices.remove.effects.join(" ")).not.toMatch(/also comes through/);
  });
});

describe("the gate", () => {
  it("asks on high risk that the facts were in view, and on low risk nothing", async () => {
    const high = await openNow("Person p0 PAY", later(10));
    expect(high.asksInView.length).toBeGreaterThan(0);
    const { inView: _, ...uncounted } = keep(high);
    await expect(record(uncounted, later(11))).rejects.toMatchObject({ slug: "not-in-view" });
    await expect(record(keep(high, { inView: high.asksInView.slice(1) }), later(11))).rejects.toMatchObject({
      slug: "not-in-view",
      message: expect.stringMatching(/^One fact has not been on your screen/),
    });
    const low = await openNow("Person p1 READ", later(12));
    expect(low.asksInView).toEqual([]);
  });

  it("refuses words that say nothing where privileged access is kept, and takes them elsewhere", async () => {
    const high = await openNow("Person p0 PAY", later(13));
    for (const words of [undefined, "ok.", "Needed for the job", "asdf"]) {
      const input = keep(high, words === undefined ? {} : { words });
      if (words === undefined) delete input.words;
      await expect(record(input, later(14))).rejects.toMatchObject({ slug: "words-needed" });
    }
    expect(await handle.db.$count(decision, eq(decision.itemId, high.item))).toBe(0);
  });
});

describe("what is recorded of the act", () => {
  it("keeps what was in view and whose words they began as; seconds, no longer than since it was served, under a pseudonym", async () => {
    const opened = await openNow("Person p0 PAY", later(100));
    expect(opened.draft).not.toBeNull();
    const note = opened.note.why.map((s) => s.text).join(" ");
    const input = keep(opened, {
      seconds: 4_000,
      inView: [...opened.asksInView, "E99"],
      words: `${note} She is the only one trained for it, as we agreed.`,
      ...(opened.draft ? { startedFrom: opened.draft.hash } : {}),
    });
    const done = await record(input, later(142));
    expect(await record(input, later(150))).toEqual(done);
    const [row] = await handle.db.select().from(decision).where(eq(decision.id, done.decision));
    const times = await handle.db.select().from(timing);
    expect(times.map((t) => t.seconds)).toContain(42);
    expect(JSON.stringify(times)).not.toContain(done.decision);
    const key = await readTimingKey(handle.db);
    if (!key) throw new Error("the log has no key");
    expect(times.find((t) => t.ref === pseudonymOf(key, done.decision))?.seconds).toBe(42);
    expect(row).toMatchObject({
      seconds: null,
      inView: opened.asksInView.join(" "),
      startedFrom: opened.draft?.hash,
    });
    expect(row?.draftShare).toBeGreaterThan(0);
    expect(row?.draftShare).toBeLessThan(100);
    const [entry] = await handle.db.select().from(auditEvent).where(eq(auditEvent.refId, done.decision));
    const { data } = JSON.parse(new TextDecoder().decode(entry?.leaf));
    expect(data).not.toHaveProperty("seconds");
    expect(data).toMatchObject({
      in_view: row?.inView,
      started_from: `sha256:${opened.draft?.hash}`,
      draft_share: row?.draftShare,
    });
  });

  it("I4: words cannot have begun with a draft that was not served", async () => {
    const low = await openNow("Person p1 READ", later(200));
    await expect(record(keep(low, { startedFrom: "f".repeat(64) }), later(201))).rejects.toMatchObject({
      slug: "started-from",
    });
  });

  it("I5: of two windows the second hears who decided what and when, and nothing is written over it", async () => {
    const here = await openNow("Person p2 READ", later(300));
    await record(keep(here, { outcome: "revoke", reasonCode: "not_needed" }), later(301));
    await expect(record(keep(here), later(302))).rejects.toMatchObject({
      slug: "decided-elsewhere",
      message: expect.stringMatching(
        /^You recorded remove here on 20 Nov 2026 at 09:05, in another window\./,
      ),
    });
    const again = await openNow("Person p2 READ", later(303));
    expect(again.recorded).toMatchObject({ outcome: "revoke", mine: true, by: "Bo Boss" });
  });
});

describe("for the reviewer and for whom it is about", () => {
  it("counts one's own pace from one's own active seconds", async () => {
    const mine = await at(later(400), () => read(boss.ctx, pace, { review: list }));
    expect(mine).toMatchObject({ minutesLeft: null, today: { items: 2, minutes: 1 }, streak: null });
    expect(mine.words.map((w) => w.items)).toEqual([1, 1]);
    await expect(read(stranger.ctx, pace, { review: list })).rejects.toMatchObject({ code: "not_found" });
  });

  it("finds one's decisions by campaign and by what they are about, each with its receipt", async () => {
    const all = await read(boss.ctx, decisions, {});
    expect(all.campaigns.map((c) => c.name)).toEqual(["Autumn review", "Spring review"]);
    expect(all.rows).toHaveLength(5);
    const old = await read(boss.ctx, decisions, { campaign: spring, q: "p2" });
    expect(old.rows).toMatchObject([{ subject: "Person p2", campaign: "Spring review", later: null }]);
    expect(old.rows[0]?.leafHash).toMatch(/^[0-9a-f]{64}$/);
    const one = await read(boss.ctx, decisions, { at: old.rows[0]?.id });
    expect(one.rows.map((r) => r.id)).toEqual([old.rows[0]?.id]);
    expect((await read(stranger.ctx, decisions, { at: old.rows[0]?.id })).rows).toEqual([]);
  });

  it("tells whom it is about who reviewed it, why that person, and what came of it", async () => {
    const { rows: mine } = await read(p0.ctx, myAccess, {});
    expect(mine).toHaveLength(2);
    for (const r of mine)
      expect(r).toMatchObject({
        reviewer: "Bo Boss",
        basis: "manager",
        decidedBy: "Bo Boss",
        outcome: "certify",
      });
  });
});
