import type { Share } from "./measure";
import { type Figures, type Why, whyNot } from "./schema";

export type Interval = {
  enough: true;
  n: number;
  estimate: number;
  interval: { lower: number; upper: number };
};
export type Missing = { enough: false; n: number; needed: number; why: Why };

const whole = (share: number) => Math.round(share * 100);

/** "Not enough data: a figure of one person needs at least 20; there are 7." */
export function missingWords({ n, needed, why }: Missing): string {
  const sentence = whyNot[why].replace(/\.$/, "");
  const counted = ["few_items", "few_answers", "few_reviewers"].includes(why) && needed > n;
  return `Not enough data: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}${counted ? `; there ${n === 1 ? "is" : "are"} ${n}` : ""}.`;
}

/** What the draft's pull says, in one sentence without a sign. */
export function deltaWords(d: Figures["delta"]): string {
  if (!d.enough) return missingWords(d);
  const [at, low, high] = [whole(d.estimate), whole(d.interval.lower), whole(d.interval.upper)];
  const shown = "Shown the draft first, reviewers ended up with what it says";
  if (low > 0) return `${shown} ${at} of 100 times more often; between ${low} and ${high}.`;
  if (high < 0) return `${shown} ${-at} of 100 times less often; between ${-high} and ${-low}.`;
  return `${shown} about as often as without it: the difference lies between ${sided(low)} and ${sided(high)} of 100, and none is possible.`;
}

const sided = (n: number) => (n < 0 ? `${-n} fewer` : `${n} more`);

/** "12 of 240 (5.0 %; 2.9 to 8.5)", or why there is no number. */
export function countWords(of: Share): string {
  if (!of.enough) return missingWords(of);
  const tenth = (x: number) => (x * 100).toFixed(1);
  return `${of.count.toLocaleString("en-GB")} of ${of.n.toLocaleString("en-GB")} (${tenth(of.estimate)} %; ${tenth(of.interval.lower)} to ${tenth(of.interval.upper)})`;
}

/** "0.61 (0.52 to 0.70)", or why there is no number. */
export function coefficientWords(of: Interval | Missing): string {
  if (!of.enough) return missingWords(of);
  return `${of.estimate.toFixed(2)} (${of.interval.lower.toFixed(2)} to ${of.interval.upper.toFixed(2)})`;
}

/** "47 of 100", or between what and what it lies. */
export function indexWords(of: {
  index: { enough: true; estimate: number } | { enough: false; atLeast: number; atMost: number };
}): string {
  return of.index.enough
    ? `${Math.round(of.index.estimate)} of 100`
    : `between ${Math.round(of.index.atLeast)} and ${Math.round(of.index.atMost)} of 100`;
}
