import { examinedSql, mannerSql } from "./debt-sql";
import { SMALLEST_GROUP } from "./rules";

/** Decisions older than this say little about today's job. */
export const MEMORY_MONTHS = 24;

/**
 * `ev_group_decided`: of each staged grant, how the same entitlement was decided for others of the same job (title and
 * department), else of the same department, in closed campaigns of the last 24 months before the snapshot's as-of. The job is
 * the one each of them had in that review. The subject's own decisions never count, and a group of fewer than 5 others is
 * not told, so that nobody's own case can be read out of it. Counts are decisions, not people.
 */
export const groupHistorySql: readonly string[] = [
  `CREATE TEMP TABLE ev_group_past ON COMMIT DROP AS
    WITH made AS (
      SELECT i.source_id, i.entitlement_id, lower(i.subject_title) AS title, lower(i.subject_department) AS department,
        i.subject_key, d.outcome, ${mannerSql}
      FROM ev_force f
      JOIN item i ON i.source_id = f.source_id AND i.type = 'grant' AND i.state = 'decided'
      JOIN campaign c ON c.id = i.campaign_id AND c.status IN ('closed', 'sealed') AND c.id <> (SELECT campaign_id FROM ev_now)
      JOIN decision d ON d.id = i.decision_id AND d.decided_at >= f.today - interval '${MEMORY_MONTHS} months'
      LEFT JOIN private_payload w ON w.id = d.rationale_id
      WHERE f.staged AND i.subject_department IS NOT NULL AND i.subject_kind IN ('human', 'unknown') AND i.answered_by IS NULL
    )
    SELECT source_id, entitlement_id, title, department, subject_key,
      (count(*) FILTER (WHERE outcome IN ('certify', 'certify_until')))::int AS kept,
      (count(*) FILTER (WHERE outcome = 'revoke'))::int AS removed,
      (count(*) FILTER (WHERE outcome IN ('certify', 'certify_until') AND ${examinedSql}))::int AS honest
    FROM made GROUP BY source_id, entitlement_id, title, department, subject_key`,
  "ANALYZE ev_group_past",
  // The job's row and, with no title, the department's; of everybody, and of one subject.
  ...["", ", subject_key"].map(
    (one) => `CREATE TEMP TABLE ev_group_${one ? "own" : "sum"} ON COMMIT DROP AS
    SELECT source_id, entitlement_id, department, title, count(DISTINCT subject_key)::int AS people,
      sum(kept)::int AS kept, sum(removed)::int AS removed, sum(honest)::int AS honest${one}
    FROM ev_group_past WHERE title IS NOT NULL GROUP BY source_id, entitlement_id, department, title${one}
    UNION ALL
    SELECT source_id, entitlement_id, department, '', count(DISTINCT subject_key)::int, sum(kept)::int, sum(removed)::int,
      sum(honest)::int${one}
    FROM ev_group_past GROUP BY source_id, entitlement_id, department${one}`,
  ),
  "CREATE INDEX ON ev_group_sum (source_id, entitlement_id, department, title)",
  "CREATE INDEX ON ev_group_own (source_id, entitlement_id, department, title, subject_key)",
  "ANALYZE ev_group_sum",
  "ANALYZE ev_group_own",
  `CREATE TEMP TABLE ev_group_decided ON COMMIT DROP AS
    WITH told AS (
      SELECT s.n, CASE WHEN g.title = '' THEN p.department ELSE p.title END AS name, g.title = '' AS wide,
        g.kept - coalesce(o.kept, 0) AS kept, g.removed - coalesce(o.removed, 0) AS removed,
        g.honest - coalesce(o.honest, 0) AS honest, g.people - coalesce(o.people, 0) AS people
      FROM ev_item i
      JOIN staged_item s ON s.n = i.n
      JOIN ev_person p ON p.p = i.p AND p.kind IN ('human', 'unknown')
      JOIN ev_group_sum g ON g.source_id = s.source_id AND g.entitlement_id = s.entitlement_id
        AND g.department = lower(p.department) AND g.title IN (lower(p.title), '')
      LEFT JOIN ev_group_own o ON o.source_id = g.source_id AND o.entitlement_id = g.entitlement_id
        AND o.department = g.department AND o.title = g.title AND o.subject_key = s.subject_key
    )
    SELECT DISTINCT ON (n) n, name, kept, removed, honest FROM told
    WHERE people >= ${SMALLEST_GROUP} AND kept + removed > 0 ORDER BY n, wide`,
  "CREATE UNIQUE INDEX ON ev_group_decided (n)",
  "ANALYZE ev_group_decided",
];
