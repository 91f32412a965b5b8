import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Handle, rows } from "@/db/client";
import type { Ctx } from "@/lib/auth/actor";
import { command, execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { uuid7 } from "@/lib/ids";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { fromBase64, toBase64, toHex } from "./bytes";
import { ed25519Verify } from "./ed25519";
import { entries } from "./entry-queries";
import type { AuditEvent } from "./events";
import { checkpoints, consistency, entry, find } from "./explorer-queries";
import type { Follow } from "./follow";
import { leafHash } from "./merkle";
import { checkConsistency, checkProof, type Means } from "./page-proof";
import { head, proof } from "./queries";
import { sequence } from "./sequencer";
import { sha256Pure } from "./sha256-pure";

let handle: Handle;
let end: () => Promise<void>;
let data: string;
let restore: () => void;
let auditor: WorldPerson;
let admin: WorldPerson;
const [campaignA, campaignB] = [uuid7(1), uuid7(1)];
const [itemA, itemB] = [uuid7(1), uuid7(1)];
const decision = uuid7(1);

const write = command({
  name: "test.explorer",
  permission: "people.manage",
  input: z.object({ events: z.custom<AuditEvent[]>() }),
  load: async () => undefined,
  run: async (_tx, { input }) => {
    const [first, ...rest] = input.events;
    if (!first) throw new Error("Nothing to write.");
    return { result: null, events: [first, ...rest] };
  },
});

const setting = (n: number): AuditEvent => ({
  type: "settings.changed",
  data: { setting: "n", to: String(n) },
});
const handed = (campaign: string, item: string): AuditEvent => ({
  type: "item.reassigned",
  campaign,
  item,
  data: { from: admin.id, to: auditor.id },
});
const withdrawn = (campaign: string, item: string): AuditEvent => ({
  type: "draft.withdrawn",
  campaign,
  item,
  data: { draft: "d", reason: "r" },
});

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-explorer-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  admin = await world().person({ name: "Ada Admin", roles: ["admin"] });
  auditor = await world().person({ name: "Theo Marsh", roles: ["auditor", "admin"] });
  await sequence();
  const by = (ctx: Ctx, ...events: AuditEvent[]) => execute(ctx, write, { events });
  await by(admin.ctx, setting(0), handed(campaignA, itemA), withdrawn(campaignA, itemA));
  await sequence();
  await by(auditor.ctx, handed(campaignB, itemB), handed(campaignA, itemA), setting(1));
  await sequence();
  for (let n = 2; n < 9; n++) {
    await by(n % 2 === 0 ? admin.ctx : auditor.ctx, setting(n), handed(campaignA, itemA));
    await sequence();
  }
  await by(admin.ctx, {
    type: "remediation.applied",
    campaign: campaignB,
    item: itemB,
    data: { task: decision },
  });
});
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

/** Every entry that fulfils this, newest first, from the leaves themselves. */
async function expected(follow: Follow): Promise<number[]> {
  const all = await rows<{ id: number; leaf: string }>(
    handle.db,
    sql`SELECT id::int AS id, convert_from(leaf, 'UTF8') AS leaf FROM audit_event ORDER BY id DESC`,
  );
  return all
    .filter(({ leaf }) => {
      const l: { type: string; actor: { id: string }; item?: string; campaign?: string } = JSON.parse(leaf);
      return (
        (!follow.item || l.item === follow.item) &&
        (!follow.person || l.actor.id === follow.person) &&
        (!follow.campaign || l.campaign === follow.campaign) &&
        (!follow.type || l.type === follow.type)
      );
    })
    .map(({ id }) => id);
}

