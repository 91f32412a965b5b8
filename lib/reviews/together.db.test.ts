import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { decision } from "@/db/schema/decisions";
import { draft } from "@/db/schema/drafts";
import { item, review, served } from "@/db/schema/reviews";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { aloneBecause, togetherSql } from "./alike";
import { clusters } from "./clusters";
import { decide } from "./commands";
import { decisions } from "./decision-queries";
import { openItem } from "./observe";
import { show } from "./queries";
import { together } from "./together";
import { type OpenedTogether, openTogether, revealTogether } from "./together-open";
import type { TogetherInput } from "./together-schema";

let handle: Handle;
let end: () => Promise<void>;
let boss: WorldPerson;
let other: WorldPerson;
let admin: WorldPerson;
let list: string;
let strict: string;

const asOf = new Date("2026-11-20T00:00:00Z");
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;

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
  const entitlement = (id: string, privilege: "standard" | "privileged" | null) => ({
    id,
    applicationId: "erp",
    name: `ERP_${id.toUpperCase()}`,
    description: `Does ${id}.`,
    type: "role",
    ...(privilege ? { privilege } : {}),
  });
  const { source } = await w.source(
    "ERP",
    {
      identities: [
        { id: "boss", name: "Bo Boss", title: "Head", department: "Finance", employmentStatus: "active" },
        ...people,
      ],
      applications: [{ id: "erp", name: "ERP" }],
      accounts: people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
      entitlements: [
        entitlement("read", "standard"),
        entitlement("admin", "privileged"),
        entitlement("odd", null),
      ],
      grants: people.flatMap((p, i) =>
        ["read", "admin", "odd"].map((e) => ({
          accountId: `a-${p.id}`,
          entitlementId: e,
          grantedAt: new Date("2025-01-01"),
          // The last two were used lately, the others long ago.
          lastUsedAt: new Date(i < 6 ? `2026-07-0${i + 1}` : "2026-11-18"),
          uses90d: i < 6 ? 0 : 4,
        })),
      ),
    },
    { asOf },
  );
  boss = await w.person({ name: "Bo Boss", identity: { source, id: "boss" } });
  other = await w.person({ name: "Fay Fallback" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const launch = async (name: string, settings: object) => {
    const { campaign } = await launchNow(admin.ctx, {
      name,
      sources: ["ERP"],
      mode: "manager",
      fallback: other.id,
      due: "2099-01-01",
      settings: { blindShare: 0, ...settings },
    });
    await draftCampaign({ campaign });
    const found = await handle.db.select().from(review).where(eq(review.campaignId, campaign));
    return found.find((r) => r.reviewerId === boss.id)?.id ?? "";
  };
  list = await launch("Q4 review", { together: { allowed: true, cap: 5 } });
  strict = await launch("Strict review", { together: { allowed: false, cap: 25 } });
});
afterAll(() => end());

const itemsOf = (of: string, entitlement: string) =>
  handle.db
    .select()
    .from(item)
    .where(sql`${item.reviewId} = ${of} AND ${item.entitlementId} = ${entitlement}`)
    .orderBy(item.position);

/** What the person was served of these, as the act names it. */
function actOn(opened: OpenedTogether, change: Partial<TogetherInput> = {}): TogetherInput {
  return {
    review: opened.review,
    key: key(),
    items: opened.members.map(({ item: id, evidence, draft: d, supersedes }) => ({
      item: id,
      evidence,
      draft: d,
      supersedes,
    })),
    outcome: "revoke",
    reasonCode: "not_used",
    words: "Nobody has used this for months.",
    acknowledged: false,
    taken: "all_at_once",
    seconds: 0,
    ...change,
  };
}

