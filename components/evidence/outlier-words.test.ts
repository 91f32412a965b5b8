import { describe, expect, test } from "vitest";
import { dotHref, dotSize, dotWords, placeAfter } from "./outlier-words";

const departments = [
  {
    department: "Treasury",
    items: 9,
    outliers: 3,
    dots: [
      { held: 0, items: 3 },
      { held: 20, items: 6 },
    ],
  },
  {
    department: "",
    items: 4,
    outliers: 0,
    dots: [
      { held: 7, items: 1 },
      { held: 12, items: 3 },
    ],
  },
];

test("a dot says what it stands for, and leads there", () => {
  expect(dotWords("Treasury", 0, 1)).toBe("Treasury: 1 item that none of their peers holds");
  expect(dotWords("", 3, 1200)).toBe(
    "No department known: 1,200 items that about 3 in 20 of their peers hold",
  );
  expect(dotHref("c", "R&D", 0)).toBe("/campaigns/c/items?department=R%26D&held=0");
  expect(dotHref("c", "", 20)).toBe("/campaigns/c/items?department=-&held=20");
});

test("its area goes with its items, down to what can be seen", () => {
  expect(dotSize(100, 100)).toBe(26);
  expect(dotSize(25, 100)).toBe(13);
  expect(dotSize(1, 1_000_000)).toBe(8);
});

describe("the arrow keys", () => {
  test.each([
    ["ArrowRight", { row: 0, held: 0 }, { row: 0, held: 20 }],
    ["ArrowLeft", { row: 0, held: 0 }, undefined],
    ["ArrowRight", { row: 0, held: 20 }, undefined],
    ["ArrowDown", { row: 0, held: 0 }, { row: 1, held: 7 }],
    ["ArrowDown", { row: 0, held: 20 }, { row: 1, held: 12 }],
    ["ArrowDown", { row: 1, held: 7 }, undefined],
    ["ArrowUp", { row: 1, held: 12 }, { row: 0, held: 20 }],
    ["ArrowUp", { row: 0, held: 0 }, undefined],
    ["Home", { row: 1, held: 12 }, { row: 1, held: 7 }],
    ["End", { row: 1, held: 7 }, { row: 1, held: 12 }],
    ["x", { row: 1, held: 7 }, undefined],
  ])("%s from %j leads to %j", (key, from, to) => {
    expect(placeAfter(departments, from, key)).toEqual(to);
  });
});
