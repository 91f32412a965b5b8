/**
 * SQL text that writes canonical JSON (RFC 8785) piece by piece, byte for byte what `canonicalRecord` writes of the same
 * value: names are put in order here, PostgreSQL's `to_json` escapes a string as `JSON.stringify` does, and there is no
 * space anywhere. `jsonb::text` would not do: it orders names by length and adds spaces. Every piece is never null, as
 * one null would make the whole text null.
 */

/** A text expression as a JSON string, or null. */
export function jsonText(expression: string): string {
  return `coalesce(to_json((${expression})::text)::text, 'null')`;
}

/** An integer or boolean expression as JSON, or null. */
export function jsonPlain(expression: string): string {
  return `coalesce((${expression})::text, 'null')`;
}

/** A date expression as "2026-11-22", or null. */
export function jsonDay(expression: string): string {
  return `coalesce('"' || to_char(${expression}, 'YYYY-MM-DD') || '"', 'null')`;
}

/** A text[] or int[] expression as a JSON array; null is the empty array. */
export function jsonList(expression: string): string {
  return `coalesce(array_to_json(${expression})::text, '[]')`;
}

/** A literal of this program as JSON: no quote, no backslash. */
export function jsonWord(word: string): string {
  if (!/^[\x20-\x7e]*$/u.test(word) || /["'\\]/u.test(word))
    throw new RangeError(`"${word}" is no plain word for SQL.`);
  return `'"${word}"'`;
}

/** An object of pieces, its names in order. */
export function jsonObject(members: Record<string, string>): string {
  // ASCII names: this order is the order of UTF-16 code units.
  const names = Object.keys(members).sort();
  const pieces = names.map((name, i) => {
    if (!/^\w+$/u.test(name)) throw new RangeError(`"${name}" is no plain name for SQL.`);
    return `'${i === 0 ? "{" : ","}"${name}":' || ${members[name]}`;
  });
  return pieces.length === 0 ? `'{}'` : `(${pieces.join(" || ")} || '}')`;
}

/** Constants of this program as a list of SQL text literals. */
export function sqlList(words: readonly string[]): string {
  return words.map((w) => `'${w.replace(/'/gu, "''")}'`).join(", ");
}