describe("following the log", () => {
  it("shows exactly what fulfils every filter and every pair of them, over pages, and back again", async () => {
    const one = {
      item: [undefined, itemA, itemB],
      person: [undefined, admin.id, auditor.id, "sequencer"],
      campaign: [undefined, campaignA, campaignB],
      type: [undefined, "settings.changed", "item.reassigned", "campaign.sealed"],
    };
    for (const item of one.item)
      for (const person of one.person)
        for (const campaign of one.campaign)
          for (const type of one.type) {
            const follow = JSON.parse(JSON.stringify({ item, person, campaign, type }));
            const due = await expected(follow);
            const seen: number[] = [];
            let from: { before?: number } = {};
            for (;;) {
              const page = await read(auditor.ctx, entries, { ...follow, ...from, limit: 4 });
              expect(page.previous).toBe(seen.length > 0 ? (page.rows[0]?.id ?? null) : null);
              seen.push(...page.rows.map((r) => r.id));
              if (page.next === null) break;
              from = { before: page.next };
            }
            expect(seen, JSON.stringify(follow)).toEqual(due);
            const back: number[] = [];
            let after: number | null = due.at(-1) ?? null;
            while (after !== null) {
              const page = await read(auditor.ctx, entries, { ...follow, after, limit: 3 });
              back.unshift(...page.rows.map((r) => r.id));
              after = page.previous;
            }
            expect(back, JSON.stringify(follow)).toEqual(due.slice(0, -1));
          }
  });

  it("says each entry in a sentence with names, and what waits for its place has none", async () => {
    const page = await read(auditor.ctx, entries, { item: itemB });
    expect(page.rows.map((r) => r.index)).toEqual([null, expect.any(Number)]);
    expect(page.rows[1]?.said).toEqual([
      { is: "actor", id: auditor.id, name: "Theo Marsh" },
      " ",
      "handed ",
      { is: "item", id: itemB, name: "an item" },
      " from ",
      { is: "person", id: admin.id, name: "Ada Admin" },
      " to ",
      { is: "person", id: auditor.id, name: "Theo Marsh" },
    ]);
    expect((await read(auditor.ctx, entries, { person: "sequencer" })).followed.person).toBe("The log");
  });
});

/** PROOF(m, D[n]) exactly as RFC 6962, 2.1.2 writes it, over the leaves themselves: a second implementation. */
function subproof(m: number, leaves: readonly Uint8Array[], whole: boolean): Uint8Array[] {
  const n = leaves.length;
  if (m === n) return whole ? [] : [mth(leaves)];
  const k = split(n);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), mth(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (leaves.length === 1 && only) return sha256Pure(Uint8Array.from([0, ...only]));
  const k = split(leaves.length);
  return sha256Pure(Uint8Array.from([1, ...mth(leaves.slice(0, k)), ...mth(leaves.slice(k))]));
}
const split = (n: number) => 2 ** Math.floor(Math.log2(n - 1));

describe("checkpoints", () => {
  it("are listed newest first, over pages and back", async () => {
    const all = (await read(auditor.ctx, checkpoints, {})).rows.map((c) => c.size);
    expect(all).toEqual([...all].sort((a, b) => b - a));
    expect(all.length).toBeGreaterThanOrEqual(9);
    const first = await read(auditor.ctx, checkpoints, { limit: 4 });
    const second = await read(auditor.ctx, checkpoints, { limit: 4, before: first.next ?? 0 });
    expect([...first.rows, ...second.rows].map((c) => c.size)).toEqual(all.slice(0, 8));
    const back = await read(auditor.ctx, checkpoints, { limit: 4, after: second.previous ?? 0 });
    expect(back.rows.map((c) => c.size)).toEqual(all.slice(0, 4));
    expect(back.previous).toBeNull();
  });

  it("every one contains all that any earlier one had; the proof is RFC 6962's own, leaf by leaf", async () => {
    const found = await rows<{ leaf: Uint8Array }>(
      handle.db,
      sql`SELECT e.leaf FROM log_leaf l JOIN audit_event e ON e.id = l.event_id ORDER BY l.idx`,
    );
    const leaves = found.map((f) => Uint8Array.from(f.leaf));
    const state = await read(auditor.ctx, head, {});
    const means: Means = { sha256: sha256Pure, verify: ed25519Verify, vkey: state.vkey };
    const sizes = (await read(auditor.ctx, checkpoints, {})).rows.map((c) => c.size);
    for (const from of sizes)
      for (const to of sizes.filter((s) => s >= from)) {
        const claim = await read(auditor.ctx, consistency, { from, to });
        expect(claim.proof).toEqual(subproof(from, leaves.slice(0, to), true).map(toBase64));
        const checks = await checkConsistency({ ...claim, old: claim.old ?? "" }, means);
        expect(checks.map((c) => c.ok)).toEqual([true, true, true]);
      }
    // Between the checkpoints there is no note, but what somebody holds from elsewhere can still be compared.
    for (let from = 1; from <= leaves.length; from++) {
      const claim = await read(auditor.ctx, consistency, { from });
      expect(claim.proof).toEqual(subproof(from, leaves, true).map(toBase64));
      expect(claim.old === null).toBe(!sizes.includes(from));
    }
  });

  it("are not compared the wrong way round, nor with one that never was", async () => {
    const sizes = (await read(auditor.ctx, checkpoints, {})).rows.map((c) => c.size);
    const [newest = 0, before = 0] = sizes;
    await expect(read(auditor.ctx, consistency, { from: newest, to: before })).rejects.toMatchObject({
      slug: "order",
    });
    await expect(read(auditor.ctx, consistency, { from: 1, to: newest + 5 })).rejects.toMatchObject({
      slug: "checkpoint",
    });
  });
});

