import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";

export const taskState = z.enum([
  "requested",
  "applied",
  "seen_gone",
  "not_observed",
  "returned",
  "withdrawn",
]);
export type TaskState = z.infer<typeof taskState>;

export const taskKind = z.enum(["remove", "change", "rotate", "retire", "transfer"]);
export type TaskKind = z.infer<typeof taskKind>;

/** The screen's words for where a removal stands. */
export const stateWords: Record<TaskState, string> = {
  requested: "To do",
  applied: "Marked done, not yet seen gone",
  seen_gone: "Seen gone",
  not_observed: "Not observed",
  returned: "Came back",
  withdrawn: "Withdrawn",
};

/** The same, of one task: a key that was renewed is not gone. */
export function stateOf(kind: TaskKind, state: TaskState): string {
  const renews = kind === "rotate" || kind === "transfer";
  return state === "seen_gone" && renews ? "Seen done" : stateWords[state];
}

/** What it is and whose; a credential and an identity as a whole name whose they are, an access is quoted. */
export function titled({ title, subject }: { title: string; subject: string }): string {
  return title.includes(subject) ? title : `“${title}” of ${subject}`;
}

/** What is asked for, as a sentence without its stop. */
export function askOf(task: {
  kind: TaskKind;
  title: string;
  subject: string;
  newOwner: string | null;
}): string {
  const what = titled(task);
  switch (task.kind) {
    case "remove":
      return `Remove ${what}`;
    case "change":
      return `Change ${what}`;
    case "rotate":
      return `Renew ${what}`;
    case "retire":
      return `Retire ${task.subject}: take all its access, end its keys`;
    case "transfer":
      return `Name ${task.newOwner ?? "the new owner"} as the owner of ${task.subject}`;
  }
}

/** What whoever marks it as done claims. */
export function doneOf(task: {
  kind: TaskKind;
  technical: string;
  title: string;
  subject: string;
  application: string;
  account: string | null;
  newOwner: string | null;
}): string {
  const claims: Record<TaskKind, string> = {
    remove: task.account
      ? `${task.technical} was taken from account ${task.account} in ${task.application}`
      : `${task.title} was ended in ${task.application}`,
    change: task.account
      ? `${task.technical} was changed on account ${task.account} in ${task.application}`
      : `what ${task.subject} may do was changed`,
    rotate: `a new key took the place of ${task.title} in ${task.application}, and the old one was ended`,
    retire: `all access of ${task.subject} was taken and its keys were ended`,
    transfer: `${task.application} names ${task.newOwner ?? "the new owner"} as the owner of ${task.subject}`,
  };
  return `You say that ${claims[task.kind]}. The next complete export shows it.`;
}

export const applyInput = z.object({
  task: z.uuid(),
  key: z.string().min(8).max(100),
  words: ownWords(z.string().trim().max(2_000)).optional(),
});

export const taskView = z.object({
  id: z.uuid(),
  kind: taskKind,
  state: taskState,
  subject: z.string(),
  title: z.string(),
  technical: z.string(),
  /** Null where no account is meant. */
  account: z.string().nullable(),
  application: z.string(),
  campaign: z.string(),
  owner: z.string(),
  /** Whom a transfer names. */
  newOwner: z.string().nullable(),
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
