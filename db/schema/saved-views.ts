import { sql } from "drizzle-orm";
import { pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { person } from "./people";

/** A name that a person gave to a way of looking at a worklist. Their own setting: no fact for the record. */
export const savedView = pgTable(
  "saved_view",
  {
    id: uuid().primaryKey(),
    personId: uuid()
      .notNull()
      .references(() => person.id),
    name: text().notNull(),
    /** As it stands in the address of the list: `worklist-schema.ts`. */
    search: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [uniqueIndex("saved_view_name").on(t.personId, sql`lower(${t.name})`)],
);
