import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { delegation } from "@/db/schema/delegations";
import { auditEvent } from "@/db/schema/log";
import { person } from "@/db/schema/people";
import { item, reassignment, review } from "@/db/schema/reviews";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { decide } from "./commands";
import { delegate, endDelegation } from "./delegate";
import { delegations } from "./delegations";
import { abstain, reassign } from "./hand-on";
import { left } from "./leavers";
import { openItem } from "./observe";
import { handOnDue } from "./worker";

const today = new Date("2026-11-22T09:00:00Z");
const later = new Date("2026-12-02T00:00:01Z");
let handle: Handle;
let end: () => Promise<void>;
let admin: WorldPerson;
let boss: WorldPerson;
let top: WorldPerson;
let dee: WorldPerson;
let fay: WorldPerson;
let owner: WorldPerson;
let campaign: string;
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.slug : String(error)),
  );

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  const staff = Array.from({ length: 12 }, (_, i) => ({
    id: `p${i}`,
    name: `Person ${i}`,
    managerId: "boss",
  }));
  const { source } = await w.source("ERP", {
    identities: [
      { id: "top", name: "Tia Top", department: "Board" },
      { id: "boss", name: "Bo Boss", managerId: "top", department: "Finance" },
      { id: "owner", name: "Olu Owner", department: "IT" },
      { id: "dee", name: "Dee Delegate", managerId: "boss", department: "Finance" },
      ...staff,
    ],
    applications: [{ id: "erp", name: "ERP", ownerId: "owner" }],
    accounts: [...staff.map((p) => p.id), "dee"].map((id) => ({
      id: `a-${id}`,
      applicationId: "erp",
      identityId: id,
    })),
    entitlements: [
      { id: "read", applicationId: "erp", name: "READ", description: "Reads.", privilege: "standard" },
    ],
    grants: [...staff.map((p) => p.id), "dee"].map((id) => ({ accountId: `a-${id}`, entitlementId: "read" })),
  });
  const bound = (name: string, id: string) => w.person({ name, identity: { source, id } });
  top = await bound("Tia Top", "top");
  boss = await bound("Bo Boss", "boss");
  dee = await bound("Dee Delegate", "dee");
  owner = await bound("Olu Owner", "owner");
  fay = await w.person({ name: "Fay Fallback" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
});
afterAll(() => end());

async function launch(name: string, to?: "pool" | "department", pool: string[] = []) {
  const made = await at(today, () =>
    launchNow(admin.ctx, {
      name,
      sources: ["ERP"],
      fallback: fay.id,
      due: "2099-01-01",
      settings: { blindShare: 0, pool, ...(to ? { delegation: { to } } : {}) },
    }),
  );
  return made.campaign;
}
const of = (who: WorldPerson, state: "open" | "decided" = "open") =>
  handle.db
    .select()
    .from(item)
    .where(and(eq(item.campaignId, campaign), eq(item.reviewerId, who.id), eq(item.state, state)))
    .orderBy(item.id);
const lend = (to: WorldPerson, what: { items?: string[]; review?: string } = {}, until = "2026-12-01") =>
  at(today, () =>
    execute(boss.ctx, delegate, { ...what, to: to.id, until, reason: "On leave.", key: key() }),
  );
async function keep(who: WorldPerson, id: string) {
  const opened = await at(today, () => perform(who.ctx, openItem, { item: id }));
  return at(today, () =>
    execute(who.ctx, decide, {
      item: id,
      key: key(),
      outcome: "certify",
      reasonCode: "other",
      words: "Needed.",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: opened.supersedes,
      acknowledged: true,
    }),
  );
}
async function counted() {
  const lists = await rows<{ said: number; held: number }>(
    handle.db,
    sql`SELECT items AS said, (SELECT count(*)::int FROM item WHERE item.review_id = review.id) AS held FROM review`,
  );
  for (const { said, held } of lists) expect(said).toBe(held);
}

