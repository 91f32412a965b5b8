import { z } from "zod";
import type { Packet } from "@/lib/evidence/schema";
import { applicable } from "./claims";
import { stances } from "./predicate";
import { questions, unknowns } from "./unknowns";

/** What a draft can recommend. It is never a decision, and nothing reads it as one. */
export const recommendations = ["certify", "revoke", "modify", "insufficient_evidence"] as const;
export type Recommendation = (typeof recommendations)[number];

/** What kind of change, where the recommendation is one; the words of `modify` decisions. */
export const targets = ["reduce", "rotate", "transfer_owner", "retire"] as const;
export type Target = (typeof targets)[number];

export const MOST_CLAIMS = 8;
export const LONGEST_JUDGEMENT = 280;

/** A model's answer before anything is checked: the shape only. */
export const looseAnswer = z.object({
  claims: z
    .array(
      z.object({
        predicate: z.string(),
        evidence: z.string(),
        value: z.string(),
        stance: z.string(),
      }),
    )
    .max(100),
  counter: z.number().int().nullable().catch(null),
  unknowns: z.array(z.string()).max(100).catch([]),
  questions: z.array(z.string()).max(100).catch([]),
  recommendation: z.enum(recommendations).catch("insufficient_evidence"),
  judgement: z.string().nullable().catch(null),
});
export type Answer = z.infer<typeof looseAnswer>;

const known = new Map<string, ReturnType<typeof build>>();
const KNOWN_AT_MOST = 500;

/**
 * The answer's schema for one packet: only its own fact ids and the predicates its kinds of facts allow, so that a citation of
 * nothing has no spelling. `counter` is the index of the strongest claim against the recommendation. Every field is required,
 * as constrained decoding wants it.
 */
export function answerSchema(packet: Pick<Packet, "facts">) {
  const predicates = applicable(packet).map((p) => p.id);
  const evidence = packet.facts.map((f) => f.id);
  const key = `${predicates.join()}|${evidence.join()}`;
  const made = known.get(key) ?? build(predicates, evidence);
  if (known.size >= KNOWN_AT_MOST) known.clear();
  known.set(key, made);
  return made;
}

function build(predicates: readonly string[], evidence: readonly string[]) {
  return z.strictObject({
    claims: z
      .array(
        z.strictObject({
          predicate: z.enum(atLeastOne(predicates)),
          evidence: z.enum(atLeastOne(evidence)),
          value: z.string().max(60),
          stance: z.enum(stances),
        }),
      )
      .max(MOST_CLAIMS),
    counter: z.number().int().min(0).max(MOST_CLAIMS).nullable(),
    unknowns: z.array(z.enum(atLeastOne(unknowns.map((u) => u.id)))).max(unknowns.length),
    questions: z.array(z.enum(atLeastOne(questions.map((q) => q.id)))).max(questions.length),
    recommendation: z.enum(recommendations),
    judgement: z.string().max(LONGEST_JUDGEMENT).nullable(),
  });
}

/** An enum needs a member; where there is nothing to name, the one it has names nothing. */
const atLeastOne = (names: readonly string[]): [string, ...string[]] => {
  const [first = "none", ...rest] = names;
  return [first, ...rest];
};

const sentence = z.strictObject({ text: z.string(), facts: z.array(z.string()) });
export type Sentence = z.infer<typeof sentence>;

export const sections = ["why", "against", "unknown"] as const;

const verifiedClaim = z.strictObject({
  predicate: z.string(),
  evidence: z.string(),
  value: z.string(),
  stance: z.enum(stances),
  section: z.enum(sections),
  sentence: z.string(),
});
export type VerifiedClaim = z.infer<typeof verifiedClaim>;

/** What code could verify of an answer, and what it recommends then: kept with the draft, hashed, and all a reviewer is shown. */
export const draftResult = z.strictObject({
  v: z.literal(1),
  claims: z.array(verifiedClaim),
  /** Index in `claims` of the strongest one against the recommendation. */
  counter: z.number().int().nullable(),
  unknowns: z.array(z.strictObject({ id: z.string(), text: z.string(), facts: z.array(z.string()) })),
  questions: z.array(z.strictObject({ id: z.string(), text: z.string(), facts: z.array(z.string()) })),
  /** The model's own words, unverified. */
  judgement: z.string().nullable(),
  recommendation: z.enum(recommendations),
  /** What the model itself recommended, where no rule implied it. */
  refused: z.enum(recommendations).nullable(),
  /** The rule that implies the recommendation, and the facts of the claims it used. */
  rule: z.string().nullable(),
  from: z.array(z.string()),
  target: z.enum(targets).nullable(),
});
export type DraftResult = z.infer<typeof draftResult>;

