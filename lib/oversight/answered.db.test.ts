import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { campaign as campaigns } from "@/db/schema/campaigns";
import { decision } from "@/db/schema/decisions";
import { evidencePacket } from "@/db/schema/evidence";
import { item, served } from "@/db/schema/reviews";
import { sequence } from "@/lib/audit-log/sequencer";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { overrideEnv } from "@/lib/env";
import { read } from "@/lib/query";
import { requestRemediation } from "@/lib/remediation/worker";
import { purgeDue } from "@/lib/retention/worker";
import { decide } from "@/lib/reviews/commands";
import { reassign } from "@/lib/reviews/hand-on";
import { openItem } from "@/lib/reviews/observe";
import { closeAnswered } from "@/lib/testing/answered";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { createReperformance } from "./reperformance-commands";
import { mine, performItem } from "./reperformance-queries";
import { createWorkpaper, freezeWorkpaper } from "./workpaper-commands";
import { show } from "./workpaper-queries";

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let olu: WorldPerson;
let noa: WorldPerson;
let auditor: WorldPerson;
let other: WorldPerson;
let campaign: string;
/** An item that Olu had opened before Noa, who decided it. */
let handed: string;
/** An item whose evidence an answer was frozen into after the launch. */
let renewed: string;
/** So long ago that every period has ended by the database's own clock. */
const start = new Date("2012-03-04T09:00:00Z");
const day = 86_400_000;
const count = 20;

beforeAll(() => at(start, reviewed), 120_000);

async function reviewed(): Promise<void> {
  data = mkdtempSync(path.join(tmpdir(), "countersign-answered-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = Array.from({ length: count }, (_, n) => ({
    id: `q${n}`,
    name: `Person ${n}`,
    managerId: "p1",
  }));
  const { source } = await w.source("Cloud", {
    identities: [
      { id: "p1", name: "Olu Owner", employmentStatus: "active" },
      { id: "p2", name: "Noa Next", employmentStatus: "active" },
      { id: "n1", name: "svc-pay", kind: "service", ownerId: "p1", purpose: "Runs at night." },
      ...people,
    ],
    applications: [{ id: "cloud", name: "Cloud" }],
    accounts: ["n1", ...people.map((p) => p.id)].map((id) => ({
      id: `a-${id}`,
      applicationId: "cloud",
      identityId: id,
    })),
    entitlements: ["read", "write"].map((id) => ({
      id,
      applicationId: "cloud",
      name: id,
      description: `May ${id}.`,
    })),
    grants: [
      ...["read", "write"].map((e) => ({ accountId: "a-n1", entitlementId: e })),
      ...people.map((p) => ({ accountId: `a-${p.id}`, entitlementId: "read" })),
    ],
  });
  olu = await w.person({ name: "Olu Owner", identity: { source, id: "p1" } });
  noa = await w.person({ name: "Noa Next", identity: { source, id: "p2" } });
  auditor = await w.person({ name: "Aud Itor", roles: ["auditor"] });
  other = await w.person({ name: "Otto Other" });
  const admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const owner = await w.person({ name: "Cora Owner", roles: ["control_owner"] });
  const fallback = await w.person({ name: "Fay Fallback" });
  campaign = (
    await launchNow(admin.ctx, {
      name: "Long ago",
      sources: ["Cloud"],
      fallback: fallback.id,
      due: "2099-01-01",
      settings: { blindShare: 20 },
    })
  ).campaign;
  const all = await items();
  const grants = all.filter((i) => i.identityId !== "n1");
  handed = grants.find((i) => i.arm === "assisted")?.id ?? "";
  renewed = grants.find((i) => i.id !== handed)?.id ?? "";
  await newEvidence(renewed);
  await draftCampaign({ campaign });
  await perform(olu.ctx, openItem, { item: handed });
  await execute(olu.ctx, reassign, {
    items: [handed],
    to: noa.id,
    reason: "Noa knows them.",
    key: "handed-on-1",
  });
  const whole = all.find((i) => i.type === "identity")?.id ?? "";
  await at(new Date(start.getTime() + 60_000), async () => {
    await decideOne(olu, whole, "revoke");
    for (const one of grants) await decideOne(one.id === handed ? noa : olu, one.id, "certify");
  });
  await closeAnswered(admin.ctx, owner.ctx, campaign);
  await requestRemediation({ campaign });
  await sequence();
}
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

const items = () => handle.db.select().from(item).where(eq(item.campaignId, campaign)).orderBy(item.id);

/** As an answered question leaves it: a second packet, and the item on it. */
async function newEvidence(id: string): Promise<void> {
  const [first] = await handle.db.select().from(evidencePacket).where(eq(evidencePacket.itemId, id));
  if (!first) throw new Error("An item has no evidence.");
  await handle.db.insert(evidencePacket).values({ ...first, version: 2, hash: "5".repeat(64) });
  await handle.db
    .update(item)
    .set({ evidenceHash: "5".repeat(64), packetVersion: 2 })
    .where(eq(item.id, id));
}

async function decideOne(by: WorldPerson, id: string, outcome: "certify" | "revoke"): Promise<void> {
  const opened = await at(start, () => perform(by.ctx, openItem, { item: id }));
  await execute(by.ctx, decide, {
    item: id,
    key: `key-${id}`,
    outcome,
    reasonCode: "other",
    words: "Looked at the work that it is for.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
  });
}

