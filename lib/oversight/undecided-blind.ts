import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { type Actor, personOf } from "@/lib/auth/actor";
import type { Reader } from "@/lib/query";

/**
 * How many items this person still has to decide here before their draft. Figures on a campaign tell what drafts said, so whoever
 * has such an item is given none until it is decided (I12).
 */
export async function undecidedBlind(reader: Reader, campaign: string, actor: Actor): Promise<number> {
  const person = personOf(actor);
  if (!person) return 0;
  const [found] = await rows<{ n: number }>(
    reader,
    sql`SELECT count(*)::int AS n FROM item i WHERE i.campaign_id = ${campaign} AND i.reviewer_id = ${person}::uuid
      AND i.arm = 'blind' AND i.state = 'open'`,
  );
  return found?.n ?? 0;
}

/** Why there are no figures for somebody who has so many of them left. */
export const blindLeft = (n: number): string =>
  `You review in this campaign and have ${n} ${n === 1 ? "item" : "items"} left to decide before the draft; these figures open when ${n === 1 ? "it is" : "they are"} decided.`;
