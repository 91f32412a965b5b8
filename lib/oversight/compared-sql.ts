import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { ONE_IN } from "@/lib/audit-log/arms";
import { unitSql } from "@/lib/campaigns/unit-sql";
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
 * Of each item whether the lot could have made it blind, as `ListDraw` draws: no unit that is more than a fifth of the list that the
 * launch gave its reviewer can be.
 */
const drawable = (campaign: string) => sql`
  SELECT u.id, count(*) OVER (PARTITION BY u.reviewer, u.unit) * ${ONE_IN}::int <= count(*) OVER (PARTITION BY u.reviewer) AS could
  FROM (SELECT i.id, ${unitSql("i")} AS unit, coalesce(f.from_id, i.reviewer_id) AS reviewer
    FROM item i LEFT JOIN (SELECT DISTINCT ON (m.item_id) m.item_id, m.from_id FROM reassignment m
        WHERE m.campaign_id = ${campaign} ORDER BY m.item_id, m.at, m.id) f ON f.item_id = i.id
    WHERE i.campaign_id = ${campaign}) u`;

/** In either arm alike: what could not be drawn is left out of it, and whatever somebody's text turned the draft of. */
const drawn = sql`u.could AND NOT jsonb_exists(r.result, 'turned')`;

/**
 * Decided items with a recommendation, counted by reviewer, risk, arm and what was recommended and decided. Assisted: the decision in
 * force against the draft that was served with it; what an identity's decision answers has none of its own. Blind, where it was drawn
 * by lot: the first decision against the draft that was there by then, unseen. What somebody's text turned is blind outside the lot,
 * and is not compared.
 */
export function comparedOf(reader: Reader, campaign: string): Promise<Compared[]> {
  return rows<Compared>(
    reader,
    sql`WITH u AS (${drawable(campaign)})
      SELECT d.person_id::text AS person, i.risk, 'assisted' AS arm, ${drawn} AS drawn, r.recommendation, d.outcome,
        ${sameActSql(type, verb("d"), drafted)} AS same, false AS revised, count(*)::int AS n
      FROM item i JOIN u ON u.id = i.id JOIN decision d ON d.id = i.decision_id AND d.item_id = i.id JOIN draft r ON r.id = d.draft_id
      WHERE i.campaign_id = ${campaign} AND i.state = 'decided' AND i.arm = 'assisted'
        AND r.recommendation <> 'insufficient_evidence'
      GROUP BY 1, 2, 4, 5, 6, 7
      UNION ALL
      SELECT d.person_id::text, i.risk, 'blind', ${drawn}, r.recommendation, d.outcome, ${sameActSql(type, verb("d"), drafted)},
        NOT ${sameActSql(type, verb("d"), drafted)} AND ${sameActSql(type, verb("f"), drafted)}, count(*)::int
      FROM item i JOIN u ON u.id = i.id JOIN decision d ON d.item_id = i.id AND d.n = 1 JOIN decision f ON f.id = i.decision_id
      JOIN draft r ON r.id = i.draft_id AND r.at <= d.decided_at
      WHERE i.campaign_id = ${campaign} AND i.state = 'decided' AND i.arm = 'blind' AND i.arm_why = 'drawn'
        AND r.recommendation <> 'insufficient_evidence'
      GROUP BY 1, 2, 4, 5, 6, 7, 8
      ORDER BY 1, 2, 3, 4, 5, 6, 7, 8`,
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
 * Removals seen gone that could be watched for so many days, by a snapshot of their source that much later or because they came back,
 * and those that came back within them: by the grant's own date where the source has one, else by the snapshot's. Kept access that a
 * second person looked at, and what they would not keep.
 */
export async function reversalCounts(reader: Reader, campaign: string, days: number) {
  const [found] = await rows<{ gone: number; restored: number; looked: number; refused: number }>(
    reader,
    sql`WITH seen AS (
        SELECT e.item_id, e.id, e.type, (l.leaf -> 'data' ->> 'task')::uuid AS task, (l.leaf -> 'data' ->> 'snapshot')::int AS snapshot
        FROM audit_event e CROSS JOIN LATERAL (SELECT convert_from(e.leaf, 'UTF8')::jsonb AS leaf) l
        WHERE e.campaign_id = ${campaign} AND e.type IN ('remediation.seen_gone', 'grant.returned')),
      gone AS (
        SELECT DISTINCT ON (s.item_id) s.item_id, s.id, w.source_id, w.as_of, w.as_of + make_interval(days => ${days}::int) AS until
        FROM seen s JOIN snapshot w ON w.id = s.snapshot WHERE s.type = 'remediation.seen_gone' ORDER BY s.item_id, s.id),
      back AS (
        SELECT g.item_id, min(coalesce(CASE WHEN x.granted_at >= g.as_of THEN x.granted_at END, w.as_of)) AS at
        FROM gone g JOIN seen s ON s.item_id = g.item_id AND s.type = 'grant.returned' AND s.id > g.id
        JOIN snapshot w ON w.id = s.snapshot JOIN remediation t ON t.id = s.task
        LEFT JOIN snap_grant x ON x.snapshot_id = w.id AND x.account_id = t.account_id AND x.entitlement_id = t.entitlement_id AND x.via = ''
        GROUP BY 1),
      watched AS (
        SELECT coalesce(b.at <= g.until, false) AS restored FROM gone g LEFT JOIN back b ON b.item_id = g.item_id
        WHERE b.at <= g.until OR EXISTS (SELECT 1 FROM snapshot w WHERE w.source_id = g.source_id AND w.as_of >= g.until
          AND w.status IN ('in_force', 'superseded')))
      SELECT (SELECT count(*)::int FROM watched) AS gone, (SELECT count(*)::int FROM watched WHERE restored) AS restored,
        (SELECT count(*)::int FROM second_look s WHERE s.campaign_id = ${campaign} AND s.state IN ('agreed', 'refused')) AS looked,
        (SELECT count(*)::int FROM second_look s WHERE s.campaign_id = ${campaign} AND s.state = 'refused') AS refused`,
  );
  const { gone, restored, looked, refused } = found ?? { gone: 0, restored: 0, looked: 0, refused: 0 };
  return { removals: { count: restored, n: gone }, keeps: { count: refused, n: looked } };
}
