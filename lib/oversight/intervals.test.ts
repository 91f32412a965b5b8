import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newcombe, shareOf, wilson, Z95 } from "./intervals";

const limits = ({ lower, upper }: { lower: number; upper: number }) => [lower, upper];
const near = (of: number[], published: readonly number[], digits = 4) => {
  for (const [at, p] of published.entries())
    expect(Math.abs((of[at] ?? Number.NaN) - p)).toBeLessThan(0.5000001 * 10 ** -digits);
};

describe("Wilson's interval", () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i in %i is as in Newcombe 1998, table I", (count, n, lower, upper) => {
    near(limits(wilson({ count, n })), [lower, upper]);
  });

  it("of 16 in 20 challenge items is 0.58 to 0.92", () => {
    near(limits(wilson({ count: 16, n: 20 })), [0.58, 0.92], 2);
  });

  it("holds exactly the proportions that the score test does not reject", () => {
    const z = (count: number, n: number, p: number) => (count / n - p) / Math.sqrt((p * (1 - p)) / n);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const count = Math.round(share * n);
          const { lower, upper } = wilson({ count, n });
          expect(lower).toBeLessThanOrEqual(count / n);
          expect(upper).toBeGreaterThanOrEqual(count / n);
          if (count > 0) expect(z(count, n, lower)).toBeCloseTo(Z95, 6);
          else expect(lower).toBe(0);
          if (count < n) expect(z(count, n, upper)).toBeCloseTo(-Z95, 6);
          else expect(upper).toBe(1);
        },
      ),
    );
  });

  it("refuses what is no proportion", () => {
    expect(() => wilson({ count: 3, n: 2 })).toThrow(RangeError);
    expect(() => wilson({ count: 0, n: 0 })).toThrow(RangeError);
  });
});

describe("Newcombe's interval of a difference", () => {
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])("of %i/%i − %i/%i is as in Newcombe 1998, table II, method 10", (a, m, b, n, lower, upper) => {
    near(limits(newcombe({ count: a, n: m }, { count: b, n })), [lower, upper]);
  });

  it("turns round with the sides", () => {
    const counted = fc
      .integer({ min: 1, max: 400 })
      .chain((n) => fc.record({ n: fc.constant(n), count: fc.integer({ min: 0, max: n }) }));
    fc.assert(
      fc.property(counted, counted, (a, b) => {
        const [one, other] = [newcombe(a, b), newcombe(b, a)];
        expect(one.lower).toBeCloseTo(-other.upper, 12);
        expect(one.upper).toBeCloseTo(-other.lower, 12);
        expect(one.lower).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(one.upper).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});

describe("a share", () => {
  it("has no number where there is not enough, and says how much it takes", () => {
    const least = { needed: 20, why: "few_answers" } as const;
    expect(shareOf({ count: 3, n: 19 }, least)).toEqual({
      enough: false,
      n: 19,
      needed: 20,
      why: "few_answers",
    });
    expect(shareOf({ count: 0, n: 0 })).toEqual({ enough: false, n: 0, needed: 1, why: "nothing" });
    expect(shareOf({ count: 5, n: 20 }, least)).toMatchObject({
      enough: true,
      n: 20,
      count: 5,
      estimate: 0.25,
    });
  });
});
