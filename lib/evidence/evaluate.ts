import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { inRanges, type OnProgress, prepare } from "./assemble";
import { compileRules } from "./findings-sql";
import { answeredSql } from "./packet-sql";
import type { Rule, RuleSet } from "./rules";
import { abouts } from "./subject-packets";

/** How many examples of what a rule newly finds, or no longer finds, are told. */
export const MOST_EXAMPLES = 20;

export type Answers = { passed: number; failed: number; unknown: number };
export type Example = { subject: string; access: string; application: string; reason: string | null };
/** One rule in two versions; null on the side where it is not there or switched off. */
export type Compared = {
  id: string;
  before: Answers | null;
  after: Answers | null;
  /** Items that it finds after and not before, and the other way. */
  added: number;
  gone: number;
  addedExamples: Example[];
  goneExamples: Example[];
};
export type Evaluation = {
  items: number;
  /** Items with at least one finding. */
  found: { before: number; after: number };
  rules: Compared[];
};

/** No campaign: every closed one counts as earlier. */
const noCampaign = "00000000-0000-0000-0000-000000000000";

/**
 * What two versions of the rules say of every item of the stage, set-wise. Nothing is written but temporary tables: no packet,
 * no finding, no evidence. A rule that is the same in both is asked once.
 */
export async function evaluate(
  tx: Tx,
  given: { before: RuleSet; after: RuleSet; onProgress?: OnProgress },
): Promise<Evaluation> {
  const { rules, before, after } = together(given.before, given.after);
  const set = { version: 0, rules };
  const compiled = {
    grant: compileRules(set),
    credential: compileRules(set, "credential"),
    identity: compileRules(set, "identity"),
  };
  await prepare(tx, noCampaign, compiled.grant);
  await tx.execute(
    sql`CREATE TEMP TABLE ev_answer (n int PRIMARY KEY, answers smallint[], reasons text[], title text) ON COMMIT DROP`,
  );
  await inRanges(
    tx,
    given.onProgress,
    (
      from,
      to,
      type,
    ) => `INSERT INTO ev_answer SELECT f.n, ${compiled[type].answers}, ${compiled[type].reasons}, f.title
      FROM ${answeredSql(from, to, compiled[type], type === "grant" ? undefined : abouts[type])} f`,
  );
  await tx.execute(sql`ANALYZE ev_answer`);
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  const pairs = ids.map((id) => ({ id, b: before.get(id) ?? null, a: after.get(id) ?? null }));
  const [whole] = await rows<{ items: number; before: number; after: number }>(
    tx,
    sql`SELECT count(*)::int AS items, (count(*) FILTER (WHERE ${anyFails(before)}))::int AS before,
      (count(*) FILTER (WHERE ${anyFails(after)}))::int AS after FROM ev_answer`,
  );
  const counted = await countsOf(tx, pairs);
  const examples = await examplesOf(tx, pairs);
  return {
    items: whole?.items ?? 0,
    found: { before: whole?.before ?? 0, after: whole?.after ?? 0 },
    rules: counted.map((c) => ({
      ...c,
      addedExamples: examples.filter((e) => e.id === c.id && e.side === "added").map(exampleOf),
      goneExamples: examples.filter((e) => e.id === c.id && e.side === "gone").map(exampleOf),
    })),
  };
}

type Pair = { id: string; b: number | null; a: number | null };

/** The rules that are on in either, each once, and their numbers by id on both sides. */
function together(before: RuleSet, after: RuleSet) {
  const rules: Rule[] = [];
  const numbers = new Map<string, number>();
  const numbered = (set: RuleSet) =>
    new Map(
      set.rules
        .filter((r) => r.on)
        .map((r) => {
          // What a rule is called changes no answer.
          const key = JSON.stringify([r.id, r.params, r.applications ?? null]);
          const k = numbers.get(key) ?? rules.push(r);
          numbers.set(key, k);
          return [r.id, k] as const;
        }),
    );
  const first = numbered(before);
  return { rules, before: first, after: numbered(after) };
}

/** Whether one of these rules fails; their numbers are our own. */
function anyFails(of: ReadonlyMap<string, number>) {
  const failing = [...of.values()].map((k) => sql`answers[${sql.raw(String(k))}] = 0`);
  return failing.length === 0 ? sql`false` : sql.join(failing, sql` OR `);
}

async function countsOf(tx: Tx, pairs: readonly Pair[]) {
  const found = await rows<{
    id: string;
    b: number | null;
    a: number | null;
    bp: number;
    bf: number;
    bu: number;
    ap: number;
    af: number;
    au: number;
    added: number;
    gone: number;
  }>(
    tx,
    sql`WITH combo AS (SELECT answers, count(*)::int AS n FROM ev_answer GROUP BY answers),
      pair AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(pairs.map((p, i) => ({ ...p, i })))}::jsonb) AS x(i int, id text, b int, a int)),
      each AS (SELECT p.*, c.n, c.answers[p.b] AS was, c.answers[p.a] AS "is" FROM pair p CROSS JOIN combo c)
      SELECT p.id, p.b, p.a,
        coalesce(sum(e.n) FILTER (WHERE e.was = 1), 0)::int AS bp, coalesce(sum(e.n) FILTER (WHERE e.was = 0), 0)::int AS bf,
        coalesce(sum(e.n) FILTER (WHERE e.was < 0), 0)::int AS bu, coalesce(sum(e.n) FILTER (WHERE e."is" = 1), 0)::int AS ap,
        coalesce(sum(e.n) FILTER (WHERE e."is" = 0), 0)::int AS af, coalesce(sum(e.n) FILTER (WHERE e."is" < 0), 0)::int AS au,
        coalesce(sum(e.n) FILTER (WHERE e."is" = 0 AND e.was IS DISTINCT FROM 0), 0)::int AS added,
        coalesce(sum(e.n) FILTER (WHERE e.was = 0 AND e."is" IS DISTINCT FROM 0), 0)::int AS gone
      FROM pair p LEFT JOIN each e ON e.i = p.i GROUP BY p.i, p.id, p.b, p.a ORDER BY p.i`,
  );
  return found.map((f) => ({
    id: f.id,
    before: f.b === null ? null : { passed: f.bp, failed: f.bf, unknown: f.bu },
    after: f.a === null ? null : { passed: f.ap, failed: f.af, unknown: f.au },
    added: f.added,
    gone: f.gone,
  }));
}

type ExampleRow = Example & { id: string; side: "added" | "gone" };

async function examplesOf(tx: Tx, pairs: readonly Pair[]): Promise<ExampleRow[]> {
  return rows<ExampleRow>(
    tx,
    sql`WITH side AS (
        SELECT id, 'added' AS side, a AS found, b AS other FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS x(id text, b int, a int)
        UNION ALL SELECT id, 'gone', b, a FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS x(id text, b int, a int)
      )
      SELECT s.id, s.side, x.subject, x.access, x.application, x.reason FROM side s
      CROSS JOIN LATERAL (
        SELECT i.subject_name AS subject, coalesce(w.title, i.application_name) AS access, i.application_name AS application,
          w.reasons[s.found] AS reason, w.n
        FROM ev_answer w JOIN staged_item i ON i.n = w.n
        WHERE w.answers[s.found] = 0 AND w.answers[s.other] IS DISTINCT FROM 0
        ORDER BY w.n LIMIT ${MOST_EXAMPLES}
      ) x
      WHERE s.found IS NOT NULL ORDER BY s.id, s.side, x.n`,
  );
}

function exampleOf({ subject, access, application, reason }: ExampleRow): Example {
  return { subject, access, application, reason };
}
