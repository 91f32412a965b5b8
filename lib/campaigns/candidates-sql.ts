import { type SQL, sql } from "drizzle-orm";
import { leftWords } from "@/lib/evidence/people-sql";
import { ownFormat } from "@/lib/sources/schema";
import { nonhuman } from "./subjects";

/**
 * Every directory entry that could review, with the portal user it is (bound to it, or of its e-mail where that is no other
 * entry's) and what bars it from every item.
 * @param today ISO date
 */
export function candidateSql(builders: readonly string[], today: string): SQL {
  return sql`
  SELECT who.source, who.identity, who.source || '/' || who.identity AS key, coalesce(i.name, i.id) AS name,
    CASE WHEN twin.id IS NULL AND NOT EXISTS (SELECT 1 FROM person taken WHERE lower(taken.email) = lower(i.email))
      THEN lower(i.email) END AS email, p.id AS person_id,
    coalesce(p.identity_id IS NULL AND p.id IS NOT NULL, false) AS binds,
    CASE WHEN i.kind NOT IN ('human', 'unknown') THEN 'is not a person'
      WHEN CASE WHEN i.employment_status IS NULL THEN i.end_date < ${today}::date
        ELSE lower(btrim(i.employment_status)) = ANY (${wordList(leftWords)}) END THEN 'has left'
      WHEN p.status = 'disabled' OR p.kind IN ('operator', 'unassigned') THEN 'cannot sign in'
      WHEN p.id = ANY (${idList(builders)}) THEN 'built this campaign' END AS barred
  FROM (SELECT DISTINCT source, identity FROM staged_mention WHERE who AND sole) who
  JOIN source s ON s.id = who.source
  JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = who.identity
  LEFT JOIN LATERAL (SELECT o.id FROM snap_identity o
    WHERE o.snapshot_id = i.snapshot_id AND lower(o.email) = lower(i.email) AND o.id <> i.id LIMIT 1) twin ON true
  LEFT JOIN person bound ON bound.identity_source_id = who.source AND bound.identity_id = who.identity
  LEFT JOIN person mailed ON bound.id IS NULL AND twin.id IS NULL AND mailed.kind = 'person'
    AND lower(mailed.email) = lower(i.email) AND mailed.identity_source_id IS DISTINCT FROM who.source
  LEFT JOIN person p ON p.id = coalesce(bound.id, mailed.id)`;
}

/**
 * Who has accepted to answer for a non-human identity here, above what its source says; and for the identity of this
 * installation, its admins in the order in which they became one. `k` is their order; `key` their directory entry.
 * @param today ISO date
 */
export function answerSql(builders: readonly string[], today: string): SQL {
  return sql`
  WITH named AS (
    SELECT DISTINCT ON (source_id, identity_id) source_id, identity_id, to_id AS person_id, 0 AS k
      FROM ownership_offer WHERE state = 'accepted' ORDER BY source_id, identity_id, answered_at DESC, id DESC
  ), all_named AS (
    SELECT source_id, identity_id, person_id, k::bigint FROM named
    UNION ALL SELECT s.id, i.id, r.person_id, row_number() OVER (PARTITION BY s.id, i.id ORDER BY r.given_at, r.person_id)
      FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND ${nonhuman(sql`i.kind`)}
      JOIN person_role r ON r.role = 'admin'
      WHERE s.format = ${ownFormat}
  )
  SELECT n.source_id, n.identity_id, n.person_id, n.k, p.name, p.email,
    coalesce(p.identity_source_id || '/' || p.identity_id, (
      SELECT min(s.id || '/' || i.id) FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id
      WHERE lower(i.email) = lower(p.email) HAVING count(*) = 1)) AS key,
    CASE WHEN p.status = 'disabled' OR p.kind IN ('operator', 'unassigned') THEN 'cannot sign in'
      WHEN p.id = ANY (${idList(builders)}) THEN 'built this campaign'
      WHEN CASE WHEN i.employment_status IS NULL THEN i.end_date < ${today}::date
        ELSE lower(btrim(i.employment_status)) = ANY (${wordList(leftWords)}) END THEN 'has left' END AS barred
  FROM all_named n JOIN person p ON p.id = n.person_id
  LEFT JOIN source s ON s.id = p.identity_source_id
  LEFT JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = p.identity_id`;
}

const idList = (ids: readonly string[]) =>
  sql`ARRAY[${sql.join(
    ids.map((id) => sql`${id}`),
    sql`, `,
  )}]::uuid[]`;

const wordList = (list: readonly string[]) =>
  sql`ARRAY[${sql.join(
    list.map((w) => sql`${w}`),
    sql`, `,
  )}]::text[]`;
