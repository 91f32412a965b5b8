import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { review } from "@/db/schema/reviews";
import { ALONE } from "@/db/schema/worklist-order";
import { AppError } from "@/lib/errors";
import type { ItemType } from "@/lib/evidence/schema";
import { uuid7 } from "@/lib/ids";
import { makeRoom } from "./challenges";
import { writePeers } from "./outliers";
import { mustTieOut, tieOutOf } from "./rules";
import type { TieOut } from "./schema";
import { breathe, type Report, ranges } from "./staging";
import { nonhuman } from "./subjects";

/** What the sources in scope hold. */
export type Whole = { grants: number; credentials: number; identities: number };

export async function wholeOf(tx: Tx, snapshots: readonly number[]): Promise<Whole> {
  const [all] = await rows<Whole>(
    tx,
    sql`SELECT (SELECT count(*)::int FROM snap_grant WHERE snapshot_id IN ${[...snapshots]}) AS grants,
      (SELECT count(*)::int FROM snap_credential WHERE snapshot_id IN ${[...snapshots]}) AS credentials,
      (SELECT count(*)::int FROM snap_identity i WHERE snapshot_id IN ${[...snapshots]} AND ${nonhuman(sql`i.kind`)}) AS identities`,
  );
  return all ?? { grants: 0, credentials: 0, identities: 0 };
}

type Fates = { type: ItemType; fate: "item" | "covered" | "excluded"; n: number }[];

function equation(all: Whole, fates: Fates): TieOut {
  const n = (type: ItemType, fate: Fates[number]["fate"]) =>
    fates.find((f) => f.type === type && f.fate === fate)?.n ?? 0;
  const subjects = (type: "credential" | "identity", whole: number) => ({
    all: whole,
    items: n(type, "item"),
    excluded: n(type, "excluded"),
  });
  return tieOutOf({
    grants: all.grants,
    items: n("grant", "item"),
    covered: n("grant", "covered"),
    excluded: n("grant", "excluded"),
    credentials: subjects("credential", all.credentials),
    identities: subjects("identity", all.identities),
  });
}

/** What of the population became what, counted in the stage. */
export async function stagedTieOut(tx: Tx, all: Whole): Promise<TieOut> {
  const fates = await rows<Fates[number]>(
    tx,
    sql`SELECT type, fate, count(*)::int AS n FROM staged_population GROUP BY type, fate`,
  );
  return equation(all, fates);
}

/** Every item has evidence and a reviewer, or the launch is refused with the count (I9). */
export async function mustBeWhole(tx: Tx): Promise<void> {
  const [lacking] = await rows<{ evidence: number; reviewer: number }>(
    tx,
    sql`SELECT (count(*) FILTER (WHERE evidence_hash IS NULL))::int AS evidence,
      (count(*) FILTER (WHERE w.reviewer_id IS NULL))::int AS reviewer FROM staged_item LEFT JOIN staged_reviewer w USING (n)`,
  );
  if (lacking && lacking.evidence > 0)
    throw new AppError(
      "rule",
      "no-evidence",
      `Items without an evidence packet: ${lacking.evidence}. Nothing was launched.`,
    );
  if (lacking && lacking.reviewer > 0)
    throw new AppError(
      "rule",
      "no-reviewer",
      `Items without a reviewer: ${lacking.reviewer}. Nothing was launched.`,
    );
}

const rank = sql`CASE risk WHEN 'critical' THEN 1 WHEN 'high' THEN 2 ELSE 3 END`;

/** Why an identity may not decide, as the person who tries reads it (I7). */
const blockedWords = sql`CASE min(a.k)
  WHEN 1 THEN 'This is your own access, so somebody else decides it.'
  WHEN 2 THEN 'You gave this access, so somebody else decides whether it stays.'
  WHEN 3 THEN 'You asked for this access, and it is privileged or breaks a rule, so somebody else decides it.'
  ELSE 'You approved this access, and it is privileged or breaks a rule, so somebody else decides it.' END`;

/**
 * Writes what the stage holds: reviews, items in their order (a reviewer's riskiest subject first, among equals the one with
 * access that was never honestly examined, a subject's items together and in the same order), packets, and what of the population is no item and why.
 */
