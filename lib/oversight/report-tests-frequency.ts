import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import { cadenceHere } from "./cadence";
import { type Control, cellOf, type Held, quartersTo } from "./calendar-rules";
import type { Subject } from "./report-subject";
import type { Looked, TestOf } from "./report-tests";
import { day } from "./report-words";

/*
 * Lines on how often a control was held: by six months, and by the months that the calendar of controls asks.
 */

/** The months between two reviews that are asked of each control here. */
type Cadence = Record<Control, number>;

async function cadenceOf(reader: Reader): Promise<Cadence> {
  const months = new Map((await cadenceHere(reader)).map((c) => [c.control, c.months]));
  const of = (control: Control) => months.get(control) ?? 0;
  return { privileged: of("privileged"), other: of("other"), all: of("all") };
}

export const frequencyTests: readonly TestOf[] = [
  {
    id: "frequency",
    area: "Timeliness",
    askedBy: ["PCI DSS 7.2.4", "SOC 2 CC6.2"],
    line: "Each application was reviewed within six months before this campaign ended",
    counts: "Applications of the campaign that an earlier campaign had too.",
    fails: "One whose review before this one ended more than six months earlier.",
    href: () => "/controls",
    examined: (c) => sql`SELECT count(*)::int FROM (${earlier(c.id)}) b`,
    failing: (
      c,
    ) => sql`SELECT b.name AS what, 'last reviewed ' || to_char(b.before AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS why, NULL::uuid AS item
      FROM (${earlier(c.id)}) b WHERE b.before < ${c.closedAt ?? c.at}::timestamptz - interval '6 months'`,
  },
  {
    id: "control-frequency",
    area: "Timeliness",
    askedBy: ["SOX", "SOC 2 CC6.2", "ISO A.5.18"],
    line: "Each control of an application was held as often as the calendar of controls asks",
    counts:
      "Applications of the campaign by control (privileged access, other access, all of it), in the quarters from the review before this one, or from when the application was first known.",
    fails: "One with a quarter in between in which a review was missing by the calendar.",
    href: () => "/controls",
    look: async (reader, c) => {
      const found = await heldBefore(reader, c, "all");
      return lookedAt(c, found, await cadenceOf(reader));
    },
  },
  {
    id: "non-human-frequency",
    area: "Timeliness",
    askedBy: ["PCI DSS 7.2.5.1"],
    line: "Application and system accounts were reviewed as often as the calendar of controls asks",
    counts:
      "Applications of the campaign with services, workloads, agents or credentials, by what these can do, in the quarters from their review before this one, or from when the application was first known.",
    fails: "One with a quarter in between in which a review of them was missing by the calendar.",
    href: () => "/controls",
    look: async (reader, c) => {
      const found = await heldBefore(reader, c, "non-human");
      return lookedAt(c, found, await cadenceOf(reader));
    },
  },
];

/** How far back quarters are looked at. */
const QUARTERS = 12;

type Kept = {
  name: string;
  control: Control;
  since: string;
  held: { due: string; ended: string; open: number }[];
};

const nonHuman = (row: string) =>
  sql.raw(`(${row}.type <> 'grant' OR ${row}.subject_kind IN ('service', 'workload', 'ai_agent'))`);

