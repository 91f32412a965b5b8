import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import type { ReportSection } from "./report-schema";
import { ended, type Subject } from "./report-subject";
import { day, grouped, median, riskWords, things } from "./report-words";

/** Rows a table of the report has at most. */
const SHOWN = 40;

type Exception = {
  subject: string;
  title: string;
  risk: string;
  rules: string;
  until: string;
  owner: string;
  second: string | null;
  state: string;
};

/** Access kept although it breaks a rule: accepted risk, each with its last day and who answers for what makes up for it. */
export async function exceptionsSection(reader: Reader, c: Subject): Promise<ReportSection> {
  const found = await rows<Exception>(
    reader,
    sql`SELECT i.subject_name AS subject, i.title, i.risk, array_to_string(e.rules, ', ') AS rules, e.until::text AS until,
        o.name AS owner, s.name AS second, e.state
      FROM exception e JOIN item i ON i.id = e.item_id JOIN person o ON o.id = e.control_owner_id
      LEFT JOIN person s ON s.id = e.settled_by WHERE e.campaign_id = ${c.id}
      ORDER BY e.state <> 'granted', CASE i.risk WHEN 'critical' THEN 0 WHEN 'high' THEN 1 ELSE 2 END, e.until, e.id`,
  );
  const granted = found.filter((e) => e.state === "granted");
  const first = granted.map((e) => e.until).toSorted()[0];
  const states = { granted: "Accepted", pending: "Waits", refused: "Not granted", withdrawn: "Withdrawn" };
  return {
    id: "exceptions",
    title: "Exceptions",
    claim:
      granted.length === 0
        ? "No risk was accepted: no access is kept under an exception."
        : `${things(granted.length, "risk was", "risks were")} accepted; the first ends on ${day(first ?? null)}.`,
    figures: Object.entries(states).map(([state, label]) => ({
      label,
      value: grouped(found.filter((e) => e.state === state).length),
    })),
    equations: [],
    tables:
      found.length === 0
        ? []
        : [
            {
              caption: "Exceptions, accepted risks first",
              columns: [
                { label: "Whose" },
                { label: "What" },
                { label: "Risk" },
                { label: "Against rule" },
                { label: "Until" },
                { label: "Answers for it" },
                { label: "Second person" },
                { label: "State" },
              ],
              rows: found
                .slice(0, SHOWN)
                .map((e) => [
                  e.subject,
                  e.title,
                  riskWords[e.risk] ?? e.risk,
                  e.rules,
                  day(e.until),
                  e.owner,
                  e.second ?? "none needed",
                  states[e.state as keyof typeof states] ?? e.state,
                ]),
              more: Math.max(0, found.length - SHOWN),
            },
          ],
    plots: [],
    query: {
      name: "exceptions.list",
      href: `/exceptions?campaign=${c.id}`,
      words: "Exceptions of this campaign",
    },
    limits: [
      "That a mitigating control works is stated by who asked for the exception; it is not tested here.",
    ],
  };
}

type Task = {
  state: string;
  strength: string | null;
  subject: string;
  title: string;
  application: string;
  kind: string;
  why: string | null;
  owner: string;
  requested: string;
  applied: number | null;
  gone: number | null;
};

const strengths = ["live read", "file by another person", "file by the remover"];

