import type { ReactElement } from "react";
import { drawingOf, narrowDrawingOf } from "@/lib/plots/rules";
import type { Drawing, Plot, Role, Shape } from "@/lib/plots/schema";

/** Any plot, drawn: plain SVG without code in the browser; what it shows is said in words to whoever does not see it. */
export function PlotFigure({ plot }: { plot: Plot }) {
  return (
    <>
      <Drawn drawing={drawingOf(plot)} className="max-sm:hidden print:block" />
      <Drawn drawing={narrowDrawingOf(plot)} className="sm:hidden print:hidden" />
    </>
  );
}

function Drawn({ drawing, className }: { drawing: Drawing; className: string }) {
  return (
    <svg
      role="img"
      aria-label={drawing.label}
      viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      width={drawing.width}
      height={drawing.height}
      className={`block h-auto max-w-full ${className}`}
    >
      {drawing.shapes.map((shape, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shapes have no identity and never move
        <ShapeOf key={at} shape={shape} />
      ))}
    </svg>
  );
}

const stroke: Record<Role, string> = {
  ink: "stroke-ink",
  "ink-2": "stroke-ink-2",
  "ink-3": "stroke-ink-3",
  line: "stroke-line",
  accent: "stroke-accent",
  attention: "stroke-attention",
  panel: "stroke-panel",
};
const fill: Record<Role, string> = {
  ink: "fill-ink",
  "ink-2": "fill-ink-2",
  "ink-3": "fill-ink-3",
  line: "fill-line",
  accent: "fill-accent",
  attention: "fill-attention",
  panel: "fill-panel",
};

function ShapeOf({ shape: s }: { shape: Shape }): ReactElement {
  switch (s.is) {
    case "line":
      return (
        <line
          {...{ x1: s.x1, y1: s.y1, x2: s.x2, y2: s.y2 }}
          className={stroke[s.role]}
          strokeWidth={s.wide ?? 1}
          strokeDasharray={s.dashed ? "3 3" : undefined}
        />
      );
    case "rect":
      return (
        <rect
          {...{ x: s.x, y: s.y, width: s.width, height: s.height }}
          className={`${fill[s.role]} ${s.outlined ? stroke[s.outlined] : ""}`}
          fillOpacity={s.opacity ?? 1}
          strokeWidth={s.outlined ? 0.75 : undefined}
        />
      );
    case "circle":
      return <circle cx={s.x} cy={s.y} r={s.r} className={fill[s.role]} fillOpacity={s.opacity ?? 1} />;
    case "path":
      return (
        <polyline
          points={s.points.map((p) => p.join(",")).join(" ")}
          fill="none"
          className={stroke[s.role]}
          strokeWidth={s.wide ?? 1}
          strokeLinejoin="round"
        />
      );
    case "text":
      return (
        <text x={s.x} y={s.y} fontSize={s.size} textAnchor={s.anchor ?? "start"} className={fill[s.role]}>
          {s.text}
        </text>
      );
  }
}
