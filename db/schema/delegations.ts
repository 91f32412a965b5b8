import { date, index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { person } from "./people";

const at = () => timestamp({ withTimezone: true });

/** Open items lent to somebody until a day, with a reason; what they have not decided by its end goes back. */
export const delegation = pgTable(
  "delegation",
  {
    id: uuid().primaryKey(),
    fromId: uuid()
      .notNull()
      .references(() => person.id),
    toId: uuid()
      .notNull()
      .references(() => person.id),
    /** These items, one list, or every open item that the person had. */
    scope: text({ enum: ["items", "list", "everything"] }).notNull(),
    until: date({ mode: "string" }).notNull(),
    /** The end of that day. */
    endsAt: at().notNull(),
    reasonId: uuid().notNull(),
    madeAt: at().notNull(),
    endedAt: at(),
  },
  (t) => [
    index("delegation_to").on(t.toId, t.endedAt),
    index("delegation_from").on(t.fromId, t.endedAt),
    index("delegation_due").on(t.endedAt, t.endsAt),
  ],
);
