import type { Interval, Share, Why } from "./measure";
import { tooFew } from "./measure";

/** The 97.5 % point of the normal distribution: two-sided 95 %. */
export const Z95 = 1.959963984540054;

/** So many of so many. */
export type Counted = { count: number; n: number };

/**
 * Wilson's score interval of a proportion without continuity correction (Wilson 1927; Newcombe 1998, Statistics in Medicine
 * 17:857–872, method 3):
 *
 *     (2np + z² ± z √(z² + 4np(1 − p))) / (2(n + z²))
 *
 * @param z 0 gives the proportion itself
 * @throws RangeError where the count is not one of 0 … n, or n is not above 0
 */
export function wilson({ count, n }: Counted, z = Z95): Interval {
  if (!(n > 0) || !(count >= 0) || count > n)
    throw new RangeError(`${count} of ${n} is not a proportion; count from 0 to n, and n above 0.`);
  const p = count / n;
  const middle = 2 * count + z * z;
  const reach = z * Math.sqrt(z * z + 4 * count * (1 - p));
  const over = 2 * (n + z * z);
  return {
    lower: count === 0 ? 0 : (middle - reach) / over,
    upper: count === n ? 1 : (middle + reach) / over,
  };
}

/**
 * Newcombe's hybrid score interval of a difference of two independent proportions, first − second (Newcombe 1998, Statistics
 * in Medicine 17:873–890, method 10). With l and u the Wilson limits of each:
 *
 *     d − √((p₁ − l₁)² + (u₂ − p₂)²)  to  d + √((u₁ − p₁)² + (p₂ − l₂)²)
 */
export function newcombe(first: Counted, second: Counted, z = Z95): Interval {
  const [one, two] = [wilson(first, z), wilson(second, z)];
  const [p1, p2] = [first.count / first.n, second.count / second.n];
  return {
    lower: p1 - p2 - Math.hypot(p1 - one.lower, two.upper - p2),
    upper: p1 - p2 + Math.hypot(one.upper - p1, p2 - two.lower),
  };
}

/**
 * A share with its Wilson interval, or why there is none.
 * @param least fewest to give it for, and what to say below
 */
export function shareOf(
  { count, n }: Counted,
  least: { needed: number; why: Why } = { needed: 1, why: "nothing" },
): Share {
  if (n === 0 && least.needed > 0) return tooFew(0, least.needed, least.needed > 1 ? least.why : "nothing");
  if (n < least.needed) return tooFew(n, least.needed, least.why);
  return { enough: true, n, count, estimate: count / n, interval: wilson({ count, n }) };
}
