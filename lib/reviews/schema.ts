import { z } from "zod";
import { assertionInput } from "@/lib/auth/schema";
import { ownWords } from "@/lib/text/own-words";
import { MOST_FACTS } from "./in-view";
import { worklistFilter } from "./worklist-schema";

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
  /** Active seconds on it, as the browser counted them. */
  seconds: z.number().int().min(0).max(86_400).optional(),
  /** The facts that were on the screen for a second, by the ids that were shown; not there where nobody counted. */
  inView: z
    .array(z.string().regex(/^E\d{1,4}$/))
    .max(MOST_FACTS)
    .optional(),
  /** The draft whose sentences the words began with, by its hash. */
  startedFrom: hash.optional(),
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

/** These items, one list, or everything of one's own that is open. */
export const delegateInput = z
  .object({
    items: z.array(z.uuid()).min(1).max(500).optional(),
    review: z.uuid().optional(),
    to: z.uuid("Choose a person."),
    until: z.iso.date("Give the last day as a date."),
    reason: words.min(3, "Say why in a few words."),
    key,
  })
  .refine((i) => i.items === undefined || i.review === undefined, "Name items or a list, not both.");
export const endDelegationInput = z.object({ delegation: z.uuid(), key });
/** One delegation in force that somebody gave or has: how many items were lent by it, and how many are still open there. */
export const delegationRow = z.object({
  id: z.uuid(),
  mine: z.boolean(),
  from: z.string(),
  to: z.string(),
  until: z.string(),
  lent: z.number(),
  /** Open with whoever borrowed it, and back with its lender at the end. */
  open: z.number(),
  /** Open there too, and there it stays: one of the two has signed off. */
  stays: z.number(),
});
export type DelegationRow = z.infer<typeof delegationRow>;

const textHash = z.string().regex(/^[0-9a-f]{64}$/);
/** `hash`: of the text that was read. */
export const briefInput = z.object({ review: z.uuid(), hash: textHash, key });
export const briefingView = z.object({
  version: z.number(),
  text: z.string(),
  /** SHA-256 of the text, hexadecimal. */
  hash: textHash,
  readAt: z.string().nullable(),
});
export type BriefingView = z.infer<typeof briefingView>;

export const lookInput = z.object({ look: z.uuid() });
export const answerLookInput = z
  .object({ look: z.uuid(), key, answer: z.enum(["agreed", "refused"]), words: words.optional() })
  .refine((i) => i.answer === "agreed" || (i.words ?? "").length >= 3, {
    message: "Say why you refuse; whoever decided sees it.",
    path: ["words"],
  });
