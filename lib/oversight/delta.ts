import { z } from "zod";
import { type Counted, shareOf, wilson, Z95 } from "./intervals";
import { estimated, FEWEST, type Interval, type Share, share, short, tooFew } from "./measure";

/** Of one stratum, here a risk tier: how often the decision was the draft's, in either arm. */
export type Stratum = { stratum: string; assisted: Counted; blind: Counted };

const counted = z.object({ count: z.number().int(), n: z.number().int() });

/**
 * The automation-bias delta: D = P(final = draft | assisted) − P(initial = draft | blind). Items were drawn by lot into the
 * arms, so a difference is the draft's doing. `strata` are those that had both arms, with their weights.
 */
export const delta = z.discriminatedUnion("enough", [
  estimated.extend({
    assisted: counted,
    blind: counted,
    strata: z.array(z.object({ stratum: z.string(), assisted: counted, blind: counted, weight: z.number() })),
  }),
  short.extend({ assisted: counted, blind: counted }),
]);
export type Delta = z.infer<typeof delta>;

/**
 * The difference common to all strata with Mantel–Haenszel weights, and its stratified Newcombe interval.
 *
 * With n₁ₕ, n₂ₕ and p₁ₕ, p₂ₕ of stratum h, wₕ ∝ n₁ₕn₂ₕ / (n₁ₕ + n₂ₕ) and Σwₕ = 1:
 *
 *     d = Σ wₕ (p₁ₕ − p₂ₕ)
 *     λ₁ = Σ wₕ²/n₁ₕ, λ₂ = Σ wₕ²/n₂ₕ
 *     d − z √(λ₁ l₁(1 − l₁) + λ₂ u₂(1 − u₂))  to  d + z √(λ₁ u₁(1 − u₁) + λ₂ l₂(1 − l₂))
 *
 * l and u are each arm's stratified Wilson limits: Σ wₕ times the stratum's Wilson limit, taken at the smaller quantile
 * z √(Σ wₕ² vₕ) / Σ wₕ √vₕ with vₕ = pₕ(1 − pₕ)/nₕ, so that the sum has the wanted level. With one stratum it is Newcombe's
 * own interval. (Yan & Su 2010, Statistics in Biopharmaceutical Research 2:329–335; as COMMONRISKDIFF(CL=NEWCOMBE) of SAS
 * PROC FREQ has it.) Where every pₕ of an arm is 0 or 1, vₕ is 1/nₕ, the limit of equal variances.
 *
 * @returns undefined where no stratum has both arms
 */
export function commonDifference(
  strata: readonly Stratum[],
  z = Z95,
): { estimate: number; interval: Interval; used: (Stratum & { weight: number })[] } | undefined {
  const both = strata.filter((s) => s.assisted.n > 0 && s.blind.n > 0);
  const raw = both.map((s) => (s.assisted.n * s.blind.n) / (s.assisted.n + s.blind.n));
  const total = sum(raw);
  if (total === 0) return undefined;
  const used = both.map((s, at) => ({ ...s, weight: (raw[at] ?? 0) / total }));
  const estimate = sum(
    used.map((s) => s.weight * (s.assisted.count / s.assisted.n - s.blind.count / s.blind.n)),
  );
  const [one, two] = (["assisted", "blind"] as const).map((arm) =>
    armOf(
      used.map((s) => ({ ...s[arm], weight: s.weight })),
      z,
    ),
  ) as [Arm, Arm];
  return {
    estimate,
    interval: {
      lower: estimate - z * Math.sqrt(one.scale * one.lower + two.scale * two.upper),
      upper: estimate + z * Math.sqrt(one.scale * one.upper + two.scale * two.lower),
    },
    used,
  };
}

type Arm = { scale: number; lower: number; upper: number };

/** λ of an arm, and the variances p(1 − p) at the limits of its stratified Wilson interval. */
function armOf(strata: readonly (Counted & { weight: number })[], z: number): Arm {
  const plain = strata.map(({ count, n }) => ((count / n) * (1 - count / n)) / n);
  const variances = plain.every((v) => v === 0) ? strata.map(({ n }) => 1 / n) : plain;
  const weighed = strata.map(({ weight }, h) => weight * Math.sqrt(variances[h] ?? 0));
  const reduced = (z * Math.hypot(...weighed)) / sum(weighed);
  const limits = strata.map((s) => ({ weight: s.weight, ...wilson(s, reduced) }));
  const at = (p: number) => Math.max(0, p * (1 - p));
  return {
    scale: sum(strata.map(({ weight, n }) => weight ** 2 / n)),
    lower: at(sum(limits.map((l) => l.weight * l.lower))),
    upper: at(sum(limits.map((l) => l.weight * l.upper))),
  };
}

const sum = (of: readonly number[]) => of.reduce((all, n) => all + n, 0);
const pooled = (strata: readonly Stratum[], arm: "assisted" | "blind"): Counted => ({
  count: sum(strata.map((s) => s[arm].count)),
  n: sum(strata.map((s) => s[arm].n)),
});

/**
 * The automation-bias delta of randomised items, stratified by risk; none below 300 compared items or without a blind one.
 * Items count as independent, although a cluster of alike ones is drawn as one: with large clusters the interval is too narrow.
 */
export function automationBias(strata: readonly Stratum[]): Delta {
  const both = strata.filter((s) => s.assisted.n > 0 && s.blind.n > 0);
  const arms = { assisted: pooled(both, "assisted"), blind: pooled(both, "blind") };
  const n = arms.assisted.n + arms.blind.n;
  const found = commonDifference(both);
  if (!found) {
    const all = { assisted: pooled(strata, "assisted"), blind: pooled(strata, "blind") };
    return { ...tooFew(all.assisted.n + all.blind.n, FEWEST.compared, "not_randomised"), ...all };
  }
  if (n < FEWEST.compared) return { ...tooFew(n, FEWEST.compared, "few_items"), ...arms };
  const { estimate, interval, used } = found;
  return { enough: true, n, estimate, interval, ...arms, strata: used };
}

/**
 * Of the blind decisions that were another than the draft's: how many were then revised to it, P(revise to draft | initial ≠
 * draft). Where the truth is known, as on challenge items, the revised ones are split into helpful (the draft was right: the
 * relative reliance on AI of Schemmer et al. 2023) and harmful (it was wrong: one less their relative self-reliance).
 */
export const switching = z.object({ rate: share, helpful: share, harmful: share });
export type Switching = z.infer<typeof switching>;
export type Switched = Counted & { right?: Counted; wrong?: Counted };

export function switchRate(of: Switched): Switching {
  const known = (part: Counted | undefined): Share =>
    part === undefined ? tooFew(0, 1, "not_collected") : shareOf(part);
  return { rate: shareOf(of), helpful: known(of.right), harmful: known(of.wrong) };
}
