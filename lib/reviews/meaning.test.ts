import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meaningless, plainOf, shareOf } from "./meaning";
import { reasonCodes } from "./schema";

describe("words that say nothing", () => {
  it.each([
    "",
    "   ",
    ".",
    "…!!",
    "ok",
    "OK.",
    "fine",
    "Approved",
    "still needed",
    "Yes, keep it",
    "n/a",
    "asdf",
    "qwertz",
    "lkjh",
    "aaaaaa",
    "ababab",
    "12345",
    "x",
    "Needed for the job",
    "needed_for_job",
    "Used regularly!",
  ])("are refused: %j", (words) => expect(meaningless(words)).not.toBeNull());

  it.each([
    "Month end",
    "Payroll",
    "Covers for Bo in August",
    "Still needed until the old interface is gone.",
    "Ticket CHG0012345",
    "ERP",
    "経費精算",
    "Für den Monatsabschluss",
    "Нужен для отчёта",
    "She signs the payment runs, as agreed with the auditors in spring.",
  ])("are not these: %j", (words) => expect(meaningless(words)).toBeNull());

  it("are every reason's own name, and not with anything added that says something", () => {
    for (const label of [...Object.values(reasonCodes.keep), ...Object.values(reasonCodes.remove)]) {
      expect(meaningless(label.toUpperCase())).not.toBeNull();
      expect(meaningless(`${label} of closing September`)).toBeNull();
    }
  });

  it("stay so however they are spaced, cased or punctuated", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("ok", "fine", "asdf", "still needed"),
        fc.constantFrom(".", " ", "!", "\n"),
        (w, p) => meaningless(`${p}${w.toUpperCase()}${p}${p}`) !== null,
      ),
    );
  });
});

describe("how much of somebody's words is the draft's", () => {
  const draft = "Not used since April. Three of ten others hold it.";
  it("is all of it as it was, none of other words, and in between what was left in", () => {
    expect(shareOf(draft, draft)).toBe(100);
    expect(shareOf(draft, "Month end, as Bo told me")).toBe(0);
    expect(shareOf(draft, "Not used since April, and she has moved.")).toBe(50);
    expect(shareOf(draft, "")).toBe(0);
  });

  it("is from 0 to 100, and 100 for any part that was left as it was", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{2,6}$/), { minLength: 1, maxLength: 30 }),
        fc.nat(29),
        (all, n) => {
          const text = all.join(" ");
          const part = all.slice(n % all.length).join(" ");
          expect(shareOf(text, part)).toBe(100);
          const other = shareOf(part, `${text} zzzzzzzz`);
          expect(other).toBeGreaterThanOrEqual(0);
          expect(other).toBeLessThan(100);
        },
      ),
    );
    expect(plainOf("Don’t — know!")).toBe("dont know");
  });
});
