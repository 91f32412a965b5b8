import { sqlList } from "./canonical-sql";

/** Words of directories and HR systems for somebody who has left. Every other word means that they have not. */
export const leftWords = [
  "left",
  "leaver",
  "terminated",
  "inactive",
  "deprovisioned",
  "departed",
  "resigned",
  "retired",
  "former",
  "ended",
  "offboarded",
  "dismissed",
  "deceased",
  "disabled",
  "deactivated",
  "deleted",
];

const status = "lower(btrim(i.employment_status))";
const left = `CASE WHEN ${status} IN (${sqlList(leftWords)}) THEN true
  WHEN i.employment_status IS NOT NULL THEN false
  WHEN i.end_date < f.today THEN true
  WHEN i.end_date IS NOT NULL THEN false END`;
const counts = `(i.kind IN ('human', 'unknown') AND (${left}) IS NOT TRUE)`;

/** A group's number is its own across the kinds of group: title and department, team, department, everybody. */
const group = (kind: number, known: string, keys: string) =>
  `CASE WHEN ${known} THEN (dense_rank() OVER (ORDER BY ${keys}))::int * 4 + ${kind} END`;
const size = (keys: string) => `(count(*) FILTER (WHERE ${counts}) OVER (PARTITION BY ${keys}))::int`;

const title = "i.snapshot_id, lower(i.title), lower(i.department)";
const team = "i.snapshot_id, i.manager_id";
const department = "i.snapshot_id, lower(i.department)";

/**
 * `ev_force`: the snapshots that speak: those of the stage, and of every other source the one in force.
 * `ev_person`: every identity of them, numbered, with the groups it is in and each group's size. Sizes count people who
 * have not left; `left` is null where the directory does not say.
 */
export const peopleSql: readonly string[] = [
  `CREATE TEMP TABLE ev_force ON COMMIT DROP AS
    WITH used AS (
      SELECT DISTINCT snapshot_id AS id, true AS staged FROM staged_item
      UNION ALL SELECT DISTINCT identity_snapshot_id, false FROM staged_item WHERE identity_snapshot_id IS NOT NULL
    ), one AS (SELECT id, bool_or(staged) AS staged FROM used GROUP BY id
    ), spoken AS (
      SELECT id, staged FROM one
      UNION ALL SELECT o.current_snapshot_id, false FROM source o
        WHERE o.current_snapshot_id IS NOT NULL
          AND o.id NOT IN (SELECT s.source_id FROM one JOIN snapshot s ON s.id = one.id)
    )
    SELECT s.id AS snapshot_id, s.source_id, o.name AS source_name, s.complete, k.staged,
      to_char(s.as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS as_of_text,
      (s.as_of AT TIME ZONE 'UTC')::date AS today,
      EXISTS (SELECT 1 FROM snap_credential c WHERE c.snapshot_id = s.id) AS has_credentials,
      EXISTS (SELECT 1 FROM snap_credential c WHERE c.snapshot_id = s.id AND btrim(c.attributes->>'exposure_alert') <> '') AS has_alerts
    FROM spoken k JOIN snapshot s ON s.id = k.id JOIN source o ON o.id = s.source_id`,
  "CREATE UNIQUE INDEX ON ev_force (snapshot_id)",
  "ANALYZE ev_force",
  `CREATE TEMP TABLE ev_person ON COMMIT DROP AS
    SELECT (row_number() OVER (ORDER BY i.snapshot_id, i.id))::int AS p, i.snapshot_id, f.source_id, i.id, i.kind, i.derived,
      coalesce(i.name, i.email, i.id) AS name, lower(i.email) AS email, i.title, i.department, i.location,
      coalesce(i.attributes->>'employment_type', i.employment_status) AS employment, i.employment_status AS status,
      i.start_date, i.end_date, i.attributes->>'end_date' IS NOT DISTINCT FROM 'Never' AS never_ends,
      i.moved_at AS moved_on, i.attributes->>'moved_at' IS NOT DISTINCT FROM 'Never' AS never_moved,
      i.previous_department AS moved_from,
      i.manager_id, i.owner_id, i.backup_owner_id,
      ${left} AS has_left, CASE WHEN i.end_date < f.today AND (${left}) THEN i.end_date END AS left_on,
      ${counts} AS counts,
      i.purpose AS raw_purpose, NULL::text AS purpose, false AS purpose_instructs, '{}'::text[] AS purpose_secrets,
      i.attributes->>'acts_for' AS raw_acts_for, NULL::text AS acts_for,
      i.attributes->>'dependants' AS raw_dependants, NULL::text AS dependants,
      false AS label_instructs, '{}'::text[] AS label_secrets,
      ${group(0, "i.title IS NOT NULL AND i.department IS NOT NULL", title)} AS g_title, ${size(title)} AS size_title,
      ${group(1, "i.manager_id IS NOT NULL", team)} AS g_team, ${size(team)} AS size_team,
      ${group(2, "i.department IS NOT NULL", department)} AS g_department, ${size(department)} AS size_department,
      ${group(3, "true", "i.snapshot_id")} AS g_all, ${size("i.snapshot_id")} AS size_all
    FROM snap_identity i JOIN ev_force f ON f.snapshot_id = i.snapshot_id`,
  "CREATE UNIQUE INDEX ON ev_person (p)",
  "CREATE UNIQUE INDEX ON ev_person (snapshot_id, id)",
  "ANALYZE ev_person",
  // What each directory reports at all: only then is an empty field of one identity "none" and not "unknown" (I8).
  `CREATE TEMP TABLE ev_directory ON COMMIT DROP AS
    SELECT snapshot_id, bool_or(manager_id IS NOT NULL) AS reports_manager,
      bool_or(moved_on IS NOT NULL OR never_moved) AS reports_moves,
      bool_or(end_date IS NOT NULL OR never_ends) AS reports_end,
      bool_or(kind IN ('service', 'workload', 'ai_agent') AND owner_id IS NOT NULL) AS reports_owner,
      bool_or(NOT derived) AS directory
    FROM ev_person GROUP BY snapshot_id`,
];

