import { CONTENT, Paper } from "@/lib/pdf/paper";
import { tableOn } from "@/lib/pdf/table";
import { drawingOf } from "@/lib/plots/rules";
import { type Report, type ReportCell, type ReportSection, resultWords } from "./report-schema";
import { equationWords, moment } from "./report-words";

const textOf = (cell: ReportCell) => (typeof cell === "string" ? cell : cell.text);
const body = { size: 9.5, weight: "regular", role: "ink" } as const;
const small = { size: 8, weight: "regular", role: "ink-2" } as const;

/**
 * The report as a tagged PDF with bookmarks. The same report gives the same bytes.
 * @param base the portal's address, so that queries can be opened; null: they are named
 */
export async function reportPdf(report: Report, base: string | null): Promise<Buffer> {
  const paper = new Paper({
    ...{ title: `Campaign report: ${report.name}`, language: "en", at: new Date(report.at) },
    ...{ subject: `${report.state}. As of ${moment(report.at)}.`, author: "Countersign" },
  });
  paper.begin(report.name, 1, false);
  paper.text(`Campaign report. ${report.state}. As of ${moment(report.at)}.`, small);
  if (report.simulated) paper.text(report.simulated, { ...body, weight: "bold", role: "attention" });
  for (const line of report.summary) paper.text(`• ${line}`, body, "P", { gap: 2 });
  for (const section of report.sections.filter((s) => s.id !== "limits")) sectionOn(paper, section, base);
  paper.begin("What testers ask", 2);
  paper.text(
    "Each line is a query: it looks at rows and names those that do not hold. A feature that is off says so.",
    body,
  );
  tableOn(paper, {
    caption: "Lines, with their result and what it rests on",
    columns: [
      { label: "Area" },
      { label: "Line" },
      { label: "Result" },
      { label: "Evidence" },
      { label: "Asked by" },
    ],
    rows: report.tests.map((t) => [t.area, t.line, resultWords[t.result], t.evidence, t.askedBy.join(", ")]),
  });
  for (const section of report.sections.filter((s) => s.id === "limits")) sectionOn(paper, section, base);
  return paper.end();
}

function sectionOn(paper: Paper, s: ReportSection, base: string | null): void {
  paper.begin(s.title, 2);
  paper.text(s.claim, { ...body, size: 10 }, "P", { gap: 6 });
  for (const equation of s.equations) paper.text(equationWords(equation), body, "P", { indent: 10 });
  if (s.figures.length > 0)
    tableOn(paper, {
      caption: "Figures",
      columns: [{ label: "Figure" }, { label: "Value" }, { label: "" }],
      rows: s.figures.map((f) => [f.label, f.value, f.note ?? ""]),
    });
  for (const plot of s.plots) {
    const drawing = drawingOf(plot);
    // Its name never stands on the page before.
    paper.room((drawing.height / drawing.width) * CONTENT + 4 * small.size);
    paper.text(plot.label, { ...small, weight: "bold" }, "P", { gap: 4 });
    paper.drawing(drawing);
  }
  for (const table of s.tables) {
    tableOn(paper, { ...table, rows: table.rows.map((row) => row.map(textOf)) });
    if (table.more > 0) paper.text(`${table.more} more rows are not shown here.`, small);
  }
  for (const formula of s.formula ?? []) paper.text(`Formula: ${formula}`, small, "P", { gap: 1 });
  const where = base === null ? s.query.href : `${base}${s.query.href}`;
  paper.text(
    `Query ${s.query.name}: ${s.query.words}, ${where}`,
    small,
    "P",
    base === null ? {} : { link: where },
  );
  for (const limit of s.limits) paper.text(`Limit: ${limit}`, small, "P", { gap: 1 });
}
