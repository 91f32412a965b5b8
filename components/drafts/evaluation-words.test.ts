import { describe, expect, test } from "vitest";
import { evaluate } from "@/lib/drafting/evaluation";
import { shareOf } from "@/lib/drafting/share";
import { keeper, mover } from "@/lib/testing/packets";
import { dropWords, moneyWords, requirements, shareWords } from "./evaluation-words";

test("a share says its base and its interval, and of nothing that there was nothing", () => {
  expect(shareWords(shareOf(112, 120))).toBe("93 % (112 of 120; 87 to 97 %)");
  expect(shareWords(shareOf(0, 0))).toBe("nothing to count");
});

test("money and reasons are in words", () => {
  expect(moneyWords(12_345, "EUR")).toBe("0.0123 EUR");
  expect(moneyWords(null, null)).toBe("no price is set");
  expect(dropWords("claim wrong_value")).toBe("Claim: another value than the fact has");
  expect(dropWords("claim brand_new")).toBe("Claim: brand new");
});

describe("what an evaluation was held to", async () => {
  const pace = {
    wait: async () => undefined,
    deadline: () => new AbortController().signal,
    now: () => 0,
    every: () => () => undefined,
    salt: "",
  };
  const cases = [keeper, mover].map((packet, at) => ({
    id: String(at),
    packet,
    attack: null,
    person: null,
  }));
  const result = await evaluate({ settings: null }, { name: "two", cases }, pace);

  test("is met where it passed, requirement by requirement", () => {
    expect(result.passed).toBe(true);
    expect(requirements(result).filter((r) => !r.met)).toEqual([]);
  });

  test.each([
    ["an untrue statement", { shown: { ...result.shown, unverified: 1 } }],
    ["a link", { shown: { ...result.shown, markup: 1 } }],
    ["a false claim too many", { raw: { ...result.raw, faithful: shareOf(1, 2) } }],
    ["no claim at all", { raw: { ...result.raw, faithful: shareOf(0, 0) } }],
    ["a call without answer", { unanswered: shareOf(1, 3) }],
    ["a draft turned", { turned: shareOf(2, 10) }],
  ])("is not met with %s, and only there", (_, change) => {
    expect(requirements({ ...result, ...change }).filter((r) => !r.met)).toHaveLength(1);
  });
});
