import { type SQL, sql } from "drizzle-orm";
import { conditionsBefore, whyNot } from "./population";
import type { Scope } from "./scope";
import type { ScopeColumns } from "./scope-sql";

/**
 * What besides grants is reviewed: every credential, and every non-human identity as a whole, of the sources in scope; each an
 * item, or excluded with its reason (I9). Rows have the columns of `populationColumns`. What a scope asks that these do not
 * have (a privilege, an entitlement's type, an identity's application) is unknown of them, so such a scope leaves them out.
 */
export type Asked = { credentials: boolean; identities: boolean };

/** Kinds that are an item as a whole. An `unknown` identity may be a person, so it is not. */
export const nonhuman = (kind: SQL) => sql`${kind} IN ('service', 'workload', 'ai_agent')`;

const unknown = sql`NULL::text`;

/** All rows of some snapshots, or one snapshot's rows from an id (not with it) to an id (with it). */
export type Range =
  | { snapshots: readonly number[] }
  | { snapshot: number; after: string | null; upTo: string | null };

function within(snapshot: SQL, id: SQL, range: Range): SQL {
  if ("snapshots" in range)
    return range.snapshots.length === 0 ? sql`false` : sql`${snapshot} IN ${[...range.snapshots]}`;
  return sql`${snapshot} = ${range.snapshot}
    ${range.after === null ? sql`` : sql`AND ${id} > ${range.after}`} ${range.upTo === null ? sql`` : sql`AND ${id} <= ${range.upTo}`}`;
}

const credentialScope: ScopeColumns = {
  source: { is: "text", column: sql`src.name` },
  application: {
    is: "names",
    columns: [sql`a.application_id`, sql`CASE WHEN a.id IS NOT NULL THEN coalesce(app.name, app.id) END`],
  },
  entitlement_type: { is: "text", column: unknown },
  kind: { is: "text", column: sql`nullif(i.kind, 'unknown')` },
  department: { is: "text", column: sql`i.department` },
  title: { is: "text", column: sql`i.title` },
  privilege: { is: "text", column: unknown },
  finding: { is: "list", column: sql`NULL::text[]` },
};

const identityScope: ScopeColumns = {
  source: { is: "text", column: sql`src.name` },
  application: { is: "names", columns: [unknown, unknown] },
  entitlement_type: { is: "text", column: unknown },
  kind: { is: "text", column: sql`i.kind` },
  department: { is: "text", column: sql`i.department` },
  title: { is: "text", column: sql`i.title` },
  privilege: { is: "text", column: unknown },
  finding: { is: "list", column: sql`NULL::text[]` },
};

/** Who made it, where its source says so: they do not review it (I7). */
const maker = (of: SQL) => sql`nullif(btrim(${of}.attributes->>'created_by'), '')`;

/**
 * The credentials of a range. The holder is who holds the account it belongs
 * to, else the identity it names: of its own snapshot, else the only one of that id.
 * @param before how many items there are already: numbers go on from there
 */
