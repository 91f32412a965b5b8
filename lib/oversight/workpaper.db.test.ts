import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { desc, eq, sql } from "drizzle-orm";
import ExcelJS from "exceljs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { decision } from "@/db/schema/decisions";
import { auditEvent } from "@/db/schema/log";
import { remediation } from "@/db/schema/remediation";
import { item } from "@/db/schema/reviews";
import { reperformance, reperformanceAnswer } from "@/db/schema/workpapers";
import { sequence } from "@/lib/audit-log/sequencer";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { takeExport } from "@/lib/exports/commands";
import { unstage } from "@/lib/exports/stored-file";
import { takeWorkpaper } from "@/lib/exports/workpaper-file";
import { read } from "@/lib/query";
import { requestRemediation } from "@/lib/remediation/worker";
import { decide } from "@/lib/reviews/commands";
import { openItem } from "@/lib/reviews/observe";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { openFigures, openWorkpaper } from "./opened";
import { reperformanceSection } from "./reperformance";
import { answerAgain, createReperformance, freeze } from "./reperformance-commands";
import { mine, performers, performItem, list as reperformances } from "./reperformance-queries";
import { reportSection } from "./report-schema";
import { drawn, sampleHash } from "./sample";
import { createWorkpaper, freezeWorkpaper, noteWorkpaper } from "./workpaper-commands";
import { list, show } from "./workpaper-queries";

const count = 24;
let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let auditor: WorldPerson;
let boss: WorldPerson;
let second: WorldPerson;
let campaign: string;
let ids: string[];

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-workpaper-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = Array.from({ length: count }, (_, n) => ({
    id: `p${n}`,
    name: n === 0 ? "=1+1" : n === 1 ? "王小明" : `Person ${n}`,
    managerId: "boss",
  }));
  const { source } = await w.source("ERP", {
    identities: [{ id: "boss", name: "Berta Boss" }, ...people],
    applications: [{ id: "erp", name: "ERP" }],
    accounts: people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
    entitlements: [{ id: "read", applicationId: "erp", name: "read", description: "Reads ledgers." }],
    grants: people.map((p) => ({ accountId: `a-${p.id}`, entitlementId: "read" })),
  });
  boss = await w.person({ name: "Berta Boss", identity: { source, id: "boss" } });
  second = await w.person({ name: "Sven Second", identity: { source, id: "p5" } });
  const admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  auditor = await w.person({ name: "Aud Itor", roles: ["auditor"] });
  const fallback = await w.person({ name: "Fay Fallback" });
  campaign = (
    await launchNow(admin.ctx, {
      name: "Tested",
      sources: ["ERP"],
      fallback: fallback.id,
      due: "2099-01-01",
      settings: { blindShare: 0 },
    })
  ).campaign;
  const found = await handle.db.select().from(item).where(eq(item.campaignId, campaign)).orderBy(item.id);
  ids = found.map((f) => f.id);
  for (const [n, one] of found.entries()) {
    if (n >= count - 2) continue;
    const opened = await perform(boss.ctx, openItem, { item: one.id });
    await execute(boss.ctx, decide, {
      item: one.id,
      key: `key-${one.id}`,
      outcome: n % 4 === 0 ? "revoke" : "certify",
      reasonCode: "other",
      words: "Looked at it.",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: null,
      acknowledged: true,
    });
  }
  await closeNow(admin.ctx, { id: campaign });
  await requestRemediation({ campaign });
  await sequence();
}, 120_000);
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.slug : String(error)),
  );
let keys = 0;
const key = () => `workpaper-key-${++keys}`;
const lastOf = async (type: string) => {
  const [found] = await handle.db
    .select()
    .from(auditEvent)
    .where(eq(auditEvent.type, type))
    .orderBy(desc(auditEvent.id))
    .limit(1);
  return {
    campaign: found?.campaignId ?? null,
    leaf: JSON.parse(Buffer.from(found?.leaf ?? []).toString("utf8")),
  };
};
const draw = (size: number, seed = "seed-2026") =>
  execute(auditor.ctx, createWorkpaper, { name: "Quarter one", campaign, seed, size, key: key() });

