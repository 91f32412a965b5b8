import {
  date,
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
import { person } from "./people";
import { item } from "./reviews";

const at = () => timestamp({ withTimezone: true });

/** Append-only. An auditor's test of a sample: where it is drawn from, with which seed, and how many. */
export const workpaper = pgTable("workpaper", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  /** The campaigns it is drawn from: one, or those that were due in the period. */
  campaigns: uuid().array().notNull(),
  periodFrom: date({ mode: "string" }),
  periodTo: date({ mode: "string" }),
  /** Which items count as the population. */
  drawnFrom: text({ enum: ["all", "removals", "keeps", "high_risk"] }).notNull(),
  seed: text().notNull(),
  population: integer().notNull(),
  size: integer().notNull(),
  createdBy: uuid()
    .notNull()
    .references(() => person.id),
  createdAt: at().notNull(),
});

/** Append-only. The sample, in the order it was drawn. */
export const workpaperItem = pgTable(
  "workpaper_item",
  {
    workpaperId: uuid()
      .notNull()
      .references(() => workpaper.id),
    n: integer().notNull(),
    itemId: uuid()
      .notNull()
      .references(() => item.id),
    /** SHA-256 of seed, line feed and item id, hex: the order of drawing. */
    rank: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workpaperId, t.n] }),
    uniqueIndex("workpaper_item_once").on(t.workpaperId, t.itemId),
  ],
);

/** Append-only. What the auditor judged themselves, of one item or of an attribute as a whole; the newest counts. Changes nothing else. */
export const workpaperNote = pgTable(
  "workpaper_note",
  {
    id: uuid().primaryKey(),
    workpaperId: uuid()
      .notNull()
      .references(() => workpaper.id),
    /** Null for the conclusion on the attribute. */
    itemId: uuid(),
    attribute: text().notNull(),
    judgement: text({ enum: ["met", "exception", "not_applicable"] }),
    /** The auditor's own words: `private_payload`. */
    wordsId: uuid(),
    by: uuid()
      .notNull()
      .references(() => person.id),
    at: at().notNull(),
  },
  (t) => [index("workpaper_note_of").on(t.workpaperId, t.id)],
);

/** Append-only. What code had found of each sampled item when the auditor was done; nothing is noted after. */
export const workpaperFrozen = pgTable("workpaper_frozen", {
  workpaperId: uuid()
    .primaryKey()
    .references(() => workpaper.id),
  /** By place in the sample: state, outcome, who decided, findings; people are mentioned by their ids alone. */
  found: jsonb().notNull(),
  by: uuid()
    .notNull()
    .references(() => person.id),
  at: at().notNull(),
});

/** A sample of an ended campaign, decided again by somebody who sees the sealed evidence and nothing else. */
export const reperformance = pgTable(
  "reperformance",
  {
    id: uuid().primaryKey(),
    campaignId: uuid().notNull(),
    seed: text().notNull(),
    population: integer().notNull(),
    size: integer().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => person.id),
    createdAt: at().notNull(),
    /** Who decides again: nobody who had a part in the campaign. */
    performerId: uuid()
      .notNull()
      .references(() => person.id),
    frozenAt: at(),
    /** Both sides counted against each other, when every item was answered; never counted again. */
    result: jsonb(),
  },
  (t) => [index("reperformance_campaign").on(t.campaignId, t.id)],
);

/** Append-only. The sample, in the order it was drawn, each with the evidence the first decision was made on. */
export const reperformanceItem = pgTable(
  "reperformance_item",
  {
    reperformanceId: uuid()
      .notNull()
      .references(() => reperformance.id),
    n: integer().notNull(),
    itemId: uuid()
      .notNull()
      .references(() => item.id),
    evidenceHash: text().notNull(),
    rank: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.reperformanceId, t.n] })],
);

/** Append-only. A second answer, which is no decision: nothing but the comparison reads it. */
export const reperformanceAnswer = pgTable(
  "reperformance_answer",
  {
    id: uuid().primaryKey(),
    reperformanceId: uuid()
      .notNull()
      .references(() => reperformance.id),
    n: integer().notNull(),
    answer: text({ enum: ["keep", "remove", "change", "dont_know"] }).notNull(),
    wordsId: uuid(),
    by: uuid()
      .notNull()
      .references(() => person.id),
    at: at().notNull(),
  },
  (t) => [uniqueIndex("reperformance_answer_once").on(t.reperformanceId, t.n)],
);
