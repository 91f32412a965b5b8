import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import type { ReportSection } from "./report-schema";
import { ended, type Subject } from "./report-subject";
import { day, daysBetween, grouped, moment, percent, riskWords, things, verbWords } from "./report-words";

type Time = {
  late: number;
  undecidedInTime: number;
  lists: number;
  signed: number;
  lastSigned: string | null;
  invitations: number;
  reminders: number;
  perDay: number[];
};

/**
 * Over `item i`: without a decision that was made by the due time and stands, its own or that of the identity it belongs to. What
 * was decided and then ended without being certified, as where an exception was refused, was not decided.
 */
export const notInTime = (c: Subject) => sql`i.state <> 'decided' OR NOT EXISTS (SELECT 1 FROM decision t
  WHERE t.item_id = coalesce(i.answered_by, i.id) AND t.decided_at <= ${c.dueAt}::timestamptz)`;

/** Whether everything was decided by the due day, or how much was not, by when. */
function timelinessWords(c: Subject, undecided: number): string {
  if (!ended(c))
    return `The campaign still runs: ${grouped(c.decided)} of ${things(c.items, "item")} were decided by ${moment(c.at)}.`;
  const end = c.closedAt ?? c.at;
  if (c.status === "cancelled")
    return `The campaign was cancelled on ${day(end)}: ${grouped(c.decided)} of ${things(c.items, "item")} had been decided.`;
  if (undecided === 0) return `Everything was decided by ${day(c.dueDate)}, the due day.`;
  return end < c.dueAt
    ? `${things(undecided, "item")} had no decision when the campaign was closed on ${day(end)}, before its due day, ${day(c.dueDate)}.`
    : `${things(undecided, "item")} had no decision when the due day, ${day(c.dueDate)}, was over.`;
}

/** Start, due day and end; what was left on each day; what was late; who was reminded. */
export async function timelinessSection(reader: Reader, c: Subject): Promise<ReportSection> {
  const last = c.closedAt ?? c.at;
  const [t] = await rows<Time>(
    reader,
    sql`SELECT (SELECT count(*)::int FROM decision d WHERE d.campaign_id = ${c.id} AND d.n = 1 AND d.decided_at > c.due_at) AS late,
        (SELECT count(*)::int FROM item i WHERE i.campaign_id = ${c.id} AND i.state <> 'removed_at_source'
          AND (${notInTime(c)})) AS "undecidedInTime",
        (SELECT count(*)::int FROM review r WHERE r.campaign_id = ${c.id} AND r.items > 0) AS lists,
        (SELECT count(*)::int FROM review r WHERE r.campaign_id = ${c.id} AND r.items > 0 AND r.signed_off_at IS NOT NULL) AS signed,
        (SELECT ${iso(sql`max(r.signed_off_at)`)} FROM review r WHERE r.campaign_id = ${c.id}) AS "lastSigned",
        (SELECT count(*)::int FROM mail m WHERE m.campaign_id = ${c.id} AND m.kind = 'invitation' AND m.state = 'sent') AS invitations,
        (SELECT count(*)::int FROM mail m WHERE m.campaign_id = ${c.id} AND m.kind = 'reminder' AND m.state = 'sent') AS reminders,
        ARRAY(SELECT coalesce(d.n, 0) FROM generate_series((c.launched_at AT TIME ZONE 'UTC')::date,
            (${last}::timestamptz AT TIME ZONE 'UTC')::date, interval '1 day') AS s(midnight)
          LEFT JOIN (SELECT (decided_at AT TIME ZONE 'UTC')::date AS day, count(*)::int AS n FROM decision
            WHERE campaign_id = ${c.id} AND n = 1 GROUP BY 1) d ON d.day = s.midnight::date
          ORDER BY s.midnight LIMIT 400) AS "perDay"
      FROM campaign c WHERE c.id = ${c.id}`,
  );
  const found = t ?? {
    late: 0,
    undecidedInTime: 0,
    lists: 0,
    signed: 0,
    lastSigned: null,
    invitations: 0,
    reminders: 0,
    perDay: [],
  };
  let left = c.items;
  return {
    id: "timeliness",
    title: "Timeliness",
    claim: timelinessWords(c, found.undecidedInTime),
    figures: [
      { label: "Started", value: day(c.launchedAt) },
      { label: "Due", value: day(c.dueDate) },
      {
        label: "Ended",
        value: c.closedAt ? day(c.closedAt) : "not yet",
        ...(c.sealedAt ? { note: `sealed ${day(c.sealedAt)}` } : {}),
      },
      { label: "First decided after the due day", value: grouped(found.late) },
      {
        label: "Lists signed off",
        value: `${grouped(found.signed)} of ${grouped(found.lists)}`,
        ...(found.lastSigned ? { note: `the last ${day(found.lastSigned)}` } : {}),
      },
      {
        label: "Reminders sent",
        value: grouped(found.reminders),
        note: things(found.invitations, "invitation"),
      },
    ],
    equations: [],
    tables: [],
    plots: [
      {
        kind: "burn_down",
        label: "Items left without a decision at the end of each day, against an even pace to the due day",
        left: [c.items, ...found.perDay.map((n) => (left = Math.max(0, left - n)))],
        days: Math.max(
          1,
          daysBetween(`${c.launchedAt.slice(0, 10)}T00:00:00Z`, `${c.dueAt.slice(0, 10)}T00:00:00Z`),
        ),
        from: day(c.launchedAt),
        due: day(c.dueDate),
      },
    ],
    query: {
      name: "campaigns.progress",
      href: `/campaigns/${c.id}`,
      words: "Reviewers with what each has left",
    },
    limits: [
      "Days are in UTC. Items that left through their identity's decision, or were gone at their source, do not lower the line.",
      "A mail counts as sent when the mail server took it, not when somebody read it.",
    ],
  };
}

