import { date, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { person } from "./people";
import { source } from "./snapshots";

const at = () => timestamp({ withTimezone: true });

export const campaign = pgTable("campaign", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  status: text({ enum: ["launching", "launched", "closed", "sealed", "cancelled", "refused"] }).notNull(),
  scope: text().notNull(),
  /** manager: the holder's manager, application owner where there is none · owner · named: `reviewerId` takes all. */
  reviewerMode: text({ enum: ["manager", "owner", "named"] }).notNull(),
  reviewerId: uuid().references(() => person.id),
  fallbackId: uuid()
    .notNull()
    .references(() => person.id),
  /** Frozen at launch. */
  settings: jsonb().notNull(),
  settingsHash: text().notNull(),
  dueAt: at().notNull(),
  dueDate: date({ mode: "string" }).notNull(),
  builtBy: uuid()
    .notNull()
    .references(() => person.id),
  createdAt: at().notNull(),
  launchedAt: at(),
  closedAt: at(),
  sealedAt: at(),
  endReasonId: uuid(),
  items: integer().notNull().default(0),
  notCertified: integer().notNull().default(0),
  removedAtSource: integer().notNull().default(0),
  /** RFC 6962 root over (item id, evidence hash), hex. */
  root: text(),
  tieOut: jsonb(),
  problem: text(),
  /** Marks the demo's own past campaign, so that its decisions are never taken for a person's. */
  seed: text(),
});

/** The snapshots a campaign was built from. */
export const campaignSource = pgTable(
  "campaign_source",
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    sourceId: integer()
      .notNull()
      .references(() => source.id),
    snapshotId: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.sourceId] })],
);

/** Who may not hold an item of this campaign (I7): they built or administered it. */
export const campaignIncompatible = pgTable(
  "campaign_incompatible",
  { campaignId: uuid().notNull(), personId: uuid().notNull(), why: text().notNull() },
  (t) => [primaryKey({ columns: [t.campaignId, t.personId] })],
);

/** Grants of the sources in scope that did not become an item: covered by one, or excluded with a reason. */
export const campaignGrant = pgTable(
  "campaign_grant",
  {
    campaignId: uuid().notNull(),
    snapshotId: integer().notNull(),
    accountId: text().notNull(),
    entitlementId: text().notNull(),
    via: text().notNull(),
    fate: text({ enum: ["covered", "excluded"] }).notNull(),
    itemId: uuid(),
    reason: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.campaignId, t.snapshotId, t.accountId, t.entitlementId, t.via] }),
    index("campaign_grant_item").on(t.itemId),
  ],
);

/** Credentials and non-human identities of the sources in scope that did not become an item, each with the reason. */
export const campaignSubject = pgTable(
  "campaign_subject",
  {
    campaignId: uuid().notNull(),
    snapshotId: integer().notNull(),
    type: text({ enum: ["credential", "identity"] }).notNull(),
    /** The credential's or the identity's id in its source. */
    id: text().notNull(),
    reason: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.snapshotId, t.type, t.id] })],
);

/** Items of a department by how many of their peers hold the same, counted at launch: what the outlier map is drawn from. */
export const campaignPeers = pgTable(
  "campaign_peers",
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    /** "" where none is known. */
    department: text().notNull(),
    /** Twentieths of the peers: 0 none of them, 20 all, from 1 to 19 the nearest. */
    held: integer().notNull(),
    items: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.department, t.held] })],
);

/** A failed outside check of a snapshot (age, drop) that the control owner accepted, with the reason in their words (I9). */
export const checkAcceptance = pgTable(
  "check_acceptance",
  {
    snapshotId: integer().notNull(),
    check: text({ enum: ["age", "drop"] }).notNull(),
    /** The sentence that was accepted, as it stood. */
    finding: text().notNull(),
    acceptedBy: uuid()
      .notNull()
      .references(() => person.id),
    reasonId: uuid().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.snapshotId, t.check] })],
);

/** What nobody decided by the close: never a decision, always with an owner, a reason and an end (I2). */
export const notCertified = pgTable(
  "not_certified",
  {
    itemId: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    ownerId: uuid()
      .notNull()
      .references(() => person.id),
    reason: text({
      enum: [
        "not decided",
        "nobody knew",
        "no eligible reviewer",
        "exception not granted",
        "new owner has not accepted",
      ],
    }).notNull(),
    /** The day by which its owner settles it. */
    until: date({ mode: "string" }).notNull(),
  },
  (t) => [
    index("not_certified_campaign").on(t.campaignId, t.itemId),
    index("not_certified_owner").on(t.ownerId),
  ],
);
