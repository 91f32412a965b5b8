import { describe, expect, it } from "vitest";
import { drawingOf, narrowDrawingOf } from "./rules";
import type { Plot, Shape } from "./schema";
import { svgOf } from "./svg";

const hostile = '</svg><script>alert("1")</script>\u0000\u202e 🚀';
const plots: Plot[] = [
  {
    ...{ kind: "intervals", label: hostile, scale: { min: -1, max: 1, unit: "percent" } },
    mark: { at: 0, label: "none" },
    rows: [{ label: hostile, estimate: 0.2, lower: -3, upper: 4, words: "20 %" }],
  },
  { kind: "intervals", label: "Empty", scale: { min: 0, max: 0, unit: "percent" }, rows: [] },
  {
    ...{
      kind: "histogram",
      label: "Seconds",
      along: "seconds of a decision",
      mark: { before: 1, label: "hasty" },
    },
    bins: [
      { label: "0–1", n: 4 },
      { label: "1–2", n: 0 },
      { label: "2+", n: 9 },
    ],
  },
  {
    kind: "stacks",
    label: "Risk",
    parts: ["Keep", "Remove"],
    rows: [
      { label: "High", counts: [3, 0] },
      { label: "Low", counts: [0, 0] },
    ],
  },
  { kind: "burn_down", label: "Left", left: [10, 6, 6, 0], days: 2, from: "1 Nov 2026", due: "3 Nov 2026" },
  {
    ...{ kind: "dots", label: "Days", scale: { min: 0, max: 30, unit: "days" } },
    rows: [{ label: "live read", values: [1, 1, 1, 1, 1, 1, 29, 90], words: "8 removals" }],
  },
];

const places = (s: Shape): number[] =>
  s.is === "line"
    ? [s.x1, s.x2]
    : s.is === "rect"
      ? [s.x, s.x + s.width]
      : s.is === "path"
        ? s.points.map(([x]) => x)
        : [s.x];

describe("a plot", () => {
  const sheets = plots.flatMap((plot) =>
    [drawingOf, narrowDrawingOf].map((draw) => ({ kind: plot.kind, plot, draw })),
  );
  it.each(sheets)(
    "$kind stays on its sheet, wide or narrow, says what it shows, the same each time",
    (given) => {
      const { plot, draw } = given;
      const drawing = draw(plot);
      expect(drawing).toEqual(draw(plot));
      expect(drawing.label).toContain(plot.label);
      for (const shape of drawing.shapes)
        for (const x of places(shape)) {
          expect(Number.isFinite(x)).toBe(true);
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(drawing.width);
        }
    },
  );

  it("shows a value outside its scale at the end of it, and every dot that fits on its row", () => {
    const dots = drawingOf(plots.at(-1) as Plot).shapes.filter((s) => s.is === "circle");
    // Six equal values stand four high; two stand at the far end.
    expect(dots).toHaveLength(6);
  });

  it("is text in SVG and never markup", () => {
    const svg = svgOf(drawingOf(plots[0] as Plot));
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("\u0000");
    expect(svg.match(/<svg/g)).toHaveLength(1);
  });
});