/** What was decided, by verb and risk. */
export async function decisionsSection(reader: Reader, c: Subject): Promise<ReportSection> {
  const found = await rows<{ risk: string; state: string; outcome: string | null; n: number }>(
    reader,
    sql`SELECT risk, state, outcome, count(*)::int AS n FROM item WHERE campaign_id = ${c.id} GROUP BY 1, 2, 3`,
  );
  const [more] = await rows<{
    together: number;
    changed: number;
    answered: number;
    looks: number;
    refused: number;
    dontKnow: number;
  }>(
    reader,
    sql`SELECT (SELECT count(*)::int FROM item i JOIN decision d ON d.id = i.decision_id WHERE i.campaign_id = ${c.id} AND d.batch_id IS NOT NULL) AS together,
        (SELECT count(DISTINCT item_id)::int FROM decision WHERE campaign_id = ${c.id} AND n > 1) AS changed,
        (SELECT count(*)::int FROM item WHERE campaign_id = ${c.id} AND answered_by IS NOT NULL AND state = 'decided') AS answered,
        (SELECT count(*)::int FROM second_look WHERE campaign_id = ${c.id} AND state IN ('agreed', 'refused')) AS looks,
        (SELECT count(*)::int FROM second_look WHERE campaign_id = ${c.id} AND state = 'refused') AS refused,
        (SELECT count(*)::int FROM reassignment WHERE campaign_id = ${c.id} AND kind = 'dont_know') AS "dontKnow"`,
  );
  const columns = [
    ...(["certify", "certify_until", "revoke", "modify"] as const).map((outcome) => ({
      label: verbWords[outcome] ?? outcome,
      has: (f: (typeof found)[number]) => f.state === "decided" && f.outcome === outcome,
    })),
    { label: "Not certified", has: (f: (typeof found)[number]) => f.state === "not_certified" },
    {
      label: ended(c) ? "Gone, or left open" : "Open, or gone",
      has: (f: (typeof found)[number]) => f.state === "open" || f.state === "removed_at_source",
    },
  ];
  const counted = ["critical", "high", "low"].map((risk) => ({
    label: riskWords[risk] ?? risk,
    risk,
    counts: columns.map((col) =>
      found.filter((f) => f.risk === risk && col.has(f)).reduce((sum, f) => sum + f.n, 0),
    ),
  }));
  const total = columns.map((_, at) => counted.reduce((sum, row) => sum + (row.counts[at] ?? 0), 0));
  const kept = (total[0] ?? 0) + (total[1] ?? 0);
  return {
    id: "decisions",
    title: "Decisions",
    claim:
      c.decided === 0
        ? "Nothing was decided."
        : `Of ${things(c.decided, "decided item")}, ${percent(kept, c.decided)} were kept and ${percent(c.decided - kept, c.decided)} removed or changed.`,
    figures: [
      {
        label: "Decided together",
        value: grouped(more?.together ?? 0),
        note: `at most ${c.settings.together.cap} in one act`,
      },
      { label: "Answered by an identity's decision", value: grouped(more?.answered ?? 0) },
      { label: "Changed their mind", value: grouped(more?.changed ?? 0) },
      {
        label: "Second looks",
        value: grouped(more?.looks ?? 0),
        note: `${grouped(more?.refused ?? 0)} refused`,
      },
      { label: "Handed on as “don't know”", value: grouped(more?.dontKnow ?? 0) },
      ...(c.simulated > 0
        ? [{ label: "Simulated decisions", value: grouped(c.simulated), note: "made by a program" }]
        : []),
    ],
    equations: [],
    tables: [
      {
        caption: "Items by risk and what became of them",
        columns: [
          { label: "Risk" },
          ...columns.map((col) => ({ label: col.label, numeric: true })),
          { label: "All", numeric: true },
        ],
        rows: [
          ...counted.map((row) => [
            { text: row.label, href: `/campaigns/${c.id}/items?risk=${row.risk}` },
            ...row.counts.map(grouped),
            grouped(row.counts.reduce((a, b) => a + b, 0)),
          ]),
          ["All", ...total.map(grouped), grouped(total.reduce((a, b) => a + b, 0))],
        ],
        more: 0,
      },
    ],
    plots: [
      {
        kind: "stacks",
        label: "Items by risk and what became of them",
        parts: columns.map((col) => col.label),
        rows: counted.map(({ label, counts }) => ({ label, counts })),
      },
    ],
    query: {
      name: "campaigns.items",
      href: `/campaigns/${c.id}/items?state=decided`,
      words: "Decided items",
    },
    limits: [
      "A share of kept access says nothing about whether it should have been kept; the overrides and oversight figures below speak to that.",
    ],
  };
}

