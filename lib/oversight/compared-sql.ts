import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import type { Compared } from "./compared";

/** Whether an outcome retires an identity as a whole; `lib/reviews/acts` says it for one. */
const retires = (type: SQL, outcome: SQL, target: SQL) =>
  sql`(${type} = 'identity' AND (${outcome} = 'revoke' OR coalesce(${target}, '') = 'retire'))`;

/** Whether two acts on an item ask for the same, as `sameAct` of `lib/reviews/acts` says it for two. */
export function sameActSql(
  type: SQL,
  one: { outcome: SQL; target: SQL },
  other: { outcome: SQL; target: SQL },
): SQL {
  return sql`((${retires(type, one.outcome, one.target)} AND ${retires(type, other.outcome, other.target)})
    OR (${one.outcome} = ${other.outcome}
      AND (${one.target} IS NULL OR ${other.target} IS NULL OR ${one.target} = ${other.target})))`;
}

const verb = (row: string) => ({
  outcome: sql.raw(`${row}.outcome`),
  target: sql.raw(`${row}.target`),
});
const drafted = { outcome: sql`r.recommendation`, target: sql`(r.result ->> 'target')` };
const type = sql`i.type`;

/**
 * Decided items with a recommendation, counted by reviewer, risk, arm and what was recommended and decided. Assisted: the decision in
 * force against the draft that was served with it. Blind, where it was drawn by lot: the first decision against the draft that was
 * there by then, unseen. What somebody's text turned is blind outside the lot, and is not compared.
 */
export function comparedOf(reader: Reader, campaign: string): Promise<Compared[]> {
  return rows<Compared>(
    reader,
    sql`SELECT d.person_id::text AS person, i.risk, 'assisted' AS arm, r.recommendation, d.outcome,
        ${sameActSql(type, verb("d"), drafted)} AS same, false AS revised, count(*)::int AS n
      FROM item i JOIN decision d ON d.id = i.decision_id JOIN draft r ON r.id = d.draft_id
      WHERE i.campaign_id = ${campaign} AND i.state = 'decided' AND i.arm = 'assisted'
        AND r.recommendation <> 'insufficient_evidence'
      GROUP BY 1, 2, 4, 5, 6
      UNION ALL
      SELECT d.person_id::text, i.risk, 'blind', r.recommendation, d.outcome, ${sameActSql(type, verb("d"), drafted)},
        NOT ${sameActSql(type, verb("d"), drafted)} AND ${sameActSql(type, verb("f"), drafted)}, count(*)::int
      FROM item i JOIN decision d ON d.item_id = i.id AND d.n = 1 JOIN decision f ON f.id = i.decision_id
      JOIN draft r ON r.id = i.draft_id AND r.at <= d.decided_at
      WHERE i.campaign_id = ${campaign} AND i.state = 'decided' AND i.arm = 'blind' AND i.arm_why = 'drawn'
        AND r.recommendation <> 'insufficient_evidence'
      GROUP BY 1, 2, 4, 5, 6, 7
      ORDER BY 1, 2, 3, 4, 5, 6, 7`,
  );
}

/** How many items there are of each kind, so that what is not compared is told. */
export type Population = {
  items: number;
  decided: number;
  /** Decided together with others in one act. */
  together: number;
  /** Decided without a draft by lot; blind because somebody's text turned the draft. */
  noDraftByLot: number;
  turnedByText: number;
};

export async function populationOf(reader: Reader, campaign: string): Promise<Population> {
  const [found] = await rows<Population>(
    reader,
    sql`SELECT count(*)::int AS items, (count(*) FILTER (WHERE i.state = 'decided'))::int AS decided,
        (count(*) FILTER (WHERE i.state = 'decided' AND d.batch_id IS NOT NULL))::int AS together,
        (count(*) FILTER (WHERE i.state = 'decided' AND i.arm = 'undrafted'))::int AS "noDraftByLot",
        (count(*) FILTER (WHERE i.state = 'decided' AND i.arm_why = 'text_turned_draft'))::int AS "turnedByText"
      FROM item i LEFT JOIN decision d ON d.id = i.decision_id WHERE i.campaign_id = ${campaign}`,
  );
  return found ?? { items: 0, decided: 0, together: 0, noDraftByLot: 0, turnedByText: 0 };
}

/**
 * Removals seen gone and those that came back within so many days of it, by the log; kept access that a second person looked at,
 * and what they would not keep.
 */
export async function reversalCounts(reader: Reader, campaign: string, days: number) {
  const [found] = await rows<{ gone: number; restored: number; looked: number; refused: number }>(
    reader,
    sql`WITH gone AS (
        SELECT e.item_id, min(e.at) AS at FROM audit_event e
        WHERE e.campaign_id = ${campaign} AND e.type = 'remediation.seen_gone' GROUP BY 1)
      SELECT (SELECT count(*)::int FROM gone) AS gone,
        (SELECT count(*)::int FROM gone WHERE EXISTS (SELECT 1 FROM audit_event b
          WHERE b.item_id = gone.item_id AND b.type = 'grant.returned' AND b.at >= gone.at
            AND b.at <= gone.at + make_interval(days => ${days}::int))) AS restored,
        (SELECT count(*)::int FROM second_look s WHERE s.campaign_id = ${campaign} AND s.state IN ('agreed', 'refused')) AS looked,
        (SELECT count(*)::int FROM second_look s WHERE s.campaign_id = ${campaign} AND s.state = 'refused') AS refused`,
  );
  const { gone, restored, looked, refused } = found ?? { gone: 0, restored: 0, looked: 0, refused: 0 };
  return { removals: { count: restored, n: gone }, keeps: { count: refused, n: looked } };
}
