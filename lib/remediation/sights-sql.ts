import { type SQL, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { disabledWords } from "@/lib/evidence/features-sql";
import { credentialKey } from "./asked-sql";
import type { Sight } from "./rules";
import type { TaskKind, TaskState } from "./schema";

/** A task as a later snapshot shows it. */
export type Seen = {
  id: string;
  item: string;
  campaign: string;
  after: Record<string, unknown> | null;
  sight: Sight;
};

type Row = {
  id: string;
  item: string;
  campaign: string;
  state: TaskState;
  kind: TaskKind;
  credential: boolean;
  applied_by: string | null;
  decided_on: number;
  decided_as_of: number;
  decided_parameters: string;
  later_as_of: number;
  later_parameters: string;
  complete: boolean;
  imported_by: string;
  account_there: boolean;
  entitlement_there: boolean;
  holder_there: boolean;
  renewed: boolean;
  identity_there: boolean;
  owner_known: boolean;
  owner_named: boolean;
  behind: number;
  lost: number;
  grants: number;
  keys: number;
  after: Record<string, unknown> | null;
};

const epoch = (at: SQL) => sql`extract(epoch FROM ${at})::float8`;

/** Of a retired identity what is left of it over all its sources, and whether each of them has been read again since. */
const retired = sql`
  SELECT (count(DISTINCT held.source) FILTER (WHERE now.id IS NULL OR now.as_of <= was.as_of))::int AS behind,
    coalesce(bool_and(now.complete), false) AS complete,
    coalesce(bool_and(now.format || now.parameters::text = was.format || was.parameters::text), false) AS alike,
    (SELECT count(*)::int FROM jsonb_to_recordset(t.before->'accounts') AS a(source int, application text)
      JOIN source o ON o.id = a.source WHERE NOT EXISTS (SELECT 1 FROM snap_application p
        WHERE p.snapshot_id = o.current_snapshot_id AND p.id = a.application)) AS lost,
    (SELECT count(*)::int FROM jsonb_to_recordset(t.before->'accounts') AS a(source int, id text)
      JOIN source o ON o.id = a.source
      JOIN snap_account x ON x.snapshot_id = o.current_snapshot_id AND x.id = a.id
        AND (x.status IS NULL OR lower(btrim(x.status)) NOT IN (${sql.join(
          disabledWords.map((w) => sql`${w}`),
          sql`, `,
        )}))
      JOIN snap_grant y ON y.snapshot_id = x.snapshot_id AND y.account_id = x.id AND y.via = '') AS grants,
    (SELECT count(*)::int FROM jsonb_to_recordset(t.before->'credentials') AS k(source int, sha256 text)
      JOIN source o ON o.id = k.source JOIN snapshot f ON f.id = o.current_snapshot_id
      JOIN snap_credential x ON x.snapshot_id = f.id AND ${sql.raw(credentialKey("x.id"))} = k.sha256
        AND (x.expires_at IS NULL OR x.expires_at > f.as_of)) AS keys
  FROM (SELECT t.source_id AS source, i.snapshot_id AS snapshot
    UNION SELECT source, snapshot FROM jsonb_to_recordset(t.before->'accounts') AS a(source int, snapshot int)
    UNION SELECT source, snapshot FROM jsonb_to_recordset(t.before->'credentials') AS k(source int, snapshot int)) held
  JOIN source o ON o.id = held.source JOIN snapshot was ON was.id = held.snapshot
  LEFT JOIN snapshot now ON now.id = o.current_snapshot_id`;

/** The source speaks of a task where it is the task's own, or one in which a retired identity held something. */
const speaks = (source: number) => {
  const held = JSON.stringify([{ source }]);
  return sql`(t.source_id = ${source} OR (t.kind = 'retire'
    AND (t.before->'accounts' @> ${held}::jsonb OR t.before->'credentials' @> ${held}::jsonb)))`;
};

/** Tasks of which the snapshot may show something, by id, so many after another; each row locked. */
export async function seenFrom(
  tx: Tx,
  of: { source: number; snapshot: number },
  after: string,
  limit: number,
): Promise<Seen[]> {
  const found = await rows<Row>(
    tx,
    sql`SELECT t.id, t.item_id AS item, t.campaign_id AS campaign, t.state, t.kind, t.credential_id IS NOT NULL AS credential, t.applied_by,
        i.snapshot_id AS decided_on, ${epoch(sql`a.as_of`)} AS decided_as_of, a.format || a.parameters::text AS decided_parameters,
        ${epoch(sql`b.as_of`)} AS later_as_of,
        CASE WHEN t.kind <> 'retire' THEN b.format || b.parameters::text
          WHEN left_of.alike THEN a.format || a.parameters::text ELSE 'other' END AS later_parameters,
        CASE WHEN t.kind = 'retire' THEN left_of.complete ELSE b.complete END AS complete, b.imported_by,
        EXISTS (SELECT 1 FROM snap_account x WHERE x.snapshot_id = b.id AND x.id = t.account_id) AS account_there,
        EXISTS (SELECT 1 FROM snap_entitlement x WHERE x.snapshot_id = b.id AND x.id = t.entitlement_id) AS entitlement_there,
        CASE WHEN t.account_id IS NOT NULL THEN EXISTS (SELECT 1 FROM snap_account x WHERE x.snapshot_id = b.id AND x.id = t.account_id)
          ELSE EXISTS (SELECT 1 FROM source o JOIN snap_identity x ON x.snapshot_id = o.current_snapshot_id AND x.id = t.identity_id
            WHERE o.id = i.identity_source_id) END AS holder_there,
        coalesce(greatest(key.rotated_at, key.created_at) >= date_trunc('day', t.requested_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
          AND greatest(key.rotated_at, key.created_at) IS DISTINCT FROM
            greatest((t.before->>'rotated_at')::timestamptz, (t.before->>'created_at')::timestamptz), false) AS renewed,
        who.id IS NOT NULL AS identity_there,
        coalesce(p.identity_id, p.email) IS NOT NULL AS owner_known,
        coalesce(who.owner_id = p.identity_id OR lower(who.owner_id) = lower(p.email), false) AS owner_named,
        coalesce(left_of.behind, 0) AS behind, coalesce(left_of.lost, 0) AS lost, coalesce(left_of.grants, 0) AS grants, coalesce(left_of.keys, 0) AS keys,
        CASE WHEN t.kind = 'retire' THEN jsonb_build_object('grants', left_of.grants, 'keys', left_of.keys)
          WHEN t.kind = 'transfer' THEN CASE WHEN who.id IS NOT NULL THEN jsonb_build_object('owner_id', who.owner_id) END
          WHEN t.credential_id IS NOT NULL THEN to_jsonb(key) - 'id' - 'attributes'
          ELSE (SELECT to_jsonb(g) - 'attributes' FROM snap_grant g WHERE g.snapshot_id = b.id AND g.account_id = t.account_id
            AND g.entitlement_id = t.entitlement_id AND g.via = '') END AS after
      FROM remediation t JOIN item i ON i.id = t.item_id JOIN snapshot a ON a.id = i.snapshot_id
      JOIN snapshot b ON b.id = ${of.snapshot}
      LEFT JOIN snap_credential key ON key.snapshot_id = b.id AND key.id = t.credential_id
      LEFT JOIN snap_identity who ON t.kind = 'transfer' AND who.snapshot_id = b.id AND who.id = t.identity_id
      LEFT JOIN decision d ON t.kind = 'transfer' AND d.id = t.decision_id
      LEFT JOIN person p ON p.id = d.new_owner_id
      LEFT JOIN LATERAL (${retired}) left_of ON t.kind = 'retire'
      WHERE ${speaks(of.source)} AND t.state <> 'withdrawn' AND t.kind <> 'change' AND t.id > ${after}
        AND t.observed_snapshot_id IS DISTINCT FROM ${of.snapshot}
      ORDER BY t.id LIMIT ${limit} FOR UPDATE OF t`,
  );
  return found.map((r) => ({
    id: r.id,
    item: r.item,
    campaign: r.campaign,
    after: r.after,
    sight: sightOf(r, of.snapshot),
  }));
}

function sightOf(r: Row, snapshot: number): Sight {
  return {
    state: r.state,
    decidedOn: {
      snapshot: r.decided_on,
      asOf: new Date(r.decided_as_of * 1000),
      parameters: r.decided_parameters,
    },
    later: {
      snapshot,
      asOf: new Date(r.later_as_of * 1000),
      parameters: r.later_parameters,
      complete: r.complete,
      importedBy: r.imported_by,
      live: false,
    },
    found: foundOf(r),
    appliedBy: r.applied_by,
  };
}

function foundOf(r: Row): Sight["found"] {
  const there = r.after !== null;
  switch (r.kind) {
    case "remove":
      return r.credential
        ? { of: "credential", holder: r.holder_there, there }
        : { of: "grant", account: r.account_there, entitlement: r.entitlement_there, there };
    case "rotate":
      return { of: "rotation", holder: r.holder_there, there, renewed: r.renewed };
    case "retire":
      return { of: "identity", behind: r.behind, lost: r.lost, grants: r.grants, keys: r.keys };
    case "transfer":
      return { of: "owner", identity: r.identity_there, known: r.owner_known, named: r.owner_named };
    case "change":
      return { of: "nothing" };
  }
}
