import { sql } from "drizzle-orm";
import {
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
import { ALONE, weightSql } from "./worklist-order";

const at = () => timestamp({ withTimezone: true });

/** One reviewer's worklist in one campaign; its counters move in the deciding transaction. */
export const review = pgTable(
  "review",
  {
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    reviewerId: uuid()
      .notNull()
      .references(() => person.id),
    items: integer().notNull().default(0),
    decided: integer().notNull().default(0),
    lastDecidedAt: at(),
    signedOffAt: at(),
  },
  (t) => [uniqueIndex("review_of").on(t.campaignId, t.reviewerId), index("review_reviewer").on(t.reviewerId)],
);

/** What can be decided: a frozen copy, so that a page of a worklist is one index range in one table. */
export const item = pgTable(
  "item",
  {
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    reviewId: uuid()
      .notNull()
      .references(() => review.id),
    reviewerId: uuid().notNull(),
    /** Order within the review as it was launched: risk first, then person and application. No score has a part in it (I12). */
    position: integer().notNull(),
    /**
     * Where its group stands in the list, a grouping each: its person, its application, what is alike. By the group's highest
     * risk, then its greatest debt, then the name.
     */
    subjectPlace: integer().notNull().default(0),
    applicationPlace: integer().notNull().default(0),
    /** What is alike with nothing else of the list stands behind all that is. */
    alikePlace: integer().notNull().default(ALONE),
    /** Order within its group, the first the smallest: `worklist-order.ts`. */
    weight: integer().notNull().generatedAlwaysAs(weightSql),
    /** What is decided on: an account's entitlement, a credential, or a non-human identity as a whole. */
    type: text({ enum: ["grant", "credential", "identity"] })
      .notNull()
      .default("grant"),
    snapshotId: integer().notNull(),
    sourceId: integer().notNull(),
    sourceName: text().notNull(),
    /** Null where it belongs to no one application: an identity, or a credential of one. */
    applicationId: text(),
    /** The source's name where there is no application. */
    applicationName: text().notNull(),
    applicationOwnerId: uuid(),
    /** Null on an identity, and on a credential that no account holds. */
    accountId: text(),
    accountLogin: text(),
    identitySourceId: integer(),
    identityId: text(),
    /** Who holds it, for grouping: "<source>/<identity>", or "account:<source>/<account>" for an orphan. */
    subjectKey: text().notNull(),
    subjectName: text().notNull(),
    subjectKind: text({ enum: ["human", "service", "workload", "ai_agent", "unknown"] }).notNull(),
    subjectTitle: text(),
    subjectDepartment: text(),
    /** Of a grant, and of nothing else. */
    entitlementId: text(),
    /** Of a credential, and of nothing else. */
    credentialId: text(),
    /** The technical name, as the source has it. */
    entitlementName: text().notNull(),
    /** A plain title where one is known, else the technical name. */
    title: text().notNull(),
    /** "can release payments": completes the subject's name to a sentence; null where unknown. */
    phrase: text(),
    entitlementType: text(),
    privilege: text({ enum: ["standard", "privileged"] }),
    undescribed: boolean().notNull(),
    firstSeen: boolean().notNull(),
    risk: text({ enum: ["low", "high", "critical"] }).notNull(),
    /** Rule counts: passed, failed (findings), could not be evaluated. */
    rulesPassed: integer().notNull(),
    findings: integer().notNull(),
    rulesUnknown: integer().notNull(),
    /** Short words for the row: conflict, moved, unused, leaver, … */
    tags: text().array().notNull(),
    /** Sum of the need score's parts in thousandths of a log-odds unit; null where it abstains or is switched off. */
    needScore: integer(),
    /** How little this access was ever honestly examined: 0 examined, more is more; orders the list, names nobody. */
    debt: integer().notNull().default(0),
    /** Of the group that says most about it, how many others hold it: `holders` of `others`; null where no group is told. */
    peerHolders: integer(),
    peerOthers: integer(),
    /** Same entitlement, same kinds of facts in the same buckets. */
    alikeKey: text().notNull(),
    /** Why this person reviews it: manager, application owner, named, fallback (and why). */
    reviewerBasis: text().notNull(),
    /** Who may not decide it and why could this reviewer: stored with each decision. */
    eligibility: jsonb().notNull(),
    /** Identities that may never decide it, "source/identity" → the sentence why (I7). */
    blocked: jsonb().notNull().default({}),
    evidenceHash: text().notNull(),
    packetVersion: integer().notNull().default(1),
    draftState: text({ enum: ["none", "pending", "ready", "insufficient", "failed"] })
      .notNull()
      .default("none"),
    draftId: uuid(),
    /** `blind`: decided before draft, recommendation and score are shown (I12). `undrafted`: never given a draft, by lot. */
    arm: text({ enum: ["assisted", "blind", "undrafted"] })
      .notNull()
      .default("assisted"),
    /** Drawn by lot; or because somebody's text turned the draft, outside the randomised share. */
    armWhy: text({ enum: ["drawn", "text_turned_draft"] }),
    state: text({ enum: ["open", "decided", "not_certified", "removed_at_source"] })
      .notNull()
      .default("open"),
    decisionId: uuid(),
    outcome: text({ enum: ["certify", "certify_until", "revoke", "modify"] }),
    disposition: text({ enum: ["confirmed", "overridden", "undrafted"] }),
    decidedAt: at(),
    /** Decided, but not yet good: a second person has to grant the exception or to look too, or a new owner has to accept. */
    waiting: text({ enum: ["exception", "acceptance", "second_look"] }),
    /** The item of the identity whose decision answers this one by reference. */
    answeredBy: uuid(),
    /** Times it came back from "don't know": at most one. */
    returned: integer().notNull().default(0),
  },
  // No index has what a decision changes (state, outcome, …), in its columns or its condition: a decided row then stays on its page
  // and no index is written. The pages keep room for it (0001_guards.sql).
  (t) => [
    uniqueIndex("item_worklist").on(t.reviewId, t.position),
    index("item_by_subject").on(t.reviewId, t.subjectPlace, t.weight, t.position),
    index("item_by_application").on(t.reviewId, t.applicationPlace, t.weight, t.position),
    index("item_by_alike").on(t.reviewId, t.alikePlace, t.weight, t.position),
    index("item_identity").on(t.identitySourceId, t.identityId),
    index("item_campaign").on(t.campaignId, t.id),
    index("item_need").on(t.campaignId, t.needScore),
    index("item_beside_grants")
      .on(t.sourceId, t.type, sql`(coalesce(${t.credentialId}, ${t.identityId}))`)
      .where(sql`type <> 'grant'`),
    index("item_grant").on(t.sourceId, t.accountId, t.entitlementId),
    index("item_draft").on(t.campaignId, t.draftState),
    index("item_by_lot").on(t.campaignId, t.needScore).where(sql`arm <> 'assisted'`),
    index("item_answered").on(t.answeredBy).where(sql`answered_by IS NOT NULL`),
    index("item_outlier")
      .on(t.campaignId, t.subjectDepartment, t.id)
      .where(sql`${t.peerHolders} * 5 < ${t.peerOthers}`),
  ],
);

/** What this person was served, and when they opened the recommendation. Insert-only; the only write of `observe`. */
export const served = pgTable(
  "served",
  {
    id: uuid().primaryKey(),
    personId: uuid().notNull(),
    itemId: uuid()
      .notNull()
      .references(() => item.id),
    what: text({ enum: ["opened", "revealed"] }).notNull(),
    evidenceHash: text().notNull(),
    draftId: uuid(),
    draftHash: text(),
    /** The verb pressed before the recommendation was opened, if one was. */
    choice: text({ enum: ["certify", "certify_until", "revoke", "modify"] }),
    at: at().notNull(),
  },
  (t) => [index("served_item").on(t.itemId, t.personId, t.at)],
);

/** When a list's reviewer first had something of it before them. Append-only. */
export const listOpening = pgTable("list_opening", {
  reviewId: uuid()
    .primaryKey()
    .references(() => review.id),
  at: at().notNull(),
});

export const reassignment = pgTable(
  "reassignment",
  {
    id: uuid().primaryKey(),
    itemId: uuid()
      .notNull()
      .references(() => item.id),
    campaignId: uuid().notNull(),
    fromId: uuid().notNull(),
    toId: uuid().notNull(),
    /** Who did it; null for an automatic step. */
    byId: uuid(),
    /** `delegated` until a day; `returned` at its end, or once to whoever did not know; `left` as its reviewer did. */
    kind: text({ enum: ["reassigned", "dont_know", "returned", "delegated", "left"] }).notNull(),
    /** Under which delegation, of `delegated` and of its `returned`. */
    delegationId: uuid(),
    missing: text({ enum: ["what_it_does", "whether_needed", "not_my_person"] }),
    reasonId: uuid(),
    at: at().notNull(),
  },
  (t) => [
    index("reassignment_item").on(t.itemId, t.at),
    index("reassignment_campaign").on(t.campaignId, t.at),
    index("reassignment_delegation").on(t.delegationId).where(sql`${t.delegationId} IS NOT NULL`),
  ],
);

/** Answers a replayed request with the first answer, so that a retry never acts twice. */
export const idempotency = pgTable(
  "idempotency",
  {
    personId: uuid().notNull(),
    key: text().notNull(),
    command: text().notNull(),
    /** HMAC-SHA-256 of what was asked, hexadecimal: the same key with another input is refused. */
    input: text().notNull(),
    result: jsonb().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.key] })],
);
