import { type SQL, sql } from "drizzle-orm";
import { iso } from "@/db/client";
import type { Reader } from "@/lib/query";
import { withoutSecrets, withoutSecretsInJson } from "@/lib/text/redact";
import { csvText } from "./csv";
import { csvPages } from "./csv-pages";
import { entraHistory } from "./entra";
import type { ProfileName } from "./schema";
import {
  byKey,
  decisions,
  exceptions,
  items,
  population,
  remediation,
  type Scope,
  type Table,
} from "./tables";
import { type SheetRow, workbookBytes } from "./xlsx";
import type { CellType } from "./xlsx-cell";

/**
 * A table that can be taken away by itself: its columns with their types, its rows in a fixed order, and how many there are.
 * Whoever may take exports away (`export.create`) may take any of them; none tells how single people worked.
 */
export type Profile = {
  sheet: string;
  columns: readonly ProfileColumn[];
  rows: (reader: Reader, of: Scope) => AsyncGenerator<SheetRow>;
  /** The same rows as CSV, told after each page how many there have been. */
  csv: (reader: Reader, of: Scope, told: (done: number) => void) => AsyncGenerator<string>;
  /** One row, one column `n`. */
  count: (of: Scope) => SQL;
};
export type ProfileColumn = {
  key: string;
  type: CellType;
  /** Somebody's words or names went into it: a last look for secrets (I17). */
  words: boolean;
};

const at = (column: string) => iso(sql.raw(column));
const countIn = (table: string) => (of: Scope) =>
  sql`SELECT count(*)::int AS n FROM ${sql.raw(table)} WHERE campaign_id = ${of.campaign}`;

const notCertified = byKey(
  [
    "item_id",
    "subject",
    "source",
    "application",
    "account_id",
    "entitlement_id",
    "title",
    "risk",
    "reviewer",
    "owner",
    "reason",
    "settle_by",
  ],
  (of, after, limit) => sql`
    SELECT n.item_id AS k, n.item_id, i.subject_name AS subject, i.source_name AS source, i.application_name AS application,
      coalesce(i.account_id, '') AS account_id, coalesce(i.entitlement_id, '') AS entitlement_id, i.title, i.risk, r.name AS reviewer,
      o.name AS owner, n.reason, n.until::text AS settle_by
    FROM not_certified n JOIN item i ON i.id = n.item_id JOIN person r ON r.id = i.reviewer_id JOIN person o ON o.id = n.owner_id
    WHERE n.campaign_id = ${of.campaign} AND n.item_id > ${after}::uuid ORDER BY n.item_id LIMIT ${limit}`,
);

const reviewers = byKey(
  [
    "reviewer_id",
    "reviewer",
    "email",
    "items",
    "decided",
    "open",
    "not_certified",
    "opened_at",
    "last_decided_at",
    "signed_off_at",
  ],
  (of, after, limit) => sql`
    SELECT r.reviewer_id AS k, r.reviewer_id, p.name AS reviewer, coalesce(p.email, '') AS email, r.items, r.decided,
      (SELECT count(*)::int FROM item i WHERE i.review_id = r.id AND i.state = 'open') AS open,
      (SELECT count(*)::int FROM item i WHERE i.review_id = r.id AND i.state = 'not_certified') AS not_certified,
      coalesce(${at("o.at")}, '') AS opened_at, coalesce(${at("r.last_decided_at")}, '') AS last_decided_at,
      coalesce(${at("r.signed_off_at")}, '') AS signed_off_at
    FROM review r JOIN person p ON p.id = r.reviewer_id LEFT JOIN list_opening o ON o.review_id = r.id
    WHERE r.campaign_id = ${of.campaign} AND r.reviewer_id > ${after}::uuid ORDER BY r.reviewer_id LIMIT ${limit}`,
);

