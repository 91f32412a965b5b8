/** How a column's values are stored: what does not fit its type is kept as text, never dropped. */
export type CellType = "text" | "number" | "date" | "boolean";
export type CellValue = string | number | boolean | Date | null | undefined;

/** Indices of `cellXfs` in the fixed styles part. */
export const style = { plain: 0, header: 1, text: 2, quoted: 3, instant: 4, day: 5 } as const;

/** What one cell of a worksheet can hold. */
const most = 32_767;
const dayMs = 86_400_000;
const epoch = Date.UTC(1899, 11, 30);
/** Before this the format's calendar has a day too many. */
const firstDay = Date.UTC(1900, 2, 1);

const numeric = /^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/;
const dayOnly = /^\d{4}-\d{2}-\d{2}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z$/;

/**
 * One cell as worksheet XML, or nothing for an empty one. Text is an inline string with text format: no program computes it,
 * and what begins like a formula also carries the quote prefix, so that it stays text when somebody edits the cell.
 */
export function cellXml(ref: string, value: CellValue, type: CellType): string {
  if (value === null || value === undefined || value === "") return "";
  if (type === "number") {
    const text = String(value);
    if (numeric.test(text)) return `<c r="${ref}"><v>${text}</v></c>`;
  }
  if (type === "boolean") {
    if (value === true || value === "true" || value === "t") return `<c r="${ref}" t="b"><v>1</v></c>`;
    if (value === false || value === "false" || value === "f") return `<c r="${ref}" t="b"><v>0</v></c>`;
  }
  if (type === "date") {
    const text = value instanceof Date ? value.toISOString() : String(value);
    const serial = serialOf(text);
    if (serial !== null)
      return `<c r="${ref}" s="${dayOnly.test(text) ? style.day : style.instant}"><v>${serial}</v></c>`;
  }
  return textXml(ref, value instanceof Date ? value.toISOString() : String(value));
}

/** A header's cell. */
export const headerXml = (ref: string, text: string): string =>
  `<c r="${ref}" s="${style.header}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;

function textXml(ref: string, text: string): string {
  const s = /^[=+\-@\t\r\n'＝＋－＠]/.test(text) ? style.quoted : style.text;
  return `<c r="${ref}" s="${s}" t="inlineStr"><is><t xml:space="preserve">${xmlText(fitting(text))}</t></is></c>`;
}

/** The format's day number of an ISO day or UTC instant, to the millisecond; null for anything else. */
function serialOf(text: string): number | null {
  if (!dayOnly.test(text) && !instant.test(text)) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || ms < firstDay) return null;
  return Math.round(((ms - epoch) / dayMs) * 1e9) / 1e9;
}

/** Text no longer than a cell holds; what was cut says so. */
function fitting(text: string): string {
  if (text.length <= most) return text;
  const note = ` … [cut: ${text.length} characters in all]`;
  return `${text.slice(0, most - note.length)}${note}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot carry these.
const unfit = /[\u0000-\u0008\u000b-\u001f]|_x(?=[0-9A-Fa-f]{4}_)/g;

/**
 * Text inside an element. Control characters take the format's own `_xHHHH_`, and text that looks like one is escaped the same
 * way; half a surrogate pair becomes the replacement character.
 */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(unfit, (c) =>
      c === "_x" ? "_x005F_x" : `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
    )
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** "A", "B", … "AA" of a column counted from 0. */
export function columnName(index: number): string {
  let name = "";
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
}
