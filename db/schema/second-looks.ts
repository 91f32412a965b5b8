import { index, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { person } from "./people";
import { item } from "./reviews";

const at = () => timestamp({ withTimezone: true });

/**
 * A second person's own look at a decision that keeps privileged access: `pending` until they agree or refuse, `withdrawn` where
 * the decision was changed before, or the campaign ended. An item has one at most that was answered.
 */
export const secondLook = pgTable(
  "second_look",
  {
    id: uuid().primaryKey(),
    itemId: uuid()
      .notNull()
      .references(() => item.id),
    campaignId: uuid().notNull(),
    decisionId: uuid().notNull(),
    /** Who made the decision. */
    reviewerId: uuid()
      .notNull()
      .references(() => person.id),
    why: text({ enum: ["finding", "unused"] }).notNull(),
    /** Whom it waits for; null while nobody is there to ask, until an admin names somebody. */
    secondId: uuid().references(() => person.id),
    askedAt: at().notNull(),
    state: text({ enum: ["pending", "agreed", "refused", "withdrawn"] }).notNull(),
    answeredAt: at(),
    /** The second person's reason: `private_payload`. */
    wordsId: uuid(),
    seed: text(),
  },
  (t) => [
    uniqueIndex("second_look_decision").on(t.decisionId),
    index("second_look_item").on(t.itemId),
    index("second_look_campaign").on(t.campaignId, t.id),
    index("second_look_second").on(t.secondId, t.state),
  ],
);
