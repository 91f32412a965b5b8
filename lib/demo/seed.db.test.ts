import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rows } from "@/db/client";
import type { Handle } from "@/db/handle";
import { verifyPath } from "@/lib/audit-log/verifier/program";
import { localOperator } from "@/lib/auth/sign-in";
import { show } from "@/lib/campaigns/queries";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { demoPeople } from "@/lib/demo/company";
import { seedDemo } from "@/lib/demo/seed";
import { overrideEnv } from "@/lib/env";
import { requestExport } from "@/lib/exports/commands";
import { drain } from "@/lib/jobs/drain";
import { handlers } from "@/lib/jobs/handlers";
import { read } from "@/lib/query";
import { togetherSql } from "@/lib/reviews/alike";
import { freshDatabase } from "@/lib/testing/database";

const today = "2026-11-22";

/** On the embedded database the browser's journeys run on a demo that was made there; it takes a minute. */
describe("the demo's company, seeded", () => {
  let dir: string;
  let handle: Handle;
  const ends: (() => Promise<void> | void)[] = [];
  const said: string[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(path.join(tmpdir(), "countersign-seed-"));
    ends.push(() => rmSync(dir, { recursive: true, force: true }));
    ends.push(overrideEnv({ data: dir, demo: true }));
    const fresh = await freshDatabase();
    ends.push(fresh.end);
    handle = fresh.handle;
    await seedDemo(today, (line) => void said.push(line));
  }, 600_000);
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  const all = <T extends Record<string, unknown>>(query: SQL) => rows<T>(handle.db, query);
  async function one<T extends Record<string, unknown>>(query: SQL): Promise<T> {
    const [found] = await all<T>(query);
    if (!found) throw new Error("no row");
    return found;
  }
  const campaignId = async (name: string) =>
    (await one<{ id: string }>(sql`SELECT id FROM campaign WHERE name = ${name}`)).id;

  it("has a sealed campaign of last quarter and an open one, both tied out (I9), due in twelve days", async () => {
    const ctx = await localOperator();
    const past = await read(ctx, show, { id: await campaignId("Q3 access review") });
    const open = await read(ctx, show, { id: await campaignId("Q4 access review") });
    expect(past).toMatchObject({ status: "sealed", seed: "demo-seed", tieOut: { holds: true } });
    expect(past.decided + past.notCertified + past.removed).toBe(past.items);
    expect(past.notCertified).toBeGreaterThan(0);
    expect(open).toMatchObject({
      status: "launched",
      seed: null,
      dueDate: "2026-12-04",
      tieOut: { holds: true },
    });
    expect(open.drafts).toMatchObject({ failed: 0, pending: 0 });
    expect(open.drafts.ready + open.drafts.insufficient).toBe(open.items);
    expect(said.length).toBeGreaterThan(4);
  });

  it("I6: lets at least two in five of the low-risk items be decided together with others", async () => {
    const { share } = await one<{ share: number }>(sql`
      SELECT (100.0 * sum(n) FILTER (WHERE n > 1 AND fit) / sum(n))::int AS share FROM (
        SELECT ${togetherSql("i")} AS fit, count(*) AS n FROM item i LEFT JOIN draft d ON d.id = i.draft_id
        WHERE i.campaign_id = ${await campaignId("Q4 access review")} AND i.risk = 'low'
        GROUP BY fit, i.review_id, i.alike_key, d.recommendation, d.result ->> 'target') alike`);
    expect(share).toBeGreaterThanOrEqual(40);
  });

  it("says demo-seed wherever somebody decided before anybody was there (I1)", async () => {
    const others = await all(sql`SELECT id FROM audit_event WHERE type = 'decision.recorded'
      AND convert_from(leaf, 'UTF8') NOT LIKE '%"authn":"demo-seed"%'`);
    expect(others).toEqual([]);
    const unmarked = await all(sql`SELECT d.id FROM decision d JOIN campaign c ON c.id = d.campaign_id
      WHERE c.seed IS NOT NULL AND d.seed IS DISTINCT FROM 'demo-seed'`);
    expect(unmarked).toEqual([]);
  });

  it("shows every way a decision and a removal can have gone (I10)", async () => {
    const ways = await one<Record<string, string[]>>(sql`SELECT
      array_agg(DISTINCT outcome) AS outcomes, array_agg(DISTINCT disposition) AS dispositions,
      array_agg(DISTINCT recommendation_seen) AS seen FROM decision`);
    expect(ways.outcomes?.sort()).toEqual(["certify", "certify_until", "modify", "revoke"]);
    expect(ways.dispositions?.sort()).toEqual(["confirmed", "overridden", "undrafted"]);
    expect(ways.seen?.sort()).toEqual(["after", "before", "never"]);
    const states = await all<{ state: string }>(sql`SELECT DISTINCT state FROM remediation ORDER BY state`);
    expect(states.map((s) => s.state)).toEqual([
      "applied",
      "not_observed",
      "requested",
      "returned",
      "seen_gone",
    ]);
    const counts = await one(sql`SELECT
      (SELECT count(*)::int FROM reassignment WHERE kind = 'dont_know') AS unknown,
      (SELECT count(*)::int FROM reassignment WHERE kind = 'reassigned') AS reassigned,
      (SELECT count(*)::int FROM decision WHERE supersedes IS NOT NULL) AS changed,
      (SELECT count(*)::int FROM review WHERE signed_off_at IS NOT NULL) AS signed`);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
  });

  it("knows the six by their directory entries, and leaves Ana's list to be decided from its top", async () => {
    const known = await all<{ name: string; identity_id: string; roles: string }>(sql`
      SELECT p.name, p.identity_id, coalesce((SELECT string_agg(role, ',') FROM person_role r WHERE r.person_id = p.id), '') AS roles
      FROM person p WHERE issuer = 'demo' ORDER BY p.name`);
    const six = demoPeople.map(({ name, identityId, role }) => ({
      name,
      identity_id: identityId,
      roles: { admin: "admin", auditor: "auditor", "control owner": "control_owner" }[String(role)] ?? "",
    }));
    expect(known).toEqual(six.sort((a, b) => (a.name < b.name ? -1 : 1)));
    const ana = await one<{ decided: number; first: number }>(sql`
      SELECT count(*)::int AS decided, min(i.position) AS first FROM item i JOIN campaign c ON c.id = i.campaign_id
      JOIN person p ON p.id = i.reviewer_id WHERE c.seed IS NULL AND p.subject = 'ana' AND i.state = 'decided'`);
    expect(ana.decided).toBeGreaterThan(0);
    expect(ana.decided).toBeLessThanOrEqual(5);
    expect(ana.first).toBeGreaterThan(20);
  });

  it("has people asked to answer for machines: one transfer and one question wait, one said yes and one no", async () => {
    const asked = await all<{ state: string; by: string; waiting: string | null }>(sql`
      SELECT o.state, CASE WHEN o.decision_id IS NULL THEN 'admin' ELSE 'reviewer' END AS by, i.waiting
      FROM ownership_offer o LEFT JOIN item i ON i.id = o.item_id ORDER BY 1, 2`);
    expect(asked).toEqual([
      { state: "accepted", by: "admin", waiting: null },
      { state: "declined", by: "admin", waiting: null },
      { state: "offered", by: "admin", waiting: null },
      { state: "offered", by: "reviewer", waiting: "acceptance" },
    ]);
  });

  it("ends in a log and a pack that verify", async () => {
    const ctx = await localOperator();
    const { export: id } = await at(new Date(`${today}T10:00:00Z`), () =>
      campaignId("Q3 access review").then((campaign) => perform(ctx, requestExport, { campaign })),
    );
    expect((await drain(handlers)).failed).toEqual([]);
    const { ok, checks } = await verifyPath(path.join(dir, "exports", `${id}.zip`), {});
    expect(checks.filter((check) => check.ok === false)).toEqual([]);
    expect(ok).toBe(true);
  });
});
