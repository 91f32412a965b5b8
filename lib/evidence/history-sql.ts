/**
 * What earlier campaigns say of a grant. `ev_now` holds this campaign's id. Only closed and sealed campaigns count: what an
 * open one says can still change.
 *
 * `ev_decided` the last decision in force on the same grant; `ev_revoked` the last removal decided before that;
 * `ev_returned` a removal that was seen gone, of a grant that is here again; `ev_covering` the last closed campaign that
 * covered an application; `ev_seen` the items that were in it, decided or not.
 */
const past = `SELECT s.n, i.campaign_id, i.decision_id, c.name AS campaign, coalesce(d.seed, c.seed) AS seed,
    d.outcome, (d.decided_at AT TIME ZONE 'UTC')::date AS decided_on, d.decided_at, coalesce(d.batch_size, 1) AS together,
    p.name AS by
  FROM staged_item s
  JOIN item i ON i.source_id = s.source_id AND i.account_id = s.account_id AND i.entitlement_id = s.entitlement_id
  JOIN campaign c ON c.id = i.campaign_id AND c.status IN ('closed', 'sealed')
  JOIN decision d ON d.id = i.decision_id
  JOIN person p ON p.id = d.person_id
  WHERE i.campaign_id <> (SELECT campaign_id FROM ev_now) AND i.state = 'decided'`;

export const historySql: readonly string[] = [
  `CREATE TEMP TABLE ev_past ON COMMIT DROP AS
    SELECT *, row_number() OVER (PARTITION BY n ORDER BY decided_at DESC, decision_id) AS k FROM (${past}) t`,
  "CREATE UNIQUE INDEX ON ev_past (n, k)",
  "ANALYZE ev_past",
  `CREATE TEMP TABLE ev_revoked ON COMMIT DROP AS
    SELECT DISTINCT ON (n) n, decided_on, by, campaign, decision_id FROM ev_past WHERE k > 1 AND outcome = 'revoke' ORDER BY n, k`,
  "CREATE UNIQUE INDEX ON ev_revoked (n)",
  "ANALYZE ev_revoked",
  // A removal that a later snapshot saw gone: before the one in hand, which has the grant.
  `CREATE TEMP TABLE ev_returned ON COMMIT DROP AS
    SELECT s.n, max((CASE WHEN r.state = 'returned' AND r.observed_at <= s.as_of THEN r.observed_at ELSE s.as_of END
        AT TIME ZONE 'UTC')::date) AS returned_on
    FROM staged_item s
    JOIN remediation r ON r.source_id = s.source_id AND r.account_id = s.account_id AND r.entitlement_id = s.entitlement_id
    LEFT JOIN snapshot o ON o.id = r.observed_snapshot_id
    WHERE r.state = 'returned' OR (r.state = 'seen_gone' AND (o.as_of < s.as_of OR (o.id IS NULL AND r.observed_at < s.as_of)))
    GROUP BY s.n`,
  "CREATE UNIQUE INDEX ON ev_returned (n)",
  "ANALYZE ev_returned",
  `CREATE TEMP TABLE ev_covering ON COMMIT DROP AS
    SELECT DISTINCT ON (i.source_id, i.application_id) i.source_id, i.application_id, c.id AS campaign_id, c.name
    FROM (SELECT DISTINCT campaign_id, source_id, application_id FROM item
      WHERE source_id IN (SELECT source_id FROM staged_item)) i
    JOIN campaign c ON c.id = i.campaign_id AND c.status IN ('closed', 'sealed')
    WHERE c.id <> (SELECT campaign_id FROM ev_now)
    ORDER BY i.source_id, i.application_id, c.closed_at DESC NULLS LAST, c.id DESC`,
  "ANALYZE ev_covering",
  `CREATE TEMP TABLE ev_seen ON COMMIT DROP AS
    SELECT DISTINCT s.n FROM staged_item s
    JOIN ev_covering v ON v.source_id = s.source_id AND v.application_id = s.application_id
    JOIN item i ON i.campaign_id = v.campaign_id AND i.source_id = s.source_id AND i.account_id = s.account_id
      AND i.entitlement_id = s.entitlement_id
    UNION
    SELECT DISTINCT s.n FROM staged_item s
    JOIN ev_covering v ON v.source_id = s.source_id AND v.application_id = s.application_id
    JOIN campaign_source cs ON cs.campaign_id = v.campaign_id AND cs.source_id = s.source_id
    JOIN campaign_grant g ON g.campaign_id = v.campaign_id AND g.snapshot_id = cs.snapshot_id
      AND g.account_id = s.account_id AND g.entitlement_id = s.entitlement_id`,
  "CREATE UNIQUE INDEX ON ev_seen (n)",
  "ANALYZE ev_seen",
  `CREATE TEMP TABLE ev_covers ON COMMIT DROP AS
    WITH covered AS (
      SELECT DISTINCT c.n, e.e, coalesce(e.title, e.name) AS name FROM staged_cover c
      JOIN ev_entitlement e ON e.snapshot_id = c.snapshot_id AND e.entitlement_id = c.entitlement_id
      JOIN ev_item i ON i.n = c.n AND i.e <> e.e
    )
    SELECT n, count(*)::int AS covers, (array_agg(name ORDER BY name COLLATE "C", e))[1:5] AS examples FROM covered GROUP BY n`,
  "CREATE UNIQUE INDEX ON ev_covers (n)",
  "ANALYZE ev_covers",
];
