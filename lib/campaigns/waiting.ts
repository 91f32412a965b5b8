import { type SQL, sql } from "drizzle-orm";
import { affected, rows, type Tx } from "@/db/client";
import type { campaign } from "@/db/schema/campaigns";
import type { AuditEvent } from "@/lib/audit-log/events";

/** Whose it is to settle what nobody decided. */
export const settles = (c: typeof campaign.$inferSelect, unassigned: string) =>
  sql`coalesce(i.application_owner_id, nullif(i.reviewer_id, ${unassigned}::uuid), ${c.fallbackId}::uuid)`;

/**
 * Takes back what was decided but never became good: nobody granted its exception, the second look was refused or not
 * given, or the new owner has not accepted. The decision stays on record; the item is not reviewed.
 * @returns how many
 */
export async function endWaiting(
  tx: Tx,
  c: typeof campaign.$inferSelect,
  unassigned: string,
  until: string,
  page: SQL,
): Promise<number> {
  return affected(
    tx,
    sql`WITH waited AS (
        SELECT item.id, item.waiting FROM item WHERE campaign_id = ${c.id} AND state = 'decided' AND waiting IS NOT NULL AND ${page}
      ), ended AS (
        UPDATE item SET state = 'not_certified', decision_id = NULL, outcome = NULL, disposition = NULL, decided_at = NULL,
          waiting = NULL
        FROM waited w WHERE item.id = w.id RETURNING item.*, w.waiting AS waited
      ), fewer AS (
        UPDATE review SET decided = review.decided - e.n
        FROM (SELECT review_id, count(*)::int AS n FROM ended GROUP BY review_id) e WHERE review.id = e.review_id
      )
      INSERT INTO not_certified (item_id, campaign_id, owner_id, reason, until)
      SELECT i.id, i.campaign_id, ${settles(c, unassigned)},
        CASE i.waited WHEN 'exception' THEN 'exception not granted' WHEN 'acceptance' THEN 'new owner has not accepted'
          ELSE CASE WHEN EXISTS (SELECT 1 FROM second_look l WHERE l.item_id = i.id AND l.state = 'refused')
            THEN 'second look refused' ELSE 'no second look' END END, ${until}::date
      FROM ended i`,
  );
}

/** What waited for somebody's answer need not be answered any more. @returns the log entries of questions taken back */
export async function withdrawQuestions(tx: Tx, id: string, at: Date): Promise<AuditEvent[]> {
  await tx.execute(
    sql`UPDATE exception SET state = 'withdrawn' WHERE campaign_id = ${id} AND state = 'pending'`,
  );
  await tx.execute(
    sql`UPDATE second_look SET state = 'withdrawn', answered_at = ${at.toISOString()}::timestamptz
      WHERE campaign_id = ${id} AND state = 'pending'`,
  );
  const taken = await rows<{ id: string; item: string }>(
    tx,
    sql`UPDATE ownership_offer o SET state = 'withdrawn', answered_at = ${at.toISOString()}::timestamptz
      FROM item WHERE item.id = o.item_id AND item.campaign_id = ${id} AND o.state = 'offered'
      RETURNING o.id::text, item.id::text AS item`,
  );
  const asked = await rows<{ id: string; item: string }>(
    tx,
    sql`UPDATE question SET state = 'expired', ended_at = ${at.toISOString()}::timestamptz
      WHERE campaign_id = ${id} AND state = 'open' RETURNING id::text, item_id::text AS item`,
  );
  return [
    ...taken.map(
      (o): AuditEvent => ({
        type: "ownership.answered",
        campaign: id,
        item: o.item,
        data: { offer: o.id, answer: "withdrawn" },
      }),
    ),
    ...asked.map(
      (q): AuditEvent => ({
        type: "question.ended",
        campaign: id,
        item: q.item,
        data: { question: q.id, how: "expired" },
      }),
    ),
  ];
}
