import { type SQL, sql } from "drizzle-orm";
import { conditions, mentions, printScope, type Scope } from "./scope";
import { type ScopeColumns, scopeSql } from "./scope-sql";

/**
 * Every grant of the sources in scope and what becomes of it: an item, covered by one, or excluded with its reason (I9).
 *
 * A direct grant is an item where the scope asks for it, or for something it carries. A derived grant belongs to the direct
 * grant of the same account that its `via` names (the longest that fits), else to a direct grant of the same access, else
 * to the first derived grant of that access, which is then decided itself: nothing is lost for want of its carrier.
 */

/** A row of the population, by the temporary table's column types; the launch keeps it as `staged_population`. */
export const populationColumns = {
  /** grant · credential · identity */
  type: "text",
  snapshot_id: "int",
  source_id: "int",
  source_name: "text",
  as_of: "timestamptz",
  application_id: "text",
  application_name: "text",
  account_id: "text",
  account_login: "text",
  account_email: "text",
  entitlement_id: "text",
  credential_id: "text",
  via: "text",
  entitlement_name: "text",
  privilege: "text",
  identity_source_id: "int",
  identity_snapshot_id: "int",
  identity_id: "text",
  kind: "text",
  subject_key: "text",
  subject_name: "text",
  subject_email: "text",
  manager_id: "text",
  owner_id: "text",
  backup_owner_id: "text",
  application_owner: "text",
  granted_by: "text",
  requested_by: "text",
  approved_by: "text",
  /** item · covered · excluded */
  fate: "text",
  reason: "text",
  /** The item's number, on the item and on what it covers. */
  n: "int",
} as const;

export const columnNames = Object.keys(populationColumns).join(", ");

const grantScope: ScopeColumns = {
  source: { is: "text", column: sql`src.name` },
  application: { is: "names", columns: [sql`e.application_id`, sql`coalesce(app.name, e.application_id)`] },
  entitlement_type: { is: "text", column: sql`e.type` },
  kind: { is: "text", column: sql`nullif(i.kind, 'unknown')` },
  department: { is: "text", column: sql`i.department` },
  title: { is: "text", column: sql`i.title` },
  privilege: { is: "text", column: sql`e.privilege` },
  finding: { is: "list", column: sql`NULL::text[]` },
};

/** The conditions a grant can be asked by itself; those on findings wait until evidence is there. */
export function conditionsBefore(scope: Scope): Scope[] {
  return conditions(scope).filter((c) => !mentions(c, "finding"));
}

/** The conditions that need the evidence. */
export function conditionsAfter(scope: Scope): Scope[] {
  return conditions(scope).filter((c) => mentions(c, "finding"));
}

/** Why a grant is not asked about: the first condition that is not true of it, in the scope's own words; null where all are. */
export function whyNot(list: readonly Scope[], columns: ScopeColumns): SQL {
  if (list.length === 0) return sql`NULL::text`;
  const cases = list.map((c) => {
    const held = scopeSql(c, columns);
    const said = `outside the scope: ${printScope(c)}`;
    return sql`WHEN ${held} IS NULL THEN ${`${said} (not known)`}::text WHEN NOT ${held} THEN ${said}::text`;
  });
  return sql`CASE ${sql.join(cases, sql` `)} END`;
}

/** What a `via` path names first: the id or name of what carries it, alone or before a separator. */
const carries = (name: SQL) =>
  sql`(starts_with(d.via, ${name}) AND substr(d.via, length(${name}) + 1) ~ '^(\\s*[>/|→]|$)')`;

export type Accounts = { snapshot: number; after: string | null; upTo: string | null };

/**
 * The grants of these snapshots, or of one range of accounts of one snapshot, each with its context and fate. Ranges never
 * part an account, so what carries what is found within one.
 * @param before how many items earlier ranges made: numbers go on from there
 */