describe("a workpaper", () => {
  it("draws in the database what the same seed draws anywhere, and says so in the log, of no campaign", async () => {
    const { workpaper } = await draw(10);
    const seen = await read(auditor.ctx, show, { workpaper });
    const sample = drawn("seed-2026", ids, 10);
    expect(seen.rows.map((r) => ({ item: r.item, rank: r.rank }))).toEqual(sample);
    expect(seen).toMatchObject({ population: count, size: 10, by: "Aud Itor" });
    expect(await lastOf("workpaper.created")).toMatchObject({
      campaign: null,
      leaf: { data: { seed: "seed-2026", population: count, sample: `sha256:${sampleHash(sample)}` } },
    });
    const again = await read(auditor.ctx, show, { workpaper: (await draw(10)).workpaper });
    expect(again.rows.map((r) => r.item)).toEqual(seen.rows.map((r) => r.item));
    expect(await read(auditor.ctx, list, { campaign })).toHaveLength(2);
  });

  it("fills what the record says of each item, with its proof, and leaves the rest blank", async () => {
    const { workpaper } = await draw(500);
    const seen = await read(auditor.ctx, show, { workpaper });
    expect(seen.rows).toHaveLength(count);
    const counts = Object.fromEntries(
      seen.conclusions.map((c) => [c.attribute, [c.met, c.exceptions, c.notApplicable, c.blank]]),
    );
    const removals = Math.ceil((count - 2) / 4);
    expect(counts).toEqual({
      population: [count, 0, 0, 0],
      reviewer: [count - 2, 0, 2, 0],
      in_time: [count - 2, 2, 0, 0],
      evidence: [count - 2, 0, 2, 0],
      reason: [count - 2, 0, 2, 0],
      removal: [0, removals, count - removals, 0],
      exception: [0, 0, count, 0],
      appropriate: [0, 0, 0, count],
      adequate: [0, 0, 0, count],
    });
    for (const row of seen.rows.filter((r) => r.state === "decided"))
      for (const attribute of ["population", "in_time", "evidence"])
        expect(row.findings.find((f) => f.attribute === attribute)?.leaf).toBeTypeOf("number");
  });

  it("draws from what was removed alone, and from a period; and refuses what has nothing in it", async () => {
    const { workpaper } = await execute(auditor.ctx, createWorkpaper, {
      name: "Removals",
      from: "2098-12-01",
      to: "2099-03-31",
      drawnFrom: "removals",
      seed: "seed-2026",
      size: 500,
      key: key(),
    });
    const seen = await read(auditor.ctx, show, { workpaper });
    expect(seen.rows.every((r) => r.outcome === "revoke")).toBe(true);
    expect(seen.population).toBe(seen.rows.length);
    expect(seen.campaigns).toEqual([{ id: campaign, name: "Tested" }]);
    const of = (more: object) =>
      refusal(
        execute(auditor.ctx, createWorkpaper, { name: "None", seed: "seed-1", size: 5, key: key(), ...more }),
      );
    expect(await of({ from: "2020-01-01", to: "2020-12-31" })).toBe("campaign");
    expect(await of({ campaign: "018f0000-0000-7000-8000-000000000001" })).toBe("campaign");
    expect(await of({})).toBe("input");
  });

  it("keeps the auditor's words as theirs: the newest counts, nothing of the record changes", async () => {
    const { workpaper } = await draw(5);
    const before = await read(auditor.ctx, show, { workpaper });
    const [row] = before.rows;
    const decisions = await handle.db.select().from(decision);
    const note = (more: object) =>
      execute(auditor.ctx, noteWorkpaper, { workpaper, attribute: "appropriate", key: key(), ...more });
    await note({ item: row?.item, judgement: "exception", words: "password=hunter2hunter2 was in the mail" });
    await note({ item: row?.item, judgement: "met", words: "Asked the holder." });
    await note({ words: "One of five is open." });
    const after = await read(auditor.ctx, show, { workpaper });
    expect(after.rows[0]?.notes.appropriate).toMatchObject({
      judgement: "met",
      words: "Asked the holder.",
      by: "Aud Itor",
    });
    expect(after.conclusions.find((c) => c.attribute === "appropriate")).toMatchObject({
      met: 1,
      blank: 4,
      note: { words: "One of five is open.", judgement: null },
    });
    expect(after.rows.map((r) => r.findings)).toEqual(before.rows.map((r) => r.findings));
    expect(await handle.db.select().from(decision)).toEqual(decisions);
    const said = await lastOf("workpaper.noted");
    expect(said.campaign).toBeNull();
    expect(JSON.stringify(said.leaf)).not.toContain("One of five");
    expect(said.leaf.commit).toMatch(/^sha256:/);
    const outside = ids.find((id) => !after.rows.some((r) => r.item === id));
    expect(await refusal(note({ item: outside, judgement: "met" }))).toBe("item");
    expect(await refusal(note({ item: row?.item }))).toBe("input");
    await expect(handle.db.execute(sql`UPDATE workpaper_note SET judgement = 'exception'`)).rejects.toThrow();
    await expect(handle.db.execute(sql`DELETE FROM workpaper_item`)).rejects.toThrow();
  });

  it("is frozen as it was found: what happens to an item later shows beside it, and nothing is noted any more", async () => {
    const { workpaper } = await draw(500);
    const ends = (of = key()) => execute(auditor.ctx, freezeWorkpaper, { workpaper, key: of });
    const first = key();
    expect(await read(auditor.ctx, show, { workpaper })).toMatchObject({ frozen: null, changed: [] });
    await ends(first);
    const then = await read(auditor.ctx, show, { workpaper });
    expect(then).toMatchObject({ frozen: { by: "Aud Itor" }, changed: [] });
    expect((await lastOf("workpaper.frozen")).leaf.data).toMatchObject({ workpaper, blank: 2 * count });
    expect(await refusal(ends())).toBe("frozen");
    // Whoever pressed again because the answer was lost gets that answer.
    expect(await ends(first)).toEqual({ workpaper });
    const note = { workpaper, attribute: "appropriate" as const, words: "Too late.", key: key() };
    expect(await refusal(execute(auditor.ctx, noteWorkpaper, note))).toBe("frozen");
    const removed = then.rows.find((r) => r.outcome === "revoke");
    const [task] = await handle.db
      .select()
      .from(remediation)
      .where(eq(remediation.itemId, removed?.item ?? ""));
    const as = (state: "seen_gone" | "requested") =>
      handle.db
        .update(remediation)
        .set({ state })
        .where(eq(remediation.id, task?.id ?? ""));
    await as("seen_gone");
    const now = await read(auditor.ctx, show, { workpaper });
    expect(now.changed).toEqual([removed?.n]);
    expect(now.rows).toEqual(then.rows);
    await as("requested");
  });

  it("opened leaves one entry an hour, of no campaign", async () => {
    const { workpaper } = await draw(5);
    const opens = (hour: string) =>
      execute(auditor.ctx, openWorkpaper, { workpaper, key: `${workpaper} ${hour}` });
    const reads = () => handle.db.$count(auditEvent, eq(auditEvent.type, "access.read"));
    const before = await reads();
    await opens("2026-11-22T09");
    await opens("2026-11-22T09");
    expect(await reads()).toBe(before + 1);
    await opens("2026-11-22T10");
    expect(await reads()).toBe(before + 2);
    const said = await lastOf("access.read");
    expect(said.campaign).toBeNull();
    expect(said.leaf.data).toEqual({ what: "workpaper", of: workpaper });
    expect(await refusal(execute(second.ctx, openWorkpaper, { workpaper, key: "not-mine" }))).toBe("role");
  });

  it("goes out as a workbook with a sheet a test, texts as texts, logged as any export", async () => {
    const { workpaper } = await draw(500);
    const row = (await read(auditor.ctx, show, { workpaper })).rows[3];
    await execute(auditor.ctx, noteWorkpaper, {
      workpaper,
      item: row?.item ?? "",
      attribute: "adequate",
      judgement: "exception",
      words: "=HYPERLINK() is what it says: «слишком коротко»",
      key: key(),
    });
    const taken = await unstage(await execute(auditor.ctx, takeWorkpaper, { workpaper }));
    expect(taken).toMatchObject({ name: "workpaper.xlsx" });
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Uint8Array.from(readFileSync(taken.path)).buffer);
    expect(book.worksheets.map((s) => s.name)).toEqual([
      "Workpaper",
      "Conclusions",
      "Sample",
      "1 In the population",
      "2 Eligible reviewer",
      "3 In time",
      "4 Evidence served first",
      "5 Reason given",
      "6 Removed and seen gone",
      "7 Exception approved and in dat",
      "8 Decision appropriate",
      "9 Reason adequate",
    ]);
    const names = Array.from(
      { length: count },
      (_, n) => book.getWorksheet("Sample")?.getCell(n + 2, 2).text,
    );
    expect(names).toContain("=1+1");
    expect(names).toContain("王小明");
    const sheet = book.getWorksheet("9 Reason adequate");
    expect(sheet?.getCell(5, 8).text).toBe("Exception");
    expect(sheet?.getCell(5, 9).text).toBe("=HYPERLINK() is what it says: «слишком коротко»");
    expect(sheet?.getCell(6, 8).value).toBeNull();
    const { leaf } = await lastOf("export.created");
    expect(leaf.data.kind).toBe("workpaper.xlsx");
    expect(await refusal(execute(auditor.ctx, takeExport, { export: leaf.data.export }))).toBe("workpaper");
  });
});

