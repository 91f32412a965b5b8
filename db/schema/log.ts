import { sql } from "drizzle-orm";
import {
  bigint,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });

/** Written in the business transaction; `leaf` is the exact JCS bytes, never jsonb. */
export const auditEvent = pgTable(
  "audit_event",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    eventId: uuid().notNull(),
    type: text().notNull(),
    actorKind: text().notNull(),
    actorId: text().notNull(),
    campaignId: uuid(),
    itemId: uuid(),
    itemSeq: integer(),
    /** The row this entry is about, where it is one: the decision, task or export. */
    refId: uuid(),
    at: timestamp({ withTimezone: true }).notNull(),
    leaf: bytea().notNull(),
    leafHash: bytea().notNull(),
  },
  (t) => [
    uniqueIndex("audit_event_item").on(t.itemId, t.itemSeq),
    index("audit_event_campaign").on(t.campaignId, t.id),
    index("audit_event_actor").on(t.actorId, t.id),
    index("audit_event_ref").on(t.refId),
    index("audit_event_type").on(t.type, t.id),
  ],
);

export const auditOutbox = pgTable("audit_outbox", { eventId: bigint({ mode: "number" }).primaryKey() });

export const logLeaf = pgTable(
  "log_leaf",
  {
    idx: bigint({ mode: "number" }).primaryKey(),
    eventId: bigint({ mode: "number" }).notNull(),
    leafHash: bytea().notNull(),
  },
  (t) => [
    uniqueIndex("log_leaf_event").on(t.eventId),
    // What a receipt shows of its hash finds it; four bytes are enough, and cost the sequencer little.
    index("log_leaf_hash").on(sql`(substr(${t.leafHash}, 1, 4))`),
  ],
);

/** C2SP tlog-tiles: up to 256 hashes a tile; a wider tile is a new row. */
export const logTile = pgTable(
  "log_tile",
  {
    level: smallint().notNull(),
    n: bigint({ mode: "number" }).notNull(),
    width: smallint().notNull(),
    hashes: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.level, t.n, t.width] })],
);

export const logCheckpoint = pgTable("log_checkpoint", {
  size: bigint({ mode: "number" }).primaryKey(),
  root: bytea().notNull(),
  note: text().notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
});
