import { and, asc, eq, getTableColumns, sql } from "drizzle-orm";
import { isAmong } from "@/db/bulk";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision } from "@/db/schema/decisions";
import { person } from "@/db/schema/people";
import { item, review } from "@/db/schema/reviews";
import type { PrivateWords } from "@/lib/audit-log/events";
import { AppError } from "@/lib/errors";
import type { Packet } from "@/lib/evidence/schema";
import { uuid7 } from "@/lib/ids";
import { identityKey } from "./rules";
import type { ExceptionInput, Outcome } from "./schema";

export const nothingHere = () =>
  new AppError(
    "not_found",
    "item",
    "There is no such item on your list; it may have been handed to somebody else.",
  );

/** What of an item its decision goes by: not what a worklist shows of it and sorts it by. */
const {
  position,
  subjectPlace,
  applicationPlace,
  alikePlace,
  weight,
  sourceName,
  accountLogin,
  subjectKey,
  subjectName,
  subjectKind,
  subjectTitle,
  subjectDepartment,
  entitlementName,
  title,
  phrase,
  entitlementType,
  tags,
  needScore,
  debt,
  peerHolders,
  peerOthers,
  ...decided
} = getTableColumns(item);

const whole = {
  item: decided,
  review,
  campaign: {
    id: campaign.id,
    name: campaign.name,
    status: campaign.status,
    fallbackId: campaign.fallbackId,
    settingsHash: campaign.settingsHash,
    seed: campaign.seed,
    /** The version of the rules that all its items were checked against. */
    rules: sql<number>`(${campaign.settings} -> 'rules' ->> 'version')::int`,
  },
};

/**
 * The item with its review and campaign. Its row is locked, and its review's, so that a sign-off comes before or after; row-level
 * security hides another's.
 * @param only what moves an item between lists locks both lists itself, in one order
 */
export async function lockItem(tx: Tx, id: string, only?: "item") {
  const [found] = await tx
    .select(whole)
    .from(item)
    .innerJoin(review, eq(review.id, item.reviewId))
    .innerJoin(campaign, eq(campaign.id, item.campaignId))
    .where(eq(item.id, id))
    .for("update", { of: only ? [item] : [item, review] });
  if (!found) throw nothingHere();
  return { ...found, reviewerId: found.item.reviewerId, blocked: blockedOf(found.item.blocked) };
}

export type Subject = Awaited<ReturnType<typeof lockItem>>;

/** The same of items of one list, in the order of their ids: their rows are locked first, then the list's. Who finds fewer was given another's. */
export async function lockItems(tx: Tx, ids: readonly string[]): Promise<Subject[]> {
  const items = await tx
    .select(decided)
    .from(item)
    .where(isAmong(item.id, ids))
    .orderBy(asc(item.id))
    .for("update");
  const lists = await tx
    .select({ review: whole.review, campaign: whole.campaign })
    .from(review)
    .innerJoin(campaign, eq(campaign.id, review.campaignId))
    .where(isAmong(review.id, [...new Set(items.map((i) => i.reviewId))]))
    .orderBy(asc(review.id))
    .for("update", { of: review });
  const list = new Map(lists.map((l) => [l.review.id, l]));
  return items.flatMap((i) => {
    const of = list.get(i.reviewId);
    return of ? [{ item: i, ...of, reviewerId: i.reviewerId, blocked: blockedOf(i.blocked) }] : [];
  });
}

/** Written by the launch as "source/identity" or "person/id" → sentence. */
export function blockedOf(value: unknown): Record<string, string> {
  return value as Record<string, string>;
}

/** A person's own identity as "source/identity", null where none is bound. */
export async function identityOf(tx: Pick<Tx, "select">, personId: string): Promise<string | null> {
  const [who] = await tx.select().from(person).where(eq(person.id, personId));
  return who ? identityKey(who) : null;
}

/** What this person decided first on an item, null where they have not: of a blind item, before they saw its draft. */
export async function firstOf(
  tx: Pick<Tx, "select">,
  itemId: string,
  personId: string,
): Promise<Outcome | null> {
  const [first] = await tx
    .select({ outcome: decision.outcome })
    .from(decision)
    .where(and(eq(decision.itemId, itemId), eq(decision.personId, personId)))
    .orderBy(decision.n)
    .limit(1);
  return first?.outcome ?? null;
}

/** A person's words for `private_payload`, or nothing where nothing was written. An exception's reason is a rationale too. */
export function wordsOf(
  text: string | undefined,
  at: Date,
  exception?: Pick<ExceptionInput, "reason" | "control">,
): PrivateWords | undefined {
  const rationale = text || exception?.reason;
  if (!rationale) return undefined;
  const asked = exception ? { reason: exception.reason, control: exception.control } : {};
  return { id: uuid7(at.getTime()), payload: { rationale, ...asked } };
}

/** The frozen packet: our own canonical text, so of its type. */
export function packetOf(body: string | undefined): Packet {
  if (body === undefined) throw new Error("An item has no evidence packet.");
  return JSON.parse(body) as Packet;
}
