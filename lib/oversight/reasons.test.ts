import { describe, expect, it } from "vitest";
import { repeatedReasons } from "./reasons";

const given = (people: number, words: string, level: "off" | "teams" | "named" = "teams", times = 1) =>
  Array.from({ length: people * times }, (_, n) => ({
    person: `p${n % people}`,
    name: `Person ${n % people}`,
    level,
    words,
  }));

describe("reasons given again and again", () => {
  it("are told from five people on, near-duplicates counted as one under the words given most often", () => {
    const found = repeatedReasons([
      ...given(5, "Still needed for the month end close"),
      ...given(5, "still needed for the month end close!"),
      ...given(5, "Still needed for the month end close"),
      ...given(4, "Covers for a colleague on leave", "teams", 9),
    ]);
    expect(found).toEqual([
      { words: "Still needed for the month end close", times: 15, reviewers: 5, names: [] },
    ]);
  });

  it("show no wording without names that fewer than five people gave, however often one of them did", () => {
    const own = given(1, "Anna checked the month end close with Bea herself", "teams", 20);
    const near = ["today", "again", "there", "then"].map((more, n) => ({
      ...own[0],
      person: `p${n + 1}`,
      name: `Person ${n + 1}`,
      level: "teams" as const,
      words: `Anna checked the month end close with Bea herself ${more}`,
    }));
    expect(repeatedReasons([...own, ...near])).toEqual([{ words: null, times: 24, reviewers: 5, names: [] }]);
    const shared = "Anna checked the month end close with Bea herself too";
    const found = repeatedReasons([...own, ...near, ...given(5, shared)]);
    expect(found).toEqual([{ words: shared, times: 29, reviewers: 5, names: [] }]);
    const named = [...own, ...near].map((g) => ({ ...g, level: "named" as const }));
    expect(repeatedReasons(named)).toMatchObject([{ words: own[0]?.words, times: 24, reviewers: 5 }]);
  });

  it("are told of fewer where all of them are told of by name, and of nobody whose level is off", () => {
    expect(repeatedReasons(given(2, "Needed", "named", 2))).toEqual([
      { words: "Needed", times: 4, reviewers: 2, names: ["Person 0", "Person 1"] },
    ]);
    expect(repeatedReasons([...given(2, "Needed", "named", 2), ...given(1, "Needed")])).toEqual([]);
    expect(repeatedReasons(given(9, "Needed", "off", 3))).toEqual([]);
    expect(repeatedReasons(given(5, "Needed once", "named"))).toHaveLength(1);
    expect(repeatedReasons(given(1, "Needed once", "named"))).toEqual([]);
  });

  it("are at most ten, those given most often first", () => {
    const many = Array.from({ length: 14 }, (_, n) =>
      given(6, `Reason number${n} is its own`, "teams", n + 1),
    );
    const times = repeatedReasons(many.flat()).map((r) => r.times);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(times).toHaveLength(10);
    expect(times[0]).toBe(84);
  });
});
