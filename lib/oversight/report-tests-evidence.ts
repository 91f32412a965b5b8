import { sql } from "drizzle-orm";
import { ended } from "./report-subject";
import type { TestOf } from "./report-tests";

/*
 * Lines on the population, the people who decided and what they decided on. Ids of requirements and our own words only.
 */

/** What a row of an item is called. */
export const itemName = sql`i.subject_name || ': ' || i.title || ' (' || i.application_name || ')'`;
const decided = sql`item i JOIN decision d ON d.id = i.decision_id`;

export const evidenceTests: readonly TestOf[] = [
  {
    id: "tie-out",
    area: "Population",
    askedBy: ["SOX (AS 1105)", "SOC 2 CC6.2", "ISO A.5.18"],
    line: "Every grant of the sources is an item, is covered by one, or is excluded",
    counts: "Equations of the launch: grants, credentials, non-human identities.",
    fails: "An equation whose sides differ.",
    href: (c) => `/campaigns/${c.id}#population`,
    examined: (c) => sql`SELECT CASE WHEN ${c.tieOut !== null} THEN 3 ELSE 0 END`,
    failing: (
      c,
    ) => sql`SELECT 'The equation of the launch' AS what, 'its sides differ' AS why, NULL::uuid AS item
      WHERE ${c.tieOut !== null && !c.tieOut.holds}`,
  },
  {
    id: "recount",
    area: "Population",
    askedBy: ["SOX (AS 1105)"],
    line: "Counted again today, the frozen snapshots hold as many grants as the equation says",
    counts: "Snapshots the population was built from, counted row by row.",
    fails: "A snapshot whose rows are not as many as its import recorded.",
    examined: (c) => sql`SELECT count(*)::int FROM campaign_source WHERE campaign_id = ${c.id}`,
    failing: (c) => sql`SELECT s.name || ', snapshot ' || n.id AS what,
        (SELECT count(*) FROM snap_grant g WHERE g.snapshot_id = n.id) || ' rows, recorded ' || n.grants AS why, NULL::uuid AS item
      FROM campaign_source cs JOIN source s ON s.id = cs.source_id JOIN snapshot n ON n.id = cs.snapshot_id
      WHERE cs.campaign_id = ${c.id} AND n.grants <> (SELECT count(*) FROM snap_grant g WHERE g.snapshot_id = n.id)`,
  },
  {
    id: "extraction",
    area: "Population",
    askedBy: ["SOX (AS 1105)", "SOC 2 CC6.2"],
    line: "Each snapshot names who extracted it, when, how it was read and its hash, and was read in full",
    counts: "Snapshots the population was built from.",
    fails: "A snapshot that is not in full, or without hash, parameters or who imported it.",
    examined: (c) => sql`SELECT count(*)::int FROM campaign_source WHERE campaign_id = ${c.id}`,
    failing: (
      c,
    ) => sql`SELECT s.name AS what, CASE WHEN NOT n.complete THEN 'not read in full' ELSE 'hash, parameters or importer missing' END AS why, NULL::uuid AS item
      FROM campaign_source cs JOIN source s ON s.id = cs.source_id JOIN snapshot n ON n.id = cs.snapshot_id
      WHERE cs.campaign_id = ${c.id} AND (NOT n.complete OR n.sha256 = '' OR n.imported_by = '' OR n.parameters IS NULL)`,
  },
  {
    id: "re-pull",
    area: "Population",
    askedBy: ["SOX (AS 1105)"],
    line: "A later snapshot of each source was read the same way, so the extraction can be repeated",
    counts: "Sources of the campaign.",
    fails: "A source without a later snapshot read with the same parameters.",
    examined: (c) => sql`SELECT count(*)::int FROM campaign_source WHERE campaign_id = ${c.id}`,
    failing: (
      c,
    ) => sql`SELECT s.name AS what, 'no later snapshot read the same way' AS why, NULL::uuid AS item
      FROM campaign_source cs JOIN source s ON s.id = cs.source_id JOIN snapshot n ON n.id = cs.snapshot_id
      WHERE cs.campaign_id = ${c.id} AND NOT EXISTS (SELECT 1 FROM snapshot l WHERE l.source_id = s.id AND l.id > n.id
        AND l.status IN ('in_force', 'superseded') AND l.parameters = n.parameters)`,
  },
  {
    id: "exclusions",
    area: "Scope",
    askedBy: ["SOX", "PCI DSS 7.2.4"],
    line: "Whatever was left out has its reason",
    counts: "Grants, credentials and identities that were left out.",
    fails: "One without a reason.",
    examined: (
      c,
    ) => sql`SELECT (SELECT count(*) FROM campaign_grant WHERE campaign_id = ${c.id} AND fate = 'excluded')::int
      + (SELECT count(*) FROM campaign_subject WHERE campaign_id = ${c.id})::int`,
    failing: (
      c,
    ) => sql`SELECT account_id || ' · ' || entitlement_id AS what, 'no reason' AS why, NULL::uuid AS item FROM campaign_grant
      WHERE campaign_id = ${c.id} AND fate = 'excluded' AND btrim(reason) = ''
      UNION ALL SELECT id, 'no reason', NULL::uuid FROM campaign_subject WHERE campaign_id = ${c.id} AND btrim(reason) = ''`,
  },
  {
    id: "checks",
    area: "Population",
    askedBy: ["SOX (AS 1105)"],
    line: "Each failed check of a snapshot was accepted by a control owner who did not launch",
    counts: "Failed checks that were accepted.",
    fails: "One accepted by whoever built the campaign.",
    examined: (c) =>
      sql`SELECT count(*)::int FROM campaign_source cs JOIN check_acceptance a ON a.snapshot_id = cs.snapshot_id WHERE cs.campaign_id = ${c.id}`,
    failing: (
      c,
    ) => sql`SELECT s.name AS what, 'accepted by who launched' AS why, NULL::uuid AS item FROM campaign_source cs
      JOIN check_acceptance a ON a.snapshot_id = cs.snapshot_id JOIN source s ON s.id = cs.source_id JOIN campaign c ON c.id = cs.campaign_id
      WHERE cs.campaign_id = ${c.id} AND a.accepted_by = c.built_by`,
  },
  {
    id: "unmatched",
    area: "Accuracy",
    askedBy: ["SOX", "ISO A.5.18"],
    line: "Accounts without a known holder were reviewed, not dropped",
    counts: "Items of accounts that no identity holds.",
    fails: "One that ended without a decision or a removal.",
    examined: (c) =>
      sql`SELECT count(*)::int FROM item WHERE campaign_id = ${c.id} AND subject_key LIKE 'account:%'`,
    failing: (c) => sql`SELECT ${itemName} AS what, 'no decision' AS why, i.id AS item FROM item i
      WHERE i.campaign_id = ${c.id} AND i.subject_key LIKE 'account:%' AND i.state IN ('open', 'not_certified')`,
  },
  {
    id: "leavers",
    area: "Accuracy",
    askedBy: ["SOX", "ISO A.5.18", "SOC 2 CC6.3", "HIPAA 164.308(a)(3)"],
    line: "No access of somebody who left was kept, save under an exception",
    counts: "Items of people the directory says have left.",
    fails: "One that was kept without an exception.",
    examined: (c) =>
      sql`SELECT count(*)::int FROM item WHERE campaign_id = ${c.id} AND 'leaver' = ANY (tags)`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, 'kept' AS why, i.id AS item FROM ${decided} WHERE i.campaign_id = ${c.id}
      AND 'leaver' = ANY (i.tags) AND i.state = 'decided' AND d.outcome IN ('certify', 'certify_until')
      AND NOT EXISTS (SELECT 1 FROM exception e WHERE e.decision_id = d.id AND e.state = 'granted')`,
  },
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
    line: "Each substitution names who gave, who took and when",
    counts: "Items lent, reassigned or moved from somebody who left.",
    fails: "One whose delegation is not on record.",
    examined: (c) =>
      sql`SELECT count(*)::int FROM reassignment WHERE campaign_id = ${c.id} AND kind IN ('delegated', 'reassigned', 'left')`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, 'lent without a delegation' AS why, i.id AS item FROM reassignment r JOIN item i ON i.id = r.item_id
      WHERE r.campaign_id = ${c.id} AND r.kind = 'delegated' AND r.delegation_id IS NULL`,
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
    line: "The evidence was served before each decision, and it is the evidence that was sealed",
    counts: "Decisions in force.",
    fails: "One made before its evidence was served, or on another version of it.",
    examined: (c) =>
      sql`SELECT count(*)::int FROM ${decided} WHERE i.campaign_id = ${c.id} AND i.state = 'decided'`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, CASE WHEN d.served_at > d.decided_at THEN 'decided first' ELSE 'other evidence' END AS why, i.id AS item
      FROM ${decided} WHERE i.campaign_id = ${c.id} AND i.state = 'decided' AND (d.served_at > d.decided_at OR d.evidence_hash = '')`,
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
    counts: "Second looks that were asked for and not withdrawn.",
    fails: "One that nobody has answered.",
    off: (c) => (c.settings.secondLook.on ? null : "Second looks were off in this campaign."),
    href: () => "/second-looks",
    examined: (c) =>
      sql`SELECT count(*)::int FROM second_look WHERE campaign_id = ${c.id} AND state <> 'withdrawn'`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, 'not answered' AS why, i.id AS item FROM second_look l JOIN item i ON i.id = l.item_id
      WHERE l.campaign_id = ${c.id} AND l.state = 'pending'`,
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
  {
    id: "non-human",
    area: "Scope",
    askedBy: ["PCI DSS 7.2.5", "OWASP NHI"],
    line: "Application and system accounts were reviewed too",
    counts: "Items of services, workloads, agents and credentials.",
    fails: "One that ended without a decision.",
    examined: (c) =>
      sql`SELECT count(*)::int FROM item WHERE campaign_id = ${c.id} AND (type <> 'grant' OR subject_kind IN ('service', 'workload', 'ai_agent'))`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, 'no decision' AS why, i.id AS item FROM item i WHERE i.campaign_id = ${c.id}
      AND (i.type <> 'grant' OR i.subject_kind IN ('service', 'workload', 'ai_agent')) AND i.state = ${ended(c) ? "not_certified" : "open"}`,
  },
];
