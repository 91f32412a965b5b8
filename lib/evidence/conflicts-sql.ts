import { jsonObject, jsonPlain, jsonText, jsonWord } from "./canonical-sql";
import { factElement, stance } from "./fact-sql";

/** A conflict is told at most this often an item. */
const most = 5;

/**
 * Separation of duties. `ev_rule`: the rules of every source; `ev_side`: the entitlements of each side. An id means the
 * rule's own snapshot if it has it, else any other, so a rule may reach across applications.
 */
export const sidesSql: readonly string[] = [
  `CREATE TEMP TABLE ev_rule ON COMMIT DROP AS
    SELECT (row_number() OVER (ORDER BY r.snapshot_id, r.id))::int AS rule, r.snapshot_id, r.id,
      r.name AS raw_name, NULL::text AS name, r.reason AS raw_reason, NULL::text AS reason, r."left", r."right"
    FROM snap_sod_rule r JOIN ev_force f ON f.snapshot_id = r.snapshot_id`,
  `CREATE TEMP TABLE ev_side ON COMMIT DROP AS
    WITH named AS (
      SELECT rule, snapshot_id, 'L' AS side, unnest("left") AS id FROM ev_rule
      UNION ALL SELECT rule, snapshot_id, 'R', unnest("right") FROM ev_rule
    )
    SELECT DISTINCT n.rule, n.side, e.e FROM named n
    LEFT JOIN ev_entitlement own ON own.snapshot_id = n.snapshot_id AND own.entitlement_id = n.id
    JOIN ev_entitlement e ON e.entitlement_id = n.id AND (e.e = own.e OR own.e IS NULL)`,
  "CREATE INDEX ON ev_side (e)",
  "ANALYZE ev_side",
];

/** `ev_conflict`: each staged item that is one side of a conflict, with the finding's facts and how many there are. */
export const conflictsSql: readonly string[] = [
  `CREATE TEMP TABLE ev_clash ON COMMIT DROP AS
    WITH sided AS (SELECT h.h, h.e, s.rule, s.side FROM ev_holding h JOIN ev_side s ON s.e = h.e
    ), clash AS (
      SELECT l.h, l.rule, l.e AS e, r.e AS other FROM sided l
      JOIN sided r ON r.h = l.h AND r.rule = l.rule AND r.side = 'R' AND r.e <> l.e WHERE l.side = 'L'
    ), pair AS (SELECT h, rule, e, other FROM clash UNION SELECT h, rule, other, e FROM clash
    ), mine AS (
      SELECT i.n, i.h, b.rule, b.other, row_number() OVER (PARTITION BY i.n ORDER BY b.rule, b.other) AS k,
        count(*) OVER (PARTITION BY i.n) AS conflicts
      FROM ev_item i JOIN pair b ON b.h = i.h AND b.e = i.e
    )
    SELECT n, h, rule, other, k::int, conflicts::int FROM mine WHERE k <= ${most}`,
  "ANALYZE ev_clash",
  // By which account the other side is held: the same person may have several.
  "CREATE TEMP TABLE ev_pair ON COMMIT DROP AS SELECT DISTINCT h, other FROM ev_clash",
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
  `CREATE TEMP TABLE ev_conflict ON COMMIT DROP AS
    SELECT c.n, max(c.conflicts) AS conflicts, array_agg(${factElement({
      kind: "rule.failed",
      class: "derived",
      when: "true",
      stance: stance.finding,
      bucket: "'conflict'",
      value: {
        rule: jsonWord("conflict"),
        name: jsonText("coalesce(r.name, r.id)"),
        other: jsonText(
          "coalesce(e.title, e.name) || ' in ' || e.application_name || coalesce(' (account ' || o.account || ')', '')",
        ),
        other_item: jsonText("i.item_id"),
        reason: jsonText("r.reason"),
      },
      source: jsonObject({
        name: jsonText("f.source_name"),
        record: jsonText("'rule ' || r.id"),
        snapshot: jsonPlain("f.snapshot_id"),
      }),
      asOf: "own.as_of_text",
    })} ORDER BY c.k) AS facts
    FROM ev_clash c
    JOIN ev_rule r ON r.rule = c.rule
    JOIN ev_force f ON f.snapshot_id = r.snapshot_id
    JOIN staged_item s ON s.n = c.n
    JOIN ev_force own ON own.snapshot_id = s.snapshot_id
    JOIN ev_entitlement e ON e.e = c.other
    LEFT JOIN ev_other o ON o.h = c.h AND o.other = c.other
    LEFT JOIN staged_item i ON i.n = o.item
    GROUP BY c.n`,
  "CREATE UNIQUE INDEX ON ev_conflict (n)",
  "ANALYZE ev_conflict",
];