/** What the verifier left out, and why. */
export const dropReasons = [
  "no_such_predicate",
  "no_such_fact",
  "wrong_kind",
  "does_not_hold",
  "wrong_value",
  "wrong_stance",
  "only_asserted",
  "repeated",
  "too_many",
  "not_so",
  "no_rule_implies_it",
  "unverified_wording",
] as const;
export const dropped = z.strictObject({
  what: z.enum(["claim", "counter", "unknown", "question", "recommendation", "judgement"]),
  /** The predicate or id, cut to 60 characters. */
  predicate: z.string(),
  evidence: z.string(),
  why: z.enum(dropReasons),
});
export type Dropped = z.infer<typeof dropped>;

/** Drafts recorded in one transaction; each row is a few kilobytes. */
export const MOST_AT_ONCE = 200;

export const hex = z.string().regex(/^[0-9a-f]{64}$/);

/** A draft on its way to the record. */
export const drafted = z.object({
  item: z.uuid(),
  evidenceHash: hex,
  inputHash: hex,
  state: z.enum(["ready", "insufficient", "failed"]),
  raw: z.string().nullable(),
  result: draftResult,
  dropped: z.array(dropped),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  latencyMs: z.number().int(),
  /** Why it failed, in a sentence. */
  problem: z.string().max(300).nullable(),
});
export type Drafted = z.infer<typeof drafted>;

/** A draft as a screen shows it. Recommendation and judgement are apart, so that they can be withheld until asked for. */
export const draftView = z.strictObject({
  state: z.enum(["ready", "insufficient", "failed"]),
  drafter: z.string(),
  draftedAt: z.iso.datetime(),
  why: z.array(sentence),
  against: z.array(sentence),
  unknown: z.array(sentence),
  judgement: z.string().optional(),
  recommendation: z
    .strictObject({
      verb: z.enum(["keep", "remove", "change", "insufficient"]),
      from: z.array(z.string()),
      target: z.enum(targets).nullable(),
    })
    .optional(),
});
export type DraftView = z.infer<typeof draftView>;

/** How far a campaign's drafts are. */
export const draftProgress = z.strictObject({
  campaign: z.uuid(),
  items: z.number().int(),
  ready: z.number().int(),
  insufficient: z.number().int(),
  failed: z.number().int(),
  /** Not drafted yet. */
  pending: z.number().int(),
  /** Drafted after the item had been opened, so never shown: those are decided without a draft. */
  late: z.number().int(),
  /** "Rule-based draft" or "Draft by MODEL". */
  drafter: z.string(),
  /** About how many seconds are left, from the pace so far; null where that is unknown. */
  secondsLeft: z.number().int().nullable(),
  /** Why drafts failed, in words, if any did. */
  problem: z.string().nullable(),
});
export type DraftProgress = z.infer<typeof draftProgress>;

/** Exactly what was, or would be, sent for an item. */
export const sentPrompt = z.strictObject({
  item: z.uuid(),
  version: z.string(),
  promptHash: z.string(),
  inputHash: z.string(),
  instructions: z.string(),
  prompt: z.string(),
  /** Whether the draft on record was made from these very bytes; null where there is none. */
  asDrafted: z.boolean().nullable(),
  model: z.string(),
});
export type SentPrompt = z.infer<typeof sentPrompt>;

/** Whether a hosted model is set up, and whether an administrator has turned it on (I18). */
export const modelStatus = z.strictObject({
  hosted: z.enum(["on", "off"]),
  configured: z.string().nullable(),
  drafter: z.string(),
});
export type ModelStatus = z.infer<typeof modelStatus>;

/** The totals of a campaign's drafts: the command line's answer. */
export type DraftTotals = { drafted: number; insufficient: number; failed: number; dropped: number };
