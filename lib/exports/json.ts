import type { CellType, CellValue } from "./xlsx-cell";

/** A row as one JSON object: numbers and booleans as such where a column has them, dates as ISO text, what is empty as null. */
export function jsonRow(
  columns: readonly { key: string; type: CellType }[],
  row: Readonly<Record<string, CellValue>>,
): string {
  return JSON.stringify(Object.fromEntries(columns.map((c) => [c.key, jsonCell(row[c.key], c.type)])));
}

function jsonCell(value: CellValue, type: CellType): string | number | boolean | null {
  if (value === null || value === undefined || value === "") return null;
  if (value instanceof Date) return value.toISOString();
  if (type === "number" && typeof value === "string" && /^-?\d{1,15}(\.\d+)?$/.test(value))
    return Number(value);
  if (type === "boolean" && (value === "true" || value === "t")) return true;
  if (type === "boolean" && (value === "false" || value === "f")) return false;
  return value;
}

/** One array of objects, an object a line; or, as lines, one object a line and nothing else. */
export async function* jsonText(
  columns: readonly { key: string; type: CellType }[],
  rows: AsyncIterable<Readonly<Record<string, CellValue>>>,
  form: "json" | "ndjson",
): AsyncGenerator<string> {
  const array = form === "json";
  let held = array ? "[" : "";
  let first = true;
  for await (const row of rows) {
    held += array ? `${first ? "\n" : ",\n"}${jsonRow(columns, row)}` : `${jsonRow(columns, row)}\n`;
    first = false;
    if (held.length > 65_536) {
      yield held;
      held = "";
    }
  }
  yield held + (array ? "\n]\n" : "");
}
