import { z } from "zod";
import { type Counted, shareOf } from "./intervals";
import { share } from "./measure";

/** Days within which removed access that stands again counts as wrongly removed. */
export const RESTORED_WITHIN_DAYS = 14;

/** Wrong both ways, side by side, so that neither removing nor keeping looks free. */
export const reversals = z.object({
  /** Of the removals that a later snapshot showed gone, those whose access stood again within 14 days of being seen gone. */
  wrongRemovals: share,
  /** Of the kept access that a second person looked at too, what they would not keep. */
  wrongKeeps: share,
});
export type Reversals = z.infer<typeof reversals>;

export function reversalsOf(given: { removals: Counted; keeps: Counted }): Reversals {
  return { wrongRemovals: shareOf(given.removals), wrongKeeps: shareOf(given.keeps) };
}
