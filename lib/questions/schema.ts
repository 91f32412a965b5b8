import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";

/** As what somebody can be asked about an item. */
export const parts = ["holder", "owner", "application", "accountable", "admin", "fallback"] as const;
export const part = z.enum(parts);
export type Part = z.infer<typeof part>;
export const partWords: Record<Part, string> = {
  holder: "Holds this access",
  owner: "Owns this access",
  application: "Owns the application",
  accountable: "Answers for it",
  admin: "Set up this campaign",
  fallback: "Decides what nobody else can",
};

/** Ready questions, each for whom it makes sense; anything else is asked in one's own words. */
export const prepared: readonly { question: string; parts: readonly Part[] }[] = [
  { question: "Do you still need it, and for what?", parts: ["holder"] },
  { question: "What does it allow?", parts: ["owner", "application", "accountable", "admin", "fallback"] },
  { question: "Is it still needed, and for what?", parts: ["accountable", "owner", "application"] },
  { question: "Is this the right person to ask?", parts: ["owner", "application", "admin", "fallback"] },
];

/** Questions of one item that wait for an answer at a time. */
export const mostOpen = 2;
/** Days a question waits at most; the campaign's end comes first where it is nearer. */
export const waitsDays = 14;

const key = z.string().min(8).max(100);
/** Looked through where it is recorded, and not before: what is taken out of it is a finding, with its kind and fingerprint (I17). */
const answerWords = z
  .string()
  .trim()
  .min(1, "Write an answer.")
  .max(2_000, "Keep the answer under 2,000 characters.");

export const itemInput = z.object({ item: z.uuid() });
export const askInput = z.object({
  item: z.uuid(),
  key,
  part,
  question: ownWords(
    z.string().trim().min(3, "Write a question.").max(300, "Keep the question under 300 characters."),
  ),
});
export const withdrawInput = z.object({ question: z.uuid(), key });
export const answerInput = z.object({ question: z.uuid(), key, answer: answerWords });
export const expireInput = z.object({ question: z.uuid() });
export const linkInput = z.object({ link: z.uuid() });
export const linkAnswerInput = z.object({ link: z.uuid(), answer: answerWords });

/** Somebody who could be asked; `why` says why they cannot. */
export const recipient = z.object({
  part,
  name: z.string(),
  /** How the question reaches them: on their page here, and by e-mail to this address. */
  portal: z.boolean(),
  mail: z.string().nullable(),
  why: z.string().nullable(),
});
export type Recipient = z.infer<typeof recipient>;
export const recipients = z.object({
  people: z.array(recipient),
  /** Whether this installation sends mail. */
  sendsMail: z.boolean(),
  /** Why nobody can be asked now; null where somebody can. */
  closed: z.string().nullable(),
});
export type Recipients = z.infer<typeof recipients>;

export const questionState = z.enum(["open", "answered", "withdrawn", "expired"]);
export type QuestionState = z.infer<typeof questionState>;

/** A question as its item's reviewer, and whoever oversees, sees it. Words are null once they are erased. */
export const questionView = z.object({
  id: z.uuid(),
  part,
  to: z.string().nullable(),
  by: z.string(),
  question: z.string().nullable(),
  state: questionState,
  askedAt: z.string(),
  expiresAt: z.string(),
  endedAt: z.string().nullable(),
  answer: z.string().nullable(),
  /** link: by the link that was sent to `address`, not by somebody signed in. */
  way: z.enum(["portal", "link"]).nullable(),
  address: z.string().nullable(),
  /** The packet's version that holds the answer; null where the item was decided before it came. */
  version: z.number().nullable(),
  /** What became of its mail; null where none was to be sent. */
  mail: z.enum(["queued", "sent", "failed", "dropped"]).nullable(),
});
export type QuestionView = z.infer<typeof questionView>;

export const reviewInput = z.object({ review: z.uuid() });
/** Of a review's items, those that somebody was asked about. */
export const askedItems = z.array(z.object({ item: z.uuid(), open: z.number(), answered: z.number() }));
export type AskedItems = z.infer<typeof askedItems>;

/** What I am asked, and what I answered of late. */
export const ownQuestion = z.object({
  id: z.uuid(),
  part,
  by: z.string(),
  question: z.string().nullable(),
  subject: z.string(),
  access: z.string(),
  application: z.string(),
  campaign: z.string(),
  state: questionState,
  askedAt: z.string(),
  expiresAt: z.string(),
  endedAt: z.string().nullable(),
  answer: z.string().nullable(),
});
export type OwnQuestion = z.infer<typeof ownQuestion>;
export const ownQuestions = z.object({ open: z.array(ownQuestion), ended: z.array(ownQuestion) });

/** What the page behind a link shows: of a question that is over, nothing but that. */
export const linkedQuestion = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("open"),
    by: z.string(),
    to: z.string(),
    question: z.string(),
    access: z.string(),
    expiresAt: z.string(),
  }),
  z.object({ state: z.enum(["answered", "withdrawn", "expired"]), on: z.string().nullable() }),
]);
export type LinkedQuestion = z.infer<typeof linkedQuestion>;

/** Where a person's answer is to be found again. */
export const answered = z.object({ question: z.uuid(), late: z.boolean() });
export type Answered = z.infer<typeof answered>;
