import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { notCertified } from "@/db/schema/campaigns";
import { person } from "@/db/schema/people";
import { item, review } from "@/db/schema/reviews";
import { secondLook } from "@/db/schema/second-looks";
import { sequence } from "@/lib/audit-log/sequencer";
import { verifyPath } from "@/lib/audit-log/verifier/program";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { mannerSql } from "@/lib/evidence/debt-sql";
import { writePack } from "@/lib/exports/pack";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { decide } from "./commands";
import { openItem } from "./observe";
import { answerLook, moveLook, openLook } from "./second-look-commands";
import { looks } from "./second-look-queries";

const dir = mkdtempSync(path.join(tmpdir(), "countersign-second-looks-"));
const asOf = new Date("2026-11-20T00:00:00Z");
const today = new Date("2026-11-22T09:00:00Z");
let handle: Handle;
let end: () => Promise<void>;
let boss: WorldPerson;
let under: WorldPerson;
let peer: WorldPerson;
let owner: WorldPerson;
let spare: WorldPerson;
let admin: WorldPerson;
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
  const staff = ["p0", "p1", "p2", "p3"].map((id, i) => ({
    id,
    name: `Person ${i}`,
    managerId: "boss",
    employmentStatus: "active",
  }));
  // Bo reviews Pia, and Pia reviews Bo: the manager of each is the other's report, by way of the application's owner.
  const { source } = await w.source(
    "ERP",
    {
      identities: [
        { id: "boss", name: "Bo Boss", managerId: "owner", employmentStatus: "active" },
        { id: "under", name: "Uli Under", managerId: "p0", employmentStatus: "active" },
        { id: "owner", name: "Olu Owner", employmentStatus: "active" },
        ...staff,
      ],
      applications: [{ id: "erp", name: "ERP", ownerId: "owner" }],
      accounts: staff.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
      entitlements: [
        {
          id: "pay",
          applicationId: "erp",
          name: "ERP_PAY",
          description: "Releases payments.",
          privilege: "privileged",
          type: "role",
        },
      ],
      grants: staff.map((p, i) => ({
        accountId: `a-${p.id}`,
        entitlementId: "pay",
        grantedAt: new Date("2025-01-01"),
        lastUsedAt: new Date(i === 3 ? "2026-11-19" : "2026-10-01"),
        uses90d: 4,
      })),
    },
    { asOf },
  );
  boss = await w.person({ name: "Bo Boss", email: "bo@example.test", identity: { source, id: "boss" } });
  under = await w.person({ name: "Uli Under", email: "uli@example.test", identity: { source, id: "under" } });
  owner = await w.person({ name: "Olu Owner", email: "olu@example.test", identity: { source, id: "owner" } });
  peer = await w.person({ name: "Pia Peer", email: "pia@example.test" });
  spare = await w.person({ name: "Sam Spare", email: "sam@example.test" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
});
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await end();
});

const launch = (name: string, pool: string[] = []) =>
  at(today, () =>
    launchNow(admin.ctx, {
      name,
      sources: ["ERP"],
      mode: "manager",
      fallback: spare.id,
      due: "2099-01-01",
      settings: { blindShare: 0, secondLook: { on: true, unusedDays: 30 }, pool },
    }),
  ).then((l) => l.campaign);

async function itemOf(campaign: string, who: string) {
  const [found] = await handle.db
    .select()
    .from(item)
    .where(and(eq(item.campaignId, campaign), eq(item.accountId, `a-${who}`)));
  if (!found) throw new Error("There is no such item.");
  return found;
}

async function act(id: string, outcome: "certify" | "certify_until" | "revoke", until?: string) {
  const opened = await at(today, () => perform(boss.ctx, openItem, { item: id }));
  return at(today, () =>
    execute(boss.ctx, decide, {
      item: id,
      key: key(),
      outcome,
      ...(until ? { until } : {}),
      reasonCode: "other",
      words: "Needed at year end.",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: opened.supersedes,
      acknowledged: true,
    }),
  );
}

async function lookOf(id: string) {
  const list = await handle.db
    .select()
    .from(secondLook)
    .where(eq(secondLook.itemId, id))
    .orderBy(secondLook.id);
  const last = list.at(-1);
  if (!last) throw new Error("There is no look.");
  return last;
}

const answer = (who: WorldPerson, look: string, said: "agreed" | "refused", words?: string) =>
  at(today, () =>
    execute(who.ctx, answerLook, { look, key: key(), answer: said, ...(words ? { words } : {}) }),
  );

