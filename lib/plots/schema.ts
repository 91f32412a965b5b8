import { z } from "zod";

/*
 * A plot is plain values; a drawing is what it looks like: shapes on a sheet, each with a role that a screen, a page of HTML or
 * a PDF gives its own colour. Every plot says in words what it shows.
 */

const unit = z.enum(["percent", "points", "days", "seconds", "items"]);
export type Unit = z.infer<typeof unit>;
const scale = z.object({ min: z.number(), max: z.number(), unit });
export type Scale = z.infer<typeof scale>;

/** Estimates with their intervals on one scale; `mark` is a line to hold them against, as no difference. */
export const intervalPlot = z.object({
  kind: z.literal("intervals"),
  label: z.string(),
  scale,
  mark: z.object({ at: z.number(), label: z.string() }).optional(),
  rows: z.array(
    z.object({
      label: z.string(),
      estimate: z.number(),
      lower: z.number(),
      upper: z.number(),
      /** Beside the row, as "12.3 % (8.1 to 17.9), n = 240". */
      words: z.string(),
    }),
  ),
});

/** How many fall between two values; the last bin may be open. */
export const histogramPlot = z.object({
  kind: z.literal("histogram"),
  label: z.string(),
  /** What stands along the axis, as "seconds of a decision". */
  along: z.string(),
  bins: z.array(z.object({ label: z.string(), n: z.number().int().nonnegative() })),
  /** A line before the bin of this place. */
  mark: z.object({ before: z.number().int(), label: z.string() }).optional(),
});

/** Rows divided into the same parts, counted; each row is as long as its whole. */
export const stackPlot = z.object({
  kind: z.literal("stacks"),
  label: z.string(),
  parts: z.array(z.string()).max(6),
  rows: z.array(z.object({ label: z.string(), counts: z.array(z.number().int().nonnegative()) })),
});

/** What was left at the end of each day from the first on, against an even pace to the due day. */
export const burnDownPlot = z.object({
  kind: z.literal("burn_down"),
  label: z.string(),
  /** The whole first, then after each day. */
  left: z.array(z.number().int().nonnegative()).min(1),
  /** Days from the first to the due day. */
  days: z.number().int().positive(),
  from: z.string(),
  due: z.string(),
});

/** Each value a dot on its row's line. */
export const dotPlot = z.object({
  kind: z.literal("dots"),
  label: z.string(),
  scale,
  mark: z.object({ at: z.number(), label: z.string() }).optional(),
  rows: z.array(z.object({ label: z.string(), values: z.array(z.number()), words: z.string() })),
});

export const plot = z.discriminatedUnion("kind", [
  intervalPlot,
  histogramPlot,
  stackPlot,
  burnDownPlot,
  dotPlot,
]);
export type Plot = z.infer<typeof plot>;
export type IntervalPlot = z.infer<typeof intervalPlot>;
export type HistogramPlot = z.infer<typeof histogramPlot>;
export type StackPlot = z.infer<typeof stackPlot>;
export type BurnDownPlot = z.infer<typeof burnDownPlot>;
export type DotPlot = z.infer<typeof dotPlot>;

export type Role = "ink" | "ink-2" | "ink-3" | "line" | "accent" | "attention" | "panel";

/** Lengths in sheet units, y downwards; a text stands on its baseline. */
export type Shape =
  | {
      is: "line";
      x1: number;
      y1: number;
      x2: number;
      y2: number;
      role: Role;
      wide?: number;
      dashed?: boolean;
    }
  | {
      is: "rect";
      x: number;
      y: number;
      width: number;
      height: number;
      role: Role;
      opacity?: number;
      outlined?: Role;
    }
  | { is: "circle"; x: number; y: number; r: number; role: Role; opacity?: number }
  | { is: "path"; points: readonly (readonly [number, number])[]; role: Role; wide?: number }
  | {
      is: "text";
      x: number;
      y: number;
      text: string;
      size: number;
      role: Role;
      anchor?: "start" | "middle" | "end";
    };

export type Drawing = { width: number; height: number; label: string; shapes: readonly Shape[] };
