import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duplicatesOf, nearDuplicates, repeatedOf, wordsOf } from "./duplicates";

/** Jaccard's index over pairs of neighbouring words, on plain strings. */
function alike(a: string, b: string): number {
  const pairs = (text: string) => {
    const words = wordsOf(text);
    const found = new Set(words.slice(1).map((w, at) => `${words[at]} ${w}`));
    return found.size > 0 ? found : new Set([words.join(" ")]);
  };
  const [one, other] = [pairs(a), pairs(b)];
  const common = [...one].filter((p) => other.has(p)).length;
  return common / (one.size + other.size - common);
}

describe("near-duplicate reasons", () => {
  it("are those of the same words, whatever their case, accents and marks", () => {
    expect([
      ...nearDuplicates([
        "Needed for the job.",
        "needed for the JOB",
        "  Needed — for the jób! ",
        "Left in May",
        "…",
        "ＮＥＥＤＥＤ for the job",
        "Нужно для работы",
        "нужно, для работы!",
      ]),
    ]).toEqual([0, 0, 0, 1, -1, 0, 2, 2]);
  });

  it("are those that differ in a word of many, not those that differ in half", () => {
    const long =
      "Prepares the quarterly statement for the supervisory board together with the two colleagues of group accounting in Graz";
    const groups = nearDuplicates([
      long,
      `${long} today`,
      long.replace("quarterly", "yearly"),
      "Prepares the menu for the staff canteen together with the two cooks",
    ]);
    expect(groups[1]).toBe(groups[0]);
    expect(groups[2]).toBe(groups[0]);
    expect(groups[3]).not.toBe(groups[0]);
  });

  it("are those that differ in a sign of many, in a script without gaps between words", () => {
    const long = "他每个月都要用这个系统来核对集团财务的总账和银行对账单";
    expect(wordsOf("用SAP记账2次")).toEqual(["用", "sap", "记", "账", "2", "次"]);
    expect([
      ...nearDuplicates([long, long.replace("每个月", "每个周"), "已经调到销售部门，不再需要", `${long}。`]),
    ]).toEqual([0, 0, 1, 0]);
  });

  it("never puts two together that are less than 0.7 alike, and finds at least nine in ten that are more", () => {
    const word = fc.constantFrom(
      ..."ledger month end closes reads team graz oslo stock shift prints mail tax".split(" "),
    );
    const reasons = fc.array(word, { minLength: 8, maxLength: 14 }).map((w) => w.join(" "));
    let [close, found] = [0, 0];
    fc.assert(
      fc.property(reasons, fc.nat(), word, (reason, place, other) => {
        const words = reason.split(" ");
        words[place % words.length] = other;
        const changed = words.join(" ");
        const [one, two] = nearDuplicates([reason, changed]);
        if (one === two)
          expect(wordsOf(reason).join(" ") === changed || alike(reason, changed) >= 0.7).toBe(true);
        if (alike(reason, changed) >= 0.7) {
          close++;
          if (one === two) found++;
        }
      }),
      { seed: 7, numRuns: 2_000 },
    );
    expect(close).toBeGreaterThan(50);
    expect(found / close).toBeGreaterThan(0.9);
  });

  it("repeat one that the same person gave before", () => {
    expect(repeatedOf(["ok", "OK.", "Runs payroll", "ok", ""])).toEqual({ reasons: 4, repeated: 2 });
    const share = duplicatesOf([
      { reasons: 4, repeated: 2 },
      { reasons: 16, repeated: 0 },
    ]);
    expect(share).toMatchObject({ enough: true, n: 20, count: 2, estimate: 0.1 });
  });

  it("of 100,000 in which each is like all others are grouped with a bounded number of comparisons", () => {
    const reasons = Array.from(
      { length: 100_000 },
      (_, n) =>
        `Keeps the stock list of hall ${n % 5_000} for the yearly count by the warehouse team in Pula`,
    );
    const groups = new Set(nearDuplicates(reasons));
    expect(groups.size).toBeLessThanOrEqual(5_000);
  });
});
