import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { campaign } from "./campaigns";
import { person } from "./people";
import { item } from "./reviews";

const at = () => timestamp({ withTimezone: true });

/**
 * What a reviewer asked somebody about an item. The question, the name and the address stand in `private_payload`. An answer to
 * an open item is also a fact of that item's next packet.
 */
export const question = pgTable(
  "question",
  {
    id: uuid().primaryKey(),
    itemId: uuid()
      .notNull()
      .references(() => item.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    askedBy: uuid()
      .notNull()
      .references(() => person.id),
    /** As what they are asked: lib/questions/schema `parts`. */
    part: text({
      enum: ["holder", "owner", "application", "accountable", "admin", "fallback"],
    }).notNull(),
    /** Null where they have no account here: then only the link answers. */
    toPersonId: uuid().references(() => person.id),
    wordsId: uuid().notNull(),
    state: text({ enum: ["open", "answered", "withdrawn", "expired"] }).notNull(),
    askedAt: at().notNull(),
    expiresAt: at().notNull(),
    endedAt: at(),
    /** person: signed in · link: by the link that was sent, so never as a signed-in person. */
    answeredBy: text({ enum: ["person", "link"] }),
    answerWordsId: uuid(),
    /** The packet that the answer is a fact of; null where the item was decided by then. */
    packetVersion: integer(),
  },
  (t) => [
    index("question_item").on(t.itemId, t.state),
    index("question_to").on(t.toPersonId, t.state),
    index("question_campaign").on(t.campaignId, t.askedAt),
    index("question_due").on(t.expiresAt).where(sql`state = 'open'`),
  ],
);

/**
 * A link that answers one question and nothing else: one for each mail that was tried. Of its secret only the SHA-256 is kept.
 * Insert-only; whether it still answers is the question's state and end.
 */
export const questionLink = pgTable(
  "question_link",
  {
    id: uuid().primaryKey(),
    questionId: uuid()
      .notNull()
      .references(() => question.id),
    /** Hexadecimal. */
    hash: text().notNull(),
    at: at().notNull(),
  },
  (t) => [index("question_link_of").on(t.questionId)],
);
