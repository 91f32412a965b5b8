import type { Scale, Shape, Unit } from "./schema";

/**
 * What is drawn on. `width`: its text is set for being shown at about that many points. Rows have their name and words beside them,
 * between `from` and `to` what is drawn; `stacked`, on a narrow sheet, above them.
 */
export type Sheet = { width: number; from: number; to: number; stacked: boolean };
export const WIDE: Sheet = { width: 640, from: 216, to: 440, stacked: false };
export const NARROW: Sheet = { width: 340, from: 14, to: 326, stacked: true };
export const TEXT = 11;

/** Fixed digits, so that the same plot is the same bytes everywhere. */
export const round = (n: number) => Math.round(n * 100) / 100;

export const grouped = (n: number) => n.toLocaleString("en-GB");

/** About as many letters as stand in so many units; the rest is cut with an ellipsis. Whole characters, never half a pair. */
export function fitted(text: string, units: number, size = TEXT): string {
  const letters = Array.from(text);
  const fit = Math.max(1, Math.floor(units / (size * 0.53)));
  return letters.length <= fit ? text : `${letters.slice(0, fit - 1).join("")}…`;
}

const suffix: Record<Unit, string> = {
  percent: " %",
  points: " points",
  days: " days",
  seconds: " s",
  items: "",
};

/** A value of a scale with its unit; shares are given as 0 to 1. */
export function said(value: number, unit: Unit): string {
  const share = unit === "percent" || unit === "points";
  const shown = share ? Math.round(value * 1000) / 10 : Math.round(value * 10) / 10;
  return `${grouped(shown)}${suffix[unit]}`;
}

/** Lines of text above what a row draws, on a stacked sheet. */
const LINES = 2 * (TEXT + 3);

/** How far each row is from the next, where one alone takes `row`. */
export const rowStep = (sheet: Sheet, row: number) => (sheet.stacked ? row + LINES : row);

/** A row's name and words; `top` is its upper edge, `line` the line that its text stands on beside what it draws. */
export function rowTexts(
  sheet: Sheet,
  row: { label: string; words: string },
  at: { top: number; line: number },
): Shape[] {
  const whole = sheet.stacked ? sheet.width : 0;
  const name = fitted(row.label, whole || sheet.from - 12);
  const words = fitted(row.words, whole || sheet.width - sheet.to - 14, TEXT - 1);
  const y = sheet.stacked ? at.top + TEXT : at.line;
  return [
    { is: "text", x: 0, y: round(y), text: name, size: TEXT, role: "ink" },
    {
      ...{ is: "text", x: sheet.stacked ? 0 : sheet.to + 14, y: round(sheet.stacked ? y + TEXT + 2 : y) },
      ...{ text: words, size: TEXT - 1, role: "ink-2" },
    },
  ];
}

/** A value's place between two ends, never outside of them. */
export function placed({ min, max }: Scale, from: number, to: number): (value: number) => number {
  const span = max - min || 1;
  return (value) => round(from + (Math.min(max, Math.max(min, value)) - min) * ((to - from) / span));
}

/** Lines at the quarters of a scale, with its ends and its middle said above them. */
export function scaleShapes(
  scale: Scale,
  sheet: Sheet,
  { top, height }: { top: number; height: number },
): Shape[] {
  const x = placed(scale, sheet.from, sheet.to);
  // On a narrow sheet nothing has room beyond the ends.
  const anchors = sheet.stacked
    ? (["start", "middle", "end"] as const)
    : (["middle", "middle", "middle"] as const);
  return [0, 1, 2, 3, 4].flatMap((quarter): Shape[] => {
    const tick = scale.min + ((scale.max - scale.min) * quarter) / 4;
    const line: Shape = { is: "line", x1: x(tick), y1: top - 4, x2: x(tick), y2: height - 4, role: "line" };
    if (quarter % 2 === 1) return [line];
    const anchor = anchors[quarter / 2] ?? "middle";
    const text = said(tick, scale.unit);
    return [line, { is: "text", x: x(tick), y: top - 10, text, size: TEXT - 1, role: "ink-3", anchor }];
  });
}
