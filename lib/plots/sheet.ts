import type { Scale, Unit } from "./schema";

/** Every drawing is this wide; its text is set for being shown at about that many points. */
export const WIDTH = 640;
export const TEXT = 11;
/** Where the names of rows end and their lines begin, and where those end and the words begin. */
export const NAMES = 170;
export const WORDS = 440;

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
  const shown = unit === "percent" ? Math.round(value * 1000) / 10 : Math.round(value * 10) / 10;
  return `${grouped(shown)}${suffix[unit]}`;
}

/** A value's place between two ends, never outside of them. */
export function placed({ min, max }: Scale, from: number, to: number): (value: number) => number {
  const span = max - min || 1;
  return (value) => round(from + (Math.min(max, Math.max(min, value)) - min) * ((to - from) / span));
}

/** Quarters of a scale. */
export const ticks = ({ min, max }: Scale) => [0, 1, 2, 3, 4].map((q) => min + ((max - min) * q) / 4);
