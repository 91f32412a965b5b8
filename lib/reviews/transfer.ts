import { and, eq, sql } from "drizzle-orm";
import { iso, rows, type Tx } from "@/db/client";
import { ownershipOffer } from "@/db/schema/ownership";
import { person } from "@/db/schema/people";
import type { AuditEvent } from "@/lib/audit-log/events";
import { AppError } from "@/lib/errors";
import { ownerJoins } from "@/lib/evidence/owner-sql";
import { uuid7 } from "@/lib/ids";
import type { NewOwner } from "./acts";
import { identityKey } from "./rules";

export type Offer = {
  source: number;
  identity: string;
  to: string;
  by: string;
  /** The words that ask, in `private_payload`: written with the log entry of the act. */
  reasonId: string;
  decision?: string;
  item?: string;
  campaign?: string;
};

/** Somebody who could be asked to answer for an identity. */
export async function candidateOf(tx: Pick<Tx, "select">, id: string): Promise<NewOwner | undefined> {
  const [who] = await tx.select().from(person).where(eq(person.id, id));
  return (
    who && {
      name: who.name,
      kind: who.kind,
      status: who.status,
      identity: identityKey(who),
    }
  );
}

/**
 * Asks somebody to answer for a non-human identity: one question at a time.
 * @throws AppError rule where somebody else has been asked and has not answered
 */
export async function offerOwnership(
  tx: Tx,
  offer: Offer,
  at: Date,
): Promise<{ id: string; event: AuditEvent }> {
  const id = uuid7(at.getTime());
  const made = await tx
    .insert(ownershipOffer)
    .values({
      id,
      sourceId: offer.source,
      identityId: offer.identity,
      decisionId: offer.decision ?? null,
      itemId: offer.item ?? null,
      toId: offer.to,
      byId: offer.by,
      reasonId: offer.reasonId,
      state: "offered",
      offeredAt: at,
    })
    // Of two who ask at once the index lets one through.
    .onConflictDoNothing()
    .returning({ id: ownershipOffer.id });
  if (made.length === 0) throw await askedAlready(tx, offer);
  return {
    id,
    event: {
      type: "ownership.offered",
      ...(offer.campaign ? { campaign: offer.campaign } : {}),
      ...(offer.item ? { item: offer.item } : {}),
      data: {
        offer: id,
        identity: `${offer.source}/${offer.identity}`,
        to: offer.to,
        ...(offer.decision ? { decision: offer.decision } : {}),
      },
    },
  };
}

async function askedAlready(tx: Tx, of: Offer): Promise<AppError> {
  const [waiting] = await tx
    .select({ name: person.name })
    .from(ownershipOffer)
    .innerJoin(person, eq(person.id, ownershipOffer.toId))
    .where(
      and(
        eq(ownershipOffer.sourceId, of.source),
        eq(ownershipOffer.identityId, of.identity),
        eq(ownershipOffer.state, "offered"),
      ),
    );
  return new AppError(
    "rule",
    "asked-already",
    `${waiting?.name ?? "Somebody"} has been asked to answer for this identity and has not answered yet. Wait for the answer, or have an administrator take the question back.`,
  );
}

/** Takes back what an item's earlier decision had asked, where it is not answered yet. */
export async function withdrawOffers(
  tx: Tx,
  of: { item: string; campaign: string },
  at: Date,
): Promise<AuditEvent[]> {
  const taken = await tx
    .update(ownershipOffer)
    .set({ state: "withdrawn", answeredAt: at })
    .where(and(eq(ownershipOffer.itemId, of.item), eq(ownershipOffer.state, "offered")))
    .returning({ id: ownershipOffer.id });
  return taken.map(({ id }) => ({
    type: "ownership.answered",
    campaign: of.campaign,
    item: of.item,
    data: { offer: id, answer: "withdrawn" },
  }));
}

export type Transfer = {
  state: "offered" | "accepted" | "declined" | "withdrawn";
  name: string;
  words: string | null;
  answeredAt: string | null;
};

/** What became of the transfer that was last asked for on an item: whom it names, and what they said. */
export async function lastTransfer(tx: Pick<Tx, "execute">, itemId: string): Promise<Transfer | null> {
  const [found] = await rows<Transfer>(
    tx,
    sql`SELECT o.state, p.name, w.payload::jsonb ->> 'rationale' AS words, ${iso(sql`o.answered_at`)} AS "answeredAt"
      FROM ownership_offer o JOIN person p ON p.id = o.to_id LEFT JOIN private_payload w ON w.id = o.answer_words_id
      WHERE o.item_id = ${itemId} ORDER BY o.offered_at DESC, o.id DESC LIMIT 1`,
  );
  return found ?? null;
}

/** Whether this person answers for the identity now. */
export async function answersFor(
  tx: Pick<Tx, "execute">,
  of: { identitySourceId: number | null; identityId: string | null },
  personId: string,
): Promise<boolean> {
  const [found] = await rows(
    tx,
    sql`SELECT 1 FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = ${of.identityId}
      ${ownerJoins} WHERE s.id = ${of.identitySourceId} AND owner.owner_person = ${personId}`,
  );
  return found !== undefined;
}
