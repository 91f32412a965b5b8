import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auc, calibration, type Judged, logLoss, precisionTopTenth } from "./need-figures";

const of = (...pairs: [number, 0 | 1][]): Judged[] =>
  pairs.map(([score, r]) => ({ score, revoked: r === 1 }));
const anyJudged = fc.array(fc.record({ score: fc.integer({ min: -6, max: 6 }), revoked: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
});

describe("AUC", () => {
  it("is the share of pairs told apart, equals counted half", () => {
    fc.assert(
      fc.property(anyJudged, (judged) => {
        const [yes, no] = [judged.filter((j) => j.revoked), judged.filter((j) => !j.revoked)];
        const won = yes.flatMap((y) =>
          no.map((n): number => (y.score > n.score ? 1 : y.score === n.score ? 0.5 : 0)),
        );
        const expected = won.length === 0 ? null : won.reduce((a, b) => a + b) / won.length;
        const found = auc(judged);
        if (expected === null) expect(found).toBeNull();
        else expect(found).toBeCloseTo(expected, 10);
      }),
    );
  });

  it("turns over with the sign of the score", () => {
    fc.assert(
      fc.property(anyJudged, (judged) => {
        const found = auc(judged);
        const turned = auc(judged.map((j) => ({ ...j, score: -j.score })));
        if (found !== null) expect(found + (turned ?? 0)).toBeCloseTo(1, 10);
      }),
    );
  });
});

describe("log-loss, precision and calibration", () => {
  it("are right on a case worked by hand", () => {
    const judged = of([Math.log(3), 1], [Math.log(3), 0], [0, 0], [0, 1]);
    expect(logLoss(judged)).toBeCloseTo((Math.log(4 / 3) + Math.log(4) + 2 * Math.log(2)) / 4, 12);
    expect(logLoss(of([1000, 1], [-1000, 0]))).toBe(0);
    expect(logLoss([])).toBeNull();
    expect(calibration(judged, 2)).toEqual([
      { expected: 500, grants: 2, revoked: 1 },
      { expected: 750, grants: 2, revoked: 1 },
    ]);
  });

  it("count those equal at the edge of the top tenth by their share", () => {
    expect(precisionTopTenth(of([3, 1], [2, 0], [1, 0], [0, 0]))).toBe(1);
    expect(precisionTopTenth(of([3, 1], [3, 0], [1, 0], [0, 0]))).toBe(0.5);
  });

  it("lose and double no grant in the bins, and never part equals", () => {
    fc.assert(
      fc.property(anyJudged, (judged) => {
        const bins = calibration(judged);
        expect(bins.length).toBeLessThanOrEqual(10);
        expect(bins.reduce((n, b) => n + b.grants, 0)).toBe(judged.length);
        expect(bins.reduce((n, b) => n + b.revoked, 0)).toBe(judged.filter((j) => j.revoked).length);
        expect(new Set(bins.map((b) => b.expected)).size).toBe(bins.length);
      }),
    );
  });
});
