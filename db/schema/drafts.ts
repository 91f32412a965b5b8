import {
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

const at = () => timestamp({ withTimezone: true });

/** Append-only. What the model said, what code kept of it, and where it came from. */
export const draft = pgTable(
  "draft",
  {
    id: uuid().primaryKey(),
    itemId: uuid().notNull(),
    campaignId: uuid().notNull(),
    n: integer().notNull(),
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
    inputTokens: integer(),
    outputTokens: integer(),
    latencyMs: integer().notNull(),
    at: at().notNull(),
  },
  (t) => [
    uniqueIndex("draft_item").on(t.itemId, t.n),
    index("draft_campaign").on(t.campaignId, t.id),
    index("draft_same_input").on(t.inputHash, t.provider, t.model),
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
    /** A paid answer that is not recorded yet, and what it answers (input and model), so that it is never paid for twice. */
    answer: text(),
    answerTo: text(),
    problem: text(),
    at: at().notNull(),
  },
  (t) => [index("draft_task_next").on(t.campaignId, t.state, t.priority)],
);
