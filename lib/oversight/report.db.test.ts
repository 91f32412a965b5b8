import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { sequence } from "@/lib/audit-log/sequencer";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { grantRole } from "@/lib/people/commands";
import { queries, read } from "@/lib/query";
import { observeRemediation, requestRemediation } from "@/lib/remediation/worker";
import { decide } from "@/lib/reviews/commands";
import { openItem, reveal } from "@/lib/reviews/observe";
import { freshDatabase } from "@/lib/testing/database";
import { registerAll } from "@/lib/testing/registered";
import { personCtx, type WorldPerson, world } from "@/lib/testing/world";
import { figuresOf } from "./queries";
import { reportFrom, reportOf, testOf } from "./report";
import { reportFiles } from "./report-files";
import type { Report } from "./report-schema";
import { reportTests } from "./report-tests";
import { respondNow } from "./responding";
import { figuresHash } from "./response-schema";

let handle: Handle;
let end: () => Promise<void>;
let auditor: WorldPerson;
let admin: WorldPerson;
let owner: WorldPerson;
let earlier: string;
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
  const { id: ownerId } = await w.person({ name: "Cora Control" });
  await execute(admin.ctx, grantRole, { person: ownerId, role: "control_owner" });
  owner = { id: ownerId, ctx: personCtx(ownerId, "Cora Control", ["control_owner"]) };
  const fallback = await w.person({ name: "Fay Fallback" });
  ({ campaign: earlier } = await launchNow(admin.ctx, {
    ...{ name: "The one before", sources: ["ERP"], fallback: fallback.id, due: "2099-01-01" },
  }));
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
        sealed: "fail",
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
    expect(last.sections.map((s) => s.id)).toContain("pull");
    const seen = await read(admin.ctx, reportOf, { id: campaign });
    expect(section(seen, "oversight")).toMatchObject({ figures: [], tables: [], plots: [] });
    expect(seen.sections.map((s) => s.id)).not.toContain("pull");
    expect(seen.tests.find((t) => t.id === "hasty")?.evidence).toContain("your role does not include them");
  });

  it("I12: has no figures on how people reviewed in the pack of a campaign that runs", async () => {
    const [after] = await handle.db.transaction((tx) => reportFiles(tx, campaign, true));
    expect(running).toContain("Figures on how people reviewed are in a pack that is made after");
    expect(running).not.toContain("PABAK");
    expect(after?.bytes.toString("utf8")).toContain("PABAK");
  });

  it("has none either, once it has ended, in the pack of somebody who may not see them", async () => {
    const [without] = await handle.db.transaction((tx) => reportFiles(tx, campaign, false));
    const text = without?.bytes.toString("utf8") ?? "";
    expect(text).toContain("they are in a pack that one of them makes");
    expect(text).not.toMatch(/PABAK|draft&#39;s pull|Kappa|Re-performance/);
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

/** The report, and a line of it, as they would be if the database held something else; nothing of it stays. */
async function were(statements: readonly ReturnType<typeof sql>[]): Promise<Report> {
  let found: Report | undefined;
  const undone = new Error("undone");
  await handle.db
    .transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL session_replication_role = replica`);
      for (const statement of statements) await tx.execute(statement);
      found = await reportFrom(tx, campaign, {
        actor: { kind: "system", name: "exports" },
        personId: null,
        reach: "all",
      });
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  if (!found) throw new Error("There was no report.");
  return found;
}
const resultOf = async (id: string, ...statements: ReturnType<typeof sql>[]) => {
  const test = (await were(statements)).tests.find((t) => t.id === id);
  return [test?.result, test?.examined, test?.failing];
};
const mine = (table: string) => sql.raw(`${table} WHERE campaign_id = '${campaign}'`);

/** What an item has none of that is not certified. */
const undecided = sql`decision_id = NULL, outcome = NULL, disposition = NULL, decided_at = NULL, waiting = NULL, answered_by = NULL`;

describe("a line that testers ask fails where what it says does not hold:", () => {
  it("the equations, counted again and held against the launch's", async () => {
    const one = sql`(SELECT min(snapshot_id) FROM campaign_source WHERE campaign_id = ${campaign})`;
    expect(await resultOf("tie-out")).toEqual(["pass", 1, 0]);
    expect(
      await resultOf(
        "tie-out",
        sql`INSERT INTO snap_grant (snapshot_id, account_id, entitlement_id) VALUES (${one}, 'a0', 'new')`,
      ),
    ).toEqual(["fail", 1, 1]);
    expect(
      await resultOf(
        "tie-out",
        sql`INSERT INTO snap_credential (snapshot_id, id, kind) VALUES (${one}, 'k1', 'api_key')`,
      ),
    ).toEqual(["fail", 2, 1]);
    const said = (set: string) =>
      sql`UPDATE campaign SET tie_out = tie_out || ${set}::jsonb WHERE id = ${campaign}`;
    expect(await resultOf("tie-out", said('{"items": 13, "excluded": 1}'))).toEqual(["pass", 1, 0]);
    expect(await resultOf("tie-out", said('{"grants": 15, "items": 15}'))).toEqual(["fail", 1, 1]);
    // The flag that the launch stored decides nothing.
    expect(await resultOf("tie-out", said('{"holds": false}'))).toEqual(["pass", 1, 0]);
  });

  it("who decided had given it or asked for it", async () => {
    const says = (key: string, words: string) =>
      sql`UPDATE decision SET eligibility = eligibility || jsonb_build_object(${key}::text, ${words}::text) WHERE campaign_id = ${campaign}`;
    expect((await resultOf("independent"))[0]).toBe("not_applicable");
    const known = says("granter", "known: not the reviewer");
    expect(await resultOf("independent", known)).toEqual(["pass", 13, 0]);
    const gave = sql`UPDATE item SET blocked = jsonb_build_object('person/' || ${boss.id}::text, 'You gave this access.')
      WHERE id = (SELECT min(item_id::text)::uuid FROM ${mine("decision")})`;
    expect(await resultOf("independent", known, gave)).toEqual(["fail", 13, 1]);
    const asked = says(
      "requester",
      "known: the reviewer asked for it; not known to be privileged, no finding",
    );
    expect(await resultOf("independent", asked)).toEqual(["fail", 13, 13]);
  });

  it("nothing says why who decided could know, or they were not briefed", async () => {
    const rests = (on: string) =>
      sql`UPDATE decision SET eligibility = jsonb_set(eligibility, '{competence}', to_jsonb(${on}::text)) WHERE campaign_id = ${campaign}`;
    expect(await resultOf("competence")).toEqual(["pass", 13, 0]);
    expect(
      await resultOf("competence", rests("named: nobody answers for it, briefed on 2026-11-02")),
    ).toEqual(["fail", 13, 13]);
    expect(await resultOf("competence", rests(""))).toEqual(["fail", 13, 13]);
    expect(await resultOf("briefed")).toEqual(["fail", 1, 1]);
    expect(await resultOf("briefed", rests("manager of the holder, briefed on 2026-11-02"))).toEqual([
      "pass",
      1,
      0,
    ]);
  });

  it("a substitution is not on record, not in the log, or was decided by after its end", async () => {
    const one = sql`(SELECT min(item_id::text)::uuid FROM ${mine("decision")})`;
    const lent = (delegation: string | null) =>
      sql`INSERT INTO reassignment (id, item_id, campaign_id, from_id, to_id, by_id, kind, delegation_id, at)
        VALUES (gen_random_uuid(), ${one}, ${campaign}, ${admin.id}, ${boss.id}, ${admin.id}, 'delegated', ${delegation}, now() - interval '9 days')`;
    const id = "018f0000-0000-7000-8000-0000000000aa";
    const until = (days: number, to = boss.id) =>
      sql`INSERT INTO delegation (id, from_id, to_id, scope, until, ends_at, reason_id, made_at)
        VALUES (${id}, ${admin.id}, ${to}, 'items', current_date, now() + make_interval(days => ${days}::int), gen_random_uuid(), now() - interval '9 days')`;
    const logged = sql`INSERT INTO audit_event (event_id, type, actor_kind, actor_id, campaign_id, item_id, item_seq, at, leaf, leaf_hash)
      VALUES (gen_random_uuid(), 'item.delegated', 'person', ${admin.id}, ${campaign}, ${one}, 999, now(), convert_to(
        jsonb_build_object('data', jsonb_build_object('from', ${admin.id}::text, 'to', ${boss.id}::text))::text, 'UTF8'), '')`;
    expect((await resultOf("delegation"))[0]).toBe("not_applicable");
    expect(await resultOf("delegation", lent(id), until(1), logged)).toEqual(["pass", 1, 0]);
    expect(await resultOf("delegation", lent(null), logged)).toEqual(["fail", 1, 1]);
    expect(await resultOf("delegation", lent(id), until(1, auditor.id), logged)).toEqual(["fail", 1, 1]);
    expect(await resultOf("delegation", lent(id), until(1))).toEqual(["fail", 1, 1]);
    expect(await resultOf("delegation", lent(id), until(-2), logged)).toEqual(["fail", 1, 1]);
  });

  it("a decision names other evidence than the packet that its item had", async () => {
    const other = "0".repeat(64);
    expect(await resultOf("evidence-first")).toEqual(["pass", 13, 0]);
    expect(
      await resultOf(
        "evidence-first",
        sql`UPDATE decision SET evidence_hash = ${other} WHERE campaign_id = ${campaign} AND n = 1`,
      ),
    ).toEqual(["fail", 13, 13]);
    expect(
      await resultOf(
        "evidence-first",
        sql`UPDATE evidence_packet SET hash = ${other} WHERE item_id = (SELECT min(item_id::text)::uuid FROM ${mine("decision")})`,
      ),
    ).toEqual(["fail", 13, 1]);
  });

  it("a kept privileged item called for a second look and nobody was asked", async () => {
    const kept = sql`campaign_id = ${campaign} AND privilege = 'privileged' AND outcome = 'certify'`;
    const n = await counted(sql`SELECT count(*)::int AS n FROM item WHERE ${kept}`);
    expect(n).toBeGreaterThan(1);
    const finding = sql`UPDATE item SET findings = 1 WHERE ${kept}`;
    expect(await resultOf("second-look", finding)).toEqual(["fail", n, n]);
    const unused = (days: number) =>
      sql`UPDATE evidence_packet SET body = jsonb_set(body::jsonb, '{facts}', jsonb_build_array(jsonb_build_object('kind', 'use.last', 'value', jsonb_build_object('days', ${days}::int))))::text
        WHERE item_id IN (SELECT id FROM item WHERE ${kept})`;
    expect(await resultOf("second-look", unused(90))).toEqual(["fail", n, n]);
    expect((await resultOf("second-look", unused(89)))[0]).toBe("not_applicable");
    const looked = (state: string) =>
      sql`INSERT INTO second_look (id, item_id, campaign_id, decision_id, reviewer_id, second_id, why, asked_at, state, answered_at, words_id)
        SELECT gen_random_uuid(), id, campaign_id, decision_id, reviewer_id, ${auditor.id}::uuid, 'finding', now(), ${state},
          CASE WHEN ${state} <> 'pending' THEN now() END, CASE WHEN ${state} = 'agreed' THEN gen_random_uuid() END FROM item WHERE ${kept}`;
    expect(await resultOf("second-look", finding, looked("agreed"))).toEqual(["pass", n, 0]);
    expect(await resultOf("second-look", finding, looked("pending"))).toEqual(["fail", n, n]);
    expect(await resultOf("second-look", finding, looked("withdrawn"))).toEqual(["fail", n, n]);
  });

  it("a removal took longer than the campaign allows", async () => {
    const n = await counted(sql`SELECT count(*)::int AS n FROM ${mine("remediation")}`);
    const asked = (days: number) =>
      sql`UPDATE remediation SET state = 'requested', observed_at = NULL, strength = NULL, requested_at = now() - make_interval(days => ${days}::int) WHERE campaign_id = ${campaign}`;
    const applied = (days: number) =>
      sql`UPDATE remediation SET state = 'applied', applied_at = requested_at + make_interval(days => ${days}::int) WHERE campaign_id = ${campaign}`;
    expect(await resultOf("removed-in-time", asked(29))).toEqual(["not_applicable", 0, 0]);
    expect(await resultOf("removed-in-time", asked(40))).toEqual(["fail", n, n]);
    expect(await resultOf("removed-in-time", asked(40), applied(30))).toEqual(["pass", n, 0]);
    expect(await resultOf("removed-in-time", asked(40), applied(31))).toEqual(["fail", n, n]);
    const older = sql`UPDATE campaign SET settings = settings - 'removalDays' WHERE id = ${campaign}`;
    expect((await resultOf("removed-in-time", asked(40), older))[0]).toBe("not_in_use");
  });

  it("a control was held less often than the calendar asks", async () => {
    const due = (id: string, day: string, status = "sealed") =>
      sql`UPDATE campaign SET due_date = ${day}::date, closed_at = coalesce(closed_at, ${day}::date), status = ${status} WHERE id = ${id}`;
    const known = sql`UPDATE snapshot SET imported_at = '2025-01-10T00:00:00Z'`;
    // Privileged access each quarter, other access and all of it each half-year.
    expect(await resultOf("control-frequency", known, due(campaign, "2026-11-21"))).toEqual(["fail", 3, 3]);
    expect(
      await resultOf("control-frequency", known, due(campaign, "2026-11-21"), due(earlier, "2026-08-30")),
    ).toEqual(["pass", 3, 0]);
    expect(
      await resultOf("control-frequency", known, due(campaign, "2026-11-21"), due(earlier, "2026-05-30")),
    ).toEqual(["fail", 3, 1]);
    expect(
      await resultOf(
        "control-frequency",
        known,
        due(campaign, "2026-11-21"),
        due(earlier, "2026-08-30", "launched"),
      ),
    ).toEqual(["fail", 3, 3]);
    expect((await resultOf("non-human-frequency", known, due(campaign, "2026-11-21")))[0]).toBe(
      "not_applicable",
    );
    const machine = sql`UPDATE item SET subject_kind = 'service' WHERE campaign_id = ${campaign} AND privilege = 'privileged'`;
    const machines = [known, due(campaign, "2026-11-21"), due(earlier, "2026-08-30"), machine];
    expect(await resultOf("non-human-frequency", ...machines)).toEqual(["fail", 1, 1]);
    const then = sql`UPDATE item SET subject_kind = 'service' WHERE campaign_id = ${earlier}`;
    expect(await resultOf("non-human-frequency", ...machines, then)).toEqual(["pass", 1, 0]);
  });

  it("nobody who was a control owner at the time ended it, whatever roles they have since", async () => {
    expect(await resultOf("acknowledged")).toEqual(["pass", 1, 0]);
    expect(
      await resultOf("acknowledged", sql`DELETE FROM person_role WHERE person_id = ${owner.id}`),
    ).toEqual(["pass", 1, 0]);
    const granted = sql`type = 'role.granted' AND convert_from(leaf, 'UTF8')::jsonb #>> '{data,person}' = ${owner.id}`;
    const again = sql`INSERT INTO audit_event (event_id, type, actor_kind, actor_id, at, leaf, leaf_hash)
      SELECT gen_random_uuid(), type, actor_kind, actor_id, at, leaf, leaf_hash FROM audit_event WHERE ${granted}`;
    const taken = sql`UPDATE audit_event SET type = 'role.revoked' WHERE ${granted} AND id = (SELECT min(id) FROM audit_event WHERE ${granted})`;
    expect(await resultOf("acknowledged", again)).toEqual(["pass", 1, 0]);
    expect(await resultOf("acknowledged", again, taken)).toEqual(["fail", 1, 1]);
  });

  it("an item has a decision of the time that does not stand", async () => {
    const stood = sql`UPDATE item SET state = 'not_certified', ${undecided} WHERE id = (SELECT min(item_id::text)::uuid FROM ${mine("decision")})`;
    expect(await resultOf("in-time")).toEqual(["fail", 14, 1]);
    expect(await resultOf("in-time", stood)).toEqual(["fail", 14, 2]);
  });
});

