import { examinedSql, mannerSql } from "./debt-sql";

/**
 * What earlier campaigns say of an item. `ev_now` holds this campaign's id. Only closed and sealed campaigns count: what an
 * open one says can still change.
 *
 * `ev_same` the items of earlier campaigns on the same grant, credential or identity; `ev_past` their decisions, the last
 * one first; `ev_revoked` the last removal decided before that; `ev_exception` the last exception granted; `ev_returned` a
 * removal that was seen gone, of a grant that is here again; `ev_cover` the campaigns that covered an application, the last
 * one first (`ev_covering`); `ev_seen` the items that were in that, decided or not; `ev_debt` how many of them ago it was
 * last examined.
 */
const closed = "c.status IN ('closed', 'sealed') AND c.id <> (SELECT campaign_id FROM ev_now)";
const earlier = (
  on: string,
) => `SELECT s.n, i.id AS item_id, i.campaign_id, i.state, i.decision_id, c.name AS campaign,
    c.seed, c.closed_at
  FROM staged_item s JOIN item i ON i.source_id = s.source_id AND i.type = s.type AND ${on}
  JOIN campaign c ON c.id = i.campaign_id AND ${closed} WHERE s.type = `;
const covers =
  "v.source_id = s.source_id AND v.type = s.type AND v.application_id = coalesce(s.application_id, '')";

export const historySql: readonly string[] = [
  `CREATE TEMP TABLE ev_same ON COMMIT DROP AS
    ${earlier("i.account_id = s.account_id AND i.entitlement_id = s.entitlement_id")} 'grant'
    UNION ALL ${earlier("i.credential_id = s.credential_id")} 'credential'
    UNION ALL ${earlier("i.identity_id = s.identity_id")} 'identity'`,
  "CREATE INDEX ON ev_same (n)",
  "ANALYZE ev_same",
  `CREATE TEMP TABLE ev_past ON COMMIT DROP AS
    WITH made AS (
      SELECT x.n, x.campaign_id, x.decision_id, x.campaign, coalesce(d.seed, x.seed) AS seed, d.outcome,
        (d.decided_at AT TIME ZONE 'UTC')::date AS decided_on, d.decided_at, p.name AS by, ${mannerSql}
      FROM ev_same x
      JOIN decision d ON d.id = x.decision_id
      JOIN person p ON p.id = d.person_id
      LEFT JOIN private_payload w ON w.id = d.rationale_id
      WHERE x.state = 'decided'
    )
    SELECT *, ${examinedSql} AS examined, row_number() OVER (PARTITION BY n ORDER BY decided_at DESC, decision_id) AS k FROM made`,
  "CREATE UNIQUE INDEX ON ev_past (n, k)",
  "ANALYZE ev_past",
  `CREATE TEMP TABLE ev_revoked ON COMMIT DROP AS
    SELECT DISTINCT ON (n) n, decided_on, by, campaign, decision_id FROM ev_past WHERE k > 1 AND outcome = 'revoke' ORDER BY n, k`,
  "CREATE UNIQUE INDEX ON ev_revoked (n)",
  "ANALYZE ev_revoked",
  `CREATE TEMP TABLE ev_exception ON COMMIT DROP AS
    SELECT DISTINCT ON (x.n) x.n, e.id, x.campaign, e.until, p.name AS by,
      (coalesce(e.settled_at, e.requested_at) AT TIME ZONE 'UTC')::date AS granted_on
    FROM ev_same x
    JOIN "exception" e ON e.item_id = x.item_id AND e.state = 'granted'
    JOIN person p ON p.id = coalesce(e.settled_by, e.requested_by)
    ORDER BY x.n, coalesce(e.settled_at, e.requested_at) DESC, e.id`,
  "CREATE UNIQUE INDEX ON ev_exception (n)",
  "ANALYZE ev_exception",
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
  `CREATE TEMP TABLE ev_cover ON COMMIT DROP AS
    SELECT i.source_id, i.type, coalesce(i.application_id, '') AS application_id, c.id AS campaign_id, c.name,
      (row_number() OVER (PARTITION BY i.source_id, i.type, i.application_id ORDER BY c.closed_at DESC NULLS LAST, c.id DESC))::int AS k
    FROM (SELECT DISTINCT campaign_id, source_id, type, application_id FROM item
      WHERE source_id IN (SELECT source_id FROM staged_item)) i
    JOIN campaign c ON c.id = i.campaign_id AND ${closed}`,
  "CREATE UNIQUE INDEX ON ev_cover (source_id, type, application_id, campaign_id)",
  "ANALYZE ev_cover",
  "CREATE TEMP TABLE ev_covering ON COMMIT DROP AS SELECT * FROM ev_cover WHERE k = 1",
  "ANALYZE ev_covering",
  `CREATE TEMP TABLE ev_seen ON COMMIT DROP AS
    WITH was AS (
      SELECT s.n, x.state FROM staged_item s
      JOIN ev_covering v ON ${covers}
      JOIN ev_same x ON x.n = s.n AND x.campaign_id = v.campaign_id
      UNION ALL
      SELECT s.n, g.fate FROM staged_item s
      JOIN ev_covering v ON ${covers}
      JOIN campaign_source cs ON cs.campaign_id = v.campaign_id AND cs.source_id = s.source_id
      JOIN campaign_grant g ON g.campaign_id = v.campaign_id AND g.snapshot_id = cs.snapshot_id
        AND g.account_id = s.account_id AND g.entitlement_id = s.entitlement_id
      WHERE s.type = 'grant'
      UNION ALL
      SELECT s.n, 'excluded' FROM staged_item s
      JOIN ev_covering v ON ${covers}
      JOIN campaign_source cs ON cs.campaign_id = v.campaign_id AND cs.source_id = s.source_id
      JOIN campaign_subject g ON g.campaign_id = v.campaign_id AND g.snapshot_id = cs.snapshot_id AND g.type = s.type
        AND g.id = CASE s.type WHEN 'credential' THEN s.credential_id ELSE s.identity_id END
      WHERE s.type <> 'grant'
    )
    SELECT n, bool_or(state = 'not_certified') AS not_decided FROM was GROUP BY n`,
  "CREATE UNIQUE INDEX ON ev_seen (n)",
  "ANALYZE ev_seen",
  `CREATE TEMP TABLE ev_debt ON COMMIT DROP AS
    SELECT x.n, min(v.k) FILTER (WHERE x.examined) AS looked FROM ev_past x
    JOIN staged_item s ON s.n = x.n
    JOIN ev_cover v ON ${covers} AND v.campaign_id = x.campaign_id
    GROUP BY x.n`,
  "CREATE UNIQUE INDEX ON ev_debt (n)",
  "ANALYZE ev_debt",
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
