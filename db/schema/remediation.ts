import { index, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { decision } from "./decisions";
import { item } from "./reviews";

const at = () => timestamp({ withTimezone: true });

/** A removal or change asked for in the target system, until a later snapshot has seen it gone (I10). */
export const remediation = pgTable(
  "remediation",
  {
    id: uuid().primaryKey(),
    itemId: uuid()
      .notNull()
      .references(() => item.id),
    campaignId: uuid().notNull(),
    decisionId: uuid()
      .notNull()
      .references(() => decision.id),
    kind: text({ enum: ["remove", "change", "rotate", "retire", "transfer"] }).notNull(),
    state: text({
      enum: ["requested", "applied", "seen_gone", "not_observed", "returned", "withdrawn"],
    }).notNull(),
    ownerId: uuid().notNull(),
    sourceId: integer().notNull(),
    /** As on the item: which of these are there says what the task is about. */
    applicationId: text(),
    accountId: text(),
    entitlementId: text(),
    credentialId: text(),
    identityId: text(),
    /** The grant's row as the campaign's snapshot had it, and as the later one did (null: gone). */
    before: jsonb().notNull(),
    after: jsonb(),
    requestedAt: at().notNull(),
    appliedAt: at(),
    appliedBy: uuid(),
    appliedNoteId: uuid(),
    observedAt: at(),
    observedSnapshotId: integer(),
    strength: text({ enum: ["live read", "file by another person", "file by the remover"] }),
    /** Why the last later snapshot could not show it gone. */
    notObservedWhy: text(),
  },
  (t) => [
    index("remediation_owner").on(t.ownerId, t.state),
    index("remediation_source").on(t.sourceId, t.state),
    index("remediation_campaign").on(t.campaignId),
    index("remediation_item").on(t.itemId),
  ],
);
