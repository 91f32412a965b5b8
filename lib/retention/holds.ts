import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { rows, type Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { person } from "@/db/schema/people";
import { legalHold } from "@/db/schema/retention";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { ownWords } from "@/lib/text/own-words";
import { reasonField } from "./schema";
import type { Words } from "./words-of";

/** Taken by a hold, a purge and an erasure: of two, one sees the other's end. */
export async function enterRetention(tx: Tx): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('countersign retention'))`);
}

/** Puts a hold on a campaign or a person: from now on nothing of it is purged or erased. */
export const placeHold = command({
  name: "retention.hold",
  permission: "retention.hold",
  input: z.object({
    campaign: z.uuid().optional(),
    person: z.uuid().optional(),
    reason: ownWords(reasonField),
  }),
  load: async (tx, input) => {
    await enterRetention(tx);
    if ((input.campaign === undefined) === (input.person === undefined))
      throw new AppError("invalid", "of-one", "A hold is on one campaign or on one person. Choose which.");
    const [found] = input.campaign
      ? await tx.select({ id: campaign.id }).from(campaign).where(eq(campaign.id, input.campaign))
      : await tx
          .select({ id: person.id })
          .from(person)
          .where(eq(person.id, input.person ?? ""));
    if (!found) throw new AppError("not_found", "held", "There is no such campaign or person.");
    return found;
  },
  run: async (tx, { input, actor, now }) => {
    const of = input.campaign
      ? eq(legalHold.campaignId, input.campaign)
      : eq(legalHold.personId, input.person ?? "");
    const [before] = await tx
      .select({ id: legalHold.id })
      .from(legalHold)
      .where(and(of, isNull(legalHold.liftedAt)));
    if (before)
      throw new AppError(
        "conflict",
        "held",
        "This is held already; one hold stops everything, and it is listed.",
      );
    const [id, reasonId] = [uuid7(now.getTime()), uuid7(now.getTime())];
    await tx.insert(legalHold).values({
      id,
      campaignId: input.campaign ?? null,
      personId: input.person ?? null,
      reasonId,
      placedBy: personOf(actor) ?? "",
      placedAt: now,
    });
    return {
      result: { hold: id },
      events: [
        {
          type: "hold.placed",
          words: { id: reasonId, payload: { reason: input.reason } },
          data: {
            hold: id,
            ...(input.campaign ? { held: input.campaign } : {}),
            ...(input.person ? { person: input.person } : {}),
          },
        },
      ],
    };
  },
});

/** Lifts a hold. What was past its time meanwhile goes at the next run. */
export const liftHold = command({
  name: "retention.lift",
  permission: "retention.hold",
  input: z.object({ hold: z.uuid(), reason: ownWords(reasonField) }),
  load: async (tx, input) => {
    await enterRetention(tx);
    const [found] = await tx.select().from(legalHold).where(eq(legalHold.id, input.hold)).for("update");
    if (!found) throw new AppError("not_found", "hold", "There is no such hold.");
    return found;
  },
  run: async (tx, { input, subject, actor, now }) => {
    if (subject.liftedAt) throw new AppError("conflict", "lifted", "This hold has been lifted already.");
    const liftedReasonId = uuid7(now.getTime());
    await tx
      .update(legalHold)
      .set({ liftedBy: personOf(actor) ?? "", liftedAt: now, liftedReasonId })
      .where(eq(legalHold.id, subject.id));
    return {
      result: { hold: subject.id },
      events: [
        {
          type: "hold.lifted",
          words: { id: liftedReasonId, payload: { reason: input.reason } },
          data: {
            hold: subject.id,
            ...(subject.campaignId ? { held: subject.campaignId } : {}),
            ...(subject.personId ? { person: subject.personId } : {}),
          },
        },
      ],
    };
  },
});

/**
 * Of an entry `e` of no campaign, the hold `h` that keeps its words: on whoever wrote them or whom the entry names; and any hold at
 * all on the reasons of holds and an auditor's notes, which are about campaigns.
 */
export const keepsWords = sql`(h.lifted_at IS NULL AND (h.person_id::text IN (e.actor_id,
    convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'person', convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'from',
    convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'to')
  OR e.type IN ('hold.placed', 'hold.lifted', 'workpaper.noted', 'reperformance.answered')))`;

/** Names of what is held of this person and of these words, their campaigns' or their own; empty where nothing stops. */
export async function heldAmong(tx: Tx, words: readonly Words[], personId: string): Promise<string[]> {
  const campaigns = JSON.stringify(words.flatMap((w) => (w.campaign ? [w.campaign] : [])));
  const others = JSON.stringify(words.flatMap((w) => (w.campaign ? [] : [w.commit])));
  const found = await rows<{ name: string }>(
    tx,
    sql`SELECT c.name FROM campaign c WHERE c.id::text IN (SELECT jsonb_array_elements_text(${campaigns}::jsonb)) AND campaign_held(c.id)
      UNION SELECT p.name FROM legal_hold h JOIN person p ON p.id = h.person_id WHERE h.person_id = ${personId} AND h.lifted_at IS NULL
      UNION SELECT coalesce(p.name, c.name) FROM audit_event e JOIN legal_hold h ON ${keepsWords}
        LEFT JOIN person p ON p.id = h.person_id LEFT JOIN campaign c ON c.id = h.campaign_id
        WHERE e.campaign_id IS NULL AND substr(convert_from(e.leaf, 'UTF8')::jsonb ->> 'commit', 8)
          IN (SELECT jsonb_array_elements_text(${others}::jsonb))
      ORDER BY 1`,
  );
  return found.map((f) => f.name);
}
