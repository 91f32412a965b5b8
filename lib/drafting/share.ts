import { z } from "zod";
import { wilson } from "@/lib/evidence/interval";

/** A part of a whole with its 95 % interval, in whole hundredths of a percent: integers only, so that it can be hashed. Pure. */
export const share = z.strictObject({
  n: z.number().int().nonnegative(),
  of: z.number().int().nonnegative(),
  low: z.number().int().min(0).max(10_000),
  high: z.number().int().min(0).max(10_000),
});
export type Share = z.infer<typeof share>;

export function shareOf(n: number, of: number): Share {
  const [low, high] = wilson(n, of);
  return { n, of, low: Math.round(low * 10_000), high: Math.round(high * 10_000) };
}

/** Of those that `test` says yes to. */
export function sharing<T>(all: readonly T[], test: (one: T) => boolean): Share {
  return shareOf(all.filter(test).length, all.length);
}

/** Percent, or null of nothing. */
export function percentOf({ n, of }: Pick<Share, "n" | "of">): number | null {
  return of === 0 ? null : (100 * n) / of;
}

/**
 * Cohen's kappa in whole thousandths (Cohen, 1960): agreement beyond what the two would reach by chance with the same habits.
 * Null where both always said the same one thing, as it is not defined there.
 * @param pairs what one said and what the other said, and how often
 */
export function kappa(pairs: readonly { one: string; other: string; n: number }[]): number | null {
  const total = sum(pairs);
  if (total === 0) return null;
  const agreed = sum(pairs.filter((p) => p.one === p.other)) / total;
  const words = new Set(pairs.flatMap((p) => [p.one, p.other]));
  const chance = [...words].reduce(
    (all, word) =>
      all +
      (sum(pairs.filter((p) => p.one === word)) * sum(pairs.filter((p) => p.other === word))) / total ** 2,
    0,
  );
  return chance === 1 ? null : Math.round((1000 * (agreed - chance)) / (1 - chance));
}

const sum = (pairs: readonly { n: number }[]) => pairs.reduce((all, p) => all + p.n, 0);
