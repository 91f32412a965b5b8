import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { Reader } from "@/lib/query";

/**
 * Over `item` under this name: whether its draft, recommendation and score are withheld from its reviewer (I12). They are on an
 * item that was drawn by lot, or whose draft somebody's text had turned, until its reviewer has a decision of their own on
 * record, or until the campaign has ended and nothing is decided any more.
 */
export const withheldSql = (item: string) =>
  sql.raw(`(${item}.arm <> 'assisted'
    AND NOT EXISTS (SELECT 1 FROM decision own WHERE own.item_id = ${item}.id AND own.person_id = ${item}.reviewer_id)
    AND EXISTS (SELECT 1 FROM campaign run WHERE run.id = ${item}.campaign_id AND run.status IN ('launching', 'launched')))`);

/**
 * Over `item` under this name: whether they are withheld from this person, whatever roles they hold, while the item is theirs to
 * decide. What counts items by their drafts leaves these out, or they could be told from the sum.
 */
export const withheldFromSql = (item: string, personId: string | null) =>
  personId === null
    ? sql`false`
    : sql`(${sql.raw(item)}.reviewer_id = ${personId}::uuid AND ${withheldSql(item)})`;

/** The same of one item. */
export async function withheldFrom(
  reader: Pick<Reader, "execute">,
  item: string,
  personId: string | null,
): Promise<boolean> {
  const found = await rows(
    reader,
    sql`SELECT 1 FROM item WHERE item.id = ${item} AND ${withheldFromSql("item", personId)}`,
  );
  return found.length > 0;
}

/** What is said instead of a draft, and of a score. */
export const decideFirst = () =>
  new AppError(
    "rule",
    "decide-first",
    "You decide this one before its draft and its score are shown. They are, once your decision is recorded.",
  );
