import { sql } from "drizzle-orm";
import { index, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { campaign } from "./campaigns";
import { passkey } from "./passkeys";
import { person } from "./people";
import { review } from "./reviews";

const at = () => timestamp({ withTimezone: true });

/**
 * What somebody went to the identity provider, or to their passkey, with: short-lived, used once, of one person and one
 * session. Operational: what comes of it is a `sign_off`.
 */
export const signOffPreparation = pgTable(
  "sign_off_preparation",
  {
    id: uuid().primaryKey(),
    reviewId: uuid()
      .notNull()
      .references(() => review.id),
    personId: uuid()
      .notNull()
      .references(() => person.id),
    sessionId: text().notNull(),
    way: text({ enum: ["oidc", "passkey"] }).notNull(),
    /** SHA-256 of the `state` that comes back through the browser, hexadecimal. */
    stateHash: text().notNull(),
    /** PKCE's secret; emptied at its one use. A passkey needs none. */
    verifier: text().notNull(),
    /** Canonical JSON, to the byte. */
    summary: text().notNull(),
    /** The log's signed checkpoint that covers the decisions. */
    checkpoint: text().notNull(),
    nonce: text().notNull(),
    preparedAt: at().notNull(),
    expiresAt: at().notNull(),
    takenAt: at(),
  },
  (t) => [uniqueIndex("sign_off_state").on(t.stateHash), index("sign_off_prepared").on(t.reviewId)],
);

/** One signing of one review: what was signed, and who vouches for it. The ID token stands in `private_payload`. */
export const signOff = pgTable(
  "sign_off",
  {
    id: uuid().primaryKey(),
    reviewId: uuid()
      .notNull()
      .references(() => review.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    personId: uuid()
      .notNull()
      .references(() => person.id),
    by: text({ enum: ["oidc", "passkey", "session"] }).notNull(),
    /** Canonical JSON, to the byte. */
    summary: text().notNull(),
    /** What its root is over, as JSON: [item id, decision id] in the order of the item ids. */
    decisions: text().notNull(),
    attestation: text().notNull(),
    checkpoint: text(),
    nonce: text(),
    tokenId: uuid(),
    issuer: text(),
    /** The provider's keys of that moment, as it published them. */
    jwks: text(),
    passkeyId: uuid().references(() => passkey.id),
    /** What the passkey gave, as canonical JSON: authenticatorData, clientDataJSON, signature. */
    assertion: text(),
    at: at().notNull(),
  },
  (t) => [
    index("sign_off_review").on(t.reviewId, t.at),
    index("sign_off_campaign").on(t.campaignId, t.at),
    index("sign_off_passkey").on(t.passkeyId, t.at),
    // One signature signs once.
    uniqueIndex("sign_off_assertion").on(sql`md5(${t.assertion})`),
  ],
);

/** An admin's or control owner's request to open a signed review again, and a control owner's answer to it. */
export const reopening = pgTable(
  "reopening",
  {
    id: uuid().primaryKey(),
    reviewId: uuid()
      .notNull()
      .references(() => review.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    reviewerId: uuid()
      .notNull()
      .references(() => person.id),
    askedBy: uuid()
      .notNull()
      .references(() => person.id),
    /** Why, in `private_payload`. */
    reasonId: uuid().notNull(),
    askedAt: at().notNull(),
    /** `overtaken`: the review was opened again for another reason meanwhile. */
    state: text({ enum: ["asked", "granted", "refused", "overtaken"] }).notNull(),
    settledBy: uuid().references(() => person.id),
    settledAt: at(),
  },
  (t) => [
    uniqueIndex("reopening_open").on(t.reviewId).where(sql`state = 'asked'`),
    index("reopening_review").on(t.reviewId, t.askedAt),
    index("reopening_campaign").on(t.campaignId),
  ],
);
