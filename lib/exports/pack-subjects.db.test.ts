import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { notCertified } from "@/db/schema/campaigns";
import { exception } from "@/db/schema/exceptions";
import { ownershipOffer } from "@/db/schema/ownership";
import { item, review } from "@/db/schema/reviews";
import { type CsvRow, csvRows } from "@/lib/audit-log/verifier/csv";
import { openZip } from "@/lib/audit-log/verifier/zip";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { decide } from "@/lib/reviews/commands";
import { openItem } from "@/lib/reviews/observe";
import type { DecideInput } from "@/lib/reviews/schema";
import { closeAnswered } from "@/lib/testing/answered";
import { type Company, company, ledger, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { machines } from "@/lib/testing/machines";
import { type WorldPerson, world } from "@/lib/testing/world";
import { requestExport, takeExport } from "./commands";
import { buildExport } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let c: Company;
let kim: WorldPerson;
let campaign: string;

const later = new Date("2026-11-25T10:00:00Z");

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-subjects-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company(ledger, machines));
  kim = await at(today, () => world().person({ name: "Kim Aas", email: "kim@example.com" }));
  campaign = (
    await at(today, () =>
      launchNow(c.admin.ctx, {
        name: "Machines",
        sources: ["Directory", "Ledger export"],
        scope: "kind in (service, ai_agent, workload)",
        fallback: "fay@example.com",
        due: "2026-12-01",
        settings: { blindShare: 0 },
      }),
    )
  ).campaign;
});
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

async function itemOf(type: "grant" | "credential" | "identity", identity: string) {
  const [found] = await handle.db
    .select()
    .from(item)
    .where(and(eq(item.campaignId, campaign), eq(item.type, type), eq(item.identityId, identity)))
    .orderBy(item.id);
  if (!found) throw new Error(`There is no ${type} item of ${identity}.`);
  return found;
}

const by = (who: WorldPerson, id: string, change: Partial<DecideInput>) =>
  at(today, async () => {
    const opened = await perform(who.ctx, openItem, { item: id });
    return execute(who.ctx, decide, {
      item: id,
      key: `key-${id}-${change.outcome}`,
      outcome: "revoke",
      reasonCode: "other",
      words: "Nobody needs this.",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: opened.supersedes,
      acknowledged: true,
      ...change,
    });
  });

async function packed(): Promise<string> {
  const { export: id } = await perform(c.auditor.ctx, requestExport, { campaign });
  await buildExport({ export: id });
  return (await execute(c.auditor.ctx, takeExport, { export: id })).path;
}

type Verdict = { ok: boolean; checks: { name: string; ok: boolean | null; detail: string }[] };
function verified(file: string): Verdict {
  const verifier = path.resolve("lib/audit-log/verifier/verify.mjs");
  try {
    return JSON.parse(execFileSync(process.execPath, [verifier, file, "--json"], { encoding: "utf8" }));
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout);
  }
}

async function table(file: string, name: string, columns: readonly string[]) {
  const zip = await openZip(file);
  const found: Record<string, string>[] = [];
  for await (const { cell } of csvRows(zip, name, columns) as AsyncGenerator<CsvRow>)
    found.push(Object.fromEntries(columns.map((column) => [column, cell(column)])));
  await zip.close();
  return found;
}

