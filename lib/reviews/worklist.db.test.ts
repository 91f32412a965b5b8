import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { item, review } from "@/db/schema/reviews";
import { ALONE } from "@/db/schema/worklist-order";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { decidedByHand } from "@/lib/testing/decisions";
import { type WorldPerson, world } from "@/lib/testing/world";
import { clusters } from "./clusters";
import { reassign } from "./hand-on";
import { show } from "./queries";
import { together } from "./together";
import { openTogether } from "./together-open";
import { COUNTED, page } from "./worklist-queries";
import { type Grouping, groupings, type WorklistFilter, wholeList } from "./worklist-schema";

let handle: Handle;
let end: () => Promise<void>;
let boss: WorldPerson;
let other: WorldPerson;
let admin: WorldPerson;
let list: string;
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = Array.from({ length: 9 }, (_, i) => ({
    id: `p${i}`,
    name: `Person ${i}`,
    managerId: "boss",
    title: "Clerk",
    department: "Finance",
    employmentStatus: i === 4 ? "terminated" : "active",
  }));
  const machine = {
    id: "robot",
    kind: "service",
    name: "Nightly run",
    managerId: "boss",
    ownerId: "boss",
  } as const;
  const rights = (application: string) =>
    ["read", "write", "admin"].map((right) => ({
      id: `${application}-${right}`,
      applicationId: application,
      name: `${application.toUpperCase()}_${right.toUpperCase()}`,
      description: `May ${right}.`,
      type: "role",
      privilege: right === "admin" ? ("privileged" as const) : ("standard" as const),
    }));
  const { source } = await w.source(
    "ERP",
    {
      identities: [{ id: "boss", name: "Bo Boss", employmentStatus: "active" }, ...people, machine],
      applications: [
        { id: "erp", name: "ERP" },
        { id: "crm", name: "CRM 100%" },
      ],
      accounts: [...people, machine].flatMap((p) =>
        ["erp", "crm"].map((a) => ({ id: `${a}-${p.id}`, applicationId: a, identityId: p.id })),
      ),
      entitlements: [...rights("erp"), ...rights("crm")],
      grants: [...people, machine].flatMap((p, i) =>
        ["erp-read", "erp-write", ...(i % 3 ? ["crm-read"] : ["crm-admin"])].map((e) => ({
          accountId: `${e.slice(0, 3)}-${p.id}`,
          entitlementId: e,
          grantedAt: new Date("2025-01-01"),
          lastUsedAt: new Date(i % 2 ? "2026-11-18" : "2025-07-01"),
          uses90d: i % 2 ? 4 : 0,
        })),
      ),
    },
    { asOf: new Date("2026-11-20T00:00:00Z") },
  );
  boss = await w.person({ name: "Bo Boss", identity: { source, id: "boss" } });
  other = await w.person({ name: "Fay Fallback" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const { campaign } = await launchNow(admin.ctx, {
    name: "Q4 review",
    sources: ["ERP"],
    mode: "manager",
    fallback: other.id,
    due: "2099-01-01",
    settings: { blindShare: 0, together: { allowed: true, cap: 25 } },
  });
  await draftCampaign({ campaign });
  const [found] = await handle.db.select().from(review).where(eq(review.reviewerId, boss.id));
  list = found?.id ?? "";
  // Scores, arms and what is new, drawn so that every order and filter has something to tell apart.
  for (const [i, one] of (await all()).entries())
    await handle.db
      .update(item)
      .set({
        needScore: i % 5 === 0 ? null : ((i * 7_919) % 4_001) - 2_000,
        arm: i % 7 === 3 ? "blind" : i % 7 === 5 ? "undrafted" : "assisted",
        firstSeen: i % 4 === 1,
      })
      .where(eq(item.id, one.id));
  const rest = (await all()).filter((i) => i.findings === 0);
  for (const [i, one] of rest.entries()) if (i % 6 === 2) await decidedByHand(one.id, "revoke");
  const [decided] = (await all()).filter((i) => i.state === "decided");
  await handle.db
    .update(item)
    .set({ waiting: "second_look" })
    .where(eq(item.id, decided?.id ?? ""));
});
afterAll(() => end());

