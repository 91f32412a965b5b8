import { expect, it } from "vitest";
import { thresholdsOf } from "./pace";
import { paceBinsOf } from "./pace-bins";

it("every time is in one bin, and what is below its type's threshold is counted as hasty there", () => {
  const times = [
    { type: "grant", seconds: 0, n: 2 },
    { type: "grant", seconds: 1, n: 3 },
    { type: "grant", seconds: 4, n: 5 },
    { type: "credential", seconds: 1_023, n: 1 },
    { type: "credential", seconds: 3_600, n: 7 },
  ];
  const bins = paceBinsOf(times, thresholdsOf(times));
  expect(bins).toHaveLength(12);
  expect(bins.reduce((all, b) => all + b.n, 0)).toBe(18);
  expect(bins.filter((b) => b.n > 0)).toEqual([
    { from: 0, n: 2, hasty: 2 },
    { from: 1, n: 3, hasty: 3 },
    { from: 4, n: 5, hasty: 0 },
    // A credential's threshold is a tenth of its median of an hour: 360 seconds.
    { from: 512, n: 1, hasty: 0 },
    { from: 1024, n: 7, hasty: 0 },
  ]);
  expect(paceBinsOf([], []).every((b) => b.n === 0)).toBe(true);
});
