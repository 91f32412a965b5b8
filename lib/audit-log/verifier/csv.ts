import { unescapeCell } from "@/lib/audit-log/verifier/csv-cell";
import { linesOf, type PackFiles } from "@/lib/audit-log/verifier/pack";

/** A record of a CSV file: the line it starts at, and its cells with the formula escape undone. */
export type CsvRow = { line: number; cell: (column: string) => string };

/** Reads a CSV file with a header. Throws naming the line if a quote is astray, a column is missing or repeated. */
export async function* csvRows(
  files: PackFiles,
  name: string,
  columns: readonly string[],
): AsyncGenerator<CsvRow> {
  let places: Map<string, number> | undefined;
  let width = 0;
  for await (const { line, cells } of csvRecords(name, linesOf(files, name))) {
    if (!places) {
      places = headerOf(name, cells, columns);
      width = cells.length;
      continue;
    }
    if (cells.length !== width) {
      throw new Error(`${name}:${line} has ${cells.length} cells where the header has ${width}`);
    }
    const known = places;
    yield { line, cell: (column) => unescapeCell(cells[known.get(column) ?? -1] ?? "") };
  }
  if (!places) throw new Error(`${name} is empty`);
}

function headerOf(name: string, cells: readonly string[], columns: readonly string[]): Map<string, number> {
  const places = new Map(cells.map((column, at) => [column, at]));
  if (places.size !== cells.length) throw new Error(`${name}:1 names a column twice`);
  for (const column of columns) if (!places.has(column)) throw new Error(`${name}:1 has no column ${column}`);
  return places;
}

/** Joins the lines of a quoted cell again and splits each record into cells. */
async function* csvRecords(
  name: string,
  lines: AsyncIterable<string>,
): AsyncGenerator<{ line: number; cells: string[] }> {
  let number = 0;
  let start = 1;
  let record: string[] = [];
  let insideQuotes = false;
  for await (const line of lines) {
    number++;
    record.push(line);
    if (quotesIn(line) % 2 === 1) insideQuotes = !insideQuotes;
    if (insideQuotes) continue;
    yield { line: start, cells: splitRecord(name, start, record.join("\n").replace(/\r$/, "")) };
    record = [];
    start = number + 1;
  }
  if (insideQuotes) throw new Error(`${name}:${start} opens a quote that never closes`);
}

function quotesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++;
  return count;
}

const CELL = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

function splitRecord(name: string, line: number, record: string): string[] {
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (let separator = ","; separator === ","; ) {
    const match = CELL.exec(record);
    if (!match) throw new Error(`${name}:${line} has a quote in the wrong place`);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    separator = match[3] ?? "";
  }
  return cells;
}
