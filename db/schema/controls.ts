import { integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** How often a control has to be reviewed, in months, where that is not what the product begins with. */
export const controlCadence = pgTable("control_cadence", {
  control: text({ enum: ["privileged", "other", "all"] }).primaryKey(),
  months: integer().notNull(),
  changedAt: timestamp({ withTimezone: true }).notNull(),
  changedBy: uuid().notNull(),
});
