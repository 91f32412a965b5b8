import { sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import type { mail } from "@/db/schema/mail";
import { answerUntil, waitsForAnswer } from "@/lib/campaigns/sealing-sql";
import { chore } from "@/lib/chore";
import { dayIn } from "@/lib/clock";
import { env } from "@/lib/env";
import type { Reader } from "@/lib/query";
import type { Content } from "./letter";

/*
 * A closed campaign waits for a control owner to answer the figures on how it was reviewed. Those who may answer are told when it
 * begins to wait, and once more before it ends.
 */

/** Days before the end of the waiting at which a control owner is reminded. */
const remindedAt = 3;

/** Whoever may `oversight.respond`, over `person p`. */
const mayAnswer = sql`(p.kind = 'person' AND p.status = 'active'
  AND EXISTS (SELECT 1 FROM person_role r WHERE r.person_id = p.id AND r.role = 'control_owner'))`;

/**
 * Puts in the outbox what the clock makes due about campaigns whose seal waits: to each control owner a letter, then a reminder.
 * Each goes once; who was told after the reminder's day is not reminded. Marked campaigns send nothing.
 */
export const figuresDue = chore({
  name: "mail.figures_due",
  permission: "mail.send",
  input: z.object({}),
  load: async () => undefined,
  run: async (tx, { now }) => {
    const at = sql`${now.toISOString()}::timestamptz`;
    const made = await rows<{ id: string }>(
      tx,
      sql`WITH waiting AS (
          SELECT c.id AS campaign, ${answerUntil} - make_interval(days => ${remindedAt}) AS reminding, p.id AS owner,
            (SELECT m.created_at FROM mail m WHERE m.kind = 'figures' AND m.about = p.id AND m.campaign_id = c.id AND m.nth = 0) AS told
          FROM campaign c CROSS JOIN person p
          WHERE ${waitsForAnswer(now)} AND c.seed IS NULL AND ${mayAnswer} AND p.email IS NOT NULL
        )
        INSERT INTO mail (id, campaign_id, kind, about, nth, to_person_id, state, created_at, at)
        SELECT gen_random_uuid(), w.campaign, 'figures', w.owner, CASE WHEN w.told IS NULL THEN 0 ELSE ${remindedAt}::int END, w.owner,
          'queued', ${at}, ${at}
        FROM waiting w WHERE w.told IS NULL OR (w.told < w.reminding AND w.reminding <= ${at})
        ON CONFLICT DO NOTHING RETURNING id`,
    );
    return {
      result: made.length,
      jobs: made.map(({ id }) => ({ name: "mail.send" as const, data: { mail: id }, key: id })),
    };
  },
});

/** A letter about the figures, only while the seal still waits and only to somebody who may still answer. */
export async function figuresContent(
  reader: Reader,
  row: typeof mail.$inferSelect,
  now: Date,
): Promise<{ to: { name: string; address: string }; content: Content } | { dropped: string }> {
  const [found] = await rows<{ campaign: string; waits: boolean; until: string }>(
    reader,
    sql`SELECT c.name AS campaign, ${waitsForAnswer(now)} AS waits, ${iso(answerUntil)} AS until
      FROM campaign c WHERE c.id = ${row.campaignId}`,
  );
  if (!found?.waits) return { dropped: "The seal did not wait for an answer any more." };
  const [to] = await rows<{ name: string; address: string }>(
    reader,
    sql`SELECT p.name, p.email AS address FROM person p WHERE p.id = ${row.about} AND ${mayAnswer} AND p.email IS NOT NULL`,
  );
  if (!to) return { dropped: "They have no address, no access to Countersign, or no role of control owner." };
  return {
    to,
    content: {
      kind: "figures",
      name: to.name,
      campaign: found.campaign,
      until: dayIn(new Date(found.until), env().timeZone),
      again: row.nth > 0,
      url: `${env().url}/campaigns/${row.campaignId}/oversight`,
    },
  };
}
