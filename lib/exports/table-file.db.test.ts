import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { eq } from "drizzle-orm";
import ExcelJS from "exceljs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, transaction } from "@/db/client";
import { exportFile } from "@/db/schema/jobs";
import { auditEvent } from "@/db/schema/log";
import { item } from "@/db/schema/reviews";
import { toHex } from "@/lib/audit-log/bytes";
import { sha256 } from "@/lib/audit-log/sha256";
import { unescapeCell } from "@/lib/audit-log/verifier/csv-cell";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { read } from "@/lib/query";
import { requestRemediation } from "@/lib/remediation/worker";
import { decide } from "@/lib/reviews/commands";
import { openItem } from "@/lib/reviews/observe";
import { freshDatabase } from "@/lib/testing/database";
import { personCtx, type WorldPerson, world } from "@/lib/testing/world";
import { requestExport, takeExport } from "./commands";
import { csvText } from "./csv";
import { profiles } from "./profiles";
import { list } from "./queries";
import { type ExportFormat, formats, profileNames } from "./schema";
import { buildExport } from "./worker";

const hostile = [
  "=cmd|' /C calc'!A0",
  "Анна Ковальчук",
  "ليلى منصور",
  "王小明",
  'Zoë "Šimů", Łukasz',
  "+49 30 1",
];

const count = 30;
let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let auditor: WorldPerson;
let campaign: string;

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-tables-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = Array.from({ length: count }, (_, n) => ({
    id: `p${n}`,
    name: hostile[n] ?? `Person ${n}`,
    managerId: "boss",
  }));
  const { source } = await w.source("ERP", {
    identities: [{ id: "boss", name: "Berta Boss" }, ...people],
    applications: [{ id: "erp", name: "ERP" }],
    accounts: people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
    entitlements: [{ id: "read", applicationId: "erp", name: "read", description: "Reads ledgers." }],
    grants: people.map((p) => ({ accountId: `a-${p.id}`, entitlementId: "read" })),
  });
  const boss = await w.person({ name: "Berta Boss", identity: { source, id: "boss" } });
  const admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  auditor = await w.person({ name: "Aud Itor", roles: ["auditor"] });
  campaign = (
    await launchNow(admin.ctx, {
      name: "Tables",
      sources: ["ERP"],
      fallback: auditor.id,
      due: "2099-01-01",
      settings: { blindShare: 0 },
    })
  ).campaign;
  const found = await handle.db.select().from(item).where(eq(item.campaignId, campaign)).orderBy(item.id);
  for (const [n, one] of found.slice(0, 3).entries()) {
    const ctx = one.reviewerId === boss.id ? boss.ctx : personCtx(one.reviewerId, "Reviewer");
    const opened = await perform(ctx, openItem, { item: one.id });
    await execute(ctx, decide, {
      item: one.id,
      key: `key-${one.id}`,
      outcome: n === 0 ? "certify" : "revoke",
      reasonCode: "other",
      words: "=1+1, as they said",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: null,
      acknowledged: true,
    });
  }
  await closeNow(admin.ctx, { id: campaign });
  await requestRemediation({ campaign });
}, 120_000);
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

async function made(what: (typeof profileNames)[number], format: ExportFormat) {
  const { export: id } = await perform(auditor.ctx, requestExport, { campaign, what, format });
  await buildExport({ export: id });
  const [view] = await read(auditor.ctx, list, { export: id });
  if (view?.state !== "done") throw new Error(view?.problem ?? "Not made.");
  const taken = await execute(auditor.ctx, takeExport, { export: id });
  return { id, view, taken, bytes: readFileSync(taken.path) };
}

const expected = {
  items: count,
  decisions: 3,
  population: count,
  exceptions: 0,
  remediation: 2,
  not_certified: count - 3,
  reviewers: 1,
  entra: count,
} as const;

