import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import type { Reader } from "@/lib/query";
import type { ErasureCounts } from "./schema";

export type Words = { id: string; commit: string; campaign: string | null; own: boolean };

/**
 * A person's words that are not erased: all that they wrote, and what others wrote of which the record tells that it is about
 * them: reasons on their own access, what an administrator wrote of their account, questions to them and answers they gave by a
 * link. What a text says of somebody whom the record does not name cannot be found.
 */
export async function wordsOf(reader: Reader, personId: string): Promise<Words[]> {
  return rows<Words>(
    reader,
    sql`WITH events AS (
        SELECT e.id, true AS own FROM audit_event e WHERE e.actor_id = ${personId}
        UNION ALL SELECT e.id, false FROM person p JOIN item i ON i.identity_source_id = p.identity_source_id
          AND i.identity_id = p.identity_id JOIN audit_event e ON e.item_id = i.id WHERE p.id = ${personId}
        UNION ALL SELECT e.id, false FROM audit_event e
          WHERE e.type IN ('person.bound', 'role.granted', 'role.revoked', 'question.asked', 'ownership.offered', 'hold.placed',
            'hold.lifted', 'erasure.refused')
          AND ${personId} IN (convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'person', convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'to')
        UNION ALL SELECT e.id, true FROM question q JOIN audit_event e ON e.ref_id = q.id AND e.type = 'question.answered'
          WHERE q.to_person_id = ${personId})
      SELECT p.id, p.commit, min(e.campaign_id::text) AS campaign, bool_or(x.own) AS own
      FROM events x JOIN audit_event e ON e.id = x.id
      JOIN private_payload p ON p.commit = substr(convert_from(e.leaf, 'UTF8')::jsonb ->> 'commit', 8)
      WHERE p.payload IS NOT NULL GROUP BY p.id, p.commit ORDER BY 3 NULLS FIRST, p.id`,
  );
}

/** How much that is. Pure. */
export function countsOf(words: readonly Words[]): ErasureCounts {
  return {
    wrote: words.filter((w) => w.own).length,
    about: words.filter((w) => !w.own).length,
    campaigns: new Set(words.flatMap((w) => (w.campaign ? [w.campaign] : []))).size,
  };
}

/** Names of the campaigns among these that have not come to their end. */
export async function stillRunning(
  reader: Reader,
  personId: string,
  of: readonly string[],
): Promise<string[]> {
  const list =
    of.length > 0
      ? sql.join(
          of.map((c) => sql`${c}::uuid`),
          sql`, `,
        )
      : sql`NULL::uuid`;
  const found = await rows<{ name: string }>(
    reader,
    sql`SELECT c.name FROM campaign c WHERE c.sealed_at IS NULL AND c.launched_at IS NOT NULL AND (c.id IN (${list})
        OR EXISTS (SELECT 1 FROM review r WHERE r.campaign_id = c.id AND r.reviewer_id = ${personId} AND r.items > 0)) ORDER BY 1`,
  );
  return found.map((f) => f.name);
}

/** Empties salt and payload: what is left is a commitment to nothing that anybody has. */
export async function emptyWords(tx: Tx, words: readonly { id: string }[], at: Date): Promise<void> {
  for (let i = 0; i < words.length; i += 1_000) {
    const ids = sql.join(
      words.slice(i, i + 1_000).map((w) => sql`${w.id}::uuid`),
      sql`, `,
    );
    await tx.execute(
      sql`UPDATE private_payload SET salt = NULL, payload = NULL, erased_at = ${at.toISOString()}::timestamptz WHERE id IN (${ids})`,
    );
  }
}

/** Words in lists of one campaign each, no longer than one entry of the log may name. Pure. */
export function byCampaign(words: readonly Words[]): { campaign: string | null; commits: string[] }[] {
  const lists: { campaign: string | null; commits: string[] }[] = [];
  for (const { campaign, commit } of words) {
    const last = lists.at(-1);
    if (last && last.campaign === campaign && last.commits.length < 500)
      last.commits.push(`sha256:${commit}`);
    else lists.push({ campaign, commits: [`sha256:${commit}`] });
  }
  return lists;
}
