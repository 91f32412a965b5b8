import { expect, it } from "vitest";
import { countWords, deltaWords, indexWords, missingWords } from "./figure-words";
import { shareOf } from "./intervals";

const arms = { assisted: { count: 0, n: 0 }, blind: { count: 0, n: 0 } };
const delta = (estimate: number, lower: number, upper: number) =>
  deltaWords({ enough: true, n: 1000, estimate, interval: { lower, upper }, ...arms, strata: [] });

it("the draft's pull is told in one sentence, whichever way it goes, and as none where none is possible", () => {
  expect(delta(0.12, 0.04, 0.19)).toBe(
    "Shown the draft first, reviewers ended up with what it says 12 of 100 times more often; between 4 and 19.",
  );
  expect(delta(-0.1, -0.2, -0.03)).toContain("10 of 100 times less often; between 3 and 20.");
  expect(delta(0.02, -0.03, 0.07)).toContain("between 3 fewer and 7 more of 100, and none is possible");
});

it("what is missing says why, and how many there are where it is a matter of number", () => {
  expect(missingWords({ enough: false, n: 7, needed: 20, why: "few_answers" })).toBe(
    "Not enough data: a figure of one person needs at least 20; there are 7.",
  );
  expect(missingWords({ enough: false, n: 0, needed: 1, why: "while_running" })).toBe(
    "Not enough data: it is told when the campaign has ended.",
  );
});

it("a share says its count, and an index without all parts says between what it lies", () => {
  expect(countWords(shareOf({ count: 12, n: 240 }))).toBe("12 of 240 (5.0 %; 2.9 to 8.5)");
  expect(indexWords({ index: { enough: false, atLeast: 12.4, atMost: 47.4 } })).toBe(
    "between 12 and 47 of 100",
  );
});
