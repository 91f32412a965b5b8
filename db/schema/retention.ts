import { sql } from "drizzle-orm";
import {
  bigint,
  customType,
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
const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => "xid8" });

/** What is kept for a time of its own. */
export const retentionClasses = ["raw_file", "timing", "packet", "draft", "reason", "pack"] as const;

/** While a hold is in force nothing of what it is about is purged or erased. It is lifted, never removed. */
export const legalHold = pgTable(
  "legal_hold",
  {
    id: uuid().primaryKey(),
    campaignId: uuid().references(() => campaign.id),
    personId: uuid().references(() => person.id),
    /** Why, in `private_payload`. */
    reasonId: uuid().notNull(),
    placedBy: uuid().notNull(),
    placedAt: at().notNull(),
    liftedBy: uuid(),
    liftedAt: at(),
    liftedReasonId: uuid(),
  },
  (t) => [
    uniqueIndex("legal_hold_campaign").on(t.campaignId).where(sql`lifted_at IS NULL`),
    uniqueIndex("legal_hold_person").on(t.personId).where(sql`lifted_at IS NULL`),
  ],
);

/** How long a class is kept, in days, where that is not what the product begins with. */
export const retentionPeriod = pgTable("retention_period", {
  class: text({ enum: retentionClasses }).primaryKey(),
  days: integer().notNull(),
  changedAt: at().notNull(),
  changedBy: uuid().notNull(),
});

/** The last look at each class: operational. What went is in the log. */
export const retentionRun = pgTable("retention_run", {
  class: text({ enum: retentionClasses }).primaryKey(),
  /** The run's day in UTC: one run a day. */
  startedAt: at().notNull(),
  finishedAt: at(),
  purged: integer().notNull().default(0),
  problem: text(),
});

/** Which class of a campaign is gone, since when and how much it was; written by `retention_purge` and by whoever erases its words. */
export const retentionPurged = pgTable(
  "retention_purged",
  {
    campaignId: uuid().notNull(),
    class: text({ enum: retentionClasses }).notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.class] })],
);

/**
 * The oversight figures of a campaign as they stood when the times that they were counted from were deleted. People are in it by
 * id; what they are called is read with it.
 */
export const figuresKept = pgTable("figures_kept", {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaign.id),
  at: at().notNull(),
  /** lib/oversight/schema `Figures`. */
  figures: jsonb().notNull(),
});

/** Written by `retention_purge` alone, for its own transaction: without it no append-only row goes. */
export const purgePermit = pgTable(
  "purge_permit",
  { tx: xid8().notNull(), tableName: text().notNull() },
  (t) => [primaryKey({ columns: [t.tx, t.tableName] })],
);

/** A person's words to be erased: asked for by one, granted by another. */
export const erasure = pgTable(
  "erasure",
  {
    id: uuid().primaryKey(),
    personId: uuid()
      .notNull()
      .references(() => person.id),
    state: text({ enum: ["asked", "performed", "refused", "withdrawn"] }).notNull(),
    reasonId: uuid().notNull(),
    askedBy: uuid().notNull(),
    askedAt: at().notNull(),
    settledBy: uuid(),
    settledAt: at(),
    settledReasonId: uuid(),
    /** lib/retention/schema `ErasureCounts`, as it was performed. */
    counts: jsonb(),
  },
  (t) => [
    uniqueIndex("erasure_open").on(t.personId).where(sql`state = 'asked'`),
    index("erasure_at").on(t.askedAt),
  ],
);

/** How far the log was fed to each place that watches over security: everything before `event_id` is there. */
export const siemCursor = pgTable("siem_cursor", {
  target: text().primaryKey(),
  /** The last leaf index that was delivered; -1 before the first. */
  leaf: bigint({ mode: "number" }).notNull(),
  deliveredAt: at(),
  attempts: integer().notNull().default(0),
  nextAt: at().notNull(),
  problem: text(),
});
