import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { item } from "@/db/schema/reviews";
import { settings } from "@/lib/campaigns/schema";
import { dayIn, now } from "@/lib/clock";
import { env } from "@/lib/env";
import { query } from "@/lib/query";
import { wordsIn } from "./exceptions";
import { activeMinutes, longestStreak, type Made, minutesLeft, repeatedWords, secondsByRisk } from "./pace";
import { loadReview } from "./queries";
import { outcome } from "./schema";
import { seenOf } from "./seen";
import { pseudonymIn, readTimingKey } from "./timings";

/** So many of the last decisions say what a person's pace is. */
const LAST = 500;

/** A person's own pace, for nobody but themselves. */
export const paceView = z.object({
  /** Of this list, from their own active seconds; null below five decisions. */
  minutesLeft: z.number().nullable(),
  today: z.object({ items: z.number(), minutes: z.number().nullable() }),
  /** The longest run of quick decisions alike of today, where one is long. */
  streak: z.object({ outcome, items: z.number(), seconds: z.number() }).nullable(),
  /** Words of theirs of today, as they are compared, and on how many items they stand. */
  words: z.array(z.object({ words: z.string(), items: z.number() })),
  /** Whom figures on how they review are told of. */
  seen: settings.shape.oversight.unwrap().shape.level,
});
export type PaceView = z.infer<typeof paceView>;

type Row = Omit<Made, "at"> & { item: string; at: string; payload: string | null };

export const pace = query({
  name: "reviews.pace",
  permission: "review.read",
  input: z.object({ review: z.uuid() }),
  output: paceView,
  load: (reader, input) => loadReview(reader, input.review),
  run: async (reader, { input, scope, subject }) => {
    const found = await rows<Row>(
      reader,
      sql`SELECT i.id AS item, d.outcome, coalesce(d.seconds, t.seconds) AS seconds, i.risk, d.batch_id::text AS batch, d.decided_at::text AS at, w.payload
        FROM (SELECT * FROM decision WHERE person_id = ${scope.personId ?? ""} AND seed IS NULL ORDER BY decided_at DESC LIMIT ${LAST}) d
        JOIN item i ON i.id = d.item_id
        LEFT JOIN timing t ON t.ref = ${pseudonymIn(await readTimingKey(reader), sql`d.id`)}
        LEFT JOIN private_payload w ON w.id = d.rationale_id
        ORDER BY d.decided_at, d.id`,
    );
    const made = found.map((f) => ({ ...f, at: new Date(f.at) }));
    const zone = env().timeZone;
    const day = dayIn(now(), zone);
    const today = made.filter((d) => dayIn(d.at, zone) === day);
    const open = { low: 0, high: 0, critical: 0 };
    const counts = await reader
      .select({ risk: item.risk, items: sql<number>`count(*)::int` })
      .from(item)
      .where(sql`${eq(item.reviewId, input.review)} AND ${item.state} = 'open'`)
      .groupBy(item.risk);
    for (const { risk, items } of counts) open[risk] = items;
    return {
      minutesLeft: minutesLeft(open, secondsByRisk(made)),
      today: { items: new Set(today.map((d) => d.item)).size, minutes: activeMinutes(today) },
      streak: longestStreak(today),
      words: repeatedWords(today.flatMap((d) => wordsIn(d.payload) ?? [])),
      seen: await seenOf(reader, subject),
    };
  },
});
