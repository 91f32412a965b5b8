import { PassThrough, Readable, type Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { type CellType, type CellValue, cellXml, columnName, headerXml, xmlText } from "./xlsx-cell";
import { zipTime } from "./zip-time";

export type SheetColumn = { key: string; header: string; type: CellType; width?: number };
export type SheetRow = Readonly<Record<string, CellValue>>;
export type Sheet = {
  /** Made fit where the format does not allow it: 31 characters, none of `[]:*?/\`, no two alike. */
  name: string;
  columns: readonly SheetColumn[];
  rows: AsyncIterable<SheetRow> | Iterable<SheetRow>;
};
/** `at`: ISO instant that every date inside the file takes; the same rows give the same bytes. */
export type WorkbookOptions = { at: string };

/** Rows a worksheet can hold, the header among them. */
const rowsAtMost = 1_048_576;

/**
 * Writes a workbook to `out` and ends it: typed cells, bold header, first row frozen, filter over all rows, text never a
 * formula. Rows are streamed: memory holds a few chunks, not the sheet. More rows than a sheet holds go on in a further one.
 */
export async function writeWorkbook(
  sheets: readonly Sheet[],
  out: Writable,
  options: WorkbookOptions,
): Promise<void> {
  await pipeline(Readable.from(workbookBytes(sheets, options), { objectMode: false }), out);
}

/** The same workbook as chunks of bytes, for a file inside another. */
export async function* workbookBytes(
  sheets: readonly Sheet[],
  { at }: WorkbookOptions,
  most = rowsAtMost,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const out = new PassThrough();
  zip.outputStream.pipe(out);
  const entry = { mtime: zipTime(at), mode: 0o100644, forceDosTimestamp: true };
  let current: Readable | undefined;
  zip.on("error", (error: Error) => out.destroy(error));
  // Whoever reads may stop early; then nobody asks for the sheet any more.
  out.once("close", () => current?.destroy());
  const filling = (async () => {
    const made: Made[] = [];
    const names = new Set<string>();
    for (const sheet of sheets) {
      const rows = iterator(sheet.rows);
      for (let part = 1, more = true; more; part++) {
        const name = freeName(part === 1 ? sheet.name : `${sheet.name} (${part})`, names);
        const state: Made = { name, range: "", more: false };
        const chunks = worksheet(sheet, rows, state, made.length === 0, most);
        const stream = Readable.from(chunks, { objectMode: false });
        current = stream;
        zip.addReadStream(stream, `xl/worksheets/sheet${made.length + 1}.xml`, entry);
        await finished(stream);
        made.push(state);
        more = state.more;
      }
    }
    for (const [name, text] of parts(made, at)) zip.addBuffer(Buffer.from(text, "utf8"), name, entry);
    zip.end();
  })();
  filling.catch((error: Error) => out.destroy(error));
  yield* out;
  await filling;
}

type Made = { name: string; range: string; more: boolean };
type Rows = { next: () => Promise<SheetRow | undefined> };

/** Rows one at a time; what was looked at to see whether more follow is given again. */
function iterator(rows: Sheet["rows"]): Rows & { peek: () => Promise<boolean> } {
  const from = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  let held: SheetRow | undefined;
  const next = async () => {
    if (held) {
      const row = held;
      held = undefined;
      return row;
    }
    const { value, done } = await from.next();
    return done ? undefined : value;
  };
  return {
    next,
    async peek() {
      held = await next();
      return held !== undefined;
    },
  };
}

async function* worksheet(
  { columns }: Sheet,
  rows: ReturnType<typeof iterator>,
  state: Made,
  first: boolean,
  most: number,
): AsyncGenerator<string> {
  const letters = columns.map((_, i) => columnName(i));
  let text = `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"${first ? ' tabSelected="1"' : ""}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>`;
  columns.forEach((c, i) => {
    text += `<col min="${i + 1}" max="${i + 1}" width="${c.width ?? widths[c.type]}" customWidth="1"/>`;
  });
  text += '</cols><sheetData><row r="1">';
  columns.forEach((c, i) => {
    text += headerXml(`${letters[i]}1`, c.header);
  });
  text += "</row>";
  let at = 1;
  while (at < most) {
    const row = await rows.next();
    if (!row) break;
    at++;
    text += `<row r="${at}">`;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      if (column) text += cellXml(`${letters[i]}${at}`, row[column.key], column.type);
    }
    text += "</row>";
    if (text.length > 65_536) {
      yield text;
      text = "";
    }
  }
  const last = letters.at(-1) ?? "A";
  state.range = `$A$1:$${last}$${at}`;
  state.more = at >= most && (await rows.peek());
  yield `${text}</sheetData><autoFilter ref="A1:${last}${at}"/></worksheet>`;
}

const widths: Record<CellType, number> = { text: 24, number: 12, date: 20, boolean: 10 };

/** A name the format allows and no other sheet has. */
function freeName(wanted: string, taken: Set<string>): string {
  const fit = wanted.replace(/[[\]:*?/\\]/g, " ").replace(/^'+|'+$/g, "");
  const base = fit.trim() || "Sheet";
  let name = base.slice(0, 31);
  for (let n = 2; taken.has(name.toLowerCase()); n++) {
    const end = ` ${n}`;
    name = base.slice(0, 31 - end.length) + end;
  }
  taken.add(name.toLowerCase());
  return name;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const pack = "http://schemas.openxmlformats.org/package/2006";
const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** Everything but the sheets; nothing in it depends on the host or the hour. */
function parts(sheets: readonly Made[], at: string): [string, string][] {
  const attr = (text: string) => xmlText(text).replaceAll('"', "&quot;");
  const each = (one: (sheet: Made, n: number) => string) => sheets.map((s, i) => one(s, i + 1)).join("");
  const stylesId = sheets.length + 1;
  return [
    [
      "xl/workbook.xml",
      `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${each((s, n) => `<sheet name="${attr(s.name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets><definedNames>${each((s, n) => `<definedName name="_xlnm._FilterDatabase" localSheetId="${n - 1}" hidden="1">${xmlText(`'${s.name.replaceAll("'", "''")}'!${s.range}`)}</definedName>`)}</definedNames></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `${declaration}<Relationships xmlns="${pack}/relationships">${each((_, n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${stylesId}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ["xl/styles.xml", styles],
    [
      "docProps/core.xml",
      `${declaration}<cp:coreProperties xmlns:cp="${pack}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>Countersign</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${attr(at)}</dcterms:created></cp:coreProperties>`,
    ],
    [
      "_rels/.rels",
      `${declaration}<Relationships xmlns="${pack}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${pack}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    ],
    [
      "[Content_Types].xml",
      `${declaration}<Types xmlns="${pack}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>${each((_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${types}.worksheet+xml"/>`)}</Types>`,
    ],
  ];
}

/** The six formats of `style`, in its order; nothing is ever added. */
const styles = `${declaration}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`;
