import { z } from "zod";
import type { EvidenceView } from "@/lib/evidence/view";
import { ownWords } from "@/lib/text/own-words";
import { agreement } from "./agreement";
import { sampleSize, seed } from "./workpaper-schema";

export const answers = ["keep", "remove", "change", "dont_know"] as const;
export const answer = z.enum(answers);
export type Answer = z.infer<typeof answer>;
export const answerWords: Record<Answer, string> = {
  keep: "Keep",
  remove: "Remove",
  change: "Change",
  dont_know: "Don't know",
};

const key = z.string().min(8).max(100);

export const createInput = z.object({
  campaign: z.uuid("Choose a campaign."),
  performer: z.uuid("Choose who decides again."),
  seed,
  size: sampleSize,
  key,
});

export const answerInput = z.object({
  reperformance: z.uuid(),
  n: z.coerce.number().int().min(1).max(500),
  answer,
  words: ownWords(z.string().trim().max(2_000, "Keep the reason under 2,000 characters.")).optional(),
  key,
});

export const freezeInput = z.object({ reperformance: z.uuid(), key });

/** The first decision against the second answer, over items that both sides answered. */
export const result = z.object({
  sample: z.number().int(),
  /** Items that the second side could not answer, which are compared with nothing. */
  notKnown: z.number().int(),
  /** Rows are the first decision, columns the second answer. */
  verbs: agreement,
  /** The same with remove and change as one side. */
  sides: agreement,
});
export type Result = z.infer<typeof result>;

export const reperformanceHead = z.object({
  id: z.uuid(),
  campaign: z.uuid(),
  campaignName: z.string(),
  seed: z.string(),
  population: z.number(),
  size: z.number(),
  by: z.string(),
  at: z.string(),
  performer: z.string(),
  performerId: z.uuid(),
  answered: z.number(),
  frozenAt: z.string().nullable(),
  /** Any of its campaign's decisions or its performer was simulated. */
  simulated: z.boolean(),
  result: result.nullable(),
});
export type ReperformanceHead = z.infer<typeof reperformanceHead>;

/** What its performer sees: no draft, no recommendation, no first decision, neither before nor after. */
export const performing = z.object({
  id: z.uuid(),
  campaignName: z.string(),
  size: z.number(),
  frozenAt: z.string().nullable(),
  rows: z.array(
    z.object({
      n: z.number(),
      subject: z.string(),
      title: z.string(),
      application: z.string(),
      risk: z.string(),
      answer: answer.nullable(),
    }),
  ),
});
export type Performing = z.infer<typeof performing>;

export const performedItem = z.object({
  n: z.number(),
  evidenceHash: z.string(),
  view: z.custom<EvidenceView>(),
  answer: answer.nullable(),
  words: z.string().nullable(),
});
export type PerformedItem = z.infer<typeof performedItem>;
