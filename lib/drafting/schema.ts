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

/** `stated`: it repeats what somebody states, and is no fact. */
const sentence = z.strictObject({
  text: z.string(),
  facts: z.array(z.string()),
  stated: z.literal(true).exactOptional(),
});
export type Sentence = z.infer<typeof sentence>;

/** `stated`: what somebody only states, which stands with what is not known. */
export const sections = ["why", "against", "unknown", "stated"] as const;

export type Section = (typeof sections)[number];

const verifiedClaim = z.strictObject({
  predicate: z.string(),
  evidence: z.string(),
  /** Other facts that the sentence rests on. */
  also: z.array(z.string()).exactOptional(),
  value: z.string(),
  stance: z.enum(stances),
  section: z.enum(sections),
  sentence: z.string(),
});
export type VerifiedClaim = z.infer<typeof verifiedClaim>;

/** The same item drafted without anybody's text, where text was sent and turned the draft, twice. */
const turned = z.strictObject({
  recommendation: z.enum(recommendations),
  rule: z.string().nullable(),
  from: z.array(z.string()),
  target: z.enum(targets).nullable(),
  claims: z.array(verifiedClaim),
});

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
  /** Only where somebody's text turned the draft; the item is then decided before either is shown. */
  turned: turned.exactOptional(),
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
  "token_of_the_call",
] as const;
export const dropped = z.strictObject({
  what: z.enum(["claim", "counter", "unknown", "question", "recommendation", "judgement", "answer"]),
  /** The predicate or id, cut to 60 characters. */
  predicate: z.string(),
  evidence: z.string(),
  why: z.enum(dropReasons),
});
export type Dropped = z.infer<typeof dropped>;

/** Drafts recorded in one transaction; each row is a few kilobytes. */
export const MOST_AT_ONCE = 200;

export const hex = z.string().regex(/^[0-9a-f]{64}$/);

/** How a model was asked: with the packet, the prompt's version and the campaign's salt, all that the bytes depend on. */
export const parameters = z.strictObject({
  asserted: z.boolean(),
  hideNames: z.boolean(),
  /** Whole thousandths. */
  temperature: z.number().int(),
  maxOutputTokens: z.number().int(),
});
export type Parameters = z.infer<typeof parameters>;

/** What was taken out, in kinds and counts, never values. */
export const redactionReport = z.strictObject({
  /** Kind of secret → how many, in what was sent. */
  secrets: z.record(z.string(), z.number().int()),
  /** People, accounts and credentials that stand under pseudonyms, and names of things where those are hidden. */
  pseudonyms: z.number().int(),
  /** Fields of somebody's text sent, and left out. */
  textsSent: z.number().int(),
  textsLeftOut: z.number().int(),
  /** Names and texts left out because they try to instruct. */
  instructing: z.number().int(),
  /** Fields withheld because they could not be looked through. */
  withheld: z.number().int(),
  /** Kind of secret → how many, in the model's answer. */
  answerSecrets: z.record(z.string(), z.number().int()),
});
export type RedactionReport = z.infer<typeof redactionReport>;

/**
 * The same item asked without anybody's text, beside the answers with it: once, and once more where the text turned the draft.
 * `turned` where it did so both times.
 */
export const masked = z.strictObject({
  inputHash: hex,
  asked: z
    .array(
      z.strictObject({
        text: z.string(),
        masked: z.string(),
        recommendation: z.enum(recommendations),
        maskedRecommendation: z.enum(recommendations),
      }),
    )
    .min(1)
    .max(2),
  turned: z.boolean(),
});
export type Masked = z.infer<typeof masked>;

/** A draft on its way to the record. */
export const drafted = z.object({
  item: z.uuid(),
  evidenceHash: hex,
  inputHash: hex,
  state: z.enum(["ready", "insufficient", "failed"]),
  raw: z.string().nullable(),
  result: draftResult,
  dropped: z.array(dropped),
  modelReturned: z.string().max(200).nullable(),
  fingerprint: z.string().max(200).nullable(),
  parameters,
  redaction: redactionReport,
  masked: masked.nullable(),
  fellBack: z.string().max(300).nullable(),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  cachedTokens: z.number().int().nullable(),
  /** Millionths of `currency`. */
  cost: z.number().int().nullable(),
  currency: z.string().nullable(),
  latencyMs: z.number().int(),
  /** Why it failed, in a sentence. */
  problem: z.string().max(300).nullable(),
});
export type Drafted = z.infer<typeof drafted>;

/** Who drafted a batch: the rules, or a version of what drafts with a model, and with which prompt. */
export const by = z.object({
  provider: z.string(),
  model: z.string(),
  version: z.number().int().nullable(),
  promptVersion: z.string(),
  promptHash: hex,
});
export type By = z.infer<typeof by>;

const recommended = z.strictObject({
  verb: z.enum(["keep", "remove", "change", "insufficient"]),
  from: z.array(z.string()),
  target: z.enum(targets).nullable(),
});

