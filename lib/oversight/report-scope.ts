import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import type { ReportSection } from "./report-schema";
import { ended, type Subject } from "./report-subject";
import { day, daysBetween, grouped, moment, things } from "./report-words";

const modes = {
  manager: "the holder's manager, else the application's owner",
  owner: "the application's owner",
  named: "one named person",
} as const;

type Approvals = {
  rules: string | null;
  leave: string | null;
  closedBy: string | null;
  applications: number;
};

/** What was reviewed, by whom, under which settings, and who agreed to it. */
export async function scopeSection(reader: Reader, c: Subject): Promise<ReportSection> {
  const [a] = await rows<Approvals>(
    reader,
    sql`SELECT (SELECT 'version ' || r.version || coalesce(', made by ' || m.name, ', the starter set')
          || coalesce(', approved by ' || p.name, '') FROM rule_set_version r LEFT JOIN person m ON m.id = r.made_by
          LEFT JOIN person p ON p.id = r.decided_by WHERE r.version = ${c.settings.rules?.version ?? null}::int) AS rules,
        (SELECT p.name || ' on ' || to_char(l.given_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM challenge_leave l
          JOIN person p ON p.id = l.given_by WHERE l.campaign_id = ${c.id}) AS leave,
        (SELECT p.name FROM audit_event e LEFT JOIN person p ON p.id::text = e.actor_id
          WHERE e.campaign_id = ${c.id} AND e.type = 'campaign.closed' ORDER BY e.id LIMIT 1) AS "closedBy",
        (SELECT count(DISTINCT (source_id, application_id))::int FROM item WHERE campaign_id = ${c.id}) AS applications`,
  );
  const s = c.settings;
  const said: [string, string][] = [
    ["Scope", c.scope === "" ? "every grant of the sources, without a condition" : c.scope],
    [
      "Reviewer",
      `${modes[c.mode]}${c.named ? ` (${c.named})` : ""}; where there is none or they may not, ${c.fallback}`,
    ],
    ["Launched by", `${c.builtBy}, ${moment(c.launchedAt)}`],
    ["Ended by", ended(c) ? `${a?.closedBy ?? "the clock"}, ${moment(c.closedAt)}` : "still running"],
    ["Rules", a?.rules ?? "none were in force"],
    [
      "Decided together",
      s.together.allowed ? `allowed for low risk, at most ${s.together.cap} in one act` : "not allowed",
    ],
    ["Before the draft is shown", s.blindShare > 0 ? `${s.blindShare} % of items, by lot` : "no item"],
    ["Without a draft", s.noDraftShare > 0 ? `${s.noDraftShare} % of items, by lot` : "no item"],
    ["Challenge items", s.challengeItems ? `on, by leave of ${a?.leave ?? "nobody on record"}` : "off"],
    [
      "Second look",
      s.secondLook.on ? `privileged with a finding, or unused ${s.secondLook.unusedDays} days` : "off",
    ],
    [
      "Removals and changes",
      c.removalDays === null
        ? "no number of days"
        : `to be done in ${things(c.removalDays, "day")} of being asked for`,
    ],
    ["Drafts", s.model ? "a model where one is in force, else rules" : "rules only"],
    [
      "Figures on reviewing",
      s.oversight.level === "off" ? "off" : s.oversight.level === "named" ? "by name" : "teams of at least 5",
    ],
    ["Settings' SHA-256", c.settingsHash],
  ];
  return {
    id: "scope",
    title: "Scope and control",
    claim: `${things(c.items, "item")} of ${things(a?.applications ?? 0, "application")} were given to be decided between ${day(c.launchedAt)} and ${day(c.dueDate)}.`,
    figures: [],
    equations: [],
    tables: [
      {
        caption: "What the campaign was launched with",
        columns: [{ label: "Setting" }, { label: "As launched" }],
        rows: said,
        more: 0,
      },
    ],
    plots: [],
    query: { name: "campaigns.show", href: `/campaigns/${c.id}`, words: "The campaign with its settings" },
    limits: [
      "A launch needs one administrator; no second person approves the scope. Rules, drafters, failed checks and challenge items each need their own.",
    ],
  };
}

type Source = {
  source: number;
  name: string;
  snapshot: number;
  asOf: string;
  grants: number;
  sha256: string;
  importedBy: string;
  complete: boolean;
  rejected: number;
};

export type AcceptedCheck = { source: string; finding: string; by: string; reason: string | null };

/** Checks of the campaign's snapshots that failed, with who accepted each and why. */
export function acceptedChecks(reader: Reader, c: Subject): Promise<AcceptedCheck[]> {
  return rows<AcceptedCheck>(
    reader,
    sql`SELECT s.name AS source, a.finding, p.name AS by, w.payload::jsonb ->> 'words' AS reason
      FROM campaign_source cs JOIN check_acceptance a ON a.snapshot_id = cs.snapshot_id JOIN source s ON s.id = cs.source_id
      JOIN person p ON p.id = a.accepted_by LEFT JOIN private_payload w ON w.id = a.reason_id
      WHERE cs.campaign_id = ${c.id} ORDER BY s.name, a.check`,
  );
}

