import { z } from "zod";

export const taskState = z.enum([
  "requested",
  "applied",
  "seen_gone",
  "not_observed",
  "returned",
  "withdrawn",
]);
export type TaskState = z.infer<typeof taskState>;

/** The screen's words for where a removal stands. */
export const stateWords: Record<TaskState, string> = {
  requested: "To do",
  applied: "Marked done, not yet seen gone",
  seen_gone: "Seen gone",
  not_observed: "Not observed",
  returned: "Came back",
  withdrawn: "Withdrawn",
};

export const applyInput = z.object({
  task: z.uuid(),
  key: z.string().min(8).max(100),
  words: z.string().trim().max(2_000).optional(),
});

export const taskView = z.object({
  id: z.uuid(),
  kind: z.enum(["remove", "change"]),
  state: taskState,
  subject: z.string(),
  title: z.string(),
  technical: z.string(),
  account: z.string(),
  application: z.string(),
  campaign: z.string(),
  owner: z.string(),
  /** What the reviewer asked to change, in their words. */
  asked: z.string().nullable(),
  reviewer: z.string(),
  requestedAt: z.string(),
  appliedAt: z.string().nullable(),
  observedAt: z.string().nullable(),
  observedSnapshot: z.number().nullable(),
  strength: z.string().nullable(),
  notObservedWhy: z.string().nullable(),
  seed: z.string().nullable(),
});
export type TaskView = z.infer<typeof taskView>;

export const listInput = z.object({
  /** mine: those I own · all: every one, for those who oversee. */
  whose: z.enum(["mine", "all"]).default("mine"),
  state: taskState.optional(),
  campaign: z.uuid().optional(),
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const taskPage = z.object({
  rows: z.array(taskView),
  next: z.uuid().nullable(),
  counts: z.record(taskState, z.number()),
});
export type TaskPage = z.infer<typeof taskPage>;
