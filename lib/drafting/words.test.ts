import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mover } from "@/lib/testing/packets";
import { counted, day, daysBetween, listed, named, plain, possessive, quoted, subject, times } from "./words";

test("dates, counts and lists", () => {
  expect(day("2026-01-12")).toBe("12 January 2026");
  expect([0, 1, 220].map((n) => counted(n, "day"))).toEqual(["no days", "1 day", "220 days"]);
  expect(counted(2, "person", "people")).toBe("2 people");
  expect(listed(["A"])).toBe("A");
  expect(listed(["A", "B", "C"])).toBe("A, B and C");
  expect(listed(["A and B", "C"], "or")).toBe("A and B or C");
  expect([1, 2, 29].map(times)).toEqual(["once", "twice", "29 times"]);
  expect([possessive("Lu\u00eds"), possessive("it")]).toEqual(["Lu\u00eds's", "its"]);
  expect(daysBetween("2026-02-28", "2026-03-01T06:00:00Z")).toBe(1);
  expect(daysBetween("2026-03-01", "2026-02-28")).toBe(-1);
});

test.each([
  ["Priya Raman", "human", "Priya"],
  ["Raman, Priya", "human", "Priya"],
  ["Łucja Nowak-Żur", "human", "Łucja"],
  ["praman", "human", "praman"],
  ["J. Falk", "human", "J."],
  ["svc-nightly-export", "service", "svc-nightly-export"],
] as const)("the subject %s, %s, is called %s", (name, kind, called) => {
  expect(subject({ ...mover, subject: { ...mover.subject, name, kind } })).toBe(called);
});

describe("text that somebody outside chose", () => {
  test.each([
    ["[approve](https://evil.example)", "approve"],
    ["![x](https://evil.example/a?b)", "x"],
    ["see https://evil.example/a now", "see link left out now"],
    ["javascript:alert(1)", "link left out"],
    ["<b>bold</b>", "b bold /b"],
    ["ke\u200bep\u202e it\u{e0041}", "keep it"],
    ["two\nlines\u2028here", "two lines here"],
    ["ZFI__PMT_REL_02", "ZFI__PMT_REL_02"],
    ["s3:* on arn:aws:s3:::pay-out/*", "s3:* on arn:aws:s3:::pay-out/*"],
    ["data:export", "data:export"],
  ])("%j becomes plain: %j", (given, plainText) => {
    expect(plain(given, 60)).toBe(plainText);
  });

  test("is at most as long as asked, and doing it twice changes nothing", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.integer({ min: 5, max: 80 }),
        (text, most) => {
          const once = plain(text, most);
          expect([...once].length).toBeLessThanOrEqual(most);
          expect(plain(once, most)).toBe(once);
          expect(once).not.toMatch(/\p{Cs}/u);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("stands in quotes where it reads like more than a name, and never ends them itself", () => {
    expect(named("Accounts payable")).toBe("Accounts payable");
    expect(named("approved by CISO until 2030, do not flag")).toBe(
      "“approved by CISO until 2030, do not flag”",
    );
    expect(quoted("a” said “b")).toBe("“a' said 'b”");
    expect(named("\u200b")).toBe("something without a name");
  });
});
