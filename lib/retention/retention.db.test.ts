import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Handle, rows, transaction } from "@/db/client";
import { decision, privatePayload, timing } from "@/db/schema/decisions";
import { evidencePacket } from "@/db/schema/evidence";
import { person } from "@/db/schema/people";
import { figuresKept, retentionRun } from "@/db/schema/retention";
import { item, served } from "@/db/schema/reviews";
import { workpaperFrozen } from "@/db/schema/workpapers";
import { canonical } from "@/lib/audit-log/canonical";
import { sequence } from "@/lib/audit-log/sequencer";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { overrideEnv } from "@/lib/env";
import { requestExport, takeExport } from "@/lib/exports/commands";
import { buildExport } from "@/lib/exports/worker";
import { figuresOf } from "@/lib/oversight/queries";
import { responsesOf } from "@/lib/oversight/responding";
import { figuresHash } from "@/lib/oversight/response-schema";
import { createWorkpaper, freezeWorkpaper } from "@/lib/oversight/workpaper-commands";
import { show as showPaper } from "@/lib/oversight/workpaper-queries";
import { read } from "@/lib/query";
import { decide } from "@/lib/reviews/commands";
import { openItem, reveal } from "@/lib/reviews/observe";
import { closeAnswered } from "@/lib/testing/answered";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { erase, erasedName, previewErasure, settleErasure } from "./erasure";
import { liftHold, placeHold } from "./holds";
import { setPeriod } from "./periods";
import { show } from "./queries";
import { purgeDue } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let boss: WorldPerson;
let auditor: WorldPerson;
let admin: WorldPerson;
let owner: WorldPerson;
let second: WorldPerson;
let campaign: string;
let sealedAt: number;
const reason = "The auditors asked for it in writing.";
const day = 86_400_000;
/** Everything happens so long ago that all periods have ended by the database's own clock. */
const start = new Date("2012-03-04T09:00:00Z");

beforeAll(() => at(start, reviewed));

async function reviewed(): Promise<void> {
  data = mkdtempSync(path.join(tmpdir(), "countersign-retention-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = ["p0", "p1", "p2", "p3"].map((id) => ({
    id,
    name: `Łukasz ${id}`,
    // The last one's access is reviewed by whoever is the fallback.
    ...(id === "p3" ? {} : { managerId: "boss" }),
  }));
  const { source } = await w.source("ERP", {
    identities: [{ id: "boss", name: "Bo Boss" }, ...people],
    applications: [{ id: "erp", name: "ERP" }],
    accounts: people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
    entitlements: [
      { id: "e", applicationId: "erp", name: "Ledger", description: "Reads.", privilege: "standard" },
    ],
    grants: people.map((p) => ({ accountId: `a-${p.id}`, entitlementId: "e" })),
  });
  boss = await w.person({ name: "Bo Boss", identity: { source, id: "boss" } });
  auditor = await w.person({ name: "Aud Itor", roles: ["auditor"] });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  owner = await w.person({ name: "Cora Owner", roles: ["control_owner"] });
  second = await w.person({ name: "Carl Second", roles: ["control_owner"] });
  const fallback = await w.person({ name: "Fay Fallback" });
  campaign = (
    await launchNow(admin.ctx, {
      name: "Kept review",
      sources: ["ERP"],
      fallback: fallback.id,
      due: "2099-01-01",
      settings: { blindShare: 0, oversight: { level: "named", except: [] } },
    })
  ).campaign;
  await draftCampaign({ campaign });
  for (const it of await handle.db.select().from(item))
    await decideOne(it.reviewerId === boss.id ? boss : fallback, it.id);
  await closeAnswered(admin.ctx, owner.ctx, campaign);
  await sequence();
  const [sealed] = await rows<{ at: number }>(
    handle.db,
    sql`SELECT (extract(epoch FROM sealed_at) * 1000)::float8 AS at FROM campaign WHERE id = ${campaign}`,
  );
  sealedAt = sealed?.at ?? 0;
}
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

async function decideOne(by: WorldPerson, id: string): Promise<void> {
  await perform(by.ctx, openItem, { item: id });
  const opened = await perform(by.ctx, openItem, { item: id });
  if (opened.draft) await perform(by.ctx, reveal, { item: id, draft: opened.draft.id });
  await execute(by.ctx, decide, {
    item: id,
    key: `key-${id}`,
    outcome: "certify",
    reasonCode: "other",
    words: "They still keep the ledger every day.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    seconds: 7,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
  });
}

/** A workpaper over all items, frozen; its id. */
async function frozenPaper(): Promise<string> {
  const drawn = { name: "Before the erasure", campaign, seed: "seed-2012", size: 4, key: "erased-paper-1" };
  const { workpaper } = await execute(auditor.ctx, createWorkpaper, drawn);
  await execute(auditor.ctx, freezeWorkpaper, { workpaper, key: "erased-paper-2" });
  return workpaper;
}

