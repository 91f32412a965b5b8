import { sql } from "drizzle-orm";
import { integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { campaign } from "./campaigns";
import { person } from "./people";

const at = () => timestamp({ withTimezone: true });

/**
 * Versions of the rules of least privilege. One is in force; another takes its place only after a person who did not write it
 * approved it with its dry run (maker and checker).
 */
export const ruleSetVersion = pgTable(
  "rule_set_version",
  {
    version: integer().primaryKey(),
    state: text({
      enum: ["draft", "proposed", "in_force", "superseded", "refused", "withdrawn"],
    }).notNull(),
    /** The version it was made from; null for the starter set. */
    basedOn: integer(),
    /** Typed rules: lib/evidence/rules. */
    rules: jsonb().notNull(),
    /** SHA-256 over the rules' canonical JSON, hex. */
    hash: text().notNull(),
    /** What it would find in the population in force, beside what the version in force finds: lib/rules/schema. */
    dryRun: jsonb(),
    dryRunAt: at(),
    /** Null for the starter set. */
    madeBy: uuid().references(() => person.id),
    createdAt: at().notNull(),
    proposedAt: at(),
    decidedBy: uuid().references(() => person.id),
    decidedAt: at(),
    /** Why it was made, and why it was approved or refused, in `private_payload`. */
    reasonId: uuid(),
    decisionReasonId: uuid(),
  },
  (t) => [
    uniqueIndex("rule_set_one_in_force").on(t.state).where(sql`state = 'in_force'`),
    uniqueIndex("rule_set_one_open").on(sql`(true)`).where(sql`state IN ('draft', 'proposed')`),
  ],
);

/** Of each rule and application of a campaign: how many items pass, fail and cannot be evaluated, counted at its launch. */
export const campaignRuleCoverage = pgTable(
  "campaign_rule_coverage",
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaign.id),
    sourceId: integer().notNull(),
    /** Empty for what belongs to no one application. */
    applicationId: text().notNull(),
    applicationName: text().notNull(),
    ruleId: text().notNull(),
    /** The rule's place in its set, and its name then. */
    place: integer().notNull(),
    name: text().notNull(),
    passed: integer().notNull(),
    failed: integer().notNull(),
    unknown: integer().notNull(),
    /** What is not known where it cannot be evaluated. */
    lacks: text().array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.sourceId, t.applicationId, t.ruleId] })],
);
