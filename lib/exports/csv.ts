import { csvLine } from "@/lib/audit-log/verifier/csv-cell";
import type { CellValue } from "./xlsx-cell";

/** Rows as RFC 4180 text under their keys, formula-escaped, some lines at a time. */
export async function* csvText(
  columns: readonly { key: string }[],
  rows: AsyncIterable<Readonly<Record<string, CellValue>>>,
): AsyncGenerator<string> {
  let held = csvLine(columns.map((c) => c.key));
  for await (const row of rows) {
    held += csvLine(columns.map((c) => cellText(row[c.key])));
    if (held.length > 65_536) {
      yield held;
      held = "";
    }
  }
  yield held;
}

const cellText = (value: CellValue): string =>
  value === null || value === undefined ? "" : value instanceof Date ? value.toISOString() : String(value);
