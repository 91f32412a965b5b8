import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wilson } from "@/lib/evidence/interval";
import { kappa, shareOf } from "./share";

describe("Wilson's interval", () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %d in %d is what Newcombe's table I has", (n, of, low, high) => {
    expect(wilson(n, of).map((x) => Number(x.toFixed(4)))).toEqual([low, high]);
    expect(shareOf(n, of)).toEqual({ n, of, low: Math.round(low * 10_000), high: Math.round(high * 10_000) });
  });

  test("of nothing says nothing", () => {
    expect(wilson(0, 0)).toEqual([0, 1]);
  });

  test("holds the share, mirrors it, and narrows as there is more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(), (of, some) => {
        const n = some % (of + 1);
        const [low, high] = wilson(n, of);
        expect(low).toBeLessThanOrEqual(n / of + 1e-12);
        expect(high).toBeGreaterThanOrEqual(n / of - 1e-12);
        const [mirroredLow, mirroredHigh] = wilson(of - n, of);
        expect(1 - low).toBeCloseTo(mirroredHigh, 12);
        expect(1 - high).toBeCloseTo(mirroredLow, 12);
        const [low4, high4] = wilson(4 * n, 4 * of);
        expect(high4 - low4).toBeLessThan(high - low);
      }),
    );
  });
});

describe("Cohen's kappa", () => {
  // Cohen, "A coefficient of agreement for nominal scales", 1960, table 1: proportions of 200 judgements in three categories.
  test("of the example in Cohen's paper is 0.492", () => {
    const rows = [
      [88, 14, 18],
      [10, 40, 10],
      [2, 6, 12],
    ];
    const pairs = rows.flatMap((row, i) => row.map((n, j) => ({ one: `c${i}`, other: `c${j}`, n })));
    expect(kappa(pairs)).toBe(492);
  });

  test("is nothing where nothing was compared, or only ever one thing was said", () => {
    expect(kappa([])).toBeNull();
    expect(kappa([{ one: "keep", other: "keep", n: 9 }])).toBeNull();
  });
});
