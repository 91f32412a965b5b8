import { integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { campaign } from "./campaigns";

/** Append-only. What a campaign drew by lot at its launch: the rates, how many, and what the log committed to. */
export const campaignArms = pgTable("campaign_arms", {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaign.id),
  /** Shares in ten-thousandths. */
  blindRate: integer().notNull(),
  undraftedRate: integer().notNull(),
  blind: integer().notNull(),
  undrafted: integer().notNull(),
  /** SHA-256 of the secret, hex. */
  commitment: text().notNull(),
  /** RFC 6962 root over what is drawn from, hex: lib/campaigns/roots. */
  inputs: text().notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
});

/**
 * Append-only. The secret of a draw, under a key derived from the log's signing key. Only the automatic step that seals a
 * campaign opens it; no query reads this table.
 */
export const armsSecret = pgTable("arms_secret", {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaign.id),
  /** AES-256-GCM, base64: nonce, ciphertext, tag; the campaign's id is authenticated with it. */
  sealed: text().notNull(),
});
