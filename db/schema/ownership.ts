import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { person } from "./people";

const at = () => timestamp({ withTimezone: true });

/**
 * Who is to answer for a non-human identity: offered by an admin, or by a reviewer's transfer, and in force only once that
 * person has accepted. The newest accepted one of an identity holds, above what its source says.
 */
export const ownershipOffer = pgTable(
  "ownership_offer",
  {
    id: uuid().primaryKey(),
    sourceId: integer().notNull(),
    identityId: text().notNull(),
    /** The transfer that proposed it; null for an admin's assignment. */
    decisionId: uuid(),
    itemId: uuid(),
    toId: uuid()
      .notNull()
      .references(() => person.id),
    byId: uuid()
      .notNull()
      .references(() => person.id),
    reasonId: uuid().notNull(),
    state: text({ enum: ["offered", "accepted", "declined", "withdrawn"] }).notNull(),
    offeredAt: at().notNull(),
    answeredAt: at(),
    answerWordsId: uuid(),
  },
  (t) => [
    index("ownership_identity").on(t.sourceId, t.identityId, t.state),
    index("ownership_to").on(t.toId, t.state),
    index("ownership_item").on(t.itemId),
    /** One question at a time. */
    uniqueIndex("ownership_open").on(t.sourceId, t.identityId).where(sql`state = 'offered'`),
  ],
);
