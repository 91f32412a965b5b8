import {
  bigint,
  boolean,
  index,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { person } from "./people";

const at = () => timestamp({ withTimezone: true });

/** A key on somebody's device that they sign reviews off with. It is removed, never deleted: what it signed still names it. */
export const passkey = pgTable(
  "passkey",
  {
    id: uuid().primaryKey(),
    personId: uuid()
      .notNull()
      .references(() => person.id),
    /** What its holder calls it, in `private_payload`. */
    nameId: uuid().notNull(),
    /** The device's own id of it, base64url. */
    credentialId: text().notNull(),
    /** The public key as the device gave it (COSE), base64url. */
    publicKey: text().notNull(),
    /** The same as a JSON Web Key: as the log has it. */
    jwk: jsonb().notNull().$type<Record<string, string>>(),
    algorithm: text({ enum: ["ES256", "EdDSA", "RS256"] }).notNull(),
    rpId: text().notNull(),
    transports: text().array().notNull(),
    /** Kept by a provider on several devices. */
    synced: boolean().notNull(),
    /** What it had counted to when it was enrolled. */
    counter: bigint({ mode: "number" }).notNull(),
    enrolledAt: at().notNull(),
    removedAt: at(),
  },
  (t) => [
    uniqueIndex("passkey_credential").on(t.credentialId),
    index("passkey_person").on(t.personId, t.enrolledAt),
  ],
);

/** What a device was asked to enrol for: short-lived, used once, of one person and one session. Operational. */
export const passkeyChallenge = pgTable(
  "passkey_challenge",
  {
    id: uuid().primaryKey(),
    personId: uuid()
      .notNull()
      .references(() => person.id),
    sessionId: text().notNull(),
    /** 32 random bytes, base64url. */
    challenge: text().notNull(),
    createdAt: at().notNull(),
    expiresAt: at().notNull(),
    takenAt: at(),
  },
  (t) => [
    uniqueIndex("passkey_challenge_value").on(t.challenge),
    index("passkey_challenge_person").on(t.personId),
  ],
);