describe("a delegation", () => {
  it("I7: lends everything open but what the delegate holds, and says so", async () => {
    campaign = await launch("Everything");
    expect(await of(boss)).toHaveLength(13);
    const lent = await lend(dee);
    expect(lent).toMatchObject({ items: 12, stays: 1, name: "Dee Delegate" });
    expect(lent.told).toContain("it is their own access");
    expect((await of(boss)).map((i) => i.accountId)).toEqual(["a-dee"]);
    expect((await of(dee))[0]?.reviewerBasis).toBe("delegate of Bo Boss until 2026-12-01");
    const row = { from: "Bo Boss", to: "Dee Delegate", until: "2026-12-01", lent: 12, open: 12 };
    expect(await read(boss.ctx, delegations, {})).toMatchObject([{ ...row, mine: true }]);
    expect(await read(dee.ctx, delegations, {})).toMatchObject([{ ...row, mine: false }]);
    expect(await read(fay.ctx, delegations, {})).toEqual([]);
    await counted();
  });

  it("gives back at its end what is undecided; what was decided stays the delegate's", async () => {
    const [one] = await of(dee);
    await keep(dee, one?.id ?? "");
    expect(await read(boss.ctx, delegations, {})).toMatchObject([{ lent: 12, open: 11 }]);
    expect(await at(today, () => handOnDue())).toEqual({ ended: 0, lists: 0 });
    expect(await at(later, () => handOnDue())).toEqual({ ended: 1, lists: 0 });
    expect(await of(dee)).toEqual([]);
    expect(await read(boss.ctx, delegations, {})).toEqual([]);
    expect(await of(dee, "decided")).toHaveLength(1);
    expect(await of(boss)).toHaveLength(12);
    await counted();
    const logged = await handle.db
      .select({ type: auditEvent.type, kind: auditEvent.actorId })
      .from(auditEvent)
      .where(sql`type IN ('item.delegated', 'item.returned', 'delegation.ended')`);
    const of_ = (type: string) => logged.filter((l) => l.type === type).length;
    expect([of_("item.delegated"), of_("item.returned"), of_("delegation.ended")]).toEqual([12, 11, 1]);
  });

  it("does not go back and forth: never to somebody who had it, by either way", async () => {
    const held = (await of(boss)).filter((i) => i.accountId !== "a-dee").map((i) => i.id);
    expect(await refusal(lend(dee, { items: held.slice(0, 2) }))).toBe("ineligible");
    const again = { items: held.slice(0, 1), to: dee.id, reason: "Again.", key: key() };
    expect(await refusal(execute(admin.ctx, reassign, again))).toBe("ping-pong");
  });

  it("I7: makes its delegate nobody who decides on the delegator, and goes to nobody who acts for the holder", async () => {
    campaign = await launch("Acting");
    const mine = (await of(boss)).filter((i) => i.accountId !== "a-dee");
    const { delegation: id } = await lend(owner, { items: mine.slice(0, 1).map((i) => i.id) });
    const [other] = mine.slice(1);
    // As if it were Bo's own access, on Olu's list.
    await handle.db
      .update(item)
      .set({
        reviewerId: owner.id,
        identityId: "boss",
        blocked: {},
        reviewId: (await of(owner))[0]?.reviewId ?? "",
        position: 9_999,
      })
      .where(eq(item.id, other?.id ?? ""));
    await handle.db
      .update(review)
      .set({ items: sql`items - 1` })
      .where(eq(review.id, other?.reviewId ?? ""));
    await handle.db
      .update(review)
      .set({ items: sql`items + 1` })
      .where(eq(review.id, (await of(owner))[0]?.reviewId ?? ""));
    expect(await refusal(keep(owner, other?.id ?? ""))).toBe("not-your-own");
    expect(await refusal(execute(fay.ctx, endDelegation, { delegation: id, key: key() }))).toBe("row");
    await at(today, () => execute(boss.ctx, endDelegation, { delegation: id, key: key() }));
    expect(await refusal(keep(owner, other?.id ?? ""))).toBe("done");
    await expect(
      handle.db.update(delegation).set({ endedAt: null }).where(eq(delegation.id, id)),
    ).rejects.toThrow();
  });

  it("goes only to whom the campaign allows, to another, and within a year", async () => {
    campaign = await launch("Department", "department");
    const some = (await of(boss)).slice(0, 2).map((i) => i.id);
    expect(await refusal(lend(owner, { items: some }))).toBe("ineligible");
    expect(await refusal(lend(boss, { items: some }))).toBe("to");
    expect(await refusal(lend(dee, { items: some }, "2026-11-22"))).toBe("until");
    expect(await refusal(lend(dee, { items: some }, "2028-01-01"))).toBe("until");
    expect(await refusal(lend(dee, { items: some }))).toBe("done");
    campaign = await launch("Pool", "pool", [owner.id]);
    const pooled = (await of(boss)).slice(0, 2).map((i) => i.id);
    expect(await refusal(lend(dee, { items: pooled }))).toBe("ineligible");
    expect(await refusal(lend(owner, { items: pooled }))).toBe("done");
  });
});