/** From asked for to seen gone, with how strong the sight is and how long each took. */
export async function remediationSection(reader: Reader, c: Subject): Promise<ReportSection> {
  const found = await rows<Task>(
    reader,
    sql`SELECT t.state, t.strength, i.subject_name AS subject, i.title, i.application_name AS application, t.kind,
        t.not_observed_why AS why, o.name AS owner, ${iso(sql`t.requested_at`)} AS requested,
        (extract(epoch FROM t.applied_at - t.requested_at) / 86400)::double precision AS applied,
        CASE WHEN t.state = 'seen_gone' THEN (extract(epoch FROM t.observed_at - t.requested_at) / 86400)::double precision END AS gone
      FROM remediation t JOIN item i ON i.id = t.item_id JOIN person o ON o.id = t.owner_id
      WHERE t.campaign_id = ${c.id} AND t.state <> 'withdrawn' ORDER BY t.requested_at, t.id`,
  );
  const gone = found.filter((t) => t.state === "seen_gone");
  const open = found.filter((t) => t.state !== "seen_gone");
  const days = (values: (number | null)[]) => values.filter((v) => v !== null);
  const asDays = (value: number | null) => (value === null ? "–" : `${Math.round(value * 10) / 10} days`);
  const took = days(found.map((t) => t.applied));
  const longest = Math.max(30, ...days(gone.map((t) => t.gone)));
  const states: Record<string, string> = {
    requested: "asked for",
    applied: "said to be done",
    not_observed: "not seen gone",
    returned: "came back",
  };
  return {
    id: "remediation",
    title: "Remediation",
    claim:
      found.length === 0
        ? "Nothing was asked to be removed or changed."
        : `${grouped(gone.length)} of ${things(found.length, "removal or change", "removals and changes")} were seen gone in a later snapshot; ${grouped(open.length)} were not.`,
    figures: [
      ...Object.entries(states).map(([state, label]) => ({
        label: label.charAt(0).toUpperCase() + label.slice(1),
        value: grouped(found.filter((t) => t.state === state).length),
      })),
      { label: "Median to done", value: asDays(median(took)) },
      { label: "Median to seen gone", value: asDays(median(days(gone.map((t) => t.gone)))) },
    ],
    equations: [],
    tables: [
      ...(found.length > 0
        ? [
            {
              caption: "Seen gone, by how strong the sight is",
              columns: [
                { label: "Strength" },
                { label: "Seen gone", numeric: true },
                { label: "Median", numeric: true },
                { label: "Longest", numeric: true },
              ],
              rows: strengths.map((s) => {
                const these = days(gone.filter((t) => t.strength === s).map((t) => t.gone));
                return [
                  s,
                  grouped(these.length),
                  asDays(median(these)),
                  asDays(these.length === 0 ? null : Math.max(...these)),
                ];
              }),
              more: 0,
            },
          ]
        : []),
      ...(open.length > 0
        ? [
            {
              caption: "Not seen gone, the longest waiting first",
              columns: [
                { label: "Whose" },
                { label: "What" },
                { label: "Application" },
                { label: "State" },
                { label: "Asked for" },
                { label: "Answers for it" },
                { label: "Why not" },
              ],
              rows: open
                .slice(0, SHOWN)
                .map((t) => [
                  t.subject,
                  t.title,
                  t.application,
                  states[t.state] ?? t.state,
                  day(t.requested),
                  t.owner,
                  t.why ?? "",
                ]),
              more: Math.max(0, open.length - SHOWN),
            },
          ]
        : []),
    ],
    plots:
      gone.length === 0
        ? []
        : [
            {
              kind: "dots",
              label: "Days from asked for to seen gone, by strength",
              scale: { min: 0, max: Math.ceil(longest / 10) * 10, unit: "days" },
              rows: strengths
                .map((s) => ({
                  label: s,
                  values: days(gone.filter((t) => t.strength === s).map((t) => t.gone)),
                }))
                .filter((r) => r.values.length > 0)
                .map((r) => ({
                  ...r,
                  words: `${things(r.values.length, "removal")}, median ${asDays(median(r.values))}`,
                })),
            },
          ],
    query: {
      name: "remediation.list",
      href: `/remediation?whose=all&campaign=${c.id}`,
      words: "Removals and changes of this campaign",
    },
    limits: [
      "Seen gone means: a later, complete snapshot of the same source, read the same way, does not hold it. A file handed in by who removed it is the weakest sight.",
      "“Change” to less access has no one row to look for and is never seen gone.",
    ],
  };
}

/** What nobody decided: never a decision, each with an owner, a reason and an end. */
export async function notCertifiedSection(reader: Reader, c: Subject): Promise<ReportSection> {
  const found = await rows<{ owner: string; reason: string; until: string; n: number; risky: number }>(
    reader,
    sql`SELECT p.name AS owner, n.reason, n.until::text AS until, count(*)::int AS n,
        count(*) FILTER (WHERE i.risk <> 'low')::int AS risky
      FROM not_certified n JOIN person p ON p.id = n.owner_id JOIN item i ON i.id = n.item_id
      WHERE n.campaign_id = ${c.id} GROUP BY p.id, p.name, n.reason, n.until ORDER BY n DESC, p.name, n.reason, n.until`,
  );
  return {
    id: "not-certified",
    title: "Not certified",
    claim: !ended(c)
      ? "The campaign still runs, so nothing is left uncertified yet."
      : c.notCertified === 0
        ? "Nothing was left without a decision."
        : `${things(c.notCertified, "item")} ended without a decision; each has an owner, a reason and a day.`,
    figures: [],
    equations: [],
    tables:
      found.length === 0
        ? []
        : [
            {
              caption: "Left without a decision",
              columns: [
                { label: "Owner" },
                { label: "Reason" },
                { label: "To be settled by" },
                { label: "Items", numeric: true },
                { label: "High or critical", numeric: true },
              ],
              rows: found
                .slice(0, SHOWN)
                .map((f) => [f.owner, f.reason, day(f.until), grouped(f.n), grouped(f.risky)]),
              more: Math.max(0, found.length - SHOWN),
            },
          ],
    plots: [],
    query: {
      name: "campaigns.items",
      href: `/campaigns/${c.id}/items?state=not_certified`,
      words: "Items that were not certified",
    },
    limits: ["Not certified is not approved and not removed: the access stands until its owner settles it."],
  };
}

