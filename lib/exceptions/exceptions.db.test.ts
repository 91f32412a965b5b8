import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { notCertified } from "@/db/schema/campaigns";
import { decision } from "@/db/schema/decisions";
import { exception } from "@/db/schema/exceptions";
import { person } from "@/db/schema/people";
import { item, review } from "@/db/schema/reviews";
import { sequence } from "@/lib/audit-log/sequencer";
import { verifyPath } from "@/lib/audit-log/verifier/program";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at, dayIn, now } from "@/lib/clock";
import { execute } from "@/lib/command";
import { writePack } from "@/lib/exports/pack";
import { read } from "@/lib/query";
import { decide } from "@/lib/reviews/commands";
import { openItem } from "@/lib/reviews/observe";
import { pair } from "@/lib/reviews/pair";
import { show as showReview } from "@/lib/reviews/queries";
import type { DecideInput } from "@/lib/reviews/schema";
import { signOff } from "@/lib/reviews/sign-off";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { grant, refuse } from "./commands";
import { list, show } from "./queries";

const dir = mkdtempSync(path.join(tmpdir(), "countersign-exceptions-"));
let handle: Handle;
let end: () => Promise<void>;
let source: number;
let boss: WorldPerson;
let owner: WorldPerson;
let other: WorldPerson;
let admin: WorldPerson;
let auditor: WorldPerson;
let controlOwner: WorldPerson;
let holder: WorldPerson;

const asOf = new Date("2026-11-20T00:00:00Z");
const today = new Date("2026-11-22T09:00:00Z");
const until = "2027-03-31";
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = ["p0", "p1", "p2", "p3"].map((id, i) => ({
    id,
    name: `Person ${i}`,
    managerId: i === 3 ? "boss2" : "boss",
    title: "Clerk",
    department: "Finance",
    employmentStatus: "active",
  }));
  const used = { grantedAt: new Date("2025-01-01"), lastUsedAt: new Date("2026-11-10"), uses90d: 4 };
  ({ source } = await w.source(
    "ERP",
    {
      identities: [
        { id: "boss", name: "Bo Boss", title: "Head", department: "Finance", employmentStatus: "active" },
        { id: "boss2", name: "Bea Second", title: "Head", department: "Sales", employmentStatus: "active" },
        { id: "owner", name: "Olu Owner", employmentStatus: "active" },
        ...people,
      ],
      applications: [{ id: "erp", name: "ERP", ownerId: "owner" }],
      accounts: [
        ...people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
        { id: "b-p3", applicationId: "erp", identityId: "p3" },
      ],
      entitlements: [
        {
          id: "vendor",
          applicationId: "erp",
          name: "ERP_VENDOR",
          description: "Maintains vendors.",
          privilege: "standard",
          type: "role",
        },
        {
          id: "pay",
          applicationId: "erp",
          name: "ERP_PAY",
          description: "Releases payments.",
          privilege: "privileged",
          type: "role",
        },
        {
          id: "read",
          applicationId: "erp",
          name: "ERP_READ",
          description: "Reads the ledger.",
          privilege: "standard",
          type: "role",
        },
      ],
      grants: [
        ...people.flatMap((p) =>
          ["vendor", "pay", "read"].map((entitlementId) => ({
            accountId: `a-${p.id}`,
            entitlementId,
            ...used,
          })),
        ),
        { accountId: "b-p3", entitlementId: "vendor", ...used },
      ],
      sodRules: [
        {
          id: "r1",
          name: "Nobody maintains vendors and pays them",
          left: ["vendor"],
          right: ["pay"],
          reason: "",
        },
      ],
    },
    { asOf },
  ));
  boss = await w.person({ name: "Bo Boss", email: "boss@example.test", identity: { source, id: "boss" } });
  other = await w.person({
    name: "Bea Second",
    email: "bea@example.test",
    identity: { source, id: "boss2" },
  });
  owner = await w.person({ name: "Olu Owner", email: "olu@example.test", identity: { source, id: "owner" } });
  holder = await w.person({ name: "Person 0", email: "p0@example.test", identity: { source, id: "p0" } });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  auditor = await w.person({ name: "Udo Auditor", roles: ["auditor"] });
  controlOwner = await w.person({ name: "Cay Control", roles: ["control_owner"] });
});
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await end();
});

