import { bigint, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** A file somebody asked for: pack or table, built by a job at a named checkpoint. */
export const exportFile = pgTable(
  "export_file",
  {
    id: uuid().primaryKey(),
    campaignId: uuid(),
    kind: text().notNull(),
    state: text({ enum: ["queued", "running", "done", "failed"] }).notNull(),
    checkpointSize: bigint({ mode: "number" }),
    path: text(),
    sha256: text(),
    bytes: bigint({ mode: "number" }),
    files: integer(),
    done: integer().notNull().default(0),
    total: integer().notNull().default(0),
    problem: text(),
    requestedBy: uuid().notNull(),
    requestedAt: timestamp({ withTimezone: true }).notNull(),
    finishedAt: timestamp({ withTimezone: true }),
    /** `redacted`: without names and words. */
    profile: text({ enum: ["full", "without_figures", "redacted"] })
      .notNull()
      .default("full"),
    /** The age recipient that alone can open it; null where it is not encrypted. */
    recipient: text(),
    /** When it can be taken no more; null where it was never ready. */
    expiresAt: timestamp({ withTimezone: true }),
    /** When the file itself was deleted: who asked for it, and its hash, stay. */
    purgedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index("export_file_campaign").on(t.campaignId)],
);
