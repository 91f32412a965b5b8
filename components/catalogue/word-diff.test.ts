import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordDiff } from "./word-diff";

const told = (before: string, after: string) =>
  wordDiff(before, after).map((r) => ({ same: "", added: "+", removed: "-" })[r.is] + r.text);

describe("what changed, word by word", () => {
  test.each([
    ["", "", []],
    ["Release payments", "Release payments", ["Release payments"]],
    ["", "Release payments", ["+Release payments"]],
    ["Release payments", "", ["-Release payments"]],
    ["Release the payments", "Release all payments", ["Release", "-the", "+all", "payments"]],
    ["can post entries", "can post entries to the ledger", ["can post entries", "+to the ledger"]],
  ])("%j to %j", (before, after, runs) => expect(told(before, after)).toEqual(runs));

  const words = fc.array(fc.constantFrom("a", "b", "c", "dd"), { maxLength: 12 }).map((w) => w.join(" "));
  test("without what was added it is the text before, without what was removed the one after", () =>
    fc.assert(
      fc.property(words, words, (before, after) => {
        const side = (without: string) =>
          wordDiff(before, after)
            .filter((r) => r.is !== without)
            .map((r) => r.text)
            .join(" ");
        expect(side("added")).toBe(before);
        expect(side("removed")).toBe(after);
      }),
    ));
});
