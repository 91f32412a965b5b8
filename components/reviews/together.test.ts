import { describe, expect, it } from "vitest";
import { NO_VALUES, type VerbChoices } from "./decision";
import { choicesFor, countsOf, inputOf, lacksTaken, type Member, standingOf, togetherLine } from "./together";

const member = (n: number, change: Partial<Member> = {}): Member => ({
  item: `item-${n}`,
  subject: `Person ${n}`,
  who: "",
  account: `a${n}`,
  evidence: "e".repeat(64),
  draft: { id: `draft-${n}`, hash: "d".repeat(64) },
  supersedes: null,
  outcome: null,
  facts: [],
  note: [],
  checked: "",
  friction: null,
  ...change,
});
const choice = { effects: [], reason: "code" as const };
const choices: VerbChoices = {
  keep: choice,
  remove: choice,
  keep_until: choice,
  change: choice,
  dont_know: choice,
};
const revealed = (verb: "keep" | "remove" | "insufficient", n = 2) => ({
  items: Array.from({ length: n }, (_, i) => ({
    item: `item-${i + 1}`,
    recommendation: { verb, from: [], target: null },
  })),
});

describe("several items in one act", () => {
  it("says how many are alike, and how many of them one act may take", () => {
    expect(togetherLine({ count: 12, items: new Array(12).fill("i") })).toBe(
      "12 alike, low risk: decide together",
    );
    expect(togetherLine({ count: 60, items: new Array(25).fill("i") })).toBe(
      "60 alike, low risk: decide 25 together",
    );
  });

  it("I3: takes nothing in by itself, and asks for two at least", () => {
    expect(lacksTaken(0)).toContain("Choose");
    expect(lacksTaken(1)).toContain("two");
    expect(lacksTaken(2)).toBeUndefined();
  });

  it("says what the verb does to the drafts of those taken in, once they are shown", () => {
    const both = [member(1), member(2)];
    expect(standingOf("keep", both, undefined)).toEqual({ state: "loading" });
    expect(standingOf("keep", both, revealed("remove"))).toMatchObject({
      state: "said",
      relation: "overrides",
    });
    expect(standingOf("remove", both, revealed("remove"))).toMatchObject({
      state: "said",
      relation: "confirms",
    });
    expect(standingOf("remove", both, revealed("insufficient"))).toMatchObject({ state: "silent" });
    expect(standingOf("remove", [member(1, { draft: null })], undefined)).toMatchObject({ state: "silent" });
    expect(countsOf(both, revealed("remove"))).toBe("The drafts recommend: remove 2.");
  });

  it("asks to take into account what was used, by name, only for those taken in", () => {
    const used = member(2, { friction: "This was used 3 days before the export." });
    expect(choicesFor(choices, [member(1)]).remove.acknowledge).toBeUndefined();
    expect(choicesFor(choices, [member(1), used]).remove.acknowledge).toBe(
      "Person 2: This was used 3 days before the export. I have taken this into account for each.",
    );
  });

  it("sends each item as it was served, and never a change or a question of several", () => {
    const given = { review: "r", taken: [member(1), member(2)], all: true, seconds: 40, key: "key-00000001" };
    expect(inputOf(given, { ...NO_VALUES, verb: "remove", code: "not_used" })).toMatchObject({
      outcome: "revoke",
      reasonCode: "not_used",
      taken: "all_at_once",
      seconds: 40,
      items: [{ item: "item-1" }, { item: "item-2" }],
    });
    expect(inputOf(given, { ...NO_VALUES, verb: "change" })).toBeUndefined();
    expect(inputOf(given, { ...NO_VALUES, verb: "dont_know" })).toBeUndefined();
  });
});