type Row = typeof item.$inferSelect;
const all = (of = list): Promise<Row[]> =>
  handle.db.select().from(item).where(eq(item.reviewId, of)).orderBy(item.position);

const placeOf = (row: Row, order: Grouping) =>
  ({ person: row.subjectPlace, application: row.applicationPlace, alike: row.alikePlace })[order];
const riskOf = (row: Row) => ["critical", "high", "low"].indexOf(row.risk);

/** The order in words: group, whole identities, risk, debt the greatest first, score the lowest first where it is shown, launch. */
function inOrder(rows: readonly Row[], order: Grouping): string[] {
  const keyOf = (row: Row) => [
    placeOf(row, order),
    row.type === "identity" ? 0 : 1,
    riskOf(row),
    -row.debt,
    row.arm === "assisted" ? (row.needScore ?? 0) : 0,
    row.position,
  ];
  return [...rows]
    .sort((a, b) => {
      const [x, y] = [keyOf(a), keyOf(b)];
      const at = x.findIndex((v, i) => v !== y[i]);
      return (x[at] ?? 0) - (y[at] ?? 0);
    })
    .map((row) => row.id);
}

/** A list page by page, three rows each. */
async function paged(filter: Partial<WorklistFilter>, of = list, who = boss): Promise<string[]> {
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const part = await read(who.ctx, page, { review: of, ...filter, limit: 3, ...(after ? { after } : {}) });
    seen.push(...part.rows.map((r) => r.id));
    after = part.next ?? undefined;
  } while (after);
  return seen;
}

describe("the order of a worklist", () => {
  it.each(groupings)(
    "by %s: risk, then debt, then the need score, and no row twice or missing",
    async (order) => {
      expect(await paged({ order })).toEqual(inOrder(await all(), order));
    },
  );

  it("puts groups of one kind together, the one with the highest risk and the greatest debt first", async () => {
    const rows = await all();
    const keys = { person: "subjectKey", application: "applicationName", alike: "alikeKey" } as const;
    for (const order of groupings) {
      const places = new Map<number, Row[]>();
      for (const row of rows)
        places.set(placeOf(row, order), [...(places.get(placeOf(row, order)) ?? []), row]);
      const groups = [...places].sort(([a], [b]) => a - b).filter(([place]) => place !== ALONE);
      for (const [, group] of groups) expect(new Set(group.map((row) => row[keys[order]])).size).toBe(1);
      expect(new Set(groups.map(([, [first]]) => first?.[keys[order]])).size).toBe(groups.length);
      const heads = groups.map(
        ([, group]) => Math.min(...group.map(riskOf)) * 100 - Math.max(...group.map((r) => r.debt)),
      );
      expect(heads).toEqual([...heads].sort((a, b) => a - b));
      for (const [place, group] of places)
        if (order === "alike")
          expect(place === ALONE).toBe(rows.filter((r) => r.alikeKey === group[0]?.alikeKey).length === 1);
    }
  });

  it("I12: no score of an item that is decided first moves it, nor one that a draft has turned since", async () => {
    const rows = await all();
    const asked = () => Promise.all(groupings.map((order) => paged({ order })));
    const before = await asked();
    const hidden = rows.filter((r) => r.arm !== "assisted");
    expect(hidden.length).toBeGreaterThan(5);
    for (const row of hidden)
      await handle.db
        .update(item)
        .set({ needScore: 499_000 - row.position * 30_000 })
        .where(eq(item.id, row.id));
    expect(await asked()).toEqual(before);
    const shown = rows.find((r) => r.arm === "assisted" && (r.needScore ?? 0) > 0);
    const weightOf = async (id: string) =>
      (await handle.db.select({ weight: item.weight }).from(item).where(eq(item.id, id)))[0]?.weight;
    const [withScore, id] = [shown?.weight ?? 0, shown?.id ?? ""];
    await handle.db.update(item).set({ arm: "blind", armWhy: "text_turned_draft" }).where(eq(item.id, id));
    expect(await weightOf(id)).toBe(withScore - (shown?.needScore ?? 0));
    await handle.db.update(item).set({ needScore: null }).where(eq(item.id, id));
    expect(await weightOf(id)).toBe(withScore - (shown?.needScore ?? 0));
    for (const row of rows)
      await handle.db
        .update(item)
        .set({ needScore: row.needScore, arm: row.arm, armWhy: row.armWhy })
        .where(eq(item.id, row.id));
    expect(await asked()).toEqual(before);
  });
});

