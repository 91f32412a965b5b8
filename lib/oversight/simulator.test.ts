import { describe, expect, it } from "vitest";
import { type Conduct, conductOf } from "./conduct";
import { automationBias, commonDifference } from "./delta";
import { thresholdsOf } from "./pace";
import { countsOf, strataOf, timesOf } from "./simulated-counts";
import { type Character, characters, simulatedReview, stream } from "./simulator";

const RUNS = 1_000;

/** How many of so many runs of an honest reviewer's list have an interval of D that holds this value. */
function covering(runs: number, effect: number, truth: number): number {
  let covers = 0;
  for (let seed = 0; seed < runs; seed++) {
    const { decisions } = simulatedReview("honest", { seed, items: 1_000, blind: 0.1, effect });
    const found = automationBias(strataOf(decisions));
    if (found.enough && found.interval.lower <= truth && truth <= found.interval.upper) covers++;
  }
  return covers;
}

describe("A/A and A/B", () => {
  it("a draft that changes nothing: the interval covers zero in 95 ± 2 % of 1,000 runs", () => {
    const covers = covering(RUNS, 0, 0) / RUNS;
    expect(covers).toBeGreaterThanOrEqual(0.93);
    expect(covers).toBeLessThanOrEqual(0.97);
  });

  it("a draft that changes something: the interval covers what was put in, and rarely zero", () => {
    // Follows the draft in 60 of 100 cases more; of all honest decisions 0.155 are another than the draft's.
    const big = 40_000;
    const [with_, without] = [0.6, 0].map((effect) => {
      const { decisions } = simulatedReview("honest", { seed: 99, items: big, blind: 0, effect });
      return decisions.filter((d) => d.final === d.recommendation).length / big;
    }) as [number, number];
    const truth = with_ - without;
    expect(truth).toBeGreaterThan(0.08);
    const runs = 300;
    expect(covering(runs, 0.6, truth) / runs).toBeGreaterThan(0.91);
    expect(covering(runs, 0.6, 0) / runs).toBeLessThan(0.2);
  });

  it.each([
    // 0.95 against 0.95 − D; 1,000 assisted.
    { D: 0.1, blind: 40, power: 0.68 },
    { D: 0.1, blind: 60, power: 0.81 },
    { D: 0.1, blind: 100, power: 0.93 },
    { D: 0.05, blind: 100, power: 0.54 },
    { D: 0.05, blind: 200, power: 0.73 },
    { D: 0.05, blind: 250, power: 0.8 },
    { D: 0, blind: 100, power: 0.03 },
  ])("finds D = $D with $blind blind items in about $power of all runs", ({ D, blind, power }) => {
    const next = stream(blind + 1_000 * D);
    const drawn = (n: number, p: number) => {
      let count = 0;
      for (let i = 0; i < n; i++) if (next() < p) count++;
      return { count, n };
    };
    const runs = 1_500;
    let found = 0;
    for (let run = 0; run < runs; run++) {
      const d = commonDifference([
        { stratum: "all", assisted: drawn(1_000, 0.95), blind: drawn(blind, 0.95 - D) },
      ]);
      if (d && (d.interval.lower > 0 || (D === 0 && d.interval.upper < 0))) found++;
    }
    expect(Math.abs(found / runs - power)).toBeLessThan(0.045);
  });

  it("is the same again with the same seed, and another with another", () => {
    const of = (seed: number) => simulatedReview("hurried", { seed, items: 50, blind: 0.2, challenges: 4 });
    expect(of(5)).toEqual(of(5));
    expect(of(5)).not.toEqual(of(6));
  });
});

describe("the four simulated reviewers", () => {
  const figures = (seed: number): Record<Character, Conduct> => {
    const lists = characters.map((c, at) => ({
      character: c,
      review: simulatedReview(c, { seed: seed + at, items: 1_500, blind: 0.1, challenges: 60 }),
    }));
    // Thresholds are the campaign's, over all four together.
    const thresholds = thresholdsOf(lists.flatMap((l) => timesOf(l.review.decisions)));
    return Object.fromEntries(
      lists.map((l) => [
        l.character,
        conductOf(
          countsOf(l.review, thresholds),
          { thresholds, openHours: 400, unchallenged: "not_collected" },
          "person",
        ),
      ]),
    ) as Record<Character, Conduct>;
  };
  const index = (c: Conduct) => (c.rubberStamp.index.enough ? c.rubberStamp.index.estimate : Number.NaN);

  it("are told apart by the index on every of 20 seeds: honest low, stamper above 70, and only the last two to be re-reviewed", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const of = figures(seed * 100);
      expect(index(of.honest), `honest, seed ${seed}`).toBeLessThan(10);
      expect(index(of.stamper), `stamper, seed ${seed}`).toBeGreaterThan(70);
      expect(index(of.hurried), `hurried, seed ${seed}`).toBeGreaterThan(index(of.honest) + 5);
      expect(index(of.follower), `follower, seed ${seed}`).toBeGreaterThan(index(of.hurried) + 5);
      expect(index(of.follower), `follower, seed ${seed}`).toBeLessThan(index(of.stamper) - 10);
      expect(of.honest.rubberStamp.reReview || of.hurried.rubberStamp.reReview).toBe(false);
      expect(of.stamper.rubberStamp.reReview).toBe(true);
    }
  });

  it("each by what they do: haste, reliance, evidence, reasons", () => {
    const of = figures(7);
    const value = (s: { enough: boolean; estimate?: number }) => s.estimate ?? Number.NaN;
    expect(value(of.honest.pace.effort)).toBeGreaterThan(0.97);
    expect(value(of.stamper.pace.fast)).toBeGreaterThan(0.9);
    expect(of.stamper.streak).toBeGreaterThan(14);
    expect(value(of.honest.catchRate)).toBeGreaterThan(0.75);
    expect(value(of.follower.overReliance)).toBeGreaterThan(0.8);
    expect(value(of.follower.pace.fast)).toBeLessThan(0.2);
    expect(value(of.stamper.noEvidence)).toBeGreaterThan(0.95);
    expect(value(of.stamper.duplicates)).toBeGreaterThan(0.9);
    expect(value(of.honest.duplicates)).toBeLessThan(0.1);
    expect(of.honest.delta.enough && of.honest.delta.interval.lower).toBeLessThan(0);
    expect(of.follower.delta.enough && of.follower.delta.interval.lower).toBeGreaterThan(0.05);
    expect(value(of.follower.switched.rate)).toBeGreaterThan(value(of.honest.switched.rate));
  });
});