describe("figures", () => {
  it("that name nobody leave no entry when they are opened", async () => {
    expect(await refusal(execute(auditor.ctx, openFigures, { id: campaign, key: "figures-2026" }))).toBe(
      "not-named",
    );
  });
});

describe("a re-performance", () => {
  const begin = (performer: string, size = 8) =>
    execute(auditor.ctx, createReperformance, { campaign, performer, seed: "again-2026", size, key: key() });

  it("I7: is for nobody who had a part in the campaign, and never about one's own access", async () => {
    expect(await refusal(begin(boss.id))).toBe("took-part");
    const may = (await read(auditor.ctx, performers, { campaign })).map((p) => p.name);
    expect(may).toContain("Sven Second");
    expect(may).toContain("Aud Itor");
    expect(may).not.toContain("Berta Boss");
    expect(may).not.toContain("Ada Admin");
    const called = async (q: string) =>
      (await read(auditor.ctx, performers, { campaign, q })).map((p) => p.name);
    expect(await called(" sven")).toEqual(["Sven Second"]);
    expect(await called("berta")).toEqual([]);
    expect(await called("%")).toEqual([]);
    const { reperformance: id } = await begin(second.id, 500);
    const own = await read(second.ctx, mine, { reperformance: id });
    expect(own.rows.some((r) => r.subject === "Person 5")).toBe(false);
    expect(own.rows.length).toBeGreaterThan(count - 5);
  });

  it("I12: shows sealed evidence and neither draft nor decision; answers stand apart; the result is frozen once", async () => {
    const { reperformance: id } = await begin(second.id);
    expect(await refusal(read(boss.ctx, mine, { reperformance: id }))).toBe("row");
    const before = await handle.db.select().from(decision);
    const first = await read(second.ctx, performItem, { reperformance: id, n: 1 });
    const text = JSON.stringify(first);
    expect(text).not.toMatch(/Looked at it|recommendation|"outcome"|Berta Boss decided/);
    expect(first.view.facts.every((f) => f.stance === "context" || f.stance === "unknown")).toBe(true);
    const answer = (n: number, given: "keep" | "remove" | "dont_know") =>
      execute(second.ctx, answerAgain, {
        reperformance: id,
        n,
        answer: given,
        words: "On the facts.",
        key: key(),
      });
    for (let n = 1; n <= 7; n++) await answer(n, n === 7 ? "dont_know" : "keep");
    expect(await refusal(answer(1, "remove"))).toBe("answered");
    expect(await refusal(execute(second.ctx, freeze, { reperformance: id, key: key() }))).toBe("open");
    expect(await read(auditor.ctx, reperformances, { campaign })).toMatchObject([
      { answered: 7, size: 8, result: null, performer: "Sven Second" },
      {},
    ]);
    await answer(8, "remove");
    const result = await execute(second.ctx, freeze, { reperformance: id, key: key() });
    expect(result).toMatchObject({ sample: 8, notKnown: 1, sides: { observed: { enough: true, n: 7 } } });
    expect(await refusal(execute(second.ctx, freeze, { reperformance: id, key: key() }))).toBe("frozen");
    await expect(
      handle.db.update(reperformance).set({ result: {} }).where(eq(reperformance.id, id)),
    ).rejects.toThrow();
    const [any] = await handle.db.select().from(reperformanceAnswer).limit(1);
    await expect(
      handle.db.insert(reperformanceAnswer).values({
        id: campaign,
        reperformanceId: id,
        n: 9,
        answer: "keep",
        by: second.id,
        at: any?.at ?? new Date(0),
      }),
    ).rejects.toThrow();
    expect(await handle.db.select().from(decision)).toEqual(before);
    const all = await read(auditor.ctx, reperformances, { campaign });
    expect(all[0]?.result).toEqual(result);
    const section = reportSection.parse(reperformanceSection(campaign, all));
    expect(section.claim).toMatch(/^Sven Second decided 8 items again .* same side on \d of 7\.$/);
    expect(reperformanceSection(campaign, []).claim).toBe(
      "No sample of this campaign was decided again by somebody else.",
    );
  });
});