describe("what narrows a worklist", () => {
  const cases: [string, Partial<WorklistFilter>, (row: Row) => boolean][] = [
    ["open", { show: "open" }, (r) => r.state === "open"],
    ["decided", { show: "decided" }, (r) => r.state !== "open"],
    ["waiting for somebody else", { show: "waiting" }, (r) => r.waiting !== null],
    ["people", { who: "people" }, (r) => r.subjectKind === "human"],
    ["services", { who: "services" }, (r) => r.subjectKind === "service"],
    ["of high risk", { risk: "high" }, (r) => r.risk === "high"],
    ["of low risk", { risk: "low" }, (r) => r.risk === "low"],
    ["new", { seen: "new" }, (r) => r.firstSeen],
    ["with a tag", { tag: "unused" }, (r) => r.tags.includes("unused")],
    ["by a name", { q: "person 7" }, (r) => r.subjectName === "Person 7"],
    ["by an application with a sign in it", { q: "100%" }, (r) => r.applicationName === "CRM 100%"],
    [
      "by several at once",
      { show: "open", seen: "new", risk: "low", q: "erp" },
      (r) => r.state === "open" && r.firstSeen && r.risk === "low" && r.applicationName === "ERP",
    ],
  ];

  it.each(cases)("%s, in each order", async (_, filter, left) => {
    const rows = (await all()).filter(left);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan((await all()).length);
    for (const order of groupings) expect(await paged({ ...filter, order })).toEqual(inOrder(rows, order));
  });

  it("leaves what is decided meanwhile in its place, until the list is asked for anew", async () => {
    const { at } = await read(boss.ctx, page, { review: list, show: "open" });
    const before = await paged({ show: "open" });
    const one = before[4] ?? "";
    const [row] = await handle.db.select().from(item).where(eq(item.id, one));
    await decidedByHand(one, "revoke");
    const since = await read(boss.ctx, page, { review: list, show: "open", since: at, limit: 200 });
    expect(since.rows.map((r) => r.id)).toEqual(before);
    expect(since.rows[4]).toMatchObject({ id: one, state: "decided", outcome: "revoke" });
    expect(await paged({ show: "open" })).toEqual(before.filter((id) => id !== one));
    expect(row?.state).toBe("open");
  });

  it("refuses an address that is of another order, or none", async () => {
    const [first] = (await read(boss.ctx, page, { review: list })).rows;
    for (const after of [first?.cursor ?? "", "alike~1~2", "alike~1~2~x", "alike~1~2~99999999999", "~"])
      await expect(read(boss.ctx, page, { review: list, order: "alike", after })).rejects.toMatchObject({
        slug: "cursor",
      });
  });

  it("counts of each group what the list is narrowed to, and says what can be narrowed by", async () => {
    const rows = await all();
    for (const order of groupings)
      for (const [, filter, left] of cases) {
        const { groups } = await read(boss.ctx, page, { review: list, order, ...filter, limit: 200 });
        expect(groups.length).toBeGreaterThan(0);
        for (const group of groups) {
          const of = rows.filter((r) => left(r) && String(placeOf(r, order)) === group.key);
          const open = of.filter((r) => r.state === "open").length;
          expect(group).toEqual({ key: group.key, items: of.length, open, more: false });
        }
        const places = new Set(rows.filter(left).map((r) => String(placeOf(r, order))));
        expect(new Set(groups.map((group) => group.key))).toEqual(places);
      }
    expect(COUNTED).toBeGreaterThan(rows.length);
    const detail = await read(boss.ctx, show, { review: list });
    expect(detail.fresh).toBe(rows.filter((r) => r.firstSeen).length);
    for (const { tag, items } of detail.tags)
      expect(items).toBe(rows.filter((r) => r.tags.includes(tag)).length);
    expect(new Set(detail.tags.map((t) => t.tag))).toEqual(new Set(rows.flatMap((r) => r.tags)));
  });

  it("is nobody else's to read", async () => {
    await expect(read(other.ctx, page, { review: list })).rejects.toMatchObject({ code: "not_found" });
    await expect(read(admin.ctx, page, { review: list })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("what becomes of a row", () => {
  it("says with how many it was decided, and its group where a cluster is", async () => {
    const { clusters: found } = await read(boss.ctx, clusters, { review: list });
    const cluster = found.find((c) => c.count >= 2);
    if (!cluster) throw new Error("Nothing on this list is alike.");
    const [first] = (await all()).filter((r) => r.id === cluster.id);
    expect(cluster.groups).toEqual({
      person: String(first?.subjectPlace),
      application: String(first?.applicationPlace),
      alike: String(first?.alikePlace),
    });
    const opened = await perform(boss.ctx, openTogether, { review: list, items: cluster.items });
    await execute(boss.ctx, together, {
      review: list,
      key: key(),
      items: opened.members.map(({ item: id, evidence, draft, supersedes }) => ({
        item: id,
        evidence,
        draft,
        supersedes,
      })),
      outcome: "revoke",
      reasonCode: "not_used",
      words: "Nobody has used this for months.",
      acknowledged: true,
      taken: "all_at_once",
      seconds: 0,
    });
    const rows = (await read(boss.ctx, page, { review: list, limit: 200 })).rows;
    for (const row of rows)
      expect(row.batch).toBe(cluster.items.includes(row.id) ? cluster.items.length : null);
  });

  it("joins the groups of the list it is handed to, and brings its own where that list has none", async () => {
    const open = (await all()).filter((r) => r.state === "open" && r.waiting === null);
    const [one] = open;
    const [same] = open.filter((r) => r.subjectKey === one?.subjectKey && r.id !== one?.id);
    const [different] = open.filter((r) => r.subjectKey !== one?.subjectKey);
    const hand = (row: Row | undefined) =>
      execute(boss.ctx, reassign, {
        items: [row?.id ?? ""],
        to: other.id,
        reason: "Knows it better.",
        key: key(),
      });
    for (const row of [one, different, same]) await hand(row);
    const [theirs] = await handle.db
      .select()
      .from(review)
      .where(and(eq(review.reviewerId, other.id), sql`true`));
    const rows = await all(theirs?.id);
    const at = (row: Row | undefined) => rows.find((r) => r.id === row?.id);
    expect(at(same)?.subjectPlace).toBe(at(one)?.subjectPlace);
    expect(at(different)?.subjectPlace).not.toBe(at(one)?.subjectPlace);
    for (const order of groupings)
      expect(await paged({ order }, theirs?.id, other)).toEqual(inOrder(rows, order));
    for (const row of rows) {
      const beside = rows.filter((r) => r.applicationName === row.applicationName);
      expect(new Set(beside.map((r) => r.applicationPlace)).size).toBe(1);
    }
    expect(wholeList.order).toBe("person");
  });

  it("is each reader's own, however often either asked before", async () => {
    const [theirs] = await handle.db.select().from(review).where(eq(review.reviewerId, other.id));
    const open = (rows: readonly Row[]) => rows.filter((row) => row.state === "open");
    const lists = [
      { of: list, who: boss },
      { of: theirs?.id ?? "", who: other },
    ];
    for (let time = 0; time < 8; time++)
      for (const { of, who } of lists) {
        const found = await read(who.ctx, page, { review: of, show: "open", limit: 200 });
        expect(found.rows.map((row) => row.id)).toEqual(inOrder(open(await all(of)), "person"));
        for (const { who: another } of lists.filter((one) => one.who !== who))
          await expect(read(another.ctx, page, { review: of, show: "open" })).rejects.toMatchObject({
            code: "not_found",
          });
      }
  });
});
