import { known } from "./cells";
import type { CsvField, Mapping } from "./mapping";

/** A column of a single CSV, and what it is. */
export type Column = { name: string; at: number; field: CsvField };
export type Held = { name: string; privileged: boolean };

const heldWords = new Set(["yes", "y", "x", "✓", "✔", "1", "true"]);
const notHeldWords = new Set(["no", "n", "0", "false", "-", "–"]);

/**
 * The entitlements of a row. An empty cell of a matrix is the matrix's way to say no; "unknown" and "N/A" are not, and any
 * other word is the level that is held, so that nothing somebody holds is lost.
 */
export function rolesOf(
  { columns, mapping }: { columns: readonly Column[]; mapping: Mapping },
  cells: readonly string[],
): { roles: Held[]; unclear: string[] } {
  const roles = new Map<string, Held>();
  const unclear: string[] = [];
  const add = (name: string, privileged = false) => {
    const before = roles.get(name);
    roles.set(name, { name, privileged: privileged || (before?.privileged ?? false) });
  };
  for (const { name, at, field } of columns) {
    const text = cells[at]?.trim() ?? "";
    if (text === "") continue;
    const value = known(text);
    if (field === "role") {
      const parts = value === null ? [] : mapping.shape === "long" ? [value] : value.split(mapping.separator);
      for (const part of parts) if (known(part) !== null && !/^[-–—]$/.test(part.trim())) add(part.trim());
    } else if (field === "holds" || field === "holds_privileged") {
      const word = value?.toLowerCase();
      if (word === undefined) unclear.push(name);
      else if (heldWords.has(word)) add(name, field === "holds_privileged");
      else if (!notHeldWords.has(word)) add(`${name}: ${text}`, field === "holds_privileged");
    }
  }
  return { roles: [...roles.values()], unclear };
}