type Later = {
  source: number;
  name: string;
  snapshot: number;
  later: number;
  asOf: string;
  added: number;
  grants: number;
};

/** Roll-forward: grants in a later snapshot of the same sources that the population does not hold. */
export async function rollForwardSection(reader: Reader, c: Subject): Promise<ReportSection> {
  const fresh = sql`NOT EXISTS (SELECT 1 FROM snap_grant o WHERE o.snapshot_id = cs.snapshot_id
    AND o.account_id = g.account_id AND o.entitlement_id = g.entitlement_id AND o.via = g.via)`;
  const later = sql`campaign_source cs JOIN source s ON s.id = cs.source_id
    JOIN LATERAL (SELECT n.id, n.as_of, n.grants FROM snapshot n WHERE n.source_id = s.id AND n.id > cs.snapshot_id
      AND n.status IN ('in_force', 'superseded') ORDER BY n.id DESC LIMIT 1) n ON true`;
  const found = await rows<Later>(
    reader,
    sql`SELECT s.id AS source, s.name, cs.snapshot_id AS snapshot, n.id AS later, ${iso(sql`n.as_of`)} AS "asOf", n.grants,
        (SELECT count(*)::int FROM snap_grant g WHERE g.snapshot_id = n.id AND ${fresh}) AS added
      FROM ${later} WHERE cs.campaign_id = ${c.id} ORDER BY s.name, s.id`,
  );
  const added = found.reduce((sum, f) => sum + f.added, 0);
  const examples =
    added === 0
      ? []
      : await rows<{
          source: string;
          account: string;
          entitlement: string;
          application: string;
          granted: string | null;
        }>(
          reader,
          sql`SELECT s.name AS source, coalesce(a.login, g.account_id) AS account, coalesce(e.name, g.entitlement_id) AS entitlement,
              coalesce(p.name, e.application_id, '') AS application, ${iso(sql`g.granted_at`)} AS granted
            FROM ${later} JOIN snap_grant g ON g.snapshot_id = n.id
            LEFT JOIN snap_account a ON a.snapshot_id = n.id AND a.id = g.account_id
            LEFT JOIN snap_entitlement e ON e.snapshot_id = n.id AND e.id = g.entitlement_id
            LEFT JOIN snap_application p ON p.snapshot_id = n.id AND p.id = e.application_id
            WHERE cs.campaign_id = ${c.id} AND ${fresh}
            ORDER BY s.name, g.account_id, g.entitlement_id, g.via LIMIT ${SHOWN}`,
        );
  return {
    id: "roll-forward",
    title: "Access new since the snapshot",
    claim:
      found.length === 0
        ? "No later snapshot of these sources has been read, so nothing is known of access granted since."
        : added === 0
          ? "The later snapshots hold no access that was not in the population."
          : `${things(added, "grant")} in a later snapshot ${added === 1 ? "was" : "were"} not in the population and nobody was asked about ${added === 1 ? "it" : "them"} here.`,
    figures: [],
    equations: [],
    tables: [
      ...(found.length > 0
        ? [
            {
              caption: "Later snapshots held against the population",
              columns: [
                { label: "Source" },
                { label: "Later snapshot" },
                { label: "As of" },
                { label: "Grants", numeric: true },
                { label: "New since", numeric: true },
              ],
              rows: found.map((f) => [
                { text: f.name, href: `/sources/${f.source}` },
                `#${f.later}, after #${f.snapshot}`,
                day(f.asOf),
                grouped(f.grants),
                grouped(f.added),
              ]),
              more: 0,
            },
          ]
        : []),
      ...(examples.length > 0
        ? [
            {
              caption: "New since the snapshot",
              columns: [
                { label: "Source" },
                { label: "Account" },
                { label: "Access" },
                { label: "Application" },
                { label: "Granted" },
              ],
              rows: examples.map((x) => [x.source, x.account, x.entitlement, x.application, day(x.granted)]),
              more: Math.max(0, added - examples.length),
            },
          ]
        : []),
    ],
    plots: [],
    query: {
      name: found[0] ? "source.show" : "source.list",
      href: found[0] ? `/sources/${found[0].source}` : "/sources",
      words: "Snapshots of the sources",
    },
    limits: [
      "Only the latest snapshot of each source is compared: access that came and went in between is not seen.",
    ],
  };
}
