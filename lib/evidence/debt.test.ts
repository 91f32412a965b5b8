import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { debtOf, examined, type Manner } from "./debt";

const kept: Manner = { outcome: "certify", together: 1, blind: false, secondRead: false, words: false };
const looked: Manner = { ...kept, words: true };

describe("whether somebody looked", () => {
  test.each([
    ["kept on its own without words", kept, false],
    ["kept on its own with words", looked, true],
    ["kept with others, the same words for all", { ...looked, together: 4 }, false],
    ["kept with others, but blind", { ...kept, together: 4, blind: true }, true],
    ["kept without words, but read twice", { ...kept, secondRead: true }, true],
    ["kept on its own, its words since erased", { ...kept, words: null }, false],
    ["removed with others and without words", { ...kept, outcome: "revoke", together: 25 }, true],
    ["changed", { ...kept, outcome: "modify" }, true],
  ] as const)("%s", (_, manner, expected) => {
    expect(examined(manner)).toBe(expected);
  });
});

describe("debt", () => {
  test.each([
    ["examined in the last campaign", [{ ago: 1, manner: looked }], 0],
    [
      "examined two before, kept in passing since",
      [
        { ago: 3, manner: looked },
        { ago: 1, manner: kept },
      ],
      2,
    ],
    ["examined long ago", [{ ago: 30, manner: looked }], 8],
    ["never but kept in passing", [{ ago: 1, manner: kept }], 9],
    ["never decided", [], 10],
  ] as const)("%s", (_, decided, expected) => {
    expect(debtOf(decided, "standard")).toBe(expected);
    expect(debtOf(decided, null)).toBe(expected);
    expect(debtOf(decided, "privileged")).toBe(expected >= 9 ? expected + 10 : expected);
  });

  test("never-reviewed privileged access is on top, and no examination makes it more", () => {
    const manner = fc.record({
      outcome: fc.constantFrom<Manner["outcome"][]>("certify", "certify_until", "revoke", "modify"),
      together: fc.integer({ min: 0, max: 30 }),
      blind: fc.boolean(),
      secondRead: fc.boolean(),
      words: fc.constantFrom(true, false, null),
    });
    const decided = fc.array(fc.record({ ago: fc.integer({ min: 1, max: 40 }), manner }), { maxLength: 5 });
    fc.assert(
      fc.property(
        decided,
        fc.constantFrom<("standard" | "privileged" | null)[]>("standard", "privileged", null),
        (past, privilege) => {
          const debt = debtOf(past, privilege);
          expect(debt).toBeLessThanOrEqual(debtOf([], "privileged"));
          expect(debtOf([...past, { ago: 2, manner: looked }], privilege)).toBeLessThanOrEqual(debt);
        },
      ),
    );
  });
});
