import { z } from "zod";
import { agreement, overrides } from "./agreement";
import { conduct, told } from "./conduct";
import { delta, switching } from "./delta";
import { threshold } from "./pace";
import { paceBin } from "./pace-bins";
import { reversals } from "./reversals";

const count = z.number().int().nonnegative();
export const levels = ["off", "teams", "named"] as const;
export type Level = (typeof levels)[number];

export const figuresInput = z.object({ id: z.uuid() });

/** The same comparison over two sides, keep against remove or change, and over all verbs. */
const compared = z.object({ sides: agreement, verbs: agreement });

/**
 * The oversight figures of a campaign. What compares decisions with drafts is told of the campaign as a whole; what says how people
 * worked is told as far as the campaign's settings go.
 */
export const figures = z.object({
  campaign: z.uuid(),
  name: z.string(),
  status: z.string(),
  level: z.enum(levels),
  /** Whether any of it was decided by simulated people. */
  simulated: z.boolean(),
  population: z.object({
    items: count,
    decided: count,
    together: count,
    noDraftByLot: count,
    turnedByText: count,
    /** Compared in either arm, and decided without a recommendation that could be compared. */
    assisted: count,
    blind: count,
    notCompared: count,
    /** Of those compared, what is not in the delta: the lot could not have drawn it, or somebody's text turned its draft. */
    leftOut: count,
  }),
  /** The lot: the rates in ten-thousandths, what the log committed to, and whether its secret has been told. */
  draw: z
    .object({ blindRate: count, undraftedRate: count, commitment: z.string(), revealed: z.boolean() })
    .nullable(),
  delta,
  switched: switching,
  agreement: z.object({ assisted: compared, blind: compared }),
  overrides,
  reversals,
  /** From how many seconds on a decision counts as considered, by type of item. */
  thresholds: z.array(threshold),
  /** How long decisions took, by doubling bins; none where that is not told. */
  times: z.array(paceBin),
  conduct: told,
  /** By department; "" where the directory names none. */
  teams: z.array(z.object({ department: z.string(), reviewers: count, conduct: told })),
  /** Only those whose figures are told by name. */
  people: z.array(z.object({ person: z.uuid(), name: z.string(), simulated: z.boolean(), conduct })),
});
export type Figures = z.infer<typeof figures>;

export { type Why, whyNot } from "./measure";
export { resultWords } from "./report-schema";