describe("tables by themselves", () => {
  it.each(profileNames)(
    "%s: every row in each format, logged with its hash, counted to the end",
    async (what) => {
      const texts: string[][] = [];
      for (const format of formats) {
        const { id, view, taken, bytes } = await made(what, format);
        expect(view).toMatchObject({
          kind: `${what}.${format}`,
          done: expected[what],
          total: expected[what],
        });
        expect(taken.name).toMatch(new RegExp(`\\.${format}$`));
        expect(view.sha256).toBe(toHex(sha256(bytes)));
        const [leaf] = await handle.db
          .select({ leaf: auditEvent.leaf })
          .from(auditEvent)
          .where(eq(auditEvent.type, "export.created"))
          .orderBy(auditEvent.id)
          .then((all) => all.slice(-1));
        expect(JSON.parse(Buffer.from(leaf?.leaf ?? []).toString("utf8")).data).toMatchObject({
          export: id,
          kind: `${what}.${format}`,
          sha256: `sha256:${view.sha256}`,
        });
        if (format === "csv") expect(bytes.toString("utf8")).toBe(await rowByRow(what));
        texts.push(await firstCells(format, bytes));
        expect(texts.at(-1)).toHaveLength(expected[what]);
      }
      // The same rows in the same order, whatever the format.
      for (const each of texts) expect(each).toEqual(texts[0]);
    },
    120_000,
  );

  it("gives the same bytes from the same state", async () => {
    for (const format of formats)
      expect((await made("items", format)).view.sha256).toBe((await made("items", format)).view.sha256);
  }, 120_000);

  it("keeps every name, and computes none", async () => {
    const csv: string[][] = parse((await made("items", "csv")).bytes, { relax_column_count: false });
    const at = csv[0]?.indexOf("subject") ?? -1;
    const names = csv.slice(1).map((r) => unescapeCell(r[at] ?? ""));
    for (const name of hostile) expect(names).toContain(name);
    expect(csv.flat().filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
    const json: { subject: string; first_seen: boolean; decided_at: string | null }[] = JSON.parse(
      (await made("items", "json")).bytes.toString("utf8"),
    );
    expect(json.map((r) => r.subject)).toEqual(names);
    expect(json.every((r) => typeof r.first_seen === "boolean")).toBe(true);
    expect(json.filter((r) => r.decided_at !== null)).toHaveLength(3);
  }, 60_000);

  it("has Entra's columns in Entra's order, with its words for results", async () => {
    const [header, ...lines]: string[][] = parse((await made("entra", "csv")).bytes);
    const own = path.resolve(process.cwd(), "../shared/research/csv-columns.md");
    expect(header?.slice(0, 4)).toEqual([
      "AccessReviewId",
      "AccessReviewSeriesId",
      "ReviewType",
      "ResourceDisplayName",
    ]);
    expect(header).toHaveLength(30);
    try {
      const listed = readFileSync(own, "utf8")
        .split("\n")
        .find((l) => l.startsWith("| Entra review history"));
      const names = (listed?.split("|")[2] ?? "")
        .replace(/ \([^)]*\)/g, "")
        .split(",")
        .map((n) => n.trim());
      expect(header).toEqual(names);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      console.info("The published list of columns is not there: only their number is held against it.");
    }
    const result = header?.indexOf("ReviewResult") ?? -1;
    const tally = new Map<string, number>();
    for (const line of lines) tally.set(line[result] ?? "", (tally.get(line[result] ?? "") ?? 0) + 1);
    expect(Object.fromEntries(tally)).toEqual({ Approve: 1, Deny: 2, "Not reviewed": count - 3 });
  }, 60_000);

  it("says why there is none", async () => {
    const { export: id } = await perform(auditor.ctx, requestExport, { campaign, what: "items" });
    await handle.db
      .update(exportFile)
      .set({ campaignId: "018f0000-0000-7000-8000-000000000001" })
      .where(eq(exportFile.id, id));
    await buildExport({ export: id });
    const [view] = await read(auditor.ctx, list, { export: id });
    expect(view).toMatchObject({
      state: "failed",
      problem: "There is nothing to export before a campaign is launched.",
    });
  });
});

/** The table's CSV, made of its rows one by one. */
const rowByRow = (what: (typeof profileNames)[number]) =>
  transaction({ person: null, reach: "all", readOnly: true }, async (tx) => {
    const { columns, rows } = profiles[what];
    return (await Array.fromAsync(csvText(columns, rows(tx, { campaign })))).join("");
  });

/** The first column of every row, as text. */
async function firstCells(format: ExportFormat, bytes: Buffer): Promise<string[]> {
  if (format === "xlsx") {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Uint8Array.from(bytes).buffer);
    const [page] = book.worksheets;
    return Array.from(
      { length: (page?.rowCount ?? 1) - 1 },
      (_, n) => page?.getRow(n + 2).getCell(1).text ?? "",
    );
  }
  const text = bytes.toString("utf8");
  if (format === "csv")
    return parse(text)
      .slice(1)
      .map((r: string[]) => r[0] ?? "");
  const all: Record<string, string>[] =
    format === "json"
      ? JSON.parse(text)
      : text
          .split("\n")
          .filter(Boolean)
          .map((l) => JSON.parse(l));
  return all.map((r) => Object.values(r)[0] ?? "");
}
