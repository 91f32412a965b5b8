import { and, asc, eq, inArray, isNotNull, or, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { campaign, campaignIncompatible } from "@/db/schema/campaigns";
import { person } from "@/db/schema/people";
import { item, reassignment, review } from "@/db/schema/reviews";
import type { AuditEvent } from "@/lib/audit-log/events";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { blockedBeside } from "./delegation";
import { actsFor, neverNow } from "./delegation-sql";
import { placesOn } from "./places";
import { blockOf, type Candidate, identityKey, mayStillDecide, nextHolder } from "./rules";
import { abstainInput, reassignInput } from "./schema";
import { blockedOf, lockItem, wordsOf } from "./subject";

type Moving = { id: string; reviewId: string };

/**
 * Puts open items at the end of another person's list and moves the counters with them. Every list concerned is locked, in the
 * order of their ids: of two people who hand items to each other, one comes after the other.
 */
export async function move(
  tx: Tx,
  campaignId: string,
  list: readonly Moving[],
  to: string,
  basis: string,
  at: Date,
): Promise<void> {
  const ids = list.map((m) => m.id);
  await tx
    .insert(review)
    .values({ id: uuid7(at.getTime()), campaignId, reviewerId: to })
    .onConflictDoNothing();
  const froms = new Set(list.map((m) => m.reviewId));
  const locked = await tx
    .select()
    .from(review)
    .where(
      or(inArray(review.id, [...froms]), and(eq(review.campaignId, campaignId), eq(review.reviewerId, to))),
    )
    .orderBy(asc(review.id))
    .for("update");
  const target = locked.find((r) => r.reviewerId === to);
  if (!target) throw new Error("The review that was just made is not there.");
  if (target.signedOffAt)
    throw new AppError(
      "rule",
      "target-signed-off",
      "That person has signed their review off; choose somebody whose review is open.",
    );
  if (locked.some((r) => r.signedOffAt))
    throw new AppError("conflict", "signed-off", "This review was signed off meanwhile; nothing was moved.");
  for (const from of froms) {
    const count = list.filter((m) => m.reviewId === from).length;
    await tx
      .update(review)
      .set({ items: sql`${review.items} - ${count}` })
      .where(eq(review.id, from));
  }
  await tx
    .update(review)
    .set({ items: sql`${review.items} + ${ids.length}` })
    .where(eq(review.id, target.id));
  await tx.execute(sql`
    UPDATE item SET review_id = ${target.id}, reviewer_id = ${to}, reviewer_basis = ${basis},
      position = moved.position, subject_place = moved.subject_place, application_place = moved.application_place,
      alike_place = moved.alike_place
    FROM (${placesOn(target.id, ids)}) AS moved
    WHERE item.id = moved.id`);
}

/** "Don't know": says what is missing and hands the item to who may know; where nobody else may, it comes back once to who asked. */
export const abstain = command({
  name: "reviews.abstain",
  permission: "item.abstain",
  input: abstainInput,
  idempotent: true,
  load: (tx, input) => lockItem(tx, input.item, "item"),
  run: async (tx, { input, subject, actor, now }) => {
    mayStillDecide(subject.campaign, { signedOff: subject.review.signedOffAt !== null }, subject.item.state);
    if (subject.item.state === "decided")
      throw new AppError(
        "rule",
        "decided",
        "You have decided this item. Change the decision instead, or have it handed to somebody else.",
      );
    const before = await tx
      .select({ from: reassignment.fromId, kind: reassignment.kind })
      .from(reassignment)
      .where(eq(reassignment.itemId, input.item))
      .orderBy(asc(reassignment.at));
    const held = new Set([subject.item.reviewerId, ...before.map((b) => b.from)]);
    const owner = subject.item.applicationOwnerId;
    const ids = [
      ...(input.missing === "not_my_person" || !owner ? [] : [owner]),
      subject.campaign.fallbackId,
    ];
    // Whoever has signed off takes nothing more: the next of the chain is asked.
    const chain = await candidates(
      tx,
      await stillReviewing(tx, subject.campaign.id, ids),
      subject.campaign.id,
    );
    const asked = before.find((b) => b.kind === "dont_know")?.from;
    const never = await neverNow(tx, subject.item, subject.blocked);
    const onward = nextHolder(chain, held, never);
    // Nobody else to ask: it comes back, once, to whoever asked first.
    const back =
      !onward && asked !== undefined && asked !== subject.item.reviewerId && subject.item.returned === 0
        ? nextHolder(
            await candidates(tx, await stillReviewing(tx, subject.campaign.id, [asked]), subject.campaign.id),
            new Set(),
            never,
          )
        : undefined;
    const to = onward ?? back;
    if (!to)
      throw new AppError(
        "rule",
        "nobody-left",
        "Everybody who could answer this has had it already. Decide it on what is known, or leave it: at the end it is recorded as not reviewed.",
      );
    const words = wordsOf(input.words, now);
    await tx.insert(reassignment).values({
      id: uuid7(now.getTime()),
      itemId: input.item,
      campaignId: subject.campaign.id,
      fromId: subject.item.reviewerId,
      toId: to.personId,
      byId: personOf(actor) ?? "",
      kind: back ? "returned" : "dont_know",
      missing: input.missing,
      reasonId: words?.id ?? null,
      at: now,
    });
    if (back) await tx.update(item).set({ returned: 1 }).where(eq(item.id, input.item));
    const basis = back
      ? "returned, as nobody knew"
      : to.personId === owner
        ? "application owner, asked"
        : "named fallback, asked";
    await move(
      tx,
      subject.campaign.id,
      [{ id: input.item, reviewId: subject.review.id }],
      to.personId,
      basis,
      now,
    );
    const [name] = await tx.select({ name: person.name }).from(person).where(eq(person.id, to.personId));
    return {
      result: { to: to.personId, name: name?.name ?? "" },
      events: [
        {
          type: "item.abstained",
          campaign: subject.campaign.id,
          item: input.item,
          ...(words ? { words } : {}),
          data: { missing: input.missing, to: to.personId },
        },
      ],
    };
  },
});

/** These people, without those who have signed their review of the campaign off. */
async function stillReviewing(tx: Tx, campaignId: string, ids: readonly string[]): Promise<string[]> {
  const signed = await tx
    .select({ id: review.reviewerId })
    .from(review)
    .where(
      and(
        eq(review.campaignId, campaignId),
        inArray(review.reviewerId, [...ids]),
        isNotNull(review.signedOffAt),
      ),
    );
  return ids.filter((id) => !signed.some((s) => s.id === id));
}

/** In the given order; who may hold nothing of this campaign is not active here. */
export async function candidates(tx: Tx, ids: readonly string[], campaignId: string): Promise<Candidate[]> {
  const found = await tx
    .select({ person, no: campaignIncompatible.why })
    .from(person)
    .leftJoin(
      campaignIncompatible,
      and(eq(campaignIncompatible.personId, person.id), eq(campaignIncompatible.campaignId, campaignId)),
    )
    .where(inArray(person.id, [...ids]));
  return ids.flatMap((id) => {
    const f = found.find((p) => p.person.id === id);
    if (!f) return [];
    return [
      {
        personId: id,
        identity: identityKey(f.person),
        active: f.person.status === "active" && f.no === null,
      },
    ];
  });
}

/** Hands open items to somebody else, with a reason: one's own, or anybody's for an admin. All of them or none. */
export const reassign = command({
  name: "reviews.reassign",
  permission: "item.reassign",
  input: reassignInput,
  idempotent: true,
  load: async (tx, input) => {
    const which = input.review ? eq(item.reviewId, input.review) : inArray(item.id, input.items ?? []);
    const list = await tx
      .select({ item, review: { id: review.id, signedOffAt: review.signedOffAt } })
      .from(item)
      .innerJoin(review, eq(review.id, item.reviewId))
      .where(input.review ? and(which, eq(item.state, "open")) : which)
      .orderBy(asc(item.id))
      .limit(20_000)
      .for("update", { of: item });
    const first = list[0];
    if (!first || (input.items && list.length < new Set(input.items).size))
      throw new AppError(
        "not_found",
        "items",
        "There are no such open items; somebody else may have them now.",
      );
    const [c] = await tx.select().from(campaign).where(eq(campaign.id, first.item.campaignId));
    if (!c) throw new Error("An item has no campaign.");
    const reviewers = new Set(list.map((l) => l.item.reviewerId));
    // Several reviewers' items at once are an admin's to hand on: no one person is "the" reviewer then.
    return { list, campaign: c, reviewerId: reviewers.size === 1 ? first.item.reviewerId : "" };
  },
  run: async (tx, { input, subject, actor, now }) => {
    const { list, campaign: c } = subject;
    if (list.some((l) => l.item.campaignId !== c.id))
      throw new AppError("invalid", "campaigns", "Hand on the items of one campaign at a time.");
    for (const l of list) mayStillDecide(c, { signedOff: l.review.signedOffAt !== null }, l.item.state);
    const decided = list.filter((l) => l.item.state === "decided").length;
    if (decided > 0)
      throw new AppError(
        "rule",
        "decided",
        `${decided} of these items are decided; only open items can be handed on.`,
      );
    const [to] = await candidates(tx, [input.to], c.id);
    const [who] = await tx.select().from(person).where(eq(person.id, input.to));
    if (!to || !who || who.kind === "operator")
      throw new AppError("invalid", "to", "There is no such person to hand this to.", {
        to: "Choose a person.",
      });
    if (!to.active)
      throw new AppError(
        "rule",
        "ineligible",
        `${who.name} cannot review in this campaign: they built it, or their access to Countersign has ended.`,
      );
    const acting = await actsFor(tx, input.to);
    const own = list.filter(
      ({ item: i }) =>
        blockOf(blockedBeside({ item: i, blocked: blockedOf(i.blocked) }, to, acting), to) !== undefined,
    ).length;
    if (own > 0)
      throw new AppError(
        "rule",
        "ineligible",
        `${who.name} may not decide ${own} of these ${list.length} items: it is their own access, they gave it, or they act for whoever holds it. Hand those to somebody else.`,
      );
    const back = await rows<{ n: number }>(
      tx,
      sql`SELECT count(*)::int AS n FROM reassignment WHERE to_id <> from_id AND from_id = ${input.to} AND ${inArray(
        reassignment.itemId,
        list.map((l) => l.item.id),
      )}`,
    );
    if ((back[0]?.n ?? 0) > 0)
      throw new AppError(
        "rule",
        "ping-pong",
        `${who.name} has already handed some of these on; choose somebody who has not had them.`,
      );
    if (list.some((l) => l.item.reviewerId === input.to))
      throw new AppError("rule", "same", `${who.name} has these items already.`);
    const words = wordsOf(input.reason, now);
    const batch = uuid7(now.getTime());
    const moves = list.map((l) => ({
      id: uuid7(now.getTime()),
      itemId: l.item.id,
      campaignId: c.id,
      fromId: l.item.reviewerId,
      toId: input.to,
      byId: personOf(actor) ?? "",
      kind: "reassigned" as const,
      reasonId: words?.id ?? null,
      at: now,
    }));
    for (let i = 0; i < moves.length; i += 1_000)
      await tx.insert(reassignment).values(moves.slice(i, i + 1_000));
    const by =
      personOf(actor) === list[0]?.item.reviewerId
        ? "handed on by the reviewer"
        : "reassigned by an administrator";
    await move(
      tx,
      c.id,
      list.map((l) => ({ id: l.item.id, reviewId: l.item.reviewId })),
      input.to,
      by,
      now,
    );
    const [firstEvent, ...others] = moves.map(
      (m, i): AuditEvent => ({
        type: "item.reassigned",
        campaign: c.id,
        item: m.itemId,
        ...(words && i === 0 ? { words } : {}),
        data: { from: m.fromId, to: m.toId, batch },
      }),
    );
    if (!firstEvent) throw new Error("Nothing was moved.");
    return { result: { items: list.length, to: input.to, name: who.name }, events: [firstEvent, ...others] };
  },
});
