import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";

/** Where an exception stands on a day: what was granted runs out by the clock. */
export const standing = z.enum(["waiting", "in_force", "ending", "ended", "refused", "withdrawn"]);
export type Standing = z.infer<typeof standing>;

export const standingWords: Record<Standing, string> = {
  waiting: "Waits for a second person",
  in_force: "In force",
  ending: "Ends within 30 days",
  ended: "Ended",
  refused: "Not granted",
  withdrawn: "Withdrawn",
};

const words = ownWords(z.string().trim().max(2_000, "Keep it under 2,000 characters."));
const key = z.string().min(8).max(100);

export const exceptionInput = z.object({ exception: z.uuid() });
export const grantInput = z.object({ exception: z.uuid(), key, words: words.optional() });
export const refuseInput = z.object({
  exception: z.uuid(),
  key,
  words: words.min(3, "Say why, so that whoever asked can decide again."),
});

export const listInput = z.object({
  show: standing.or(z.enum(["all", "mine"])).default("all"),
  q: z.string().trim().max(100).default(""),
  campaign: z.uuid().optional(),
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListInput = z.output<typeof listInput>;

/** Out of a link: what is not understood is left out. */
export const listSearch = z.object({
  show: listInput.shape.show.catch("all"),
  q: listInput.shape.q.catch(""),
  campaign: z.uuid().optional().catch(undefined),
  after: z.uuid().optional().catch(undefined),
});

export const exceptionRow = z.object({
  id: z.uuid(),
  item: z.uuid(),
  campaign: z.uuid(),
  campaignName: z.string(),
  /** Whose access, what, where. */
  subject: z.string(),
  title: z.string(),
  technical: z.string(),
  application: z.string(),
  /** What it is against, in plain words. */
  against: z.array(z.string()),
  standing,
  until: z.string(),
  /** The words of who asked; null where they were erased. */
  reason: z.string().nullable(),
  control: z.string().nullable(),
  controlOwner: z.string(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  /** The second person; null where none was needed. */
  second: z.string().nullable(),
  settledAt: z.string().nullable(),
  /** What the second person said. */
  settledWords: z.string().nullable(),
  /** Whether it waits for the person who asks. */
  mine: z.boolean(),
  seed: z.string().nullable(),
});
export type ExceptionRow = z.infer<typeof exceptionRow>;

export const exceptionPage = z.object({
  rows: z.array(exceptionRow),
  next: z.uuid().nullable(),
  counts: z.record(standing, z.number()),
  mine: z.number(),
  /** Exceptions in force by the month they end in, from this month on; ISO months. */
  months: z.array(z.object({ month: z.string(), ends: z.number() })),
  today: z.string(),
});
export type ExceptionPage = z.infer<typeof exceptionPage>;
