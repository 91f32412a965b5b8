import { randomBytes } from "node:crypto";
import { eq, type SQL, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { challengeDraw, challengeLeave } from "@/db/schema/challenges";
import { ALONE, weightSql } from "@/db/schema/worklist-order";
import { SECRET_LENGTH } from "@/lib/audit-log/arms";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { ChallengeDraw, challengeLine, type DrawnChallenge } from "@/lib/audit-log/challenges";
import type { AuditEvent } from "@/lib/audit-log/events";
import { sha256 } from "@/lib/audit-log/sha256";
import { rootOfItems } from "@/lib/audit-log/verifier/population";
import type { Rule } from "@/lib/evidence/rules";
import { uuid7 } from "@/lib/ids";
import { ChallengeMaking, type MadeChallenge } from "./challenge-making";
import { sealChallenges } from "./challenge-secret";
import { itemRoot } from "./roots";
import { breathe, fetched, type Report } from "./staging";

/** The secret that a campaign's challenge items were drawn with. */
export type Drawn = { secret: Uint8Array };

/**
 * Draws a campaign's challenge items over the staged items, which have their reviewers, and makes them into `staged_challenge`,
 * which is there either way. They are no items: what is counted, launched and tied out does not know of them.
 * @returns null where the campaign has none
 */
export async function drawChallenges(
  tx: Tx,
  given: { on: boolean; rules: readonly Rule[]; snapshots: readonly number[]; items: number; at: Date },
  report: Report,
): Promise<Drawn | null> {
  await tx.execute(sql`CREATE TEMP TABLE staged_challenge (id uuid PRIMARY KEY, reviewer_id uuid NOT NULL, row jsonb NOT NULL,
    rank int NOT NULL, debt int NOT NULL, subject_name text NOT NULL, subject_key text NOT NULL, score int, after int, position int,
    subject_place int, application_place int) ON COMMIT DROP`);
  if (!given.on) return null;
  report({ phase: "Drawing challenge items", done: 0, total: given.items });
  const secret = new Uint8Array(randomBytes(SECRET_LENGTH));
  const draw = new ChallengeDraw(sha256, secret);
  const items = fetched<DrawnChallenge>(
    tx,
    "drawn_for_challenge",
    sql`SELECT s.item_id::text AS item, w.reviewer_id::text AS reviewer FROM staged_item s
      JOIN staged_reviewer w ON w.n = s.n ORDER BY w.reviewer_id`,
  );
  for await (const page of items) for (const { item, reviewer } of page) draw.add(item, reviewer);
  const lists = new Map<string, DrawnChallenge[]>();
  for (const each of draw.end()) lists.set(each.reviewer, [...(lists.get(each.reviewer) ?? []), each]);
  const making = await ChallengeMaking.begin(tx, given);
  for (const [reviewer, drawn] of lists) {
    await stage(tx, await making.list(reviewer, drawn));
    await breathe();
  }
  return { secret };
}

const ranks = { critical: 1, high: 2, low: 3 };

async function stage(tx: Tx, list: readonly MadeChallenge[]): Promise<void> {
  const staged = list.map(({ id, drawn, of, clone }) => {
    const { packet } = clone;
    const body = canonicalRecord(packet);
    const row = {
      kind: clone.kind,
      plant: clone.plant,
      facts_say: clone.factsSay,
      drafted: clone.drafted,
      drawn_for: drawn.item,
      made_after: of.item,
      subject_kind: packet.subject.kind,
      application_name: of.application_name,
      account_login: packet.access.account,
      entitlement_name: of.entitlement_name,
      title: of.title,
      risk: clone.risk,
      tags: clone.tags,
      findings: packet.rules.failed,
      evidence_hash: toHex(sha256(toUtf8(body))),
      body,
      draft_id: uuid7(Date.parse(packet.asOf)),
    };
    return {
      id,
      reviewer_id: drawn.reviewer,
      rank: ranks[clone.risk],
      debt: of.debt,
      subject_name: packet.subject.name,
      // The score is of facts; of planted ones there is none.
      score: clone.kind === "contrary" ? of.need_score : null,
      subject_key: `${of.identity_source_id}/${packet.keys.identity_id}`,
      row,
    };
  });
  await tx.execute(sql`INSERT INTO staged_challenge (id, reviewer_id, row, rank, debt, subject_name, subject_key, score)
    SELECT id, reviewer_id, row, rank, debt, subject_name, subject_key, score
    FROM jsonb_to_recordset(${JSON.stringify(staged)}::jsonb)
      AS v (id uuid, reviewer_id uuid, row jsonb, rank int, debt int, subject_name text, subject_key text, score int)`);
}

/**
 * Gives each staged challenge item the place that an item like it has in its list, and moves what comes after. Runs when
 * `staged_place` holds the places of the items.
 * @param rank an item's risk as a number, of `staged_item`
 */
export async function makeRoom(tx: Tx, campaign: string, rank: SQL): Promise<void> {
  const [any] = await rows(tx, sql`SELECT 1 FROM staged_challenge LIMIT 1`);
  if (!any) return;
  await tx.execute(sql`
    CREATE TEMP TABLE staged_room ON COMMIT DROP AS
    WITH subject AS (SELECT r.reviewer_id, s.subject_key, min(${rank}) AS best, max(s.debt) AS owed,
        min(lower(s.subject_name)) AS name, max(p.position) AS last, max(p.subject_place) AS place
      FROM staged_place p JOIN staged_item s ON s.n = p.n JOIN review r ON r.id = p.review_id AND r.campaign_id = ${campaign}
      WHERE r.reviewer_id IN (SELECT reviewer_id FROM staged_challenge) GROUP BY 1, 2),
    found AS (SELECT c.id, coalesce(max(j.last), 0) AS after, coalesce(max(j.place), 0) AS behind FROM staged_challenge c
      LEFT JOIN subject j ON j.reviewer_id = c.reviewer_id
        AND (j.best, -j.owed, j.name, j.subject_key) < (c.rank, -c.debt, lower(c.subject_name), c.subject_key) GROUP BY c.id)
    SELECT c.id, r.id AS review_id, f.after, f.behind, (row_number() OVER (PARTITION BY c.reviewer_id
        ORDER BY f.after, c.rank, c.debt DESC, lower(c.subject_name), c.subject_key, c.id))::int AS k,
      coalesce((SELECT min(p.application_place) FROM staged_place p JOIN staged_item s ON s.n = p.n
          WHERE p.review_id = r.id AND s.application_name = c.row ->> 'application_name'),
        (SELECT max(p.application_place) + 1 FROM staged_place p WHERE p.review_id = r.id), 1) AS application_place
    FROM staged_challenge c JOIN found f ON f.id = c.id
    JOIN review r ON r.campaign_id = ${campaign} AND r.reviewer_id = c.reviewer_id`);
  await tx.execute(sql`
    UPDATE staged_challenge c SET position = m.after + m.k, subject_place = m.behind + m.k, application_place = m.application_place
    FROM staged_room m WHERE m.id = c.id`);
  await tx.execute(sql`
    UPDATE staged_place p SET position = p.position + moved.by, subject_place = p.subject_place + moved.by
    FROM (SELECT p.n, count(*)::int AS by FROM staged_place p
      JOIN staged_room m ON m.review_id = p.review_id AND m.after < p.position GROUP BY p.n) moved
    WHERE moved.n = p.n`);
}

/** Keeps a launched campaign's challenge items, seals their secret away, and says in the log what was made, before anybody is served. */
export async function commitChallenges(
  tx: Tx,
  { campaign, secret, at }: Drawn & { campaign: string; at: Date },
): Promise<AuditEvent[]> {
  const [leave] = await tx.select().from(challengeLeave).where(eq(challengeLeave.campaignId, campaign));
  if (!leave) throw new Error("A campaign has challenge items and nobody's leave.");
  await tx.execute(sql`
    INSERT INTO challenge (id, campaign_id, review_id, reviewer_id, kind, plant, facts_say, drawn_for, made_after, position,
      subject_place, application_place, alike_place, weight, subject_key, subject_name, subject_kind, application_name, account_login, entitlement_name, title, risk, tags, findings,
      evidence_hash, body, draft_id, drafted, at)
    SELECT id, campaign_id, review_id, reviewer_id, kind, plant, facts_say, drawn_for, made_after, position, subject_place,
      application_place, ${ALONE}::int, ${weightSql}, subject_key, subject_name, subject_kind, application_name, account_login,
      entitlement_name, title, risk, tags, findings, evidence_hash, body, draft_id, drafted, ${at.toISOString()}::timestamptz
    FROM (SELECT c.id, r.campaign_id, r.id AS review_id, r.reviewer_id, c.position, c.subject_place, c.application_place,
        c.subject_key, c.subject_name, c.debt, c.score AS need_score, 'grant' AS type, 'assisted' AS arm, v.*
      FROM staged_challenge c JOIN review r ON r.campaign_id = ${campaign} AND r.reviewer_id = c.reviewer_id
      CROSS JOIN LATERAL jsonb_to_record(c.row) AS v (kind text, plant text, facts_say text, drawn_for uuid, made_after uuid,
        subject_kind text, application_name text, account_login text, entitlement_name text, title text, risk text, tags text[],
        findings int, evidence_hash text, body text, draft_id uuid, drafted text)) made`);
  const made = await rows<{ id: string; line: Parameters<typeof challengeLine>[0] }>(
    tx,
    sql`SELECT id::text, jsonb_build_object('challenge', id, 'reviewer', reviewer_id, 'drawn_for', drawn_for, 'made_after',
        made_after, 'kind', kind, 'planted', plant, 'facts_say', facts_say, 'drafted', drafted, 'evidence_hash', evidence_hash) AS line
      FROM challenge WHERE campaign_id = ${campaign}`,
  );
  const lines = new Map(made.map((m) => [m.id, challengeLine(m.line)]));
  const root = rootOfItems(sha256, lines.keys(), (id) => lines.get(id) ?? "");
  const inputs = await itemRoot(tx, campaign, "challenges");
  const commitment = toHex(sha256(secret));
  await tx.insert(challengeDraw).values({
    campaignId: campaign,
    leaveId: leave.id,
    challenges: made.length,
    commitment,
    inputs,
    made: root,
    at,
  });
  await sealChallenges(tx, campaign, secret);
  return [
    {
      type: "challenge.committed",
      campaign,
      data: {
        leave: leave.id,
        secret: `sha256:${commitment}`,
        inputs: `sha256:${inputs}`,
        made: `sha256:${root}`,
        challenges: made.length,
      },
    },
  ];
}
