import { z } from "zod";
import { shareOf, wilson, Z95 } from "./intervals";
import { estimated, type Interval, type Share, share, short, tooFew } from "./measure";

const coefficient = z.discriminatedUnion("enough", [estimated, short]);
type Coefficient = z.infer<typeof coefficient>;

/** How often two sides said the same, beyond chance in three ways that answer to skewed margins differently, and the raw table. */
export const agreement = z.object({
  /** What either side can say; rows are the first side's, columns the second's. */
  categories: z.array(z.string()),
  table: z.array(z.array(z.number().int())),
  observed: share,
  kappa: coefficient,
  pabak: coefficient,
  ac1: coefficient,
});
export type Agreement = z.infer<typeof agreement>;

type Shares = {
  n: number;
  k: number;
  /** p[i][j] of the whole, and the margins of rows and columns. */
  p: readonly (readonly number[])[];
  rows: readonly number[];
  columns: readonly number[];
  same: number;
};

/**
 * Agreement of two sides over the same items, both with the same categories (a square table).
 *
 * - observed: pₒ = Σ pᵢᵢ, with Wilson's interval
 * - Cohen's kappa (pₒ − pₑ)/(1 − pₑ), pₑ = Σ pᵢ. p.ᵢ (Cohen 1960), interval by the variance of Fleiss, Cohen & Everitt 1969
 * - PABAK (k pₒ − 1)/(k − 1), for k = 2 that is 2pₒ − 1 (Byrt, Bishop & Carlin 1993); its interval is pₒ's, carried over
 * - Gwet's AC1 (pₒ − pₑ)/(1 − pₑ), pₑ = Σ πᵢ(1 − πᵢ)/(k − 1), πᵢ the mean of both margins, variance of Gwet 2008 without the
 *   finite population correction
 *
 * @throws RangeError where the table is not square with a row for each category
 */
export function agreementOf(categories: readonly string[], table: readonly (readonly number[])[]): Agreement {
  const k = categories.length;
  if (k < 2 || table.length !== k || table.some((row) => row.length !== k))
    throw new RangeError(`A table of ${k} categories has ${k} rows of ${k} counts.`);
  const n = sum(table.flat());
  const raw = { categories: [...categories], table: table.map((row) => [...row]) };
  if (n === 0) {
    const none = tooFew(0, 1, "nothing");
    return { ...raw, observed: none, kappa: none, pabak: none, ac1: none };
  }
  const p = table.map((row) => row.map((c) => c / n));
  const s: Shares = {
    n,
    k,
    p,
    rows: p.map(sum),
    columns: p.map((_, j) => sum(p.map((row) => row[j] ?? 0))),
    same: sum(p.map((row, i) => row[i] ?? 0)),
  };
  const agreed = sum(table.map((row, i) => row[i] ?? 0));
  return {
    ...raw,
    observed: shareOf({ count: agreed, n }),
    kappa: kappaOf(s),
    pabak: pabakOf(agreed, n, k),
    ac1: ac1Of(s),
  };
}

function kappaOf({ n, k, p, rows, columns, same }: Shares): Coefficient {
  const chance = sum(rows.map((r, i) => r * (columns[i] ?? 0)));
  if (1 - chance < 1e-12) return tooFew(n, 1, "one_sided");
  const estimate = (same - chance) / (1 - chance);
  let [diagonal, rest] = [0, 0];
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) {
      const share = p[i]?.[j] ?? 0;
      if (i === j) diagonal += share * (1 - ((rows[i] ?? 0) + (columns[i] ?? 0)) * (1 - estimate)) ** 2;
      else rest += share * ((columns[i] ?? 0) + (rows[j] ?? 0)) ** 2;
    }
  const variance =
    (diagonal + (1 - estimate) ** 2 * rest - (estimate - chance * (1 - estimate)) ** 2) /
    (n * (1 - chance) ** 2);
  return { enough: true, n, estimate, interval: around(estimate, variance) };
}

function pabakOf(agreed: number, n: number, k: number): Coefficient {
  const of = (share: number) => (k * share - 1) / (k - 1);
  const { lower, upper } = wilson({ count: agreed, n });
  return { enough: true, n, estimate: of(agreed / n), interval: { lower: of(lower), upper: of(upper) } };
}

function ac1Of({ n, k, p, rows, columns, same }: Shares): Coefficient {
  const mean = rows.map((r, i) => (r + (columns[i] ?? 0)) / 2);
  const chance = sum(mean.map((m) => m * (1 - m))) / (k - 1);
  const estimate = (same - chance) / (1 - chance);
  const own = sum(p.map((row, i) => (row[i] ?? 0) * (1 - (mean[i] ?? 0)))) / (k - 1);
  const cross =
    sum(p.flatMap((row, i) => row.map((c, j) => c * (1 - ((mean[i] ?? 0) + (mean[j] ?? 0)) / 2) ** 2))) /
    (k - 1) ** 2;
  const variance =
    (same * (1 - same) -
      4 * (1 - estimate) * (own - same * chance) +
      4 * (1 - estimate) ** 2 * (cross - chance ** 2)) /
    (n * (1 - chance) ** 2);
  return { enough: true, n, estimate, interval: around(estimate, variance) };
}

const around = (estimate: number, variance: number): Interval => {
  const reach = Z95 * Math.sqrt(Math.max(0, variance));
  return { lower: Math.max(-1, estimate - reach), upper: Math.min(1, estimate + reach) };
};

const sum = (of: readonly number[]) => of.reduce((all, n) => all + n, 0);

/** What a decision changed of its recommendation, by direction: how many of those that went that way. */
export const overrides = z.object({
  all: share,
  directions: z.array(z.object({ from: z.string(), to: z.string(), share })),
});
export type Overrides = z.infer<typeof overrides>;

/** Overrides by direction: of all that were recommended one thing, how many became another. Agreement is left out. */
export function overridesOf(
  cells: readonly { from: string; to: string; same: boolean; n: number }[],
): Overrides {
  const all = sum(cells.map((c) => c.n));
  const from = new Map<string, number>();
  for (const c of cells) from.set(c.from, (from.get(c.from) ?? 0) + c.n);
  const away = cells.filter((c) => !c.same && c.n > 0);
  const part = (count: number, n: number): Share => shareOf({ count, n });
  return {
    all: part(sum(away.map((c) => c.n)), all),
    directions: away.map((c) => ({ from: c.from, to: c.to, share: part(c.n, from.get(c.from) ?? 0) })),
  };
}
