import type { BurnDownPlot, Drawing, Shape } from "./schema";
import { grouped, round, type Sheet, TEXT } from "./sheet";

const HEIGHT = 170;
const [LEFT, TOP, BASE] = [52, 14, 138];

/** What was left at the end of each day, beside an even pace to the due day. */
export function burnDown(plot: BurnDownPlot, { width }: Sheet): Drawing {
  const right = width - 12;
  const most = Math.max(1, ...plot.left);
  const last = Math.max(plot.days, plot.left.length - 1, 1);
  const x = (day: number) => round(LEFT + ((right - LEFT) * day) / last);
  const y = (left: number) => round(BASE - ((BASE - TOP) * left) / most);
  const end = plot.left.length - 1;
  const atEnd = plot.left[end] ?? 0;
  const shapes: Shape[] = [
    ...[0, 0.5, 1].flatMap((part): Shape[] => [
      { is: "line", x1: LEFT, y1: y(most * part), x2: right, y2: y(most * part), role: "line" },
      {
        ...{ is: "text", x: LEFT - 6, y: y(most * part) + 4, text: grouped(Math.round(most * part)) },
        ...{ size: TEXT - 1, role: "ink-3", anchor: "end" },
      },
    ]),
    { is: "line", x1: x(0), y1: y(most), x2: x(plot.days), y2: y(0), role: "ink-3", dashed: true },
    { is: "line", x1: x(plot.days), y1: TOP, x2: x(plot.days), y2: BASE, role: "ink-2" },
    { is: "path", points: plot.left.map((left, day) => [x(day), y(left)]), role: "accent", wide: 1.75 },
    { is: "circle", x: x(end), y: y(atEnd), r: 3, role: "accent" },
    { is: "text", x: LEFT, y: BASE + 16, text: plot.from, size: TEXT - 1, role: "ink-3" },
    {
      ...{
        is: "text",
        x: x(plot.days),
        y: BASE + 16,
        text: `due ${plot.due}`,
        size: TEXT - 1,
        role: "ink-2",
      },
      anchor: plot.days > last * 0.8 ? "end" : "middle",
    },
  ];
  return {
    ...{ width, height: HEIGHT, shapes },
    label: `${plot.label}. ${grouped(plot.left[0] ?? 0)} to decide on ${plot.from}, ${grouped(atEnd)} left after ${end} days; due ${plot.due}.`,
  };
}
