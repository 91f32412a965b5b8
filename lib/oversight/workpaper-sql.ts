import { type SQL, sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import { itemRoot } from "@/lib/campaigns/roots";
import { now } from "@/lib/clock";
import type { Reader } from "@/lib/query";
import { mentioned } from "./workpaper-names";
import type { DrawnFrom, WorkpaperRow } from "./workpaper-schema";
import type { Tested } from "./workpaper-tests";

const at = (column: string) => iso(sql.raw(column));

/** Over `item i`: the population of a workpaper. */
export function populationSql(campaigns: readonly string[], from: DrawnFrom): SQL {
  const of = sql`i.campaign_id IN (${sql.join(
    campaigns.map((c) => sql`${c}::uuid`),
    sql`, `,
  )})`;
  if (from === "removals") return sql`${of} AND i.outcome IN ('revoke', 'modify')`;
  if (from === "keeps") return sql`${of} AND i.outcome IN ('certify', 'certify_until')`;
  return from === "high_risk" ? sql`${of} AND i.risk IN ('high', 'critical')` : of;
}

type Sampled = Omit<WorkpaperRow, "findings" | "notes" | "decidedBy" | "outcome"> & { tested: Tested };

/**
 * What stands on record of each sampled item, in the order of drawing; people are mentioned by their ids.
 * @param fresh compute the roots of the launches again now, and not as they were some minutes ago
 */
export async function sampled(reader: Reader, workpaper: string, fresh: boolean): Promise<Sampled[]> {
  const found = await rows<Omit<Sampled, "tested"> & Flat>(reader, recordSql(workpaper));
  const launches = await launchesOf(reader, new Set(found.map((f) => f.campaign)), fresh);
  return found.map((f) => ({
    n: f.n,
    item: f.item,
    rank: f.rank,
    campaign: f.campaign,
    campaignName: f.campaignName,
    subject: f.subject,
    title: f.title,
    application: f.application,
    risk: f.risk,
    state: f.state,
    simulated: f.simulated,
    tested: {
      state: stateOf(f.state),
      closed: f.closed,
      due: f.due,
      frozenHash: f.frozenHash,
      purged: f.purged,
      launch: launches.get(f.campaign) ?? null,
      decision: f.decision,
      notCertified: f.notCertified,
      task: f.task,
      exception: f.exception,
    },
  }));
}

/** How long a root counts as that of now, in milliseconds: it reads every item, and a workpaper is read again after each note. */
const rootFor = 300_000;
const roots = new Map<string, { root: string; at: number }>();

async function rootOf(reader: Reader, campaign: string, fresh: boolean): Promise<string> {
  const at = now().getTime();
  const held = roots.get(campaign);
  if (held && !fresh && at >= held.at && at < held.at + rootFor) return held.root;
  const root = await itemRoot(reader, campaign, "frozen");
  roots.set(campaign, { root, at });
  return root;
}

const states = ["open", "decided", "not_certified", "removed_at_source"] as const;
const stateOf = (text: string) => states.find((s) => s === text) ?? "open";

type Flat = Omit<Tested, "state" | "launch"> & { state: string };

/** The launch of each campaign as the log has it, beside the root over its items and their frozen evidence as they stand today. */
async function launchesOf(reader: Reader, campaigns: ReadonlySet<string>, fresh: boolean) {
  const launches = new Map<string, NonNullable<Tested["launch"]>>();
  for (const id of campaigns) {
    const [entry] = await rows<{ leaf: number; root: string | null }>(
      reader,
      sql`SELECT l.idx::int AS leaf, convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'root' AS root
        FROM audit_event e JOIN log_leaf l ON l.event_id = e.id
        WHERE e.campaign_id = ${id} AND e.type = 'campaign.launched' ORDER BY e.id LIMIT 1`,
    );
    if (entry) launches.set(id, { ...entry, today: `sha256:${await rootOf(reader, id, fresh)}` });
  }
  return launches;
}

/** A leaf's place in the log, of the newest entry of this type about a row. */
const leafOf = (type: string, ref: string) =>
  sql.raw(`(SELECT l.idx FROM audit_event e JOIN log_leaf l ON l.event_id = e.id
    WHERE e.ref_id = ${ref} AND e.type = '${type}' ORDER BY e.id DESC LIMIT 1)`);

function recordSql(workpaper: string): SQL {
  return sql`SELECT s.n, s.item_id AS item, s.rank, c.id AS campaign, c.name AS "campaignName", i.subject_name AS subject, i.title,
      i.application_name AS application, i.risk, i.state, coalesce(d.seed, c.seed) IS NOT NULL AS simulated,
      ${at("c.closed_at")} AS closed, ${at("c.due_at")} AS due,
      (SELECT p.hash FROM evidence_packet p WHERE p.item_id = i.id AND p.version = 1) AS "frozenHash",
      EXISTS (SELECT 1 FROM retention_purged g WHERE g.campaign_id = c.id AND g.class = 'packet') AS purged,
      CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('by', ${mentioned("who.id")}, 'outcome', d.outcome,
        'basis', coalesce(d.eligibility ->> 'basis', i.reviewer_basis),
        'blocked', coalesce(i.blocked ->> (who.identity_source_id || '/' || who.identity_id), i.blocked ->> ('person/' || who.id)),
        'isSubject', coalesce(who.identity_source_id = i.identity_source_id AND who.identity_id = i.identity_id, false),
        'at', ${at("d.decided_at")}, 'evidence', d.evidence_hash, 'reasonCode', d.reason_code,
        'servedAt', ${at("d.served_at")}, 'whole', d.item_id <> i.id,
        'words', CASE WHEN d.rationale_id IS NULL THEN 'none' WHEN w.payload IS NULL THEN 'erased'
          WHEN coalesce(w.payload::jsonb ->> 'rationale', '') = '' THEN 'none' ELSE 'given' END,
        'leaf', ${leafOf("decision.recorded", "d.id")}) END AS decision,
      CASE WHEN n.item_id IS NOT NULL THEN jsonb_build_object('reason', n.reason, 'owner', ${mentioned("n.owner_id")}, 'until', n.until::text) END AS "notCertified",
      CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('kind', t.kind, 'state', t.state, 'strength', t.strength,
        'observedAt', ${at("t.observed_at")}, 'snapshot', t.observed_snapshot_id, 'why', t.not_observed_why,
        'leaf', (SELECT l.idx FROM audit_event e JOIN log_leaf l ON l.event_id = e.id WHERE e.ref_id = t.id ORDER BY e.id DESC LIMIT 1)) END AS task,
      CASE WHEN x.id IS NOT NULL THEN jsonb_build_object('state', x.state, 'until', x.until::text, 'owner', ${mentioned("x.control_owner_id")},
        'settledBy', ${mentioned("x.settled_by")}, 'needsSecond', x.second_id IS NOT NULL,
        'leaf', coalesce((SELECT l.idx FROM audit_event e JOIN log_leaf l ON l.event_id = e.id WHERE e.item_id = i.id
          AND e.type IN ('exception.granted', 'exception.refused') ORDER BY e.id DESC LIMIT 1),
          ${leafOf("decision.recorded", "d.id")})) END AS exception
    FROM workpaper_item s JOIN item i ON i.id = s.item_id JOIN campaign c ON c.id = i.campaign_id
    LEFT JOIN decision d ON d.id = i.decision_id LEFT JOIN person who ON who.id = d.person_id
    LEFT JOIN private_payload w ON w.id = d.rationale_id
    LEFT JOIN not_certified n ON n.item_id = i.id
    LEFT JOIN LATERAL (SELECT r.* FROM remediation r WHERE r.decision_id = d.id ORDER BY r.requested_at DESC, r.id DESC LIMIT 1) t ON true
    LEFT JOIN exception x ON x.id = d.exception_id
    WHERE s.workpaper_id = ${workpaper} ORDER BY s.n`;
}
