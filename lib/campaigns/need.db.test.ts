import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { evidencePacket, weightsVersion } from "@/db/schema/evidence";
import { item } from "@/db/schema/reviews";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { installWeights } from "@/lib/evidence/commands";
import { type FactWeights, needScore, type Weights, weights, weightsHash } from "@/lib/evidence/need";
import { itemNeedScore, needWeights } from "@/lib/evidence/need-queries";
import { weightsInForce } from "@/lib/evidence/need-weights";
import type { Packet } from "@/lib/evidence/schema";
import need1 from "@/lib/evidence/weights/need-1.json" with { type: "json" };
import { read } from "@/lib/query";
import { type Company, company, directory, ledger, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import type { Content } from "@/lib/testing/world";
import { settings } from "./schema";
import { launchNow } from "./worker";

const people = 40;
const ago = (days: number) => new Date(today.getTime() - days * 86_400_000);

/** Forty people of two departments with roles and accounts, each with some of ten rights, given and used at different times. */
function crowd(): { hr: Content; app: Content } {
  const many = Array.from({ length: people }, (_, i) => i);
  const rights = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"];
  const held = many.flatMap((i) =>
    rights.flatMap((r, k) => ((k < 6 ? (i * 7 + k * 3) % 4 < 2 : i % 5 === k % 4) ? [{ i, r, k }] : [])),
  );
  return {
    hr: {
      identities: [
        ...(directory.identities ?? []),
        ...many.map((i) => ({
          id: `n${i}`,
          name: `Nia Vale ${i}`,
          managerId: "mia",
          department: i % 2 ? "Finance" : "Sales",
          title: i % 2 ? "Clerk" : "Seller",
          ...(i % 9 === 4 ? { employmentStatus: "left" } : {}),
        })),
      ],
      roles: [{ id: "clerk", name: "Clerk" }],
      roleEntitlements: [{ roleId: "clerk", entitlementId: "r1" }],
      identityRoles: many.filter((i) => i % 3 === 0).map((i) => ({ identityId: `n${i}`, roleId: "clerk" })),
    },
    app: {
      applications: ledger.applications ?? [],
      accounts: many.map((i) => ({
        id: `a${i}`,
        applicationId: "ledger",
        // One account that nobody is known to hold.
        ...(i === 39 ? {} : { identityId: `n${i}` }),
        login: `n${i}`,
        ...(i % 5 === 0 ? { lastSignInAt: ago(200) } : {}),
        ...(i % 11 === 1 ? { status: "disabled" } : {}),
      })),
      entitlements: rights.map((id, k) => ({
        id,
        applicationId: "ledger",
        name: `Right ${k}`,
        ...(k === 2 ? {} : { description: "Somebody wrote: always needed." }),
        privilege: k === 5 ? ("privileged" as const) : ("standard" as const),
      })),
      grants: held.map(({ i, r, k }) => ({
        accountId: `a${i}`,
        entitlementId: r,
        // Some dates are not known, for one person none.
        ...(i === 7 || (i + k) % 6 === 0 ? {} : { grantedAt: ago(((i * 97 + k * 131) % 1400) + 1) }),
        ...((i + k) % 4 === 0
          ? { lastUsedNever: true }
          : (i + k) % 4 === 1
            ? {}
            : { lastUsedAt: ago((i * 13) % 300) }),
      })),
    },
  };
}

const learnt = { fitted: true, n: 10, revoked: 1 } as const;
const byHand = { fitted: false, n: 0, revoked: 0 } as const;
const ranges = (
  field: string,
  strength: number,
  bins: [number | null, number][],
  fitted: boolean,
): FactWeights => ({
  field,
  strength,
  bins: bins.map(([upTo, weight]) => ({ upTo, weight, ...(fitted ? learnt : byHand) })),
});
const there = (weight: number): FactWeights => ({
  field: null,
  strength: 0,
  bins: [{ value: true, weight, ...byHand }],
});

/** Weights over many kinds, some fitted, so that many different sums and abstentions come about. */
const many: Weights = weights.parse({
  name: "many",
  version: 1,
  fittedOn: [{ name: "Elsewhere", asOf: "2025-01-01", grants: 10, revoked: 1 }],
  subjects: ["human"],
  only: "",
  facts: {
    "identity.latest_grant": ranges(
      "days",
      900,
      [
        [30, 1500],
        [365, 100],
        [null, -1500],
      ],
      true,
    ),
    "identity.grants": ranges(
      "count",
      200,
      [
        [1, -310],
        [2, 7],
        [null, 250],
      ],
      true,
    ),
    "peers.access": ranges(
      "holders/others",
      300,
      [
        [0, -77],
        [33, -11],
        [66, 5],
        [null, 19],
      ],
      true,
    ),
    "peers.title": ranges(
      "holders/others",
      0,
      [
        [0, -300],
        [49, 0],
        [null, 300],
      ],
      false,
    ),
    "history.granted": ranges(
      "days",
      0,
      [
        [90, 41],
        [null, -42],
      ],
      false,
    ),
    "use.last": ranges(
      "days",
      0,
      [
        [30, 500],
        [null, -400],
      ],
      false,
    ),
    "use.never": ranges(
      "granted_days",
      0,
      [
        [90, -1],
        [null, -200],
      ],
      false,
    ),
    "role.includes": there(400),
    "role.excludes": there(-300),
    "account.dormant": there(-150),
    "account.disabled": there(-151),
    "identity.left": there(-500),
    "history.decided": {
      field: "outcome",
      strength: 0,
      bins: [
        { value: "certify", weight: 300, ...byHand },
        { value: "revoke", weight: -400, ...byHand },
      ],
    },
  },
  intercept: 0,
  scale: 1000,
  minimum: 500,
  trials: [],
});

let handle: Handle;
let end: () => Promise<void>;
let c: Company;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const { hr, app } = crowd();
  c = await at(today, () => company(app, hr));
});
afterAll(() => end());