/**
 * `ev_id`: an identity's id where it names one identity alone among all directories. A reference of one source's record to
 * an identity means its own snapshot's identity if it has one of that id, else this.
 */
export const referenceSql: readonly string[] = [
  `CREATE TEMP TABLE ev_id ON COMMIT DROP AS
    SELECT id, (array_agg(p ORDER BY derived, p))[1] AS p FROM ev_person GROUP BY id HAVING count(*) = 1 OR count(*) FILTER (WHERE NOT derived) = 1`,
  "CREATE UNIQUE INDEX ON ev_id (id)",
  "ANALYZE ev_id",
];

/**
 * `ev_who`: whom the people named in grants and requests are: by identity id, unique e-mail, or the login of an account of
 * the same source; else the text itself.
 */
export const whoSql: readonly string[] = [
  `CREATE TEMP TABLE ev_who ON COMMIT DROP AS
    WITH named AS (
      SELECT g.snapshot_id, unnest(ARRAY[g.granted_by, g.requested_by, g.approved_by]) AS ref
        FROM staged_item s JOIN snap_grant g ON g.snapshot_id = s.snapshot_id AND g.account_id = s.account_id
          AND g.entitlement_id = s.entitlement_id AND g.via = s.via
      UNION SELECT q.snapshot_id, unnest(ARRAY[q.requested_by, q.approved_by]) FROM ev_request q
    ), mail AS (
      SELECT email, (array_agg(p ORDER BY derived, p))[1] AS p FROM ev_person WHERE email IS NOT NULL
      GROUP BY email HAVING count(*) = 1 OR count(*) FILTER (WHERE NOT derived) = 1
    ), login AS (
      SELECT snapshot_id, lower(login) AS login, min(p) AS p FROM ev_account WHERE login IS NOT NULL AND p IS NOT NULL
      GROUP BY snapshot_id, lower(login) HAVING count(DISTINCT p) = 1
    )
    SELECT n.snapshot_id, n.ref, coalesce(p.name, n.ref) AS name, p.p IS NOT NULL AS known
    FROM named n
    LEFT JOIN ev_person own ON own.snapshot_id = n.snapshot_id AND own.id = n.ref
    LEFT JOIN ev_id i ON i.id = n.ref
    LEFT JOIN mail m ON m.email = lower(n.ref)
    LEFT JOIN login l ON l.snapshot_id = n.snapshot_id AND l.login = lower(n.ref)
    LEFT JOIN ev_person p ON p.p = coalesce(own.p, i.p, m.p, l.p)
    WHERE n.ref IS NOT NULL`,
  "CREATE UNIQUE INDEX ON ev_who (snapshot_id, ref)",
  "ANALYZE ev_who",
];
