import { z } from "zod";
import type { Delta } from "./delta";
import type { Share } from "./measure";
import { why } from "./measure";

/** A part of the index: its weight, the value from 0 to 1 that it is weighed with, and the points that makes. */
const part = z.discriminatedUnion("enough", [
  z.object({
    enough: z.literal(true),
    weight: z.number(),
    n: z.number().int(),
    value: z.number(),
    points: z.number(),
  }),
  z.object({
    enough: z.literal(false),
    weight: z.number(),
    n: z.number().int(),
    needed: z.number().int(),
    why,
  }),
]);
type Part = z.infer<typeof part>;

const parts = z.object({
  overReliance: part,
  delta: part,
  fast: part,
  noEvidence: part,
  duplicates: part,
});

/**
 * The rubber-stamp index, 0 to 100. It informs and never blocks. Where a part is missing there is no number, but what the known
 * parts amount to: it is at least that, and at most that plus the weights that are missing.
 */
export const rubberStamp = z.object({
  index: z.discriminatedUnion("enough", [
    z.object({ enough: z.literal(true), estimate: z.number() }),
    z.object({ enough: z.literal(false), why, atLeast: z.number(), atMost: z.number() }),
  ]),
  parts,
  /** From 40 points on: a sample of 29 items is to be reviewed again by somebody else, blind. */
  reReview: z.boolean(),
});
export type RubberStamp = z.infer<typeof rubberStamp>;

export const WEIGHTS = { overReliance: 35, delta: 25, fast: 20, noEvidence: 10, duplicates: 10 } as const;
/** A delta whose lower limit is this much or more gives all of its points. */
const FULL_DELTA = 0.2;
const RE_REVIEW_FROM = 40;
/** Without an error in 29, fewer than 8 % are wrong with 90 % confidence: 0.92²⁹ < 0.1. */
export const RE_REVIEW_SAMPLE = 29;

/**
 * 35 · over-reliance (Wilson's lower limit) + 25 · max(0, lower limit of D) / 0.20, at most 1, + 20 · fast share + 10 · share of
 * high-risk decisions without the evidence in view + 10 · share of repeated reasons.
 */
export function rubberStampOf(given: {
  overReliance: Share;
  delta: Delta;
  fast: Share;
  noEvidence: Share;
  duplicates: Share;
}): RubberStamp {
  const lower = (s: Share | Delta) => (s.enough ? s.interval.lower : 0);
  const estimate = (s: Share) => (s.enough ? s.estimate : 0);
  const all = {
    overReliance: partOf(WEIGHTS.overReliance, given.overReliance, lower(given.overReliance)),
    delta: partOf(WEIGHTS.delta, given.delta, Math.min(1, Math.max(0, lower(given.delta)) / FULL_DELTA)),
    fast: partOf(WEIGHTS.fast, given.fast, estimate(given.fast)),
    noEvidence: partOf(WEIGHTS.noEvidence, given.noEvidence, estimate(given.noEvidence)),
    duplicates: partOf(WEIGHTS.duplicates, given.duplicates, estimate(given.duplicates)),
  };
  const each = Object.values(all);
  const points = each.reduce((sum, p) => sum + (p.enough ? p.points : 0), 0);
  const missing = each.reduce((sum, p) => sum + (p.enough ? 0 : p.weight), 0);
  return {
    index:
      missing === 0
        ? { enough: true, estimate: points }
        : { enough: false, why: "parts_missing", atLeast: points, atMost: points + missing },
    parts: all,
    reReview: points >= RE_REVIEW_FROM,
  };
}

function partOf(weight: number, of: Share | Delta, value: number): Part {
  return of.enough
    ? { enough: true, weight, n: of.n, value, points: weight * value }
    : { enough: false, weight, n: of.n, needed: of.needed, why: of.why };
}
