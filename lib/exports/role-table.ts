import { sql } from "drizzle-orm";
import { iso } from "@/db/client";
import { byKey, type Table } from "./tables";

/**
 * Portal roles that somebody held while the campaign ran, as the log gave and took them: of entries below the checkpoint, what was
 * not taken before the launch and was given before the campaign's end.
 */
export const roles: Table = byKey(
  ["person_id", "name", "role", "given_at", "given_by", "taken_at", "taken_by", "given_leaf", "taken_leaf"],
  (of, after, limit) => sql`
    WITH run AS (SELECT min(l.idx) FILTER (WHERE e.type = 'campaign.launched') AS launched,
        coalesce(min(l.idx) FILTER (WHERE e.type IN ('campaign.closed', 'campaign.cancelled')), ${of.size ?? 2 ** 31}) AS ended
      FROM audit_event e JOIN log_leaf l ON l.event_id = e.id AND l.idx < ${of.size ?? 2 ** 31} WHERE e.campaign_id = ${of.campaign}),
    step AS (SELECT e.type, e.at, e.actor_id, l.idx, convert_from(e.leaf, 'UTF8')::jsonb -> 'data' AS data
      FROM audit_event e JOIN log_leaf l ON l.event_id = e.id AND l.idx < ${of.size ?? 2 ** 31}
      WHERE e.type IN ('role.granted', 'role.revoked')),
    held AS (SELECT type, data ->> 'person' AS person, data ->> 'role' AS role, at, actor_id, idx, lead(type) OVER own AS next,
        lead(at) OVER own AS taken_at, lead(actor_id) OVER own AS taken_by, lead(idx) OVER own AS taken
      FROM step WINDOW own AS (PARTITION BY data ->> 'person', data ->> 'role' ORDER BY idx))
    SELECT lpad(h.idx::text, 12, '0') AS k, h.person AS person_id, coalesce(p.name, '') AS name, h.role, ${iso(sql.raw("h.at"))} AS given_at,
      h.actor_id AS given_by, CASE WHEN h.next = 'role.revoked' THEN ${iso(sql.raw("h.taken_at"))} ELSE '' END AS taken_at,
      CASE WHEN h.next = 'role.revoked' THEN h.taken_by ELSE '' END AS taken_by, h.idx::text AS given_leaf,
      CASE WHEN h.next = 'role.revoked' THEN h.taken::text ELSE '' END AS taken_leaf
    FROM held h CROSS JOIN run LEFT JOIN person p ON p.id::text = h.person
    WHERE h.type = 'role.granted' AND h.idx < run.ended AND (h.next IS DISTINCT FROM 'role.revoked' OR h.taken > run.launched)
      AND lpad(h.idx::text, 12, '0') > ${after} ORDER BY 1 LIMIT ${limit}`,
  "",
);
