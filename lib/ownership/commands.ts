import { eq, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { ownershipOffer } from "@/db/schema/ownership";
import { item, review } from "@/db/schema/reviews";
import type { AuditEvent } from "@/lib/audit-log/events";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { machineKinds, ownerJoins } from "@/lib/evidence/owner-sql";
import { uuid7 } from "@/lib/ids";
import { reopen } from "@/lib/reviews/reopen";
import { candidateOf, offerOwnership } from "@/lib/reviews/transfer";
import { mayBeAsked, mustBeOpen } from "./rules";
import { answerInput, offerInput, withdrawInput } from "./schema";

/** A non-human identity in force, with who answers for it now. */
async function identityIn(
  tx: Tx,
  source: number,
  id: string,
): Promise<{ name: string; owner: string | null }> {
  const [found] = await rows<{ name: string; owner: string | null }>(
    tx,
    sql`SELECT coalesce(i.name, i.id) AS name, owner.owner_person AS owner
      FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = ${id}
        AND i.kind IN ${machineKinds}
      ${ownerJoins} WHERE s.id = ${source}`,
  );
  if (!found)
    throw new AppError("not_found", "identity", "There is no such service, workload or agent in force.");
  return found;
}

/** Asks a person to answer for a non-human identity. They do once they have said yes. */
export const offer = command({
  name: "ownership.offer",
  permission: "ownership.offer",
  input: offerInput,
  idempotent: true,
  load: (tx, input) => identityIn(tx, input.source, input.id),
  run: async (tx, { input, subject, actor, now }) => {
    const who = await candidateOf(tx, input.to);
    mayBeAsked(who, `${input.source}/${input.id}`, subject.owner, input.to);
    const words = { id: uuid7(now.getTime()), payload: { rationale: input.reason } };
    const made = await offerOwnership(
      tx,
      {
        source: input.source,
        identity: input.id,
        to: input.to,
        by: personOf(actor) ?? "",
        reasonId: words.id,
      },
      now,
    );
    return {
      result: { offer: made.id, to: who?.name ?? "", identity: subject.name },
      events: [{ ...made.event, words }],
    };
  },
});

/** The offer with its item, where it has one, locked before it: deciding takes them in the same order. */
async function lockOffer(tx: Tx, id: string) {
  const [seen] = await tx
    .select({ itemId: ownershipOffer.itemId })
    .from(ownershipOffer)
    .where(eq(ownershipOffer.id, id));
  const [held] = seen?.itemId
    ? await tx
        .select({ item, review, status: campaign.status })
        .from(item)
        .innerJoin(review, eq(review.id, item.reviewId))
        .innerJoin(campaign, eq(campaign.id, item.campaignId))
        .where(eq(item.id, seen.itemId))
        .for("update", { of: item })
    : [];
  const [found] = await tx.select().from(ownershipOffer).where(eq(ownershipOffer.id, id)).for("update");
  if (!found) throw new AppError("not_found", "offer", "There is no such question to you.");
  return { offer: found, held, ownerId: found.toId };
}

/** Takes an unanswered question back. */
export const withdraw = command({
  name: "ownership.withdraw",
  permission: "ownership.offer",
  input: withdrawInput,
  idempotent: true,
  load: (tx, input) => lockOffer(tx, input.offer),
  run: async (tx, { subject, now }) => {
    mustBeOpen(subject.offer.state);
    await tx
      .update(ownershipOffer)
      .set({ state: "withdrawn", answeredAt: now })
      .where(eq(ownershipOffer.id, subject.offer.id));
    return {
      result: { offer: subject.offer.id, state: "withdrawn" as const },
      events: [answered(subject, "withdrawn"), ...(await backToReviewer(tx, subject, now))],
    };
  },
});

type Held = Awaited<ReturnType<typeof lockOffer>>;

const answered = ({ offer: o, held }: Held, answer: "accepted" | "declined" | "withdrawn"): AuditEvent => ({
  type: "ownership.answered",
  ...(held ? { campaign: held.item.campaignId, item: held.item.id } : {}),
  data: { offer: o.id, answer },
});

/** Whether the item still stands on the transfer that asked. */
const rests = ({ offer: o, held }: Held) =>
  held !== undefined &&
  held.status === "launched" &&
  held.item.state === "decided" &&
  held.item.decisionId === o.decisionId;

/** The transfer came to nothing: the item is its reviewer's again. */
async function backToReviewer(tx: Tx, subject: Held, at: Date): Promise<AuditEvent[]> {
  return subject.held && rests(subject) ? reopen(tx, subject.held, at) : [];
}

/**
 * The asked person's answer. Yes makes them who answers for it; no, with words, leaves things as they were, and an item
 * that waited for it goes back to its reviewer.
 */
export const answer = command({
  name: "ownership.answer",
  permission: "ownership.answer",
  input: answerInput,
  idempotent: true,
  load: (tx, input) => lockOffer(tx, input.offer),
  run: async (tx, { input, subject, now }) => {
    mustBeOpen(subject.offer.state);
    const accepts = input.answer === "accept";
    const words = input.words ? { id: uuid7(now.getTime()), payload: { rationale: input.words } } : undefined;
    await tx
      .update(ownershipOffer)
      .set({ state: accepts ? "accepted" : "declined", answeredAt: now, answerWordsId: words?.id ?? null })
      .where(eq(ownershipOffer.id, subject.offer.id));
    const said = { ...answered(subject, accepts ? "accepted" : "declined"), ...(words ? { words } : {}) };
    const result = {
      offer: subject.offer.id,
      state: accepts ? ("accepted" as const) : ("declined" as const),
    };
    if (!accepts) return { result, events: [said, ...(await backToReviewer(tx, subject, now))] };
    if (!subject.held || !rests(subject)) return { result, events: [said] };
    await tx.update(item).set({ waiting: null }).where(eq(item.id, subject.held.item.id));
    return {
      result,
      events: [said],
      jobs: [
        {
          name: "remediation.request",
          data: { campaign: subject.held.item.campaignId, review: subject.held.review.id },
        },
      ],
    };
  },
});
