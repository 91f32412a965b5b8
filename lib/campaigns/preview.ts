import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { personOf } from "@/lib/auth/actor";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { againstSql, candidateSql, choiceSql, mentionSql, type Reviewer, textSql } from "./assignment-sql";
import { checksOf, liveSources } from "./checks";
import { populationSql } from "./population";
import { findReviewer } from "./reviewers";
import { type PreviewResult, previewInput, previewResult } from "./schema";
import { mentions, parseScope, type Scope } from "./scope";

const nobody: Reviewer = {
  id: "00000000-0000-0000-0000-000000000000",
  name: "Unassigned",
  email: null,
  key: null,
};

/**
 * What a launch would make of these conditions now: how many items, what is left out and why, who would review how much, and
 * the outside checks that stand in the way. Nothing is written.
 */
export const preview = query({
  name: "campaigns.preview",
  permission: "campaign.read",
  input: previewInput,
  output: previewResult,
  async run(reader, { input, scope: asker }): Promise<PreviewResult> {
    const sources = await liveSources(reader, input.sources);
    const checks = await checksOf(reader, sources, now());
    // Statements of this size take longer to compile than to run.
    await reader.execute(sql`SET LOCAL jit = off`);
    try {
      const scope = parseScope(input.scope);
      const named = input.mode === "named" ? await chosen(reader, input.reviewer, "reviewer") : null;
      const fallback = (await chosen(reader, input.fallback, "fallback")) ?? nobody;
      const snapshots = sources.map((s) => s.snapshot);
      const population = await countPopulation(reader, scope, snapshots);
      const choice = choiceOf(scope, snapshots, {
        mode: input.mode,
        named,
        fallback,
        builder: personOf(asker.actor) ?? nobody.id,
      });
      return {
        problem: null,
        ...population,
        atMost: mentions(scope, "finding"),
        ...(await assigned(reader, choice)),
        checks,
      };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { ...nothing, problem: error.message, checks };
    }
  },
});

const nothing: Omit<PreviewResult, "problem" | "checks"> = {
  grants: 0,
  items: 0,
  covered: 0,
  excluded: 0,
  atMost: false,
  exclusions: [],
  sample: [],
  reviewers: 0,
  loads: [],
  fallback: { items: 0, reasons: [] },
};

async function chosen(reader: Reader, typed: string, field: string): Promise<Reviewer | null> {
  return typed === "" ? null : ((await findReviewer(reader, typed, field)) ?? null);
}

const populationOf = (scope: Scope, snapshots: readonly number[]) =>
  sql`staged_grant AS MATERIALIZED (SELECT * FROM ${populationSql(scope, { snapshots })} p)`;

type Population = Pick<PreviewResult, "grants" | "items" | "covered" | "excluded" | "exclusions">;

async function countPopulation(
  reader: Reader,
  scope: Scope,
  snapshots: readonly number[],
): Promise<Population> {
  const found = await rows<{ fate: string; reason: string; grants: number }>(
    reader,
    sql`WITH ${populationOf(scope, snapshots)}
      SELECT fate, CASE WHEN fate = 'excluded' THEN reason END AS reason, count(*)::int AS grants
      FROM staged_grant GROUP BY 1, 2 ORDER BY 3 DESC, 2`,
  );
  const sum = (fate: string) => found.filter((f) => f.fate === fate).reduce((n, f) => n + f.grants, 0);
  return {
    grants: found.reduce((n, f) => n + f.grants, 0),
    items: sum("item"),
    covered: sum("covered"),
    excluded: sum("excluded"),
    exclusions: found
      .filter((f) => f.fate === "excluded")
      .slice(0, 20)
      .map(({ reason, grants }) => ({ reason, grants })),
  };
}

/** The named queries of the assignment over the whole population, ending in `choice`. */
function choiceOf(
  scope: Scope,
  snapshots: readonly number[],
  given: { mode: "manager" | "owner" | "named"; named: Reviewer | null; fallback: Reviewer; builder: string },
): SQL {
  const people = [given.fallback, ...(given.named ? [given.named] : [])];
  return sql`WITH ${populationOf(scope, snapshots)},
    staged_text AS MATERIALIZED (${textSql}),
    staged_mention AS MATERIALIZED (${mentionSql(sql`true`)}),
    staged_candidate AS MATERIALIZED (${candidateSql([given.builder], now().toISOString().slice(0, 10))}),
    staged_against AS MATERIALIZED (${againstSql(people, sql`true`)}),
    choice AS MATERIALIZED (${choiceSql({
      ...given,
      unassigned: nobody.id,
      items: sql`staged_grant g`,
      against: sql`staged_against`,
      strict: sql`coalesce(g.privilege = 'privileged', false)`,
    })}),
    chosen AS MATERIALIZED (
      SELECT choice.n, choice.role, choice.passed, coalesce(choice.person_id::text, choice.key) AS who,
        CASE WHEN choice.role = 'unassigned' THEN 'Unassigned' ELSE coalesce(p.name, c.name) END AS name
      FROM choice LEFT JOIN person p ON p.id = choice.person_id LEFT JOIN staged_candidate c ON c.key = choice.key)`;
}

async function assigned(
  reader: Reader,
  choice: SQL,
): Promise<Pick<PreviewResult, "reviewers" | "loads" | "fallback" | "sample">> {
  // Nothing is known of the size of named queries, and the planner takes them for small: a loop within a loop is what it would
  // choose, and what takes minutes.
  await reader.execute(sql`SET LOCAL enable_nestloop = off`);
  const [found] = await rows<{
    reviewers: number;
    loads: PreviewResult["loads"] | null;
    spare: number;
    reasons: PreviewResult["fallback"]["reasons"] | null;
    sample: PreviewResult["sample"] | null;
  }>(
    reader,
    sql`${choice}
      SELECT (SELECT count(DISTINCT who)::int FROM chosen) AS reviewers,
        (SELECT jsonb_agg(l) FROM (SELECT min(name) AS name, count(*)::int AS items FROM chosen
          GROUP BY who ORDER BY 2 DESC, 1 LIMIT 10) l) AS loads,
        (SELECT count(*)::int FROM chosen WHERE role IN ('fallback', 'unassigned')) AS spare,
        (SELECT jsonb_agg(l) FROM (SELECT coalesce(passed, 'nobody else is named') AS reason, count(*)::int AS items FROM chosen
          WHERE role IN ('fallback', 'unassigned') GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10) l) AS reasons,
        (SELECT jsonb_agg(l) FROM (SELECT g.subject_name AS subject, g.application_name AS application,
            g.entitlement_name AS access, ch.name AS reviewer
          FROM staged_grant g JOIN chosen ch ON ch.n = g.n WHERE g.fate = 'item'
          ORDER BY md5(g.account_id || '/' || g.entitlement_id) LIMIT 20) l) AS sample`,
  );
  await reader.execute(sql`SET LOCAL enable_nestloop = on`);
  return {
    reviewers: found?.reviewers ?? 0,
    loads: found?.loads ?? [],
    fallback: { items: found?.spare ?? 0, reasons: found?.reasons ?? [] },
    sample: found?.sample ?? [],
  };
}