export function populationSql(
  scope: Scope,
  range: { snapshots: readonly number[] } | Accounts,
  before = 0,
): SQL {
  const where =
    "snapshots" in range
      ? range.snapshots.length === 0
        ? sql`false`
        : sql`g.snapshot_id IN ${[...range.snapshots]}`
      : sql`g.snapshot_id = ${range.snapshot}
        ${range.after === null ? sql`` : sql`AND g.account_id > ${range.after}`}
        ${range.upTo === null ? sql`` : sql`AND g.account_id <= ${range.upTo}`}`;
  return sql`(
    WITH context AS (
      SELECT row_number() OVER (ORDER BY g.snapshot_id, g.account_id, g.entitlement_id, g.via) AS g,
        g.snapshot_id, src.id AS source_id, src.name AS source_name, snap.as_of,
        e.application_id, coalesce(app.name, e.application_id) AS application_name,
        a.id AS account_id, a.login AS account_login, a.email AS account_email,
        e.id AS entitlement_id, g.via, coalesce(e.name, e.id) AS entitlement_name, e.privilege,
        CASE WHEN i.id IS NOT NULL THEN isrc.id END AS identity_source_id,
        i.snapshot_id AS identity_snapshot_id, i.id AS identity_id, coalesce(i.kind, 'unknown') AS kind,
        CASE WHEN i.id IS NULL THEN 'account:' || src.name || '/' || a.id ELSE isrc.name || '/' || i.id END AS subject_key,
        CASE WHEN i.id IS NULL THEN coalesce(a.login, a.id) ELSE coalesce(i.name, i.id) END AS subject_name,
        i.email AS subject_email, i.manager_id, i.owner_id, i.backup_owner_id, app.owner_id AS application_owner,
        g.granted_by, coalesce(g.requested_by, q.requested_by) AS requested_by,
        coalesce(g.approved_by, q.approved_by) AS approved_by,
        ${whyNot(conditionsBefore(scope), grantScope)} AS why
      FROM snap_grant g
      JOIN snapshot snap ON snap.id = g.snapshot_id
      JOIN source src ON src.id = snap.source_id
      JOIN snap_account a ON a.snapshot_id = g.snapshot_id AND a.id = g.account_id
      JOIN snap_entitlement e ON e.snapshot_id = g.snapshot_id AND e.id = g.entitlement_id
      LEFT JOIN snap_application app ON app.snapshot_id = g.snapshot_id AND app.id = e.application_id
      LEFT JOIN account_match m ON m.source_id = src.id AND m.account_id = a.id
      LEFT JOIN source isrc ON isrc.id = m.identity_source_id
      LEFT JOIN snap_identity i ON i.snapshot_id = isrc.current_snapshot_id AND i.id = m.identity_id
      LEFT JOIN snap_request q ON q.snapshot_id = g.snapshot_id AND q.id = g.request_id
      WHERE ${where}
    ), carried AS (
      SELECT DISTINCT ON (d.g) d.g, c.g AS home, c.entitlement_name AS carrier
      FROM context d
      JOIN context c ON c.snapshot_id = d.snapshot_id AND c.account_id = d.account_id AND c.via = ''
        AND (${carries(sql`c.entitlement_id`)} OR ${carries(sql`c.entitlement_name`)})
      WHERE d.via <> ''
      ORDER BY d.g, length(c.entitlement_id) DESC, c.g
    ), loose AS (
      SELECT d.g, coalesce(c.g, min(d.g) OVER (PARTITION BY d.snapshot_id, d.account_id, d.entitlement_id)) AS home
      FROM context d
      LEFT JOIN context c ON c.snapshot_id = d.snapshot_id AND c.account_id = d.account_id
        AND c.entitlement_id = d.entitlement_id AND c.via = ''
      LEFT JOIN carried k ON k.g = d.g
      WHERE d.via <> '' AND k.g IS NULL
    ), home AS (
      SELECT g, g AS home, NULL AS carrier FROM context WHERE via = ''
      UNION ALL SELECT g, home, carrier FROM carried
      UNION ALL SELECT g, home, NULL FROM loose
    ), fated AS (
      SELECT context.*, home.home, home.carrier,
        bool_or(context.why IS NULL) OVER (PARTITION BY home.home) AS wanted
      FROM context JOIN home ON home.g = context.g
    ), numbered AS (
      SELECT fated.*,
        CASE WHEN wanted AND g = home
          THEN ${before}::int + (count(*) FILTER (WHERE wanted AND g = home) OVER (ORDER BY g))::int END AS own
      FROM fated
    )
    SELECT 'grant' AS type, snapshot_id, source_id, source_name, as_of, application_id, application_name, account_id,
      account_login, account_email, entitlement_id, NULL::text AS credential_id, via, entitlement_name, privilege, identity_source_id, identity_snapshot_id, identity_id,
      kind, subject_key, subject_name, subject_email, manager_id, owner_id, backup_owner_id, application_owner,
      granted_by, requested_by, approved_by,
      CASE WHEN NOT wanted THEN 'excluded' WHEN g = home THEN 'item' ELSE 'covered' END AS fate,
      CASE WHEN NOT wanted THEN why
        WHEN g <> home THEN coalesce('comes with ' || carrier, 'the same access by another way')
        WHEN via <> '' THEN 'derived, and what carries it is not in this source'
        WHEN why IS NOT NULL THEN 'carries what the scope asks for'
        ELSE 'in scope' END AS reason,
      max(own) OVER (PARTITION BY home) AS n
    FROM numbered
  )`;
}
