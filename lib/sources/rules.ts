import { AppError } from "@/lib/errors";
import type { FileTieOut, SourceWire } from "./schema";

/**
 * The rules of an import, pure: a snapshot goes in force only if its rows tie out (I9), as-of never goes backwards, the same
 * bytes read the same way as of the same time change nothing, and unknown stays unknown (I8, in `cells.ts`).
 */

/** read = stored + duplicates + rejected. */
export function tied(rows: Omit<FileTieOut, "holds">): FileTieOut {
  return { ...rows, holds: rows.read === rows.stored + rows.duplicates + rows.rejected };
}

/** The files' equations and their sum; the sum holds only if each does. */
export function tiedAll(files: Readonly<Record<string, Omit<FileTieOut, "holds">>>): {
  total: FileTieOut;
  files: Record<string, FileTieOut>;
} {
  const each = Object.fromEntries(Object.entries(files).map(([name, rows]) => [name, tied(rows)]));
  const list = Object.values(each);
  const sum = (of: "read" | "stored" | "duplicates" | "rejected") =>
    list.reduce((n, rows) => n + rows[of], 0);
  const total = tied({
    read: sum("read"),
    stored: sum("stored"),
    duplicates: sum("duplicates"),
    rejected: sum("rejected"),
  });
  return { total: { ...total, holds: total.holds && list.every((rows) => rows.holds) }, files: each };
}

/** @throws AppError `tie-out` naming the first file whose rows do not add up, or that nothing could be stored of */
export function mustTieOut(
  files: Readonly<Record<string, FileTieOut>>,
  firstReason: string | undefined,
): void {
  for (const [name, rows] of Object.entries(files))
    if (!rows.holds)
      throw new AppError(
        "rule",
        "tie-out",
        `${name} does not tie out: ${rows.read} rows were read, but ${rows.stored} stored, ${rows.duplicates} repeated and ${rows.rejected} rejected. Nothing was changed; report this.`,
      );
  const list = Object.entries(files);
  if (list.every(([, rows]) => rows.read === 0))
    throw new AppError("invalid", "no-rows", "There is not one row to import. Export the data again.");
  const lost = list.find(([, rows]) => rows.read > 0 && rows.stored === 0);
  if (lost)
    throw new AppError(
      "invalid",
      "nothing-stored",
      `${lost[0]}: none of its ${lost[1].read.toLocaleString("en-GB")} rows could be stored. The first reason: ${firstReason ?? "unknown"}`,
    );
}

export type InForce = { asOf: Date; sha256: string; parameters: string };

/** Half a day of clocks and time zones: a day that has begun somewhere is no future. */
const ahead = 14 * 3600_000;

/**
 * Whether the bytes may go in force: "new", or "unchanged" where the very same is.
 * @param parameters how they are read, as canonical text
 * @throws AppError `as-of`
 */
export function admit(given: InForce, inForce: InForce | undefined, now: Date): "new" | "unchanged" {
  const day = (at: Date) => at.toISOString().replace(/T00:00:00\.000Z$/, "");
  if (given.asOf.getTime() > now.getTime() + ahead)
    throw new AppError(
      "rule",
      "as-of",
      `The as-of date ${day(given.asOf)} is in the future. Give the date the data describes.`,
    );
  if (!inForce) return "new";
  if (given.asOf.getTime() < inForce.asOf.getTime())
    throw new AppError(
      "rule",
      "as-of",
      `The as-of date ${day(given.asOf)} is before ${day(inForce.asOf)}, as of which this source is in force. Import newer data, or give the date the data really describes.`,
    );
  const same =
    given.sha256 === inForce.sha256 &&
    given.parameters === inForce.parameters &&
    given.asOf.getTime() === inForce.asOf.getTime();
  return same ? "unchanged" : "new";
}

export type Health = { tone: "neutral" | "attention" | "finding"; word: string; sentence: string };

const day = 86_400_000;
/** Older data, or a loss of more grants than this share since the snapshot before, is worth a look. */
const oldDays = 35;
const dropPercent = 10;

/** The one thing to know about a source, worst first. */
export function healthOf(source: Omit<SourceWire, "id" | "name" | "format">, now: Date): Health {
  const { current, before, lastRefusal } = source;
  if (source.running) return { tone: "neutral", word: "Importing", sentence: "An import is running." };
  if (lastRefusal && (!current || lastRefusal.at > current.importedAt))
    return {
      tone: "finding",
      word: "Refused",
      sentence: `${lastRefusal.problem}${current ? " The snapshot before stays in force." : ""}`,
    };
  if (!current) return { tone: "attention", word: "Empty", sentence: "Nothing has been imported yet." };
  const lost = before ? before.grants - current.counts.grants : 0;
  if (before && lost * 100 > before.grants * dropPercent)
    return {
      tone: "attention",
      word: "Large drop",
      sentence: `${lost.toLocaleString("en-GB")} of ${before.grants.toLocaleString("en-GB")} grants are gone since the snapshot before. Check that the export was whole.`,
    };
  const days = Math.floor((now.getTime() - Date.parse(current.asOf)) / day);
  if (days > oldDays)
    return {
      tone: "attention",
      word: "Old",
      sentence: `The data is ${days.toLocaleString("en-GB")} days old. Import a newer export.`,
    };
  const rejected = current.tieOut?.rejected ?? 0;
  if (rejected > 0)
    return {
      tone: "attention",
      word: "Rows rejected",
      sentence: `${rejected.toLocaleString("en-GB")} ${rejected === 1 ? "row" : "rows"} could not be read or linked.`,
    };
  return { tone: "neutral", word: "In order", sentence: "Every row was read." };
}