export const profiles: Record<ProfileName, Profile> = {
  items: profile("Items", items, countIn("item"), {
    number: ["need_score", "findings"],
    date: ["decided_at"],
    boolean: ["first_seen"],
    words: ["subject"],
  }),
  decisions: profile("Decisions", decisions, countIn("decision"), {
    number: ["leaf_index", "answers", "batch_size", "seconds", "draft_share"],
    date: ["until", "decided_at"],
    words: ["reviewer", "change"],
  }),
  population: profile(
    "Population",
    population,
    (of) => sql`SELECT (SELECT count(*) FROM item WHERE campaign_id = ${of.campaign})::int
      + (SELECT count(*) FROM campaign_grant WHERE campaign_id = ${of.campaign})::int
      + (SELECT count(*) FROM campaign_subject WHERE campaign_id = ${of.campaign})::int AS n`,
    {},
  ),
  exceptions: profile("Exceptions", exceptions, countIn("exception"), { date: ["until", "settled_at"] }),
  remediation: profile("Remediation", remediation, countIn("remediation"), {
    date: ["requested_at", "applied_at", "observed_at"],
    number: ["observed_snapshot"],
    words: ["why", "before", "after"],
  }),
  not_certified: profile("Not certified", notCertified, countIn("not_certified"), {
    date: ["settle_by"],
    words: ["subject", "application", "title", "reviewer", "owner"],
  }),
  reviewers: profile("Reviewers", reviewers, countIn("review"), {
    number: ["items", "decided", "open", "not_certified"],
    date: ["opened_at", "last_decided_at", "signed_off_at"],
    words: ["reviewer"],
  }),
  entra: profile("Access review history", entraHistory, countIn("item"), {
    date: ["CreatedDateTime", "ReviewStartDate", "ReviewEndDate", "ReviewDate", "AppliedDate"],
    words: [
      "ResourceDisplayName",
      "ReviewName",
      "OwnerName",
      "PrincipalName",
      "ReviewerName",
      "AppliedByName",
    ],
  }),
};

type Kinds = Partial<Record<Exclude<CellType, "text"> | "words", readonly string[]>>;

function profile(sheet: string, table: Table, count: Profile["count"], kinds: Kinds): Profile {
  const typeOf = (key: string): CellType =>
    (["number", "date", "boolean"] as const).find((type) => kinds[type]?.includes(key)) ?? "text";
  const columns = table.columns.map((key) => ({
    key,
    type: typeOf(key),
    words: kinds.words?.includes(key) ?? false,
  }));
  const words = columns.filter((c) => c.words).map((c) => c.key);
  const { page } = table;
  async function* rowsOf(reader: Reader, of: Scope): AsyncGenerator<SheetRow> {
    const clear = clearing();
    for await (const row of table.rows(reader, of)) {
      for (const key of words) {
        const text = row[key];
        if (typeof text === "string" && text !== "") row[key] = clear(text);
      }
      yield row;
    }
  }
  return {
    sheet,
    columns,
    count,
    rows: rowsOf,
    csv: (reader, of, told) => {
      if (!page) return csvText(columns, counted(rowsOf(reader, of), told));
      const clear = clearing();
      return csvPages(
        reader,
        columns.map(({ key, words }) => (words ? { key, clear } : { key })),
        (after, limit) => page.select(of, after, limit),
        page.first,
        told,
      );
    },
  };
}

/** Rows between two words of how many there have been. */
const often = 2_000;

/** The same rows, told from time to time and at the end how many there have been. */
export async function* counted<T>(rows: AsyncIterable<T>, told: (done: number) => void): AsyncGenerator<T> {
  let done = 0;
  for await (const row of rows) {
    yield row;
    done++;
    if (done % often === 0) told(done);
  }
  told(done);
}

/** Names come again and again: what was looked through once is not looked through at once again. */
function clearing(): (text: string) => string {
  const seen = new Map<string, string>();
  return (text) => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    if (seen.size >= 5_000) seen.clear();
    const own = copied(text);
    const cleared = own.startsWith("{") ? withoutSecretsInJson(own) : withoutSecrets(own);
    seen.set(own, cleared);
    return cleared;
  };
}

/** The same text in memory of its own: a cell cut out of a page keeps the whole page as long as it is kept itself. */
const copied = (text: string) => Buffer.from(text, "utf16le").toString("utf16le");

/** The bytes of `items.xlsx`: every item of the campaign in one typed sheet. `at` is the checkpoint's time. */
export const itemsWorkbook = (reader: Reader, of: Scope, at: string): AsyncGenerator<Uint8Array> =>
  workbookOf(profiles.items, profiles.items.rows(reader, of), at);

/** One profile's rows as a workbook. */
export function workbookOf(
  { sheet, columns }: Profile,
  rows: AsyncIterable<SheetRow>,
  at: string,
): AsyncGenerator<Uint8Array> {
  return workbookBytes(
    [{ name: sheet, columns: columns.map((c) => ({ key: c.key, header: c.key, type: c.type })), rows }],
    { at },
  );
}
