import { and, eq, inArray, sql } from "drizzle-orm";
import { affected, type Tx } from "@/db/client";
import { draft, draftTask } from "@/db/schema/drafts";
import { item, served } from "@/db/schema/reviews";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { leafHash, rootOf } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import type { Drafted } from "./schema";

/** The parts of recording a batch of drafts, each one statement, all in the recording command's transaction. */

/** RFC 6962 root, hex, over "draft id LF output hash" in the order of the ids. */
export function draftsRoot(drafts: readonly { id: string; outputHash: string }[]): string {
  const sorted = [...drafts].sort((a, b) => (a.id < b.id ? -1 : 1));
  return toHex(
    rootOf(
      sha256,
      sorted.map((d) => leafHash(sha256, toUtf8(`${d.id}\n${d.outputHash}`))),
    ),
  );
}

export async function stillMine(
  tx: Tx,
  input: { run: string; drafts: readonly Drafted[] },
): Promise<Drafted[]> {
  const held = await tx
    .select({ id: draftTask.itemId })
    .from(draftTask)
    .where(
      and(
        inArray(
          draftTask.itemId,
          input.drafts.map((d) => d.item),
        ),
        eq(draftTask.state, "running"),
        eq(draftTask.claimedBy, input.run),
      ),
    )
    .orderBy(draftTask.itemId)
    .for("update");
  const ids = new Set(held.map((h) => h.id));
  return input.drafts.filter((d) => ids.delete(d.item));
}

/** Locked, so that nobody is served an item between the look at `served` and the change of its draft. */
export async function lockedItems(tx: Tx, ids: string[]) {
  if (ids.length === 0) return new Map<string, { evidenceHash: string }>();
  const found = await tx
    .select({ id: item.id, evidenceHash: item.evidenceHash })
    .from(item)
    .where(and(inArray(item.id, ids), eq(item.state, "open")))
    .orderBy(item.id)
    .for("update");
  return new Map(found.map((f) => [f.id, f]));
}

/** Done, failed, or to be looked at again where item or packet changed meanwhile. */
export async function endTasks(tx: Tx, mine: readonly Drafted[], current: readonly Drafted[], at: Date) {
  const kept = new Set(current.map((d) => d.item));
  const ends = mine.map((d) => ({
    item: d.item,
    state: !kept.has(d.item) ? "pending" : d.state === "failed" ? "failed" : "done",
    problem: d.problem,
  }));
  await affected(
    tx,
    sql`UPDATE draft_task t SET state = e.state, problem = e.problem, claimed_by = NULL, answer = NULL, answer_to = NULL,
        at = ${at.toISOString()}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) AS e(item uuid, state text, problem text)
      WHERE t.item_id = e.item`,
  );
}

export async function lastNumbers(tx: Tx, ids: string[]): Promise<Map<string, number>> {
  const found = await tx
    .select({ id: draft.itemId, n: sql<number>`max(${draft.n})::int` })
    .from(draft)
    .where(inArray(draft.itemId, ids))
    .groupBy(draft.itemId);
  return new Map(found.map((f) => [f.id, f.n]));
}

export async function giveToItems(tx: Tx, made: readonly { id: string; item: string; state: string }[]) {
  await affected(
    tx,
    sql`UPDATE item SET
        draft_state = CASE WHEN d.seen THEN 'none' ELSE d.state END,
        draft_id = CASE WHEN d.seen OR d.state = 'failed' THEN NULL ELSE d.id END
      FROM (
        SELECT g.*, EXISTS (
          SELECT 1 FROM ${served} s JOIN item i ON i.id = s.item_id AND i.evidence_hash = s.evidence_hash
          WHERE s.item_id = g.item
        ) AS seen
        FROM jsonb_to_recordset(${JSON.stringify(made.map(({ id, item: of, state }) => ({ id, item: of, state })))}::jsonb)
          AS g(id uuid, item uuid, state text)
      ) d
      WHERE item.id = d.item`,
  );
}
