import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { flagOf, instantOf, known } from "@/lib/sources/cells";
import { type CsvRow, openCsv } from "@/lib/sources/csv";
import { type Field, type Kind, kindOfFile, kinds } from "@/lib/sources/kinds";
import { inputAt } from "@/lib/sources/raw";
import type { RawFile } from "@/lib/sources/reader";

/**
 * An import folder of a review that is over: the files of an import, `about.json` with the day of the review (`as_of`), and
 * `outcome.csv` with what the review removed (account_id, entitlement_id, revoked). The outcome is a label, never imported.
 */
export type LabelledFolder = { place: string; name: string; asOf: string; files: readonly RawFile[] };

const about = z.looseObject({ as_of: z.iso.date() });
const outcome = "outcome.csv";

/**
 * @param outcomeNeeded whether a folder without an outcome is refused
 * @throws AppError `folder` naming what is missing
 */
export async function labelledFolder(place: string, outcomeNeeded = true): Promise<LabelledFolder> {
  const name = path.basename(place);
  const { files } = await inputAt(place);
  const written = await readFile(path.join(place, "about.json"), "utf8").catch(() => null);
  const read = written === null ? null : about.safeParse(parsed(written));
  if (!read?.success)
    throw refuse(`${name} has no about.json that says when the review was, like {"as_of": "2026-11-22"}.`);
  if (outcomeNeeded && !hasOutcome({ files }))
    throw refuse(`${name} has no ${outcome} with account_id, entitlement_id and revoked.`);
  return { place, name, asOf: read.data.as_of, files };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether it says what the review removed. */
export const hasOutcome = ({ files }: Pick<LabelledFolder, "files">) => files.some((f) => f.name === outcome);

const refuse = (what: string) => new AppError("invalid", "folder", what);

export const grantKey = (account: string, entitlement: string) => JSON.stringify([account, entitlement]);

/** What the review removed and kept, by `grantKey`; a grant whose outcome is not known is not there. */
export async function outcomeOf(folder: LabelledFolder): Promise<Map<string, boolean>> {
  const file = folder.files.find((f) => f.name === outcome);
  if (!file) throw refuse(`${folder.name} has no ${outcome}.`);
  const csv = await openCsv(file.open(), `${folder.name}/${outcome}`);
  const [account, entitlement, revoked] = ["account_id", "entitlement_id", "revoked"].map((column) => {
    const at = csv.header.findIndex((h) => h.toLowerCase() === column);
    if (at < 0) throw refuse(`${folder.name}/${outcome} has no column ${column}.`);
    return at;
  });
  const found = new Map<string, boolean>();
  for await (const { line, cells } of csv.rows) {
    const said = flagOf(cells[revoked ?? 0]);
    const a = known(cells[account ?? 0]);
    const e = known(cells[entitlement ?? 0]);
    if (a === null || e === null || (said !== null && typeof said === "object"))
      throw refuse(`${folder.name}/${outcome} line ${line} does not name a grant and yes or no.`);
    if (said !== null) found.set(grantKey(a, e), said === "true");
  }
  return found;
}

/** What was taken out of a copy. */
export type Held = { dates: number; rows: number };

/**
 * Copies the files of an import, and no other, into the folder `to`, without what is dated on or after the day of the review:
 * such a date is made unknown, and a request or credential of such a day is left out. A planned end is dated then too.
 */
export async function copyBefore(folder: LabelledFolder, to: string): Promise<Held> {
  const held: Held = { dates: 0, rows: 0 };
  for (const file of folder.files) {
    const kind = kindOfFile(file.name);
    if (!kind) continue;
    const csv = await openCsv(file.open(), `${folder.name}/${file.name}`);
    const columns = csv.header.map((h) => columnOf(kinds[kind], h));
    const lines = keptLines(csv, { kind: kinds[kind], columns, asOf: folder.asOf, held });
    await pipeline(Readable.from(lines), createWriteStream(path.join(to, file.name), { mode: 0o600 }));
  }
  return held;
}

/** How a column is looked at: a date, free (any text that is not ours), or not at all. */
type Look = { as: "date" | "free"; began: boolean } | null;

/** Columns that say when a row of these kinds began to be: of a later day, the row was not there at the review. */
const began: Partial<Record<Kind["name"], string>> = { requests: "requested_at", credentials: "created_at" };

function columnOf(kind: Kind, name: string): Look {
  const field: Field | undefined = kind.fields.find((f) => f.name === name.toLowerCase() && !f.internal);
  if (!field) return { as: "free", began: false };
  if (field.type !== "day" && field.type !== "instant") return null;
  return { as: "date", began: began[kind.name] === field.name };
}

type Copying = { kind: Kind; columns: readonly Look[]; asOf: string; held: Held };

async function* keptLines(
  csv: { header: readonly string[]; rows: AsyncIterable<CsvRow> },
  copying: Copying,
): AsyncGenerator<string> {
  yield line(csv.header);
  for await (const { cells } of csv.rows) {
    const late = cells.map((cell, i) => isLate(cell, copying.columns[i] ?? null, copying.asOf));
    if (late.some((l, i) => l && copying.columns[i]?.began)) {
      copying.held.rows += 1;
      continue;
    }
    copying.held.dates += late.filter(Boolean).length;
    yield line(cells.map((cell, i) => (late[i] ? "" : cell)));
  }
}

function isLate(cell: string, look: Look, asOf: string): boolean {
  if (!look) return false;
  if (look.as === "free") return (cell.match(/\d{4}-\d{2}-\d{2}/gu) ?? []).some((day) => day >= asOf);
  const text = cell.trim();
  const at = instantOf(text);
  // The day as written, and the day it is in UTC.
  return text.slice(0, 10) >= asOf && /^\d{4}-/u.test(text)
    ? true
    : typeof at === "string" && at.slice(0, 10) >= asOf;
}

function line(cells: readonly string[]): string {
  return `${cells.map((c) => (/[",\r\n;\t]/u.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(",")}\n`;
}
