/**
 * A reviewer's own pace, for themselves: from their own active seconds, and never a timer. Pure. Nothing of it is shown to
 * anybody else, and nothing waits for it.
 */
import { plainOf } from "./meaning";
import type { Outcome } from "./schema";

export type Risk = "low" | "high" | "critical";

/** One decision of theirs; `seconds` is null where nobody counted, and of a batch those of the whole act. */
export type Made = {
  outcome: Outcome;
  seconds: number | null;
  risk: Risk;
  batch: string | null;
  at: Date;
};

/** Of fewer decisions nothing is said of a pace. */
const ENOUGH = 5;
/** Decisions that follow each other within so many seconds are quick. */
const QUICK = 5;
/** Nobody looks at an item in fewer seconds: what is open is never said to take less. */
const LEAST = 5;
/** From so many alike on, a word is said. */
const LONG = 10;

/** Median active seconds of one decision by risk, at least five; where a risk has too few, that of all. Null where all are too few. */
export function secondsByRisk(made: readonly Made[]): Record<Risk, number> | null {
  const counted = made.flatMap((d) =>
    d.batch === null && d.seconds !== null ? [{ risk: d.risk, seconds: d.seconds }] : [],
  );
  if (counted.length < ENOUGH) return null;
  const typical = (seconds: readonly number[]) => Math.max(LEAST, median(seconds));
  const all = typical(counted.map((d) => d.seconds));
  const of = (risk: Risk) => {
    const own = counted.filter((d) => d.risk === risk).map((d) => d.seconds);
    return own.length < ENOUGH ? all : typical(own);
  };
  return { low: of("low"), high: of("high"), critical: of("critical") };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const [upper = 0, lower = 0] = [sorted[half], sorted[sorted.length % 2 === 0 ? half - 1 : half]];
  return (upper + lower) / 2;
}

/** Whole minutes that what is open takes at this pace, at least one; null where there is no pace or nothing is open. */
export function minutesLeft(open: Record<Risk, number>, seconds: Record<Risk, number> | null): number | null {
  if (seconds === null || open.low + open.high + open.critical === 0) return null;
  const all = open.low * seconds.low + open.high * seconds.high + open.critical * seconds.critical;
  return Math.max(1, Math.round(all / 60));
}

/** Active minutes of these decisions, each act counted once; null where nobody counted. */
export function activeMinutes(made: readonly Made[]): number | null {
  const acts = new Map<string | number, number>();
  for (const [n, d] of made.entries()) if (d.seconds !== null) acts.set(d.batch ?? n, d.seconds);
  if (acts.size === 0) return null;
  return Math.round([...acts.values()].reduce((a, b) => a + b, 0) / 60);
}

export type Streak = { outcome: Outcome; items: number; seconds: number };

/**
 * The longest run of decisions alike that follow each other within seconds, each on its own; null where none is long. What was
 * decided in one act together is one act, and ends a run.
 * @param made in the order in which they were made
 */
export function longestStreak(made: readonly Made[]): Streak | null {
  const runs: { outcome: Outcome | null; items: number; since: number; last: number }[] = [];
  for (const d of made) {
    const at = d.at.getTime();
    const run = runs.at(-1);
    if (d.batch !== null) runs.push({ outcome: null, items: 0, since: at, last: at });
    else if (run?.outcome === d.outcome && at - run.last <= QUICK * 1_000) {
      run.items += 1;
      run.last = at;
    } else runs.push({ outcome: d.outcome, items: 1, since: at, last: at });
  }
  const [longest] = runs.sort((a, b) => b.items - a.items);
  if (!longest?.outcome || longest.items < LONG) return null;
  const { outcome, items, since, last } = longest;
  return { outcome, items, seconds: Math.max(1, Math.round((last - since) / 1_000)) };
}

/** On how many items the same words stand, for words that stand on more than one; as they are compared. */
export function repeatedWords(words: readonly string[]): { words: string; items: number }[] {
  const counts = new Map<string, number>();
  for (const text of words) {
    const plain = plainOf(text);
    if (plain !== "") counts.set(plain, (counts.get(plain) ?? 0) + 1);
  }
  return [...counts].map(([plain, items]) => ({ words: plain, items }));
}

const NAMES: Record<Outcome, string> = {
  certify: "keeps",
  certify_until: "keeps until a day",
  revoke: "removals",
  modify: "changes",
};
const NUMBERS = [
  "Ten",
  "Eleven",
  "Twelve",
  "Thirteen",
  "Fourteen",
  "Fifteen",
  "Sixteen",
  "Seventeen",
  "Eighteen",
];

/** "Fourteen removals in a row within 40 seconds. Take a breath; nothing is lost by stopping here." */
export function streakWords({ outcome, items, seconds }: Streak): string {
  const count = NUMBERS[items - LONG] ?? String(items);
  return `${count} ${NAMES[outcome]} in a row within ${seconds} seconds. Take a breath; nothing is lost by stopping here.`;
}

/** A gentle line before the same words are recorded once more; null where they were not used today. */
export function repeatedAdvice(
  words: string,
  used: readonly { words: string; items: number }[],
): string | null {
  const plain = plainOf(words);
  const items = used.find((u) => u.words === plain)?.items ?? 0;
  if (items === 0) return null;
  return `The same words as on ${items === 1 ? "one other item" : `${items} other items`} today. Say what is particular here, if there is anything.`;
}