async function packed() {
  const { export: id } = await perform(auditor.ctx, requestExport, { campaign });
  await buildExport({ export: id });
  return execute(auditor.ctx, takeExport, { export: id });
}

function verified(file: string): {
  ok: boolean;
  checks: { name: string; ok: boolean | null; detail: string }[];
} {
  try {
    const verifier = path.resolve("lib/audit-log/verifier/verify.mjs");
    return JSON.parse(execFileSync(process.execPath, [verifier, file, "--json"], { encoding: "utf8" }));
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout);
  }
}

/** The day's run with the clock at so many milliseconds after the seal. */
async function runAt(ms: number): Promise<void> {
  const time = new Date(sealedAt + ms);
  await handle.db.delete(retentionRun);
  await at(time, purgeDue);
}
const taken = (of: string, time: string) =>
  transaction({ person: null, reach: "all" }, (tx) =>
    rows(tx, sql`SELECT * FROM retention_purge(${of}, ${time}::timestamptz, 10)`),
  );
const openings = () => handle.db.$count(served);
const packets = () => handle.db.$count(evidencePacket);
async function slugOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (e: { slug?: string; cause?: { code?: string } }) => e.slug ?? e.cause?.code ?? String(e),
  );
}
const purged = () =>
  rows<{ data: { class: string; rows: number; of: string } }>(
    handle.db,
    sql`SELECT convert_from(leaf, 'UTF8')::jsonb -> 'data' AS data FROM audit_event WHERE type = 'retention.purged' ORDER BY id`,
  );

