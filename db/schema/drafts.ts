import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { campaign } from "./campaigns";
import { person } from "./people";

const at = () => timestamp({ withTimezone: true });

/** Append-only. What the model said, what code kept of it, and where it came from. */
export const draft = pgTable(
  "draft",
  {
    id: uuid().primaryKey(),
    itemId: uuid().notNull(),
    campaignId: uuid().notNull(),
    n: integer().notNull(),
    /** What it was recorded in: one entry of the log names the batch and commits to its drafts. */
    batch: uuid().notNull(),
    state: text({ enum: ["ready", "insufficient", "failed"] }).notNull(),
    evidenceHash: text().notNull(),
    provider: text().notNull(),
    model: text().notNull(),
    promptVersion: text().notNull(),
    promptHash: text().notNull(),
    inputHash: text().notNull(),
    /** SHA-256 of the canonical verified result: what a reviewer may be served. */
    outputHash: text().notNull(),
    raw: text(),
    /** Verified claims, counter-case, unknowns, judgement: lib/drafting/schema `DraftResult`. */
    result: jsonb().notNull(),
    note: text().notNull(),
    recommendation: text({ enum: ["certify", "revoke", "modify", "insufficient_evidence"] }).notNull(),
    dropped: jsonb().notNull(),
    /** Null for the rule-based drafter. */
    drafterVersion: integer(),
    /** What the model at the other end called itself. */
    modelReturned: text(),
    fingerprint: text(),
    /** How it was asked, so that the prompt's bytes can be rebuilt: lib/drafting/schema `Parameters`. */
    parameters: jsonb().notNull(),
    /** What was taken out of the prompt and of the answer, in kinds and counts: lib/drafting/schema `RedactionReport`. */
    redaction: jsonb().notNull(),
    /** The same item drafted without anybody's text: its input, raw answers and whether it came out otherwise. Null where no text was sent. */
    masked: jsonb(),
    /** Why the rules drafted where a model should have, in a sentence. */
    fellBack: text(),
    inputTokens: integer(),
    outputTokens: integer(),
    /** Of the input tokens, those the provider had kept. */
    cachedTokens: integer(),
    /** Millionths of the currency. */
    cost: bigint({ mode: "number" }),
    currency: text(),
    latencyMs: integer().notNull(),
    at: at().notNull(),
  },
  (t) => [
    uniqueIndex("draft_item").on(t.itemId, t.n),
    index("draft_campaign").on(t.campaignId, t.id),
    index("draft_same_input").on(t.inputHash, t.provider, t.model),
    index("draft_same_masked").on(sql`(${t.masked} ->> 'inputHash')`).where(sql`masked IS NOT NULL`),
  ],
);

/** A draft that must no longer be served; the draft itself stays. */
export const draftWithdrawal = pgTable(
  "draft_withdrawal",
  { draftId: uuid().notNull(), reason: text().notNull(), at: at().notNull() },
  (t) => [primaryKey({ columns: [t.draftId] })],
);

/** The mutable side of drafting. */
export const draftTask = pgTable(
  "draft_task",
  {
    itemId: uuid().primaryKey(),
    campaignId: uuid().notNull(),
    state: text({ enum: ["pending", "running", "done", "failed"] }).notNull(),
    attempts: integer().notNull().default(0),
    priority: integer().notNull().default(0),
    /** Which run of which process has it in hand: `lib/drafting/run`. */
    claimedBy: text(),
    /** Paid answers that are not recorded yet, each with what it answers: lib/drafting/answers `Kept`, so that none is paid for twice. */
    answers: jsonb().notNull().default([]),
    /** An answer on record to the same input does not do: somebody wants the model asked again. */
    afresh: boolean().notNull().default(false),
    /** Set apart of the campaign's budget for the calls in flight: tokens, and millionths of its currency. */
    reservedTokens: bigint({ mode: "number" }).notNull().default(0),
    reservedCost: bigint({ mode: "number" }).notNull().default(0),
    problem: text(),
    at: at().notNull(),
  },
  (t) => [index("draft_task_next").on(t.campaignId, t.state, t.priority.desc().nullsFirst(), t.itemId)],
);

/**
 * Versions of what drafts with a model: connection, model, prompt, limits, prices, terms, thresholds. One of each connection is
 * in force; another takes its place only after a person who did not make it approved it with an evaluation (maker and checker).
 */
export const drafterVersion = pgTable(
  "drafter_version",
  {
    version: integer().primaryKey(),
    state: text({ enum: ["draft", "proposed", "in_force", "superseded", "refused", "withdrawn"] }).notNull(),
    basedOn: integer(),
    /** lib/drafting/drafters `DrafterSettings`. */
    settings: jsonb().notNull(),
    /** SHA-256 over the settings' canonical JSON, hex. */
    hash: text().notNull(),
    /** The evaluation it was proposed with. */
    evaluationId: uuid(),
    madeBy: uuid()
      .notNull()
      .references(() => person.id),
    createdAt: at().notNull(),
    proposedAt: at(),
    decidedBy: uuid().references(() => person.id),
    decidedAt: at(),
    reasonId: uuid(),
    decisionReasonId: uuid(),
    /** The assessment that whoever approved it signed, in `private_payload`; null where nothing leaves the house. */
    assessmentId: uuid(),
  },
  () => [
    uniqueIndex("drafter_one_in_force").on(sql`(settings ->> 'connection')`).where(sql`state = 'in_force'`),
    uniqueIndex("drafter_one_open").on(sql`(true)`).where(sql`state IN ('draft', 'proposed')`),
  ],
);

/** Append-only. One run of the evaluation or of the regression set, and what it found. */
export const evaluation = pgTable(
  "evaluation",
  {
    id: uuid().primaryKey(),
    kind: text({ enum: ["evaluation", "regression"] }).notNull(),
    /** The version whose settings it ran, and their hash; null where rules alone were looked at. */
    drafterVersion: integer(),
    settingsHash: text(),
    /** The packets, by name and SHA-256. */
    set: text().notNull(),
    setHash: text().notNull(),
    /** What the model called itself in this run. */
    modelReturned: text(),
    fingerprint: text(),
    passed: boolean().notNull(),
    /** lib/drafting/evaluation `EvaluationResult`. */
    result: jsonb().notNull(),
    hash: text().notNull(),
    byId: uuid(),
    at: at().notNull(),
  },
  (t) => [index("evaluation_of").on(t.drafterVersion, t.at)],
);

/** How a campaign is drafted: fixed when its drafting begins; what it has cost. The mutable side, as `draft_task` is. */
export const campaignDrafting = pgTable("campaign_drafting", {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaign.id),
  /** Null: by rules. */
  drafterVersion: integer(),
  /** For privileged access, where the campaign keeps that in the house; null: by rules. */
  localVersion: integer(),
  /** Goes into the tokens of each call, so that nobody who knows the data can foretell them. */
  salt: text().notNull(),
  modelOff: boolean().notNull().default(false),
  /** Why the model is left alone for now, in a sentence; items wait, or are drafted by rules. */
  paused: text(),
  /** The run that looks into the pause; null where that is over. */
  pausedBy: text(),
  calls: integer().notNull().default(0),
  inputTokens: bigint({ mode: "number" }).notNull().default(0),
  outputTokens: bigint({ mode: "number" }).notNull().default(0),
  cachedTokens: bigint({ mode: "number" }).notNull().default(0),
  cost: bigint({ mode: "number" }).notNull().default(0),
  currency: text(),
  at: at().notNull(),
});
