import { SMALLEST_GROUP } from "./rules";

/** The catalogue's word where a person stands behind its current entry, else the source's. */
const vouched = (word: string, own: string) =>
  `CASE WHEN c.state IN ('written', 'verified') THEN ${word} ELSE ${own} END`;

/**
 * `ev_account`: every account of the snapshots that speak, and who holds it: `p` the identity, `h` the holder (an account
 * that nobody known holds is its own). `ev_entitlement`: every entitlement. Texts that somebody wrote stand in `raw_`
 * columns until they have been looked through; `derived_` columns are filled by `policy-words.ts`. `ev_request`: the requests that staged grants name.
 */
export const accessSql: readonly string[] = [
  `CREATE TEMP TABLE ev_account ON COMMIT DROP AS
    WITH staged AS (
      SELECT DISTINCT s.snapshot_id, s.account_id, p.p FROM staged_item s
      JOIN ev_person p ON p.snapshot_id = s.identity_snapshot_id AND p.id = s.identity_id
    ), numbered AS (
      SELECT (row_number() OVER (ORDER BY a.snapshot_id, a.id))::int AS a, a.snapshot_id, a.id AS account_id,
        a.application_id, a.login, m.how, coalesce(st.p, mp.p, own.p) AS p
      FROM snap_account a
      JOIN ev_force f ON f.snapshot_id = a.snapshot_id
      LEFT JOIN staged st ON st.snapshot_id = a.snapshot_id AND st.account_id = a.id
      LEFT JOIN account_match m ON m.source_id = f.source_id AND m.account_id = a.id
      LEFT JOIN ev_person mp ON mp.source_id = m.identity_source_id AND mp.id = m.identity_id
      LEFT JOIN ev_person own ON own.snapshot_id = a.snapshot_id AND own.id = a.identity_id AND m.account_id IS NULL
    )
    SELECT *, coalesce(p, -a) AS h, false AS label_instructs, '{}'::text[] AS label_secrets FROM numbered`,
  "CREATE UNIQUE INDEX ON ev_account (snapshot_id, account_id)",
  "CREATE INDEX ON ev_account (h)",
  "ANALYZE ev_account",
  `CREATE TEMP TABLE ev_entitlement ON COMMIT DROP AS
    SELECT (row_number() OVER (ORDER BY e.snapshot_id, e.id))::int AS e, e.snapshot_id, f.staged, e.id AS entitlement_id,
      e.application_id, coalesce(ap.name, e.application_id) AS application_name, coalesce(e.name, e.id) AS name,
      ${vouched("c.title", "e.attributes->>'title'")} AS raw_title, NULL::text AS title,
      ${vouched("c.phrase", "e.attributes->>'verb_phrase'")} AS raw_phrase, NULL::text AS phrase,
      ${vouched("c.allows", "NULL")} AS raw_allows, NULL::text AS allows,
      ${vouched("c.state", "NULL")} AS catalogue_state, ${vouched("c.version", "NULL")} AS catalogue_version,
      (c.verified_at AT TIME ZONE 'UTC')::date AS verified_on, ${vouched("c.risk", "NULL")} AS catalogue_risk,
      CASE WHEN c.state = 'proposed' THEN c.version END AS wording_version,
      CASE WHEN c.state = 'proposed' THEN concat_ws('; ', c.title, c.phrase, c.allows) END AS raw_wording, NULL::text AS wording,
      false AS wording_instructs, '{}'::text[] AS wording_secrets,
      NULL::text AS derived_title, NULL::text AS derived_phrase, NULL::text AS derived_description,
      e.description AS raw_description, NULL::text AS description,
      false AS description_instructs, '{}'::text[] AS description_secrets,
      false AS label_instructs, '{}'::text[] AS label_secrets,
      e.type, e.privilege, e.owner_id, coalesce(e.data_class, ap.data_class) AS data_class,
      coalesce(nullif(btrim(e.attributes->>'actions'), ''), (
        SELECT string_agg(DISTINCT x #>> '{}', '|') FROM jsonb_path_query(e.attributes->'policy',
          '$.Statement[*] ? (@.Effect == "Allow").Action[*]') x)) AS actions,
      nullif(concat_ws('; ', e.attributes->>'admin_reasons', CASE WHEN e.attributes->>'admin_reasons' IS NULL
        THEN e.attributes->>'wildcard_actions' END), '') AS sweeping,
      e.attributes->>'policy' IS NOT NULL OR e.attributes->>'wildcard_actions' IS NOT NULL OR e.attributes->>'admin_reasons' IS NOT NULL
        OR (e.attributes->>'policies' IS NOT NULL AND e.privilege IS NOT NULL) AS has_policy
    FROM snap_entitlement e
    JOIN ev_force f ON f.snapshot_id = e.snapshot_id
    LEFT JOIN snap_application ap ON ap.snapshot_id = e.snapshot_id AND ap.id = e.application_id
    LEFT JOIN LATERAL (SELECT * FROM catalogue_entry k WHERE k.source_id = f.source_id AND k.entitlement_id = e.id
      ORDER BY k.version DESC LIMIT 1) c ON true`,
  "CREATE UNIQUE INDEX ON ev_entitlement (snapshot_id, entitlement_id)",
  "CREATE UNIQUE INDEX ON ev_entitlement (e)",
  "CREATE INDEX ON ev_entitlement (entitlement_id)",
  "ANALYZE ev_entitlement",
  `CREATE TEMP TABLE ev_request ON COMMIT DROP AS
    SELECT q.snapshot_id, q.id, q.requested_by, q.approved_by, (q.requested_at AT TIME ZONE 'UTC')::date AS requested_on,
      q.text AS raw_text, NULL::text AS text, false AS text_instructs, '{}'::text[] AS text_secrets
    FROM snap_request q
    WHERE (q.snapshot_id, q.id) IN (
      SELECT g.snapshot_id, g.request_id FROM staged_item s
      JOIN snap_grant g ON g.snapshot_id = s.snapshot_id AND g.account_id = s.account_id
        AND g.entitlement_id = s.entitlement_id AND g.via = s.via
      WHERE g.request_id IS NOT NULL)`,
  "CREATE UNIQUE INDEX ON ev_request (snapshot_id, id)",
  "ANALYZE ev_request",
];

