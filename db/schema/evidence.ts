import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** Append-only. `body` is the exact JCS text whose UTF-8 bytes hash to `hash`. */
export const evidencePacket = pgTable(
  "evidence_packet",
  {
    itemId: uuid().notNull(),
    version: integer().notNull(),
    hash: text().notNull(),
    body: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.itemId, t.version] })],
);

/** Append-only. Weights of the need score that were installed; the last one is in force, else what the product ships. */
export const weightsVersion = pgTable(
  "weights_version",
  {
    version: integer().primaryKey().generatedAlwaysAsIdentity(),
    name: text().notNull(),
    /** SHA-256 of the weights' canonical JSON, hexadecimal: what a campaign's settings name. */
    hash: text().notNull(),
    weights: jsonb().notNull(),
    installedAt: timestamp({ withTimezone: true }).notNull(),
    installedBy: uuid().notNull(),
  },
  (t) => [index("weights_version_hash").on(t.hash)],
);
