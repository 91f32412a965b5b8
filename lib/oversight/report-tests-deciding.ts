import { type SQL, sql } from "drizzle-orm";
import { nobodyAnswers } from "@/lib/campaigns/assignment-sql";
import type { Subject } from "./report-subject";
import type { TestOf } from "./report-tests";
import { decided, itemName } from "./report-tests-evidence";

/*
 * Lines on the people who decided, on what they decided and how. Ids of requirements and our own words only.
 */

export const decidingTests: readonly TestOf[] = [
  {
    id: "not-self",
    area: "Reviewer",
    askedBy: ["SOX", "SOC 2 CC6.3", "PCI DSS 7.2.4"],
    line: "Nobody decided on their own access",
    counts: "Decisions, each held against whom its reviewer is in the directory.",
    fails: "A decision by the holder.",
    examined: (c) => sql`SELECT count(*)::int FROM decision WHERE campaign_id = ${c.id}`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, p.name || ' holds it' AS why, i.id AS item FROM decision d JOIN item i ON i.id = d.item_id
      JOIN person p ON p.id = d.person_id AND p.identity_source_id = i.identity_source_id AND p.identity_id = i.identity_id
      WHERE d.campaign_id = ${c.id}`,
  },
  {
    id: "independent",
    area: "Reviewer",
    askedBy: ["SOX", "SOC 2 CC6.3", "ISO A.5.18"],
    line: "Nobody decided on access that they gave or asked for",
    counts:
      "Decisions on access of which the source names who gave it or who asked for it, found in a directory, held against who may never decide it and against what was known of its reviewer.",
    fails:
      "One by somebody who gave it, or who asked for it; approving it counts where it is privileged or breaks a rule.",
    examined: (c) => sql`SELECT count(*)::int FROM decision d WHERE d.campaign_id = ${c.id} AND ${named}`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, coalesce(${barred}, 'the reviewer had asked for it') AS why, i.id AS item
      FROM decision d JOIN item i ON i.id = d.item_id JOIN person p ON p.id = d.person_id
      WHERE d.campaign_id = ${c.id} AND ${named} AND (${barred} IS NOT NULL OR (d.eligibility ->> 'requester' LIKE '%asked for it%'
        AND NOT EXISTS (SELECT 1 FROM reassignment r WHERE r.item_id = i.id AND r.at <= d.decided_at)))`,
  },
  {
    id: "competence",
    area: "Reviewer",
    askedBy: ["SOX (AS 1105)", "SOC 2 CC6.3"],
    line: "Each decision says why its reviewer could know",
    counts:
      "Decisions, by what was recorded with each: owner of the application, manager of the holder, or named for it.",
    fails: "One with nothing recorded, or on access that nobody answers for.",
    examined: (c) => sql`SELECT count(*)::int FROM decision WHERE campaign_id = ${c.id}`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, coalesce(nullif(${competence}, ''), 'nothing recorded') AS why, i.id AS item
      FROM decision d JOIN item i ON i.id = d.item_id WHERE d.campaign_id = ${c.id}
      AND (coalesce(${competence}, '') = '' OR ${competence} LIKE ${`%${nobodyAnswers}%`})`,
  },
  {
    id: "briefed",
    area: "Reviewer",
    askedBy: ["EU AI Act Art. 14", "SOX"],
    line: "Everybody who decided had confirmed the briefing before",
    counts: "People who decided.",
    fails: "One with a decision from before they confirmed it.",
    examined: (c) => sql`SELECT count(DISTINCT person_id)::int FROM decision WHERE campaign_id = ${c.id}`,
    failing: (
      c,
    ) => sql`SELECT p.name AS what, count(*) || ' decisions not briefed' AS why, NULL::uuid AS item FROM decision d JOIN person p ON p.id = d.person_id
      WHERE d.campaign_id = ${c.id} AND ${competence} IS NOT NULL AND ${competence} NOT LIKE '%briefed on %' GROUP BY p.id, p.name`,
  },
  {
    id: "not-builder",
    area: "Reviewer",
    askedBy: ["SOX"],
    line: "Nobody who built or administered the campaign decided in it",
    counts: "Decisions.",
    fails: "A decision by somebody whom the launch marked as incompatible.",
    examined: (c) => sql`SELECT count(*)::int FROM decision WHERE campaign_id = ${c.id}`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, x.why, i.id AS item FROM decision d JOIN item i ON i.id = d.item_id
      JOIN campaign_incompatible x ON x.campaign_id = d.campaign_id AND x.person_id = d.person_id WHERE d.campaign_id = ${c.id}`,
  },
  {
    id: "delegation",
    area: "Reviewer",
    askedBy: ["SOX"],
    line: "Each substitution is on record with who gave, who took and until when, and nobody decided after its end",
    counts: "Items lent, reassigned or moved from somebody who left.",
    fails:
      "One that was lent without a delegation between the same two, handed on without who did it and why, is not in the log, or was decided by the delegate after the delegation's end.",
    examined: (c) =>
      sql`SELECT count(*)::int FROM reassignment r WHERE r.campaign_id = ${c.id} AND ${substituted}`,
    failing: (c) => sql`SELECT what, why, item FROM (SELECT ${itemName} AS what, CASE
          WHEN r.kind = 'delegated' AND l.id IS NULL THEN 'lent without a delegation'
          WHEN r.kind = 'delegated' AND (l.from_id <> r.from_id OR l.to_id <> r.to_id) THEN 'lent between others than the delegation names'
          WHEN r.kind = 'reassigned' AND (r.by_id IS NULL OR r.reason_id IS NULL) THEN 'handed on without who did it and why'
          WHEN NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.item_id = r.item_id AND e.type IN ('item.delegated', 'item.reassigned')
            AND convert_from(e.leaf, 'UTF8')::jsonb #>> '{data,from}' = r.from_id::text
            AND convert_from(e.leaf, 'UTF8')::jsonb #>> '{data,to}' = r.to_id::text) THEN 'not in the log'
          WHEN r.kind = 'delegated' AND EXISTS (SELECT 1 FROM decision d WHERE d.item_id = r.item_id AND d.person_id = r.to_id
            AND d.decided_at > least(l.ends_at, l.ended_at) AND NOT EXISTS (SELECT 1 FROM reassignment n
              WHERE n.item_id = r.item_id AND n.to_id = r.to_id AND n.at > r.at AND n.at <= d.decided_at)) THEN 'decided after the delegation had ended'
        END AS why, i.id AS item
      FROM reassignment r JOIN item i ON i.id = r.item_id LEFT JOIN delegation l ON l.id = r.delegation_id
      WHERE r.campaign_id = ${c.id} AND ${substituted}) s WHERE why IS NOT NULL`,
  },
  {
    id: "person",
    area: "Decision",
    askedBy: ["SOC 2 CC6.3", "EU AI Act Art. 14"],
    line: "Every decision is a named person's, with a reason code",
    counts: "Decided items.",
    fails: "One without a person's decision or a reason.",
    examined: (c) => sql`SELECT count(*)::int FROM item WHERE campaign_id = ${c.id} AND state = 'decided'`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, 'no person or no reason' AS why, i.id AS item FROM item i LEFT JOIN decision d ON d.id = i.decision_id
      LEFT JOIN item w ON w.id = i.answered_by LEFT JOIN decision a ON a.id = w.decision_id
      WHERE i.campaign_id = ${c.id} AND i.state = 'decided' AND coalesce(d.reason_code, a.reason_code, '') = ''`,
  },
  {
    id: "evidence-first",
    area: "Decision",
    askedBy: ["SOX (AS 1105)", "EU AI Act Art. 14"],
    line: "The evidence was served before each decision, and it is the packet that is stored",
    counts:
      "Decisions in force, each held against its item's packets by their hash; the verifier hashes the packets again.",
    fails:
      "One made before its evidence was served, or on another evidence than the item's packet of that time.",
    examined: (c) =>
      sql`SELECT count(*)::int FROM ${decided} WHERE i.campaign_id = ${c.id} AND i.state = 'decided'`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, CASE WHEN d.served_at > d.decided_at THEN 'decided first' ELSE 'other evidence than its packet' END AS why, i.id AS item
      FROM ${decided} WHERE i.campaign_id = ${c.id} AND i.state = 'decided' AND (d.served_at > d.decided_at
        OR d.evidence_hash IS DISTINCT FROM (SELECT p.hash FROM evidence_packet p WHERE p.item_id = d.item_id AND p.at <= d.decided_at
          ORDER BY p.version DESC LIMIT 1))`,
  },
  {
    id: "privileged-alone",
    area: "Decision",
    askedBy: ["SOX", "PCI DSS 7.2.4", "ISO A.8.2"],
    line: "No high-risk or critical item was decided together with others",
    counts: "High-risk and critical items that were decided.",
    fails: "One decided in a batch.",
    examined: (c) =>
      sql`SELECT count(*)::int FROM item WHERE campaign_id = ${c.id} AND state = 'decided' AND risk <> 'low'`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, 'one of ' || d.batch_size || ' decided together' AS why, i.id AS item FROM ${decided}
      WHERE i.campaign_id = ${c.id} AND i.state = 'decided' AND i.risk <> 'low' AND d.batch_id IS NOT NULL`,
  },
  {
    id: "second-look",
    area: "Decision",
    askedBy: ["SOX", "ISO A.8.2"],
    line: "Each kept privileged access that calls for a second person had one",
    counts:
      "Items with a second look that was not withdrawn, and kept privileged items with a finding, or unused for as long as the campaign says, that no exception had a second person for.",
    fails: "One of which nobody was asked, or nobody has answered.",
    off: (c) => (c.settings.secondLook.on ? null : "Second looks were off in this campaign."),
    href: () => "/second-looks",
    examined: (c) => sql`SELECT count(*)::int FROM (${looks(c)}) k`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, CASE WHEN k.asked THEN 'not answered' ELSE 'nobody was asked' END AS why, i.id AS item
      FROM (${looks(c)}) k JOIN item i ON i.id = k.item_id WHERE NOT k.answered`,
  },
  {
    id: "findings-excepted",
    area: "Decision",
    askedBy: ["SOC 2 CC6.3", "ISO A.5.15", "NIST AC-6(7)"],
    line: "Access kept under an exception has a last day and somebody who answers for it",
    counts: "Exceptions that were granted.",
    fails:
      "One without a last day in the future of its decision, or asked for and granted by the same person where two are needed.",
    href: (c) => `/exceptions?campaign=${c.id}`,
    examined: (c) =>
      sql`SELECT count(*)::int FROM exception WHERE campaign_id = ${c.id} AND state = 'granted'`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, CASE WHEN e.settled_by = e.requested_by AND e.second_id IS NOT NULL THEN 'granted by who asked' ELSE 'no day ahead' END AS why, i.id AS item
      FROM exception e JOIN item i ON i.id = e.item_id WHERE e.campaign_id = ${c.id} AND e.state = 'granted'
      AND (e.until <= (e.requested_at AT TIME ZONE 'UTC')::date OR (e.second_id IS NOT NULL AND e.settled_by = e.requested_by))`,
  },
];

/** Over `decision d`: the source names who gave it or who asked for it, and they are found in a directory. */
const named = sql`(d.eligibility ->> 'granter' LIKE 'known%' OR d.eligibility ->> 'requester' LIKE 'known%')`;

/** Over `item i` and `person p`: why they may never decide it, null where they may. */
const barred = sql`coalesce(i.blocked ->> (p.identity_source_id || '/' || p.identity_id), i.blocked ->> ('person/' || p.id))`;

const competence = sql`(d.eligibility ->> 'competence')`;
const substituted = sql`r.kind IN ('delegated', 'reassigned', 'left')`;

/** Items that have a second look or call for one, with whether somebody was asked and whether it was answered. */
function looks(c: Subject): SQL {
  const days = c.settings.secondLook.unusedDays;
  return sql`SELECT item_id, bool_or(asked) AS asked, bool_or(answered) AS answered FROM (
      SELECT l.item_id, true AS asked, l.state <> 'pending' AS answered FROM second_look l
      WHERE l.campaign_id = ${c.id} AND l.state <> 'withdrawn'
      UNION ALL SELECT i.id, false, false FROM ${decided} WHERE i.campaign_id = ${c.id} AND i.state = 'decided' AND i.answered_by IS NULL
        AND i.privilege = 'privileged' AND d.outcome IN ('certify', 'certify_until')
        AND NOT EXISTS (SELECT 1 FROM exception x WHERE x.decision_id = d.id AND x.second_id IS NOT NULL)
        AND (i.findings > 0 OR EXISTS (SELECT 1 FROM evidence_packet k CROSS JOIN LATERAL jsonb_array_elements(k.body::jsonb -> 'facts') f
          WHERE k.item_id = i.id AND k.hash = d.evidence_hash
            AND (f ->> 'kind' = 'use.last' AND (f #>> '{value,days}')::numeric >= ${days}
              OR f ->> 'kind' = 'use.never' AND (f #>> '{value,granted_days}')::numeric >= ${days})))
    ) each GROUP BY item_id`;
}