/**
 * `ev_item`: the stage by numbers. `ev_holding`: who holds which entitlement, directly or derived. `ev_holders`: how many.
 * `ev_peer`: how many of a group hold it.
 */
export const holdingSql: readonly string[] = [
  `CREATE TEMP TABLE ev_item ON COMMIT DROP AS
    SELECT s.n, e.e, a.a, a.p, a.h FROM staged_item s
    JOIN ev_entitlement e ON e.snapshot_id = s.snapshot_id AND e.entitlement_id = s.entitlement_id
    JOIN ev_account a ON a.snapshot_id = s.snapshot_id AND a.account_id = s.account_id`,
  "CREATE UNIQUE INDEX ON ev_item (n)",
  "CREATE INDEX ON ev_item (h, e)",
  "ANALYZE ev_item",
  `CREATE TEMP TABLE ev_holding ON COMMIT DROP AS
    SELECT DISTINCT e.e, a.h FROM snap_grant g
    JOIN ev_entitlement e ON e.snapshot_id = g.snapshot_id AND e.entitlement_id = g.entitlement_id
    JOIN ev_account a ON a.snapshot_id = g.snapshot_id AND a.account_id = g.account_id
    WHERE e.staged OR e.e IN (SELECT e FROM ev_side)`,
  "ANALYZE ev_holding",
  `CREATE TEMP TABLE ev_holders ON COMMIT DROP AS
    SELECT e, count(*)::int AS holders FROM ev_holding GROUP BY e`,
  "CREATE UNIQUE INDEX ON ev_holders (e)",
  "ANALYZE ev_holders",
  "CREATE TEMP TABLE ev_peer (e int, g int, holders int) ON COMMIT DROP",
  ...["title", "team", "department", "all"].map(
    (group) => `INSERT INTO ev_peer
      SELECT h.e, p.g_${group}, count(*)::int FROM ev_holding h JOIN ev_person p ON p.p = h.h
      WHERE p.counts AND p.g_${group} IS NOT NULL AND p.size_${group} >= ${SMALLEST_GROUP}
      GROUP BY h.e, p.g_${group}`,
  ),
  "CREATE UNIQUE INDEX ON ev_peer (e, g)",
  "ANALYZE ev_peer",
];

