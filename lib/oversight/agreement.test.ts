import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreementOf, overridesOf } from "./agreement";

const two = (a: number, b: number, c: number, d: number) =>
  agreementOf(
    ["keep", "remove"],
    [
      [a, b],
      [c, d],
    ],
  );
const value = (of: { enough: boolean; estimate?: number }) => of.estimate ?? Number.NaN;

describe("agreement beyond chance", () => {
  it.each([
    // Feinstein & Cicchetti 1990: the same 85 % with even and with skewed margins.
    [40, 9, 6, 45, 0.7, 0.7, undefined],
    [80, 10, 5, 5, 0.32, 0.7, undefined],
    // Gwet 2008: two raters of 125 subjects.
    [118, 5, 2, 0, -0.0234, 0.888, 0.9408],
    // The same 92 %: skewed margins, and even ones.
    [90, 4, 4, 2, 0.29, 0.84, 0.91],
    [46, 4, 4, 46, 0.84, 0.84, undefined],
  ])("of %i %i / %i %i", (a, b, c, d, kappa, pabak, ac1) => {
    const found = two(a, b, c, d);
    expect(Math.abs(value(found.kappa) - kappa)).toBeLessThan(Math.abs(kappa) < 0.1 ? 0.00006 : 0.0051);
    expect(value(found.pabak)).toBeCloseTo(pabak, 10);
    if (ac1 !== undefined)
      expect(Math.abs(value(found.ac1) - ac1)).toBeLessThan(ac1 === 0.91 ? 0.0051 : 0.00006);
    expect(found.table.flat()).toEqual([a, b, c, d]);
  });

  it("of three categories is as in Fleiss' Statistical Methods for Rates and Proportions: 0.68, 0.51 to 0.85", () => {
    const found = agreementOf(
      ["psychotic", "neurotic", "organic"],
      [
        [75, 1, 4],
        [5, 4, 1],
        [0, 0, 10],
      ],
    );
    expect(value(found.observed)).toBeCloseTo(0.89, 12);
    expect(value(found.kappa)).toBeCloseTo(0.676, 3);
    if (!found.kappa.enough) throw new Error("It was not enough.");
    expect((found.kappa.interval.upper - found.kappa.estimate) / 1.96).toBeCloseTo(0.087, 2);
    expect(value(found.pabak)).toBeCloseTo((3 * 0.89 - 1) / 2, 12);
  });

  it("is what counting pairs one by one gives, with the spread that leaving each out gives", () => {
    const table = fc.array(fc.array(fc.integer({ min: 5, max: 120 }), { minLength: 4, maxLength: 4 }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(table, (counts) => {
        const found = agreementOf(["a", "b", "c", "d"], counts);
        const pairs = counts.flatMap((row, i) => row.flatMap((n, j) => Array(n).fill([i, j]))) as [
          number,
          number,
        ][];
        const [kappa, ac1] = [chanceCorrected(pairs, "kappa"), chanceCorrected(pairs, "ac1")];
        expect(value(found.kappa)).toBeCloseTo(kappa, 10);
        expect(value(found.ac1)).toBeCloseTo(ac1, 10);
        for (const [of, name] of [
          [found.kappa, "kappa"],
          [found.ac1, "ac1"],
        ] as const) {
          if (!of.enough) throw new Error("It was not enough.");
          const spread = (of.interval.upper - of.interval.lower) / 2 / 1.96;
          expect(spread / jackknife(counts, name)).toBeGreaterThan(0.93);
          expect(spread / jackknife(counts, name)).toBeLessThan(1.07);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("has no kappa where both sides only ever say one thing, and none at all of nothing", () => {
    const found = two(50, 0, 0, 0);
    expect(found.kappa).toMatchObject({ enough: false, why: "one_sided" });
    expect(value(found.pabak)).toBe(1);
    expect(value(found.ac1)).toBe(1);
    expect(two(0, 0, 0, 0)).toMatchObject({ observed: { enough: false }, ac1: { why: "nothing" } });
    expect(() => agreementOf(["a", "b"], [[1, 2]])).toThrow(RangeError);
  });
});

/** Both coefficients from pairs: chance is what two pairs drawn apart would say. */
function chanceCorrected(pairs: readonly [number, number][], as: "kappa" | "ac1", k = 4): number {
  const n = pairs.length;
  const share = (is: (p: [number, number]) => boolean) => pairs.filter(is).length / n;
  const same = share(([i, j]) => i === j);
  let chance = 0;
  for (let c = 0; c < k; c++) {
    const [one, other] = [share(([i]) => i === c), share(([, j]) => j === c)];
    const mean = (one + other) / 2;
    chance += as === "kappa" ? one * other : (mean * (1 - mean)) / (k - 1);
  }
  return (same - chance) / (1 - chance);
}

/** The standard error of a coefficient from leaving out one pair at a time; a cell's pairs are all alike. */
function jackknife(counts: readonly (readonly number[])[], as: "kappa" | "ac1"): number {
  const n = counts.flat().reduce((a, b) => a + b, 0);
  const without = counts.flatMap((row, i) =>
    row.map((count, j) => {
      const left = counts.map((r, y) => r.map((c, x) => (x === j && y === i ? c - 1 : c)));
      const found = agreementOf(["a", "b", "c", "d"], left)[as];
      return { count, value: found.enough ? found.estimate : Number.NaN };
    }),
  );
  const mean = without.reduce((all, w) => all + w.count * w.value, 0) / n;
  return Math.sqrt((without.reduce((all, w) => all + w.count * (w.value - mean) ** 2, 0) * (n - 1)) / n);
}

it("overrides are told by direction, of what was recommended so", () => {
  const found = overridesOf([
    { from: "certify", to: "certify", same: true, n: 90 },
    { from: "certify", to: "revoke", same: false, n: 10 },
    { from: "revoke", to: "certify", same: false, n: 30 },
    { from: "revoke", to: "revoke", same: true, n: 20 },
  ]);
  expect(found.all).toMatchObject({ n: 150, count: 40 });
  expect(found.directions.map((d) => [d.from, d.to, value(d.share)])).toEqual([
    ["certify", "revoke", 0.1],
    ["revoke", "certify", 0.6],
  ]);
});
