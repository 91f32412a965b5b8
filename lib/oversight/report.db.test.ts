import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { sequence } from "@/lib/audit-log/sequencer";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { queries, read } from "@/lib/query";
import { observeRemediation, requestRemediation } from "@/lib/remediation/worker";
import { decide } from "@/lib/reviews/commands";
import { openItem, reveal } from "@/lib/reviews/observe";
import { freshDatabase } from "@/lib/testing/database";
import { registerAll } from "@/lib/testing/registered";
import { type WorldPerson, world } from "@/lib/testing/world";
import { reportOf, testOf } from "./report";
import { reportFiles } from "./report-files";
import type { Report } from "./report-schema";
import { reportTests } from "./report-tests";

let handle: Handle;
let end: () => Promise<void>;
let auditor: WorldPerson;
let admin: WorldPerson;
let boss: WorldPerson;
let campaign: string;
let source: number;
let last: Report;
let running: string;

const names = [
  "Łukasz Żółć",
  "محمد عبد الله",
  "王小明",
  '=HYPERLINK("x")',
  "Ada 🚀 <b>&",
  "user\u202egnp",
  "N".repeat(300),
];
const content = (grants: { accountId: string; entitlementId: string }[]) => ({
  identities: [
    { id: "boss", name: "Bo Boss" },
    ...names.map((name, i) => ({ id: `p${i}`, name, managerId: "boss" })),
  ],
  applications: [{ id: "erp", name: "ERP", ownerId: "boss" }],
  accounts: names.map((_, i) => ({ id: `a${i}`, applicationId: "erp", identityId: `p${i}` })),
  entitlements: [
    { id: "pay", applicationId: "erp", name: "PAY", description: "Pays.", privilege: "privileged" as const },
    { id: "read", applicationId: "erp", name: "READ", description: "Reads.", privilege: "standard" as const },
    { id: "new", applicationId: "erp", name: "NEW", description: "New.", privilege: "standard" as const },
  ],
  grants,
});
const first = names.flatMap((_, i) => [
  { accountId: `a${i}`, entitlementId: "read" },
  { accountId: `a${i}`, entitlementId: "pay" },
]);

const counted = async (query: ReturnType<typeof sql>) =>
  (await rows<{ n: number }>(handle.db, query))[0]?.n ?? -1;
const section = (of: Report, id: string) => {
  const found = of.sections.find((s) => s.id === id);
  if (!found) throw new Error(`The report has no section ${id}.`);
  return found;
};
const figure = (of: Report, id: string, label: string) =>
  section(of, id).figures.find((f) => f.label === label)?.value;

async function decideOne(id: string, outcome: "revoke" | "certify"): Promise<void> {
  const opened = await perform(boss.ctx, openItem, { item: id });
  if (opened.draft) await perform(boss.ctx, reveal, { item: id, draft: opened.draft.id });
  await execute(boss.ctx, decide, {
    ...{ item: id, key: `key-${id}`, outcome, reasonCode: "other", words: "Said why, at length." },
    ...{ evidence: opened.evidence, inView: opened.asksInView, draft: opened.draft },
    ...{ supersedes: opened.supersedes, acknowledged: true },
  });
}

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  ({ source } = await w.source("ERP", content(first)));
  boss = await w.person({ name: "Bo Boss", identity: { source, id: "boss" } });
  auditor = await w.person({ name: "Aud Itor", roles: ["auditor"] });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const owner = await w.person({ name: "Cora Control", roles: ["control_owner"] });
  const fallback = await w.person({ name: "Fay Fallback" });
  ({ campaign } = await launchNow(admin.ctx, {
    ...{ name: "Report <review> محمد", sources: ["ERP"], fallback: fallback.id, due: "2099-01-01" },
    settings: { blindShare: 0 },
  }));
  await draftCampaign({ campaign });
  const items = await rows<{ id: string; privilege: string }>(
    handle.db,
    sql`SELECT id, privilege FROM item WHERE campaign_id = ${campaign} AND reviewer_id = ${boss.id} ORDER BY privilege, id`,
  );
  // The last one stays open and is not certified at the end.
  for (const [at, item] of items.slice(0, -1).entries())
    await decideOne(item.id, at % 3 === 0 ? "revoke" : "certify");
  const [html] = await handle.db.transaction((tx) => reportFiles(tx, campaign, true));
  running = html?.bytes.toString("utf8") ?? "";
  await closeNow(owner.ctx, { id: campaign });
  await requestRemediation({ campaign });
  await sequence();
  last = await read(auditor.ctx, reportOf, { id: campaign });
});
afterAll(() => end());

