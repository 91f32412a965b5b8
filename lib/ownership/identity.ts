import { sql } from "drizzle-orm";
import type { z } from "zod";
import { iso, rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import { hasLeft, machineKinds, ownerJoins } from "@/lib/evidence/owner-sql";
import { query, type Reader } from "@/lib/query";
import { agentFacts, plainWords } from "./agent";
import { accountsOf, credentialsOf, lastOffer } from "./known-sql";
import {
  type IdentityItem,
  identityDetail,
  identityInput,
  type KeyView,
  type Named,
  type ReachRow,
} from "./schema";

type Ref = { source: number; id: string };

type Head = {
  ownerId: string;
  snapshot: number;
  sourceName: string;
  asOf: string;
  name: string;
  kind: z.infer<typeof identityDetail>["kind"];
  status: string | null;
  since: string | null;
  purpose: string | null;
  attributes: Record<string, unknown> | null;
  owner_name: string | null;
  owner_left: boolean | null;
  owner_basis: "accepted" | "source" | null;
  accepted_at: string | null;
  backup_name: string | null;
  backup_left: boolean | null;
  reports_owners: boolean;
  offer: z.infer<typeof identityDetail>["offer"];
};

async function headOf(reader: Reader, ref: Ref): Promise<Head> {
  const [found] = await rows<Head>(
    reader,
    sql`SELECT coalesce(owner.owner_person::text, '') AS "ownerId", i.snapshot_id AS snapshot, s.name AS "sourceName", ${iso(sql`f.as_of`)} AS "asOf",
        coalesce(i.name, i.id) AS name, i.kind, i.employment_status AS status, i.start_date::text AS since, i.purpose, i.attributes,
        owner.owner_name, owner.owner_left, owner.owner_basis, ${iso(sql`accepted.answered_at`)} AS accepted_at,
        coalesce(spare.name, i.backup_owner_id) AS backup_name, ${hasLeft("spare")} AS backup_left,
        EXISTS (SELECT 1 FROM snap_identity x WHERE x.snapshot_id = i.snapshot_id AND x.kind IN ${machineKinds} AND x.owner_id IS NOT NULL) AS reports_owners,
        offer.last AS offer
      FROM source s JOIN snapshot f ON f.id = s.current_snapshot_id
      JOIN snap_identity i ON i.snapshot_id = f.id AND i.id = ${ref.id} AND i.kind IN ${machineKinds}
      LEFT JOIN snap_identity spare ON spare.snapshot_id = i.snapshot_id AND spare.id = i.backup_owner_id
      ${ownerJoins} ${lastOffer}
      WHERE s.id = ${ref.source}`,
  );
  if (!found)
    throw new AppError("not_found", "identity", "There is no such service, workload or agent in force.");
  return found;
}

/** Every name among these that is another identity of the same snapshot, by its id or, where it is the only one, by its name. */
async function namesOf(
  reader: Reader,
  snapshot: number,
  told: readonly string[],
): Promise<(text: string) => Named> {
  const wanted = [...new Set(told)];
  const found = wanted.length
    ? await rows<{ text: string; id: string; name: string }>(
        reader,
        sql`SELECT w.text, min(n.id) AS id, min(coalesce(n.name, n.id)) AS name
          FROM jsonb_array_elements_text(${JSON.stringify(wanted)}::jsonb) AS w(text)
          JOIN snap_identity n ON n.snapshot_id = ${snapshot} AND (n.id = w.text OR n.name = w.text)
          GROUP BY w.text HAVING count(*) = 1`,
      )
    : [];
  const known = new Map(found.map((f) => [f.text, { id: f.id, name: f.name }]));
  return (text) => known.get(text) ?? { name: text, id: null };
}

const day = (column: string) => sql.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD')`);
const split = (column: string) =>
  sql.raw(`CASE WHEN ${column} IS NULL THEN NULL WHEN btrim(${column}) = '' THEN '[]'::jsonb
    ELSE to_jsonb(regexp_split_to_array(btrim(${column}), '[|,;[:space:]]+')) END`);

function keysOf(reader: Reader, ref: Ref): Promise<KeyView[]> {
  return rows<KeyView>(
    reader,
    sql`SELECT k.source_name || ' ' || row_number() OVER (ORDER BY k.created_at, k.id) AS key,
        CASE WHEN k.id ~ '(AKIA|ASIA)[A-Z0-9]{16}$' THEN 'access key ending ' || right(k.id, 4) ELSE k.id END AS label,
        k.kind, k.source_name AS source, ${day("k.created_at")} AS created, ${day("k.rotated_at")} AS rotated, ${day("k.expires_at")} AS expires,
        ${day("k.last_used_at")} AS "lastUsed", k.last_used_never AS "neverUsed",
        ${split("k.scopes")} AS scopes, ${split("(k.attributes->>'scopes_used')")} AS "scopesUsed",
        nullif(btrim(k.attributes->>'exposure_alert'), '') AS exposed
      FROM (${credentialsOf(sql`${ref.source}::int`, sql`${ref.id}::text`)}) k
      ORDER BY k.created_at, k.id LIMIT 100`,
  );
}

/** What it can reach, application by application: the widest first. */
function reachOf(reader: Reader, ref: Ref): Promise<ReachRow[]> {
  return rows<ReachRow>(
    reader,
    sql`WITH acc AS (${accountsOf(sql`${ref.source}::int`, sql`${ref.id}::text`)}),
      held AS (SELECT acc.source_name, e.application_id, e.snapshot_id, e.id, e.privilege, e.data_class, f.as_of,
          max(g.last_used_at) AS used_at, bool_or(g.last_used_never) AS never
        FROM acc JOIN snap_grant g ON g.snapshot_id = acc.snapshot_id AND g.account_id = acc.id
        JOIN snap_entitlement e ON e.snapshot_id = g.snapshot_id AND e.id = g.entitlement_id
        JOIN snapshot f ON f.id = g.snapshot_id
        GROUP BY acc.source_name, e.application_id, e.snapshot_id, e.id, e.privilege, e.data_class, f.as_of)
      SELECT h.source_name AS source, coalesce(p.name, p.id) AS application, p.criticality,
        ARRAY(SELECT DISTINCT x FROM unnest(array_agg(h.data_class) || p.data_class) x WHERE x IS NOT NULL ORDER BY x) AS "dataClasses",
        (count(*) FILTER (WHERE h.privilege = 'privileged'))::int AS privileged,
        (count(*) FILTER (WHERE h.privilege = 'standard'))::int AS standard,
        (count(*) FILTER (WHERE h.privilege IS NULL))::int AS unknown,
        (count(*) FILTER (WHERE h.used_at > h.as_of - interval '90 days'))::int AS used,
        (count(*) FILTER (WHERE h.used_at <= h.as_of - interval '90 days' OR (h.used_at IS NULL AND h.never)))::int AS idle,
        (count(*) FILTER (WHERE h.used_at IS NULL AND NOT h.never))::int AS unreported
      FROM held h JOIN snap_application p ON p.snapshot_id = h.snapshot_id AND p.id = h.application_id
      GROUP BY h.source_name, p.snapshot_id, p.id, p.name, p.criticality, p.data_class
      ORDER BY 5 DESC, count(*) DESC, 2 LIMIT 100`,
  );
}

function itemsOf(reader: Reader, ref: Ref): Promise<IdentityItem[]> {
  return rows<IdentityItem>(
    reader,
    sql`SELECT w.id, c.id AS campaign, c.name AS "campaignName", w.type, w.title, w.application_name AS application, w.state, w.outcome,
        d.target, w.waiting, w.answered_by IS NOT NULL AS answered, p.name AS reviewer, ${iso(sql`w.decided_at`)} AS "decidedAt", d.seed
      FROM item w JOIN campaign c ON c.id = w.campaign_id JOIN person p ON p.id = w.reviewer_id
      LEFT JOIN decision d ON d.id = w.decision_id
      WHERE w.identity_source_id = ${ref.source} AND w.identity_id = ${ref.id} AND c.status <> 'launching'
      ORDER BY c.id DESC, w.type = 'identity' DESC, w.type = 'credential' DESC, w.position LIMIT 200`,
  );
}

/** One service, workload or agent: who answers for it, what it may do and did, and what was decided about it. */
export const identity = query({
  name: "ownership.identity",
  permission: "identity.read",
  input: identityInput,
  output: identityDetail,
  load: headOf,
  run: async (reader, { input, subject: h }) => {
    const said = agentFacts(h.attributes);
    const wards = await rows<{ id: string; name: string }>(
      reader,
      sql`SELECT n.id, coalesce(n.name, n.id) AS name FROM snap_identity n WHERE n.snapshot_id = ${h.snapshot} AND n.kind IN ${machineKinds}
        AND btrim(n.attributes->>'parent_agent') IN (${input.id}, ${h.name}) ORDER BY 2 LIMIT 50`,
    );
    const nameOf = await namesOf(
      reader,
      h.snapshot,
      [
        said.sponsor,
        said.instructionsBy,
        said.parent,
        said.createdBy,
        ...said.children,
        ...said.dependants,
      ].filter((n) => n !== null),
    );
    const one = (text: string | null) => (text === null ? null : nameOf(text));
    const children = [...wards, ...said.children.map(nameOf)];
    const keys = (await keysOf(reader, input)).map((key) => ({ ...key, exposed: plainWords(key.exposed) }));
    const [reports] = await rows<{ keys: boolean }>(
      reader,
      sql`SELECT EXISTS (SELECT 1 FROM snap_credential c WHERE c.snapshot_id = ${h.snapshot} OR c.snapshot_id IN (
        SELECT a.snapshot_id FROM (${accountsOf(sql`${input.source}::int`, sql`${input.id}::text`)}) a)) AS keys`,
    );
    return {
      ...input,
      sourceName: h.sourceName,
      asOf: h.asOf,
      name: h.name,
      kind: h.kind,
      status: h.status,
      since: h.since,
      purpose: plainWords(h.purpose),
      owner:
        h.owner_basis === null || h.owner_name === null
          ? null
          : { name: h.owner_name, left: h.owner_left, basis: h.owner_basis, acceptedAt: h.accepted_at },
      backup: h.backup_name === null ? null : { name: h.backup_name, left: h.backup_left },
      reportsOwners: h.reports_owners,
      offer: h.offer,
      agent: {
        ...said,
        sponsor: one(said.sponsor),
        instructionsBy: one(said.instructionsBy),
        createdBy: one(said.createdBy),
      },
      parent: one(said.parent),
      children: children.filter((c, i) => children.findIndex((o) => o.name === c.name) === i),
      dependants: said.dependants.map(nameOf),
      keys,
      reportsKeys: keys.length > 0 || (reports?.keys ?? false),
      reach: await reachOf(reader, input),
      items: await itemsOf(reader, input),
    };
  },
});
