import type { Drawing, Shape, StackPlot } from "./schema";
import { fitted, grouped, round, type Sheet, TEXT } from "./sheet";

const ROW = 30;
/** Where bars begin, beside the names of their rows. */
const NAMES = 140;
/** From the first part to the last: never told apart by shade alone, each has its count in it and its place in the legend. */
const SHADES = [1, 0.62, 0.38, 0.22, 0.12, 0.05];

/** Rows as long as their wholes, divided; the legend stands above in the order of the parts. */
export function stacks(plot: StackPlot, sheet: Sheet): Drawing {
  const from = sheet.stacked ? 0 : NAMES;
  const step = ROW + (sheet.stacked ? TEXT + 2 : 0);
  const shapes: Shape[] = [];
  let [x, y] = [0, 12];
  plot.parts.forEach((part, n) => {
    const wide = 18 + Array.from(part).length * TEXT * 0.55 + 14;
    if (x > 0 && x + wide > sheet.width) [x, y] = [0, y + 18];
    shapes.push(
      {
        ...{ is: "rect", x: round(x), y: y - 9, width: 11, height: 11, role: "accent" },
        ...{ opacity: SHADES[n] ?? 0.05, outlined: "accent" },
      },
      { is: "text", x: round(x + 16), y, text: part, size: TEXT, role: "ink-2" },
    );
    x += wide;
  });
  const top = y + 12;
  const most = Math.max(1, ...plot.rows.map((r) => sum(r.counts)));
  plot.rows.forEach((row, n) => {
    const at = top + n * step + (step - ROW);
    shapes.push({
      is: "text",
      x: 0,
      y: sheet.stacked ? at : at + 18,
      text: fitted(row.label, (from || sheet.width) - 10),
      size: TEXT,
      role: "ink",
    });
    let left = from;
    row.counts.forEach((count, part) => {
      const wide = ((sheet.width - from - 60) * count) / most;
      if (count === 0) return;
      const opacity = SHADES[part] ?? 0.05;
      shapes.push({
        ...{ is: "rect", x: round(left), y: at + 4, width: round(Math.max(wide, 0.75)), height: 20 },
        ...{ role: "accent", opacity, outlined: "accent" },
      });
      const text = grouped(count);
      if (wide > text.length * TEXT * 0.6 + 6)
        shapes.push({
          ...{ is: "text", x: round(left + wide / 2), y: at + 18, text, size: TEXT - 1, anchor: "middle" },
          role: opacity > 0.5 ? "panel" : "ink",
        });
      left += wide;
    });
    shapes.push({
      ...{
        is: "text",
        x: round(left + 6),
        y: at + 18,
        text: grouped(sum(row.counts)),
        size: TEXT - 1,
        role: "ink-2",
      },
    });
  });
  const words = plot.rows.map(
    (r) =>
      `${r.label}: ${plot.parts.map((p, n) => `${grouped(r.counts[n] ?? 0)} ${p.toLowerCase()}`).join(", ")}`,
  );
  return {
    width: sheet.width,
    height: top + plot.rows.length * step + 4,
    label: `${plot.label}. ${words.join("; ")}`,
    shapes,
  };
}

const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
