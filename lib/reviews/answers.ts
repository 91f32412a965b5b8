import { inArray, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { item } from "@/db/schema/reviews";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { leafHash, RootBuilder } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import { personKey, type Who } from "./rules";
import type { Outcome } from "./schema";

/** What of one identity stands on the same list as its own item: its grants and its credentials. */
const beneath = (whole: string) => sql`
  FROM item w JOIN item b ON b.review_id = w.review_id AND b.identity_source_id = w.identity_source_id
    AND b.identity_id = w.identity_id AND b.id <> w.id
  WHERE w.id = ${whole} AND w.type = 'identity'`;

/** Locks an item and, where it is an identity as a whole, what stands beneath it, in the order of their ids. */
export async function lockWithBeneath(tx: Tx, id: string): Promise<void> {
  await tx.execute(sql`SELECT 1 FROM item WHERE item.id IN (SELECT ${id}::uuid UNION SELECT b.id ${beneath(id)})
    ORDER BY item.id FOR UPDATE`);
}

/** How many open items of an identity its retirement would answer for this reviewer. */
export async function openBeneath(tx: Pick<Tx, "execute">, whole: string, who: Who): Promise<number> {
  const [found] = await rows<{ n: number }>(
    tx,
    sql`SELECT count(*)::int AS n ${beneath(whole)} AND b.state = 'open' AND ${mine(who)}`,
  );
  return found?.n ?? 0;
}

/** Not those that this person may not decide at all (I7), nor one that came back with a decision of its own on record. */
const mine = ({ personId, identity }: Who) => sql`NOT EXISTS (SELECT 1 FROM decision d WHERE d.item_id = b.id)
  AND NOT jsonb_exists(b.blocked, ${personKey(personId)})
  ${identity === null ? sql`` : sql`AND NOT jsonb_exists(b.blocked, ${identity})`}`;

/**
 * Answers an identity's open items on the same list by its own decision. The items are locked; their review's counter is the
 * caller's to move by `answers`.
 * @returns how many, and the RFC 6962 root over their ids in order, in hexadecimal; null where there are none
 */
export async function answerBeneath(
  tx: Tx,
  of: { whole: string; decision: string; outcome: Outcome; who: Who; at: Date },
): Promise<{ answers: number; root: string | null }> {
  const open = await rows<{ id: string }>(
    tx,
    sql`SELECT b.id::text AS id ${beneath(of.whole)} AND b.state = 'open' AND ${mine(of.who)} ORDER BY b.id`,
  );
  if (open.length === 0) return { answers: 0, root: null };
  await tx
    .update(item)
    .set({
      state: "decided",
      decisionId: of.decision,
      outcome: of.outcome,
      disposition: null,
      decidedAt: of.at,
      answeredBy: of.whole,
    })
    .where(
      inArray(
        item.id,
        open.map((o) => o.id),
      ),
    );
  return { answers: open.length, root: rootOfIds(open.map((o) => o.id)) };
}

/** Opens again what an identity's decision still answers. @returns how many */
export async function reopenBeneath(tx: Tx, whole: string): Promise<number> {
  const opened = await rows(
    tx,
    sql`UPDATE item SET state = 'open', decision_id = NULL, outcome = NULL, disposition = NULL, decided_at = NULL,
        answered_by = NULL
      WHERE answered_by = ${whole} AND state = 'decided' RETURNING id`,
  );
  return opened.length;
}

/** RFC 6962 root over item ids, each a leaf of its own text, in the order given; hexadecimal. */
export function rootOfIds(ids: readonly string[]): string {
  const tree = new RootBuilder(sha256);
  for (const id of ids) tree.add(leafHash(sha256, toUtf8(id)));
  return toHex(tree.root());
}