let keys = 0;
async function paper() {
  const drawn = { name: "All of it", campaign, seed: "seed-2012", size: 500, key: `answered-${++keys}` };
  const { workpaper } = await execute(auditor.ctx, createWorkpaper, drawn);
  return read(auditor.ctx, show, { workpaper });
}
type Row = Awaited<ReturnType<typeof paper>>["rows"][number];
const saidOf = (row: Row | undefined, attribute: string) =>
  row?.findings.find((f) => f.attribute === attribute);

describe("items that their identity's retirement answers", () => {
  it("are not drawn to be decided again: they have no decision of their own", async () => {
    const begun = await execute(auditor.ctx, createReperformance, {
      campaign,
      performer: other.id,
      seed: "again-2012",
      size: 500,
      key: "again-answered",
    });
    const { size, rows } = await read(other.ctx, mine, { reperformance: begun.reperformance });
    expect(size).toBe(count + 1);
    expect(rows).toHaveLength(count + 1);
    for (const { n } of rows)
      expect((await read(other.ctx, performItem, { reperformance: begun.reperformance, n })).n).toBe(n);
  });

  it("are in a workpaper's sample, tested through the identity's decision, and say so", async () => {
    const { rows, population } = await paper();
    expect(population).toBe(count + 3);
    const all = await items();
    const whole = all.find((i) => i.type === "identity");
    const answered = rows.filter((r) => all.some((i) => i.id === r.item && i.answeredBy === whole?.id));
    expect(answered).toHaveLength(2);
    const [made] = await handle.db
      .select()
      .from(decision)
      .where(eq(decision.itemId, whole?.id ?? ""));
    for (const row of answered) {
      expect(saidOf(row, "evidence")).toMatchObject({ result: "met", evidence: made?.evidenceHash });
      expect(saidOf(row, "removal")).toMatchObject({ result: "exception" });
      for (const attribute of ["reviewer", "in_time", "evidence", "reason", "removal"])
        expect(saidOf(row, attribute)?.says).toMatch(/^Through the decision on the identity as a whole: /);
      expect(saidOf(row, "population")?.says).toMatch(/^Frozen at launch: /);
    }
    const own = rows.find((r) => r.item === whole?.id);
    expect(saidOf(own, "evidence")?.says).toBe("Served 2012-03-04 09:00 UTC, decided 2012-03-04 09:01 UTC.");
  });
});

describe("after the openings were purged", () => {
  it("each decision still says when its evidence was served: undrafted, blind, handed on or answered", async () => {
    const before = await handle.db.$count(served);
    const [sealed] = await handle.db.select().from(campaigns).where(eq(campaigns.id, campaign));
    await at(new Date((sealed?.sealedAt?.getTime() ?? 0) + 91 * day), purgeDue);
    expect(await handle.db.$count(served)).toBeLessThan(before);
    const arms = new Map((await items()).map((i) => [i.id, i.arm]));
    const { rows } = await paper();
    expect(new Set(rows.map((r) => arms.get(r.item)))).toEqual(new Set(["assisted", "blind"]));
    expect(rows.some((r) => r.item === handed)).toBe(true);
    for (const row of rows)
      expect([row.item, saidOf(row, "evidence")?.result, saidOf(row, "evidence")?.says]).toEqual([
        row.item,
        "met",
        expect.stringMatching(/Served 2012-03-04 09:00 UTC, decided 2012-03-04 09:01 UTC\.$/),
      ]);
  });
});

describe("in the population", () => {
  it("is computed again over items and frozen evidence, also where an answer was frozen since", async () => {
    const { rows } = await paper();
    expect(rows.some((r) => r.item === renewed)).toBe(true);
    expect(new Set(rows.map((r) => saidOf(r, "population")?.result))).toEqual(new Set(["met"]));
  });

  it("does not hold where the items' evidence is no longer what the launch committed to", async () => {
    await handle.db.execute(sql`ALTER TABLE evidence_packet DISABLE TRIGGER append_only_rows`);
    const put = (hash: string) =>
      handle.db.execute(
        sql`UPDATE evidence_packet SET hash = ${hash} WHERE item_id = ${handed} AND version = 1`,
      );
    const [held] = await handle.db.select().from(evidencePacket).where(eq(evidencePacket.itemId, handed));
    const before = await paper();
    await put("6".repeat(64));
    // Read again within minutes it is as it was; whatever is frozen, and whatever is read later, is computed anew.
    expect((await paper()).rows.map((r) => saidOf(r, "population")?.result)).not.toContain("exception");
    await execute(auditor.ctx, freezeWorkpaper, { workpaper: before.id, key: "frozen-tampered" });
    const frozen = await read(auditor.ctx, show, { workpaper: before.id });
    expect(new Set(frozen.rows.map((r) => saidOf(r, "population")?.result))).toEqual(new Set(["exception"]));
    const { rows } = await at(new Date(Date.now() + 400_000), paper);
    expect(new Set(rows.map((r) => saidOf(r, "population")?.result))).toEqual(new Set(["exception"]));
    expect(saidOf(rows[0], "population")?.says).toMatch(/not those of the launch: their root is sha256:/);
    await put(held?.hash ?? "");
    await handle.db.execute(sql`ALTER TABLE evidence_packet ENABLE TRIGGER append_only_rows`);
  });
});
