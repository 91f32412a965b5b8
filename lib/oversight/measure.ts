import { z } from "zod";

/**
 * What a figure is: a number with how many it was counted over and its 95 % interval, or, typed, that there is not enough to
 * give one. A figure that is not enough never carries an estimate.
 */
export const interval = z.object({ lower: z.number(), upper: z.number() });
export type Interval = z.infer<typeof interval>;

export const whyNot = {
  nothing: "Nothing has been counted yet.",
  not_randomised: "No compared item was drawn by lot to be decided before its draft.",
  few_items: "A difference is not given below 300 compared items.",
  few_answers: "A figure of one person needs at least 20.",
  few_reviewers: "A total of fewer than 5 reviewers would be a figure of persons.",
  not_collected: "The campaign did not record it.",
  while_running: "It is told when the campaign has ended.",
  off: "The campaign's settings leave these figures out.",
  one_sided: "Both sides only ever said one thing, so agreement beyond chance has no value.",
  parts_missing: "A part of the index is missing; what the known parts amount to is given instead.",
} as const;
export const why = z.enum(Object.keys(whyNot) as [keyof typeof whyNot, ...(keyof typeof whyNot)[]]);
export type Why = z.infer<typeof why>;

const count = z.number().int().nonnegative();

export const short = z.object({
  enough: z.literal(false),
  /** How many there are, and how many it takes. */
  n: count,
  needed: count,
  why,
});
export type Short = z.infer<typeof short>;

export const estimated = z.object({ enough: z.literal(true), n: count, estimate: z.number(), interval });

/** A share: so many of `n`. */
export const share = z.discriminatedUnion("enough", [estimated.extend({ count }), short]);
export type Share = z.infer<typeof share>;

/** Fewest items of a difference, answers or decisions of one person, and reviewers of a total. */
export const FEWEST = { compared: 300, person: 20, reviewers: 5 } as const;

export function tooFew(n: number, needed: number, reason: Why): Short {
  return { enough: false, n, needed, why: reason };
}
