import { index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { campaign } from "./campaigns";
import { person } from "./people";
import { review } from "./reviews";

const at = () => timestamp({ withTimezone: true });

/** A control owner's leave to put challenge items into one campaign, by the name it will have. It is used up by its launch. */
export const challengeLeave = pgTable(
  "challenge_leave",
  {
    id: uuid().primaryKey(),
    /** As typed; the launch compares it without regard to case. */
    campaignName: text().notNull(),
    givenBy: uuid()
      .notNull()
      .references(() => person.id),
    givenAt: at().notNull(),
    campaignId: uuid().references(() => campaign.id),
    takenBackAt: at(),
  },
  (t) => [uniqueIndex("challenge_leave_campaign").on(t.campaignId)],
);

/** Append-only. That a campaign has challenge items, how many, and what the log committed to. */
export const challengeDraw = pgTable("challenge_draw", {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaign.id),
  leaveId: uuid()
    .notNull()
    .references(() => challengeLeave.id),
  challenges: integer().notNull(),
  /** SHA-256 of the secret, hex. */
  commitment: text().notNull(),
  /** RFC 6962 root over (item id, reviewer) at launch, hex: what is drawn from. */
  inputs: text().notNull(),
  /** RFC 6962 root over what each challenge item is, hex: lib/audit-log/challenges `challengeLine`. */
  made: text().notNull(),
  at: at().notNull(),
});

/** Append-only. The secret of a draw of challenge items, under a key derived from the log's signing key. */
export const challengeSecret = pgTable("challenge_secret", {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaign.id),
  /** AES-256-GCM, base64: nonce, ciphertext, tag; the campaign's id is authenticated with it. */
  sealed: text().notNull(),
});

/**
 * Append-only. An item made up to test the review: a row of a worklist in everything a reviewer sees, and of no other table.
 * Nothing that decides, counts, removes or exports items reads it; no foreign key of theirs can name it.
 */
export const challenge = pgTable(
  "challenge",
  {
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    reviewId: uuid()
      .notNull()
      .references(() => review.id),
    reviewerId: uuid()
      .notNull()
      .references(() => person.id),
    /** `planted`: facts were made up that say it should go. `contrary`: the facts are a real item's, the draft says the opposite. */
    kind: text({ enum: ["planted", "contrary"] }).notNull(),
    /** What was planted, or which wrong recommendation was given. */
    plant: text({ enum: ["left", "conflict", "unused", "draft_keep", "draft_remove"] }).notNull(),
    /** What its facts say. */
    factsSay: text({ enum: ["keep", "remove"] }).notNull(),
    /** The item the lot fell on, and the item it was made after. */
    drawnFor: uuid().notNull(),
    madeAfter: uuid().notNull(),
    /** As of an item: the launch leaves this place of the list free. */
    position: integer().notNull(),
    subjectPlace: integer().notNull(),
    applicationPlace: integer().notNull(),
    alikePlace: integer().notNull(),
    weight: integer().notNull(),
    subjectKey: text().notNull(),
    subjectName: text().notNull(),
    subjectKind: text({ enum: ["human", "service", "workload", "ai_agent", "unknown"] }).notNull(),
    applicationName: text().notNull(),
    accountLogin: text(),
    entitlementName: text().notNull(),
    title: text().notNull(),
    risk: text({ enum: ["low", "high", "critical"] }).notNull(),
    tags: text().array().notNull(),
    findings: integer().notNull(),
    evidenceHash: text().notNull(),
    /** The exact JCS text of its packet. */
    body: text().notNull(),
    draftId: uuid().notNull(),
    /** What its draft recommends: what the facts give, or the opposite of what they say. */
    drafted: text({ enum: ["facts", "certify", "revoke"] }).notNull(),
    at: at().notNull(),
  },
  (t) => [
    index("challenge_review").on(t.reviewId, t.position),
    index("challenge_campaign").on(t.campaignId, t.id),
  ],
);

/** Append-only. What of a challenge item its reviewer was served: as `served`, of which it is no part. */
export const challengeServed = pgTable(
  "challenge_served",
  {
    id: uuid().primaryKey(),
    challengeId: uuid()
      .notNull()
      .references(() => challenge.id),
    personId: uuid().notNull(),
    what: text({ enum: ["opened", "revealed"] }).notNull(),
    /** SHA-256 of the draft that was served with it, if one was. */
    draftHash: text(),
    choice: text({ enum: ["certify", "certify_until", "revoke", "modify"] }),
    at: at().notNull(),
  },
  (t) => [index("challenge_served_to").on(t.challengeId, t.personId, t.at)],
);

/** Append-only. One answer to a challenge item, for good: never a decision, on nobody's access. */
export const challengeAnswer = pgTable(
  "challenge_answer",
  {
    challengeId: uuid()
      .primaryKey()
      .references(() => challenge.id),
    campaignId: uuid().notNull(),
    personId: uuid()
      .notNull()
      .references(() => person.id),
    answer: text({ enum: ["certify", "certify_until", "revoke", "modify", "dont_know"] }).notNull(),
    /** Of a verb; what is missing, of "don't know". */
    reasonCode: text().notNull(),
    recommendationSeen: text({ enum: ["before", "after", "never"] }).notNull(),
    /** SHA-256 of the draft that was before them, if one was, and what it recommended. */
    draftHash: text(),
    recommendation: text({ enum: ["certify", "revoke", "modify", "insufficient_evidence"] }),
    servedAt: at().notNull(),
    answeredAt: at().notNull(),
    /** Marks what a simulated person answered. */
    seed: text(),
  },
  (t) => [index("challenge_answer_campaign").on(t.campaignId, t.answeredAt)],
);
