import { sql } from "drizzle-orm";
import {
  date,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { person } from "./people";
import { item } from "./reviews";

/** Append-only. A change of mind is a new row that supersedes (I5); the actor is always a person (I1). */
export const decision = pgTable(
  "decision",
  {
    id: uuid().primaryKey(),
    itemId: uuid()
      .notNull()
      .references(() => item.id),
    campaignId: uuid().notNull(),
    /** 1 for the first decision on the item. */
    n: integer().notNull(),
    actorKind: text({ enum: ["person"] }).notNull(),
    personId: uuid()
      .notNull()
      .references(() => person.id),
    outcome: text({ enum: ["certify", "certify_until", "revoke", "modify"] }).notNull(),
    until: date({ mode: "string" }),
    /** The exception under which access that breaks a rule is kept (I15). */
    exceptionId: uuid(),
    /** Whom `transfer_owner` proposes. */
    newOwnerId: uuid(),
    /** Open items that it answers by reference, on a non-human identity as a whole; their ids' RFC 6962 root is in the log. */
    answers: integer().notNull().default(0),
    /** What `modify` asks for, in words held by `private_payload`; the kind of change in the clear. */
    target: text({ enum: ["reduce", "rotate", "transfer_owner", "retire"] }),
    disposition: text({ enum: ["confirmed", "overridden", "undrafted"] }).notNull(),
    recommendationSeen: text({ enum: ["before", "after", "never"] }).notNull(),
    /** The verb chosen before the recommendation was opened, where it was opened after choosing. */
    firstChoice: text({ enum: ["certify", "certify_until", "revoke", "modify"] }),
    reasonCode: text().notNull(),
    rationaleId: uuid(),
    evidenceHash: text().notNull(),
    draftId: uuid(),
    draftHash: text(),
    arm: text({ enum: ["assisted", "undrafted", "blind"] }).notNull(),
    /** Decided together with others in one act: which, of how many, and whether they were taken in one by one or all at once. */
    batchId: uuid(),
    batchSize: integer(),
    batchTaken: text({ enum: ["one_by_one", "all_at_once"] }),
    /** Active seconds of the whole act, the same on each of its decisions. Of a decision on its own they stand in `timing`. */
    seconds: integer(),
    /** The packet's facts that were on the screen, "E1 E4"; "none" where none was, null where nobody counted. */
    inView: text(),
    /** The draft that the words began with, by its hash, and how much of the words is its own, in percent. */
    startedFrom: text(),
    draftShare: integer(),
    supersedes: uuid(),
    eligibility: jsonb().notNull(),
    rulesPassed: integer().notNull(),
    findings: integer().notNull(),
    rulesUnknown: integer().notNull(),
    ruleSet: text().notNull(),
    servedAt: timestamp({ withTimezone: true }).notNull(),
    decidedAt: timestamp({ withTimezone: true }).notNull(),
    seed: text(),
  },
  (t) => [
    uniqueIndex("decision_item").on(t.itemId, t.n),
    index("decision_campaign").on(t.campaignId, t.decidedAt),
    index("decision_person").on(t.personId, t.decidedAt),
    index("decision_simulated").on(t.campaignId).where(sql`seed IS NOT NULL`),
  ],
);

/**
 * Active seconds of decisions made on their own. `ref` is the decision under a pseudonym whose key is not in the database
 * (lib/reviews/timings), so that these rows say nothing of anybody. Append-only, until they are purged with the openings.
 */
export const timing = pgTable(
  "timing",
  { ref: uuid().primaryKey(), campaignId: uuid().notNull(), seconds: integer().notNull() },
  (t) => [index("timing_campaign").on(t.campaignId)],
);

/** The one erasable table: people's words, each with the salt of its commitment. Erasing empties salt and payload. */
export const privatePayload = pgTable(
  "private_payload",
  {
    id: uuid().primaryKey(),
    commit: text().notNull(),
    salt: text(),
    payload: text(),
    erasedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index("payload_commit").on(t.commit)],
);
