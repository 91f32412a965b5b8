import { and, eq, sql } from "drizzle-orm";
import { affected, rows, type Tx } from "@/db/client";
import { evidencePacket } from "@/db/schema/evidence";
import { item } from "@/db/schema/reviews";
import { ALONE } from "@/db/schema/worklist-order";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import { type Answer, withAnswer } from "./answers";
import { ruleList } from "./rules";
import type { Packet } from "./schema";

type Item = Pick<typeof item.$inferSelect, "id" | "packetVersion" | "evidenceHash" | "tags" | "arm">;

/** As many as the launch gives a row. */
const mostTags = 3;

/** A version of a packet as the log names it. */
export type NextPacket = { version: number; hash: string; before: string };

/**
 * Freezes the packet's next version, with the answer in it, and puts the item on it. What was served before it can be decided on
 * no more (I4); the draft was of the packet before, so the item has none until it is drafted anew; and it is like no other item
 * any more. The item is open and locked.
 */
export async function freezeAnswer(tx: Tx, of: Item, answer: Answer, at: Date): Promise<NextPacket> {
  const [held] = await tx
    .select({ body: evidencePacket.body })
    .from(evidencePacket)
    .where(and(eq(evidencePacket.itemId, of.id), eq(evidencePacket.version, of.packetVersion)));
  const before = packetOf(held?.body);
  const made = withAnswer(before, answer, await rulesOf(tx, before.rules.set));
  const body = canonicalRecord(made.packet);
  const hash = toHex(sha256(toUtf8(body)));
  const { version } = made.packet;
  await tx.insert(evidencePacket).values({ itemId: of.id, version, hash, body, at });
  const { tags, ...standing } = made.standing;
  await tx
    .update(item)
    .set({
      ...standing,
      tags: [...new Set([...tags, ...of.tags])].slice(0, mostTags),
      evidenceHash: hash,
      packetVersion: version,
      draftId: null,
      draftState: of.arm === "undrafted" ? "none" : "pending",
      alikeKey: sql`encode(substr(sha256(convert_to(${item.alikeKey} || ${answer.question}, 'UTF8')), 1, 16), 'hex')`,
      alikePlace: ALONE,
    })
    .where(eq(item.id, of.id));
  // One that a run has in hand now is of another packet when it is recorded, and is then given back by it.
  await affected(
    tx,
    sql`UPDATE draft_task SET state = 'pending', claimed_by = NULL, problem = NULL, at = ${at.toISOString()}::timestamptz
      WHERE item_id = ${of.id} AND state IN ('done', 'failed')`,
  );
  return { version, hash, before: of.evidenceHash };
}

/** Our own canonical text, so of its type. */
function packetOf(body: string | undefined): Packet {
  if (body === undefined) throw new Error("An item has no evidence packet.");
  return JSON.parse(body) as Packet;
}

/** The rules that packets call "rules-3". */
async function rulesOf(tx: Tx, set: string) {
  const version = Number(/^rules-(\d+)$/u.exec(set)?.[1]);
  const [found] = Number.isInteger(version)
    ? await rows<{ rules: unknown }>(tx, sql`SELECT rules FROM rule_set_version WHERE version = ${version}`)
    : [];
  return found ? ruleList.parse(found.rules) : [];
}
