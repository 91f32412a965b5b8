import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { csvLine } from "@/lib/audit-log/verifier/csv-cell";
import type { Reader } from "@/lib/query";

/** A statement for the rows after a key, at most so many, in the order of their key `k`. */
export type PageOf = (after: string, limit: number) => SQL;
/** A column with what its text has to go through; most go as they are. */
export type CsvColumn = { key: string; clear?: (text: string) => string };
type Row = Record<string, string | number | boolean | Date | null | undefined>;

/** Rows a statement. */
const size = 2_000;
/** Stand between cells and between rows on their way from the database. */
const CELL = "\u001f";
const ROW = "\u001e";
/** A row with a cell that is quoted or escaped: what `csvLine` would change, and more than that never. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it parts cells, and no cell holds one here.
const SPECIAL = /[",\r\n]|(?:^|\u001f)'*[=+\-@\t\uff1d\uff0b\uff0d\uff20]/;

/**
 * A table as RFC 4180 text, formula-escaped, a page at a time: the bytes that `csvLine` would make of every row. The database puts a
 * page's cells together, so that only rows with something to quote or escape are taken apart here. Where a cell holds one of the two
 * characters they are parted by, that page is read row by row.
 * @param told after each page, how many rows there have been
 */
export async function* csvPages(
  reader: Reader,
  columns: readonly CsvColumn[],
  pageOf: PageOf,
  first: string,
  told: (done: number) => void,
): AsyncGenerator<string> {
  yield csvLine(columns.map((c) => c.key));
  const clearing = columns.flatMap((c, at) => (c.clear ? [{ at, clear: c.clear }] : []));
  for (let after = first, done = 0; ; ) {
    const [page] = await rows<{ text: string | null; n: number; last: string | null }>(
      reader,
      joined(columns, pageOf(after, size)),
    );
    if (!page?.last || page.text === null) return;
    yield parted(page.text, columns.length, page.n)
      ? lines(page.text, clearing)
      : (await rows<Row>(reader, pageOf(after, size))).map((row) => whole(columns, row)).join("");
    done += page.n;
    told(done);
    if (page.n < size) return;
    after = page.last;
  }
}

/** One row: a page's cells as one text, how many rows it has, and the last one's key. */
function joined(columns: readonly CsvColumn[], page: SQL): SQL {
  const cells = columns.map((c) => sql`coalesce(t.${sql.identifier(c.key)}::text, '')`);
  return sql`SELECT string_agg(concat_ws(${CELL}::text, ${sql.join(cells, sql`, `)}), ${ROW}::text ORDER BY t.k) AS text,
      count(*)::int AS n, (array_agg(t.k ORDER BY t.k DESC))[1]::text AS last FROM (${page}) t`;
}

/** Whether no cell holds what cells and rows are parted by: there would be more of them. */
function parted(text: string, cells: number, n: number): boolean {
  return countOf(text, CELL) === n * (cells - 1) && countOf(text, ROW) === n - 1;
}

function countOf(text: string, mark: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) count++;
  return count;
}

type Clearing = { at: number; clear: (text: string) => string };

function lines(text: string, clearing: readonly Clearing[]): string {
  let made = "";
  for (const row of text.split(ROW)) {
    if (SPECIAL.test(row) || clearing.some(({ at, clear }) => unlike(cellAt(row, at), clear))) {
      const cells = row.split(CELL);
      for (const { at, clear } of clearing) cells[at] = cleared(cells[at] ?? "", clear);
      made += csvLine(cells);
    } else made += `${row.replaceAll(CELL, ",")}\r\n`;
  }
  return made;
}

const cleared = (text: string, clear: Clearing["clear"]) => (text === "" ? "" : clear(text));
const unlike = (text: string, clear: Clearing["clear"]) => cleared(text, clear) !== text;

/** The cell at this place of a row that has it. */
function cellAt(row: string, place: number): string {
  let from = 0;
  for (let n = 0; n < place; n++) from = row.indexOf(CELL, from) + 1;
  const to = row.indexOf(CELL, from);
  return to < 0 ? row.slice(from) : row.slice(from, to);
}

function whole(columns: readonly CsvColumn[], row: Row): string {
  return csvLine(columns.map(({ key, clear }) => cleared(String(row[key] ?? ""), clear ?? ((t) => t))));
}
