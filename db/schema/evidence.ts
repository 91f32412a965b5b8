import { integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

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
