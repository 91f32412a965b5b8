import fc from "fast-check";
import { expect, test } from "vitest";
import { dotsFor } from "./dot-row";

test("a small group has one dot a member", () => {
  expect(dotsFor(3, 10)).toEqual({ each: 1, dots: 10, full: 3 });
  expect(dotsFor(0, 42)).toEqual({ each: 1, dots: 42, full: 0 });
});

test("a large group shares dots and still fits three lines of 14", () => {
  expect(dotsFor(3, 214)).toEqual({ each: 6, dots: 36, full: 1 });
});

test("some is never drawn as none or as all", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(), (total, seed) => {
      const filled = seed % (total + 1);
      const { dots, full } = dotsFor(filled, total);
      expect(dots).toBeLessThanOrEqual(42);
      expect(full === 0).toBe(filled === 0);
      expect(full === dots).toBe(filled === total);
    }),
  );
});
