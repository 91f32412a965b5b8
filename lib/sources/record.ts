import { cellOf, isNever, known, type Problem, type Value } from "./cells";
import { type Kind, type KindName, kinds } from "./kinds";

/** One record as a reader gives it: the cells of its kind's columns in order. */
export type Staged = {
  kind: KindName;
  key: string;
  cells: readonly Value[];
  /** Whether the input row counts as a repetition when this record (with the row's other leading ones) is one. */
  lead: boolean;
  /** Said in passing about something that another row may describe itself; that row's own record is preferred. */
  weak?: true;
};

/** One input row: what it gives, or why it cannot be read. */
export type Line =
  | { file: string; line: number; records: readonly Staged[]; note?: string }
  | { file: string; line: number; reject: string };

/** What separates the parts of a key; identifiers hold no control character. */
const separator = "\u001f";

export type Values = Readonly<Record<string, string | undefined>>;

/**
 * Reads the values of one record.
 * @param values column → text as the source has it; a missing column is unknown
 * @param extra what is kept beside our columns; text that says nothing is left out
 * @param label what the file calls a column, for the sentence about a cell that cannot be read
 */
export function readRecord(
  kindName: KindName,
  values: Values,
  extra: Readonly<Record<string, unknown>> = {},
  label: (field: string) => string = (field) => field,
): Pick<Staged, "kind" | "key" | "cells"> | Problem {
  const kind = kinds[kindName];
  const cells: Value[] = [];
  const attributes: Record<string, unknown> = {};
  const parts: Record<string, string> = {};
  for (const field of kind.fields) {
    const text = values[field.name];
    if (text?.includes("\0")) return { problem: `${label(field.name)} holds a NUL character. Take it out.` };
    const never = field.never !== undefined && text !== undefined && isNever(text);
    if (never && field.never === "attribute") attributes[field.name] = "Never";
    const read = never ? null : cellOf(field, text);
    if (read !== null && typeof read === "object")
      return { problem: `${label(field.name)} ${read.problem}.` };
    if (read === null && field.required) return { problem: `${label(field.name)} is missing. Fill it in.` };
    const value = read ?? field.otherwise ?? null;
    cells.push(value);
    if (typeof field.never === "object") cells.push(String(never));
    if (kind.key.includes(field.name)) parts[field.name] = value ?? "";
  }
  if (kind.attributes) {
    const kept = attributesJson({ ...extra, ...attributes });
    if (kept !== null && typeof kept === "object") return kept;
    cells.push(kept);
  }
  const problem = crossCheck(kind, cells);
  if (problem) return problem;
  return { kind: kindName, key: kind.key.map((k) => parts[k]).join(separator), cells };
}

/** What no single cell can show. */
function crossCheck(kind: Kind, cells: readonly Value[]): Problem | undefined {
  if (kind.name === "credentials" && cells[1] === null && cells[2] === null)
    return { problem: "identity_id and account_id are both missing. Fill in whose credential it is." };
  return undefined;
}

function attributesJson(extra: Record<string, unknown>): string | null | Problem {
  const kept = Object.entries(extra).filter(([, v]) =>
    typeof v === "string" ? known(v) !== null : v != null,
  );
  if (kept.length === 0) return null;
  const json = JSON.stringify(
    Object.fromEntries(kept.map(([k, v]) => [k, typeof v === "string" ? v.trim() : v])),
  );
  // PostgreSQL's jsonb takes neither NUL nor half of a surrogate pair, which JSON writes as these escapes.
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(json))
    return { problem: "An extra column holds a NUL character. Take it out." };
  return json.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/gi, "$1\\ufffd");
}
