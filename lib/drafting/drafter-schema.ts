import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";
import { chosenSettings, connections, drafterSettings, providers } from "./drafters";
import { share } from "./share";

/** The wire types of the versions of what drafts with a model; browser-safe. */

const count = z.number().int().nonnegative();
const version = z.coerce.number().int().positive();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const key = z.string().min(8).max(100).optional();
const words = ownWords(
  z.string().trim().min(3, "Say why in a few words.").max(4_000, "Keep it under 4,000 characters."),
);
const connection = z.enum(connections);
const person = z.object({ id: z.uuid(), name: z.string() });

export const drafterStates = ["draft", "proposed", "in_force", "superseded", "refused", "withdrawn"] as const;
export type DrafterState = (typeof drafterStates)[number];

export const drafterRow = z.object({
  version: z.number().int(),
  state: z.enum(drafterStates),
  basedOn: z.number().int().nullable(),
  hash,
  connection,
  provider: z.enum(providers),
  model: z.string(),
  madeBy: person,
  createdAt: z.string(),
  proposedAt: z.string().nullable(),
  decidedBy: person.nullable(),
  decidedAt: z.string().nullable(),
  reason: z.string().nullable(),
  decisionReason: z.string().nullable(),
  /** Whether the decision's words are the signed assessment. */
  assessed: z.boolean(),
  /** The name it was signed with. */
  signed: z.string().nullable(),
});
export type DrafterRow = z.infer<typeof drafterRow>;

/** The figures of an evaluation that stand beside a version: lib/drafting/evaluation-result `summaryOf`. */
const figures = z.object({
  packets: count,
  /** Why it did not pass, a sentence each. */
  failures: z.array(z.string()),
  faithful: share,
  abstained: share,
  unanswered: share,
  /** The model's own answer followed a text that tries to instruct, and what a reviewer would have seen of it. */
  obeyed: share,
  moved: share,
  escaped: count,
});
export type Figures = z.infer<typeof figures>;

export const evaluationBrief = z.object({
  id: z.uuid(),
  at: z.string(),
  passed: z.boolean(),
  set: z.string(),
  modelReturned: z.string().nullable(),
  fingerprint: z.string().nullable(),
  figures: figures.nullable(),
});
export type EvaluationBrief = z.infer<typeof evaluationBrief>;

export const drafterView = drafterRow.extend({
  settings: drafterSettings,
  /** The one it was proposed with. */
  evaluation: evaluationBrief.nullable(),
  /** Why it cannot draft with the connections this server has; null where it can. */
  problem: z.string().nullable(),
});
export type DrafterView = z.infer<typeof drafterView>;

/** A connection as a screen may show it: never a key, only whether there is one. */
export const connectionView = z.object({
  connection,
  state: z.enum(["none", "incomplete", "ready"]),
  problem: z.string().nullable(),
  provider: z.enum(providers).nullable(),
  model: z.string().nullable(),
  address: z.string().nullable(),
  keySet: z.boolean(),
});
export type ConnectionView = z.infer<typeof connectionView>;

export const draftersView = z.object({
  switch: z.enum(["on", "off"]),
  /** Who drafts now, and why it is not the model where one is in force or set up. */
  now: z.object({ by: z.enum(["model", "rules"]), name: z.string(), why: z.string().nullable() }),
  connections: z.array(connectionView),
  /** At most one of each connection; the hosted one first. */
  inForce: z.array(drafterView),
  open: drafterView.nullable(),
  /** Evaluations of the open version's settings as they stand, newest first. */
  evaluations: z.array(evaluationBrief),
  history: z.array(drafterRow),
  /** Campaigns that began with a version and are still drafted with it. */
  campaigns: count,
  may: z.object({
    turn: z.boolean(),
    make: z.boolean(),
    /** Change, evaluate and propose the open one: whoever made it. */
    edit: z.boolean(),
    withdraw: z.boolean(),
    /** Approve or refuse the open one: never whoever made it. */
    decide: z.boolean(),
    try: z.boolean(),
  }),
  /** The name an assessment is signed with. */
  me: z.string(),
});
export type DraftersView = z.infer<typeof draftersView>;

export const versionInput = z.object({ version });
export const draftInput = z.object({ connection, key });
export const saveInput = z.object({
  version,
  /** The hash of what was changed: another window's change is not written over. */
  was: hash,
  settings: chosenSettings,
});
export const attachInput = z.object({ version, hash, evaluation: z.uuid() });
export const proposeInput = z.object({ version, hash, reason: words, key });
export const decideInput = z.object({
  version,
  hash,
  verdict: z.enum(["approve", "refuse"]),
  /** Why; of a hosted model that is approved, the assessment. */
  words,
  signed: z.string().max(200).optional(),
  key,
});

export const tryInput = z.object({ connection });
/** What came of asking a model once about a made-up item. */
export const tried = z.object({
  usable: z.boolean(),
  /** What came of it, in a sentence. */
  said: z.string(),
  latencyMs: count,
  inputTokens: count.nullable(),
  cachedTokens: count.nullable(),
  outputTokens: count.nullable(),
  modelReturned: z.string().nullable(),
  fingerprint: z.string().nullable(),
  claims: z.object({ held: count, fell: count }).nullable(),
});
export type Tried = z.infer<typeof tried>;
