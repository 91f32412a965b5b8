import { jsonObject, jsonPlain, jsonText } from "./canonical-sql";
import { factElement, stance } from "./fact-sql";

/** A conflict is told at most this often an item. */
const most = 5;

/**
 * Separation of duties. `ev_rule`: the rules that sources bring, and those of the set in force (`brought` says which; `k` is
 * the compiled rule they belong to); `ev_side`: the entitlements of each side; `ev_sided`: of each entitlement that stands in a
 * rule of the set, which rules those are, and of which no source has all of the other side. In a source's rule an id means the
 * rule's own snapshot if it has it, else any other, so a rule may reach across applications.
 */
export const sidesSql: readonly string[] = [
  `CREATE TEMP TABLE ev_rule ON COMMIT DROP AS
    WITH ruled AS (
      SELECT u.k, true AS brought, r.snapshot_id, r.id, r.name, r.reason, r."left", r."right"
      FROM snap_sod_rule r JOIN ev_force f ON f.snapshot_id = r.snapshot_id JOIN ev_ruled u ON u.type = 'conflict'
      UNION ALL SELECT k, false, NULL, id, name, reason, NULL, NULL FROM ev_ruled WHERE type = 'separation'
    )
    SELECT (row_number() OVER (ORDER BY k, snapshot_id, id))::int AS rule, k, brought, snapshot_id, id,
      name AS raw_name, NULL::text AS name, reason AS raw_reason, NULL::text AS reason, "left", "right" FROM ruled`,
  `CREATE TEMP TABLE ev_side ON COMMIT DROP AS
    WITH named AS (
      SELECT rule, snapshot_id, 'L' AS side, unnest("left") AS id FROM ev_rule WHERE brought
      UNION ALL SELECT rule, snapshot_id, 'R', unnest("right") FROM ev_rule WHERE brought
    )
    SELECT DISTINCT n.rule, n.side, e.e FROM named n
    LEFT JOIN ev_entitlement own ON own.snapshot_id = n.snapshot_id AND own.entitlement_id = n.id
    JOIN ev_entitlement e ON e.entitlement_id = n.id AND (e.e = own.e OR own.e IS NULL)
    UNION
    SELECT r.rule, x.side, e.e FROM ev_rule r
    JOIN ev_rule_ref x ON x.k = r.k
    JOIN ev_entitlement e ON e.application_id = x.application AND e.entitlement_id = x.entitlement
    WHERE NOT r.brought`,
  "CREATE INDEX ON ev_side (e)",
  "ANALYZE ev_side",
  `CREATE TEMP TABLE ev_sided ON COMMIT DROP AS
    WITH open AS (
      SELECT x.k, x.side FROM ev_rule_ref x
      WHERE NOT EXISTS (SELECT 1 FROM ev_entitlement e WHERE e.application_id = x.application AND e.entitlement_id = x.entitlement)
      GROUP BY x.k, x.side
    )
    SELECT s.e, array_agg(DISTINCT r.k) AS side_of, array_agg(DISTINCT o.k) FILTER (WHERE o.k IS NOT NULL) AS side_open
    FROM ev_side s
    JOIN ev_rule r ON r.rule = s.rule AND NOT r.brought
    LEFT JOIN open o ON o.k = r.k AND o.side <> s.side
    GROUP BY s.e`,
  "CREATE UNIQUE INDEX ON ev_sided (e)",
  "ANALYZE ev_sided",
];

const other = "coalesce(e.title, e.name) || ' in ' || e.application_name";

