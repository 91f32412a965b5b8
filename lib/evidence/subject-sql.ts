import { examinedSql, mannerSql } from "./debt-sql";
import { IDLE_DAYS } from "./rules";

/** Attributes that a directory may report of a non-human identity, each in words of its own. */
export const nhiTexts = [
  "sponsor",
  "model",
  "provider",
  "instructions_by",
  "parent_agent",
  "child_agents",
  "off_switch",
  "tools",
  "tools_used",
] as const;

/**
 * What is gathered for the items that are no grant. `ev_subject`: credentials and non-human identities of the stage, `p` the
 * identity (of a credential: its holder), `a` the account that a credential belongs to. `ev_answers_for`: who accepted to answer for
 * an identity here, above what its source says.
 */
export const subjectSql: readonly string[] = [
  `CREATE TEMP TABLE ev_subject ON COMMIT DROP AS
    SELECT s.n, s.type, s.snapshot_id, s.credential_id, p.p, a.a FROM staged_item s
    LEFT JOIN ev_person p ON p.snapshot_id = s.identity_snapshot_id AND p.id = s.identity_id
    LEFT JOIN ev_account a ON a.snapshot_id = s.snapshot_id AND a.account_id = s.account_id
    WHERE s.type <> 'grant'`,
  "CREATE UNIQUE INDEX ON ev_subject (n)",
  "CREATE INDEX ON ev_subject (snapshot_id, credential_id)",
  "CREATE INDEX ON ev_subject (p)",
  "ANALYZE ev_subject",
  `CREATE TEMP TABLE ev_answers_for ON COMMIT DROP AS
    SELECT DISTINCT ON (p.p) p.p, o.id::text AS offer, w.name, w.status = 'disabled' OR coalesce(d.has_left, false) AS has_left
    FROM ownership_offer o
    JOIN ev_person p ON p.source_id = o.source_id AND p.id = o.identity_id
    JOIN person w ON w.id = o.to_id
    LEFT JOIN ev_person d ON d.source_id = w.identity_source_id AND d.id = w.identity_id
    WHERE o.state = 'accepted' ORDER BY p.p, o.answered_at DESC, o.id DESC`,
  "CREATE UNIQUE INDEX ON ev_answers_for (p)",
  "ANALYZE ev_answers_for",
  ...nhiColumns(),
];

/** `ev_nhi`: what its directory reports of a staged identity in attributes. Texts stand in `raw_` columns until looked through. */
function nhiColumns(): readonly string[] {
  const said = (name: string) => `nullif(btrim(i.attributes->>'${name}'), '')`;
  const word = (name: string) => `regexp_replace(lower(${said(name)}), '[^a-z]+', '_', 'g')`;
  const day = (name: string) => `CASE WHEN ${said(name)} ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]'
    AND to_char(to_date(left(${said(name)}, 10), 'YYYY-MM-DD'), 'YYYY-MM-DD') = left(${said(name)}, 10) THEN to_date(left(${said(name)}, 10), 'YYYY-MM-DD') END`;
  return [
    `CREATE TEMP TABLE ev_nhi ON COMMIT DROP AS
      SELECT p.p, p.snapshot_id,
        CASE WHEN ${word("delegation")} IN ('own', 'delegated') THEN ${word("delegation")} END AS delegation,
        CASE ${word("autonomy")} WHEN 'suggests' THEN 'suggests' WHEN 'acts_with_approval' THEN 'acts_with_approval'
          WHEN 'acts_alone' THEN 'acts_alone' END AS autonomy,
        ${day("off_switch_tested")} AS switch_tested, lower(${said("off_switch_tested")}) IN ('never', 'no') AS switch_untested,
        ${nhiTexts.map((t) => `${said(t)} AS raw_${t}, NULL::text AS ${t}`).join(", ")},
        false AS label_instructs, '{}'::text[] AS label_secrets
      FROM (SELECT DISTINCT p FROM ev_subject WHERE type = 'identity') s
      JOIN ev_person p ON p.p = s.p
      JOIN snap_identity i ON i.snapshot_id = p.snapshot_id AND i.id = p.id`,
    "CREATE UNIQUE INDEX ON ev_nhi (p)",
    "ANALYZE ev_nhi",
  ];
}

