import { z } from "zod";
import { hasty, type Threshold, type TimedType } from "./pace";

/** Active seconds in bins that double: [0, 1), [1, 2), [2, 4) … the last one open. `hasty`: below their type's threshold. */
export const paceBin = z.object({ from: z.number().int(), n: z.number().int(), hasty: z.number().int() });
export type PaceBin = z.infer<typeof paceBin>;

const EDGES = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] as const;

/** Times counted by doubling bins, whatever their order; all bins are there, empty ones too. */
export function paceBinsOf(times: readonly TimedType[], thresholds: readonly Threshold[]): PaceBin[] {
  const isHasty = hasty(thresholds);
  const bins: PaceBin[] = EDGES.map((from) => ({ from, n: 0, hasty: 0 }));
  for (const { type, seconds, n } of times) {
    const bin = bins.findLast((b) => seconds >= b.from);
    if (!bin) continue;
    bin.n += n;
    if (isHasty(type, seconds)) bin.hasty += n;
  }
  return bins;
}