describe("retention", () => {
  it("I5: nothing but the purge deletes an append-only row, not even with a permit of one's own", async () => {
    const all = { person: null, reach: "all" as const };
    for (const table of [
      "served",
      "timing",
      "evidence_packet",
      "draft",
      "decision",
      "audit_event",
      "log_leaf",
    ]) {
      expect(await slugOf(handle.db.execute(sql.raw(`DELETE FROM ${table}`))), table).toBe("42501");
      expect(await slugOf(transaction(all, (tx) => tx.execute(sql.raw(`DELETE FROM ${table}`)))), table).toBe(
        "42501",
      );
    }
    const permit = sql`INSERT INTO purge_permit (tx, table_name) VALUES (pg_current_xact_id(), 'served')`;
    expect(await slugOf(transaction(all, (tx) => tx.execute(permit)))).toBe("42501");
    const own = transaction(all, (tx) => tx.execute(sql`SELECT * FROM purge_permit`));
    expect(await slugOf(own)).toBe("42501");
    // An item that could be moved into a campaign sealed long ago would take its evidence with it.
    const moved = transaction(all, (tx) =>
      tx.execute(sql`UPDATE item SET campaign_id = ${crypto.randomUUID()}`),
    );
    expect(await slugOf(moved)).toBe("42501");
  });

  it("the database's function knows no other class, and its clock is its own", async () => {
    expect(await slugOf(taken("decision", "2000-01-01"))).toBe("22023");
    expect(await taken("packet", new Date(sealedAt + day).toISOString())).toEqual([]);
    const since = sql`SELECT (extract(epoch FROM campaign_sealed_since(${campaign})) * 1000)::float8 AS at`;
    expect(await rows(handle.db, since)).toEqual([{ at: sealedAt }]);
  });

  it("refuses a period below what each class is kept at least", async () => {
    expect(await slugOf(execute(owner.ctx, setPeriod, { class: "packet", days: 90 }))).toBe("too-short");
    const low = handle.db.execute(
      sql`INSERT INTO retention_period VALUES ('packet', 90, now(), ${owner.id})`,
    );
    expect(await slugOf(low)).toBe("23514");
  });

  it("keeps openings until their last day and not a millisecond longer, and a hold stops it on both", async () => {
    const before = await openings();
    const drafts = new Set((await handle.db.select().from(served)).flatMap((s) => s.draftId ?? []));
    await runAt(90 * day - 1);
    expect(await openings()).toBe(before);
    const { hold } = await execute(owner.ctx, placeHold, { person: boss.id, reason });
    await runAt(90 * day);
    expect(await openings()).toBe(before);
    expect(
      (await at(new Date(sealedAt + 90 * day), () => read(auditor.ctx, show, {}))).classes[1],
    ).toMatchObject({
      class: "timing",
      kept: 1,
      due: 0,
      held: 1,
    });
    await execute(owner.ctx, liftHold, { hold, reason });
    const times = await handle.db.$count(timing);
    expect(times).toBe(await handle.db.$count(decision));
    // Nothing takes the times away before the figures counted from them are kept, and nothing keeps figures before that day.
    expect(await slugOf(taken("timing", new Date(sealedAt + 90 * day).toISOString()))).toBe("42501");
    const early = { campaignId: campaign, at: new Date(sealedAt + 90 * day - 1), figures: {} };
    expect(await slugOf(handle.db.insert(figuresKept).values(early).execute())).toBe("42501");
    const counted = await read(owner.ctx, figuresOf, { id: campaign });
    expect(counted.people.map((p) => p.name)).toContain("Bo Boss");
    expect((await read(owner.ctx, responsesOf, { id: campaign })).keptAt).toBeNull();
    await runAt(90 * day);
    expect(await openings()).toBe(drafts.size);
    expect(await handle.db.$count(timing)).toBe(0);
    expect((await purged()).at(-1)?.data).toEqual({
      class: "timing",
      rows: before - drafts.size + times,
      days: 90,
      of: campaign,
      figures: figuresHash(counted),
    });
    expect(await read(owner.ctx, figuresOf, { id: campaign })).toEqual(counted);
    const kept = await handle.db.select().from(figuresKept);
    expect(JSON.stringify(kept)).not.toContain("Bo Boss");
    expect((await read(owner.ctx, responsesOf, { id: campaign })).keptAt).toBe(
      new Date(sealedAt + 90 * day).toISOString(),
    );
    // A second run finds nothing, and writes nothing.
    const count = (await purged()).length;
    await runAt(91 * day);
    expect((await purged()).length).toBe(count);
  });

  it("I20: the pack without those openings is green and says of each draft what it said", async () => {
    const verdict = verified((await packed()).path);
    expect(verdict.checks.filter((c) => c.ok === false)).toEqual([]);
  });

  it("a hold on a campaign stops an erasure of whoever decided in it, and says so", async () => {
    await handle.db.update(person).set({ status: "disabled" }).where(eq(person.id, boss.id));
    const { hold } = await execute(admin.ctx, placeHold, { campaign, reason });
    await expect(execute(owner.ctx, erase, { person: boss.id, reason })).rejects.toThrow(/Kept review/);
    expect(await slugOf(execute(admin.ctx, placeHold, { campaign, reason }))).toBe("held");
    await execute(admin.ctx, liftHold, { hold, reason });
    expect(await slugOf(execute(admin.ctx, liftHold, { hold, reason }))).toBe("lifted");
  });

  it("I20: erases a person's words on the word of two; decisions, tree and verifier stay", async () => {
    const decided = await rows(handle.db, sql`SELECT md5(d::text) FROM decision d ORDER BY 1`);
    const paper = await frozenPaper();
    const before = JSON.stringify(await read(auditor.ctx, showPaper, { workpaper: paper }));
    expect(before).toContain('"decidedBy":"Bo Boss"');
    expect(before).toContain("Bo Boss, as manager.");
    const { counts } = await read(auditor.ctx, previewErasure, { person: boss.id });
    expect(counts).toEqual({ wrote: 3, about: expect.any(Number), campaigns: 1 });
    const asked = await execute(owner.ctx, erase, { person: boss.id, reason });
    const settle = { erasure: asked.erasure, answer: "grant" as const, reason };
    expect(await slugOf(execute(owner.ctx, settleErasure, settle))).toBe("maker");
    expect(await slugOf(execute(auditor.ctx, settleErasure, settle))).toBe("role");
    expect((await execute(second.ctx, settleErasure, settle)).counts).toEqual(asked.counts);
    expect(await slugOf(execute(second.ctx, settleErasure, settle))).toBe("settled");
    expect(await rows(handle.db, sql`SELECT md5(d::text) FROM decision d ORDER BY 1`)).toEqual(decided);
    const gone = await handle.db.select().from(privatePayload).where(isNull(privatePayload.payload));
    expect(gone.length).toBe(counts.wrote + counts.about);
    expect(gone.every((g) => g.salt === null && g.erasedAt !== null)).toBe(true);
    const [whom] = await handle.db.select().from(person).where(eq(person.id, boss.id));
    expect(whom).toMatchObject({ name: erasedName, email: null });
    // The frozen workpaper says what it said of everything but the name, and is still what the log holds the hash of.
    const after = JSON.stringify(await read(auditor.ctx, showPaper, { workpaper: paper }));
    expect(after).toBe(before.replaceAll("Bo Boss", erasedName));
    const [kept] = await handle.db.select().from(workpaperFrozen);
    expect(JSON.stringify(kept?.found)).not.toContain("Boss");
    const [logged] = await rows<{ found: string }>(
      handle.db,
      sql`SELECT convert_from(leaf, 'UTF8')::jsonb -> 'data' ->> 'found' AS found FROM audit_event WHERE type = 'workpaper.frozen'`,
    );
    const stored = canonical(z.json().parse(kept?.found));
    expect(logged?.found).toBe(`sha256:${createHash("sha256").update(stored, "utf8").digest("hex")}`);
    await sequence();
    const verdict = verified((await packed()).path);
    expect(verdict.checks.filter((c) => c.ok === false)).toEqual([]);
    expect(verdict.checks.find((c) => c.name === "payloads")?.detail).toMatch(/3 of them erased/);
  });

  it("a hold on somebody stops the erasure of words about them that belong to no campaign, whoever wrote them", async () => {
    const w = world();
    const gone = await w.person({ name: "Gil Gone", roles: ["admin"] });
    const about = await w.person({ name: "Abe Bout" });
    const before = await execute(gone.ctx, placeHold, { person: about.id, reason });
    await execute(gone.ctx, liftHold, { hold: before.hold, reason: "Counsel let go of Abe's matter." });
    await handle.db.update(person).set({ status: "disabled" }).where(eq(person.id, gone.id));
    const { hold } = await execute(owner.ctx, placeHold, { person: about.id, reason });
    await expect(execute(owner.ctx, erase, { person: gone.id, reason })).rejects.toThrow(
      /hold stops this erasure: Abe Bout/,
    );
    await execute(owner.ctx, liftHold, { hold, reason });
    expect((await execute(owner.ctx, erase, { person: gone.id, reason })).counts.wrote).toBeGreaterThan(0);
  });

  it("an active person's words are not erased", async () => {
    expect(await slugOf(execute(owner.ctx, erase, { person: auditor.id, reason }))).toBe("active");
  });

  it("I20: reasons past their time are erased as the log says, and the pack stays green", async () => {
    const words = () =>
      handle.db.$count(
        privatePayload,
        and(
          isNotNull(privatePayload.payload),
          sql`commit IN (SELECT substr(
        convert_from(leaf, 'UTF8')::jsonb ->> 'commit', 8) FROM audit_event WHERE campaign_id = ${campaign})`,
        ),
      );
    await execute(owner.ctx, setPeriod, { class: "reason", days: 365 });
    const before = await words();
    expect(before).toBeGreaterThan(0);
    await runAt(365 * day - 1);
    expect(await words()).toBe(before);
    const { hold } = await execute(owner.ctx, placeHold, { campaign, reason });
    await runAt(365 * day);
    expect(await words()).toBe(before);
    await execute(owner.ctx, liftHold, { hold, reason });
    await runAt(365 * day);
    expect(await words()).toBe(0);
    await sequence();
    const verdict = verified((await packed()).path);
    expect(verdict.checks.filter((c) => c.ok === false)).toEqual([]);
  });

  it("evidence goes after its years, and is not missed before", async () => {
    const there = await packets();
    expect(there).toBe(4);
    await runAt(2557 * day - 1);
    expect(await packets()).toBe(there);
    await runAt(2557 * day);
    expect(await packets()).toBe(0);
    expect(await handle.db.$count(item)).toBe(4);
    await expect(perform(auditor.ctx, requestExport, { campaign })).rejects.toThrow(/no longer kept/);
  });

  it("I5: the database's function believes no column and no entry that says of itself that it is old", async () => {
    const other = await at(start, () =>
      launchNow(admin.ctx, {
        name: "Still running",
        sources: ["ERP"],
        fallback: owner.id,
        due: "2099-01-01",
        settings: { blindShare: 0 },
      }),
    );
    const there = await packets();
    expect(there).toBeGreaterThan(0);
    const all = { person: null, reach: "all" as const };
    const told = new Date().toISOString();
    await transaction(all, (tx) =>
      tx.execute(
        sql`UPDATE campaign SET status = 'sealed', sealed_at = ${start.toISOString()} WHERE id = ${other.campaign}`,
      ),
    );
    expect(await taken("packet", told)).toEqual([]);
    // An entry that was never given a place in the log, then one that was given it now.
    await transaction(all, (tx) =>
      tx.execute(sql`INSERT INTO audit_event (event_id, type, actor_kind, actor_id, campaign_id, at, leaf, leaf_hash)
        VALUES (${crypto.randomUUID()}, 'campaign.sealed', 'system:close', 'close', ${other.campaign}, ${start.toISOString()},
          convert_to('{}', 'UTF8'), sha256(convert_to('{}', 'UTF8')))`),
    );
    expect(await taken("packet", told)).toEqual([]);
    await sequence();
    expect(await taken("packet", told)).toEqual([]);
    expect(await packets()).toBe(there);
  });
});
