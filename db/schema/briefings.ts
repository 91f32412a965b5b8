import { integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { campaign } from "./campaigns";
import { person } from "./people";

/** Who read a campaign's briefing, which text, and when. Insert-only, once a campaign and person. */
export const briefing = pgTable(
  "briefing",
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    personId: uuid()
      .notNull()
      .references(() => person.id),
    version: integer().notNull(),
    /** SHA-256 of the text, hexadecimal. */
    textHash: text().notNull(),
    /** Whom it said that figures on this person's reviewing are told of: nothing tells more of them later. */
    told: text({ enum: ["off", "teams", "named"] }).notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.personId] })],
);
