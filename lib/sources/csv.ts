import { pipeline, Readable } from "node:stream";
import { CsvError, type Parser, parse } from "csv-parse";
import { AppError } from "@/lib/errors";
import { shown } from "./cells";
import { type Bytes, decoded } from "./utf8";

/** The longest record that is read: a longer one is a quotation mark that was never closed, or not a CSV at all. */
export const longestRecord = 1 << 20;
const mostColumns = 2_000;

export type Delimiter = "," | ";" | "\t";

/** One record: its cells, and the line it starts on. */
export type CsvRow = { line: number; cells: readonly string[] };

export type Csv = {
  header: readonly string[];
  delimiter: Delimiter;
  /** The records after the header; a line whose every cell is blank is no record. */
  rows: AsyncGenerator<CsvRow>;
};

/**
 * Opens a CSV with a header line, streaming: UTF-8, comma (or semicolon or tab, if the header has those instead), RFC 4180
 * quoting.
 * @param seen called with the bytes of each piece read
 * @throws AppError with one sentence that names file and line, here for the header, later from `rows`
 */
export async function openCsv(bytes: Bytes, file: string, seen?: (bytes: number) => void): Promise<Csv> {
  const text = decoded(bytes, file, seen);
  const start = await beginning(text);
  if (start.trim() === "")
    throw new AppError(
      "invalid",
      "empty",
      `${file} is empty. Export it again, with a header line and its rows.`,
    );
  const delimiter = delimiterOf(start);
  const place: Place = { parsed: 0 };
  const parser = parse({
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    info: true,
    relax_column_count: true,
    max_record_size: longestRecord,
    on_record: (record, { lines }) => {
      place.parsed = lines;
      return record;
    },
  });
  // What goes wrong on the way destroys the parser with its cause, which the loop below then throws.
  pipeline(Readable.from(together(start, text)), parser, () => undefined);
  const records = recordsOf(parser, file, place);
  const first = await records.next();
  if (first.done)
    throw new AppError(
      "invalid",
      "empty",
      `${file} is empty. Export it again, with a header line and its rows.`,
    );
  return { header: headerOf(first.value, file), delimiter, rows: records };
}

/** Enough of the text to know the header's delimiter: its first line that is not blank, if that is short enough. */
async function beginning(text: AsyncGenerator<string>): Promise<string> {
  let start = "";
  while (!/\S[^\r\n]*[\r\n]/.test(start) && start.length < longestRecord) {
    const piece = await text.next();
    if (piece.done) break;
    start += piece.value;
  }
  return start;
}

async function* together(start: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

/** What stands most often between the cells of the header, outside quotation marks. */
export function delimiterOf(text: string): Delimiter {
  const line = (text.trimStart().split(/\r?\n|\r/, 1)[0] ?? "").replace(/"[^"]*"/g, "");
  const times = (d: Delimiter) => line.split(d).length;
  const best = ([",", ";", "\t"] as const).reduce((a, b) => (times(b) > times(a) ? b : a));
  return best;
}

type Parsed = { record: string[]; info: { lines: number } };

/** The line on which the last record ended that was parsed; on an error some before it were not handed out. */
type Place = { parsed: number };

async function* recordsOf(parser: Parser, file: string, place: Place): AsyncGenerator<CsvRow> {
  let ended = 0;
  try {
    for await (const parsed of parser as AsyncIterable<Parsed>) {
      const line = ended + 1;
      ended = parsed.info.lines;
      const cells = parsed.record;
      if (cells.every((cell) => cell.trim() === "")) continue;
      yield { line, cells };
    }
  } catch (error) {
    throw error instanceof CsvError ? sentence(error, file, place.parsed + 1) : error;
  }
}

function sentence(error: CsvError, file: string, line: number): AppError {
  const say = (what: string) => new AppError("invalid", "csv", `${file} line ${line}: ${what}`);
  switch (error.code) {
    case "CSV_MAX_RECORD_SIZE":
      return say(
        "the row that starts here is longer than 1 MiB. A quotation mark was probably never closed; close it, or export the file again.",
      );
    case "CSV_QUOTE_NOT_CLOSED":
      return say(
        "a quotation mark opens in this row and is never closed. Close it, or export the file again.",
      );
    default:
      return say(
        'a quotation mark stands in the middle of a cell. Put the whole cell in quotation marks and write the inner one twice ("").',
      );
  }
}

function headerOf(row: CsvRow, file: string): string[] {
  const header = row.cells.map((cell) => cell.trim());
  while (header.at(-1) === "") header.pop();
  const refuse = (what: string) => new AppError("invalid", "header", `${file} line ${row.line}: ${what}`);
  if (header.length > mostColumns)
    throw refuse(
      `the header has ${header.length} columns; at most ${mostColumns} can be read. Split the file.`,
    );
  const seen = new Map<string, number>();
  header.forEach((name, index) => {
    if (name === "") throw refuse(`column ${index + 1} has no name. Name it, or take the column out.`);
    const before = seen.get(name.toLowerCase());
    if (before !== undefined)
      throw refuse(
        `the header names ${shown(name)} twice, in columns ${before + 1} and ${index + 1}. Rename one, or take it out.`,
      );
    seen.set(name.toLowerCase(), index);
  });
  return header;
}
