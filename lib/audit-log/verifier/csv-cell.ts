/**
 * How our CSV files are written: RFC 4180, CRLF, UTF-8, no byte order mark, and no cell that a spreadsheet
 * would take for a formula. Exporter and verifier share this file.
 */

const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const ESCAPED = /^'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const QUOTED = /[",\r\n]/;

/**
 * Puts an apostrophe before a cell that starts with = + - @ TAB CR LF or the full-width = + - @. A cell that
 * already starts with apostrophes and then one of these gets one more, so that the escape can be undone.
 */
export function escapeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Undoes `escapeCell`. */
export function unescapeCell(cell: string): string {
  return ESCAPED.test(cell) ? cell.slice(1) : cell;
}

/** One line of a CSV file, its CRLF included. */
export function csvLine(texts: readonly string[]): string {
  return `${texts.map((text) => quote(escapeCell(text))).join(",")}\r\n`;
}

function quote(cell: string): string {
  return QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