describe("looking for an entry", () => {
  it("finds a leaf by its hash, by how the hash begins, and by its place, and its proof holds in a page", async () => {
    const state = await read(auditor.ctx, head, {});
    const means: Means = { sha256: sha256Pure, verify: ed25519Verify, vkey: state.vkey };
    for (let index = 0; index < state.size; index++) {
      const there = await read(auditor.ctx, entry, { index });
      expect(there.last).toBe(state.size - 1);
      expect(there.hash).toBe(toHex(leafHash(sha256Pure, new TextEncoder().encode(there.leaf))));
      for (const hash of [there.hash, there.hash.slice(0, 8)])
        expect((await read(auditor.ctx, find, { hash })).rows.map((r) => r.index)).toEqual([index]);
      const checked = await checkProof((await read(auditor.ctx, proof, { index })).proof, means);
      expect(checked.checks.map((c) => c.ok)).toEqual([true, true]);
      expect(checked).toMatchObject({ index, leafHash: there.hash, leaf: there.leaf });
    }
    await expect(read(auditor.ctx, entry, { index: state.size })).rejects.toMatchObject({
      code: "not_found",
    });
    const nowhere = toHex(fromBase64(toBase64(new Uint8Array(32))) ?? new Uint8Array(32));
    expect((await read(auditor.ctx, find, { hash: nowhere })).rows).toEqual([]);
  });

  it("finds what an id is about: a task's entries, a person's, an item's without its row", async () => {
    const task = await read(auditor.ctx, find, { id: decision });
    expect(task.rows.map((r) => r.type)).toEqual(["remediation.applied"]);
    const whose = await read(auditor.ctx, find, { id: admin.id });
    expect(whose.about).toEqual({ is: "person", id: admin.id, name: "Ada Admin" });
    expect(whose.rows.length).toBeGreaterThan(0);
    expect(await read(auditor.ctx, find, { id: uuid7(1) })).toEqual({ rows: [], about: null });
    await expect(read(auditor.ctx, find, {})).rejects.toMatchObject({ code: "invalid" });
  });

  it("looks for a hash by its index", async () => {
    await handle.db.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL enable_seqscan = off`);
      const [line] = (
        await rows<{ "QUERY PLAN": string }>(
          tx,
          sql`EXPLAIN SELECT event_id FROM log_leaf WHERE substr(leaf_hash, 1, 4) = decode('00112233', 'hex') LIMIT 20`,
        )
      ).filter((r) => /log_leaf_hash/.test(r["QUERY PLAN"]));
      expect(line).toBeDefined();
    });
  });
});

it("looks through a part of a long log at a time, and misses nothing between the parts", async () => {
  const rare = { person: auditor.id, type: "item.reassigned" };
  const due = await expected(rare);
  await execute(auditor.ctx, write, { events: Array.from({ length: 5_100 }, (_, i) => setting(i)) });
  const first = await read(auditor.ctx, entries, rare);
  expect(first.rows).toEqual([]);
  const found: number[] = [];
  let parts = 1;
  for (let next = first.next; next !== null; parts++) {
    const page = await read(auditor.ctx, entries, { ...rare, before: next, limit: 2 });
    found.push(...page.rows.map((r) => r.id));
    next = page.next;
  }
  expect(found).toEqual(due);
  expect(parts).toBeGreaterThan(2);
  let after = due.at(0) ?? null;
  for (let page = 0; after !== null && page < 10; page++) {
    const newer = await read(auditor.ctx, entries, { ...rare, after });
    expect(newer.rows).toEqual([]);
    after = newer.previous;
  }
  expect(after).toBeNull();
});