const reasonOf = (a: AcceptedCheck) => a.reason ?? "(words erased)";

/** What failed, who accepted it and why, in their words. */
export const acceptedWords = (a: AcceptedCheck) => `${a.finding} Accepted by ${a.by}: ${reasonOf(a)}`;

/** That everything is accounted for: the equation, the snapshots with their ages, the checks that failed and were accepted. */
export async function populationSection(reader: Reader, c: Subject): Promise<ReportSection> {
  const sources = await rows<Source>(
    reader,
    sql`SELECT s.id AS source, s.name, n.id AS snapshot, ${iso(sql`n.as_of`)} AS "asOf", n.grants, n.sha256,
        coalesce(p.name, n.imported_by) AS "importedBy", n.complete,
        (SELECT count(*)::int FROM snapshot_reject r WHERE r.snapshot_id = n.id AND r.kind = 'rejected') AS rejected
      FROM campaign_source cs JOIN source s ON s.id = cs.source_id JOIN snapshot n ON n.id = cs.snapshot_id
      LEFT JOIN person p ON p.id::text = n.imported_by WHERE cs.campaign_id = ${c.id} ORDER BY s.name, s.id`,
  );
  const reasons = await rows<{ reason: string; n: number }>(
    reader,
    sql`SELECT reason, count(*)::int AS n FROM campaign_grant WHERE campaign_id = ${c.id} AND fate = 'excluded'
      GROUP BY reason UNION ALL SELECT reason, count(*)::int FROM campaign_subject WHERE campaign_id = ${c.id} GROUP BY reason
      ORDER BY n DESC, reason LIMIT 20`,
  );
  const accepted = await acceptedChecks(reader, c);
  const t = c.tieOut;
  const holds = t?.holds === true;
  const oldest = Math.max(0, ...sources.map((s) => daysBetween(s.asOf, c.launchedAt)));
  const subject = (label: string, of: { all: number; items: number; excluded: number }) =>
    of.all === 0
      ? []
      : [
          {
            whole: { label, value: of.all },
            parts: [
              { label: "items", value: of.items },
              { label: "excluded", value: of.excluded },
            ],
          },
        ];
  return {
    id: "population",
    title: "Population",
    claim: !t
      ? "The launch recorded no equation, so completeness cannot be told."
      : holds
        ? `Every grant is accounted for: ${grouped(t.grants)} in ${things(sources.length, "snapshot")}, the oldest ${things(oldest, "day")} old at launch.`
        : "The equation of the launch does not hold: something is not accounted for.",
    figures: [],
    equations: t
      ? [
          {
            whole: { label: "grants", value: t.grants },
            parts: [
              { label: "items", value: t.items },
              { label: "covered by one", value: t.covered },
              { label: "excluded", value: t.excluded },
            ],
          },
          ...subject("credentials", t.credentials),
          ...subject("non-human identities", t.identities),
          ...(ended(c) && c.status !== "cancelled"
            ? [
                {
                  whole: { label: "items", value: c.items },
                  parts: [
                    { label: "decided", value: c.decided },
                    { label: "not certified", value: c.notCertified },
                    { label: "gone at their source", value: c.removed },
                  ],
                },
              ]
            : []),
        ]
      : [],
    tables: [
      {
        caption: "Snapshots the population was built from",
        columns: [
          { label: "Source" },
          { label: "As of" },
          { label: "Age at launch", numeric: true },
          { label: "Grants", numeric: true },
          { label: "Rows rejected", numeric: true },
          { label: "Imported by" },
          { label: "SHA-256" },
        ],
        rows: sources.map((s) => [
          { text: s.name, href: `/sources/${s.source}` },
          `${day(s.asOf)}${s.complete ? "" : " (not in full)"}`,
          things(Math.max(0, daysBetween(s.asOf, c.launchedAt)), "day"),
          grouped(s.grants),
          grouped(s.rejected),
          s.importedBy,
          s.sha256.replace(/^sha256:/, "").slice(0, 16),
        ]),
        more: 0,
      },
      ...(accepted.length > 0
        ? [
            {
              caption: "Checks that failed and were accepted",
              columns: [
                { label: "Source" },
                { label: "What failed" },
                { label: "Accepted by" },
                { label: "Why" },
              ],
              rows: accepted.map((a) => [a.source, a.finding, a.by, reasonOf(a)]),
              more: 0,
            },
          ]
        : []),
      ...(reasons.length > 0
        ? [
            {
              caption: "What was left out, by reason",
              columns: [{ label: "Reason" }, { label: "Left out", numeric: true }],
              rows: reasons.map((r) => [r.reason, grouped(r.n)]),
              more: 0,
            },
          ]
        : []),
    ],
    plots: [],
    query: {
      name: "campaigns.show",
      href: `/campaigns/${c.id}#population`,
      words: "The population and its equation",
    },
    limits: [
      "A row that the source's export did not hold is in no equation here: completeness of the export is for a pull of the auditor's own.",
      "The tables give the first 16 digits of a hash; the pack has all of them.",
    ],
  };
}