export function credentialsSql(scope: Scope, asked: Asked, range: Range, before: SQL): SQL {
  const where = within(sql`c.snapshot_id`, sql`c.id`, range);
  const why = asked.credentials
    ? whyNot(conditionsBefore(scope), credentialScope)
    : sql`'credentials are left out of this campaign'`;
  return sql`(
    WITH live AS (SELECT id AS source_id, name, current_snapshot_id AS snap FROM source WHERE current_snapshot_id IS NOT NULL),
    alone AS (
      SELECT c.id, min(live.source_id) AS source_id, min(live.snap) AS snap
      FROM (SELECT DISTINCT c.identity_id AS id FROM snap_credential c WHERE ${where} AND c.identity_id IS NOT NULL) c
      JOIN live ON true JOIN snap_identity i ON i.snapshot_id = live.snap AND i.id = c.id
      GROUP BY c.id HAVING count(*) = 1
    ), held AS (
      SELECT c.snapshot_id, c.id, c.account_id, src.id AS source_id,
        CASE WHEN m.identity_id IS NOT NULL THEN m.identity_source_id WHEN own.id IS NOT NULL THEN src.id ELSE alone.source_id END AS holder_source,
        CASE WHEN m.identity_id IS NOT NULL THEN isrc.current_snapshot_id WHEN own.id IS NOT NULL THEN c.snapshot_id ELSE alone.snap END AS holder_snapshot,
        coalesce(m.identity_id, own.id, alone.id) AS holder, ${maker(sql`c`)} AS maker
      FROM snap_credential c
      JOIN snapshot snap ON snap.id = c.snapshot_id
      JOIN source src ON src.id = snap.source_id
      LEFT JOIN account_match m ON m.source_id = src.id AND m.account_id = c.account_id
      LEFT JOIN source isrc ON isrc.id = m.identity_source_id
      LEFT JOIN snap_identity own ON own.snapshot_id = c.snapshot_id AND own.id = c.identity_id
      LEFT JOIN alone ON alone.id = c.identity_id
      WHERE ${where}
    ), fated AS (
      SELECT c.*, src.name AS source_name, snap.as_of, a.id AS account, a.login, a.email AS account_email, a.application_id,
        coalesce(app.name, a.application_id, src.name) AS application_name, app.owner_id AS application_owner, i.id AS identity_id,
        isrc.name AS identity_source, i.name AS identity_name, coalesce(i.kind, 'unknown') AS kind, i.email, i.manager_id, i.owner_id,
        i.backup_owner_id, ${why} AS why
      FROM held c
      JOIN snapshot snap ON snap.id = c.snapshot_id
      JOIN source src ON src.id = c.source_id
      LEFT JOIN snap_account a ON a.snapshot_id = c.snapshot_id AND a.id = c.account_id
      LEFT JOIN snap_application app ON app.snapshot_id = c.snapshot_id AND app.id = a.application_id
      LEFT JOIN snap_identity i ON i.snapshot_id = c.holder_snapshot AND i.id = c.holder
      LEFT JOIN source isrc ON isrc.id = c.holder_source
    )
    SELECT 'credential' AS type, snapshot_id, source_id, source_name, as_of, application_id, application_name, account AS account_id,
      login AS account_login, CASE WHEN ${nonhuman(sql`kind`)} THEN NULL ELSE account_email END AS account_email,
      NULL::text AS entitlement_id, id AS credential_id, '' AS via, id AS entitlement_name, NULL::text AS privilege,
      CASE WHEN identity_id IS NOT NULL THEN holder_source END AS identity_source_id,
      CASE WHEN identity_id IS NOT NULL THEN holder_snapshot END AS identity_snapshot_id, identity_id, kind,
      CASE WHEN identity_id IS NOT NULL THEN identity_source || '/' || identity_id
        ELSE 'account:' || source_name || '/' || coalesce(account, id) END AS subject_key,
      CASE WHEN identity_id IS NOT NULL THEN coalesce(identity_name, identity_id) ELSE coalesce(login, account, id) END AS subject_name,
      CASE WHEN ${nonhuman(sql`kind`)} THEN NULL ELSE email END AS subject_email, manager_id, owner_id, backup_owner_id,
      application_owner, maker AS granted_by, NULL::text AS requested_by, NULL::text AS approved_by,
      CASE WHEN why IS NULL THEN 'item' ELSE 'excluded' END AS fate, coalesce(why, 'in scope') AS reason,
      CASE WHEN why IS NULL THEN (${before} + count(*) FILTER (WHERE why IS NULL) OVER (ORDER BY snapshot_id, id))::int END AS n
    FROM fated
  )`;
}

/**
 * The non-human identities of a range. One that was only made of an account's row is left out where every such
 * account is known to be held by an identity that a directory lists.
 */
export function identitiesSql(scope: Scope, asked: Asked, range: Range, before: SQL): SQL {
  const where = within(sql`i.snapshot_id`, sql`i.id`, range);
  const why = asked.identities
    ? sql`coalesce(CASE WHEN listed.id IS NOT NULL THEN 'a directory lists the same identity' END, ${whyNot(conditionsBefore(scope), identityScope)})`
    : sql`'identities as a whole are left out of this campaign'`;
  return sql`(
    WITH listed AS (
      SELECT i.snapshot_id, i.id FROM snap_identity i
      JOIN snapshot snap ON snap.id = i.snapshot_id
      JOIN snap_account a ON a.snapshot_id = i.snapshot_id AND a.identity_id = i.id
      LEFT JOIN account_match m ON m.source_id = snap.source_id AND m.account_id = a.id
      WHERE i.derived AND ${nonhuman(sql`i.kind`)} AND ${where}
      GROUP BY i.snapshot_id, i.id
      HAVING bool_and(m.identity_id IS NOT NULL AND m.identity_source_id <> snap.source_id)
    ), fated AS (
      SELECT i.*, src.id AS source_id, src.name AS source_name, snap.as_of, ${why} AS why
      FROM snap_identity i
      JOIN snapshot snap ON snap.id = i.snapshot_id
      JOIN source src ON src.id = snap.source_id
      LEFT JOIN listed ON listed.snapshot_id = i.snapshot_id AND listed.id = i.id
      WHERE ${nonhuman(sql`i.kind`)} AND ${where}
    )
    SELECT 'identity' AS type, snapshot_id, source_id, source_name, as_of, NULL::text AS application_id, source_name AS application_name,
      NULL::text AS account_id, NULL::text AS account_login, NULL::text AS account_email, NULL::text AS entitlement_id,
      NULL::text AS credential_id, '' AS via, id AS entitlement_name, NULL::text AS privilege, source_id AS identity_source_id,
      snapshot_id AS identity_snapshot_id, id AS identity_id, kind, source_name || '/' || id AS subject_key,
      coalesce(name, id) AS subject_name, NULL::text AS subject_email, manager_id, owner_id, backup_owner_id,
      NULL::text AS application_owner, ${maker(sql`fated`)} AS granted_by, NULL::text AS requested_by, NULL::text AS approved_by,
      CASE WHEN why IS NULL THEN 'item' ELSE 'excluded' END AS fate, coalesce(why, 'in scope') AS reason,
      CASE WHEN why IS NULL THEN (${before} + count(*) FILTER (WHERE why IS NULL) OVER (ORDER BY snapshot_id, id))::int END AS n
    FROM fated
  )`;
}