const launch = (name: string, needScore?: boolean) =>
  at(today, async () => {
    const { campaign: id } = await launchNow(c.admin.ctx, {
      name,
      sources: ["Ledger export"],
      fallback: "fay@example.com",
      due: "2026-12-01",
      settings: { blindShare: 0, ...(needScore === undefined ? {} : { needScore }) },
    });
    return id;
  });

const scored = async (id: string) =>
  (
    await handle.db
      .select({ id: item.id, score: item.needScore, reviewer: item.reviewerId, body: evidencePacket.body })
      .from(item)
      .innerJoin(evidencePacket, and(eq(evidencePacket.itemId, item.id), eq(evidencePacket.version, 1)))
      .where(eq(item.campaignId, id))
      .orderBy(item.id)
  ).map((r) => ({ ...r, packet: JSON.parse(r.body) as Packet }));

const frozenBy = async (id: string) => {
  const [found] = await handle.db
    .select({ settings: campaign.settings })
    .from(campaign)
    .where(eq(campaign.id, id));
  return settings.parse(found?.settings);
};

describe("the need score of a campaign", () => {
  let id = "";
  it("is, of every item, what the pure function says of its packet, by the weights in force at the launch", async () => {
    await at(today, () => execute(c.admin.ctx, installWeights, { weights: many }));
    id = await launch("Scored");
    const items = await scored(id);
    expect(items.length).toBeGreaterThan(100);
    for (const { id: of, score, packet } of items) expect(score, of).toBe(needScore(packet, many).total);
    const found = items.map((i) => i.score).filter((s) => s !== null);
    expect(new Set(found).size).toBeGreaterThan(20);
    expect(found.length).toBeLessThan(items.length);
    const kinds = new Set(items.flatMap(({ packet }) => needScore(packet, many).parts.map((p) => p.kind)));
    const asked = Object.keys(many.facts).filter((k) => k !== "history.decided");
    expect([...kinds].sort()).toEqual(asked.sort());
    expect(await frozenBy(id)).toMatchObject({
      needScore: true,
      needWeights: { name: "many", hash: weightsHash(many) },
    });
  });

  it("is the same by the weights that the product ships", async () => {
    const shipped = weights.parse(need1);
    await at(today, () => execute(c.admin.ctx, installWeights, { weights: shipped }));
    const items = await scored(await launch("Shipped"));
    for (const { id: of, score, packet } of items) expect(score, of).toBe(needScore(packet, shipped).total);
    expect(items.some((i) => i.score !== null)).toBe(true);
  });

  it("stands nowhere in the packet, and is null everywhere where the campaign switched it off", async () => {
    const off = await launch("Unscored", false);
    const items = await scored(off);
    expect(items.every((i) => i.score === null)).toBe(true);
    expect(items.some((i) => /need_?score|weight/iu.test(i.body))).toBe(false);
    expect(await frozenBy(off)).toMatchObject({ needScore: false, needWeights: null });
    const [first] = items;
    const reviewer = c.mia.id === first?.reviewer ? c.mia : c.spare;
    expect(await read(reviewer.ctx, itemNeedScore, { item: first?.id ?? "" })).toEqual({
      total: null,
      abstained: "off",
      parts: [],
      position: null,
      weights: null,
    });
  });

  it("I12: comes by a request of its own, part by part, to the reviewer of the item and to nobody else's", async () => {
    const items = await scored(id);
    const one = items.find((i) => i.score !== null);
    const silent = items.find((i) => i.score === null);
    if (!one || !silent) throw new Error("No such item.");
    const readerOf = (i: { reviewer: string }) => (c.mia.id === i.reviewer ? c.mia : c.spare).ctx;
    const {
      parts,
      total,
      position,
      weights: by,
    } = await read(readerOf(one), itemNeedScore, { item: one.id });
    expect(total).toBe(one.score);
    expect(parts).toEqual(needScore(one.packet, many).parts);
    const scores = items.map((i) => i.score).filter((s) => s !== null);
    expect(position).toEqual({
      scored: scores.length,
      below: scores.filter((s) => s < (total ?? 0)).length,
      equal: scores.filter((s) => s === total).length,
    });
    expect(by).toEqual({ name: "many", fittedOn: ["Elsewhere"] });
    expect(await read(c.auditor.ctx, itemNeedScore, { item: one.id })).toMatchObject({ total: one.score });
    await expect(read(c.owner.ctx, itemNeedScore, { item: one.id })).rejects.toMatchObject({
      code: "not_found",
    });
    const other = await read(readerOf(silent), itemNeedScore, { item: silent.id });
    expect(other).toMatchObject({ total: null, position: null });
    expect(["no-fitted-fact", "too-little"]).toContain(other.abstained);
  });
});

describe("installing weights", () => {
  it("is logged with the hash of what it replaces, kept for good, and refused for what is in force already", async () => {
    const before = await weightsInForce(handle.db);
    const other = { ...many, name: "other" };
    await at(today, () => execute(c.admin.ctx, installWeights, { weights: other }));
    const [logged] = await rows<{ leaf: string }>(
      handle.db,
      sql`SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit_event WHERE type = 'weights.changed' ORDER BY id DESC LIMIT 1`,
    );
    expect(JSON.parse(logged?.leaf ?? "{}").data).toEqual({
      name: "other",
      sha256: `sha256:${weightsHash(other)}`,
      replaces: `sha256:${before.hash}`,
    });
    expect(await read(c.auditor.ctx, needWeights, {})).toMatchObject({
      weights: { name: "other" },
      installed: { by: "Ada Moss" },
    });
    await expect(execute(c.admin.ctx, installWeights, { weights: other })).rejects.toMatchObject({
      slug: "same",
    });
    await expect(execute(c.mia.ctx, installWeights, { weights: many })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(handle.db.delete(weightsVersion)).rejects.toThrow();
  });
});