/** Applications and controls of a campaign, each with the ended campaigns due before it that had an item of the same. */
function heldBefore(reader: Reader, c: Subject, whose: "all" | "non-human"): Promise<Kept[]> {
  const of = (row: string) => (whose === "all" ? sql`true` : nonHuman(row));
  const control = (row: string) =>
    sql.raw(`CASE WHEN ${row}.privilege = 'privileged' THEN 'privileged' ELSE 'other' END`);
  const both =
    whose === "all" ? sql`UNION ALL SELECT source_id, application_id, name, 'all' FROM own` : sql``;
  return rows<Kept>(
    reader,
    sql`WITH own AS (
        SELECT i.source_id, i.application_id, min(i.application_name) AS name, ${control("i")} AS control FROM item i
        WHERE i.campaign_id = ${c.id} AND i.application_id IS NOT NULL AND ${of("i")} GROUP BY 1, 2, 4),
      asked AS (SELECT * FROM own ${both}),
      before AS (
        SELECT DISTINCT x.source_id, x.application_id, ${control("x")} AS control, o.id FROM campaign o JOIN item x ON x.campaign_id = o.id
        WHERE o.status IN ('closed', 'sealed') AND o.id <> ${c.id} AND o.due_date < ${c.dueDate}::date
          AND o.due_date >= ${c.dueDate}::date - make_interval(months => ${QUARTERS * 3}::int) AND ${of("x")}
          AND (x.source_id, x.application_id) IN (SELECT source_id, application_id FROM own))
      SELECT a.name, a.control,
        (SELECT min((n.imported_at AT TIME ZONE 'UTC')::date)::text FROM snapshot n WHERE n.source_id = a.source_id) AS since,
        coalesce((SELECT jsonb_agg(DISTINCT jsonb_build_object('due', o.due_date::text, 'ended', (o.closed_at AT TIME ZONE 'UTC')::date::text, 'open', 0))
          FROM campaign o WHERE EXISTS (SELECT 1 FROM before b WHERE b.id = o.id AND b.source_id = a.source_id AND b.application_id = a.application_id)
            -- All of it was reviewed where each of its controls was.
            AND NOT EXISTS (SELECT 1 FROM own w WHERE w.source_id = a.source_id AND w.application_id = a.application_id
              AND a.control IN ('all', w.control) AND NOT EXISTS (SELECT 1 FROM before b WHERE b.id = o.id
                AND b.source_id = w.source_id AND b.application_id = w.application_id AND b.control = w.control))), '[]') AS held
      FROM (SELECT source_id, application_id, min(name) AS name, control FROM asked GROUP BY 1, 2, 4) a ORDER BY 1, 2`,
  );
}

const controlWords: Record<Control, string> = {
  privileged: "privileged access",
  other: "other access",
  all: "all access",
};

/** Which of them had a quarter missing since the review before this one, as a cell of the calendar would say it. */
function lookedAt(c: Subject, found: readonly Kept[], cadence: Cadence): Looked {
  const failing = found.flatMap((k) => {
    const held = k.held.map((h): Held => ({ ...h, campaign: h.due, name: "", items: 1 }));
    const last = held
      .map((h) => h.due)
      .toSorted()
      .at(-1);
    const gaps = quartersTo(c.dueDate, QUARTERS)
      .filter((q) => q.last < quarterOf(c.dueDate).first && (last === undefined || q.first > last))
      .filter(
        (q) =>
          cellOf(q, held, { months: cadence[k.control], today: c.dueDate, since: k.since }).state ===
          "missing",
      );
    const [first] = gaps;
    return first
      ? [
          {
            what: `${k.name}, ${controlWords[k.control]}`,
            why: `missing in ${gaps.map((g) => g.label).join(", ")}; ${last ? `the review before was due on ${day(last)}` : `never reviewed before, and known since ${day(k.since)}`}; asked every ${cadence[k.control]} months`,
            item: null,
          },
        ]
      : [];
  });
  return { examined: found.length, failing: failing.length, rows: failing };
}

const quarterOf = (date: string) => {
  const [only] = quartersTo(date, 1);
  if (!only) throw new RangeError("A day is in a quarter.");
  return only;
};

/** Applications of a campaign with the end of the last campaign before it that had an item of theirs. */
function earlier(campaign: string) {
  return sql`SELECT a.name, (SELECT max(o.closed_at) FROM campaign o WHERE o.status IN ('closed', 'sealed') AND o.id <> ${campaign}
      AND o.closed_at < (SELECT launched_at FROM campaign WHERE id = ${campaign})
      AND EXISTS (SELECT 1 FROM item x WHERE x.campaign_id = o.id AND x.source_id = a.source_id AND x.application_id = a.application_id)) AS before
    FROM (SELECT source_id, application_id, min(application_name) AS name FROM item WHERE campaign_id = ${campaign}
      AND application_id IS NOT NULL GROUP BY 1, 2) a
    WHERE EXISTS (SELECT 1 FROM campaign o JOIN item x ON x.campaign_id = o.id AND x.source_id = a.source_id AND x.application_id = a.application_id
      WHERE o.status IN ('closed', 'sealed') AND o.id <> ${campaign} AND o.closed_at < (SELECT launched_at FROM campaign WHERE id = ${campaign}))`;
}
