import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { person } from "./people";
import { source } from "./snapshots";

/**
 * Plain words for entitlements: append-only versions, the highest of an entitlement is current. `proposed` is a model's
 * or a rule's wording that nobody has vouched for; `written` a person's; `verified` the entitlement's owner's word for this
 * one entry; `none` says only who owns it.
 */
export const catalogueEntry = pgTable(
  "catalogue_entry",
  {
    sourceId: integer()
      .notNull()
      .references(() => source.id),
    entitlementId: text().notNull(),
    version: integer().notNull(),
    state: text({ enum: ["none", "proposed", "written", "verified"] }).notNull(),
    title: text(),
    /** "can release payments": completes a person's name to a sentence. */
    phrase: text(),
    allows: text(),
    risk: text({ enum: ["low", "medium", "high"] }),
    /** SHA-256 of title, phrase, allows and risk as canonical JSON, hex: what the log commits to. */
    hash: text().notNull(),
    /** Who answers for the entitlement here; where null, whom the source names. */
    ownerId: uuid().references(() => person.id),
    /** Whose act this version is; null where a model or a rule wrote it. */
    authorId: uuid().references(() => person.id),
    /** Where nobody wrote the words: which model or rule, with which prompt. */
    origin: jsonb(),
    at: timestamp({ withTimezone: true }).notNull(),
    verifiedBy: uuid().references(() => person.id),
    verifiedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.sourceId, t.entitlementId, t.version] }),
    index("catalogue_owner").on(t.ownerId),
  ],
);

/**
 * The queue of the catalogue: a row an entitlement of the snapshots in force, counted at each import and renewed with each
 * version, so that a page of it is one index range. It holds nothing that is not elsewhere.
 */
export const catalogueLine = pgTable(
  "catalogue_line",
  {
    sourceId: integer()
      .notNull()
      .references(() => source.id),
    entitlementId: text().notNull(),
    snapshotId: integer().notNull(),
    applicationId: text().notNull(),
    application: text().notNull(),
    /** The source's own name of it. */
    name: text().notNull(),
    /** The words it goes by now; the proposed ones where there are no others. */
    title: text(),
    privilege: text({ enum: ["standard", "privileged"] }),
    /** Where its words come from: nowhere, a proposal, its policy document, its source, a person, its owner. */
    standing: text({
      enum: ["undescribed", "proposed", "derived", "stated", "written", "verified"],
    }).notNull(),
    /** People and accounts without a known holder that have it, directly or derived. */
    holders: integer().notNull(),
    /** Whom the source names as owner of the entitlement, else of the application: an id or an e-mail. */
    ownerRef: text(),
    /** Whom the catalogue names. */
    ownerId: uuid(),
    /** What nobody vouches for and nothing else describes first, then by holders, most first. */
    place: integer()
      .notNull()
      .generatedAlwaysAs(
        sql`(CASE WHEN standing IN ('undescribed', 'proposed') THEN 0 ELSE 1000000000 END) + 999999999 - holders`,
      ),
  },
  (t) => [
    primaryKey({ columns: [t.sourceId, t.entitlementId] }),
    index("catalogue_line_place").on(t.place, t.sourceId, t.entitlementId),
    index("catalogue_line_standing").on(t.standing, t.place, t.sourceId, t.entitlementId),
    index("catalogue_line_application").on(t.sourceId, t.applicationId, t.place, t.entitlementId),
    index("catalogue_line_owner").on(sql`lower(${t.ownerRef})`),
    index("catalogue_line_named").on(t.ownerId),
  ],
);