describe("what a report says first", () => {
  it("is never that everything was decided where it was ended before it was", async () => {
    expect(section(last, "timeliness").claim).toMatch(
      /^1 item had no decision when the campaign was closed on .+, before its due day, 1 Jan 2099\.$/,
    );
    expect(last.summary).toContain(section(last, "timeliness").claim);
    const cancelled = await were([sql`UPDATE campaign SET status = 'cancelled' WHERE id = ${campaign}`]);
    expect(section(cancelled, "timeliness").claim).toMatch(
      /cancelled on .+: 13 of 14 items had been decided\.$/,
    );
    const gone = sql`UPDATE item SET state = 'removed_at_source' WHERE campaign_id = ${campaign} AND state = 'not_certified'`;
    expect(section(await were([gone]), "timeliness").claim).toBe(
      "Everything was decided by 1 Jan 2099, the due day.",
    );
    const stood = sql`UPDATE item SET state = 'not_certified', ${undecided} WHERE campaign_id = ${campaign}`;
    expect(section(await were([stood]), "timeliness").claim).toMatch(/^14 items had no decision/);
  });

  it("I9: are accepted risks, and each failed check that was accepted with its reason, before scope and population", async () => {
    const words = "018f0000-0000-7000-8000-0000000000bb";
    const accepted = await were([
      sql`INSERT INTO private_payload (id, commit, salt, payload) VALUES (${words}, '', '', ${JSON.stringify({ words: "The vendor sends it monthly." })})`,
      sql`INSERT INTO check_acceptance (snapshot_id, "check", finding, accepted_by, reason_id, at)
        SELECT snapshot_id, 'age', 'The export of ERP is 41 days old.', ${owner.id}, ${words}, now() FROM campaign_source WHERE campaign_id = ${campaign}`,
    ]);
    expect(accepted.summary[1]).toBe(
      "Launched although a check had failed. The export of ERP is 41 days old. Accepted by Cora Control: The vendor sends it monthly.",
    );
    expect(accepted.sections.map((s) => s.id).slice(0, 3)).toEqual(["exceptions", "scope", "population"]);
  });

  it("says sealed only once it is, and prints the answer that it was sealed with", async () => {
    const asks = (of: Report) => of.tests.find((t) => t.id === "sealed");
    expect(last.final).toBe(false);
    expect(asks(last)).toMatchObject({ result: "fail", failing: 1 });
    const shown = await read(owner.ctx, figuresOf, { id: campaign });
    await respondNow(owner.ctx, {
      ...{
        id: campaign,
        figures: figuresHash(shown),
        choice: "no_action",
        words: "Nothing stands out here.",
      },
    });
    await sequence();
    const sealed = await read(auditor.ctx, reportOf, { id: campaign });
    expect(sealed.final).toBe(true);
    expect(asks(sealed)).toMatchObject({ result: "pass", failing: 0 });
    expect(section(sealed, "oversight").tables[0]?.rows[0]).toEqual([
      ...["Cora Control", expect.any(String), "nothing more is done", "Nothing stands out here."],
      "those that stand here",
    ]);
  });
});
