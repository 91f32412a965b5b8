import { describe, expect, it } from "vitest";
import { reasonWords, secondsWords } from "./replay-words";

describe("a replay in words", () => {
  it("says active time", () => {
    expect([0, 1, 42, 60, 61, 185, 3_600].map(secondsWords)).toEqual([
      "0 seconds",
      "1 second",
      "42 seconds",
      "1 minute",
      "1 minute 1 second",
      "3 minutes 5 seconds",
      "60 minutes",
    ]);
  });

  it("says a reason, and a code it has no words for", () => {
    expect(reasonWords("not_used")).toBe("Not used");
    expect(reasonWords("of_another_version")).toBe("of another version");
  });
});
