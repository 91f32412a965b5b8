import type { Drawing, IntervalPlot, Shape } from "./schema";
import { placed, rowStep, rowTexts, type Sheet, scaleShapes } from "./sheet";

const ROW = 26;
const TOP = 24;

/** Points with their intervals, a row each, with the words of each. */
export function intervals(plot: IntervalPlot, sheet: Sheet): Drawing {
  const step = rowStep(sheet, ROW);
  const height = TOP + plot.rows.length * step + 6;
  const x = placed(plot.scale, sheet.from, sheet.to);
  const shapes: Shape[] = scaleShapes(plot.scale, sheet, { top: TOP, height });
  if (plot.mark) {
    const at = x(plot.mark.at);
    shapes.push({ is: "line", x1: at, y1: TOP - 4, x2: at, y2: height - 4, role: "ink-3", dashed: true });
  }
  plot.rows.forEach((row, n) => {
    const top = TOP + n * step;
    const y = top + step - ROW / 2;
    shapes.push(
      ...rowTexts(sheet, row, { top, line: y + 4 }),
      { is: "line", x1: x(row.lower), y1: y, x2: x(row.upper), y2: y, role: "accent", wide: 1.5 },
      { is: "circle", x: x(row.estimate), y, r: 4, role: "accent" },
    );
  });
  const words = plot.rows.map((r) => `${r.label}: ${r.words}`).join("; ");
  return { width: sheet.width, height, label: words ? `${plot.label}. ${words}` : plot.label, shapes };
}
