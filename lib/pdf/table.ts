import { type Line, linesOf } from "./lines";
import { CONTENT, type Element, INK, type Paper } from "./paper";

export type PaperTable = {
  caption: string;
  columns: readonly { label: string; numeric?: boolean | undefined }[];
  rows: readonly (readonly string[])[];
};

const LEFT = 48;
const PAD = 5;
const SIZE = 7.6;
const LEAD = SIZE * 1.35;

/** A table as wide as the page: columns by what they hold, rows never cut by a page, the headings again on each. */
export function tableOn(paper: Paper, table: PaperTable): void {
  const widths = widthsOf(paper, table);
  const head = table.columns.map((c, at) =>
    linesOf(paper.fonts, c.label, { size: SIZE, weight: "bold", width: (widths[at] ?? 40) - PAD }),
  );
  const element = paper.child("Table", { title: table.caption });
  paper.room(LEAD * 5);
  paper.text(table.caption, { size: 8.5, weight: "bold", role: "ink-2" }, "P", { gap: 2 });
  const section = paper.child("THead", {}, element);
  headed(paper, head, widths, table, section);
  section.end();
  const body = paper.child("TBody", {}, element);
  for (const row of table.rows) {
    const cells = row.map((cell, at) =>
      linesOf(paper.fonts, cell, { size: SIZE, weight: "regular", width: (widths[at] ?? 40) - PAD }),
    );
    const height = Math.max(1, ...cells.map((c) => c.length)) * LEAD + 4;
    if (paper.room(height)) headed(paper, head, widths, table);
    const tr = paper.child("TR", {}, body);
    drawn(paper, { cells, widths, table, bold: false, tr });
    tr.end();
    paper.y += height;
  }
  body.end();
  element.end();
  paper.y += 10;
}

type Drawn = { cells: Line[][]; widths: number[]; table: PaperTable; bold: boolean; tr?: Element };

function headed(paper: Paper, cells: Line[][], widths: number[], table: PaperTable, of?: Element): void {
  const height = Math.max(1, ...cells.map((c) => c.length)) * LEAD + 4;
  if (of) {
    const tr = paper.child("TR", {}, of);
    drawn(paper, { cells, widths, table, bold: true, tr });
    tr.end();
  } else paper.artifact(() => drawn(paper, { cells, widths, table, bold: true }));
  paper.y += height;
}

function drawn(paper: Paper, { cells, widths, table, bold, tr }: Drawn): void {
  const style = { size: SIZE, weight: bold ? ("bold" as const) : ("regular" as const), role: "ink" as const };
  let x = LEFT;
  cells.forEach((lines, at) => {
    const width = widths[at] ?? 40;
    const draw = () =>
      lines.forEach((line, n) => {
        const shift = table.columns[at]?.numeric ? width - PAD - line.width : 0;
        paper.line(line, x + shift, paper.y + 2 + n * LEAD, style);
      });
    if (tr) {
      const tag = bold ? "TH" : "TD";
      const cell = paper.child(tag, bold ? { scope: "Column" } : {}, tr);
      paper.marked(cell, tag, draw);
      cell.end();
    } else draw();
    x += width;
  });
  const height = Math.max(1, ...cells.map((c) => c.length)) * LEAD + 4;
  const rule = () => {
    paper.doc
      .lineWidth(bold ? 0.8 : 0.4)
      .strokeColor(INK[bold ? "ink-3" : "line"])
      .moveTo(LEFT, paper.y + height - 1)
      .lineTo(LEFT + CONTENT, paper.y + height - 1)
      .stroke();
  };
  if (tr) paper.artifact(rule);
  else rule();
}

/** Columns get what their longest word needs, and of the rest as much as their texts are long. */
function widthsOf(paper: Paper, table: PaperTable): number[] {
  const measure = (text: string, weight: "regular" | "bold") =>
    paper.fonts.width(paper.fonts.runs(text.normalize("NFC").replace(/\p{Cc}+/gu, " "), weight), SIZE) +
    PAD +
    1;
  const sample = table.rows.slice(0, 60);
  const columns = table.columns.map((column, at) => {
    const texts = sample.map((row) => row[at] ?? "");
    const words = texts.flatMap((t) => t.split(/[\s/-]+/u)).slice(0, 200);
    const least = Math.min(
      90,
      Math.max(
        ...column.label.split(" ").map((w) => measure(w, "bold")),
        ...words.map((w) => measure(w.slice(0, 40), "regular")),
      ),
    );
    const wanted = Math.max(
      measure(column.label, "bold"),
      ...texts.map((t) => measure(t.slice(0, 120), "regular")),
    );
    return { least, wanted: Math.max(least, wanted) };
  });
  const least = columns.reduce((sum, c) => sum + c.least, 0);
  const spare = CONTENT - least;
  if (spare <= 0) return columns.map((c) => (c.least / least) * CONTENT);
  const more = columns.reduce((sum, c) => sum + (c.wanted - c.least), 0);
  if (more <= spare) {
    // What is left over goes to the first column that holds words, so that numbers stay near each other.
    const rest = spare - more;
    const text = Math.max(
      0,
      table.columns.findIndex((c) => !c.numeric),
    );
    return columns.map((c, at) => c.wanted + (at === text ? rest : 0));
  }
  return columns.map((c) => c.least + (spare * (c.wanted - c.least)) / more);
}
