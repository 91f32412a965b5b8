import { z } from "zod";
import { decideInput, outcome } from "./schema";

/** More than the highest cap a campaign can have is not even read. */
const MOST = 100;
const key = decideInput.shape.key;

export const clustersInput = z.object({ review: z.uuid() });

/** Alike open items of one list that may be decided in one act. */
export const cluster = z.object({
  /** Its first item. */
  id: z.uuid(),
  title: z.string(),
  application: z.string(),
  /** How many there are, and up to the campaign's cap which. */
  count: z.number(),
  items: z.array(z.uuid()),
  /** The group that its first item is in, for each way to group the list. */
  groups: z.object({ person: z.string(), application: z.string(), alike: z.string() }),
});
export const clusters = z.object({
  /** Why nothing is decided together here, null where it is. */
  off: z.string().nullable(),
  cap: z.number(),
  clusters: z.array(cluster),
});
export type Cluster = z.infer<typeof cluster>;
export type Clusters = z.infer<typeof clusters>;

export const openTogetherInput = z.object({ review: z.uuid(), items: z.array(z.uuid()).min(2).max(MOST) });
export const revealTogetherInput = openTogetherInput.extend({ choice: outcome.optional() });

/** What may be said of several at once: a change is said of each on its own, in its own words. */
const togetherOutcome = outcome.exclude(["modify"]);

export const togetherInput = z.object({
  review: z.uuid(),
  key,
  /** Each as this person was served it, and the decision it showed as current. */
  items: z
    .array(
      z.object({
        item: z.uuid(),
        evidence: decideInput.shape.evidence,
        draft: decideInput.shape.draft,
        supersedes: decideInput.shape.supersedes,
      }),
    )
    .min(1)
    .max(MOST, `At most ${MOST} items can be named at once.`)
    .refine((all) => new Set(all.map((i) => i.item)).size === all.length, "An item is named twice."),
  outcome: togetherOutcome,
  until: decideInput.shape.until,
  reasonCode: decideInput.shape.reasonCode,
  words: decideInput.shape.words,
  acknowledged: decideInput.shape.acknowledged,
  /** How they were taken in. */
  taken: z.enum(["one_by_one", "all_at_once"]),
  /** Active seconds of the whole act, as the browser counted them. */
  seconds: z.number().int().min(0).max(86_400),
});
export type TogetherInput = z.output<typeof togetherInput>;
