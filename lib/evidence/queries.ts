import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import { query } from "@/lib/query";
import { machineKinds } from "./owner-sql";
import { type BesideGrants, type ReadinessRow, readinessInput, readinessTable } from "./schema";

/** Before a launch: of each application's grants, for how many there is each kind of fact. */
export const readiness = query({
  name: "evidence.readiness",
  permission: "source.read",
  input: readinessInput,
  output: readinessTable,
  async run(reader, { input }) {
    const chosen = input.sources.length
      ? sql`s.id IN (${sql.join(
          input.sources.map((id) => sql`${id}::int`),
          sql`, `,
        )})`
      : sql`true`;
    const found = await rows<ReadinessSql>(
      reader,
      sql`SELECT s.name AS source, s.id AS source_id, e.application_id, coalesce(min(ap.name), e.application_id) AS application,
          ${iso(sql`min(n.as_of)`)} AS as_of, count(*)::int AS grants,
          count(*) FILTER (WHERE g.last_used_at IS NOT NULL OR g.last_used_never OR g.uses_90d IS NOT NULL)::int AS last_use,
          count(g.granted_at)::int AS granted_when, count(g.granted_by)::int AS granted_by,
          count(*) FILTER (WHERE e.description IS NOT NULL OR e.attributes ?| ARRAY['actions', 'policy', 'rules', 'access']
            OR l.standing IN ('written', 'verified'))::int AS description,
          count(e.privilege)::int AS privilege, count(coalesce(e.owner_id, ap.owner_id))::int AS owner,
          count(i.id)::int AS identity, count(i.manager_id)::int AS manager,
          (SELECT count(*)::int FROM catalogue_line q WHERE q.source_id = s.id AND q.application_id = e.application_id
            AND q.standing = 'undescribed') AS undescribed,
          (SELECT coalesce(sum(q.holders), 0)::int FROM catalogue_line q WHERE q.source_id = s.id
            AND q.application_id = e.application_id AND q.standing = 'undescribed') AS undescribed_holders
        FROM source s
        JOIN snapshot n ON n.id = s.current_snapshot_id
        JOIN snap_grant g ON g.snapshot_id = n.id
        JOIN snap_entitlement e ON e.snapshot_id = g.snapshot_id AND e.id = g.entitlement_id
        LEFT JOIN snap_application ap ON ap.snapshot_id = e.snapshot_id AND ap.id = e.application_id
        LEFT JOIN catalogue_line l ON l.source_id = s.id AND l.entitlement_id = e.id
        LEFT JOIN account_match m ON m.source_id = s.id AND m.account_id = g.account_id
        LEFT JOIN source d ON d.id = m.identity_source_id
        LEFT JOIN snap_identity i ON i.snapshot_id = d.current_snapshot_id AND i.id = m.identity_id
        WHERE ${chosen}
        GROUP BY s.name, s.id, e.application_id
        ORDER BY lower(s.name), s.id, lower(coalesce(min(ap.name), e.application_id)), e.application_id`,
    );
    const beside = await rows<BesideGrants>(
      reader,
      sql`SELECT s.id AS "sourceId", s.name AS source, c.all AS credentials, c.used AS "lastUse", i.all AS identities, i.owned
        FROM source s
        CROSS JOIN LATERAL (SELECT count(*)::int AS all, (count(*) FILTER (WHERE c.last_used_at IS NOT NULL OR c.last_used_never))::int AS used
          FROM snap_credential c WHERE c.snapshot_id = s.current_snapshot_id) c
        CROSS JOIN LATERAL (SELECT count(*)::int AS all, (count(*) FILTER (WHERE i.owner_id IS NOT NULL OR EXISTS (
            SELECT 1 FROM ownership_offer o WHERE o.source_id = s.id AND o.identity_id = i.id AND o.state = 'accepted')))::int AS owned
          FROM snap_identity i WHERE i.snapshot_id = s.current_snapshot_id AND i.kind IN ${machineKinds}) i
        WHERE ${chosen} AND c.all + i.all > 0 ORDER BY lower(s.name), s.id`,
    );
    return { applications: found.map(rowOf), beside };
  },
});

type ReadinessSql = {
  source: string;
  source_id: number;
  application_id: string;
  application: string;
  as_of: string;
  grants: number;
  last_use: number;
  granted_when: number;
  granted_by: number;
  description: number;
  privilege: number;
  owner: number;
  identity: number;
  manager: number;
  undescribed: number;
  undescribed_holders: number;
};

function rowOf(r: ReadinessSql): ReadinessRow {
  return {
    source: r.source,
    sourceId: r.source_id,
    applicationId: r.application_id,
    application: r.application,
    asOf: r.as_of,
    grants: r.grants,
    undescribed: { entitlements: r.undescribed, holders: r.undescribed_holders },
    have: {
      lastUse: r.last_use,
      grantedWhen: r.granted_when,
      grantedBy: r.granted_by,
      description: r.description,
      privilege: r.privilege,
      owner: r.owner,
      identity: r.identity,
      manager: r.manager,
    },
  };
}
