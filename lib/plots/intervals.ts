import type { Drawing, IntervalPlot, Shape } from "./schema";
import { fitted, NAMES, placed, round, said, TEXT, ticks, WIDTH, WORDS } from "./sheet";

const ROW = 26;
const TOP = 24;

/** Points with their intervals, a row each, the words beside them. */
export function intervals(plot: IntervalPlot): Drawing {
  const height = TOP + plot.rows.length * ROW + 6;
  const x = placed(plot.scale, NAMES, WORDS);
  const shapes: Shape[] = ticks(plot.scale).flatMap((tick, at): Shape[] => [
    { is: "line", x1: x(tick), y1: TOP - 4, x2: x(tick), y2: height - 4, role: "line" },
    ...(at % 2 === 0
      ? [
          {
            ...{ is: "text" as const, x: x(tick), y: TOP - 10, text: said(tick, plot.scale.unit) },
            ...{ size: TEXT - 1, role: "ink-3" as const, anchor: "middle" as const },
          },
        ]
      : []),
  ]);
  if (plot.mark) {
    const at = x(plot.mark.at);
    shapes.push({ is: "line", x1: at, y1: TOP - 4, x2: at, y2: height - 4, role: "ink-3", dashed: true });
  }
  plot.rows.forEach((row, n) => {
    const y = TOP + n * ROW + ROW / 2;
    shapes.push(
      { is: "text", x: 0, y: round(y + 4), text: fitted(row.label, NAMES - 12), size: TEXT, role: "ink" },
      { is: "line", x1: x(row.lower), y1: y, x2: x(row.upper), y2: y, role: "accent", wide: 1.5 },
      { is: "circle", x: x(row.estimate), y, r: 4, role: "accent" },
      {
        ...{
          is: "text",
          x: WORDS + 14,
          y: round(y + 4),
          text: fitted(row.words, WIDTH - WORDS - 14, TEXT - 1),
        },
        ...{ size: TEXT - 1, role: "ink-2" },
      },
    );
  });
  const words = plot.rows.map((r) => `${r.label}: ${r.words}`).join("; ");
  return { width: WIDTH, height, label: words ? `${plot.label}. ${words}` : plot.label, shapes };
}
