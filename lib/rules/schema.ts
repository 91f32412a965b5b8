import { z } from "zod";
import { entitlementRef, rule, ruleList } from "@/lib/evidence/rules";
import { ownWords } from "@/lib/text/own-words";

const count = z.number().int().nonnegative();
const version = z.coerce.number().int().positive();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const key = z.string().min(8).max(100).optional();
const words = ownWords(
  z.string().trim().min(3, "Say why in a few words.").max(2_000, "Keep it under 2,000 characters."),
);

export const states = ["draft", "proposed", "in_force", "superseded", "refused", "withdrawn"] as const;
export type VersionState = (typeof states)[number];

const answers = z.object({ passed: count, failed: count, unknown: count });
const example = z.object({
  subject: z.string(),
  access: z.string(),
  application: z.string(),
  reason: z.string().nullable(),
});
export type RuleExample = z.infer<typeof example>;
const compared = z.object({
  id: z.string(),
  /** Null on the side where the rule is not there or is switched off. */
  before: answers.nullable(),
  after: answers.nullable(),
  added: count,
  gone: count,
  addedExamples: z.array(example),
  goneExamples: z.array(example),
});
export type ComparedRule = z.infer<typeof compared>;

/** What a draft would find in the population in force, beside the version in force; of exactly the rules of this hash. */
export const dryRun = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("done"),
    hash,
    at: z.string(),
    /** The version it was held against. */
    against: z.number().int(),
    sources: z.array(z.object({ name: z.string(), snapshot: z.number().int(), asOf: z.string() })),
    items: count,
    /** Items with at least one finding. */
    found: z.object({ before: count, after: count }),
    rules: z.array(compared),
  }),
  z.object({ state: z.literal("failed"), hash, at: z.string(), problem: z.string() }),
]);
export type DryRun = z.infer<typeof dryRun>;
export type DoneDryRun = Extract<DryRun, { state: "done" }>;

const person = z.object({ id: z.uuid(), name: z.string() });

export const versionRow = z.object({
  version: z.number().int(),
  state: z.enum(states),
  basedOn: z.number().int().nullable(),
  hash,
  /** Rules that are switched on. */
  on: count,
  /** Null for the starter set, which ships with the product. */
  madeBy: person.nullable(),
  createdAt: z.string(),
  proposedAt: z.string().nullable(),
  decidedBy: person.nullable(),
  decidedAt: z.string().nullable(),
  reason: z.string().nullable(),
  decisionReason: z.string().nullable(),
  /** Campaigns that were launched on it. */
  campaigns: count,
});
export type VersionRow = z.infer<typeof versionRow>;

export const versionView = versionRow.extend({
  rules: z.array(rule),
  dryRun: dryRun.nullable(),
  dryRunAt: z.string().nullable(),
});
export type VersionView = z.infer<typeof versionView>;

/** How far a dry run of this process is; null where none runs. */
export const dryRunProgress = z.object({
  version: z.number().int(),
  hash,
  phase: z.string(),
  done: count,
  total: count.nullable(),
});
export type DryRunProgress = z.infer<typeof dryRunProgress>;

export const rulesView = z.object({
  inForce: versionView,
  /** The draft or proposal, of which there is at most one. */
  open: versionView.nullable(),
  history: z.array(versionRow),
  progress: dryRunProgress.nullable(),
  /** Items the rules are asked of now: how many sources are in force. */
  sources: count,
  may: z.object({
    make: z.boolean(),
    /** Change, dry-run and propose the open one: whoever made it. */
    edit: z.boolean(),
    withdraw: z.boolean(),
    /** Approve or refuse the open one: never whoever made it. */
    decide: z.boolean(),
  }),
});
export type RulesView = z.infer<typeof rulesView>;

export const versionInput = z.object({ version });
export const draftInput = z.object({ key });
export const saveInput = z.object({
  version,
  /** The hash of what was changed: another window's change is not written over. */
  was: hash,
  rules: ruleList,
});
export const proposeInput = z.object({ version, hash, reason: words, key });
export const decideInput = z.object({
  version,
  hash,
  verdict: z.enum(["approve", "refuse"]),
  reason: words,
  key,
});

/** What the editor offers: words that stand in the sources in force. */
export const vocabulary = z.object({
  applications: z.array(z.string()),
  departments: z.array(z.string()),
  dataClasses: z.array(z.string()),
});
export type Vocabulary = z.infer<typeof vocabulary>;

export const entitlementSearch = z.object({ q: z.string().trim().max(100).default("") });
export const entitlementChoice = entitlementRef.required();
export type EntitlementChoice = z.infer<typeof entitlementChoice>;
export const entitlementChoices = z.object({ rows: z.array(entitlementChoice) });
