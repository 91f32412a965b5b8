import {
  bigint,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });
const at = () => timestamp({ withTimezone: true });

/** A witness's line under a checkpoint (C2SP tlog-cosignature), as it came; `witness` is its public key as text. */
export const checkpointCosignature = pgTable(
  "checkpoint_cosignature",
  {
    size: bigint({ mode: "number" }).notNull(),
    witness: text().notNull(),
    line: text().notNull(),
    /** When the witness says it signed. */
    at: at().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.size, t.witness] }),
    index("checkpoint_cosignature_witness").on(t.witness, t.size),
  ],
);

/** An RFC 3161 time stamp over the text of a checkpoint: the token as it came. */
export const checkpointTimestamp = pgTable(
  "checkpoint_timestamp",
  {
    size: bigint({ mode: "number" }).notNull(),
    authority: text().notNull(),
    token: bytea().notNull(),
    at: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.size, t.authority] })],
);

/** How far each place outside this database has followed the log: witnesses, time stamping, the archive. */
export const anchor = pgTable(
  "anchor",
  {
    kind: text({ enum: ["witness", "timestamp", "archive"] }).notNull(),
    /** A witness's public key, an authority's or an archive's address without anything secret in it. */
    name: text().notNull(),
    size: bigint({ mode: "number" }).notNull(),
    /** When it last confirmed a checkpoint. */
    confirmedAt: at(),
    attempts: integer().notNull(),
    nextAt: at().notNull(),
    /** Why the last try did not end well, in a sentence. */
    problem: text(),
    /** Since when the witness says that the log contradicts itself; null where it does not. */
    refusedAt: at(),
    refusedSize: bigint({ mode: "number" }),
  },
  (t) => [primaryKey({ columns: [t.kind, t.name] })],
);
