import { type SQL, sql } from "drizzle-orm";
import { leftWords } from "./people-sql";

/** Kinds of identity that somebody has to answer for. */
export const machineKinds = sql`('service', 'workload', 'ai_agent')`;

/** Whether a directory's row says that the person has left; null where it does not say. */
export const hasLeft = (i: string) =>
  sql.raw(`CASE WHEN lower(btrim(${i}.employment_status)) IN (${leftWords.map((w) => `'${w}'`).join(", ")}) THEN true
    WHEN ${i}.employment_status IS NOT NULL THEN false WHEN ${i}.end_date IS NOT NULL THEN ${i}.end_date <
      (SELECT (x.as_of AT TIME ZONE 'UTC')::date FROM snapshot x WHERE x.id = ${i}.snapshot_id) END`);

/**
 * Who answers for a non-human identity, as joins after `i` (its row in `snap_identity`) and `s` (its source): the newest
 * accepted offer, else whom its source names, found in the same snapshot or as the only one of that id among the others.
 * Gives `owner_person` (uuid, null where they are nobody of the portal), `owner_name`, `owner_left`, `owner_basis`
 * ('accepted' | 'source' | null: nobody is named) and `owner_source`, `owner_identity`.
 */
export const ownerJoins: SQL = sql`
  LEFT JOIN LATERAL (SELECT o.to_id, o.answered_at FROM ownership_offer o
    WHERE o.source_id = s.id AND o.identity_id = i.id AND o.state = 'accepted'
    ORDER BY o.answered_at DESC, o.id DESC LIMIT 1) accepted ON true
  LEFT JOIN snap_identity near ON accepted.to_id IS NULL AND near.snapshot_id = i.snapshot_id AND near.id = i.owner_id
  LEFT JOIN LATERAL (SELECT min(t.id) AS source_id, min(t.current_snapshot_id) AS snapshot_id
    FROM source t JOIN snap_identity n ON n.snapshot_id = t.current_snapshot_id AND n.id = i.owner_id AND NOT n.derived
    WHERE accepted.to_id IS NULL AND near.id IS NULL AND i.owner_id IS NOT NULL HAVING count(*) = 1) elsewhere ON true
  LEFT JOIN snap_identity far ON far.snapshot_id = elsewhere.snapshot_id AND far.id = i.owner_id
  LEFT JOIN person op ON CASE WHEN accepted.to_id IS NOT NULL THEN op.id = accepted.to_id
    ELSE op.identity_id = i.owner_id
      AND op.identity_source_id = CASE WHEN near.id IS NOT NULL THEN s.id ELSE elsewhere.source_id END END
  LEFT JOIN source ops ON ops.id = op.identity_source_id
  LEFT JOIN snap_identity opi ON opi.snapshot_id = ops.current_snapshot_id AND opi.id = op.identity_id
  CROSS JOIN LATERAL (SELECT op.id AS owner_person,
    CASE WHEN accepted.to_id IS NOT NULL THEN 'accepted' WHEN i.owner_id IS NOT NULL THEN 'source' END AS owner_basis,
    coalesce(CASE WHEN accepted.to_id IS NOT NULL THEN op.name END, near.name, far.name, op.name, i.owner_id) AS owner_name,
    CASE WHEN accepted.to_id IS NOT NULL THEN op.status = 'disabled' OR coalesce(${hasLeft("opi")}, false)
      WHEN near.id IS NOT NULL THEN ${hasLeft("near")} WHEN far.id IS NOT NULL THEN ${hasLeft("far")} END AS owner_left
  ) owner`;
