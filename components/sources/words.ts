import type { Shape } from "@/lib/sources/client";
import {
  type Format,
  formatWords,
  ownFormat,
  type Phase,
  type SnapshotWire,
  type SourceWire,
} from "@/lib/sources/schema";

/** Grouped digits, the same on server and in browser. */
export const grouped = (n: number): string => n.toLocaleString("en-GB");

/** "1 row", "2 rows". */
export const many = (n: number, one: string, more = `${one}s`): string =>
  `${grouped(n)} ${n === 1 ? one : more}`;

/** "1.2 MB": powers of ten. */
export function size(bytes: number): string {
  if (bytes < 1_000) return many(bytes, "byte");
  const [unit, in_] = bytes < 999_500 ? ["kB", 1e3] : bytes < 999_500_000 ? ["MB", 1e6] : ["GB", 1e9];
  const value = bytes / Number(in_);
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** The format's name; one that this version does not know as it is stored. */
export function formatWord(format: string): string {
  if (format === ownFormat) return "Built in";
  return isFormat(format) ? formatWords[format] : format;
}

function isFormat(text: string): text is Format {
  return Object.hasOwn(formatWords, text);
}

export const shapeWords: Record<Shape, { label: string; hint: string }> = {
  wide: { label: "A row for each account", hint: "Its roles stand in one cell, or there are none." },
  long: {
    label: "A row for each role that an account holds",
    hint: "The same account can come in several rows.",
  },
  matrix: { label: "A column for each entitlement", hint: "Each cell says yes or no, or which level." },
  people: { label: "A row for each person", hint: "A directory or HR list, without access." },
};

/** The steps an import goes through, in order, as they are shown. */
export const steps: readonly { phase: Phase; word: string }[] = [
  { phase: "hashing", word: "Copying and hashing the files" },
  { phase: "reading", word: "Reading the rows" },
  { phase: "checking", word: "Checking and linking the rows" },
  { phase: "putting in force", word: "Putting the snapshot in force" },
];

export const statusWords: Record<SnapshotWire["status"], string> = {
  loading: "Being imported",
  in_force: "In force",
  superseded: "Replaced by a newer one",
  refused: "Refused",
};

const counted = [
  ["identities", "identity", "identities"],
  ["accounts", "account", "accounts"],
  ["entitlements", "entitlement", "entitlements"],
  ["grants", "grant", "grants"],
] as const;

type Counts = SnapshotWire["counts"];

/** "162 identities, 40 accounts"; what there is none of is left out. */
export function countsText(counts: Counts): string {
  const said = counted
    .filter(([key]) => counts[key] > 0)
    .map(([key, one, more]) => many(counts[key], one, more));
  return said.length ? said.join(", ") : "Nothing";
}

/** Gain or drop since the snapshot before: "12 more grants, 1 account fewer". */
export function changeText({ current, before }: Pick<SourceWire, "current" | "before">): string {
  if (!current) return "";
  if (!before) return "This is the first";
  const said = counted.flatMap(([key, one, more]) => {
    const by = current.counts[key] - before[key];
    if (by === 0) return [];
    return [`${grouped(Math.abs(by))} ${by > 0 ? "more" : "fewer"} ${Math.abs(by) === 1 ? one : more}`];
  });
  return said.length ? said.join(", ") : "As many as before";
}
