import { z } from "zod";
import { shareOf } from "./intervals";
import { FEWEST, type Share, share, type Why } from "./measure";
import { mixtureOf, type Timed } from "./mixture";

/** Active seconds, how often, on one kind of item. */
export type TimedType = Timed & { type: string };

export const threshold = z.object({
  type: z.string(),
  n: z.number().int(),
  median: z.number(),
  /** What takes fewer seconds counts as hasty. */
  seconds: z.number(),
  by: z.enum(["mixture", "tenth_of_median", "floor"]),
});
export type Threshold = z.infer<typeof threshold>;

const FLOOR = 2;
const NORMATIVE = 0.1;
/** Fewest times of a type that a mixture is fitted to. */
const FITTED_FROM = 200;

/**
 * From how many seconds on a decision shows effort, for each type of item: 10 % of the type's median (NT10, Wise & Ma 2012), from
 * 200 times on the dip between two lognormals where they are separable (`mixtureOf`), never less than 2 seconds.
 */
export function thresholdsOf(times: readonly TimedType[]): Threshold[] {
  const types = new Map<string, Timed[]>();
  for (const t of times) {
    if (t.n <= 0) continue;
    const of = types.get(t.type);
    if (of) of.push(t);
    else types.set(t.type, [t]);
  }
  return [...types]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, of]) => {
      const n = of.reduce((all, t) => all + t.n, 0);
      const median = medianOf(of, n);
      const fitted = n >= FITTED_FROM ? mixtureOf(of) : undefined;
      const found = fitted?.threshold ?? NORMATIVE * median;
      const by = found < FLOOR ? "floor" : fitted ? "mixture" : "tenth_of_median";
      return { type, n, median, seconds: Math.max(FLOOR, found), by };
    });
}

function medianOf(times: readonly Timed[], n: number): number {
  const sorted = [...times].sort((a, b) => a.seconds - b.seconds);
  const at = (rank: number) => {
    let seen = 0;
    for (const t of sorted) {
      seen += t.n;
      if (seen >= rank) return t.seconds;
    }
    return sorted.at(-1)?.seconds ?? 0;
  };
  return (at(Math.floor((n + 1) / 2)) + at(Math.ceil((n + 1) / 2))) / 2;
}

/** Whether a time is below its type's threshold; of a type without one, below the floor. */
export function hasty(thresholds: readonly Threshold[]): (type: string, seconds: number) => boolean {
  const of = new Map(thresholds.map((t) => [t.type, t.seconds]));
  return (type, seconds) => seconds < (of.get(type) ?? FLOOR);
}

export const pace = z.object({
  /** Response-time effort (Wise & Kong 2005): the share of decisions that took at least their type's threshold. */
  effort: share,
  /** The rest of them. */
  fast: share,
  median: z.number().nullable(),
});
export type Pace = z.infer<typeof pace>;

/**
 * Response-time effort of these decisions against thresholds that were set over all of a campaign.
 * @param least fewest to give it for
 */
export function paceOf(
  times: readonly TimedType[],
  thresholds: readonly Threshold[],
  least: { needed: number; why: Why } = { needed: 1, why: "not_collected" },
): Pace {
  const isHasty = hasty(thresholds);
  let [n, fast] = [0, 0];
  for (const t of times) {
    n += t.n;
    if (isHasty(t.type, t.seconds)) fast += t.n;
  }
  const of = (count: number): Share =>
    n === 0
      ? { enough: false, n: 0, needed: Math.max(1, least.needed), why: "not_collected" }
      : shareOf({ count, n }, least);
  return {
    effort: of(n - fast),
    fast: of(fast),
    median: n >= least.needed && n > 0 ? medianOf(times, n) : null,
  };
}

/** Of one person. */
export const ofAPerson = { needed: FEWEST.person, why: "few_answers" } as const;

/** The longest run of decisions in a row, in the order they were made, that are the same and all hasty; 0 where none is. */
export function longestStreak(decisions: Iterable<{ outcome: string; hasty: boolean }>): number {
  let [longest, run] = [0, 0];
  let last: string | undefined;
  for (const d of decisions) {
    run = d.hasty ? (d.outcome === last ? run + 1 : 1) : 0;
    last = d.hasty ? d.outcome : undefined;
    longest = Math.max(longest, run);
  }
  return longest;
}
