import type { DotPlot, Drawing, Shape } from "./schema";
import { placed, round, rowStep, rowTexts, type Sheet, scaleShapes, TEXT } from "./sheet";

const ROW = 34;
const TOP = 24;
/** Dots that meet stand on each other, up to so many; what is more shows as a fuller dot. */
const HIGH = 4;

/** Every value a dot on the line of its row; equal ones are stacked. */
export function dots(plot: DotPlot, sheet: Sheet): Drawing {
  const step = rowStep(sheet, ROW);
  const height = TOP + plot.rows.length * step + 6;
  const x = placed(plot.scale, sheet.from, sheet.to);
  const shapes: Shape[] = scaleShapes(plot.scale, sheet, { top: TOP, height });
  if (plot.mark) {
    const at = x(plot.mark.at);
    shapes.push(
      { is: "line", x1: at, y1: TOP - 4, x2: at, y2: height - 4, role: "ink-3", dashed: true },
      { is: "text", x: at + 4, y: height - 2, text: plot.mark.label, size: TEXT - 2, role: "ink-3" },
    );
  }
  plot.rows.forEach((row, n) => {
    const top = TOP + n * step;
    const base = top + step - 10;
    shapes.push(...rowTexts(sheet, row, { top, line: base }));
    const stood = new Map<number, number>();
    for (const value of row.values.toSorted((a, b) => a - b)) {
      const at = Math.round(x(value) / 5) * 5;
      const on = stood.get(at) ?? 0;
      stood.set(at, on + 1);
      if (on < HIGH)
        shapes.push({
          is: "circle",
          x: at,
          y: round(base - 4 - on * 5),
          r: 2.5,
          role: "accent",
          opacity: 0.8,
        });
    }
  });
  return {
    width: sheet.width,
    height,
    label: `${plot.label}. ${plot.rows.map((r) => `${r.label}: ${r.words}`).join("; ")}`,
    shapes,
  };
}