describe("a campaign's report", () => {
  it("has the figures that independent counts give", async () => {
    const item = (where: ReturnType<typeof sql>) =>
      counted(sql`SELECT count(*)::int AS n FROM item WHERE campaign_id = ${campaign} AND ${where}`);
    const [all] = section(last, "population").equations;
    expect(all?.whole.value).toBe(first.length);
    expect(all?.parts.reduce((sum, p) => sum + p.value, 0)).toBe(first.length);
    const atEnd = section(last, "population").equations.at(-1);
    expect(atEnd?.parts.map((p) => p.value)).toEqual([
      await item(sql`state = 'decided'`),
      await item(sql`state = 'not_certified'`),
      await item(sql`state = 'removed_at_source'`),
    ]);
    const [table] = section(last, "decisions").tables;
    const totals = table?.rows.at(-1)?.slice(1).map(Number);
    expect(totals).toEqual([
      await item(sql`state = 'decided' AND outcome = 'certify'`),
      await item(sql`state = 'decided' AND outcome = 'certify_until'`),
      await item(sql`state = 'decided' AND outcome = 'revoke'`),
      await item(sql`state = 'decided' AND outcome = 'modify'`),
      await item(sql`state = 'not_certified'`),
      0,
      await item(sql`true`),
    ]);
    expect(section(last, "remediation").claim).toContain(
      `0 of ${await counted(sql`SELECT count(*)::int AS n FROM remediation WHERE campaign_id = ${campaign}`)} removals`,
    );
    expect(section(last, "not-certified").tables[0]?.rows.map((r) => Number(r[3]))).toEqual([
      await counted(sql`SELECT count(*)::int AS n FROM not_certified WHERE campaign_id = ${campaign}`),
    ]);
    const overridden = await item(sql`disposition = 'overridden'`);
    expect(section(last, "overrides").claim).toContain(`in ${overridden} of`);
    expect(figure(last, "ai-use", "Decided as drafted")).toBe(
      `${await item(sql`disposition = 'confirmed'`)} of ${await item(sql`disposition IN ('confirmed', 'overridden')`)}`,
    );
  });

  it("answers every line that testers ask with counts, and each line opens its own rows", async () => {
    expect(last.tests.map((t) => t.id)).toEqual(reportTests.map((t) => t.id));
    expect(new Set(last.tests.map((t) => t.id)).size).toBe(last.tests.length);
    const of = (id: string) => last.tests.find((t) => t.id === id);
    const results = Object.fromEntries(last.tests.map((t) => [t.id, t.result]));
    expect(results).toMatchObject({
      ...{ "tie-out": "pass", recount: "pass", "not-self": "pass", person: "pass", "evidence-first": "pass" },
      ...{ "re-pull": "fail", complete: "fail", "in-time": "fail", "seen-gone": "fail", retention: "pass" },
      ...{
        sealed: "pass",
        acknowledged: "pass",
        requested: "pass",
        challenge: "not_in_use",
        witnessed: "not_in_use",
      },
      ...{ "blind-arm": "not_in_use", frequency: "not_applicable", "non-human": "not_applicable" },
    });
    for (const test of last.tests) {
      const shown = await read(auditor.ctx, testOf, { id: campaign, test: test.id });
      expect(shown.test).toEqual(test);
      expect(shown.rows.length + shown.more).toBe(test.failing);
    }
    expect(of("retention")?.examined).toBe(
      await counted(sql`SELECT count(*)::int AS n FROM decision WHERE campaign_id = ${campaign}`),
    );
    await expect(read(auditor.ctx, testOf, { id: campaign, test: "no-such" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("names no query that the product does not have", async () => {
    await registerAll();
    for (const { query } of [
      ...last.sections,
      ...(await read(admin.ctx, reportOf, { id: campaign })).sections,
    ])
      expect([...queries.keys()]).toContain(query.name);
  });

  it("tells figures on how people reviewed only to whoever may see them", async () => {
    expect(section(last, "oversight").tables).toHaveLength(1);
    const seen = await read(admin.ctx, reportOf, { id: campaign });
    expect(section(seen, "oversight")).toMatchObject({ figures: [], tables: [], plots: [] });
  });

  it("I12: has no figures on how people reviewed in the pack of a campaign that runs", async () => {
    const [after] = await handle.db.transaction((tx) => reportFiles(tx, campaign, true));
    expect(running).toContain("Figures on how people reviewed are in a pack that is made after");
    expect(running).not.toContain("Rubber-stamp index");
    expect(after?.bytes.toString("utf8")).toContain("Rubber-stamp index");
  });

  it("has none either, once it has ended, in the pack of somebody who may not see them", async () => {
    const [without] = await handle.db.transaction((tx) => reportFiles(tx, campaign, false));
    const text = without?.bytes.toString("utf8") ?? "";
    expect(text).toContain("they are in a pack that one of them makes");
    expect(text).not.toMatch(/Rubber-stamp index|PABAK|Kappa|Re-performance/);
  });

  it("is the same bytes in every form from the same state, and holds no script, formula or markup of anybody's", async () => {
    const files = () => handle.db.transaction((tx) => reportFiles(tx, campaign, true));
    const [one, other] = [await files(), await files()];
    expect(one.map((f) => f.name)).toEqual(["report.html", "report.pdf"]);
    for (const [at, file] of one.entries())
      expect(file.bytes.equals(other[at]?.bytes ?? Buffer.of())).toBe(true);
    const html = one[0]?.bytes.toString("utf8") ?? "";
    expect(html).not.toMatch(/<script|<b>&|javascript:|<link|src=|url\(/i);
    expect(html).toContain('<html lang="en">');
    expect(html).toContain("محمد");
    expect(html).toContain("Report &#60;review&#62;");
  });

  it("I10: sees what is new since the snapshot, and what was seen gone with its strength", async () => {
    const removed = await rows<{ account: string; entitlement: string }>(
      handle.db,
      sql`SELECT account_id AS account, entitlement_id AS entitlement FROM remediation WHERE campaign_id = ${campaign}`,
    );
    const gone = (g: { accountId: string; entitlementId: string }) =>
      removed.some((r) => r.account === g.accountId && r.entitlement === g.entitlementId);
    const { snapshot } = await world().source(
      "ERP",
      content([
        ...first.filter((g) => !gone(g)),
        { accountId: "a0", entitlementId: "new" },
        { accountId: "a1", entitlementId: "new" },
      ]),
      { asOf: new Date(Date.now() + 86_400_000) },
    );
    await observeRemediation({ source, snapshot });
    await sequence();
    const now = await read(auditor.ctx, reportOf, { id: campaign });
    expect(section(now, "roll-forward").claim).toContain(
      "2 grants in a later snapshot were not in the population",
    );
    expect(section(now, "roll-forward").tables[1]?.rows).toHaveLength(2);
    expect(section(now, "remediation").claim).toContain(`${removed.length} of ${removed.length} removals`);
    expect(now.tests.find((t) => t.id === "seen-gone")?.result).toBe("pass");
    expect(now.tests.find((t) => t.id === "re-pull")?.result).toBe("pass");
    expect(section(now, "remediation").plots).toHaveLength(1);
  });
});
