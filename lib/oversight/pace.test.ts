import { describe, expect, it } from "vitest";
import { mixtureOf } from "./mixture";
import { hasty, longestStreak, paceOf, thresholdsOf } from "./pace";
import { stream } from "./simulator";

/** So many lognormal times with this median, on a seed, as whole seconds counted. */
function times(seed: number, n: number, median: number, deviation: number): number[] {
  const next = stream(seed);
  return Array.from({ length: n }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    return median * Math.exp(deviation * normal);
  });
}
const each = (seconds: readonly number[]) => seconds.map((s) => ({ seconds: s, n: 1 }));

describe("a mixture of two lognormals", () => {
  it("is found again, and its threshold lies in the dip that a finer search of the true density finds", () => {
    const found = mixtureOf(each([...times(1, 600, 2, 0.4), ...times(2, 1_400, 40, 0.5)]));
    expect(found?.fast.weight).toBeCloseTo(0.3, 1);
    expect(Math.exp(found?.fast.mean ?? 0)).toBeCloseTo(2, 0);
    expect(Math.exp(found?.slow.mean ?? 0) / 40).toBeCloseTo(1, 1);
    expect(found?.fast.deviation).toBeCloseTo(0.4, 1);
    const density = (x: number) =>
      (0.3 / 0.4) * Math.exp(-0.5 * ((x - Math.log(2)) / 0.4) ** 2) +
      (0.7 / 0.5) * Math.exp(-0.5 * ((x - Math.log(40)) / 0.5) ** 2);
    let dip = Math.log(2);
    for (let x = dip; x < Math.log(40); x += 1e-4) if (density(x) < density(dip)) dip = x;
    expect(Math.abs(Math.log(found?.threshold ?? 0) - dip)).toBeLessThan(0.12);
  });

  it("does as well with counted whole seconds as with each time", () => {
    const all = [...times(3, 300, 3, 0.4), ...times(4, 700, 50, 0.5)].map(Math.floor);
    const counted = new Map<number, number>();
    for (const s of all) counted.set(s, (counted.get(s) ?? 0) + 1);
    const one = mixtureOf(each(all));
    const other = mixtureOf([...counted].map(([seconds, n]) => ({ seconds, n })));
    expect(other?.threshold).toBeCloseTo(one?.threshold ?? 0, 3);
  });

  it("is none where there is one lognormal, one time, or a second that is too near", () => {
    for (let seed = 10; seed < 40; seed++)
      expect(mixtureOf(each(times(seed, 1_000, 30, 0.6).map(Math.floor)))).toBeUndefined();
    expect(mixtureOf([{ seconds: 9, n: 5_000 }])).toBeUndefined();
    expect(mixtureOf(each([...times(5, 500, 20, 0.5), ...times(6, 500, 40, 0.5)]))).toBeUndefined();
  });
});

describe("the threshold of a type of item", () => {
  it("is 10 % of the median, and never below 2 seconds", () => {
    const of = (type: string, seconds: number[]) => seconds.map((s) => ({ type, seconds: s, n: 1 }));
    const found = thresholdsOf([...of("grant", [40, 50, 60, 70]), ...of("credential", [4, 5, 9])]);
    expect(found).toEqual([
      { type: "credential", n: 3, median: 5, seconds: 2, by: "floor" },
      { type: "grant", n: 4, median: 55, seconds: 5.5, by: "tenth_of_median" },
    ]);
  });

  it("from 200 times on is the dip between two lognormals, and 10 % of the median where there are not two", () => {
    const grant = (seconds: number[]) => seconds.map((s) => ({ type: "grant", seconds: s, n: 1 }));
    const mixed = [...times(7, 80, 2, 0.3), ...times(8, 119, 60, 0.4)];
    expect(thresholdsOf(grant(mixed))[0]).toMatchObject({ n: 199, by: "tenth_of_median" });
    expect(thresholdsOf(grant([...mixed, 60]))[0]).toMatchObject({ n: 200, by: "mixture" });
    const alone = times(9, 400, 60, 0.4);
    expect(thresholdsOf(grant(alone))[0]).toMatchObject({ by: "tenth_of_median" });
  });
});

describe("response-time effort", () => {
  const thresholds = [{ type: "grant", n: 30, median: 50, seconds: 5, by: "tenth_of_median" as const }];
  const grants = (...of: [seconds: number, n: number][]) =>
    of.map(([seconds, n]) => ({ type: "grant", seconds, n }));

  it("is the share that took at least the threshold", () => {
    const found = paceOf(grants([4, 6], [5, 10], [90, 14]), thresholds);
    expect(found.effort).toMatchObject({ enough: true, count: 24, n: 30, estimate: 0.8 });
    expect(found.fast).toMatchObject({ count: 6 });
    expect(found.median).toBe(5);
  });

  it("of one person takes 20 decisions, and times that nobody recorded give none", () => {
    const least = { needed: 20, why: "few_answers" } as const;
    expect(paceOf(grants([9, 19]), thresholds, least)).toMatchObject({
      effort: { enough: false, n: 19, why: "few_answers" },
      median: null,
    });
    expect(paceOf([], thresholds, least).fast).toMatchObject({ enough: false, why: "not_collected" });
  });

  it("a streak is of the same decisions in a row, each below its threshold", () => {
    const is = hasty(thresholds);
    const of = (...made: [string, number][]) =>
      longestStreak(made.map(([outcome, s]) => ({ outcome, hasty: is("grant", s) })));
    expect(of(["keep", 1], ["keep", 2], ["keep", 9], ["keep", 1])).toBe(2);
    expect(of(["keep", 1], ["remove", 1], ["remove", 1], ["remove", 1])).toBe(3);
    expect(of(["keep", 9])).toBe(0);
    // A type that has no threshold goes by the floor.
    expect(is("identity", 1)).toBe(true);
    expect(is("identity", 2)).toBe(false);
  });
});
