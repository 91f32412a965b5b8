import { describe, expect, test } from "vitest";
import type { DraftProgress } from "@/lib/drafting/schema";
import { drafted, failure, left, outcomes } from "./progress-words";

const none: DraftProgress = {
  campaign: "01999999-0000-7000-8000-000000000001",
  items: 0,
  ready: 0,
  insufficient: 0,
  failed: 0,
  pending: 0,
  late: 0,
  drafter: "Rule-based draft",
  secondsLeft: null,
  problem: null,
};

describe("how far the drafts are", () => {
  test("in one sentence", () => {
    expect(drafted({ ...none, ready: 1_200, insufficient: 4, pending: 1_796 })).toBe(
      "1,204 of 3,000 items drafted",
    );
    expect(drafted({ ...none, ready: 1 })).toBe("1 of 1 item drafted");
  });

  test.each([
    [0, 10, undefined],
    [5, null, undefined],
    [5, 20, "less than a minute left"],
    [5, 80, "about 1 minute left"],
    [5, 600, "about 10 minutes left"],
    [5, 7_200, "about 2 hours left"],
  ])("with %d pending and %s seconds left: %s", (pending, secondsLeft, words) => {
    expect(left({ ...none, pending, secondsLeft })).toBe(words);
  });

  test("what became of them, and what failed and why", () => {
    expect(outcomes(none)).toEqual([]);
    expect(outcomes({ ...none, insufficient: 1, late: 2 })).toEqual([
      "1 item with too little evidence for a recommendation",
      "2 items opened before the draft was there, and decided without one",
    ]);
    expect(failure(none)).toBeUndefined();
    expect(failure({ ...none, failed: 3, problem: "The model did not answer in time." })).toBe(
      "3 items could not be drafted. The model did not answer in time. They can be reviewed from their evidence all the same.",
    );
  });
});
