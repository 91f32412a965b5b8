import { and, asc, eq, inArray, isNull, not, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { delegation } from "@/db/schema/delegations";
import { person } from "@/db/schema/people";
import { item, reassignment, review } from "@/db/schema/reviews";
import type { AuditEvent } from "@/lib/audit-log/events";
import { type Actor, personOf } from "@/lib/auth/actor";
import { dayIn, endOfDay } from "@/lib/clock";
import { command } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { atLeastOne } from "./deciding";
import { longestDelegation, neverOf, type StayReason, staysWhy, stayWords } from "./delegation";
import { actsFor, allowedIn, heldOf, settledBetween } from "./delegation-sql";
import { candidates, move } from "./hand-on";
import { dayAfter } from "./keeping";
import { identityKey } from "./rules";
import { delegateInput, endDelegationInput } from "./schema";
import { blockedOf, wordsOf } from "./subject";

const most = 20_000;

/** Lends open items of one's own to somebody until a day. What that person may not decide stays. */
export const delegate = command({
  name: "reviews.delegate",
  permission: "item.delegate",
  input: delegateInput,
  idempotent: true,
  load: async () => undefined,
  run: async (tx, { input, actor, now }) => {
    const me = personOf(actor) ?? "";
    const today = dayIn(now, env().timeZone);
    if (input.until <= today || input.until > dayAfter(today, longestDelegation))
      throw fault("until", `Choose a last day after today, and within ${longestDelegation} days.`);
    if (input.to === me) throw fault("to", "Choose somebody else than yourself.");
    const [who] = await tx.select().from(person).where(eq(person.id, input.to));
    if (who?.status !== "active" || (who.kind !== "person" && who.kind !== "simulated"))
      throw fault("to", "There is no such person who can sign in.");
    const list = await mine(tx, me, input);
    if (list.length === 0 || (input.items && list.length < new Set(input.items).size))
      throw new AppError(
        "not_found",
        "items",
        "There are no such open items of yours; somebody else may have them now.",
      );
    const ids = list.map((l) => l.item.id);
    const campaigns = [...new Set(list.map((l) => l.item.campaignId))];
    const allowed = await allowedIn(tx, campaigns, { from: me, to: input.to });
    const held = await heldOf(tx, ids);
    const identities = await actsFor(tx, input.to);
    const active = new Map<string, Awaited<ReturnType<typeof candidates>>[number]>();
    for (const id of campaigns) for (const c of await candidates(tx, [input.to], id)) active.set(id, c);
    const signed = await signedOffIn(tx, campaigns, input.to);
    const stays: StayReason[] = [];
    const lent = list.filter(({ item: i }) => {
      const to = active.get(i.campaignId);
      const why = to
        ? staysWhy(
            {
              blocked: neverOf(i, blockedOf(i.blocked)),
              subject: identityKey(i),
              held: new Set(held.get(i.id)),
              allowed: allowed.has(i.campaignId),
              signedOff: signed.has(i.campaignId),
            },
            to,
            identities,
          )
        : "not_allowed";
      if (why) stays.push(why);
      return why === null;
    });
    if (lent.length === 0)
      throw new AppError(
        "rule",
        "ineligible",
        `Nothing can be lent to ${who.name}. ${stayWords(stays) ?? ""}`.trim(),
      );
    const words = wordsOf(input.reason, now);
    if (!words) throw fault("reason", "Say why in a few words.");
    const id = uuid7(now.getTime());
    await tx.insert(delegation).values({
      id,
      fromId: me,
      toId: input.to,
      scope: input.items ? "items" : input.review ? "list" : "everything",
      until: input.until,
      endsAt: endOfDay(input.until, env().timeZone),
      reasonId: words.id,
      madeAt: now,
    });
    const [giver] = await tx.select({ name: person.name }).from(person).where(eq(person.id, me));
    const basis = `delegate of ${giver?.name ?? "the reviewer"} until ${input.until}`;
    await hand(tx, lent, {
      to: input.to,
      by: me,
      kind: "delegated",
      delegation: id,
      basis,
      reason: words.id,
      at: now,
    });
    const events = lent.map(
      ({ item: i }, n): AuditEvent => ({
        type: "item.delegated",
        campaign: i.campaignId,
        item: i.id,
        ...(n === 0 ? { words } : {}),
        data: { delegation: id, from: me, to: input.to, until: input.until },
      }),
    );
    return {
      result: {
        delegation: id,
        items: lent.length,
        name: who.name,
        stays: stays.length,
        told: stayWords(stays),
      },
      events: atLeastOne(events),
    };
  },
});

const fault = (field: string, sentence: string) =>
  new AppError("invalid", field, sentence, { [field]: sentence });

type Open = { item: typeof item.$inferSelect };

function mine(tx: Tx, me: string, input: z.output<typeof delegateInput>): Promise<Open[]> {
  return tx
    .select({ item })
    .from(item)
    .innerJoin(review, eq(review.id, item.reviewId))
    .innerJoin(campaign, eq(campaign.id, item.campaignId))
    .where(
      and(
        eq(item.reviewerId, me),
        eq(item.state, "open"),
        eq(campaign.status, "launched"),
        isNull(review.signedOffAt),
        input.items ? inArray(item.id, input.items) : undefined,
        input.review ? eq(item.reviewId, input.review) : undefined,
      ),
    )
    .orderBy(asc(item.id))
    .limit(most)
    .for("update", { of: item });
}

/** The campaigns among these in which this person has signed off. */
async function signedOffIn(tx: Tx, campaigns: readonly string[], who: string): Promise<Set<string>> {
  const found = await tx
    .select({ id: review.campaignId })
    .from(review)
    .where(
      and(
        inArray(review.campaignId, [...campaigns]),
        eq(review.reviewerId, who),
        sql`${review.signedOffAt} IS NOT NULL`,
      ),
    );
  return new Set(found.map((f) => f.id));
}

type Handing = {
  to: string;
  /** The person who does it, null for an automatic step. */
  by: string | null;
  kind: "delegated" | "returned" | "left";
  delegation: string | null;
  basis: string;
  reason: string | null;
  at: Date;
};

/** Moves open items, of any campaigns, to one person's lists and keeps that they were. Items are locked. */
export async function hand(tx: Tx, list: readonly Open[], how: Handing): Promise<void> {
  const moves = list.map(({ item: i }) => ({
    id: uuid7(how.at.getTime()),
    itemId: i.id,
    campaignId: i.campaignId,
    fromId: i.reviewerId,
    toId: how.to,
    byId: how.by,
    kind: how.kind,
    delegationId: how.delegation,
    reasonId: how.reason,
    at: how.at,
  }));
  for (let n = 0; n < moves.length; n += 1_000)
    await tx.insert(reassignment).values(moves.slice(n, n + 1_000));
  for (const id of [...new Set(list.map((l) => l.item.campaignId))].sort())
    await move(
      tx,
      id,
      list.filter((l) => l.item.campaignId === id).map(({ item: i }) => ({ id: i.id, reviewId: i.reviewId })),
      how.to,
      how.basis,
      how.at,
    );
}

/** Gives back what the delegate has not decided; what they handed on, or what cannot go back to a signed-off list, stays where it is. */
async function ending(tx: Tx, of: typeof delegation.$inferSelect, actor: Actor, now: Date) {
  if (of.endedAt) throw new AppError("conflict", "ended", "This delegation has ended already.");
  const list = await tx
    .select({ item })
    .from(item)
    .innerJoin(campaign, eq(campaign.id, item.campaignId))
    .where(
      and(
        eq(item.reviewerId, of.toId),
        eq(item.state, "open"),
        eq(campaign.status, "launched"),
        sql`(SELECT r.delegation_id FROM reassignment r WHERE r.item_id = ${item.id} ORDER BY r.at DESC, r.id DESC LIMIT 1) = ${of.id}`,
        not(settledBetween(item.campaignId, of.fromId, of.toId)),
      ),
    )
    .orderBy(asc(item.id))
    .limit(most)
    .for("update", { of: item });
  const basis = "returned at the end of a delegation";
  await hand(tx, list, {
    to: of.fromId,
    by: personOf(actor),
    kind: "returned",
    delegation: of.id,
    basis,
    reason: null,
    at: now,
  });
  await tx.update(delegation).set({ endedAt: now }).where(eq(delegation.id, of.id));
  const returned = list.map(
    ({ item: i }): AuditEvent => ({
      type: "item.returned",
      campaign: i.campaignId,
      item: i.id,
      data: { delegation: of.id, from: of.toId, to: of.fromId },
    }),
  );
  const ended: AuditEvent = {
    type: "delegation.ended",
    data: { delegation: of.id, from: of.fromId, to: of.toId, returned: list.length },
  };
  return { result: { delegation: of.id, returned: list.length }, events: [ended, ...returned] as const };
}

async function lockDelegation(tx: Tx, id: string) {
  const [found] = await tx.select().from(delegation).where(eq(delegation.id, id)).for("update");
  if (!found) throw new AppError("not_found", "delegation", "There is no such delegation of yours.");
  return { delegation: found, personId: found.fromId };
}

/** Ends a delegation before its day: whoever lent the items, or an administrator. */
export const endDelegation = command({
  name: "reviews.end_delegation",
  permission: "delegation.end",
  input: endDelegationInput,
  idempotent: true,
  load: (tx, input) => lockDelegation(tx, input.delegation),
  run: (tx, { subject, actor, now }) => ending(tx, subject.delegation, actor, now),
});

/** Ends a delegation whose last day is over. */
export const endDelegationDue = command({
  name: "reviews.end_delegation_due",
  permission: "delegation.end_due",
  input: z.object({ delegation: z.uuid() }),
  load: (tx, input) => lockDelegation(tx, input.delegation),
  run: async (tx, { subject, actor, now }) => {
    if (subject.delegation.endsAt > now)
      throw new AppError("rule", "not-due", "This delegation has not reached its last day.");
    return ending(tx, subject.delegation, actor, now);
  },
});
