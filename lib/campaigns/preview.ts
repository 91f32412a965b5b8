import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { personOf } from "@/lib/auth/actor";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { shownId } from "@/lib/evidence/credentials-sql";
import { query, type Reader } from "@/lib/query";
import { againstSql, choiceSql, mentionSql, type Reviewer, textSql } from "./assignment-sql";
import { answerSql, candidateSql } from "./candidates-sql";
import { checksOf, liveSources } from "./checks";
import { columnNames, populationSql } from "./population";
import { findReviewer } from "./reviewers";
import { type PreviewResult, previewInput, previewResult } from "./schema";
import { mentions, parseScope, type Scope } from "./scope";
import { type Asked, credentialsSql, identitiesSql } from "./subjects";

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
      const wanted = {
        scope,
        snapshots: sources.map((s) => s.snapshot),
        asked: { credentials: input.credentials, identities: input.identities },
      };
      const population = await countPopulation(reader, wanted);
      const choice = choiceOf(wanted, {
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
  credentials: { all: 0, items: 0, excluded: 0 },
  identities: { all: 0, items: 0, excluded: 0 },
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

/** The population as a launch would stage it, numbered through: grants, credentials, identities. */
function populationOf({ scope, snapshots, asked }: Wanted): SQL {
  const names = sql.raw(columnNames);
  const last = (parts: SQL) => sql`(SELECT coalesce(max(n), 0) FROM (${parts}) earlier)`;
  const grants = sql`SELECT n FROM staged_grants`;
  const both = sql`${grants} UNION ALL SELECT n FROM staged_credentials`;
  return sql`staged_grants AS MATERIALIZED (SELECT ${names} FROM ${populationSql(scope, { snapshots })} p),
    staged_credentials AS MATERIALIZED (SELECT ${names} FROM ${credentialsSql(scope, asked, { snapshots }, last(grants))} p),
    staged_population AS MATERIALIZED (SELECT * FROM staged_grants UNION ALL SELECT * FROM staged_credentials
      UNION ALL SELECT ${names} FROM ${identitiesSql(scope, asked, { snapshots }, last(both))} p)`;
}

type Wanted = { scope: Scope; snapshots: readonly number[]; asked: Asked };
type Population = Pick<
  PreviewResult,
  "grants" | "items" | "covered" | "excluded" | "credentials" | "identities" | "exclusions"
>;

async function countPopulation(reader: Reader, wanted: Wanted): Promise<Population> {
  const found = await rows<{ type: string; fate: string; reason: string; n: number }>(
    reader,
    sql`WITH ${populationOf(wanted)}
      SELECT type, fate, CASE WHEN fate = 'excluded' THEN reason END AS reason, count(*)::int AS n
      FROM staged_population GROUP BY 1, 2, 3 ORDER BY 4 DESC, 3, 1`,
  );
  const sum = (type: string, fate?: string) =>
    found
      .filter((f) => f.type === type && (fate === undefined || f.fate === fate))
      .reduce((all, f) => all + f.n, 0);
  const subjects = (type: string) => ({
    all: sum(type),
    items: sum(type, "item"),
    excluded: sum(type, "excluded"),
  });
  const reasons = new Map<string, number>();
  for (const f of found) if (f.fate === "excluded") reasons.set(f.reason, (reasons.get(f.reason) ?? 0) + f.n);
  return {
    grants: sum("grant"),
    items: sum("grant", "item"),
    covered: sum("grant", "covered"),
    excluded: sum("grant", "excluded"),
    credentials: subjects("credential"),
    identities: subjects("identity"),
    exclusions: [...reasons].slice(0, 20).map(([reason, grants]) => ({ reason, grants })),
  };
}

/** The named queries of the assignment over the whole population, ending in `choice`. */
function choiceOf(
  wanted: Wanted,
  given: { mode: "manager" | "owner" | "named"; named: Reviewer | null; fallback: Reviewer; builder: string },
): SQL {
  const people = [given.fallback, ...(given.named ? [given.named] : [])];
  return sql`WITH ${populationOf(wanted)},
    staged_text AS MATERIALIZED (${textSql}),
    staged_mention AS MATERIALIZED (${mentionSql(sql`true`)}),
    staged_candidate AS MATERIALIZED (${candidateSql([given.builder], now().toISOString().slice(0, 10))}),
    staged_answer AS MATERIALIZED (${answerSql([given.builder], now().toISOString().slice(0, 10))}),
    staged_against AS MATERIALIZED (${againstSql(people, sql`true`)}),
    choice AS MATERIALIZED (${choiceSql({
      ...given,
      unassigned: nobody.id,
      items: sql`staged_population g`,
      against: sql`staged_against`,
      strict: sql`coalesce(g.privilege = 'privileged', false)`,
    })}),
    chosen AS MATERIALIZED (
      SELECT choice.n, choice.role, choice.passed, coalesce(choice.person_id::text, choice.key) AS who,
        CASE WHEN choice.role = 'unassigned' THEN 'Unassigned' ELSE coalesce(p.name, c.name) END AS name
      FROM choice LEFT JOIN person p ON p.id = choice.person_id LEFT JOIN staged_candidate c ON c.key = choice.key)`;
}

/** What is reviewed, in a few words: an identity's row has its own name beside it. */
const accessWords = sql`CASE g.type WHEN 'grant' THEN g.entitlement_name WHEN 'credential' THEN 'credential ' || ${sql.raw(shownId("g.credential_id"))}
  ELSE 'as a whole' END`;

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
            ${accessWords} AS access, ch.name AS reviewer
          FROM staged_population g JOIN chosen ch ON ch.n = g.n WHERE g.fate = 'item'
          ORDER BY md5(concat_ws('/', g.type, g.account_id, g.entitlement_id, g.credential_id, g.identity_id)) LIMIT 20) l) AS sample`,
  );
  await reader.execute(sql`SET LOCAL enable_nestloop = on`);
  return {
    reviewers: found?.reviewers ?? 0,
    loads: found?.loads ?? [],
    fallback: { items: found?.spare ?? 0, reasons: found?.reasons ?? [] },
    sample: found?.sample ?? [],
  };
}