describe("what was lent when one of the two signs off", () => {
  it("is not offered to be taken back, and stays where it is when the delegation ends", async () => {
    campaign = await launch("Signed off");
    const [first, second] = (await of(boss)).filter((i) => i.accountId !== "a-dee");
    const lent = await lend(dee, { items: [first?.id ?? "", second?.id ?? ""] });
    const row = async () => (await read(boss.ctx, delegations, {})).find((d) => d.id === lent.delegation);
    expect(await row()).toMatchObject({ lent: 2, open: 2, stays: 0 });
    await handle.db
      .update(review)
      .set({ signedOffAt: today })
      .where(and(eq(review.campaignId, campaign), eq(review.reviewerId, boss.id)));
    expect(await row()).toMatchObject({ lent: 2, open: 0, stays: 2 });
    const done = await at(today, () =>
      execute(boss.ctx, endDelegation, { delegation: lent.delegation, key: key() }),
    );
    expect(done).toMatchObject({ returned: 0 });
    expect(await of(dee)).toHaveLength(2);
  });
});

describe("don't know", () => {
  it("comes back once to whoever asked, where nobody else is left, and then to nobody", async () => {
    campaign = await launch("Unknown");
    const [one] = await of(boss);
    const unsure = (who: WorldPerson) =>
      execute(who.ctx, abstain, { item: one?.id ?? "", missing: "whether_needed", key: key() });
    expect(await unsure(boss)).toMatchObject({ to: owner.id });
    expect(await unsure(owner)).toMatchObject({ to: fay.id });
    expect(await unsure(fay)).toMatchObject({ to: boss.id });
    const [after] = await handle.db
      .select()
      .from(item)
      .where(eq(item.id, one?.id ?? ""));
    expect(after).toMatchObject({ reviewerId: boss.id, returned: 1 });
    expect(await refusal(unsure(boss))).toBe("nobody-left");
    await counted();
  });

  it("I7: asks nobody who acts for whoever holds it", async () => {
    campaign = await launch("Unknown of Bo");
    const [first, second] = (await of(boss)).filter((i) => i.accountId !== "a-dee");
    await lend(owner, { items: [second?.id ?? ""] });
    // As if it were Bo's own access, who is lent to Olu: the application's owner is passed over.
    await handle.db
      .update(item)
      .set({ identityId: "boss", blocked: {} })
      .where(eq(item.id, first?.id ?? ""));
    const asked = { item: first?.id ?? "", missing: "whether_needed" as const, key: key() };
    expect(await execute(boss.ctx, abstain, asked)).toMatchObject({ to: fay.id });
  });
});

