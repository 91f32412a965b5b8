import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows, type Tx } from "@/db/client";
import { challengeSecret } from "@/db/schema/challenges";
import { toHex } from "@/lib/audit-log/bytes";
import { logKey } from "@/lib/audit-log/key";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { sealed, unsealed } from "./arms-secret";
import { lockCampaign } from "./commands";
import { maySeal } from "./rules";

const secretKey = async (tx: Tx) => (await logKey(tx)).derive("countersign challenges 1");

/** Keeps the secret of a campaign's challenge items so that nobody reads it before its end, an administrator of the database included. */
export async function sealChallenges(tx: Tx, campaign: string, secret: Uint8Array): Promise<void> {
  await tx
    .insert(challengeSecret)
    .values({ campaignId: campaign, sealed: sealed(await secretKey(tx), campaign, secret) });
}

/** Whether a campaign had challenge items and has not said yet how they were drawn: it is sealed only afterwards. */
export async function challengesToReveal(tx: Pick<Tx, "execute">, campaign: string): Promise<boolean> {
  const [found] = await rows(
    tx,
    sql`SELECT 1 FROM challenge_draw d WHERE d.campaign_id = ${campaign} AND NOT EXISTS (SELECT 1 FROM audit_event e
      WHERE e.campaign_id = d.campaign_id AND e.type = 'challenge.revealed')`,
  );
  return found !== undefined;
}

/** Says the secret of an ended campaign's challenge items in the log, once, so that anybody can draw again and compare. */
export const revealChallenges = command({
  name: "campaigns.reveal_challenges",
  permission: "campaign.seal",
  input: z.object({ id: z.uuid() }),
  load: (tx, input) => lockCampaign(tx, input.id),
  run: async (tx, { subject }) => {
    maySeal(subject);
    const [held] = await tx.select().from(challengeSecret).where(eq(challengeSecret.campaignId, subject.id));
    if (!held || !(await challengesToReveal(tx, subject.id)))
      throw new AppError(
        "rule",
        "nothing-to-reveal",
        `${subject.name} has no challenge items that are still to be told.`,
      );
    const [count] = await rows<{ challenges: number; answered: number }>(
      tx,
      sql`SELECT (SELECT count(*)::int FROM challenge WHERE campaign_id = ${subject.id}) AS challenges,
        (SELECT count(*)::int FROM challenge_answer WHERE campaign_id = ${subject.id}) AS answered`,
    );
    const secret = unsealed(await secretKey(tx), subject.id, held.sealed);
    return {
      result: { campaign: subject.id },
      events: [
        {
          type: "challenge.revealed",
          campaign: subject.id,
          data: { secret: toHex(secret), challenges: count?.challenges ?? 0, answered: count?.answered ?? 0 },
        },
      ],
    };
  },
});
