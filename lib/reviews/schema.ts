import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";

export const outcome = z.enum(["certify", "certify_until", "revoke", "modify"]);
export type Outcome = z.infer<typeof outcome>;
export const target = z.enum(["reduce", "rotate", "transfer_owner", "retire"]);
export type Target = z.infer<typeof target>;
export const missing = z.enum(["what_it_does", "whether_needed", "not_my_person"]);
export type Missing = z.infer<typeof missing>;

/** The screen's words for the record's: a reviewer never reads "certify". */
export const verbOf: Record<Outcome, "keep" | "keep until" | "remove" | "change"> = {
  certify: "keep",
  certify_until: "keep until",
  revoke: "remove",
  modify: "change",
};

/** Reasons by code, per verb; the words beside them are the reviewer's own. */
export const reasonCodes = {
  keep: {
    needed_for_job: "Needed for the job",
    used_regularly: "Used regularly",
    covers_for_others: "Covers for a colleague or month end",
    required_by_process: "Required by a process or contract",
    other: "Another reason",
  },
  remove: {
    not_needed: "Not needed for the job",
    not_used: "Not used",
    changed_job: "Changed job or team",
    left: "Left, or no longer works with us",
    conflict: "Conflicts with other access",
    not_recognised: "Nobody recognises it",
    other: "Another reason",
  },
} as const;

const words = ownWords(z.string().trim().max(2_000, "Keep the reason under 2,000 characters."));
const key = z.string().min(8).max(100);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const openInput = z.object({ item: z.uuid() });
export const revealInput = z.object({ item: z.uuid(), draft: z.uuid(), choice: outcome.optional() });

/** Furthest end of a keep until, and of an exception, in days. */
export const longestDays = 366;

/** What keeping access that breaks a rule takes (I15). */
export const exceptionInput = z.object({
  reason: words.min(3, "Say why it is kept all the same."),
  /** What makes up for the risk meanwhile. */
  control: words.min(3, "Say what makes up for the risk."),
  /** The person who answers for that. */
  controlOwner: z.uuid("Choose who answers for the control."),
  until: z.iso.date("Give the last day of the exception as a date."),
});
export type ExceptionInput = z.output<typeof exceptionInput>;

export const decideInput = z.object({
  item: z.uuid(),
  key,
  outcome,
  until: z.iso.date("Give the last day as a date.").optional(),
  target: target.optional(),
  /** Who is to answer for the identity, with `transfer_owner` and with nothing else. */
  newOwner: z.uuid("Choose a person.").optional(),
  reasonCode: z.string().min(1, "Choose a reason.").max(40),
  words: words.optional(),
  exception: exceptionInput.optional(),
  /** What this person was served: the packet's hash, and the draft if one was. */
  evidence: hash,
  draft: z.object({ id: z.uuid(), hash }).nullable(),
  /** The decision this one replaces, null for the first: what the screen showed as current. */
  supersedes: z.uuid().nullable(),
  /** The extra line was read: removal of what is in use, or of a last holder. */
  acknowledged: z.boolean().default(false),
});
export type DecideInput = z.output<typeof decideInput>;

export const abstainInput = z.object({ item: z.uuid(), key, missing, words: words.optional() });

export const reassignInput = z
  .object({
    items: z.array(z.uuid()).min(1).max(500).optional(),
    review: z.uuid().optional(),
    to: z.uuid("Choose a person."),
    reason: words.min(3, "Say why in a few words."),
    key,
  })
  .refine((i) => (i.items === undefined) !== (i.review === undefined), "Name items or one reviewer's list.");

export const signOffInput = z.object({ review: z.uuid(), key });

