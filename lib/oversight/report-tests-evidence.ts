import { type SQL, sql } from "drizzle-orm";
import { nonhuman } from "@/lib/campaigns/subjects";
import { ended, type Subject } from "./report-subject";
import type { TestOf } from "./report-tests";

/*
 * Lines on the population and what became of it. Ids of requirements and our own words only.
 */

/** What a row of an item is called. */
export const itemName = sql`i.subject_name || ': ' || i.title || ' (' || i.application_name || ')'`;
/** Items with the decision in force. */
export const decided = sql`item i JOIN decision d ON d.id = i.decision_id`;

export const evidenceTests: readonly TestOf[] = [
  {
    id: "tie-out",
    area: "Population",
    askedBy: ["SOX (AS 1105)", "SOC 2 CC6.2", "ISO A.5.18"],
    line: "Every grant of the sources is an item, is covered by one, or is excluded",
    counts:
      "Equations of the launch, counted again: grants, and where there are any, credentials and non-human identities.",
    fails: "An equation whose sides differ, or which says otherwise than the launch did.",
    href: (c) => `/campaigns/${c.id}#population`,
    examined: (c) => sql`SELECT count(*)::int FROM (${equations(c)}) q`,
    failing: (
      c,
    ) => sql`SELECT q.what, q.whole || ' in the snapshots, ' || q.parts || ' accounted for; the launch said ' || coalesce(q.said_whole || ' and ' || q.said_parts, 'nothing') AS why, NULL::uuid AS item
      FROM (${equations(c)}) q WHERE q.whole <> q.parts OR q.whole IS DISTINCT FROM q.said_whole OR q.parts IS DISTINCT FROM q.said_parts`,
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

/** The equations of a launch, counted again over what is stored, beside what the launch said. */
function equations(c: Subject): SQL {
  const t = c.tieOut;
  const within = sql`IN (SELECT snapshot_id FROM campaign_source WHERE campaign_id = ${c.id})`;
  const items = (type: string) =>
    sql`(SELECT count(*)::int FROM item WHERE campaign_id = ${c.id} AND type = ${type})`;
  const left = (type: string) =>
    sql`(SELECT count(*)::int FROM campaign_subject WHERE campaign_id = ${c.id} AND type = ${type})`;
  return sql`SELECT * FROM (
      SELECT 'Grants' AS what, (SELECT count(*)::int FROM snap_grant WHERE snapshot_id ${within}) AS whole, ${items("grant")}
        + (SELECT count(*)::int FROM campaign_grant WHERE campaign_id = ${c.id} AND (fate = 'excluded' OR item_id IS NOT NULL)) AS parts,
        ${t?.grants ?? null}::int AS said_whole, ${t ? t.items + t.covered + t.excluded : null}::int AS said_parts
      UNION ALL SELECT 'Credentials', (SELECT count(*)::int FROM snap_credential WHERE snapshot_id ${within}),
        ${items("credential")} + ${left("credential")}, ${t?.credentials.all ?? null}::int, ${t ? t.credentials.items + t.credentials.excluded : null}::int
      UNION ALL SELECT 'Non-human identities', (SELECT count(*)::int FROM snap_identity n WHERE n.snapshot_id ${within} AND ${nonhuman(sql`n.kind`)}),
        ${items("identity")} + ${left("identity")}, ${t?.identities.all ?? null}::int, ${t ? t.identities.items + t.identities.excluded : null}::int
    ) each WHERE what = 'Grants' OR greatest(whole, parts, said_whole) > 0`;
}
