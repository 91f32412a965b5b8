import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { automationBias, commonDifference, type Stratum, switchRate } from "./delta";
import { newcombe } from "./intervals";

const arms = (...of: [number, number, number, number][]): Stratum[] =>
  of.map(([a, m, b, n], at) => ({
    stratum: `${at}`,
    assisted: { count: a, n: m },
    blind: { count: b, n },
  }));

describe("the difference common to all strata", () => {
  it("is as SAS PROC FREQ and R's tern give it for the same six strata", () => {
    const six = arms([8, 9, 3, 6], [4, 4, 6, 12], [2, 5, 2, 5], [5, 7, 3, 4], [6, 7, 3, 8], [5, 8, 3, 5]);
    const found = commonDifference(six);
    expect(found?.estimate).toBeCloseTo(0.2539059, 7);
    expect(found?.interval.lower).toBeCloseTo(0.03467969, 7);
    expect(found?.interval.upper).toBeCloseTo(0.44544132, 7);
    expect(found?.used.map((s) => s.weight).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it("of one stratum is Newcombe's, where either proportion is 0 or 1 too", () => {
    const counted = fc
      .integer({ min: 1, max: 300 })
      .chain((n) => fc.record({ n: fc.constant(n), count: fc.integer({ min: 0, max: n }) }));
    fc.assert(
      fc.property(counted, counted, (assisted, blind) => {
        const found = commonDifference([{ stratum: "low", assisted, blind }]);
        const plain = newcombe(assisted, blind);
        expect(found?.interval.lower).toBeCloseTo(plain.lower, 10);
        expect(found?.interval.upper).toBeCloseTo(plain.upper, 10);
      }),
    );
  });

  it("weighs the strata, so that a mix of risks that differs between the arms is no bias of the draft", () => {
    // Agreement is 0.98 at low risk and 0.6 at high, in both arms; three in four blind items are high.
    const skewed = arms([882, 900, 24, 24], [60, 100, 45, 75]).map((s, at) =>
      at === 0 ? { ...s, blind: { count: 49, n: 50 } } : s,
    );
    expect(commonDifference(skewed)?.estimate).toBeCloseTo(0, 12);
    const together = newcombe({ count: 942, n: 1_000 }, { count: 94, n: 125 });
    expect(together.lower).toBeGreaterThan(0.1);
  });

  it("has none where no stratum has both arms", () => {
    expect(commonDifference(arms([5, 9, 0, 0], [0, 0, 3, 4]))).toBeUndefined();
  });
});

describe("the automation-bias delta", () => {
  it.each([
    // 0.95 against 0.85: how many items, how many of them blind.
    [855, 900, 85, 100, 0.041, 0.184],
    [4513, 4750, 212, 250, 0.062, 0.152],
  ])("%i/%i against %i/%i has the width it should", (a, m, b, n, lower, upper) => {
    const found = automationBias(arms([a, m, b, n]));
    expect(found).toMatchObject({ enough: true, n: m + n });
    if (!found.enough) throw new Error("It was not enough.");
    expect(found.estimate).toBeCloseTo(a / m - b / n, 12);
    expect(Math.abs(found.interval.lower - lower)).toBeLessThan(0.00051);
    expect(Math.abs(found.interval.upper - upper)).toBeLessThan(0.00051);
  });

  it("is not given for 200 items, whose interval would be -0.006 to 0.312", () => {
    const interval = commonDifference(arms([171, 180, 17, 20]))?.interval;
    expect(interval?.lower).toBeCloseTo(-0.006, 3);
    expect(interval?.upper).toBeCloseTo(0.312, 3);
    expect(automationBias(arms([171, 180, 17, 20]))).toEqual({
      enough: false,
      n: 200,
      needed: 300,
      why: "few_items",
      assisted: { count: 171, n: 180 },
      blind: { count: 17, n: 20 },
    });
  });

  it("is not given without a blind item, and leaves out a risk tier that has none", () => {
    expect(automationBias(arms([900, 1_000, 0, 0]))).toMatchObject({
      enough: false,
      why: "not_randomised",
      n: 1_000,
    });
    const found = automationBias(arms([855, 900, 85, 100], [10, 10, 0, 0]));
    expect(found).toMatchObject({ enough: true, n: 1_000 });
  });
});

it("the switch rate counts what was revised to the draft, and which of it was right to be", () => {
  const found = switchRate({ count: 6, n: 20, right: { count: 5, n: 8 }, wrong: { count: 1, n: 12 } });
  expect(found.rate).toMatchObject({ enough: true, estimate: 0.3 });
  expect(found.helpful).toMatchObject({ estimate: 0.625 });
  expect(found.harmful).toMatchObject({ estimate: 1 / 12 });
  expect(switchRate({ count: 0, n: 0 })).toMatchObject({
    rate: { enough: false, why: "nothing" },
    helpful: { why: "not_collected" },
  });
});
