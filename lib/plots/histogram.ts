import type { Drawing, HistogramPlot, Shape } from "./schema";
import { grouped, round, type Sheet, TEXT } from "./sheet";

const HEIGHT = 150;
const TOP = 18;
const BASE = 112;

/** Bars side by side, each with its count over it. */
export function histogram(plot: HistogramPlot, { width }: Sheet): Drawing {
  const most = Math.max(1, ...plot.bins.map((b) => b.n));
  const step = width / Math.max(1, plot.bins.length);
  const shapes: Shape[] = [{ is: "line", x1: 0, y1: BASE, x2: width, y2: BASE, role: "line" }];
  const every = Math.ceil(30 / step);
  plot.bins.forEach((bin, n) => {
    const tall = ((BASE - TOP) * bin.n) / most;
    const middle = round(n * step + step / 2);
    if (bin.n > 0)
      shapes.push({
        ...{
          is: "rect",
          x: round(n * step + 1),
          y: round(BASE - tall),
          width: round(step - 2),
          height: round(tall),
        },
        ...{ role: "accent", opacity: 0.75 },
      });
    if (bin.n > 0 && step >= 22)
      shapes.push({
        ...{ is: "text", x: middle, y: round(BASE - tall - 4), text: grouped(bin.n), size: TEXT - 1 },
        ...{ role: "ink-2", anchor: "middle" },
      });
    if (n % every === 0)
      shapes.push({
        ...{
          is: "text",
          x: middle,
          y: BASE + 14,
          text: bin.label,
          size: TEXT - 1,
          role: "ink-3",
          anchor: "middle",
        },
      });
  });
  if (plot.mark) {
    const at = round(plot.mark.before * step);
    shapes.push(
      { is: "line", x1: at, y1: TOP - 8, x2: at, y2: BASE, role: "ink-2", dashed: true },
      { is: "text", x: at + 4, y: TOP - 6, text: plot.mark.label, size: TEXT - 1, role: "ink-2" },
    );
  }
  shapes.push({
    ...{
      is: "text",
      x: width / 2,
      y: HEIGHT - 8,
      text: plot.along,
      size: TEXT - 1,
      role: "ink-2",
      anchor: "middle",
    },
  });
  const words = plot.bins.filter((b) => b.n > 0).map((b) => `${b.label}: ${b.n}`);
  return { width, height: HEIGHT, label: `${plot.label}. ${words.join("; ")}`, shapes };
}