describe("a second look", () => {
  let campaign: string;
  beforeAll(async () => {
    campaign = await launch("Q4 review");
  });

  it("waits with the application's owner, and only where privileged access is unused", async () => {
    const kept = await itemOf(campaign, "p0");
    expect(kept.findings).toBe(0);
    expect(await act(kept.id, "certify")).toMatchObject({ waiting: "second_look" });
    expect(await lookOf(kept.id)).toMatchObject({ why: "unused", secondId: owner.id, reviewerId: boss.id });
    expect(await act((await itemOf(campaign, "p3")).id, "certify")).toMatchObject({ waiting: null });
  });

  it("I7, I12: shows the second person facts, not the words, before they answer; nobody else opens it", async () => {
    const { id } = await lookOf((await itemOf(campaign, "p0")).id);
    expect(await refusal(answer(owner, id, "agreed"))).toBe("not-served");
    for (const who of [boss, under, admin])
      expect(await refusal(perform(who.ctx, openLook, { look: id }))).toBe("row");
    const seen = await at(today, () => perform(owner.ctx, openLook, { look: id }));
    expect(seen).toMatchObject({ outcome: "certify", first: null, mine: null });
    expect(JSON.stringify(seen)).not.toContain("Needed at year end");
    expect(JSON.stringify(seen)).not.toContain("draft");
    await answer(owner, id, "agreed");
    const after = await at(today, () => perform(owner.ctx, openLook, { look: id }));
    expect(after.first).toMatchObject({ words: "Needed at year end." });
    expect(await refusal(answer(owner, id, "refused", "No."))).toBe("look-answered");
    expect(await itemOf(campaign, "p0")).toMatchObject({ state: "decided", waiting: null });
  });

  it("is at most one an item: what was agreed on is not asked again, nor kept longer", async () => {
    const { id } = await itemOf(campaign, "p0");
    expect(await act(id, "certify_until", "2027-01-31")).toMatchObject({ waiting: null });
    const answered = await handle.db.select().from(secondLook).where(eq(secondLook.itemId, id));
    expect(answered.map((l) => l.state)).toEqual(["agreed"]);
    const manner = await rows<{ second_read: boolean }>(
      handle.db,
      sql`SELECT ${sql.raw(mannerSql)} FROM decision d LEFT JOIN private_payload w ON w.id = d.rationale_id WHERE d.item_id = ${id}`,
    );
    expect(manner.map((m) => m.second_read)).toEqual([true, true]);
  });

  it("ends with a changed mind before it is answered, and is asked anew where it is kept again", async () => {
    const { id } = await itemOf(campaign, "p1");
    await act(id, "certify");
    await act(id, "revoke");
    expect(await lookOf(id)).toMatchObject({ state: "withdrawn" });
    expect(await act(id, "certify")).toMatchObject({ waiting: "second_look" });
    expect(await lookOf(id)).toMatchObject({ state: "pending", secondId: owner.id });
  });

  it("moves to somebody else by an administrator, never to who decided, reports to them or left", async () => {
    const look = await lookOf((await itemOf(campaign, "p1")).id);
    const move = (to: WorldPerson) =>
      execute(admin.ctx, moveLook, { look: look.id, to: to.id, reason: "Olu has left.", key: key() });
    expect(await refusal(move(boss))).toBe("ineligible");
    expect(await refusal(move(under))).toBe("ineligible");
    expect(await refusal(move(owner))).toBe("same");
    await handle.db.update(person).set({ status: "disabled" }).where(eq(person.id, peer.id));
    expect(await refusal(move(peer))).toBe("ineligible");
    await handle.db.update(person).set({ status: "active" }).where(eq(person.id, peer.id));
    await at(today, () => move(peer));
    expect((await lookOf(look.itemId)).secondId).toBe(peer.id);
    expect((await read(owner.ctx, looks, {})).rows.map((r) => r.state)).toEqual(["agreed"]);
    expect((await read(peer.ctx, looks, {})).rows).toMatchObject([{ state: "pending", second: "Pia Peer" }]);
    expect((await read(boss.ctx, looks, { campaign })).rows).toEqual([]);
    expect((await read(admin.ctx, looks, { campaign })).rows).toHaveLength(1);
  });

  it("refused leaves the decision standing and waiting; nothing is kept after it, but it can be removed", async () => {
    const look = await lookOf((await itemOf(campaign, "p1")).id);
    await at(today, () => perform(peer.ctx, openLook, { look: look.id }));
    await expect(answer(peer, look.id, "refused")).rejects.toMatchObject({ code: "invalid" });
    await answer(peer, look.id, "refused", "Nobody used it since October.");
    expect(await itemOf(campaign, "p1")).toMatchObject({ state: "decided", waiting: "second_look" });
    const opened = await at(today, () => perform(boss.ctx, openItem, { item: look.itemId }));
    expect(opened.secondLook).toMatchObject({ state: "refused", words: "Nobody used it since October." });
    expect(await refusal(act(look.itemId, "certify"))).toBe("second-look-refused");
    const { id } = await itemOf(campaign, "p2");
    await act(id, "certify");
    const other = await lookOf(id);
    await at(today, () => perform(owner.ctx, openLook, { look: other.id }));
    await answer(owner, other.id, "refused", "It can go.");
    expect(await act(id, "revoke")).toMatchObject({ waiting: null });
  });

  it("I2: refused and left, it closes as not reviewed with both views kept, and the pack verifies", async () => {
    const { id } = await itemOf(campaign, "p1");
    const [list] = await handle.db.select().from(review).where(eq(review.campaignId, campaign));
    expect(list).toMatchObject({ items: 4, decided: 4 });
    await at(today, () => closeNow(admin.ctx, { id: campaign }));
    expect(await itemOf(campaign, "p1")).toMatchObject({ state: "not_certified", decisionId: null });
    expect(await handle.db.select().from(notCertified).where(eq(notCertified.itemId, id))).toMatchObject([
      { reason: "second look refused", ownerId: owner.id },
    ]);
    expect(await lookOf(id)).toMatchObject({ state: "refused", secondId: peer.id });
    await sequence();
    const file = path.join(dir, "pack.zip");
    await read({ actor: { kind: "system", name: "exports" }, requestId: "t" }, writePack, {
      campaign,
      path: file,
    });
    const { checks, ok } = await verifyPath(file, {});
    expect(checks.filter((c) => c.ok === false)).toEqual([]);
    expect(ok).toBe(true);
    expect(checks.find((c) => c.name === "second looks")?.detail).toContain("4 second looks");
  });
});

