/** How often a time was seen, in whole or fractional seconds. */
export type Timed = { seconds: number; n: number };

type Part = { weight: number; mean: number; deviation: number };
/** Two lognormal components of times, the faster first, in natural logarithms of seconds. */
export type Mixture = { fast: Part; slow: Part; threshold: number };

/** What a time of 0 counts as: seconds are whole, and it has no logarithm. */
const LEAST_SECONDS = 0.5;
/** A component is never narrower than this, so that one repeated time is no component of its own; e^0.15 is 16 %. */
const NARROWEST = 0.15;
const STEPS = 500;
/** When two components are two: each at least 2 % of the times, Ashman's D above 2, medians three times apart, BIC better by 10. */
const SEPARABLE = { weight: 0.02, ashman: 2, ratio: Math.log(3), bic: 10 } as const;

type Point = { x: number; n: number };

/**
 * A mixture of two lognormals, fitted by expectation and maximisation (Dempster, Laird & Rubin 1977) to times of one kind of item,
 * and the threshold between hasty and considered: the lowest point of the fitted density of log time between both modes (Rios & Guo
 * 2020, Applied Measurement in Education 33:263–279).
 *
 * Deterministic: it starts three times, with the times split at their 10 %, 30 % and 50 % point, and keeps the likeliest fit. There
 * is none where the components cannot be told apart: one is under 2 % of the times; Ashman's D = √2 |μ₁ − μ₂| / √(σ₁² + σ₂²) is
 * not above 2; their medians are less than three times apart; one lognormal does as well by BIC; or there is no dip between them.
 *
 * @returns undefined where the components are not separable
 */
export function mixtureOf(times: readonly Timed[]): Mixture | undefined {
  const counted = new Map<number, number>();
  for (const { seconds, n } of times) if (n > 0) counted.set(seconds, (counted.get(seconds) ?? 0) + n);
  const points = [...counted]
    .map(([seconds, n]) => ({ x: Math.log(Math.max(seconds, LEAST_SECONDS)), n }))
    .sort((a, b) => a.x - b.x);
  const n = points.reduce((all, p) => all + p.n, 0);
  if (points.length < 3) return undefined;
  const fits = [0.1, 0.3, 0.5].map((at) => fitted(points, splitAt(points, n * at), n));
  const best = fits.reduce((a, b) => (b.likelihood > a.likelihood ? b : a));
  const [fast, slow] = best.parts[0].mean <= best.parts[1].mean ? best.parts : [best.parts[1], best.parts[0]];
  const ashman = (Math.SQRT2 * Math.abs(fast.mean - slow.mean)) / Math.hypot(fast.deviation, slow.deviation);
  const alone = likelihood(points, [{ ...momentsOf(points), weight: 1 }]);
  const gained = 2 * (best.likelihood - alone) - 3 * Math.log(n);
  if (
    Math.min(fast.weight, slow.weight) < SEPARABLE.weight ||
    ashman <= SEPARABLE.ashman ||
    slow.mean - fast.mean < SEPARABLE.ratio ||
    gained <= SEPARABLE.bic
  )
    return undefined;
  const dip = lowestBetween(fast, slow);
  return dip === undefined ? undefined : { fast, slow, threshold: Math.exp(dip) };
}

/** The point up to which so many are, kept off both ends. */
function splitAt(points: readonly Point[], wanted: number): number {
  let seen = 0;
  for (const [at, p] of points.entries()) {
    seen += p.n;
    if (seen >= wanted) return Math.min(Math.max(at, 0), points.length - 2);
  }
  return points.length - 2;
}

function momentsOf(points: readonly (Point & { share?: number })[]): { mean: number; deviation: number } {
  let [weight, total, squares] = [0, 0, 0];
  for (const { x, n, share = 1 } of points) {
    weight += n * share;
    total += n * share * x;
    squares += n * share * x * x;
  }
  if (weight < 1e-9) return { mean: 0, deviation: NARROWEST };
  const mean = total / weight;
  return { mean, deviation: Math.max(NARROWEST, Math.sqrt(Math.max(0, squares / weight - mean * mean))) };
}

const density = (x: number, { weight, mean, deviation }: Part) =>
  (weight * Math.exp(-0.5 * ((x - mean) / deviation) ** 2)) / (deviation * Math.sqrt(2 * Math.PI));

/** Log-likelihood of the logarithms. */
function likelihood(points: readonly Point[], parts: readonly Part[]): number {
  return points.reduce(
    (all, { x, n }) =>
      all +
      n *
        Math.log(
          Math.max(
            Number.MIN_VALUE,
            parts.reduce((sum, part) => sum + density(x, part), 0),
          ),
        ),
    0,
  );
}

function fitted(
  points: readonly Point[],
  split: number,
  n: number,
): { parts: [Part, Part]; likelihood: number } {
  const below = points.slice(0, split + 1);
  const share = below.reduce((all, p) => all + p.n, 0) / n;
  let parts: [Part, Part] = [
    { ...momentsOf(below), weight: share },
    { ...momentsOf(points.slice(split + 1)), weight: 1 - share },
  ];
  let before = likelihood(points, parts);
  for (let step = 0; step < STEPS; step++) {
    const shares = points.map(({ x }) => {
      const [one, two] = [density(x, parts[0]), density(x, parts[1])];
      return one + two > 0 ? one / (one + two) : Number(x < (parts[0].mean + parts[1].mean) / 2);
    });
    const mine = points.reduce((all, p, at) => all + p.n * (shares[at] ?? 0), 0) / n;
    parts = [
      { ...momentsOf(points.map((p, at) => ({ ...p, share: shares[at] ?? 0 }))), weight: mine },
      { ...momentsOf(points.map((p, at) => ({ ...p, share: 1 - (shares[at] ?? 0) }))), weight: 1 - mine },
    ];
    const now = likelihood(points, parts);
    if (Math.abs(now - before) < 1e-9 * n) return { parts, likelihood: now };
    before = now;
  }
  return { parts, likelihood: before };
}

/** Where the density of both is lowest between their modes; undefined where that is at one of them. */
function lowestBetween(fast: Part, slow: Part): number | undefined {
  const at = (step: number) => fast.mean + ((slow.mean - fast.mean) * step) / STEPS;
  const of = (step: number) => density(at(step), fast) + density(at(step), slow);
  let lowest = 0;
  for (let step = 1; step <= STEPS; step++) if (of(step) < of(lowest)) lowest = step;
  return lowest === 0 || lowest === STEPS ? undefined : at(lowest);
}
