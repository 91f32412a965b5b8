import { sql } from "drizzle-orm";
import {
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

export const roleNames = ["admin", "auditor", "control_owner"] as const;

/** Portal users. `issuer` and `subject` are null until the person first signs in. */
export const person = pgTable(
  "person",
  {
    id: uuid().primaryKey(),
    issuer: text(),
    subject: text(),
    email: text(),
    name: text().notNull(),
    kind: text({ enum: ["person", "operator", "unassigned", "simulated"] }).notNull(),
    status: text({ enum: ["active", "disabled"] })
      .notNull()
      .default("active"),
    /** The directory identity this person is, if known: at most one, and one person an identity. */
    identitySourceId: integer(),
    identityId: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    uniqueIndex("person_login").on(t.issuer, t.subject),
    uniqueIndex("person_email").on(sql`lower(${t.email})`),
    uniqueIndex("person_identity").on(t.identitySourceId, t.identityId),
    index("person_name").on(sql`lower(${t.name})`, t.id),
  ],
);

export const personRole = pgTable(
  "person_role",
  {
    personId: uuid()
      .notNull()
      .references(() => person.id),
    role: text({ enum: roleNames }).notNull(),
    givenBy: uuid(),
    givenAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.role] })],
);

/** One row a sign-in. A session whose row is revoked or past its end is nobody's. */
export const session = pgTable(
  "session",
  {
    id: text().primaryKey(),
    personId: uuid()
      .notNull()
      .references(() => person.id),
    authn: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    seenAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index("session_person").on(t.personId, t.createdAt)],
);

/** Sign-ins whose e-mail matched no one person; an admin settles them, nothing is guessed. */
export const bindingQueue = pgTable(
  "binding_queue",
  {
    id: uuid().primaryKey(),
    issuer: text().notNull(),
    subject: text().notNull(),
    email: text(),
    name: text(),
    reason: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    resolvedAt: timestamp({ withTimezone: true }),
    resolvedBy: uuid(),
  },
  (t) => [uniqueIndex("binding_login").on(t.issuer, t.subject)],
);

/** Portal-wide settings and values fixed at first start (the log's name, whether a model is on). */
export const setting = pgTable("setting", {
  key: text().primaryKey(),
  value: jsonb().notNull(),
  changedAt: timestamp({ withTimezone: true }).notNull(),
  changedBy: text().notNull(),
});