describe("whom it asks", () => {
  it("is the pool, then the fallback, where the owner cannot; nobody where nobody can, until an administrator names one", async () => {
    await handle.db.update(person).set({ status: "disabled" }).where(eq(person.id, owner.id));
    const first = await itemOf(await launch("With a pool", [under.id, peer.id]), "p0");
    await act(first.id, "certify");
    expect(await lookOf(first.id)).toMatchObject({ secondId: peer.id });
    const second = await itemOf(await launch("Without one"), "p0");
    await act(second.id, "certify");
    expect(await lookOf(second.id)).toMatchObject({ secondId: spare.id });
    await handle.db.update(person).set({ status: "disabled" }).where(eq(person.id, spare.id));
    const third = await itemOf(second.campaignId, "p1");
    expect(await act(third.id, "certify")).toMatchObject({ waiting: "second_look" });
    const look = await lookOf(third.id);
    expect(look.secondId).toBeNull();
    await at(today, () =>
      execute(admin.ctx, moveLook, { look: look.id, to: peer.id, reason: "Nobody was there.", key: key() }),
    );
    await at(today, () => closeNow(admin.ctx, { id: second.campaignId }));
    expect(
      await handle.db.select().from(notCertified).where(eq(notCertified.itemId, third.id)),
    ).toMatchObject([{ reason: "no second look" }]);
    expect(await lookOf(third.id)).toMatchObject({ state: "withdrawn" });
  });

  it("I7: is nobody who decides on the reviewer's access while the reviewer decides on theirs", async () => {
    for (const who of [owner, spare])
      await handle.db.update(person).set({ status: "active" }).where(eq(person.id, who.id));
    const campaign = await launch("Each other", [peer.id]);
    await handle.db.update(person).set({ status: "disabled" }).where(eq(person.id, owner.id));
    const [kept, theirs] = [await itemOf(campaign, "p0"), await itemOf(campaign, "p1")];
    // As if Pia held what Bo decides, and Bo what Pia decides.
    await handle.db
      .update(person)
      .set({ identitySourceId: theirs.identitySourceId, identityId: "p1" })
      .where(eq(person.id, peer.id));
    await handle.db
      .update(item)
      .set({ reviewerId: peer.id, identityId: "boss" })
      .where(eq(item.id, (await itemOf(campaign, "p2")).id));
    await act(kept.id, "certify");
    expect((await lookOf(kept.id)).secondId).toBe(spare.id);
  });
});
