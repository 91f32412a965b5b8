import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import { byKey, type Table } from "./tables";

/** Whether a campaign's challenge items are told yet: once their secret is in the log. */
export async function toldOfChallenges(reader: Reader, campaign: string): Promise<boolean> {
  const [found] = await rows(
    reader,
    sql`SELECT 1 FROM audit_event WHERE campaign_id = ${campaign} AND type = 'challenge.revealed'`,
  );
  return found !== undefined;
}

/** The items that were made up to test the review, what each was, and what was answered. */
export const challenges: Table = byKey(
  [
    "challenge_id",
    "reviewer_id",
    "drawn_for",
    "made_after",
    "kind",
    "planted",
    "facts_say",
    "drafted",
    "evidence_hash",
    "answer",
    "answered_by",
    "answered_at",
    "reason_code",
    "recommendation",
    "recommendation_seen",
    "draft_hash",
    "served_at",
    "leaf_index",
    "seed",
  ],
  (of, after, limit) => sql`
    SELECT c.id AS k, c.id AS challenge_id, c.reviewer_id, c.drawn_for, c.made_after, c.kind, c.plant AS planted, c.facts_say,
      c.drafted, c.evidence_hash, coalesce(a.answer, '') AS answer, coalesce(a.person_id::text, '') AS answered_by,
      coalesce(${iso(sql.raw("a.answered_at"))}, '') AS answered_at, coalesce(a.reason_code, '') AS reason_code,
      coalesce(a.recommendation, '') AS recommendation, coalesce(a.recommendation_seen, '') AS recommendation_seen,
      coalesce(a.draft_hash, '') AS draft_hash,
      coalesce(${iso(sql.raw("a.served_at"))}, '') AS served_at, coalesce(l.idx::text, '') AS leaf_index, coalesce(a.seed, '') AS seed
    FROM challenge c LEFT JOIN challenge_answer a ON a.challenge_id = c.id
    LEFT JOIN audit_event e ON e.campaign_id = c.campaign_id AND e.type = 'challenge.answered' AND e.ref_id = c.id
    LEFT JOIN log_leaf l ON l.event_id = e.id
    WHERE c.campaign_id = ${of.campaign} AND c.id > ${after}::uuid ORDER BY c.id LIMIT ${limit}`,
);
