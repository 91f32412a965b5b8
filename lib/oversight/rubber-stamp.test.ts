import { describe, expect, it } from "vitest";
import { bunchingOf } from "./bunching";
import { automationBias } from "./delta";
import { shareOf } from "./intervals";
import { tooFew } from "./measure";
import { reversalsOf } from "./reversals";
import { RE_REVIEW_SAMPLE, rubberStampOf, WEIGHTS } from "./rubber-stamp";

const of = (count: number, n: number) => shareOf({ count, n });
const bias = (a: number, m: number, b: number, n: number) =>
  automationBias([{ stratum: "low", assisted: { count: a, n: m }, blind: { count: b, n } }]);

describe("the rubber-stamp index", () => {
  it("is its parts by the formula, worked by hand", () => {
    const found = rubberStampOf({
      // Wilson's lower limit of 16 in 20 is 0.58398; of D it is 0.0408.
      overReliance: of(16, 20),
      delta: bias(855, 900, 85, 100),
      fast: of(30, 100),
      noEvidence: of(1, 10),
      duplicates: of(25, 100),
    });
    const { parts, index } = found;
    if (!parts.delta.enough || !parts.overReliance.enough) throw new Error("A part is missing.");
    expect(parts.overReliance.points).toBeCloseTo(35 * 0.58398, 3);
    expect(parts.delta.points).toBeCloseTo((25 * 0.0408) / 0.2, 1);
    expect(index).toMatchObject({ enough: true });
    if (!index.enough) throw new Error("It was not enough.");
    expect(index.estimate).toBeCloseTo(parts.overReliance.points + parts.delta.points + 6 + 1 + 2.5, 10);
    expect(found.reReview).toBe(false);
  });

  it("is 100 at most, and the delta gives no more than its weight, nor less than none", () => {
    const worst = rubberStampOf({
      overReliance: of(100_000, 100_000),
      delta: bias(1_000, 1_000, 0, 1_000),
      fast: of(9, 9),
      noEvidence: of(9, 9),
      duplicates: of(9, 9),
    });
    if (!worst.index.enough) throw new Error("It was not enough.");
    expect(worst.index.estimate).toBeGreaterThan(99.9);
    expect(worst.index.estimate).toBeLessThanOrEqual(100);
    expect(worst.reReview).toBe(true);
    const contrary = rubberStampOf({
      overReliance: of(0, 30),
      delta: bias(100, 1_000, 900, 1_000),
      fast: of(0, 9),
      noEvidence: of(0, 9),
      duplicates: of(0, 9),
    });
    expect(contrary.index).toEqual({ enough: true, estimate: 0 });
    expect(Object.values(WEIGHTS).reduce<number>((a, b) => a + b, 0)).toBe(100);
  });

  it("has no number without a part, but a least and a most", () => {
    const found = rubberStampOf({
      overReliance: tooFew(0, 1, "not_collected"),
      delta: bias(171, 180, 17, 20),
      fast: of(50, 100),
      noEvidence: of(0, 10),
      duplicates: of(10, 10),
    });
    expect(found.index).toEqual({ enough: false, why: "parts_missing", atLeast: 20, atMost: 80 });
    expect(found.parts.overReliance).toEqual({
      enough: false,
      weight: 35,
      n: 0,
      needed: 1,
      why: "not_collected",
    });
    expect(found.parts.delta).toMatchObject({ enough: false, why: "few_items", n: 200 });
  });

  it("a sample without an error bounds the error below 8 % with 90 % confidence", () => {
    expect(0.92 ** RE_REVIEW_SAMPLE).toBeLessThan(0.1);
    expect(0.92 ** (RE_REVIEW_SAMPLE - 2)).toBeGreaterThan(0.1);
  });
});

describe("bunching", () => {
  it("is the share of the last 48 hours, beside what an even spread would give, and by hour", () => {
    const found = bunchingOf({
      inTime: 200,
      last: 150,
      open: 20 * 24,
      hourly: [
        { hour: 9, n: 20 },
        { hour: 23, n: 130 },
        { hour: 9, n: 50 },
      ],
    });
    expect(found.last48h).toMatchObject({ enough: true, estimate: 0.75 });
    expect(found.even).toBeCloseTo(0.1, 12);
    expect([found.hours[9], found.hours[23], found.hours[0]]).toEqual([70, 130, 0]);
  });

  it("says no hours of somebody who decided too little", () => {
    const least = { needed: 20, why: "few_answers" } as const;
    const found = bunchingOf({ inTime: 3, last: 3, open: null, hourly: [{ hour: 3, n: 3 }] }, least);
    expect(found).toMatchObject({ last48h: { enough: false }, even: null });
    expect(found.hours.every((h) => h === 0)).toBe(true);
  });
});

it("wrong removals stand beside wrong keeps", () => {
  expect(reversalsOf({ removals: { count: 3, n: 60 }, keeps: { count: 0, n: 0 } })).toMatchObject({
    wrongRemovals: { enough: true, estimate: 0.05 },
    wrongKeeps: { enough: false, why: "nothing" },
  });
});
