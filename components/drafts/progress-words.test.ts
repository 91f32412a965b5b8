import { describe, expect, test } from "vitest";
import type { DraftProgress } from "@/lib/drafting/schema";
import { costs, drafted, drafter, failure, left, makers, money, outcomes } from "./progress-words";

const none: DraftProgress = {
  campaign: "01999999-0000-7000-8000-000000000001",
  items: 0,
  ready: 0,
  insufficient: 0,
  failed: 0,
  pending: 0,
  redrafting: 0,
  late: 0,
  by: [],
  again: 0,
  turned: 0,
  drafter: null,
  stopped: false,
  paused: null,
  versions: [],
  spent: { calls: 0, inputTokens: 0, outputTokens: 0, cachedTokens: 0, cost: 0, currency: null },
  budget: { tokens: null, money: null, currency: null },
  secondsLeft: null,
  problem: null,
};

describe("how far the drafts are", () => {
  test("in one sentence", () => {
    expect(drafted({ ...none, ready: 1_200, insufficient: 4, pending: 1_796 })).toBe(
      "1,204 of 3,000 items drafted",
    );
    expect(drafted({ ...none, ready: 338, pending: 324, redrafting: 324 })).toBe("338 of 338 items drafted");
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
    expect(outcomes({ ...none, ready: 5, pending: 2, redrafting: 2 })).toEqual([
      "2 items to be drafted again",
    ]);
    expect(failure(none)).toBeUndefined();
    expect(failure({ ...none, failed: 3, problem: "The model did not answer in time." })).toBe(
      "3 items could not be drafted. The model did not answer in time. They can be reviewed from their evidence all the same.",
    );
  });

  test("who drafts, and whether it is let to", () => {
    const by = { version: 3, model: "m-1", connection: "hosted" as const };
    expect(drafter(none)).toBe("Rules draft here. Nothing is sent to a model.");
    expect(drafter({ ...none, drafter: by })).toBe("From now on: version 3 (m-1).");
    expect(drafter({ ...none, drafter: { ...by, connection: "local" } })).toBe(
      "From now on: version 3 (m-1, local).",
    );
    expect(drafter({ ...none, drafter: by, stopped: true })).toBe(
      "Stopped here: version 3 (m-1). Rules draft what is left.",
    );
    expect(drafter({ ...none, drafter: by, paused: "Why." })).toBe("Left alone for now: version 3 (m-1).");
  });

  test("who made the drafts, and why the rules did", () => {
    const by = [
      { drafter: "Draft by m-1", version: 3, fellBack: null, items: 1_900 },
      {
        drafter: "Rule-based draft",
        version: null,
        fellBack: "The model did not answer in time.",
        items: 12,
      },
    ];
    expect(makers({ ...none, by }).map(({ key: _, ...m }) => m)).toEqual([
      { name: "Draft by m-1, version 3", because: null, items: "1,900" },
      { name: "Rule-based draft", because: "The model did not answer in time.", items: "12" },
    ]);
  });

  test("what they cost against what they may", () => {
    expect(costs(none)).toEqual([]);
    const spent = {
      calls: 1_900,
      inputTokens: 1_710_000,
      outputTokens: 228_000,
      cachedTokens: 855_000,
      cost: 4_489_000,
      currency: "EUR",
    };
    const budget = { tokens: 5_000_000, money: 2_000, currency: "EUR" };
    expect(costs({ ...none, spent, budget })).toEqual([
      { term: "Cost", value: "€4.49 of €20.00" },
      { term: "Tokens", value: "1,938,000 of 5,000,000" },
      { term: "Calls", value: "1,900" },
      { term: "Read from the provider's cache", value: "50 % of what was sent" },
    ]);
    expect(costs({ ...none, spent: { ...spent, currency: null } })[0]?.value).toBe(
      "No price is typed for this model",
    );
    expect(money(3_450, "EUR")).toBe("€0.00345");
    expect(money(0, "EUR")).toBe("€0.00");
  });
});
