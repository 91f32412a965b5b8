import { index, integer, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { campaign } from "./campaigns";
import { person } from "./people";

const at = () => timestamp({ withTimezone: true });

/**
 * Mails to send and sent. A row names what a mail is about; address and text are put together when it is sent, so that neither
 * stands here, and a link's secret is made only then.
 */
export const mail = pgTable(
  "mail",
  {
    id: uuid().primaryKey(),
    /** Null where it is about the log and no campaign. */
    campaignId: uuid().references(() => campaign.id),
    kind: text({
      enum: ["invitation", "reminder", "question", "answer", "figures", "checkpoint", "refusal"],
    }).notNull(),
    /** The review of an invitation or reminder, the question, or whom figures, a checkpoint or a refusal are told. */
    about: uuid().notNull(),
    /** Of a reminder: how many days before the due date, of figures: before the seal's wait ends, 0 at its begin. Of a checkpoint and a refusal: the log's size. */
    nth: integer().notNull().default(0),
    /** Null where they have no account here. */
    toPersonId: uuid().references(() => person.id),
    /** dropped: not due any more when its turn came. */
    state: text({ enum: ["queued", "sent", "failed", "dropped"] }).notNull(),
    attempts: integer().notNull().default(0),
    /** Why the last attempt failed, or why it was dropped, in a sentence without addresses. */
    problem: text(),
    createdAt: at().notNull(),
    at: at().notNull(),
  },
  (t) => [
    unique("mail_once").on(t.kind, t.about, t.nth, t.campaignId).nullsNotDistinct(),
    index("mail_campaign").on(t.campaignId, t.kind, t.state),
  ],
);