const launch = (name: string, fallback = controlOwner) =>
  at(today, () =>
    launchNow(admin.ctx, {
      name,
      sources: ["ERP"],
      mode: "manager",
      fallback: fallback.id,
      due: "2099-01-01",
      settings: { blindShare: 0 },
    }),
  ).then((l) => l.campaign);

async function itemOf(campaign: string, who: number, entitlement: "vendor" | "pay" | "read") {
  const [found] = await handle.db
    .select()
    .from(item)
    .where(
      sql`${item.campaignId} = ${campaign} AND ${item.accountId} = ${`a-p${who}`} AND ${item.entitlementId} = ${entitlement}`,
    );
  if (!found) throw new Error("There is no such item.");
  return found;
}

const excepted = () => ({
  reason: "Month end needs both until January.",
  control: "Every payment run is read by the ledger's owner.",
  controlOwner: other.id,
  until,
});

async function act(id: string, change: Partial<DecideInput>, who = boss) {
  const opened = await at(today, () => perform(who.ctx, openItem, { item: id }));
  const input: DecideInput = {
    item: id,
    key: key(),
    outcome: "certify",
    reasonCode: "other",
    words: "Looked at together.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
    ...change,
  };
  return at(today, () => execute(who.ctx, decide, input));
}

const exceptionsOf = (id: string) =>
  handle.db.select().from(exception).where(eq(exception.itemId, id)).orderBy(exception.id);
const settle = <R>(run: () => Promise<R>) => at(today, run);
const entriesOf = (id: string) =>
  rows<{ type: string; leaf: string }>(
    handle.db,
    sql`SELECT type, convert_from(leaf, 'UTF8') AS leaf FROM audit_event WHERE item_id = ${id} ORDER BY item_seq`,
  );