describe("I6: together", () => {
  it("I6: finds what is alike and of low risk on a list, up to the cap, and nothing else", async () => {
    const found = await read(boss.ctx, clusters, { review: list });
    expect(found).toMatchObject({ off: null, cap: 5 });
    const read_ = await itemsOf(list, "read");
    expect(read_.every((i) => i.risk === "low")).toBe(true);
    const ids = new Set(read_.map((i) => i.id));
    for (const c of found.clusters) for (const id of c.items) expect(ids.has(id)).toBe(true);
    expect(found.clusters.map((c) => [c.title, c.count, c.items.length])).toEqual([
      ["ERP_READ", 6, 5],
      ["ERP_READ", 2, 2],
    ]);
    expect(JSON.stringify(found)).not.toMatch(/recommendation|revoke|certify/);
    expect(await read(boss.ctx, clusters, { review: strict })).toMatchObject({
      off: expect.stringContaining("on its own"),
      clusters: [],
    });
    await expect(read(other.ctx, clusters, { review: list })).rejects.toMatchObject({ code: "not_found" });
  });

  it("I6: which items may be decided together is said alike by the rule and by the database", async () => {
    const all = await rows<{ id: string; fit: boolean }>(
      handle.db,
      sql`SELECT i.id::text AS id, ${togetherSql("i")} AS fit FROM item i`,
    );
    const held = new Map((await handle.db.select().from(item)).map((i) => [i.id, i]));
    for (const { id, fit } of all) {
      const one = held.get(id);
      if (!one) throw new Error(`There is no item ${id}.`);
      expect(aloneBecause(one) === undefined, one.title).toBe(fit);
    }
    expect(new Set(all.map((a) => a.fit))).toEqual(new Set([true, false]));
  });

  it("I6: serves each item's own packet and draft, says once what all say, and no recommendation", async () => {
    const found = await read(boss.ctx, clusters, { review: list });
    const ids = found.clusters[0]?.items ?? [];
    const opened = await perform(boss.ctx, openTogether, { review: list, items: ids });
    expect(opened.members.map((m) => m.item).sort()).toEqual([...ids].sort());
    expect(opened.shared.length).toBeGreaterThan(0);
    expect(JSON.stringify([opened.shared, opened.sharedNote, opened.members])).not.toContain(
      "recommendation",
    );
    const kept = await handle.db.select().from(served).where(inArray(served.itemId, ids));
    expect(kept).toHaveLength(ids.length);
    for (const m of opened.members) {
      const own = kept.find((k) => k.itemId === m.item);
      expect(own).toMatchObject({
        personId: boss.id,
        what: "opened",
        evidenceHash: m.evidence,
        draftId: m.draft?.id,
      });
    }
    expect(opened.choices.change.refused).toBeDefined();
    expect(opened.choices.keep.refused).toBeUndefined();
  });

  it("I6: names each item that is decided on its own, and writes nothing; also where only one does not pass the gate", async () => {
    const [low] = await itemsOf(list, "read");
    const [high] = await itemsOf(list, "admin");
    const ids = [low?.id ?? "", high?.id ?? ""];
    await expect(perform(boss.ctx, openTogether, { review: list, items: ids })).rejects.toMatchObject({
      slug: "together-refused",
      fields: { [high?.id ?? ""]: expect.stringMatching(/breaks a rule|low risk/) },
    });
    const before = await handle.db.$count(decision);
    const found = await read(boss.ctx, clusters, { review: list });
    const opened = await perform(boss.ctx, openTogether, {
      review: list,
      items: found.clusters[0]?.items ?? [],
    });
    const one = await perform(boss.ctx, openItem, { item: high?.id ?? "" });
    const mixed = actOn(opened);
    mixed.items[0] = { item: high?.id ?? "", evidence: one.evidence, draft: one.draft, supersedes: null };
    await expect(execute(boss.ctx, together, mixed)).rejects.toMatchObject({
      code: "rule",
      fields: { [high?.id ?? ""]: expect.any(String) },
    });
    const stale = actOn(opened);
    const [first] = stale.items;
    if (first) stale.items[0] = { ...first, evidence: "a".repeat(64) };
    await expect(execute(boss.ctx, together, stale)).rejects.toMatchObject({
      code: "conflict",
      fields: { [first?.item ?? ""]: expect.stringContaining("evidence changed") },
    });
    expect(await handle.db.$count(decision)).toBe(before);
    expect(await read(boss.ctx, show, { review: list })).toMatchObject({ decided: 0 });
  });

  it("I6: refuses more than the cap, one alone, two kinds at once, another's list, and what the campaign forbids", async () => {
    const found = await read(boss.ctx, clusters, { review: list });
    const [six, two] = found.clusters;
    const all = [...(six?.items ?? []), ...(two?.items ?? [])];
    await expect(perform(boss.ctx, openTogether, { review: list, items: all })).rejects.toMatchObject({
      slug: "together-cap",
    });
    const opened = await perform(boss.ctx, openTogether, { review: list, items: all.slice(3) });
    await expect(execute(boss.ctx, together, actOn(opened))).rejects.toMatchObject({
      slug: "together-refused",
    });
    const act = actOn(opened);
    await expect(
      execute(boss.ctx, together, { ...act, key: key(), items: act.items.slice(0, 1) }),
    ).rejects.toMatchObject({ slug: "together-one" });
    await expect(execute(other.ctx, together, { ...act, key: key() })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(execute(boss.ctx, together, { ...act, key: key(), review: strict })).rejects.toMatchObject({
      slug: "together-off",
    });
    const forbidden = (await itemsOf(strict, "read")).slice(0, 3).map((i) => i.id);
    await expect(perform(boss.ctx, openTogether, { review: strict, items: forbidden })).rejects.toMatchObject(
      {
        slug: "together-off",
      },
    );
  });

  it("I6: removing what is in use asks for the acknowledgement of each that is", async () => {
    const found = await read(boss.ctx, clusters, { review: list });
    const used = found.clusters.find((c) => c.count === 2);
    const opened = await perform(boss.ctx, openTogether, { review: list, items: used?.items ?? [] });
    expect(opened.members.every((m) => m.friction !== null)).toBe(true);
    await expect(execute(boss.ctx, together, actOn(opened))).rejects.toMatchObject({
      fields: Object.fromEntries(opened.members.map((m) => [m.item, expect.stringContaining("used")])),
    });
  });

  it("I6: one act makes as many decisions, each with its row, its leaf and its chain, marked with batch, size and seconds", async () => {
    const found = await read(boss.ctx, clusters, { review: list });
    const opened = await perform(boss.ctx, openTogether, {
      review: list,
      items: found.clusters[0]?.items ?? [],
    });
    const shown = await perform(boss.ctx, revealTogether, {
      review: list,
      items: opened.members.map((m) => m.item),
      choice: "revoke",
    });
    const act = actOn(opened, { seconds: 50_000 });
    const done = await execute(boss.ctx, together, act);
    expect(await execute(boss.ctx, together, act)).toEqual(done);
    const made = await handle.db
      .select()
      .from(decision)
      .where(
        inArray(
          decision.itemId,
          act.items.map((i) => i.item),
        ),
      );
    expect(made).toHaveLength(5);
    expect(new Set(made.map((d) => d.batchId)).size).toBe(1);
    const drafts = new Map((await handle.db.select().from(draft)).map((d) => [d.id, d.recommendation]));
    for (const d of made) {
      const served_ = act.items.find((i) => i.item === d.itemId);
      expect(d).toMatchObject({
        n: 1,
        actorKind: "person",
        personId: boss.id,
        batchSize: 5,
        batchTaken: "all_at_once",
        evidenceHash: served_?.evidence,
        draftId: served_?.draft?.id,
        recommendationSeen: "after",
        firstChoice: "revoke",
        disposition:
          drafts.get(d.draftId ?? "") === "insufficient_evidence"
            ? "undrafted"
            : drafts.get(d.draftId ?? "") === "revoke"
              ? "confirmed"
              : "overridden",
      });
      // No longer than since the first of them was opened, whatever the browser says.
      expect(d.seconds).toBeLessThan(600);
    }
    expect(shown.items).toHaveLength(5);
    const leaves = await rows<{ n: number; batch: number; seq: number }>(
      handle.db,
      sql`SELECT count(DISTINCT e.leaf_hash)::int AS n, max(e.item_seq)::int AS seq,
          count(*) FILTER (WHERE convert_from(e.leaf, 'UTF8') LIKE '%"batch_size":5%')::int AS batch
        FROM audit_event e WHERE e.type = 'decision.recorded'`,
    );
    expect(leaves).toEqual([{ n: 5, batch: 5, seq: 1 }]);
    expect(await read(boss.ctx, show, { review: list })).toMatchObject({ decided: 5 });
    const mine = await read(boss.ctx, decisions, {});
    expect(mine.rows.map((d) => d.batchSize)).toEqual([5, 5, 5, 5, 5]);
    const left = await read(boss.ctx, clusters, { review: list });
    expect(left.clusters.map((c) => c.count)).toEqual([2]);
  });

  it("I5: what was decided together is changed one by one and together, each superseding its own", async () => {
    const made = await handle.db.select().from(decision).where(eq(decision.n, 1));
    const ids = made.map((d) => d.itemId);
    const opened = await perform(boss.ctx, openTogether, { review: list, items: ids });
    await execute(
      boss.ctx,
      together,
      actOn(opened, {
        outcome: "certify",
        reasonCode: "needed_for_job",
        words: "The new role needs it.",
        taken: "one_by_one",
      }),
    );
    await expect(execute(boss.ctx, together, actOn(opened))).rejects.toMatchObject({ code: "conflict" });
    const [first] = ids;
    const one = await perform(boss.ctx, openItem, { item: first ?? "" });
    await execute(boss.ctx, decide, {
      item: first ?? "",
      key: key(),
      outcome: "revoke",
      reasonCode: "not_used",
      words: "This one is not needed.",
      evidence: one.evidence,
      inView: one.asksInView,
      draft: one.draft,
      supersedes: one.supersedes,
    });
    const chain = await handle.db
      .select()
      .from(decision)
      .where(eq(decision.itemId, first ?? ""))
      .orderBy(decision.n);
    expect(chain.map((d) => [d.n, d.batchSize])).toEqual([
      [1, 5],
      [2, 5],
      [3, null],
    ]);
    expect(chain.slice(1).map((d) => d.supersedes)).toEqual(chain.slice(0, 2).map((d) => d.id));
    expect(await read(boss.ctx, show, { review: list })).toMatchObject({ decided: 5 });
  });

  it("I12: a blind item is not served together, whatever else it is like", async () => {
    const used = (await read(boss.ctx, clusters, { review: list })).clusters[0]?.items ?? [];
    await handle.db
      .update(item)
      .set({ arm: "blind", armWhy: "text_turned_draft" })
      .where(eq(item.id, used[0] ?? ""));
    await expect(perform(boss.ctx, openTogether, { review: list, items: used })).rejects.toMatchObject({
      fields: { [used[0] ?? ""]: expect.stringContaining("before its draft") },
    });
    expect((await read(boss.ctx, clusters, { review: list })).clusters).toEqual([]);
  });
});
