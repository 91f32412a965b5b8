import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { Reader } from "@/lib/query";
import type { EntitlementKey, entryStates } from "./schema";

/**
 * Who owns an entitlement: whom the catalogue names, else the person who is bound to the identity that its source names as
 * owner, of the entitlement or else of its application. A source's reference is an id or an e-mail; the nearest sole entry of a
 * directory counts (the same source's by id, by e-mail, another's by id, by e-mail), and nothing is guessed.
 */
type Owned = {
  /** The portal user, "" where nobody who can sign in is meant: then the policy finds no owner. */
  ownerId: string;
  ownerName: string | null;
  basis: "catalogue" | "entitlement" | "application" | "none";
  /** The source's reference, in the directory's words where it is found there. */
  named: string | null;
  snapshot: number;
  sourceName: string;
  current: { version: number; state: (typeof entryStates)[number] } | null;
};

/** Directory entries that texts mean: a relation (snapshot_id, t, source, identity) for `refs` (snapshot_id, t). */
export function meant(refs: SQL): SQL {
  return sql`
    SELECT snapshot_id, t, min(source)::int AS source, min(identity) AS identity FROM (
      SELECT *, min(rank) OVER (PARTITION BY snapshot_id, t) AS nearest FROM (
        SELECT r.snapshot_id, r.t, s.id AS source, i.id AS identity,
          CASE WHEN s.current_snapshot_id = r.snapshot_id THEN 1 ELSE 3 END AS rank
        FROM (${refs}) r CROSS JOIN source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = r.t
        UNION
        SELECT r.snapshot_id, r.t, s.id, i.id, CASE WHEN s.current_snapshot_id = r.snapshot_id THEN 2 ELSE 4 END
        FROM (${refs}) r CROSS JOIN source s
          JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND lower(i.email) = lower(r.t)
      ) hit
    ) near WHERE rank = nearest GROUP BY snapshot_id, t HAVING count(*) = 1`;
}

type Found = {
  snapshot: number;
  source_name: string;
  of_entitlement: string | null;
  of_application: string | null;
  version: number | null;
  state: (typeof entryStates)[number] | null;
  owner_id: string | null;
  owner_name: string | null;
};

/** @throws AppError not_found where the sources in force have no such entitlement */
export async function ownedEntitlement(reader: Reader, key: EntitlementKey): Promise<Owned> {
  const [found] = await rows<Found>(
    reader,
    sql`SELECT e.snapshot_id AS snapshot, s.name AS source_name, e.owner_id AS of_entitlement, a.owner_id AS of_application,
        c.version, c.state, p.id AS owner_id, p.name AS owner_name
      FROM source s JOIN snap_entitlement e ON e.snapshot_id = s.current_snapshot_id AND e.id = ${key.entitlement}
      LEFT JOIN snap_application a ON a.snapshot_id = e.snapshot_id AND a.id = e.application_id
      LEFT JOIN LATERAL (SELECT * FROM catalogue_entry k WHERE k.source_id = s.id AND k.entitlement_id = e.id
        ORDER BY k.version DESC LIMIT 1) c ON true
      LEFT JOIN person p ON p.id = c.owner_id
      WHERE s.id = ${key.source}`,
  );
  if (!found)
    throw new AppError("not_found", "entitlement", "No source in force has an entitlement of this id.");
  const about = {
    snapshot: found.snapshot,
    sourceName: found.source_name,
    current: found.version !== null && found.state ? { version: found.version, state: found.state } : null,
  };
  if (found.owner_id)
    return {
      ...about,
      ownerId: found.owner_id,
      ownerName: found.owner_name,
      basis: "catalogue",
      named: found.owner_name,
    };
  const ref = found.of_entitlement ?? found.of_application;
  if (ref === null) return { ...about, ownerId: "", ownerName: null, basis: "none", named: null };
  const [who] = await rows<{ id: string | null; name: string | null; entry: string | null }>(
    reader,
    sql`SELECT p.id, p.name, coalesce(i.name, i.id) AS entry
      FROM (${meant(sql`SELECT ${found.snapshot}::int AS snapshot_id, ${ref}::text AS t`)}) m
      JOIN source s ON s.id = m.source JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = m.identity
      LEFT JOIN person p ON p.identity_source_id = m.source AND p.identity_id = m.identity AND p.status = 'active'
        AND p.kind IN ('person', 'simulated')`,
  );
  return {
    ...about,
    ownerId: who?.id ?? "",
    ownerName: who?.name ?? null,
    basis: found.of_entitlement !== null ? "entitlement" : "application",
    named: who?.entry ?? ref,
  };
}

/** Lines of the queue (as `l`) that this person owns. */
export function ownedBy(person: string): SQL {
  return sql`(l.owner_id = ${person}::uuid OR (l.owner_id IS NULL AND EXISTS (
    SELECT 1 FROM mine WHERE mine.snapshot_id = l.snapshot_id AND mine.t = l.owner_ref)))`;
}

/** The references of lines that mean this person, as a relation `mine` (snapshot_id, t) for a WITH. */
export function mineSql(person: string): SQL {
  return sql`me AS MATERIALIZED (
      SELECT p.identity_source_id AS source, p.identity_id AS identity, lower(i.id) AS id, lower(i.email) AS email
      FROM person p JOIN source s ON s.id = p.identity_source_id
      JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = p.identity_id
      WHERE p.id = ${person}::uuid AND p.status = 'active'
    ), said AS MATERIALIZED (
      SELECT DISTINCT l.snapshot_id, l.owner_ref AS t FROM catalogue_line l, me
      WHERE lower(l.owner_ref) IN (me.id, me.email)
    ), mine AS MATERIALIZED (
      SELECT m.snapshot_id, m.t FROM (${meant(sql`SELECT snapshot_id, t FROM said`)}) m, me
      WHERE m.source = me.source AND m.identity = me.identity
    )`;
}
