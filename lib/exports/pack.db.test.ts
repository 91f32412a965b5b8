import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { exportFile } from "@/db/schema/jobs";
import { item, review } from "@/db/schema/reviews";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord, type Json } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import { openZip } from "@/lib/audit-log/verifier/zip";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { draftResult } from "@/lib/drafting/schema";
import { draftCampaign } from "@/lib/drafting/worker";
import { overrideEnv } from "@/lib/env";
import { read } from "@/lib/query";
import { clusters } from "@/lib/reviews/clusters";
import { decide } from "@/lib/reviews/commands";
import { openItem, reveal } from "@/lib/reviews/observe";
import { together } from "@/lib/reviews/together";
import { openTogether } from "@/lib/reviews/together-open";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { requestExport, takeExport } from "./commands";
import { list } from "./queries";
import { buildExport } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let auditor: WorldPerson;
let boss: WorldPerson;
let admin: WorldPerson;
let campaign: string;

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-pack-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = Array.from({ length: 5 }, (_, i) => ({
    id: `p${i}`,
    name: `Łukasz ${i}, "the" =1+1`,
    managerId: "boss",
  }));
  const { source } = await w.source("ERP", {
    identities: [{ id: "boss", name: "Bo Boss" }, ...people],
    applications: [{ id: "erp", name: "ERP", ownerId: "boss" }],
    accounts: people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
    entitlements: [
      {
        id: "=cmd|' /C calc'!A0",
        applicationId: "erp",
        name: "@SUM(1)",
        description: "Reads the ledger.",
        privilege: "standard",
      },
      { id: "group", applicationId: "erp", name: "Group", description: "A group.", privilege: "standard" },
    ],
    grants: people.flatMap((p) => [
      { accountId: `a-${p.id}`, entitlementId: "group" },
      { accountId: `a-${p.id}`, entitlementId: "=cmd|' /C calc'!A0", via: "group" },
    ]),
  });
  boss = await w.person({ name: "Bo Boss", identity: { source, id: "boss" } });
  auditor = await w.person({ name: "Aud Itor", roles: ["auditor"] });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const fallback = await w.person({ name: "Fay Fallback" });
  campaign = (
    await launchNow(admin.ctx, {
      name: "Pack review",
      sources: ["ERP"],
      fallback: fallback.id,
      due: "2099-01-01",
      settings: { blindShare: 0 },
    })
  ).campaign;
  await draftCampaign({ campaign });
  const mine = await handle.db.select().from(item).where(eq(item.reviewerId, boss.id)).limit(3);
  for (const [i, it] of mine.entries()) await decideOne(it.id, i === 0 ? "revoke" : "certify");
});
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

async function decideOne(id: string, outcome: "revoke" | "certify"): Promise<void> {
  const opened = await perform(boss.ctx, openItem, { item: id });
  if (opened.draft) await perform(boss.ctx, reveal, { item: id, draft: opened.draft.id });
  await execute(boss.ctx, decide, {
    item: id,
    key: `key-${id}`,
    outcome,
    reasonCode: "other",
    words: '=HYPERLINK("x"), said "so"\nand more',
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
  });
}

async function packed(): Promise<{ path: string; sha256: string }> {
  const { export: id } = await perform(auditor.ctx, requestExport, { campaign });
  await buildExport({ export: id });
  return execute(auditor.ctx, takeExport, { export: id });
}

/** The pack's own verifier, run as an auditor runs it: unpacked by itself, on nothing but Node. */
function verified(file: string): {
  ok: boolean;
  checks: { name: string; ok: boolean | null; detail: string }[];
} {
  const verifier = path.resolve("lib/audit-log/verifier/verify.mjs");
  try {
    return JSON.parse(execFileSync(process.execPath, [verifier, file, "--json"], { encoding: "utf8" }));
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout);
  }
}

