import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(path.resolve(process.cwd(), "app/globals.css"), "utf8");
const tokens = new Map(
  [...css.matchAll(/^\s*--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\);/gm)].map((match) => [
    String(match[1]),
    { light: String(match[2]), dark: String(match[3]) },
  ]),
);

type Theme = "light" | "dark";

function hex(name: string, theme: Theme): string {
  const token = tokens.get(name);
  if (!token)
    throw new Error(`app/globals.css has no token --${name} written as light-dark(#rrggbb, #rrggbb).`);
  return token[theme];
}

/** Relative luminance of an sRGB colour, WCAG 2.2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of two colours, WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ["ground", "panel", "sunken", "selected"];
const text: [string, string[]][] = [
  ["ink", [...surfaces, "accent-bg", "finding-bg", "attention-bg"]],
  ["ink-2", [...surfaces, "accent-bg", "finding-bg", "attention-bg"]],
  ["ink-3", [...surfaces, "finding-bg", "attention-bg"]],
  ["accent", [...surfaces, "accent-bg", "finding-bg"]],
  ["finding", [...surfaces, "finding-bg"]],
  ["attention", [...surfaces, "attention-bg"]],
  ["panel", ["ink", "ink-2", "accent"]],
];
const shapes: [string, string[]][] = [
  ["control", surfaces],
  ["focus", [...surfaces, "accent-bg", "finding-bg", "attention-bg"]],
  ["accent", ["line"]],
  ["ink-2", ["line"]],
];

describe.each(["light", "dark"] as const)("%s theme", (theme) => {
  test.each(text.flatMap(([on, under]) => under.map((surface) => [on, surface] as const)))(
    "text in %s on %s has at least 4.5 : 1",
    (on, surface) => {
      expect(contrast(hex(on, theme), hex(surface, theme))).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(shapes.flatMap(([on, under]) => under.map((surface) => [on, surface] as const)))(
    "shape in %s on %s has at least 3 : 1",
    (on, surface) => {
      expect(contrast(hex(on, theme), hex(surface, theme))).toBeGreaterThanOrEqual(3);
    },
  );
});

test("the formula gives the two ratios everyone knows", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});
