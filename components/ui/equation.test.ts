import fc from "fast-check";
import { expect, test } from "vitest";
import { equationText, remainder } from "./equation";

const grants = { label: "grants", value: 6921 };

test("an equation that holds", () => {
  const parts = [
    { label: "items", value: 6800 },
    { label: "covered", value: 121 },
    { label: "excluded", value: 0 },
  ];
  expect(remainder(grants, parts)).toBe(0);
  expect(equationText(grants, parts)).toBe("6,921 grants = 6,800 items + 121 covered + 0 excluded");
});

test("I9: an equation that fails says so and by how many", () => {
  expect(equationText(grants, [{ label: "items", value: 6920 }])).toBe(
    "6,921 grants ≠ 6,920 items. It does not hold: 1 missing on the right.",
  );
  expect(equationText(grants, [{ label: "items", value: 6931 }])).toBe(
    "6,921 grants ≠ 6,931 items. It does not hold: 10 too many on the right.",
  );
});

test("the remainder added to the parts always gives the whole", () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat(), { maxLength: 6 }), (whole, values) => {
      const parts = values.map((value, index) => ({ label: String(index), value }));
      const left = remainder({ label: "whole", value: whole }, parts);
      expect(values.reduce((sum, value) => sum + value, left)).toBe(whole);
    }),
  );
});
