import { date, index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { person } from "./people";
import { item } from "./reviews";

const at = () => timestamp({ withTimezone: true });

/**
 * Access kept against a finding (I15): why, until when, what makes up for the risk and who answers for that. Where the access
 * is privileged it is `pending` until a second person grants it. Whether it has run out is the clock's to say.
 */
export const exception = pgTable(
  "exception",
  {
    id: uuid().primaryKey(),
    itemId: uuid()
      .notNull()
      .references(() => item.id),
    campaignId: uuid().notNull(),
    decisionId: uuid().notNull(),
    sourceId: integer().notNull(),
    applicationId: text(),
    accountId: text(),
    entitlementId: text(),
    credentialId: text(),
    identityId: text(),
    /** The rules it is against. */
    rules: text().array().notNull(),
    /** The conflict's other side, where it is one. */
    otherItemId: uuid(),
    until: date({ mode: "string" }).notNull(),
    /** Reason and mitigating control, in the reviewer's words: `private_payload`. */
    wordsId: uuid().notNull(),
    /** Who answers for the mitigating control. */
    controlOwnerId: uuid()
      .notNull()
      .references(() => person.id),
    requestedBy: uuid()
      .notNull()
      .references(() => person.id),
    requestedAt: at().notNull(),
    state: text({ enum: ["pending", "granted", "refused", "withdrawn"] }).notNull(),
    /** Whom it waits for; null where no second person is needed. */
    secondId: uuid().references(() => person.id),
    settledBy: uuid().references(() => person.id),
    settledAt: at(),
    settledWordsId: uuid(),
    seed: text(),
  },
  (t) => [
    uniqueIndex("exception_decision").on(t.decisionId),
    index("exception_item").on(t.itemId),
    index("exception_campaign").on(t.campaignId, t.id),
    index("exception_state").on(t.state, t.until),
    index("exception_second").on(t.secondId, t.state),
    index("exception_requester").on(t.requestedBy),
    index("exception_owner").on(t.controlOwnerId),
    index("exception_grant").on(t.sourceId, t.accountId, t.entitlementId),
  ],
);
