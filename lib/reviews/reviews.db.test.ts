import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { decision } from "@/db/schema/decisions";
import { item, review, served } from "@/db/schema/reviews";
import { sequence } from "@/lib/audit-log/sequencer";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { decide } from "./commands";
import { decisions, myAccess } from "./decision-queries";
import { abstain, reassign } from "./hand-on";
import { openItem, reveal } from "./observe";
import { mine, show } from "./queries";
import type { DecideInput } from "./schema";
import { signOff } from "./sign-off";
import { page } from "./worklist-queries";

let handle: Handle;
let end: () => Promise<void>;
let boss: WorldPerson;
let owner: WorldPerson;
let fallback: WorldPerson;
let admin: WorldPerson;
let worker: WorldPerson;
let campaign: string;
let myReview: string;

const asOf = new Date("2026-11-20T00:00:00Z");
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = Array.from({ length: 6 }, (_, i) => ({
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
      identities: [
        { id: "boss", name: "Bo Boss", title: "Head", department: "Finance", employmentStatus: "active" },
        { id: "owner", name: "Olu Owner", employmentStatus: "active" },
        ...people,
      ],
      applications: [{ id: "erp", name: "ERP", ownerId: "owner" }],
      accounts: [
        ...people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
        { id: "a-boss", applicationId: "erp", identityId: "boss" },
      ],
      entitlements: [
        {
          id: "read",
          applicationId: "erp",
          name: "ERP_READ",
          description: "Reads the ledger.",
          privilege: "standard",
          type: "role",
        },
        {
          id: "pay",
          applicationId: "erp",
          name: "ERP_PAY",
          description: "Releases payments.",
          privilege: "standard",
          type: "role",
        },
      ],
      grants: [
        ...people.map((p) => ({
          accountId: `a-${p.id}`,
          entitlementId: "read",
          grantedAt: new Date("2025-01-01"),
          lastUsedAt: new Date("2026-08-01"),
          uses90d: 0,
        })),
        {
          accountId: "a-p0",
          entitlementId: "pay",
          grantedAt: new Date("2025-01-01"),
          lastUsedAt: new Date("2026-11-18"),
          uses90d: 4,
        },
        { accountId: "a-boss", entitlementId: "read", grantedAt: new Date("2025-01-01") },
      ],
    },
    { asOf },
  );
  boss = await w.person({ name: "Bo Boss", email: "boss@example.test", identity: { source, id: "boss" } });
  owner = await w.person({
    name: "Olu Owner",
    email: "owner@example.test",
    identity: { source, id: "owner" },
  });
  fallback = await w.person({ name: "Fay Fallback", email: "fay@example.test" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  worker = await w.person({ name: "Person 0", identity: { source, id: "p0" } });
  const launched = await launchNow(admin.ctx, {
    name: "Q4 review",
    sources: ["ERP"],
    mode: "manager",
    fallback: fallback.id,
    due: "2099-01-01",
    settings: { blindShare: 0 },
  });
  campaign = launched.campaign;
  await draftCampaign({ campaign });
  const [found] = await handle.db.select().from(review).where(eq(review.reviewerId, boss.id));
  myReview = found?.id ?? "";
});
afterAll(() => end());

const bossItems = () => read(boss.ctx, page, { review: myReview, limit: 200 }).then((p) => p.rows);
const open = (who: WorldPerson, id: string) => perform(who.ctx, openItem, { item: id });

async function decideInput(
  who: WorldPerson,
  id: string,
  change: Partial<DecideInput> = {},
): Promise<DecideInput> {
  const opened = await open(who, id);
  return {
    item: id,
    key: key(),
    outcome: "revoke",
    reasonCode: "not_used",
    words: "Nobody needs this.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
    ...change,
  };
}

describe("a reviewer's work", () => {
  it("shows the list without packet or draft, and counts that agree with it", async () => {
    const [summary] = await read(boss.ctx, mine, {});
    expect(summary).toMatchObject({ id: myReview, name: "Q4 review", items: 7, decided: 0 });
    const list = await bossItems();
    expect(list).toHaveLength(7);
    expect(JSON.stringify(list)).not.toMatch(/recommendation|evidence|draft/);
    expect(await read(boss.ctx, show, { review: myReview })).toMatchObject({
      items: 7,
      open: 7,
      people: 7,
      services: 0,
      readOnly: null,
    });
  });

  it("pages by keyset in both orders without losing or repeating a row", async () => {
    for (const order of ["person", "application"] as const) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const part = await read(boss.ctx, page, {
          review: myReview,
          order,
          limit: 2,
          ...(after ? { after } : {}),
        });
        seen.push(...part.rows.map((r) => r.id));
        after = part.next ?? undefined;
      } while (after);
      expect(new Set(seen).size).toBe(7);
      expect(seen).toHaveLength(7);
    }
  });

  it("I4: keeps what was served, serves no recommendation with it, and refuses a decision on what was not served", async () => {
    const [first] = await bossItems();
    const id = first?.id ?? "";
    const unseen: DecideInput = {
      item: id,
      key: key(),
      outcome: "revoke",
      reasonCode: "not_used",
      evidence: "a".repeat(64),
      draft: null,
      supersedes: null,
      acknowledged: true,
    };
    await expect(execute(boss.ctx, decide, unseen)).rejects.toMatchObject({ slug: "not-served" });
    const opened = await open(boss, id);
    expect(JSON.stringify(opened.note)).not.toContain("recommendation");
    expect(opened.draft).not.toBeNull();
    const kept = await handle.db.select().from(served).where(eq(served.itemId, id));
    expect(kept).toMatchObject([
      { personId: boss.id, what: "opened", evidenceHash: opened.evidence, draftId: opened.draft?.id },
    ]);
  });

  it("records a decision with its leaf, moves the counter once, and answers a replayed request with the first answer", async () => {
    const [first] = await bossItems();
    const input = await decideInput(boss, first?.id ?? "");
    await perform(boss.ctx, reveal, { item: input.item, draft: input.draft?.id ?? "", choice: "revoke" });
    const done = await execute(boss.ctx, decide, input);
    expect(await execute(boss.ctx, decide, input)).toEqual(done);
    const [row] = await handle.db.select().from(decision).where(eq(decision.id, done.decision));
    expect(row).toMatchObject({
      actorKind: "person",
      personId: boss.id,
      outcome: "revoke",
      recommendationSeen: "after",
      firstChoice: "revoke",
      n: 1,
    });
    expect(await read(boss.ctx, show, { review: myReview })).toMatchObject({ decided: 1, open: 6 });
    await sequence();
    const mineNow = await read(boss.ctx, decisions, {});
    expect(mineNow.rows).toMatchObject([
      { id: done.decision, words: "Nobody needs this.", supersededBy: null },
    ]);
    expect(mineNow.rows[0]?.sealedAt).toEqual(expect.any(Number));
  });

  it("I5: a change of mind supersedes; a second tab that has not seen it gets a conflict and nothing is written", async () => {
    const [first] = await bossItems();
    const stale = await decideInput(boss, first?.id ?? "");
    const fresh = await decideInput(boss, first?.id ?? "", {
      outcome: "modify",
      target: "reduce",
      words: "Read only.",
    });
    await execute(boss.ctx, decide, fresh);
    const before = await handle.db.$count(decision);
    await expect(execute(boss.ctx, decide, stale)).rejects.toMatchObject({
      code: "conflict",
      slug: "decided-elsewhere",
    });
    expect(await handle.db.$count(decision)).toBe(before);
    expect(await read(boss.ctx, show, { review: myReview })).toMatchObject({ decided: 1 });
    const both = await handle.db
      .select()
      .from(decision)
      .where(eq(decision.itemId, first?.id ?? ""))
      .orderBy(decision.n);
    expect(both.map((d) => d.n)).toEqual([1, 2]);
    expect(both[1]?.supersedes).toBe(both[0]?.id);
  });

  it("I7: another's item is not there for anybody else, and nobody is given their own", async () => {
    const [first] = await bossItems();
    const id = first?.id ?? "";
    for (const who of [owner, fallback, worker, admin])
      await expect(open(who, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(read(worker.ctx, page, { review: myReview })).rejects.toMatchObject({ code: "not_found" });
    const own = await handle.db.select().from(item).where(eq(item.subjectName, "Bo Boss"));
    expect(own).toHaveLength(1);
    expect(own[0]?.reviewerId).not.toBe(boss.id);
    const at = (await bossItems()).find((r) => r.subjectName === "Person 0" && r.state === "open")?.id ?? "";
    await expect(
      execute(boss.ctx, reassign, { items: [at], to: worker.id, reason: "It is theirs.", key: key() }),
    ).rejects.toMatchObject({ slug: "ineligible" });
  });

  it("hands on with a reason, all or nothing, moves both counters and never back", async () => {
    const ids = (await bossItems())
      .filter((r) => r.state === "open")
      .slice(0, 2)
      .map((r) => r.id);
    const done = await execute(boss.ctx, reassign, {
      items: ids,
      to: fallback.id,
      reason: "She knows them better.",
      key: key(),
    });
    expect(done).toMatchObject({ items: 2, name: "Fay Fallback" });
    expect(await read(boss.ctx, show, { review: myReview })).toMatchObject({ items: 5 });
    await expect(
      execute(fallback.ctx, reassign, { items: ids, to: boss.id, reason: "No, you.", key: key() }),
    ).rejects.toMatchObject({ slug: "ping-pong" });
    await expect(
      execute(boss.ctx, reassign, { items: ids, to: owner.id, reason: "Not mine any more.", key: key() }),
    ).rejects.toMatchObject({ code: "not_found" });
    const moved = await execute(admin.ctx, reassign, {
      items: ids,
      to: owner.id,
      reason: "The owner decides.",
      key: key(),
    });
    expect(moved.items).toBe(2);
  });

  it("hands what a reviewer does not know to the owner, then to the fallback, then once back, then to nobody", async () => {
    const id = (await bossItems()).find((r) => r.state === "open")?.id ?? "";
    expect(await execute(boss.ctx, abstain, { item: id, key: key(), missing: "what_it_does" })).toMatchObject(
      { name: "Olu Owner" },
    );
    expect(
      await execute(owner.ctx, abstain, { item: id, key: key(), missing: "whether_needed" }),
    ).toMatchObject({ name: "Fay Fallback" });
    expect(
      await execute(fallback.ctx, abstain, { item: id, key: key(), missing: "whether_needed" }),
    ).toMatchObject({ to: boss.id });
    await expect(
      execute(boss.ctx, abstain, { item: id, key: key(), missing: "whether_needed" }),
    ).rejects.toMatchObject({ slug: "nobody-left" });
  });

  it("signs off when nothing is open, and then changes nothing any more", async () => {
    await expect(execute(boss.ctx, signOff, { review: myReview, key: key() })).rejects.toMatchObject({
      slug: "open-items",
    });
    for (const row of (await bossItems()).filter((r) => r.state === "open"))
      await execute(boss.ctx, decide, await decideInput(boss, row.id));
    await execute(boss.ctx, signOff, { review: myReview, key: key() });
    const [first] = await bossItems();
    const late = await decideInput(boss, first?.id ?? "");
    await expect(execute(boss.ctx, decide, late)).rejects.toMatchObject({ slug: "signed-off" });
    expect(await read(boss.ctx, show, { review: myReview })).toMatchObject({
      open: 0,
      readOnly: expect.stringContaining("signed this review off"),
    });
  });

  it("shows a person their own access and who reviewed it", async () => {
    const { known, rows: own } = await read(worker.ctx, myAccess, {});
    expect(known).toBe(true);
    expect(own.map((r) => r.application)).toEqual(["ERP", "ERP"]);
    expect(await read(fallback.ctx, myAccess, {})).toMatchObject({ known: false });
  });

  it("I2: what nobody decided is not certified at the close, by no person", async () => {
    const undecided = await handle.db.$count(item, eq(item.state, "open"));
    expect(undecided).toBeGreaterThan(0);
    await closeNow(admin.ctx, { id: campaign });
    expect(await handle.db.$count(item, eq(item.state, "not_certified"))).toBe(undecided);
    const kinds = await rows<{ actor_kind: string }>(
      handle.db,
      sql`SELECT DISTINCT actor_kind FROM audit_event WHERE type = 'decision.recorded'`,
    );
    expect(kinds).toEqual([{ actor_kind: "person" }]);
  });
});
