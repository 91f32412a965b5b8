import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rows, transaction } from "@/db/client";
import { freshDatabase } from "@/lib/testing/database";
import { stageGrants } from "@/lib/testing/staged";
import { type Content, world } from "@/lib/testing/world";
import { assemble, prepare } from "./assemble";
import { compileRules } from "./findings-sql";
import { starterSet } from "./rules";
import type { Packet } from "./schema";
import { likenedSql, MOST_ALIKE } from "./similar-sql";

/** Fixed numbers that look like chance. */
function* chance(): Generator<number> {
  for (let seed = 7; ; ) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield seed / 2_147_483_648;
  }
}

const draw = chance();
const next = () => draw.next().value ?? 0;
const PEOPLE = 60;
const ids = Array.from({ length: PEOPLE }, (_, i) => `p${i}`);
const gone = new Set(["p3", "p17"]);
const machines = ["m0", "m1", "m2", "m3", "m4", "m5", "m6"];

/** Everybody's rights: three of the job's five, one of twelve rare ones, one that nearly everyone has. */
const held = new Map<string, Set<string>>(
  ids.map((id, i) => {
    const job = i % 5;
    const own = [0, 1, 2, 3, 4].filter(() => next() < 0.6).map((e) => `J${job}-${e}`);
    return [id, new Set([...own, `R${Math.floor(next() * 12)}`, ...(i % 9 ? ["ALL"] : [])])];
  }),
);
const robots = new Map(machines.map((id, i) => [id, new Set(["BOT", ...(i < 3 ? ["J0-0"] : [])])]));
const rights = [...new Set([...held.values(), ...robots.values()].flatMap((s) => [...s]))];

const content: Content = {
  identities: [
    ...ids.map((id) => ({ id, name: id, employmentStatus: gone.has(id) ? "left" : "active" })),
    ...machines.map((id) => ({ id, name: id, kind: "service" as const })),
  ],
  applications: [{ id: "app", name: "App" }],
  accounts: [...ids, ...machines].map((id) => ({
    id: `A-${id}`,
    applicationId: "app",
    identityId: id,
    login: id,
  })),
  entitlements: rights.map((id) => ({ id, applicationId: "app", name: id })),
  grants: [...held, ...robots].flatMap(([id, own]) =>
    [...own].map((entitlementId, i) => ({
      accountId: `A-${id}`,
      entitlementId,
      ...(id === "p1" ? { grantedAt: new Date(Date.UTC(2026, i, 4)) } : {}),
    })),
  ),
};

let end: () => Promise<void>;
let packets: Map<string, Packet>;

beforeAll(async () => {
  ({ end } = await freshDatabase());
  await world().source("Directory", content, { asOf: new Date("2026-11-20T06:00:00Z") });
  packets = await transaction({ person: null, reach: "all" }, async (tx) => {
    await stageGrants(tx);
    await assemble(tx, { campaignId: "00000000-0000-7000-8000-000000000000", rules: starterSet });
    const all = await rows<{ key: string; body: string }>(
      tx,
      sql`SELECT account_id || ' ' || entitlement_id AS key, body FROM staged_item`,
    );
    return new Map(all.map((r) => [r.key, JSON.parse(r.body)]));
  });
});
afterAll(() => end());

const factOf = (key: string, kind: string) => packets.get(key)?.facts.find((f) => f.kind === kind)?.value;

type Held = ReadonlyMap<string, ReadonlySet<string>>;

/** The docstring's formula, person by person, nothing sampled, over what everybody who has not left holds. */
function byHand(everybody: Held) {
  const holders = new Map<string, number>();
  for (const own of everybody.values()) for (const e of own) holders.set(e, (holders.get(e) ?? 0) + 1);
  const weights = new Map(
    [...holders].flatMap(([e, n]) =>
      n >= 2 && n <= Math.max(10, everybody.size * 0.2) ? [[e, Math.log(everybody.size / n) ** 2]] : [],
    ),
  );
  return (
    subject: string,
    mine: ReadonlySet<string>,
    right: string,
  ): { holders: number; others: number } | undefined => {
    const weigh = (set: Iterable<string>) =>
      [...set].reduce((sum, e) => sum + (e === right ? 0 : (weights.get(e) ?? 0)), 0);
    const near = [...everybody]
      .filter(([id]) => id !== subject)
      .map(([, theirs]) => {
        const shared = weigh([...theirs].filter((e) => mine.has(e)));
        return {
          has: theirs.has(right),
          alike: shared === 0 ? 0 : Math.round((shared / Math.sqrt(weigh(theirs))) * 1e6),
        };
      })
      .filter(({ alike }) => alike > 0)
      .sort((a, b) => b.alike - a.alike);
    const last = near[Math.min(MOST_ALIKE, near.length) - 1]?.alike ?? 0;
    const group = near.filter(({ alike }) => alike >= last);
    return group.length < 5
      ? undefined
      : { holders: group.filter((p) => p.has).length, others: group.length };
  };
}