describe("I15: keeping against a finding", () => {
  let campaign: string;
  beforeAll(async () => {
    campaign = await launch("Exceptions");
  });

  it("needs an exception on the server, whatever the screen sends; without a finding there is none to ask for", async () => {
    const vendor = await itemOf(campaign, 0, "vendor");
    await expect(act(vendor.id, {})).rejects.toMatchObject({ slug: "needs-exception" });
    const plain = await itemOf(campaign, 0, "read");
    expect(plain.findings).toBe(0);
    await expect(act(plain.id, { exception: excepted() })).rejects.toMatchObject({ slug: "exception" });
    expect(await handle.db.$count(exception)).toBe(0);
    await act(plain.id, {});
  });

  it("of standard access is in force at once, its words kept apart and in the log only by commitment", async () => {
    const vendor = await itemOf(campaign, 0, "vendor");
    const done = await act(vendor.id, { exception: excepted() });
    expect(done.waiting).toBeNull();
    const [row] = await exceptionsOf(vendor.id);
    expect(row).toMatchObject({
      state: "granted",
      secondId: null,
      settledBy: null,
      rules: ["conflict"],
      until,
      requestedBy: boss.id,
      controlOwnerId: other.id,
      decisionId: done.decision,
      otherItemId: (await itemOf(campaign, 0, "pay")).id,
    });
    const [kept] = await handle.db.select().from(decision).where(eq(decision.id, done.decision));
    expect(kept).toMatchObject({ outcome: "certify", exceptionId: row?.id });
    const log = await entriesOf(vendor.id);
    expect(JSON.parse(log.at(-1)?.leaf ?? "{}").data.exception).toEqual({
      id: row?.id,
      rules: ["conflict"],
      until,
      control_owner: other.id,
    });
    expect(log.map((e) => e.leaf).join()).not.toContain("Month end");
    const page = await at(today, () => read(boss.ctx, list, {}));
    expect(page.rows).toMatchObject([
      {
        standing: "in_force",
        reason: excepted().reason,
        control: excepted().control,
        controlOwner: "Bea Second",
        second: null,
        mine: false,
      },
    ]);
    expect(page.rows[0]?.against.join(" ")).toMatch(/pays them|Also holds/);
  });

  it("of privileged access waits for a second person, whom the server names: never who asks, nor the holder", async () => {
    const pay = await itemOf(campaign, 0, "pay");
    const opened = await at(today, () => perform(boss.ctx, openItem, { item: pay.id }));
    expect(opened.choices.keep.exception).toMatchObject({ second: "Olu Owner" });
    const done = await act(pay.id, { exception: excepted() });
    expect(done.waiting).toBe("exception");
    expect(await itemOf(campaign, 0, "pay")).toMatchObject({ state: "decided", waiting: "exception" });
    const [row] = await exceptionsOf(pay.id);
    expect(row).toMatchObject({ state: "pending", secondId: owner.id, requestedBy: boss.id });
    const again = await at(today, () => perform(boss.ctx, openItem, { item: pay.id }));
    expect(again.exception).toMatchObject({ state: "pending", second: "Olu Owner" });
  });

  it("is granted by that person alone, who sees the evidence; everybody else finds nothing", async () => {
    const pay = await itemOf(campaign, 0, "pay");
    const [row] = await exceptionsOf(pay.id);
    const id = row?.id ?? "";
    for (const who of [boss, holder, controlOwner, admin, auditor])
      await expect(
        settle(() => execute(who.ctx, grant, { exception: id, key: key() })),
      ).rejects.toMatchObject({
        code: "not_found",
      });
    await expect(read(holder.ctx, show, { exception: id })).rejects.toMatchObject({ code: "not_found" });
    const seen = await at(today, () => read(owner.ctx, show, { exception: id }));
    expect(seen).toMatchObject({ mine: true, standing: "waiting", requestedBy: "Bo Boss" });
    expect(seen.view.findings).toHaveLength(1);
    expect(await at(today, () => read(owner.ctx, list, { show: "mine" }))).toMatchObject({ mine: 1 });
    await settle(() =>
      execute(owner.ctx, grant, { exception: id, key: key(), words: "I read the runs myself." }),
    );
    expect(await itemOf(campaign, 0, "pay")).toMatchObject({ state: "decided", waiting: null });
    expect((await exceptionsOf(pay.id))[0]).toMatchObject({ state: "granted", settledBy: owner.id });
    await expect(
      settle(() => execute(owner.ctx, grant, { exception: id, key: key() })),
    ).rejects.toMatchObject({
      slug: "settled",
    });
    expect((await entriesOf(pay.id)).map((e) => e.type)).toEqual(["decision.recorded", "exception.granted"]);
  });

  it("I5: a refusal opens the item and the signed-off review again, says why, and the decision stays on record", async () => {
    const vendor = await itemOf(campaign, 1, "vendor");
    const pay = await itemOf(campaign, 1, "pay");
    await act(vendor.id, { outcome: "revoke" });
    // With the other side removed, keeping takes nothing; with an exception it is asked for all the same.
    await act(pay.id, { exception: excepted() });
    const mine = await handle.db.select().from(item).where(eq(item.reviewId, pay.reviewId));
    for (const each of mine) if (each.state === "open") await act(each.id, { outcome: "revoke" });
    await at(today, () => execute(boss.ctx, signOff, { review: pay.reviewId, key: key() }));
    const signed = await at(today, () => read(boss.ctx, showReview, { review: pay.reviewId }));
    expect(signed).toMatchObject({ waiting: 1, open: 0 });
    const [row] = await exceptionsOf(pay.id);
    const id = row?.id ?? "";
    await expect(
      settle(() => execute(owner.ctx, refuse, { exception: id, key: key(), words: " " })),
    ).rejects.toMatchObject({ code: "invalid" });
    const words = "Both in one hand is what the rule is for.";
    expect(
      await settle(() => execute(owner.ctx, refuse, { exception: id, key: key(), words })),
    ).toMatchObject({
      reopened: true,
    });
    expect(await itemOf(campaign, 1, "pay")).toMatchObject({
      state: "open",
      decisionId: null,
      outcome: null,
      waiting: null,
    });
    const [again] = await handle.db.select().from(review).where(eq(review.id, pay.reviewId));
    expect(again).toMatchObject({ signedOffAt: null, decided: mine.length - 1 });
    expect(await handle.db.$count(decision, eq(decision.itemId, pay.id))).toBe(1);
    const opened = await at(today, () => perform(boss.ctx, openItem, { item: pay.id }));
    expect(opened.exception).toMatchObject({ state: "refused", second: "Olu Owner", words });
    expect(opened.ended).toBeNull();
    const types = await rows<{ type: string }>(
      handle.db,
      sql`SELECT type FROM audit_event WHERE campaign_id = ${campaign} ORDER BY event_id`,
    ).catch(() =>
      rows<{ type: string }>(handle.db, sql`SELECT type FROM audit_event WHERE campaign_id = ${campaign}`),
    );
    expect(types.map((t) => t.type)).toEqual(
      expect.arrayContaining(["exception.refused", "review.reopened"]),
    );
    // Decided again, it is the second decision on the item.
    await act(pay.id, { outcome: "revoke" });
    const both = await handle.db
      .select()
      .from(decision)
      .where(eq(decision.itemId, pay.id))
      .orderBy(decision.n);
    expect(both.map((d) => [d.n, d.outcome])).toEqual([
      [1, "certify"],
      [2, "revoke"],
    ]);
  });

  it("I5: a change of mind withdraws what was asked for; the second person then finds nothing to grant", async () => {
    const [c, id] = [await launch("Second thoughts"), key()];
    const pay = await itemOf(c, 2, "pay");
    await act(pay.id, { exception: excepted(), key: id });
    const [row] = await exceptionsOf(pay.id);
    await act(pay.id, { outcome: "revoke" });
    expect((await exceptionsOf(pay.id))[0]).toMatchObject({ state: "withdrawn", settledBy: null });
    expect(await itemOf(c, 2, "pay")).toMatchObject({ waiting: null, outcome: "revoke" });
    await expect(
      settle(() => execute(owner.ctx, grant, { exception: row?.id ?? "", key: key() })),
    ).rejects.toMatchObject({ code: "conflict", slug: "withdrawn" });
  });

  it("is refused where nobody could be the second person, and says whom an admin has to name", async () => {
    const c = await launch("Nobody else", boss);
    const pay = await itemOf(c, 2, "pay");
    const without = async (work: () => Promise<void>) => {
      const set = (status: "active" | "disabled") =>
        handle.db
          .update(person)
          .set({ status })
          .where(sql`${person.id} IN (${owner.id}, ${controlOwner.id})`);
      await set("disabled");
      await work().finally(() => set("active"));
    };
    await without(async () => {
      await expect(act(pay.id, { exception: excepted() })).rejects.toMatchObject({
        slug: "nobody-second",
        message: expect.stringMatching(/name an owner of ERP.*control owner/),
      });
      const opened = await at(today, () => perform(boss.ctx, openItem, { item: pay.id }));
      expect(opened.choices.keep.refused).toMatch(/ask an administrator/);
      expect(opened.choices.remove.refused).toBeUndefined();
    });
  });

  it("names a control owner who is known and does not hold the access", async () => {
    const c = await launch("Control owners");
    const vendor = await itemOf(c, 0, "vendor");
    await expect(
      act(vendor.id, { exception: { ...excepted(), controlOwner: holder.id } }),
    ).rejects.toMatchObject({ slug: "exception", message: expect.stringMatching(/holds the access/) });
    await expect(
      act(vendor.id, { exception: { ...excepted(), controlOwner: review.id.name.padEnd(36, "0") } }),
    ).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("a conflict's two sides", () => {
  it("I15: with one removed the other is kept without an exception, and the decision names the removal", async () => {
    const c = await launch("Pair");
    const vendor = await itemOf(c, 0, "vendor");
    const pay = await itemOf(c, 0, "pay");
    const removed = await act(vendor.id, { outcome: "revoke" });
    const opened = await at(today, () => perform(boss.ctx, openItem, { item: pay.id }));
    expect(opened.choices.keep.exception).toBeUndefined();
    const kept = await act(pay.id, {});
    const [row] = await handle.db.select().from(decision).where(eq(decision.id, kept.decision));
    expect(row).toMatchObject({ exceptionId: null });
    expect(row?.eligibility).toMatchObject({ conflict: expect.stringContaining(removed.decision) });
    // What was kept because of it holds the removal in its place.
    await expect(act(vendor.id, { exception: excepted() })).rejects.toMatchObject({
      slug: "settled-by-this",
    });
    await expect(
      act(vendor.id, { outcome: "modify", target: "reduce", words: "Read only." }),
    ).rejects.toMatchObject({ slug: "settled-by-this" });
    await act(pay.id, { outcome: "revoke" });
    await act(vendor.id, {});
    expect(await handle.db.$count(exception, eq(exception.campaignId, c))).toBe(0);
  });

  it("I15: to remove the other side settles nothing where its holder has the same by another account", async () => {
    const c = await launch("Two accounts");
    await act((await itemOf(c, 3, "vendor")).id, { outcome: "revoke" }, other);
    await expect(act((await itemOf(c, 3, "pay")).id, {}, other)).rejects.toMatchObject({
      slug: "needs-exception",
    });
  });

  it("I7: shows the other side only by name, place and who decides it; a stranger's pair is not there", async () => {
    const c = await launch("Pair seen");
    const vendor = await itemOf(c, 0, "vendor");
    const pay = await itemOf(c, 0, "pay");
    expect(await read(boss.ctx, pair, { item: vendor.id })).toMatchObject({
      item: vendor.id,
      conflicts: [
        { side: { item: pay.id, application: "ERP", reviewer: "Bo Boss", mine: true }, owner: null },
      ],
    });
    await handle.db.update(item).set({ reviewerId: other.id }).where(eq(item.id, pay.id));
    const seen = await read(boss.ctx, pair, { item: vendor.id });
    expect(seen.conflicts[0]?.side).toEqual({
      item: pay.id,
      title: pay.title,
      application: "ERP",
      reviewer: "Bea Second",
      mine: false,
    });
    await expect(perform(boss.ctx, openItem, { item: pay.id })).rejects.toMatchObject({ code: "not_found" });
    for (const who of [owner, holder, admin])
      await expect(read(who.ctx, pair, { item: vendor.id })).rejects.toMatchObject({ code: "not_found" });
    // The wall is the database's: asked for a side that its packet does not name, it tells nothing.
    const unrelated = await itemOf(c, 1, "pay");
    const told = await rows(handle.db, sql`SELECT * FROM other_side(${vendor.id}, ${unrelated.id})`);
    expect(told).toEqual([]);
  });

  it("I5: two people who decide both sides at once never both keep without an exception", async () => {
    const c = await launch("Pair raced");
    const vendor = await itemOf(c, 0, "vendor");
    const pay = await itemOf(c, 0, "pay");
    await act(vendor.id, { outcome: "revoke" });
    const opened = await at(today, () => perform(boss.ctx, openItem, { item: pay.id }));
    expect(opened.choices.keep.exception).toBeUndefined();
    const answers = await Promise.allSettled([act(pay.id, {}), act(vendor.id, { exception: excepted() })]);
    const both = await handle.db
      .select({ outcome: decision.outcome, exceptionId: decision.exceptionId })
      .from(item)
      .innerJoin(decision, eq(decision.id, item.decisionId))
      .where(sql`${item.id} IN (${vendor.id}, ${pay.id})`);
    const bare = both.filter((d) => d.outcome === "certify" && d.exceptionId === null);
    expect(bare.length === 0 || both.some((d) => d.outcome === "revoke")).toBe(true);
    expect(answers.filter((a) => a.status === "fulfilled").length).toBeGreaterThan(0);
  });
});

describe("the register", () => {
  it("shows everything to those who oversee, to others what is theirs; filters and pages by keyset", async () => {
    const all = await at(today, () => read(auditor.ctx, list, {}));
    expect(all.rows.length).toBeGreaterThan(2);
    expect((await at(today, () => read(holder.ctx, list, {}))).rows).toEqual([]);
    expect((await at(today, () => read(other.ctx, list, {}))).rows.length).toBe(all.rows.length);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const part = await at(today, () => read(auditor.ctx, list, { limit: 1, ...(after ? { after } : {}) }));
      seen.push(...part.rows.map((r) => r.id));
      after = part.next ?? undefined;
    } while (after);
    expect(seen).toEqual(all.rows.map((r) => r.id));
    for (const show of ["waiting", "in_force", "refused", "withdrawn"] as const) {
      const part = await at(today, () => read(auditor.ctx, list, { show }));
      expect(part.rows.length, show).toBe(all.counts[show]);
      expect(part.rows.every((r) => r.standing === show)).toBe(true);
    }
    expect((await at(today, () => read(auditor.ctx, list, { q: "nothing like it" }))).rows).toEqual([]);
    const ends = all.months.reduce((sum, m) => sum + m.ends, 0);
    expect(ends).toBe((all.counts.in_force ?? 0) + (all.counts.ending ?? 0));
  });

  it("says by the clock what ends soon and what has ended", async () => {
    const soon = await at(new Date("2027-03-15T00:00:00Z"), () =>
      read(auditor.ctx, list, { show: "ending" }),
    );
    expect(soon.rows.length).toBeGreaterThan(0);
    const last = await at(new Date("2027-03-31T12:00:00Z"), () => read(auditor.ctx, list, { show: "ended" }));
    expect(last.rows).toEqual([]);
    const late = await at(new Date("2027-04-01T12:00:00Z"), () => read(auditor.ctx, list, { show: "ended" }));
    expect(late.rows.length).toBe(soon.rows.length);
    expect(late.rows.every((r) => r.standing === "ended")).toBe(true);
    expect(dayIn(now(), "UTC")).toMatch(/^\d{4}-/);
  });
});

describe("I2: the close", () => {
  it("ends what still waits as not reviewed, with its reason; the decision stays, and nothing can be granted any more", async () => {
    const c = await launch("Closing");
    const pay = await itemOf(c, 2, "pay");
    const vendor = await itemOf(c, 2, "vendor");
    await act(pay.id, { exception: excepted() });
    await act(vendor.id, { exception: excepted() });
    const [row] = await exceptionsOf(pay.id);
    await at(today, () => closeNow(admin.ctx, { id: c }));
    expect(await itemOf(c, 2, "pay")).toMatchObject({
      state: "not_certified",
      decisionId: null,
      outcome: null,
    });
    expect(await itemOf(c, 2, "vendor")).toMatchObject({ state: "decided", outcome: "certify" });
    expect((await exceptionsOf(pay.id))[0]).toMatchObject({ state: "withdrawn" });
    expect((await exceptionsOf(vendor.id))[0]).toMatchObject({ state: "granted" });
    const [left] = await handle.db.select().from(notCertified).where(eq(notCertified.itemId, pay.id));
    expect(left).toMatchObject({ reason: "exception not granted" });
    expect(await handle.db.$count(decision, eq(decision.itemId, pay.id))).toBe(1);
    await expect(
      settle(() => execute(owner.ctx, grant, { exception: row?.id ?? "", key: key() })),
    ).rejects.toMatchObject({ slug: "campaign-ended" });
  });
});

describe("I20: the evidence pack", () => {
  it("verifies with exceptions granted, refused, withdrawn and never answered, and says which", async () => {
    const c = await launch("Packed");
    const kept = await itemOf(c, 0, "vendor");
    const granted = await itemOf(c, 0, "pay");
    const refused = await itemOf(c, 1, "pay");
    const withdrawn = await itemOf(c, 1, "vendor");
    const silent = await itemOf(c, 2, "pay");
    for (const i of [kept, granted, refused, withdrawn, silent]) await act(i.id, { exception: excepted() });
    const [one] = await exceptionsOf(granted.id);
    const [other] = await exceptionsOf(refused.id);
    await settle(() => execute(owner.ctx, grant, { exception: one?.id ?? "", key: key() }));
    const about = { exception: other?.id ?? "", key: key(), words: "Split it." };
    await settle(() => execute(owner.ctx, refuse, about));
    await act(withdrawn.id, { outcome: "revoke" });
    const packed = async (name: string) => {
      await sequence();
      const file = path.join(dir, name);
      await read({ actor: { kind: "system", name: "exports" }, requestId: "t" }, writePack, {
        campaign: c,
        path: file,
      });
      return verifyPath(file, {});
    };
    const running = await packed("running.zip");
    expect(running.checks.filter((check) => check.ok === false)).toEqual([]);
    await at(today, () => closeNow(admin.ctx, { id: c }));
    const closed = await packed("closed.zip");
    expect(closed.checks.filter((check) => check.ok === false)).toEqual([]);
    expect(closed.checks.find((check) => check.name === "exceptions")).toMatchObject({
      ok: true,
      detail: expect.stringContaining("5 exceptions"),
    });
    const states = await handle.db.select().from(exception).where(eq(exception.campaignId, c));
    expect(states.map((e) => e.state).sort()).toEqual([
      "granted",
      "granted",
      "refused",
      "withdrawn",
      "withdrawn",
    ]);
  });
});

describe("the database's own guards", () => {
  const code = async (work: Promise<unknown>) => {
    try {
      await work;
      return "done";
    } catch (error) {
      const cause = error instanceof Error && error.cause ? error.cause : error;
      return String((cause as { code?: string }).code);
    }
  };

  it("I15: refuse a second person who is the first, a grant by another, and a keep without an exception", async () => {
    const [some] = await handle.db.select().from(exception).where(eq(exception.state, "granted")).limit(1);
    if (!some) throw new Error("There is no exception.");
    const fresh = { ...some, id: crypto.randomUUID(), decisionId: crypto.randomUUID() };
    const insert = (change: Partial<typeof some>) =>
      code(handle.db.insert(exception).values({ ...fresh, ...change }));
    expect(await insert({ state: "pending", settledAt: null, secondId: some.requestedBy })).toBe("23514");
    expect(await insert({ state: "granted", secondId: owner.id, settledBy: holder.id })).toBe("23514");
    expect(await insert({ state: "granted", secondId: owner.id, settledBy: null })).toBe("23514");
    expect(await insert({ state: "refused", secondId: owner.id, settledBy: owner.id })).toBe("23514");
    const [kept] = await handle.db
      .select()
      .from(decision)
      .where(sql`${decision.exceptionId} IS NOT NULL`)
      .limit(1);
    if (!kept) throw new Error("There is no such decision.");
    expect(
      await code(
        handle.db.insert(decision).values({ ...kept, id: crypto.randomUUID(), n: 99, exceptionId: null }),
      ),
    ).toBe("23514");
  });

  it("I5: refuse to rewrite, to settle twice and to delete an exception", async () => {
    const set = (
      change: Partial<typeof exception.$inferInsert>,
      state: "granted" | "refused" | "withdrawn",
    ) =>
      code(
        handle.db
          .update(exception)
          .set(change)
          .where(
            sql`${exception.id} = (SELECT id FROM exception WHERE state = ${state} ORDER BY id LIMIT 1)`,
          ),
      );
    expect(await set({ until: "2030-01-01" }, "granted")).toBe("42501");
    expect(await set({ state: "granted" }, "refused")).toBe("42501");
    expect(await set({ state: "pending", settledAt: null }, "withdrawn")).toBe("42501");
    expect(await code(handle.db.delete(exception))).toBe("42501");
    expect(await code(handle.db.execute(sql`TRUNCATE exception`))).toBe("42501");
  });
});
