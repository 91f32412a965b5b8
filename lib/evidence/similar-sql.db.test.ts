import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rows, transaction } from "@/db/client";
import { freshDatabase } from "@/lib/testing/database";
import { stageGrants } from "@/lib/testing/staged";
import { type Content, world } from "@/lib/testing/world";
import { assemble } from "./assemble";
import { starterSet } from "./rules";
import type { Packet } from "./schema";
import { MOST_ALIKE } from "./similar-sql";

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

/** The docstring's formula, person by person, nothing sampled. */
function byHand(subject: string, right: string): { holders: number; others: number } | undefined {
  const everybody = ids.filter((id) => !gone.has(id));
  const count = (e: string) => everybody.filter((id) => held.get(id)?.has(e)).length;
  const weights = new Map(
    rights.flatMap((e) => {
      const n = count(e);
      return n >= 2 && n <= Math.max(10, everybody.length * 0.2)
        ? [[e, Math.log(everybody.length / n) ** 2]]
        : [];
    }),
  );
  const weigh = (set: Iterable<string>) =>
    [...set].reduce((sum, e) => sum + (e === right ? 0 : (weights.get(e) ?? 0)), 0);
  const mine = held.get(subject) ?? new Set();
  const near = everybody
    .filter((id) => id !== subject)
    .map((id) => {
      const theirs = held.get(id) ?? new Set();
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
  return group.length < 5 ? undefined : { holders: group.filter((p) => p.has).length, others: group.length };
}

describe("people by access itself", () => {
  test("are what the formula gives person by person, the item's own entitlement and the subject never counting", () => {
    let told = 0;
    for (const [id, own] of held)
      for (const right of own) {
        const expected = byHand(id, right);
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