describe("I2: a reviewer who leaves", () => {
  it("I7: leaves nothing to whoever acts for the person it is about, and the rest to them", async () => {
    campaign = await launch("Acts for one");
    await handle.db.execute(sql`UPDATE campaign SET status = 'closed' WHERE id <> ${campaign}`);
    const about = await handle.db
      .select({ source: item.identitySourceId })
      .from(item)
      .where(and(eq(item.campaignId, campaign), eq(item.identityId, "p7")));
    const holder = await world().person({
      name: "Person 7",
      identity: { source: about[0]?.source ?? 0, id: "p7" },
    });
    const acting = crypto.randomUUID();
    const lent = { fromId: holder.id, toId: top.id, scope: "everything" as const, reasonId: acting };
    await handle.db
      .insert(delegation)
      .values({ ...lent, id: acting, until: "2099-01-01", endsAt: new Date("2099-01-01"), madeAt: today });
    await handle.db.update(person).set({ status: "disabled" }).where(eq(person.id, boss.id));
    expect(await at(today, () => handOnDue())).toEqual({ ended: 0, lists: 1 });
    expect((await of(owner)).map((i) => i.identityId)).toEqual(["p7"]);
    expect(await of(top)).toHaveLength(12);
    await handle.db.update(delegation).set({ endedAt: today }).where(eq(delegation.id, acting));
    await handle.db.update(person).set({ status: "active" }).where(eq(person.id, boss.id));
  });

  it("I2: keeps what they decided; the rest goes to their manager, then the owner, the fallback, nobody, by an automatic step", async () => {
    campaign = await launch("Leavers");
    const [one] = await of(boss);
    await keep(boss, one?.id ?? "");
    await handle.db.execute(sql`UPDATE campaign SET status = 'closed' WHERE id <> ${campaign}`);
    const leave = async (who: WorldPerson) => {
      await handle.db.update(person).set({ status: "disabled" }).where(eq(person.id, who.id));
      return at(today, () => handOnDue());
    };
    expect(await leave(boss)).toEqual({ ended: 0, lists: 1 });
    expect(await of(boss)).toEqual([]);
    expect(await of(boss, "decided")).toHaveLength(1);
    expect(await of(top)).toHaveLength(12);
    await leave(top);
    expect(await of(owner)).toHaveLength(12);
    await leave(owner);
    expect(await of(fay)).toHaveLength(12);
    await leave(fay);
    const open = await rows<{ kind: string; n: number }>(
      handle.db,
      sql`SELECT p.kind, count(*)::int AS n FROM item i JOIN person p ON p.id = i.reviewer_id
        WHERE i.campaign_id = ${campaign} AND i.state = 'open' GROUP BY 1`,
    );
    expect(open).toEqual([{ kind: "unassigned", n: 12 }]);
    await counted();
    const moves = await handle.db
      .select()
      .from(reassignment)
      .where(and(eq(reassignment.campaignId, campaign), eq(reassignment.kind, "left")));
    expect(moves).toHaveLength(48);
    expect(new Set(moves.map((m) => m.byId))).toEqual(new Set([null]));
    const steps = await handle.db
      .select({ kind: auditEvent.actorKind })
      .from(auditEvent)
      .where(and(eq(auditEvent.campaignId, campaign), eq(auditEvent.type, "item.reassigned")));
    expect(new Set(steps.map((s) => s.kind))).toEqual(new Set(["system:leavers"]));
    expect(await read(admin.ctx, left, { campaign })).toMatchObject([
      { from: "Bo Boss", to: "Tia Top", nobody: false },
      { from: "Fay Fallback", nobody: true, items: 12 },
      { from: "Olu Owner", to: "Fay Fallback" },
      { from: "Tia Top", to: "Olu Owner" },
    ]);
    expect(await at(today, () => handOnDue())).toEqual({ ended: 0, lists: 0 });
  });
});
