import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { levelOf } from "@/lib/campaigns/oversight-level";
import { launchedWith, settings } from "@/lib/campaigns/schema";
import { AppError } from "@/lib/errors";
import { query } from "@/lib/query";
import { reasonsBy, reviewersOf } from "./conduct-sql";
import { nearDuplicates } from "./duplicates";
import { FEWEST } from "./measure";
import { figuresInput, type Level } from "./schema";
import { blindLeft, undecidedBlind } from "./undecided-blind";

/** So many of the reasons given most often are shown. */
const MOST = 10;

const repeatedReason = z.object({
  /** As it was given most often; null where it is told without names and no wording is that of five people. */
  words: z.string().nullable(),
  /** How often this, or nearly this, was given, and by how many. */
  times: z.number().int(),
  reviewers: z.number().int(),
  /** Who gave it, where the campaign's settings tell of all of them by name. */
  names: z.array(z.string()),
});
export type RepeatedReason = z.infer<typeof repeatedReason>;

type Given = { person: string; name: string; level: Level; words: string };

/**
 * The reasons that were given most often, as words. One that fewer than five people gave is told only where all of them are told of by
 * name: words can show whose they are. For the same reason a wording that fewer than five gave is told only there; of reasons that are
 * nearly the same, and in no wording of five people, the count is told. Nobody is in it whose level is off. Pure.
 */
export function repeatedReasons(given: readonly Given[]): RepeatedReason[] {
  const told = given.filter((g) => g.level !== "off");
  const groups = new Map<number, Given[]>();
  for (const [at, group] of nearDuplicates(told.map((g) => g.words)).entries()) {
    const one = told[at];
    if (group < 0 || !one) continue;
    const of = groups.get(group);
    if (of) of.push(one);
    else groups.set(group, [one]);
  }
  return [...groups.values()]
    .filter((of) => of.length > 1)
    .map((of) => {
      const people = new Map(of.map((g) => [g.person, g.name]));
      const named = of.every((g) => g.level === "named");
      return {
        words: mostGiven(of, named ? 1 : FEWEST.reviewers),
        times: of.length,
        reviewers: people.size,
        names: named ? [...people.values()].sort() : [],
        named,
      };
    })
    .filter((r) => r.named || r.reviewers >= FEWEST.reviewers)
    .sort((a, b) => b.times - a.times || ((a.words ?? "") < (b.words ?? "") ? -1 : 1))
    .slice(0, MOST)
    .map(({ named: _, ...reason }) => reason);
}

/** The wording given most often, of those that at least so many people gave; null where there is none. */
function mostGiven(of: readonly Given[], fewest: number): string | null {
  const by = new Map<string, { times: number; people: Set<string> }>();
  for (const { words, person } of of) {
    const given = by.get(words) ?? { times: 0, people: new Set<string>() };
    by.set(words, { times: given.times + 1, people: given.people.add(person) });
  }
  const [most] = [...by]
    .filter(([, given]) => given.people.size >= fewest)
    .sort(([a, m], [b, n]) => n.times - m.times || (a < b ? -1 : 1));
  return most?.[0] ?? null;
}

/**
 * The most repeated reasons of a campaign, as far as its settings tell them. Erased words are not among them.
 * @throws AppError not_found · rule: whoever asks has an item of it left to decide before the draft (I12)
 */
export const reasonsOf = query({
  name: "oversight.reasons",
  permission: "oversight.read",
  input: figuresInput,
  output: z.array(repeatedReason),
  consistent: true,
  run: async (reader, { input: { id }, scope }) => {
    const [campaign] = await rows<{ settings: unknown }>(
      reader,
      sql`SELECT c.settings FROM campaign c WHERE c.id = ${id}`,
    );
    if (!campaign) throw new AppError("not_found", "campaign", "There is no such campaign.");
    const left = await undecidedBlind(reader, id, scope.actor);
    if (left > 0) throw new AppError("rule", "blind-items-left", blindLeft(left));
    const { oversight } = settings.pick({ oversight: true }).strip().parse(launchedWith(campaign.settings));
    const who = new Map((await reviewersOf(reader, id)).map((r) => [r.person, r]));
    return repeatedReasons(
      (await reasonsBy(reader, id)).flatMap(({ person, reasons }) => {
        const one = who.get(person);
        if (!one) return [];
        const level = levelOf(oversight, one);
        return reasons.map((words) => ({ person, name: one.name, level, words }));
      }),
    );
  },
});