/** `ev_conflict`: each staged item that is one side of a conflict: which rules fail, and the findings' facts. */
export const conflictsSql: readonly string[] = [
  `CREATE TEMP TABLE ev_clash ON COMMIT DROP AS
    WITH sided AS (SELECT h.h, h.e, s.rule, s.side FROM ev_holding h JOIN ev_side s ON s.e = h.e
    ), clash AS (
      SELECT l.h, l.rule, l.e AS e, r.e AS other FROM sided l
      JOIN sided r ON r.h = l.h AND r.rule = l.rule AND r.side = 'R' AND r.e <> l.e WHERE l.side = 'L'
    ), pair AS (SELECT h, rule, e, other FROM clash UNION SELECT h, rule, other, e FROM clash
    ), limited AS (SELECT DISTINCT k FROM ev_rule_word WHERE list = 'application')
    SELECT i.n, i.h, r.k, b.rule, b.other, (row_number() OVER (PARTITION BY i.n ORDER BY b.rule, b.other))::int AS place
    FROM ev_item i
    JOIN pair b ON b.h = i.h AND b.e = i.e
    JOIN ev_rule r ON r.rule = b.rule
    JOIN ev_entitlement x ON x.e = b.e
    LEFT JOIN limited m ON m.k = r.k
    WHERE m.k IS NULL OR EXISTS (SELECT 1 FROM ev_rule_word w WHERE w.k = r.k AND w.list = 'application'
      AND w.word IN (lower(x.application_id), lower(btrim(x.application_name))))`,
  "ANALYZE ev_clash",
  // By which account the other side is held: the same person may have several.
  `CREATE TEMP TABLE ev_pair ON COMMIT DROP AS SELECT DISTINCT h, other FROM ev_clash WHERE place <= ${most}`,
  "ANALYZE ev_pair",
  `CREATE TEMP TABLE ev_other ON COMMIT DROP AS
    SELECT c.h, c.other, min(coalesce(a.login, a.account_id)) AS account, min(i.n) AS item
    FROM ev_pair c
    JOIN ev_entitlement e ON e.e = c.other
    JOIN ev_account a ON a.h = c.h AND a.snapshot_id = e.snapshot_id
    JOIN snap_grant g ON g.snapshot_id = e.snapshot_id AND g.account_id = a.account_id AND g.entitlement_id = e.entitlement_id
    LEFT JOIN ev_item i ON i.h = c.h AND i.e = c.other
    GROUP BY c.h, c.other`,
  "ANALYZE ev_other",
  // Who answers for an entitlement on the other side: its owner, else its application's.
  `CREATE TEMP TABLE ev_other_owner ON COMMIT DROP AS
    SELECT o.other, coalesce(own.name, i.name, o.owner_id) AS owner
    FROM (SELECT DISTINCT e.e AS other, e.snapshot_id, coalesce(e.owner_id, ap.owner_id) AS owner_id FROM ev_pair c
      JOIN ev_entitlement e ON e.e = c.other
      LEFT JOIN snap_application ap ON ap.snapshot_id = e.snapshot_id AND ap.id = e.application_id) o
    LEFT JOIN ev_person own ON own.snapshot_id = o.snapshot_id AND own.id = o.owner_id
    LEFT JOIN ev_id d ON d.id = o.owner_id
    LEFT JOIN ev_person i ON i.p = d.p
    WHERE o.owner_id IS NOT NULL`,
  "ANALYZE ev_other_owner",
  `CREATE TEMP TABLE ev_conflict ON COMMIT DROP AS
    SELECT c.n, array_agg(${factElement({
      kind: "rule.failed",
      class: "derived",
      when: "true",
      stance: stance.finding,
      bucket: "u.id",
      value: {
        rule: jsonText("u.id"),
        name: jsonText("coalesce(r.name, r.id)"),
        other: jsonText(`${other} || coalesce(' (account ' || o.account || ')', '')`),
        other_item: jsonText("i.item_id"),
        other_owner: jsonText("CASE WHEN i.item_id IS NULL THEN w.owner END"),
        reason: jsonText("r.reason"),
      },
      source: jsonObject({
        name: jsonText("coalesce(f.source_name, 'Countersign')"),
        record: jsonText("'rule ' || r.id"),
        snapshot: jsonPlain("coalesce(f.snapshot_id, s.snapshot_id)"),
      }),
      asOf: "own.as_of_text",
    })} ORDER BY c.place) AS facts
    FROM ev_clash c
    JOIN ev_rule r ON r.rule = c.rule
    JOIN ev_ruled u ON u.k = c.k
    LEFT JOIN ev_force f ON f.snapshot_id = r.snapshot_id
    JOIN staged_item s ON s.n = c.n
    JOIN ev_force own ON own.snapshot_id = s.snapshot_id
    JOIN ev_entitlement e ON e.e = c.other
    LEFT JOIN ev_other o ON o.h = c.h AND o.other = c.other
    LEFT JOIN ev_other_owner w ON w.other = c.other
    LEFT JOIN staged_item i ON i.n = o.item
    WHERE c.place <= ${most}
    GROUP BY c.n`,
  "CREATE UNIQUE INDEX ON ev_conflict (n)",
  "ANALYZE ev_conflict",
  // Which rules fail, each with one of the other sides in words.
  `CREATE TEMP TABLE ev_conflict_rules ON COMMIT DROP AS
    SELECT c.n, array_agg(c.k) AS ks, jsonb_object_agg(c.k::text, 'also holds ' || ${other}) AS with_other
    FROM (SELECT DISTINCT ON (n, k) n, k, other FROM ev_clash ORDER BY n, k, place) c
    JOIN ev_entitlement e ON e.e = c.other GROUP BY c.n`,
  "CREATE UNIQUE INDEX ON ev_conflict_rules (n)",
  "ANALYZE ev_conflict_rules",
];
