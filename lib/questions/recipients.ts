import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { meant } from "@/lib/catalogue/owners";
import { hasLeft, ownerJoins } from "@/lib/evidence/owner-sql";
import { type Asker, distinct, type Known, nobody, reached } from "./rules";
import { type Part, parts, type Recipient } from "./schema";

type Found = {
  part: Part;
  name: string | null;
  person: string | null;
  kind: string | null;
  status: string | null;
  source: number | null;
  identity: string | null;
  email: string | null;
  left: boolean | null;
};

/**
 * Whom an item's reviewer could ask, from the sources in force: a person of the portal where one is bound to the directory's
 * entry, or signs in with its address and no other entry has that; else the address alone.
 */
export async function knownFor(tx: Pick<Tx, "execute">, item: string): Promise<Known[]> {
  const found = await rows<Found>(
    tx,
    sql`WITH it AS (
        SELECT i.*, c.built_by, c.fallback_id, s.current_snapshot_id AS now_id
        FROM item i JOIN campaign c ON c.id = i.campaign_id JOIN source s ON s.id = i.source_id WHERE i.id = ${item}
      ), said AS (
        SELECT 'owner' AS part, e.snapshot_id, e.owner_id AS t FROM it JOIN snap_entitlement e ON e.snapshot_id = it.now_id
          AND e.id = it.entitlement_id WHERE e.owner_id IS NOT NULL
        UNION ALL
        SELECT 'application', a.snapshot_id, a.owner_id FROM it JOIN snap_application a ON a.snapshot_id = it.now_id
          AND a.id = it.application_id WHERE a.owner_id IS NOT NULL AND it.application_owner_id IS NULL
      ), refs AS (
        SELECT 'holder' AS part, NULL::uuid AS person, identity_source_id AS source, identity_id AS identity, subject_name AS name
          FROM it WHERE subject_kind IN ('human', 'unknown') AND identity_id IS NOT NULL
        UNION ALL
        SELECT 'accountable', owner.owner_person, CASE WHEN near.id IS NOT NULL THEN s.id ELSE elsewhere.source_id END,
            coalesce(near.id, far.id), owner.owner_name
          FROM it JOIN source s ON s.id = it.identity_source_id
          JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = it.identity_id
          ${ownerJoins} WHERE it.subject_kind NOT IN ('human', 'unknown') AND owner.owner_basis IS NOT NULL
        UNION ALL
        SELECT 'owner', k.owner_id, NULL, NULL, NULL FROM it CROSS JOIN LATERAL (SELECT owner_id FROM catalogue_entry c
          WHERE c.source_id = it.source_id AND c.entitlement_id = it.entitlement_id ORDER BY c.version DESC LIMIT 1) k
          WHERE k.owner_id IS NOT NULL
        UNION ALL
        SELECT said.part, NULL, m.source, m.identity, said.t FROM said
          LEFT JOIN (${meant(sql`SELECT snapshot_id, t FROM said`)}) m ON m.snapshot_id = said.snapshot_id AND m.t = said.t
          WHERE said.part <> 'owner' OR NOT EXISTS (SELECT 1 FROM it CROSS JOIN LATERAL (SELECT owner_id FROM catalogue_entry c
            WHERE c.source_id = it.source_id AND c.entitlement_id = it.entitlement_id ORDER BY c.version DESC LIMIT 1) k
            WHERE k.owner_id IS NOT NULL)
        UNION ALL SELECT 'application', application_owner_id, NULL, NULL, NULL FROM it WHERE application_owner_id IS NOT NULL
        UNION ALL SELECT 'admin', built_by, NULL, NULL, NULL FROM it
        UNION ALL SELECT 'fallback', fallback_id, NULL, NULL, NULL FROM it
      )
      SELECT r.part, coalesce(p.name, d.name, r.name) AS name, p.id::text AS person, p.kind, p.status,
        coalesce(r.source, p.identity_source_id) AS source, coalesce(r.identity, p.identity_id) AS identity,
        coalesce(d.email, p.email) AS email, ${hasLeft("d")} AS left
      FROM refs r
      LEFT JOIN person given ON given.id = r.person
      LEFT JOIN source s ON s.id = coalesce(r.source, given.identity_source_id)
      LEFT JOIN snap_identity d ON d.snapshot_id = s.current_snapshot_id AND d.id = coalesce(r.identity, given.identity_id)
      LEFT JOIN LATERAL (SELECT * FROM person p WHERE CASE WHEN r.person IS NOT NULL THEN p.id = r.person
          ELSE (p.identity_source_id = r.source AND p.identity_id = r.identity) OR (p.identity_id IS NULL
            AND lower(p.email) = lower(d.email) AND NOT EXISTS (SELECT 1 FROM snap_identity same
              WHERE same.snapshot_id = d.snapshot_id AND lower(same.email) = lower(d.email) AND same.id <> d.id)) END
        ORDER BY p.identity_id IS NULL LIMIT 1) p ON true`,
  );
  return found.map(knownOf).sort((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part));
}

function knownOf(f: Found): Known {
  return {
    part: f.part,
    name: f.name ?? f.identity ?? "Somebody",
    person: f.person ? { id: f.person, kind: f.kind ?? "", status: f.status ?? "" } : null,
    identity: f.source !== null && f.identity !== null ? `${f.source}/${f.identity}` : null,
    email: f.email,
    left: f.left,
  };
}

/** Of an item, everybody who could be asked, and for each part that nobody is known for the sentence saying so. */
export function choices(
  known: readonly Known[],
  asker: Asker,
  about: { sendsMail: boolean; machine: boolean },
): { recipient: Recipient; known: Known | null }[] {
  const people = distinct(known).map((k) => ({ recipient: reached(k, asker, about.sendsMail), known: k }));
  const asked: readonly Part[] = about.machine ? ["accountable", "owner"] : ["holder", "owner"];
  const missing = asked.flatMap((part) => {
    const why = nobody[part];
    if (why === undefined || known.some((k) => k.part === part)) return [];
    return [{ recipient: { part, name: "", portal: false, mail: null, why }, known: null }];
  });
  return [...people, ...missing].sort(
    (a, b) => parts.indexOf(a.recipient.part) - parts.indexOf(b.recipient.part),
  );
}