export async function writeCampaign(
  tx: Tx,
  given: { campaign: string; items: number; at: Date },
  report: Report,
): Promise<{ reviewers: number }> {
  const reviewers = await rows<{ reviewer_id: string; items: number }>(
    tx,
    sql`SELECT reviewer_id, count(*)::int AS items FROM staged_reviewer GROUP BY reviewer_id ORDER BY reviewer_id`,
  );
  for (let i = 0; i < reviewers.length; i += 1_000)
    await tx.insert(review).values(
      reviewers.slice(i, i + 1_000).map((r) => ({
        id: uuid7(given.at.getTime()),
        campaignId: given.campaign,
        reviewerId: r.reviewer_id,
        items: r.items,
      })),
    );
  await place(tx, given.campaign);
  for (const range of ranges(given.items)) {
    await writeItems(tx, given.campaign, range, given.at);
    report({ phase: "Writing the items", done: range.to, total: given.items });
  }
  await writePeers(tx, given.campaign);
  await writeRest(tx, given.campaign);
  return { reviewers: reviewers.length };
}

/** Each item's list and its place there. */
async function place(tx: Tx, campaign: string): Promise<void> {
  await tx.execute(
    sql`CREATE TEMP TABLE staged_place (n int PRIMARY KEY, review_id uuid, position int, subject_place int, application_place int,
      alike_place int) ON COMMIT DROP`,
  );
  const of = (key: string) => sql.raw(`PARTITION BY w.reviewer_id, ${key}`);
  await tx.execute(sql`
    INSERT INTO staged_place
    SELECT s.n, r.id, row_number() OVER (PARTITION BY s.reviewer_id
      ORDER BY best, owed DESC, lower(subject_name), subject_key, whole DESC, rank, debt DESC, lower(application_name), lower(title), n),
      dense_rank() OVER (PARTITION BY s.reviewer_id ORDER BY best, owed DESC, lower(subject_name), subject_key),
      dense_rank() OVER (PARTITION BY s.reviewer_id
        ORDER BY application_best, application_owed DESC, lower(application_name), application_name),
      CASE alike WHEN 1 THEN ${ALONE}::int ELSE dense_rank() OVER (PARTITION BY s.reviewer_id
        ORDER BY alike = 1, alike_best, alike_owed DESC, alike_title, alike_key) END
    FROM (SELECT n, w.reviewer_id, subject_name, subject_key, application_name, title, alike_key, ${rank} AS rank,
        type = 'identity' AS whole, debt,
        min(${rank}) OVER (${of("subject_key")}) AS best, max(debt) OVER (${of("subject_key")}) AS owed,
        min(${rank}) OVER (${of("application_name")}) AS application_best,
        max(debt) OVER (${of("application_name")}) AS application_owed,
        count(*) OVER (${of("alike_key")}) AS alike, min(${rank}) OVER (${of("alike_key")}) AS alike_best,
        max(debt) OVER (${of("alike_key")}) AS alike_owed, min(lower(title)) OVER (${of("alike_key")}) AS alike_title
      FROM staged_item JOIN staged_reviewer w USING (n)) s
    JOIN review r ON r.campaign_id = ${campaign} AND r.reviewer_id = s.reviewer_id`);
  await makeRoom(tx, campaign, rank);
  await tx.execute(sql`ANALYZE staged_place`);
  await tx.execute(sql`CREATE TEMP TABLE staged_blocked (n int PRIMARY KEY, blocked jsonb) ON COMMIT DROP`);
  await breathe();
}