describe("a pack of grants, credentials and identities", () => {
  it("I20: verifies while answers by reference stand and a transfer waits", async () => {
    const bot = await itemOf("identity", "bot");
    expect(await by(c.owner, bot.id, {})).toMatchObject({ outcome: "revoke", beneath: 3 });
    const agent = await itemOf("identity", "agent");
    const asked = await by(c.mia, agent.id, {
      outcome: "modify",
      target: "transfer_owner",
      newOwner: kim.id,
    });
    expect(asked.waiting).toBe("acceptance");
    const verdict = verified(await packed());
    expect(verdict.checks.filter((check) => check.ok === false)).toEqual([]);
  });

  it("I2: at the close what waits is not reviewed, with the reason, and its decision stays on record", async () => {
    const before = await rows(
      handle.db,
      sql`SELECT state, waiting, count(*)::int AS n FROM item WHERE campaign_id = ${campaign} GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    expect(before).toEqual([
      { state: "decided", waiting: "acceptance", n: 1 },
      { state: "decided", waiting: null, n: 4 },
      { state: "open", waiting: null, n: 3 },
    ]);
    const closed = await at(later, () => closeAnswered(c.admin.ctx, c.controlOwner.ctx, campaign));
    expect(closed).toMatchObject({ items: 8, decided: 4, notCertified: 4, removed: 0 });
    const agent = await itemOf("identity", "agent");
    expect(agent).toMatchObject({ state: "not_certified", waiting: null, decisionId: null, outcome: null });
    const [left] = await handle.db.select().from(notCertified).where(eq(notCertified.itemId, agent.id));
    expect(left).toMatchObject({ reason: "new owner has not accepted", ownerId: c.mia.id });
    const [offer] = await handle.db.select().from(ownershipOffer);
    expect(offer?.state).toBe("withdrawn");
    const counters = await handle.db
      .select({ items: review.items, decided: review.decided })
      .from(review)
      .where(and(eq(review.campaignId, campaign), eq(review.reviewerId, c.mia.id)));
    expect(counters).toEqual([{ items: 2, decided: 0 }]);
  });

  it("I20: verifies after the close, each table with what every item is and what answers it", async () => {
    const file = await packed();
    const verdict = verified(file);
    expect(verdict.checks.filter((check) => check.ok === false)).toEqual([]);
    expect(verdict.checks.find((check) => check.name === "completeness")).toMatchObject({
      ok: true,
      detail:
        "4 items have one decision in force, 3 of them that on their identity, 4 were not certified, 0 were gone at the source",
    });
    const bot = await itemOf("identity", "bot");
    const items = await table(file, "items.csv", [
      "item_id",
      "type",
      "credential_id",
      "identity_id",
      "state",
      "answered_by",
    ]);
    expect(
      items
        .filter((row) => row.answered_by === bot.id)
        .map((row) => row.type)
        .sort(),
    ).toEqual(["credential", "credential", "grant"]);
    expect(
      items
        .map((row) => row.credential_id)
        .sort()
        .at(-3),
    ).toBe("access key ending MPLE");
    const population = await table(file, "population.csv", ["type", "credential_id", "identity_id", "fate"]);
    expect(population.filter((row) => row.fate === "excluded" && row.type === "credential")).toEqual([
      { type: "credential", credential_id: "cert-pat", identity_id: "pat", fate: "excluded" },
      { type: "credential", credential_id: "lost", identity_id: "", fate: "excluded" },
    ]);
    const decisions = await table(file, "decisions.csv", ["item_id", "type", "identity_id", "answers"]);
    expect(decisions).toContainEqual({
      item_id: bot.id,
      type: "identity",
      identity_id: "bot",
      answers: "3",
    });
  });
});

describe("an exception that nobody granted by the close", () => {
  it("I15: is withdrawn, and what was kept under it is not reviewed", async () => {
    const made = await at(today, () =>
      launchNow(c.admin.ctx, {
        name: "Waits",
        sources: ["Directory"],
        scope: "kind = service",
        fallback: "fay@example.com",
        due: "2026-12-01",
        settings: { blindShare: 0 },
      }),
    );
    const [key] = await handle.db
      .select()
      .from(item)
      .where(and(eq(item.campaignId, made.campaign), eq(item.credentialId, "key-bot")));
    if (!key) throw new Error("There is no such item.");
    const done = await by(c.owner, key.id, {
      outcome: "certify",
      exception: {
        reason: "The new export replaces it in spring.",
        control: "The export is watched every night.",
        controlOwner: c.controlOwner.id,
        until: "2026-12-20",
      },
    });
    expect(done.waiting).toBe("exception");
    await at(later, () => closeAnswered(c.admin.ctx, c.controlOwner.ctx, made.campaign));
    const [left] = await handle.db.select().from(notCertified).where(eq(notCertified.itemId, key.id));
    expect(left?.reason).toBe("exception not granted");
    const [row] = await handle.db.select().from(exception).where(eq(exception.decisionId, done.decision));
    expect(row?.state).toBe("withdrawn");
  });
});
