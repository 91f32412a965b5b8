import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows, type Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import type { Ctx } from "@/lib/auth/actor";
import { command, execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { revealArms, toReveal } from "./arms-secret";
import { challengesToReveal, revealChallenges } from "./challenge-secret";
import { lockCampaign } from "./commands";
import { type Answer, maySeal, unansweredOf } from "./rules";
import { answerDays, answerUntil, isAnswerable, isAnswered } from "./sealing-sql";

/** Waits until no transaction has an entry of this campaign on its way, and keeps others from making one. */
export async function lockEntries(tx: Tx, id: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`campaign ${id}`}, 0))`);
}

/** What is known of a control owner's answer to a closed campaign's figures. */
async function answerOf(tx: Tx, id: string): Promise<Answer> {
  const [found] = await rows<Omit<Answer, "until"> & { until: string }>(
    tx,
    sql`SELECT ${isAnswered} AS answered, ${isAnswerable} AS answerable, ${answerDays} AS days, ${iso(answerUntil)} AS until
      FROM campaign c WHERE c.id = ${id}`,
  );
  if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
  return { ...found, until: new Date(found.until) };
}

/**
 * Seals an ended campaign: the count of its entries and the last one's leaf hash, in the order in which the log has or will
 * have them. A closed one once a control owner has answered its figures, or nobody did in time; then the entry says so.
 */
export const seal = command({
  name: "campaigns.seal",
  permission: "campaign.seal",
  input: z.object({ id: z.uuid() }),
  load: async (tx, input) => {
    await lockEntries(tx, input.id);
    return lockCampaign(tx, input.id);
  },
  run: async (tx, { subject, now }) => {
    maySeal(subject);
    const closed = subject.status === "closed";
    const unanswered = closed ? unansweredOf(subject, await answerOf(tx, subject.id), now) : null;
    if ((await toReveal(tx, subject.id)) || (await challengesToReveal(tx, subject.id)))
      throw new AppError(
        "conflict",
        "not-revealed",
        `${subject.name} has not said yet how it drew its lots.`,
      );
    const [count] = await rows<{ n: number }>(
      tx,
      sql`SELECT count(*)::int AS n FROM audit_event WHERE campaign_id = ${subject.id}`,
    );
    const [last] = await rows<{ hash: string }>(
      tx,
      sql`SELECT encode(e.leaf_hash, 'hex') AS hash FROM audit_event e LEFT JOIN log_leaf l ON l.event_id = e.id
        WHERE e.campaign_id = ${subject.id} ORDER BY l.idx DESC NULLS FIRST, e.id DESC LIMIT 1`,
    );
    if (!count || !last) throw new Error("An ended campaign has no entry in the log.");
    await tx
      .update(campaign)
      .set({ status: closed ? "sealed" : "cancelled", sealedAt: now })
      .where(eq(campaign.id, subject.id));
    return {
      result: { campaign: subject.id, events: count.n },
      events: [
        {
          type: "campaign.sealed",
          campaign: subject.id,
          data: { events: count.n, last: `sha256:${last.hash}`, ...(unanswered ? { unanswered } : {}) },
        },
      ],
    };
  },
});

const closer = (ctx: Ctx): Ctx => ({ actor: { kind: "system", name: "close" }, requestId: ctx.requestId });

/**
 * Says how lots were drawn, where they were, then seals, unless a control owner's answer is still waited for. A repeated request
 * finds any of it done already.
 * @returns whether this call sealed it
 */
export async function sealIfReady(ctx: Ctx, id: string): Promise<boolean> {
  await unless(["nothing-to-reveal", "sealed"], execute(closer(ctx), revealArms, { id }));
  await unless(["nothing-to-reveal", "sealed"], execute(closer(ctx), revealChallenges, { id }));
  return unless(["sealed", "awaits-answer"], execute(closer(ctx), seal, { id }));
}

async function unless(slugs: readonly string[], done: Promise<unknown>): Promise<boolean> {
  try {
    await done;
    return true;
  } catch (error) {
    if (error instanceof AppError && slugs.includes(error.slug)) return false;
    throw error;
  }
}