const day = (column: string) => `(${column} AT TIME ZONE 'UTC')::date`;
/** The item of another campaign that is about the same. */
const sameItem = `i.type <> 'grant' AND i.source_id = s.source_id AND i.type = s.type
  AND coalesce(i.credential_id, i.identity_id) = coalesce(s.credential_id, s.identity_id)`;

/**
 * After the texts were looked through. `ev_beneath`: the grants that a staged identity's accounts hold, counted, and what they
 * reach; `ev_signed`: when one of its accounts was last signed in to or used; `ev_keys`: its credentials, counted; `ev_subject_past`: how the same item was decided before, `ev_subject_covering`:
 * the last closed campaign that had items of its source and type, and `ev_subject_seen` who was in it and whether nobody
 * decided it.
 */
export const subjectFactsSql: readonly string[] = [
  `CREATE TEMP TABLE ev_beneath ON COMMIT DROP AS
    WITH mine AS (SELECT DISTINCT p FROM ev_subject WHERE type = 'identity'
    ), held AS (
      SELECT a.p, e.e, e.application_name, e.privilege, e.data_class, coalesce(e.title, e.name) AS name, g.via = '' AS direct,
        CASE WHEN g.last_used_at IS NOT NULL THEN ${day("g.last_used_at")} END AS used,
        CASE WHEN g.last_used_at IS NOT NULL THEN f.today - ${day("g.last_used_at")} >= ${IDLE_DAYS}
          WHEN g.last_used_never OR g.uses_90d = 0 THEN true WHEN g.uses_90d > 0 THEN false END AS idle
      FROM ev_account a JOIN mine ON mine.p = a.p
      JOIN ev_force f ON f.snapshot_id = a.snapshot_id
      JOIN snap_grant g ON g.snapshot_id = a.snapshot_id AND g.account_id = a.account_id
      JOIN ev_entitlement e ON e.snapshot_id = g.snapshot_id AND e.entitlement_id = g.entitlement_id
    )
    SELECT p, (count(*) FILTER (WHERE direct))::int AS grants,
      (count(*) FILTER (WHERE direct AND privilege = 'privileged'))::int AS privileged,
      (count(*) FILTER (WHERE direct AND privilege IS NULL))::int AS unsure,
      (count(*) FILTER (WHERE direct AND idle))::int AS idle, (count(*) FILTER (WHERE direct AND idle IS NULL))::int AS silent,
      max(used) AS used, count(DISTINCT application_name)::int AS applications,
      count(DISTINCT e) FILTER (WHERE privilege = 'privileged')::int AS privileged_rights,
      (array_agg(DISTINCT application_name COLLATE "C" ORDER BY application_name COLLATE "C"))[1:5] AS application_names,
      coalesce((array_agg(DISTINCT data_class COLLATE "C" ORDER BY data_class COLLATE "C") FILTER (WHERE data_class IS NOT NULL))[1:5], '{}') AS classes,
      (array_agg(DISTINCT name COLLATE "C" ORDER BY name COLLATE "C") FILTER (WHERE direct))[1:3] AS examples
    FROM held GROUP BY p`,
  "CREATE UNIQUE INDEX ON ev_beneath (p)",
  "ANALYZE ev_beneath",
  `CREATE TEMP TABLE ev_signed ON COMMIT DROP AS
    SELECT a.p, max(${day("c.last_sign_in_at")}) AS used FROM ev_account a
    JOIN snap_account c ON c.snapshot_id = a.snapshot_id AND c.id = a.account_id
    WHERE a.p IN (SELECT p FROM ev_subject WHERE type = 'identity') AND c.last_sign_in_at IS NOT NULL GROUP BY a.p`,
  "CREATE UNIQUE INDEX ON ev_signed (p)",
  "ANALYZE ev_signed",
  `CREATE TEMP TABLE ev_keys ON COMMIT DROP AS
    SELECT c.hp AS p, count(*)::int AS keys, max(c.age) AS oldest, bool_or(c.age IS NULL) AS undated,
      (count(*) FILTER (WHERE c.used < c.today - ${IDLE_DAYS - 1} OR c.never_used))::int AS idle,
      (count(*) FILTER (WHERE c.used IS NULL AND NOT c.never_used))::int AS silent, max(c.used) AS used,
      (array_agg(c.credential ORDER BY c.age DESC NULLS LAST, c.credential COLLATE "C"))[1] AS oldest_name,
      (array_agg(c.exposed ORDER BY c.credential COLLATE "C") FILTER (WHERE c.exposed IS NOT NULL))[1] AS exposed, bool_and(c.alerts) AS alerts
    FROM ev_credential c WHERE c.hp IN (SELECT p FROM ev_subject WHERE type = 'identity') GROUP BY c.hp`,
  "CREATE UNIQUE INDEX ON ev_keys (p)",
  "ANALYZE ev_keys",
  `CREATE TEMP TABLE ev_subject_past ON COMMIT DROP AS
    SELECT past.*, ${examinedSql} AS examined FROM (SELECT s.n, i.decision_id, c.name AS campaign, coalesce(d.seed, c.seed) AS seed,
      d.outcome, ${day("d.decided_at")} AS decided_on, who.name AS by, ${mannerSql},
      row_number() OVER (PARTITION BY s.n ORDER BY d.decided_at DESC, d.id) AS k
    FROM staged_item s
    JOIN item i ON ${sameItem}
    JOIN campaign c ON c.id = i.campaign_id AND c.status IN ('closed', 'sealed')
    JOIN decision d ON d.id = i.decision_id AND d.item_id = i.id
    JOIN person who ON who.id = d.person_id
    LEFT JOIN private_payload w ON w.id = d.rationale_id
    WHERE s.type <> 'grant' AND i.campaign_id <> (SELECT campaign_id FROM ev_now) AND i.state = 'decided') past`,
  "CREATE UNIQUE INDEX ON ev_subject_past (n, k)",
  "ANALYZE ev_subject_past",
  `CREATE TEMP TABLE ev_subject_covering ON COMMIT DROP AS
    SELECT DISTINCT ON (i.source_id, i.type) i.source_id, i.type, c.id AS campaign_id, c.name
    FROM (SELECT DISTINCT campaign_id, source_id, type FROM item WHERE type <> 'grant'
      AND source_id IN (SELECT source_id FROM staged_item WHERE type <> 'grant')) i
    JOIN campaign c ON c.id = i.campaign_id AND c.status IN ('closed', 'sealed')
    WHERE c.id <> (SELECT campaign_id FROM ev_now)
    ORDER BY i.source_id, i.type, c.closed_at DESC NULLS LAST, c.id DESC`,
  `CREATE TEMP TABLE ev_subject_seen ON COMMIT DROP AS
    SELECT n, bool_or(state = 'not_certified') AS not_decided FROM (SELECT s.n, i.state FROM staged_item s
    JOIN ev_subject_covering v ON v.source_id = s.source_id AND v.type = s.type
    JOIN item i ON i.campaign_id = v.campaign_id AND ${sameItem}
    UNION ALL
    SELECT s.n, 'excluded' FROM staged_item s
    JOIN ev_subject_covering v ON v.source_id = s.source_id AND v.type = s.type
    JOIN campaign_source cs ON cs.campaign_id = v.campaign_id AND cs.source_id = s.source_id
    JOIN campaign_subject x ON x.campaign_id = v.campaign_id AND x.snapshot_id = cs.snapshot_id AND x.type = s.type
      AND x.id = coalesce(s.credential_id, s.identity_id)) was GROUP BY n`,
  "CREATE UNIQUE INDEX ON ev_subject_seen (n)",
  "ANALYZE ev_subject_seen",
];