describe("an evidence pack", () => {
  it("I20: verifies by itself while the campaign runs, with nothing of our server or database", async () => {
    const verdict = verified((await packed()).path);
    expect(verdict.checks.filter((c) => c.ok === false)).toEqual([]);
    expect(verdict.ok).toBe(true);
    expect(verdict.checks.map((c) => c.name)).toEqual(
      expect.arrayContaining([
        "manifest",
        "signature",
        "root",
        "population",
        "inclusion",
        "rows",
        "payloads",
        "duties",
        "actors",
        "tie-out",
      ]),
    );
  });

  it("has with each draft where it came from, and the result that its hash is of", async () => {
    const zip = await openZip((await packed()).path);
    const text = Buffer.from(await zip.bytes("drafts.jsonl")).toString("utf8");
    await zip.close();
    const lines: Record<string, Json>[] = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(
        expect.arrayContaining([
          ...["item", "state", "recommendation", "note", "claims", "counter", "unknowns", "judgement"],
          ...[
            "model",
            "promptVersion",
            "inputHash",
            "outputHash",
            "raw",
            "dropped",
            "parameters",
            "redaction",
          ],
          ...["drafterVersion", "modelReturned", "fingerprint", "masked", "fellBack", "cachedTokens", "cost"],
        ]),
      );
      const result = Object.fromEntries(
        Object.keys(draftResult.shape).flatMap((key) => (key in line ? [[key, line[key] ?? null]] : [])),
      );
      expect(toHex(sha256(toUtf8(canonicalRecord(result))))).toBe(line.outputHash);
    }
  });

  it("is the same bytes from the same state", async () => {
    expect((await packed()).sha256).toBe((await packed()).sha256);
  });

  it("I6: shows what was decided in one act as so many decisions of it, which the verifier holds to their leaves", async () => {
    const [mine] = await handle.db.select().from(review).where(eq(review.reviewerId, boss.id));
    const list = mine?.id ?? "";
    const [alike] = (await read(boss.ctx, clusters, { review: list })).clusters;
    const opened = await perform(boss.ctx, openTogether, { review: list, items: alike?.items ?? [] });
    await execute(boss.ctx, together, {
      review: list,
      key: "key-together",
      items: opened.members.map(({ item: id, evidence, draft, supersedes }) => ({
        item: id,
        evidence,
        draft,
        supersedes,
      })),
      outcome: "certify",
      reasonCode: "other",
      words: "Both still keep the ledger.",
      taken: "one_by_one",
      seconds: 3,
    });
    const { path: file } = await packed();
    const verdict = verified(file);
    expect(verdict.checks.filter((c) => c.ok === false)).toEqual([]);
    expect(verdict.checks.find((c) => c.name === "batches")).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/^2 decisions of 1 acts/),
    });
    const zip = await openZip(file);
    const table = Buffer.from(await zip.bytes("decisions.csv")).toString("utf8");
    await zip.close();
    expect(table.split("\n").filter((line) => /,2,one_by_one,\d+,,,\r?$/.test(line))).toHaveLength(2);
  });

  it("I20: verifies after the close, where every item has come to an end", async () => {
    await closeNow(admin.ctx, { id: campaign });
    const verdict = verified((await packed()).path);
    expect(verdict.checks.filter((c) => c.ok === false)).toEqual([]);
    expect(verdict.checks.find((c) => c.name === "completeness")).toMatchObject({ ok: true });
    expect(verdict.checks.find((c) => c.name === "sealed")).toMatchObject({ ok: true });
  });

  it("I19: escapes formulas, and records who took which file", async () => {
    const { path: file, sha256: hash } = await packed();
    const zip = await openZip(file);
    const items = Buffer.from(await zip.bytes("items.csv")).toString("utf8");
    await zip.close();
    expect(items).not.toMatch(/(^|,)"?[=@+-]/m);
    const [row] = await handle.db.select().from(exportFile).where(eq(exportFile.sha256, hash));
    expect(row).toMatchObject({ state: "done", kind: "pack" });
    expect((await read(auditor.ctx, list, {}))[0]).toMatchObject({
      campaignName: "Pack review",
      state: "done",
    });
    expect(readFileSync(file).subarray(0, 2).toString()).toBe("PK");
  });
});