/**
 * `ev_application`: of each application of the stage, what its source reports at all (only then is an empty field "none" and
 * not "unknown", I8), who administers it, and what to tell a reader that it does not report.
 */
export const applicationSql: readonly string[] = [
  `CREATE TEMP TABLE ev_application ON COMMIT DROP AS
    WITH grants AS (
      SELECT e.snapshot_id, e.application_id,
        bool_or(g.last_used_at IS NOT NULL OR g.last_used_never OR g.uses_90d IS NOT NULL) AS reports_use,
        bool_or(g.granted_at IS NOT NULL) AS reports_granted, bool_or(g.granted_by IS NOT NULL) AS reports_granter,
        bool_or(g.expires_at IS NOT NULL) AS reports_expiry, bool_or(g.via <> '') AS has_derived
      FROM snap_grant g
      JOIN ev_entitlement e ON e.snapshot_id = g.snapshot_id AND e.entitlement_id = g.entitlement_id
      WHERE e.staged GROUP BY e.snapshot_id, e.application_id
    ), rights AS (
      SELECT snapshot_id, application_id, bool_or(raw_description IS NOT NULL OR actions IS NOT NULL OR has_policy) AS reports_description,
        bool_or(privilege IS NOT NULL) AS reports_privilege, bool_or(owner_id IS NOT NULL) AS reports_owner
      FROM ev_entitlement WHERE staged GROUP BY snapshot_id, application_id
    ), admins AS (
      SELECT e.snapshot_id, e.application_id, bool_or(e.privilege IS NULL) AS unsure,
        (count(DISTINCT h.h) FILTER (WHERE e.privilege = 'privileged'))::int AS admins
      FROM ev_holding h JOIN ev_entitlement e ON e.e = h.e WHERE e.staged GROUP BY e.snapshot_id, e.application_id
    ), modelled AS (
      SELECT DISTINCT e.snapshot_id, e.application_id FROM ev_role_entitlement r JOIN ev_entitlement e ON e.e = r.e
    )
    SELECT r.snapshot_id, r.application_id, ap.owner_id, g.reports_use, g.reports_granted, g.reports_granter,
      g.reports_expiry, g.has_derived, r.reports_description, r.reports_privilege,
      r.reports_owner OR ap.owner_id IS NOT NULL AS reports_owner,
      m.application_id IS NOT NULL AS role_modelled, CASE WHEN NOT a.unsure THEN a.admins END AS admins,
      array_remove(ARRAY[
        CASE WHEN NOT g.reports_use THEN 'last use' END,
        CASE WHEN NOT g.reports_granted THEN 'when it was granted' END,
        CASE WHEN NOT g.reports_granter THEN 'who granted it' END,
        CASE WHEN NOT r.reports_description THEN 'what it allows' END,
        CASE WHEN NOT r.reports_privilege THEN 'whether it is privileged' END,
        CASE WHEN NOT (r.reports_owner OR ap.owner_id IS NOT NULL) THEN 'its owner' END], NULL) AS not_reported
    FROM rights r
    LEFT JOIN grants g ON g.snapshot_id = r.snapshot_id AND g.application_id = r.application_id
    LEFT JOIN admins a ON a.snapshot_id = r.snapshot_id AND a.application_id = r.application_id
    LEFT JOIN modelled m ON m.snapshot_id = r.snapshot_id AND m.application_id = r.application_id
    LEFT JOIN snap_application ap ON ap.snapshot_id = r.snapshot_id AND ap.id = r.application_id`,
  "CREATE UNIQUE INDEX ON ev_application (snapshot_id, application_id)",
  "ANALYZE ev_application",
];