describe("people by access itself", () => {
  test("are what the formula gives person by person, the item's own entitlement and the subject never counting", () => {
    let told = 0;
    const asked = byHand(new Map([...held].filter(([id]) => !gone.has(id))));
    for (const [id, own] of held)
      for (const right of own) {
        const expected = asked(id, own, right);
        expect(factOf(`A-${id} ${right}`, "peers.access"), `${id} ${right}`).toEqual(expected);
        told += expected ? 1 : 0;
      }
    expect(told).toBeGreaterThan(100);
  });

  test("machines are likened to machines, and a group of fewer than five is not told", () => {
    // Without BOT, three of them share one right: too few.
    for (const id of machines) expect(factOf(`A-${id} BOT`, "peers.access")).toBeUndefined();
    expect(factOf("A-m0 J0-0", "peers.access")).toEqual(undefined);
  });
});

describe("people by access itself, among more sets of access than one is compared with", () => {
  /**
   * Four jobs, whose five rights each are held by more sets than are gone through, and rare rights that have nothing to do
   * with one another or with the jobs: whoever is alike holds one no more often than anybody.
   */
  const many: Held = new Map(
    Array.from({ length: 240 }, (_, i) => [
      `q${i}`,
      new Set([
        ...[0, 1, 2, 3, 4].filter(() => next() < 0.7).map((e) => `J${i % 4}-${e}`),
        ...Array.from({ length: 25 }, (_, e) => `R${e}`).filter(() => next() < 0.08),
      ]),
    ]),
  );
  type Told = { id: string; right: string; holders: number; others: number };
  /** As every packet is made, and where no set is compared with all. */
  let exact: readonly Told[];
  let sampled: readonly Told[];

  beforeAll(async () => {
    await end();
    ({ end } = await freshDatabase());
    await world().source(
      "Directory",
      {
        identities: [...many.keys()].map((id) => ({ id, name: id, employmentStatus: "active" })),
        applications: [{ id: "app", name: "App" }],
        accounts: [...many.keys()].map((id) => ({ id, applicationId: "app", identityId: id, login: id })),
        entitlements: [...new Set([...many.values()].flatMap((own) => [...own]))].map((id) => ({
          id,
          applicationId: "app",
          name: id,
        })),
        grants: [...many].flatMap(([accountId, own]) =>
          [...own].map((entitlementId) => ({ accountId, entitlementId })),
        ),
      },
      { asOf: new Date("2026-11-20T06:00:00Z") },
    );
    const told = sql`SELECT s.account_id AS id, s.entitlement_id AS right, f.holders, f.others FROM staged_item s
      JOIN ev_item i ON i.n = s.n JOIN ev_like_who w ON w.h = i.h JOIN ev_like_fact f ON f.u = w.u AND f.e = i.e AND f.counts = w.counts`;
    [exact, sampled] = await transaction({ person: null, reach: "all" }, async (tx) => {
      await stageGrants(tx);
      await prepare(tx, "00000000-0000-7000-8000-000000000000", compileRules({ ...starterSet, rules: [] }));
      const all = await rows<Told>(tx, told);
      const made = await rows<{ name: string }>(
        tx,
        sql`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relpersistence = 't'
          AND (relname = 'ev_given' OR relname LIKE 'ev\\_like%')`,
      );
      await tx.execute(sql.raw(`DROP TABLE ${made.map((m) => m.name).join(", ")}`));
      for (const statement of likenedSql(0)) await tx.execute(sql.raw(statement));
      return [all, await rows<Told>(tx, told)] as const;
    });
  });

  const none: ReadonlySet<string> = new Set();
  const asked = byHand(many);
  const inFull = ({ id, right }: Told) => asked(id, many.get(id) ?? none, right);

  test("is exact all the same", () => {
    expect(exact.length).toBeGreaterThan(900);
    for (const t of exact)
      expect({ holders: t.holders, others: t.others }, `${t.id} ${t.right}`).toEqual(inFull(t));
  });

  test("and where it is a sample, who holds the item has no part in who is in it", () => {
    const off = sampled
      .filter(({ right }) => right.startsWith("R"))
      .flatMap((t) => {
        const full = inFull(t);
        return full ? [t.holders / t.others - full.holders / full.others] : [];
      });
    expect(off.length).toBeGreaterThan(400);
    // Candidates met through the item's own right as well would be some five points too many.
    expect(Math.abs(off.reduce((sum, x) => sum + x, 0) / off.length)).toBeLessThan(0.02);
  });
});

describe("the holder's access as a whole", () => {
  test("counts what is held there and tells the newest grant that is reported", () => {
    const own = held.get("p1") ?? new Set();
    const [first = ""] = own;
    expect(factOf(`A-p1 ${first}`, "identity.grants")).toEqual({ count: own.size });
    expect(factOf(`A-p1 ${first}`, "identity.latest_grant")).toEqual({
      on: new Date(Date.UTC(2026, own.size - 1, 4)).toISOString().slice(0, 10),
      days: Math.round((Date.UTC(2026, 10, 20) - Date.UTC(2026, own.size - 1, 4)) / 86_400_000),
    });
  });

  test("I8: a newest grant that nothing reports is not there", () => {
    expect(factOf("A-p2 ALL", "identity.latest_grant")).toBeUndefined();
    expect(factOf("A-p2 ALL", "identity.grants")).toEqual({ count: held.get("p2")?.size });
  });
});
