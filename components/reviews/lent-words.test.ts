import { describe, expect, it } from "vitest";
import { endedWords, openWords } from "./lent-words";

const row = { id: "1", mine: true, from: "Bo Boss", to: "Dee Delegate", until: "2026-12-01", lent: 12 };
const stay = "12 open items stay with Dee Delegate: you or they have signed that review off.";

describe("what is said of lent items", () => {
  it("is that they come back, or that they stay and why, and never that nothing is open where something is", () => {
    expect(openWords({ ...row, open: 12, stays: 0 })).toBe(
      "All are open; what is not decided by then comes back to you.",
    );
    expect(openWords({ ...row, open: 0, stays: 0 })).toBe("Nothing of it is open there.");
    expect(openWords({ ...row, open: 0, stays: 12 })).toBe(stay);
    expect(openWords({ ...row, mine: false, open: 3, stays: 1 })).toBe(
      "3 of them are open; what is not decided by then comes back to Bo Boss. 1 open item stays with you: you or Bo Boss have signed that review off.",
    );
  });

  it("is what ending it gave back, and what it did not", () => {
    expect(endedWords({ ...row, open: 0, stays: 12 }, 0)).toBe(`Ended. ${stay}`);
    expect(endedWords({ ...row, open: 0, stays: 0 }, 0)).toBe("Ended. Nothing was open with Dee Delegate.");
    expect(endedWords({ ...row, open: 1, stays: 12 }, 1)).toBe(`1 item is with you again. ${stay}`);
  });
});