export const moveLookInput = z.object({
  look: z.uuid(),
  to: z.uuid("Choose a person."),
  reason: words.min(3, "Say why in a few words."),
  key,
});
/** Of a campaign: what waits there, for whoever oversees. */
export const lookListInput = z.object({
  campaign: z.uuid().optional(),
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export const lookList = z.object({
  rows: z.array(
    z.object({
      id: z.uuid(),
      campaign: z.uuid(),
      campaignName: z.string(),
      subject: z.string(),
      title: z.string(),
      application: z.string(),
      risk: z.enum(["low", "high", "critical"]),
      /** A finding on privileged access, or privileged access that is not used. */
      why: z.enum(["finding", "unused"]),
      state: z.enum(["pending", "agreed", "refused", "withdrawn"]),
      by: z.string(),
      /** Who is asked; null where nobody was there to ask. */
      second: z.string().nullable(),
      secondActive: z.boolean(),
      outcome,
      until: z.string().nullable(),
      askedAt: z.string(),
      answeredAt: z.string().nullable(),
      seed: z.string().nullable(),
    }),
  ),
  next: z.uuid().nullable(),
});
export type LookList = z.infer<typeof lookList>;

export const signOffInput = z.object({ review: z.uuid(), key });

export const askReopeningInput = z.object({
  review: z.uuid(),
  reason: words.min(3, "Say why in a few words; the reviewer sees it."),
  key,
});
export const settleReopeningInput = z.object({
  reopening: z.uuid(),
  answer: z.enum(["granted", "refused"]),
  key,
});

export const reopeningsInput = z.object({ campaign: z.uuid() });
/** What was asked to be opened again and waits for a control owner, and what whoever looks may do. */
export const reopeningList = z.object({
  mayAsk: z.boolean(),
  rows: z.array(
    z.object({
      id: z.uuid(),
      review: z.uuid(),
      reviewer: z.string(),
      askedBy: z.string(),
      askedAt: z.string(),
      reason: z.string().nullable(),
      /** Whether whoever looks can answer: a control owner, not the asker, not the reviewer. */
      mayAnswer: z.boolean(),
    }),
  ),
});
export type ReopeningList = z.infer<typeof reopeningList>;

/** What a passkey signed a review off with, and the ticket of what it was asked. */
export const signByPasskeyInput = z.object({
  ticket: z.string().regex(/^[\w-]{43}$/),
  response: assertionInput,
});
export type SignByPasskeyInput = z.infer<typeof signByPasskeyInput>;

export const signingInput = z.object({ review: z.uuid() });
/** How a review is signed off, and each time it was, the last first. */
export const signingState = z.object({
  attestation: z.string(),
  /** The ways this campaign accepts here of whoever looks, the first preferred; why there is none. */
  ways: z.array(z.enum(["provider", "passkey", "session"])),
  impossible: z.string().nullable(),
  /** The host of the identity provider that can vouch for it; null where none can. */
  provider: z.string().nullable(),
  /** How many passkeys are enrolled here, whether one of them may sign now, and otherwise from when on. */
  passkeys: z.object({ enrolled: z.number(), usable: z.boolean(), from: z.string().nullable() }),
  /** Why it is open again after it was signed, and on whose word; null where it is not. */
  reopened: z
    .object({ at: z.string(), by: z.string(), asked: z.string(), reason: z.string().nullable() })
    .nullable(),
  signed: z.array(
    z.object({
      by: z.enum(["oidc", "passkey", "session"]),
      name: z.string(),
      at: z.string(),
      issuer: z.string().nullable(),
      /** What the passkey is called, and when it was enrolled; null where none signed. */
      passkey: z.object({ name: z.string().nullable(), since: z.string() }).nullable(),
      items: z.number(),
      /** Its entry in the log, and the size of the first checkpoint that covers it; null until then. */
      entry: z.number().nullable(),
      sealed: z.number().nullable(),
      /** The mark of a sign-off that was simulated. */
      seed: z.string().nullable(),
    }),
  ),
});
export type SigningState = z.infer<typeof signingState>;

export {
  ALONE_GROUP,
  filterIn,
  type Grouping,
  groupings,
  narrows,
  searchOf,
  type WorklistFilter,
  wholeList,
} from "./worklist-schema";

export const worklistInput = worklistFilter.extend({
  review: z.uuid(),
  /** This one alone, to read it anew where it stands. */
  item: z.uuid().optional(),
  /** Open items besides those decided since: what was decided while one looks stays in its place. */
  since: z.iso.datetime().optional(),
  /** Where the page before ended: its last row's cursor. */
  after: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const tag = z.string();
/** Decided, and not yet good: a second person has to grant an exception or to look too, or a new owner has to accept. */
const waiting = z.enum(["exception", "acceptance", "second_look"]).nullable();
export const worklistRow = z.object({
  id: z.uuid(),
  cursor: z.string(),
  /** Of which group it is in the order that was asked for. */
  group: z.string(),
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
  /** How many items were decided in the same act, null where it was this one alone or none. */
  batch: z.number().nullable(),
});
export type WorklistRow = z.infer<typeof worklistRow>;

export const worklist = z.object({
  rows: z.array(worklistRow),
  next: z.string().nullable(),
  /** Open and all items of each group of this page, of what the list is narrowed to; `more` where there are more than were counted. */
  groups: z.array(z.object({ key: z.string(), open: z.number(), items: z.number(), more: z.boolean() })),
  /** The server's clock as the list was first asked for: `since`, or now. */
  at: z.string(),
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
  seed: z.string().nullable(),
});
export type ReviewSummary = z.infer<typeof reviewSummary>;

export const reviewDetail = reviewSummary.extend({
  open: z.number(),
  people: z.number(),
  services: z.number(),
  /** Decided items that wait for somebody else's word. */
  waiting: z.number(),
  /** The kinds of findings and other tags on the list, the most frequent first. */
  tags: z.array(z.object({ tag: z.string(), items: z.number() })),
  /** Items that were not there in the last review. */
  fresh: z.number(),
  /** The campaign has made-up items, as its briefing says: what is answered may turn out to have been one. */
  challenges: z.boolean(),
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
  /** How many items were decided in the same act, null where it was this one alone. */
  batchSize: z.number().nullable(),
  /** What it is kept under where it breaks a rule, and what became of that. */
  exception: z
    .object({ state: z.enum(["pending", "granted", "refused", "withdrawn"]), until: z.string() })
    .nullable(),
  seed: z.string().nullable(),
});
export type DecisionView = z.infer<typeof decisionView>;