async function writeItems(
  tx: Tx,
  campaign: string,
  { from, to }: { from: number; to: number },
  at: Date,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO staged_blocked
    SELECT n, jsonb_object_agg(key, words) FROM (
      SELECT a.n, a.key, ${blockedWords} AS words FROM staged_against a JOIN staged_item i ON i.n = a.n
      WHERE a.n > ${from} AND a.n <= ${to} AND i.n > ${from} AND i.n <= ${to}
        AND (a.k <= 2 OR i.privilege = 'privileged' OR i.findings > 0)
      GROUP BY a.n, a.key) each GROUP BY n`);
  await breathe();
  await tx.execute(sql`
    INSERT INTO item (id, campaign_id, review_id, reviewer_id, position, subject_place, application_place, alike_place, type, snapshot_id, source_id, source_name,
      application_id, application_name, application_owner_id, account_id, account_login, identity_source_id, identity_id, subject_key,
      subject_name, subject_kind, subject_title, subject_department, entitlement_id, credential_id, entitlement_name, title,
      phrase, entitlement_type, privilege, undescribed, first_seen, risk, rules_passed, findings, rules_unknown, tags, need_score, debt,
      peer_holders, peer_others, alike_key,
      reviewer_basis, eligibility, blocked, evidence_hash, arm, arm_why)
    SELECT s.item_id, ${campaign}::uuid, p.review_id, w.reviewer_id, p.position, p.subject_place, p.application_place, p.alike_place, s.type, s.snapshot_id, s.source_id, s.source_name,
      s.application_id, s.application_name, w.application_owner_id, s.account_id, s.account_login, s.identity_source_id,
      s.identity_id, s.subject_key, s.subject_name, s.subject_kind, s.subject_title, s.subject_department, s.entitlement_id,
      s.credential_id, s.entitlement_name, s.title, s.phrase, s.entitlement_type, s.privilege, s.undescribed, s.first_seen, s.risk,
      s.rules_passed, s.findings, s.rules_unknown, s.tags, s.need_score, s.debt, s.peer_holders, s.peer_others, s.alike_key, ch.basis, ch.eligibility,
      coalesce(b.blocked, '{}'::jsonb), s.evidence_hash, coalesce(arm.arm, 'assisted'), CASE WHEN arm.arm IS NOT NULL THEN 'drawn' END
    FROM staged_item s
    JOIN staged_place p ON p.n = s.n AND p.n > ${from} AND p.n <= ${to}
    JOIN staged_reviewer w ON w.n = s.n AND w.n > ${from} AND w.n <= ${to}
    JOIN staged_choice ch ON ch.n = s.n AND ch.n > ${from} AND ch.n <= ${to}
    LEFT JOIN staged_blocked b ON b.n = s.n AND b.n > ${from} AND b.n <= ${to}
    LEFT JOIN staged_arm arm ON arm.n = s.n AND arm.n > ${from} AND arm.n <= ${to}
    WHERE s.n > ${from} AND s.n <= ${to}`);
  await breathe();
  await tx.execute(sql`
    INSERT INTO evidence_packet (item_id, version, hash, body, at)
    SELECT item_id, 1, evidence_hash, body, ${at.toISOString()}::timestamptz FROM staged_item
    WHERE body IS NOT NULL AND n > ${from} AND n <= ${to}`);
  await breathe();
}

async function writeRest(tx: Tx, campaign: string): Promise<void> {
  const [last] = await rows<{ r: number }>(
    tx,
    sql`SELECT coalesce(max(r), 0) AS r FROM staged_population WHERE type = 'grant'`,
  );
  for (const { from, to } of ranges(last?.r ?? 0)) {
    await tx.execute(sql`
      INSERT INTO campaign_grant (campaign_id, snapshot_id, account_id, entitlement_id, via, fate, item_id, reason)
      SELECT ${campaign}::uuid, g.snapshot_id, g.account_id, g.entitlement_id, g.via, g.fate, s.item_id, g.reason
      FROM staged_population g LEFT JOIN staged_item s ON s.n = g.n AND g.fate = 'covered'
      WHERE g.type = 'grant' AND g.fate <> 'item' AND g.r > ${from} AND g.r <= ${to}`);
    await breathe();
  }
  await tx.execute(sql`
    INSERT INTO campaign_subject (campaign_id, snapshot_id, type, id, reason)
    SELECT ${campaign}::uuid, snapshot_id, type, CASE type WHEN 'credential' THEN credential_id ELSE identity_id END, reason
    FROM staged_population WHERE type <> 'grant' AND fate = 'excluded'`);
  await breathe();
}

/** The equations again, over what was written: what holds is what can be looked up. */
export async function writtenTieOut(tx: Tx, campaign: string, all: Whole): Promise<TieOut> {
  const fates = await rows<Fates[number]>(
    tx,
    sql`SELECT type, 'item' AS fate, count(*)::int AS n FROM item WHERE campaign_id = ${campaign} GROUP BY type
      UNION ALL SELECT 'grant', fate, count(*)::int FROM campaign_grant
        WHERE campaign_id = ${campaign} AND (fate = 'excluded' OR item_id IS NOT NULL) GROUP BY fate
      UNION ALL SELECT type, 'excluded', count(*)::int FROM campaign_subject WHERE campaign_id = ${campaign} GROUP BY type`,
  );
  const t = equation(all, fates);
  mustTieOut(t);
  return t;
}
