import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { challengeAnswers, challengeOutcome, SMALLEST_TEAM } from "@/lib/audit-log/challenges";
import { query } from "@/lib/query";

const count = z.number().int().nonnegative();
const told = z.object({ caught: count, missed: count, notKnown: count });

export const challengeTotals = z.object({
  /** Whether the campaign has any; then how many, and how many have an answer. */
  on: z.boolean(),
  challenges: count,
  answered: count,
  /** People who answered one, and from how many on they are told of together. */
  people: count,
  least: count,
  /** What became of them, by kind: only after the end, and only of a team that is large enough. */
  results: z.object({ planted: told, contrary: told, unanswered: count }).nullable(),
  ended: z.boolean(),
});
export type ChallengeTotals = z.infer<typeof challengeTotals>;

type Answered = { kind: "planted" | "contrary"; facts_say: "keep" | "remove"; answer: string; n: number };

/**
 * A campaign's challenge items, for whoever oversees: while it runs only how many, afterwards what the team made of them. Nothing
 * is ever told of one person.
 */
export const challengeResults = query({
  name: "campaigns.challenges",
  permission: "campaign.read",
  input: z.object({ id: z.uuid() }),
  output: challengeTotals,
  run: async (reader, { input }) => {
    const [found] = await rows<{
      challenges: number;
      answered: number;
      people: number;
      ended: boolean;
      on: boolean;
    }>(
      reader,
      sql`SELECT EXISTS (SELECT 1 FROM challenge_draw d WHERE d.campaign_id = ${input.id}) AS on,
        (SELECT count(*)::int FROM challenge WHERE campaign_id = ${input.id}) AS challenges,
        (SELECT count(*)::int FROM challenge_answer WHERE campaign_id = ${input.id}) AS answered,
        (SELECT count(DISTINCT person_id)::int FROM challenge_answer WHERE campaign_id = ${input.id}) AS people,
        EXISTS (SELECT 1 FROM campaign WHERE id = ${input.id} AND closed_at IS NOT NULL) AS ended`,
    );
    const counts = found ?? { challenges: 0, answered: 0, people: 0, ended: false, on: false };
    const tell = counts.ended && counts.people >= SMALLEST_TEAM;
    const answers = tell
      ? await rows<Answered>(
          reader,
          sql`SELECT c.kind, c.facts_say, a.answer, count(*)::int AS n FROM challenge_answer a
            JOIN challenge c ON c.id = a.challenge_id WHERE a.campaign_id = ${input.id} GROUP BY 1, 2, 3`,
        )
      : [];
    const sum = (kind: Answered["kind"]) => {
      const made = { caught: 0, missed: 0, notKnown: 0 };
      for (const each of answers) {
        const answer = challengeAnswers.find((a) => a === each.answer);
        if (each.kind !== kind || !answer) continue;
        const outcome = challengeOutcome(each.facts_say, answer);
        made[outcome === "not_known" ? "notKnown" : outcome] += each.n;
      }
      return made;
    };
    return {
      ...counts,
      least: SMALLEST_TEAM,
      results: tell
        ? {
            planted: sum("planted"),
            contrary: sum("contrary"),
            unanswered: counts.challenges - counts.answered,
          }
        : null,
    };
  },
});
