import { sql } from "drizzle-orm";
import { notInTime } from "./report-deciding";
import type { Subject } from "./report-subject";
import type { TestOf } from "./report-tests";
import { itemName } from "./report-tests-evidence";

/*
 * Lines on time, on what was done about it, on the watch kept over the reviewing, and on the record itself.
 */
const tasks = sql`remediation t JOIN item i ON i.id = t.item_id`;
/** Over `remediation t`: when it was done, by word or by sight, whichever was first; null where it was not. */
const done = sql`least(t.applied_at, CASE WHEN t.state = 'seen_gone' THEN t.observed_at END)`;
/** Until when it had to be. */
const until = (c: Subject) => sql`(t.requested_at + make_interval(days => ${c.removalDays ?? 0}::int))`;
/** Whether it can be told: it was done, or its days are over as of the report. */
const timed = (c: Subject) =>
  sql`t.state <> 'withdrawn' AND (${done} IS NOT NULL OR t.state = 'returned' OR ${until(c)} <= ${c.at}::timestamptz)`;

export const afterTests: readonly TestOf[] = [
  {
    id: "in-time",
    area: "Timeliness",
    askedBy: ["SOX", "SOC 2 CC6.2", "PCI DSS 7.2.4"],
    line: "Every item was decided by the due day",
    counts: "Items, save those that were gone at their source.",
    fails: "One whose first decision came after the due day, or never, or does not stand.",
    running: true,
    href: (c) => `/campaigns/${c.id}/items?state=not_certified`,
    examined: (c) =>
      sql`SELECT count(*)::int FROM item WHERE campaign_id = ${c.id} AND state <> 'removed_at_source'`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, CASE WHEN i.state = 'decided' THEN 'decided late' ELSE 'not decided' END AS why, i.id AS item
      FROM item i WHERE i.campaign_id = ${c.id} AND i.state <> 'removed_at_source' AND (${notInTime(c)})`,
  },
  {
    id: "complete",
    area: "Timeliness",
    askedBy: ["SOX", "PCI DSS 7.2.4", "ISO A.5.18"],
    line: "Nothing ended without a decision",
    counts: "Items.",
    fails: "One that is not certified.",
    running: true,
    href: (c) => `/campaigns/${c.id}/items?state=not_certified`,
    examined: (c) => sql`SELECT count(*)::int FROM item WHERE campaign_id = ${c.id}`,
    failing: (c) =>
      sql`SELECT ${itemName} AS what, n.reason AS why, i.id AS item FROM not_certified n JOIN item i ON i.id = n.item_id WHERE n.campaign_id = ${c.id}`,
  },
  {
    id: "signed-off",
    area: "Timeliness",
    askedBy: ["SOX", "PCI DSS 7.2.4"],
    line: "Every reviewer signed off their list",
    counts: "Lists with items.",
    fails: "One that was not signed off.",
    running: true,
    href: (c) => `/campaigns/${c.id}`,
    examined: (c) => sql`SELECT count(*)::int FROM review WHERE campaign_id = ${c.id} AND items > 0`,
    failing: (
      c,
    ) => sql`SELECT 'The list of ' || p.name AS what, r.decided || ' of ' || r.items || ' decided' AS why, NULL::uuid AS item
      FROM review r JOIN person p ON p.id = r.reviewer_id WHERE r.campaign_id = ${c.id} AND r.items > 0 AND r.signed_off_at IS NULL`,
  },
  {
    id: "reminders",
    area: "Timeliness",
    askedBy: ["SOX"],
    line: "Reviewers were invited, and each mail that was due went out",
    counts: "Invitations and reminders.",
    fails: "A mail that could not be sent.",
    off: (c) =>
      c.settings.mail.invitations || c.settings.mail.reminderDays.length > 0
        ? null
        : "Mails were off in this campaign.",
    href: (c) => `/campaigns/${c.id}`,
    examined: (c) =>
      sql`SELECT count(*)::int FROM mail WHERE campaign_id = ${c.id} AND kind IN ('invitation', 'reminder') AND state <> 'dropped'`,
    failing: (
      c,
    ) => sql`SELECT m.kind || coalesce(' to ' || p.name, '') AS what, coalesce(m.problem, 'failed') AS why, NULL::uuid AS item
      FROM mail m LEFT JOIN person p ON p.id = m.to_person_id WHERE m.campaign_id = ${c.id} AND m.kind IN ('invitation', 'reminder') AND m.state = 'failed'`,
  },
  {
    id: "requested",
    area: "Remediation",
    askedBy: ["SOX", "SOC 2 CC6.3", "PCI DSS 7.2.4"],
    line: "Each removal or change that was decided was asked for",
    counts: "Items decided as remove or change that wait for nobody.",
    fails: "One without a task.",
    running: true,
    href: (c) => `/remediation?whose=all&campaign=${c.id}`,
    examined: (c) =>
      sql`SELECT count(*)::int FROM item WHERE campaign_id = ${c.id} AND state = 'decided' AND outcome IN ('revoke', 'modify') AND waiting IS NULL AND answered_by IS NULL`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, 'not asked for' AS why, i.id AS item FROM item i WHERE i.campaign_id = ${c.id} AND i.state = 'decided'
      AND i.outcome IN ('revoke', 'modify') AND i.waiting IS NULL AND i.answered_by IS NULL
      AND NOT EXISTS (SELECT 1 FROM remediation t WHERE t.item_id = i.id AND t.state <> 'withdrawn')`,
  },
  {
    id: "removed-in-time",
    area: "Remediation",
    askedBy: ["SOX", "ISO A.5.18", "SOC 2 CC6.3"],
    line: "Each removal or change was done within the days that the campaign allows",
    counts:
      "Removals and changes that were asked for, and were done or have had as many days as the campaign's settings allow.",
    fails: "One that was neither said to be done nor seen gone in those days, or came back.",
    off: (c) => (c.removalDays === null ? "The campaign's settings allow no number of days." : null),
    href: (c) => `/remediation?whose=all&campaign=${c.id}`,
    examined: (c) => sql`SELECT count(*)::int FROM ${tasks} WHERE t.campaign_id = ${c.id} AND ${timed(c)}`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, CASE WHEN t.state = 'returned' THEN 'came back' WHEN ${done} IS NULL THEN 'not done by ' ELSE 'done on ' || to_char(${done} AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ', allowed until ' END
        || CASE WHEN t.state = 'returned' THEN '' ELSE to_char(${until(c)} AT TIME ZONE 'UTC', 'YYYY-MM-DD') END AS why, i.id AS item
      FROM ${tasks} WHERE t.campaign_id = ${c.id} AND ${timed(c)} AND (t.state = 'returned' OR coalesce(${done}, 'infinity') > ${until(c)})`,
  },
  {
    id: "seen-gone",
    area: "Remediation",
    askedBy: ["SOX", "ISO A.5.18", "PCI DSS 7.2.4"],
    line: "Each removal was seen gone in a later snapshot",
    counts:
      "Removals, renewals and handovers that were asked for; less access has no row to look for and is left out.",
    fails: "One that was not seen gone, or came back.",
    href: (c) => `/remediation?whose=all&campaign=${c.id}`,
    examined: (c) =>
      sql`SELECT count(*)::int FROM remediation WHERE campaign_id = ${c.id} AND kind <> 'change' AND state <> 'withdrawn'`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, coalesce(t.not_observed_why, replace(t.state, '_', ' ')) AS why, i.id AS item FROM ${tasks}
      WHERE t.campaign_id = ${c.id} AND t.kind <> 'change' AND t.state NOT IN ('withdrawn', 'seen_gone')`,
  },
  {
    id: "independent-sight",
    area: "Remediation",
    askedBy: ["SOX (AS 1105)"],
    line: "No removal rests on a file that the remover handed in",
    counts: "Removals that were seen gone.",
    fails: "One seen gone only in a file by who removed it.",
    href: (c) => `/remediation?whose=all&campaign=${c.id}&state=seen_gone`,
    examined: (c) =>
      sql`SELECT count(*)::int FROM remediation WHERE campaign_id = ${c.id} AND state = 'seen_gone'`,
    failing: (c) =>
      sql`SELECT ${itemName} AS what, t.strength AS why, i.id AS item FROM ${tasks} WHERE t.campaign_id = ${c.id} AND t.state = 'seen_gone' AND t.strength = 'file by the remover'`,
  },
  {
    id: "acknowledged",
    area: "Oversight",
    askedBy: ["PCI DSS 7.2.4"],
    line: "A control owner acknowledged the campaign: ended it, or answered the figures on how it was reviewed",
    counts: "The end of the campaign, with the roles that its people had at that time by the log.",
    fails: "Nobody who was a control owner then ended it or answered its figures.",
    running: true,
    href: (c) => `/log?campaign=${c.id}`,
    examined: (c) =>
      sql`SELECT count(*)::int FROM campaign WHERE id = ${c.id} AND status IN ('closed', 'sealed')`,
    failing: (
      c,
    ) => sql`SELECT 'The end of the campaign' AS what, 'not by a control owner' AS why, NULL::uuid AS item FROM campaign WHERE id = ${c.id}
      AND status IN ('closed', 'sealed') AND NOT EXISTS (SELECT 1 FROM audit_event e
        WHERE e.campaign_id = ${c.id} AND e.type IN ('campaign.closed', 'oversight.responded') AND ${heldThen("control_owner")})`,
  },
  {
    id: "challenge",
    area: "Oversight",
    askedBy: ["EU AI Act Art. 14", "SOC 2 CC6.3"],
    line: "Items made up to test the review were noticed",
    counts: "Challenge items that were answered.",
    fails: "One answered against what its facts say.",
    off: (c) => (c.settings.challengeItems ? null : "Challenge items were off in this campaign."),
    running: true,
    href: (c) => `/campaigns/${c.id}`,
    examined: (c) => sql`SELECT count(*)::int FROM challenge_answer WHERE campaign_id = ${c.id}`,
    failing: (
      c,
    ) => sql`SELECT x.title || ' (' || x.application_name || ')' AS what, 'answered ' || a.answer AS why, NULL::uuid AS item
      FROM challenge_answer a JOIN challenge x ON x.id = a.challenge_id WHERE a.campaign_id = ${c.id}
      AND CASE x.facts_say WHEN 'keep' THEN a.answer = 'revoke' ELSE a.answer IN ('certify', 'certify_until') END`,
  },
  {
    id: "blind-arm",
    area: "Oversight",
    askedBy: ["EU AI Act Art. 14", "NIST AI RMF"],
    line: "Some items were decided before their draft was shown, so that its pull can be measured",
    counts: "Items drawn by lot to be decided first.",
    fails: "One whose recommendation was seen before its first decision.",
    off: (c) => (c.settings.blindShare > 0 ? null : "No item was drawn to be decided before its draft."),
    href: (c) => `/campaigns/${c.id}`,
    examined: (c) =>
      sql`SELECT count(*)::int FROM item WHERE campaign_id = ${c.id} AND arm = 'blind' AND state = 'decided'`,
    failing: (
      c,
    ) => sql`SELECT ${itemName} AS what, 'recommendation seen first' AS why, i.id AS item FROM item i JOIN decision d ON d.item_id = i.id AND d.n = 1
      WHERE i.campaign_id = ${c.id} AND i.arm = 'blind' AND i.state = 'decided' AND d.recommendation_seen = 'before'`,
  },
  {
    id: "re-performed",
    area: "Oversight",
    askedBy: ["SOX (AS 1105)", "NIST AI RMF"],
    line: "A sample was decided again by somebody else on the sealed evidence",
    counts: "Samples of this campaign that were drawn to be decided again.",
    fails: "One that is not finished, so that its agreement cannot be told.",
    offWhere: (c) => sql`NOT EXISTS (SELECT 1 FROM reperformance WHERE campaign_id = ${c.id})`,
    offWords: "Nobody has drawn a sample of this campaign to be decided again.",
    examined: (c) => sql`SELECT count(*)::int FROM reperformance WHERE campaign_id = ${c.id}`,
    failing: (
      c,
    ) => sql`SELECT 'A sample of ' || size || ' items' AS what, 'not finished' AS why, NULL::uuid AS item
      FROM reperformance WHERE campaign_id = ${c.id} AND frozen_at IS NULL`,
  },
  {
    id: "sealed",
    area: "Record",
    askedBy: ["SOX (AS 1105)", "HIPAA 164.316(b)"],
    line: "The campaign is sealed and every entry about it is under a signed checkpoint",
    counts: "The seal, and entries about the campaign, save exports and readings.",
    fails: "A seal that is not made, and an entry that no checkpoint covers.",
    running: true,
    href: (c) => `/log?campaign=${c.id}`,
    examined: (c) =>
      sql`SELECT count(*)::int + 1 FROM audit_event WHERE campaign_id = ${c.id} AND type NOT IN ('export.created', 'access.read')`,
    failing: (c) => sql`SELECT 'The seal' AS what, 'not made yet' AS why, NULL::uuid AS item
      FROM campaign WHERE id = ${c.id} AND sealed_at IS NULL
      UNION ALL SELECT e.type, 'under no checkpoint', NULL::uuid FROM audit_event e LEFT JOIN log_leaf l ON l.event_id = e.id
      WHERE e.campaign_id = ${c.id} AND e.type NOT IN ('export.created', 'access.read')
      AND (l.idx IS NULL OR NOT EXISTS (SELECT 1 FROM log_checkpoint k WHERE k.size > l.idx))`,
  },
  {
    id: "witnessed",
    area: "Record",
    askedBy: ["SOX (AS 1105)"],
    line: "Somebody outside this portal signed a checkpoint that covers the campaign",
    counts: "The campaign's last entry.",
    fails: "There are witnesses or time stamps, and none covers it.",
    offWhere: () =>
      sql`NOT EXISTS (SELECT 1 FROM checkpoint_cosignature) AND NOT EXISTS (SELECT 1 FROM checkpoint_timestamp)`,
    offWords: "No witness and no time-stamping authority has signed a checkpoint of this portal.",
    href: () => "/log",
    examined: () => sql`SELECT 1`,
    failing: (c) =>
      sql`SELECT 'The campaign''s last entry' AS what, 'covered by no outside signature' AS why, NULL::uuid AS item WHERE NOT EXISTS (${covering(c.id)})`,
  },
  {
    id: "retention",
    area: "Record",
    askedBy: ["HIPAA 164.316(b)", "SOX"],
    line: "All decisions that were ever made are still there, the changed ones too",
    counts: "Decisions that the log says were recorded.",
    fails: "One whose row is gone.",
    href: (c) => `/log?campaign=${c.id}`,
    examined: (c) =>
      sql`SELECT count(*)::int FROM audit_event WHERE campaign_id = ${c.id} AND type = 'decision.recorded'`,
    failing: (
      c,
    ) => sql`SELECT 'Decision ' || e.ref_id AS what, 'row is gone' AS why, e.item_id AS item FROM audit_event e
      WHERE e.campaign_id = ${c.id} AND e.type = 'decision.recorded' AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.id = e.ref_id)`,
  },
];

/** Over `audit_event e`: whether its actor had this role when they made it, by what the log had given and taken until then. */
function heldThen(role: string) {
  return sql`(SELECT r.type FROM audit_event r CROSS JOIN LATERAL (SELECT convert_from(r.leaf, 'UTF8')::jsonb -> 'data' AS data) l
    WHERE r.type IN ('role.granted', 'role.revoked') AND r.id < e.id AND l.data ->> 'person' = e.actor_id AND l.data ->> 'role' = ${role}
    ORDER BY r.id DESC LIMIT 1) = 'role.granted'`;
}

/** Outside signatures on checkpoints over everything recorded about a campaign. */
function covering(campaign: string) {
  const last = sql`(SELECT max(l.idx) FROM audit_event e JOIN log_leaf l ON l.event_id = e.id WHERE e.campaign_id = ${campaign}
    AND e.type NOT IN ('export.created', 'access.read'))`;
  return sql`SELECT size FROM checkpoint_cosignature WHERE size > ${last} UNION ALL SELECT size FROM checkpoint_timestamp WHERE size > ${last}`;
}
