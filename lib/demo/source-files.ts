import type { SourceName } from "@/lib/demo/applications";
import type { Calendar } from "@/lib/demo/calendar";
import type { Credential } from "@/lib/demo/credentials";
import type { Holdings } from "@/lib/demo/holdings";
import type { People } from "@/lib/demo/people";

/** The files of an import folder, in the order in which they refer to each other. */
export const FILE_NAMES = [
  "identities",
  "applications",
  "accounts",
  "entitlements",
  "grants",
  "credentials",
  "roles",
  "role_entitlements",
  "identity_roles",
  "sod_rules",
  "requests",
] as const;

export type FileName = (typeof FILE_NAMES)[number];

/** A CSV row; an empty string is unknown. All rows of one file have the same columns in the same order. */
export type Row = Record<string, string>;

/** A row of these columns in this order; what is not given is unknown. */
export function rowOf(columns: readonly string[], known: Row): Row {
  return Object.fromEntries(columns.map((column) => [column, known[column] ?? ""]));
}

export type SourceFiles = Partial<Record<FileName, Row[]>>;

/** One import folder: the source's name, the day it was read (ISO date, before today) and its files. */
export type DemoSource = { name: SourceName; asOf: string; files: SourceFiles };

/** The company, and the day it is looked at: `asOfAgo` days before the calendar's today. */
export type View = {
  people: People;
  holdings: Holdings;
  credentials: Credential[];
  days: Calendar;
  asOfAgo: number;
};