/** A draft as a screen shows it. Recommendation and judgement are apart, so that they can be withheld until asked for. */
export const draftView = z.strictObject({
  state: z.enum(["ready", "insufficient", "failed"]),
  drafter: z.string(),
  draftedAt: z.iso.datetime(),
  /** The version of the settings it was made with, null for rules; the prompt's; and why the rules made it, where a model should have. */
  provenance: z.strictObject({
    version: z.number().int().nullable(),
    prompt: z.string().nullable(),
    fellBack: z.string().nullable(),
  }),
  /** What stands before the second paragraph. */
  lead: z.string(),
  why: z.array(sentence),
  against: z.array(sentence),
  unknown: z.array(sentence),
  judgement: z.string().exactOptional(),
  recommendation: recommended.exactOptional(),
  /** What it recommends without anybody's text, where the text turned the draft. */
  turned: recommended.exactOptional(),
});
export type DraftView = z.infer<typeof draftView>;

/** How far a campaign's drafts are. */
export const draftProgress = z.strictObject({
  campaign: z.uuid(),
  items: z.number().int(),
  ready: z.number().int(),
  insufficient: z.number().int(),
  failed: z.number().int(),
  /** Not drafted yet, or being drafted again. */
  pending: z.number().int(),
  /** Of those, how many have a draft that stands until the new one is there. */
  redrafting: z.number().int(),
  /** Drafted after the item had been opened, so never shown: those are decided without a draft. */
  late: z.number().int(),
  /** Who made the drafts that stand, and why the rules did where a model should have; most first. */
  by: z.array(
    z.strictObject({
      drafter: z.string(),
      version: z.number().int().nullable(),
      fellBack: z.string().nullable(),
      items: z.number().int(),
    }),
  ),
  /** Of those the rules drafted in a model's place, how many nobody has opened yet: they can be drafted again. */
  again: z.number().int(),
  /** Whose draft somebody's text turned: decided before either is shown. */
  turned: z.number().int(),
  /** The version that drafts here, its model and connection; null where rules do. */
  drafter: z
    .strictObject({ version: z.number().int(), model: z.string(), connection: z.enum(["hosted", "local"]) })
    .nullable(),
  /** Whether a model was stopped for this campaign, and why the model is left alone for now. */
  stopped: z.boolean(),
  paused: z.string().nullable(),
  /** Versions in force that the campaign could be moved to. */
  versions: z.array(z.strictObject({ version: z.number().int(), model: z.string() })),
  /** What the drafts cost so far; cost in millionths, budget in hundredths of the currency. */
  spent: z.strictObject({
    calls: z.number().int(),
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    cachedTokens: z.number().int(),
    cost: z.number().int(),
    currency: z.string().nullable(),
  }),
  budget: z.strictObject({
    tokens: z.number().int().nullable(),
    money: z.number().int().nullable(),
    currency: z.string().nullable(),
  }),
  /** About how many seconds are left, from the pace so far; null where that is unknown. */
  secondsLeft: z.number().int().nullable(),
  /** Why drafts failed, in words, if any did. */
  problem: z.string().nullable(),
});
export type DraftProgress = z.infer<typeof draftProgress>;

/** Exactly what was, or would be, sent for an item. */
export const sentPrompt = z.strictObject({
  item: z.uuid(),
  /** Whoever asks is its reviewer. */
  own: z.boolean(),
  version: z.string(),
  promptHash: z.string(),
  inputHash: z.string(),
  instructions: z.string(),
  prompt: z.string(),
  /** Whether texts that somebody wrote could go in, and whether names of things stood under pseudonyms. */
  asserted: z.boolean(),
  hideNames: z.boolean(),
  /** The same without anybody's text, where it was asked so too. */
  masked: z.strictObject({ inputHash: z.string(), prompt: z.string() }).nullable(),
  /** How a model was asked: whole thousandths, tokens; null where nobody was asked yet, or rules were. */
  asked: z.strictObject({ temperature: z.number().int(), maxOutputTokens: z.number().int() }).nullable(),
  /** What was taken out. */
  report: redactionReport,
  /** What of the answer was left out of the note, and why; null where there is no draft. */
  leftOut: z.array(dropped).nullable(),
  /** What the model called itself, and its fingerprint, where it gave them. */
  returned: z.string().nullable(),
  fingerprint: z.string().nullable(),
  /** Whether the draft on record was made from these very bytes; null where there is none. */
  asDrafted: z.boolean().nullable(),
  model: z.string(),
});
export type SentPrompt = z.infer<typeof sentPrompt>;

/** Who drafts a campaign that begins now, whether models may (I18), and the model in force. */
export const modelStatus = z.strictObject({
  switch: z.enum(["on", "off"]),
  by: z.enum(["model", "rules"]),
  inForce: z.string().nullable(),
  drafter: z.string(),
  /** Of the prices of the version in force. */
  currency: z.string().nullable(),
  /** Why the rules draft, where a model was to be expected. */
  why: z.string().nullable(),
});
export type ModelStatus = z.infer<typeof modelStatus>;

/** The totals of a campaign's drafts: the command line's answer. */
export type DraftTotals = { drafted: number; insufficient: number; failed: number; dropped: number };