type Override = { recommendation: string; outcome: string; n: number };

/** Where people decided otherwise than the draft recommended, in both directions, and the reasons they gave. */
export async function overridesSection(reader: Reader, c: Subject): Promise<ReportSection> {
  const found = await rows<Override>(
    reader,
    sql`SELECT r.recommendation, d.outcome, count(*)::int AS n FROM item i JOIN decision d ON d.id = i.decision_id AND d.item_id = i.id
      JOIN draft r ON r.id = d.draft_id WHERE i.campaign_id = ${c.id} AND i.state = 'decided' AND d.disposition = 'overridden'
      GROUP BY 1, 2 ORDER BY n DESC, 1, 2`,
  );
  const why = await rows<{ outcome: string; code: string; n: number }>(
    reader,
    sql`SELECT d.outcome, d.reason_code AS code, count(*)::int AS n FROM item i JOIN decision d ON d.id = i.decision_id AND d.item_id = i.id
      WHERE i.campaign_id = ${c.id} AND i.state = 'decided' AND d.disposition = 'overridden'
      GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT 10`,
  );
  const [of] = await rows<{ confirmed: number; undrafted: number }>(
    reader,
    sql`SELECT count(*) FILTER (WHERE disposition = 'confirmed')::int AS confirmed,
        count(*) FILTER (WHERE disposition = 'undrafted')::int AS undrafted
      FROM item WHERE campaign_id = ${c.id} AND state = 'decided'`,
  );
  const keeps = (verb: string) => verb === "certify" || verb === "certify_until";
  const all = found.reduce((sum, f) => sum + f.n, 0);
  const sum = (which: (f: Override) => boolean) => found.filter(which).reduce((total, f) => total + f.n, 0);
  const kept = sum((f) => keeps(f.outcome) && !keeps(f.recommendation));
  const gone = sum((f) => !keeps(f.outcome) && keeps(f.recommendation));
  const drafted = all + (of?.confirmed ?? 0);
  const label = (code: string) =>
    c.settings.reasonCodes.keep[code] ?? c.settings.reasonCodes.remove[code] ?? code;
  return {
    id: "overrides",
    title: "Overrides",
    claim:
      drafted === 0
        ? "No decision was made beside a draft."
        : `People decided otherwise than the draft in ${grouped(all)} of ${things(drafted, "decision")} made beside one (${percent(all, drafted)}).`,
    figures: [
      { label: "Kept against the draft", value: grouped(kept) },
      { label: "Removed or changed against it", value: grouped(gone) },
      { label: "Otherwise, in another verb", value: grouped(all - kept - gone) },
      { label: "Decided without a draft", value: grouped(of?.undrafted ?? 0) },
    ],
    equations: [],
    tables: [
      ...(found.length > 0
        ? [
            {
              caption: "What the draft recommended and what was decided",
              columns: [{ label: "The draft" }, { label: "The person" }, { label: "Items", numeric: true }],
              rows: found.map((f) => [
                verbWords[f.recommendation] ?? f.recommendation,
                verbWords[f.outcome] ?? f.outcome,
                grouped(f.n),
              ]),
              more: 0,
            },
          ]
        : []),
      ...(why.length > 0
        ? [
            {
              caption: "Reasons given for deciding otherwise, most frequent first",
              columns: [{ label: "Decided" }, { label: "Reason" }, { label: "Items", numeric: true }],
              rows: why.map((w) => [verbWords[w.outcome] ?? w.outcome, label(w.code), grouped(w.n)]),
              more: 0,
            },
          ]
        : []),
    ],
    plots: [],
    query: {
      name: "campaigns.items",
      href: `/campaigns/${c.id}/items?state=decided`,
      words: "Decided items, each with whether it went with its draft",
    },
    limits: [
      "Reasons are codes here: the words people wrote stand in the pack, where they can be erased, and not in this report.",
    ],
  };
}