export const worklistInput = z.object({
  review: z.uuid(),
  order: z.enum(["person", "application"]).default("person"),
  show: z.enum(["all", "open", "decided"]).default("all"),
  who: z.enum(["all", "people", "services"]).default("all"),
  q: z.string().max(100).default(""),
  /** Where the page before ended: its last row's cursor. */
  after: z.string().max(600).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const tag = z.string();
/** Decided, and not yet good: a second person has to grant an exception, or a new owner has to accept. */
const waiting = z.enum(["exception", "acceptance"]).nullable();
export const worklistRow = z.object({
  id: z.uuid(),
  cursor: z.string(),
  subjectKey: z.string(),
  subjectName: z.string(),
  subjectKind: z.enum(["human", "service", "workload", "ai_agent", "unknown"]),
  application: z.string(),
  title: z.string(),
  technical: z.string(),
  risk: z.enum(["low", "high", "critical"]),
  tags: z.array(tag),
  state: z.enum(["open", "decided", "not_certified", "removed_at_source"]),
  outcome: outcome.nullable(),
  waiting,
  /** Decided before its draft is shown, and not decided by this person yet. */
  first: z.boolean(),
  decidedAt: z.string().nullable(),
});
export type WorklistRow = z.infer<typeof worklistRow>;

export const worklist = z.object({
  rows: z.array(worklistRow),
  next: z.string().nullable(),
  /** Open and all items a subject or application of this page, for the group headers. */
  groups: z.array(z.object({ key: z.string(), open: z.number(), items: z.number() })),
});
export type Worklist = z.infer<typeof worklist>;

export const reviewSummary = z.object({
  id: z.uuid(),
  campaign: z.uuid(),
  name: z.string(),
  status: z.enum(["launching", "launched", "closed", "sealed", "cancelled", "refused"]),
  dueAt: z.string(),
  dueDate: z.string(),
  items: z.number(),
  decided: z.number(),
  signedOffAt: z.string().nullable(),
  /** Median seconds between this person's own decisions here; null below five of them. */
  secondsAnItem: z.number().nullable(),
  seed: z.string().nullable(),
});
export type ReviewSummary = z.infer<typeof reviewSummary>;

export const reviewDetail = reviewSummary.extend({
  open: z.number(),
  people: z.number(),
  services: z.number(),
  /** Decided items that wait for somebody else's word. */
  waiting: z.number(),
  byRisk: z.object({ critical: z.number(), high: z.number(), low: z.number() }),
  outcomes: z.object({
    certify: z.number(),
    certify_until: z.number(),
    revoke: z.number(),
    modify: z.number(),
  }),
  /** Where nothing more can be decided, why. */
  readOnly: z.string().nullable(),
});
export type ReviewDetail = z.infer<typeof reviewDetail>;

/** An item's conflicts, each with its other side as far as its reviewer may see it. */
export const pairView = z.object({
  item: z.uuid(),
  title: z.string(),
  conflicts: z.array(
    z.object({
      fact: z.string(),
      rule: z.string(),
      text: z.string(),
      /** The other side in the finding's words. */
      other: z.string(),
      /** Who owns it, where it is outside the campaign and that is known. */
      owner: z.string().nullable(),
      /** Where it is in the campaign. */
      side: z
        .object({
          item: z.uuid(),
          title: z.string(),
          application: z.string(),
          reviewer: z.string(),
          mine: z.boolean(),
        })
        .nullable(),
    }),
  ),
});
export type PairView = z.infer<typeof pairView>;

export const decisionView = z.object({
  id: z.uuid(),
  item: z.uuid(),
  outcome,
  until: z.string().nullable(),
  disposition: z.enum(["confirmed", "overridden", "undrafted"]),
  arm: z.enum(["assisted", "undrafted", "blind"]),
  /** What was chosen before the recommendation was seen, where it was seen after choosing. */
  firstChoice: outcome.nullable(),
  reasonCode: z.string(),
  words: z.string().nullable(),
  decidedAt: z.string(),
  by: z.string(),
  /** First eight characters of the leaf hash, and the place in the log once it is sealed there. */
  leaf: z.string(),
  sealedAt: z.number().nullable(),
  supersededBy: z.uuid().nullable(),
  /** What it is kept under where it breaks a rule, and what became of that. */
  exception: z
    .object({ state: z.enum(["pending", "granted", "refused", "withdrawn"]), until: z.string() })
    .nullable(),
  seed: z.string().nullable(),
});
export type DecisionView = z.infer<typeof decisionView>;
