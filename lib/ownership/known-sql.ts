import { type SQL, sql } from "drizzle-orm";

/** Lists in an attribute: `|`, comma or semicolon between. */
export const listIn = (text: SQL) =>
  sql`CASE WHEN nullif(btrim(${text}), '') IS NULL THEN '[]'::jsonb
    ELSE to_jsonb(ARRAY(SELECT btrim(x) FROM regexp_split_to_table(${text}, '[|,;]+') x WHERE btrim(x) <> '')) END`;

/** The accounts of an identity in the snapshots in force: `snapshot_id`, `id`, their source. */
export const accountsOf = (source: SQL, identity: SQL) => sql`
  SELECT a.*, t.id AS source_id, t.name AS source_name FROM account_match m JOIN source t ON t.id = m.source_id
  JOIN snap_account a ON a.snapshot_id = t.current_snapshot_id AND a.id = m.account_id
  WHERE m.identity_source_id = ${source} AND m.identity_id = ${identity}`;

/**
 * The credentials of an identity in the snapshots in force: those of its accounts, and those that name it, in its own
 * source or in another where no other identity in force has the same id.
 */
export const credentialsOf = (source: SQL, identity: SQL) => sql`
  SELECT c.*, t.id AS source_id, t.name AS source_name FROM source t
  JOIN snap_credential c ON c.snapshot_id = t.current_snapshot_id
  WHERE c.identity_id = ${identity} AND (t.id = ${source} OR NOT EXISTS (
      SELECT 1 FROM source o JOIN snap_identity n ON n.snapshot_id = o.current_snapshot_id AND n.id = c.identity_id
      WHERE o.id <> ${source} AND NOT n.derived))
  UNION
  SELECT c.*, a.source_id, a.source_name FROM (${accountsOf(source, identity)}) a
  JOIN snap_credential c ON c.snapshot_id = a.snapshot_id AND c.account_id = a.id`;

/** What is known of identity `i` of source `s` that may help to find who should answer for it, as one lateral join `k`. */
export const knownOf: SQL = sql`
  CROSS JOIN LATERAL (
    WITH acc AS (${accountsOf(sql`s.id`, sql`i.id`)}),
    held AS (SELECT g.*, e.privilege, coalesce(p.name, p.id) AS application FROM acc
      JOIN snap_grant g ON g.snapshot_id = acc.snapshot_id AND g.account_id = acc.id
      JOIN snap_entitlement e ON e.snapshot_id = g.snapshot_id AND e.id = g.entitlement_id
      JOIN snap_application p ON p.snapshot_id = e.snapshot_id AND p.id = e.application_id),
    key AS (${credentialsOf(sql`s.id`, sql`i.id`)})
    SELECT (SELECT count(DISTINCT (snapshot_id, account_id, entitlement_id))::int FROM held) AS grants,
      (SELECT count(DISTINCT (snapshot_id, account_id, entitlement_id))::int FROM held WHERE privilege = 'privileged') AS privileged,
      (SELECT coalesce(jsonb_agg(DISTINCT application), '[]') FROM held) AS applications,
      (SELECT count(*)::int FROM key) AS keys,
      (SELECT coalesce(jsonb_agg(DISTINCT used_by), '[]') FROM (
        SELECT coalesce(n.name, btrim(key.attributes->>'last_used_by')) AS used_by FROM key
        LEFT JOIN snap_identity n ON n.snapshot_id = i.snapshot_id AND n.id = btrim(key.attributes->>'last_used_by')
        WHERE nullif(btrim(key.attributes->>'last_used_by'), '') IS NOT NULL) u) AS keys_used_by,
      (SELECT coalesce(jsonb_agg(name ORDER BY n DESC, name), '[]') FROM (
        SELECT coalesce(w.name, held.granted_by) AS name, count(*) AS n FROM held
        LEFT JOIN snap_identity w ON w.snapshot_id = i.snapshot_id AND w.id = held.granted_by
        WHERE held.granted_by IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3) g) AS granted_by,
      coalesce(
        to_char((SELECT max(at) FROM (SELECT last_used_at AS at FROM held UNION ALL SELECT last_used_at FROM key) u) AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
        CASE WHEN (SELECT bool_and(never) FROM (SELECT last_used_never AS never FROM held UNION ALL SELECT last_used_never FROM key) u)
          THEN 'never' END) AS last_use
  ) k`;

/** The question put last about `i` of `s`, whether it was answered or not, as one lateral join `offer`. */
export const lastOffer: SQL = sql`
  LEFT JOIN LATERAL (SELECT jsonb_build_object('id', o.id, 'state', o.state, 'to', t.name, 'by', b.name,
      'reason', r.payload::jsonb ->> 'rationale', 'offeredAt', to_char(o.offered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'answeredAt', to_char(o.answered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'words', w.payload::jsonb ->> 'rationale') AS last
    FROM ownership_offer o JOIN person t ON t.id = o.to_id JOIN person b ON b.id = o.by_id
    LEFT JOIN private_payload r ON r.id = o.reason_id LEFT JOIN private_payload w ON w.id = o.answer_words_id
    WHERE o.source_id = s.id AND o.identity_id = i.id ORDER BY o.offered_at DESC, o.id DESC LIMIT 1) offer ON true`;
