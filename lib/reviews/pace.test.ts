import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  activeMinutes,
  longestStreak,
  type Made,
  minutesLeft,
  repeatedAdvice,
  repeatedWords,
  secondsByRisk,
  streakWords,
} from "./pace";
import type { Outcome } from "./schema";

const made = (over: Partial<Made> & { after?: number } = {}): Made => ({
  outcome: over.outcome ?? "certify",
  seconds: over.seconds === undefined ? 30 : over.seconds,
  risk: over.risk ?? "low",
  batch: over.batch ?? null,
  at: new Date(Date.UTC(2026, 10, 22, 9) + (over.after ?? 0) * 1_000),
});
const open = (low: number, high = 0, critical = 0) => ({ low, high, critical });

describe("a reviewer's own pace", () => {
  it("is the median of their own active seconds, by risk where there are enough", () => {
    const low = [10, 20, 30, 40, 900].map((seconds) => made({ seconds }));
    const high = [60, 60, 70, 80, 90].map((seconds) => made({ seconds, risk: "high" }));
    expect(secondsByRisk([...low, ...high])).toEqual({ low: 30, high: 70, critical: 60 });
    expect(minutesLeft(open(10, 6), secondsByRisk([...low, ...high]))).toBe(12);
  });

  it("I8: is nothing below five decisions, nor from what nobody counted or was decided together", () => {
    expect(secondsByRisk([made(), made(), made(), made()])).toBeNull();
    expect(secondsByRisk(Array.from({ length: 9 }, () => made({ seconds: null })))).toBeNull();
    expect(secondsByRisk(Array.from({ length: 9 }, () => made({ batch: "b" })))).toBeNull();
    expect(minutesLeft(open(40), null)).toBeNull();
    expect(activeMinutes([made({ seconds: null })])).toBeNull();
  });

  it("is never said to be faster than anybody reads", () => {
    const quick = secondsByRisk([0, 0, 1, 1, 2].map((seconds) => made({ seconds })));
    expect(quick).toEqual({ low: 5, high: 5, critical: 5 });
    expect(minutesLeft(open(120), quick)).toBe(10);
  });

  it("grows with what is open, and is at least a minute while anything is", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.nat(500), fc.nat(600), (a, b, c, seconds) => {
        const pace = { low: seconds, high: seconds, critical: seconds };
        const left = minutesLeft(open(a, b, c), pace);
        if (a + b + c === 0) return left === null;
        return left !== null && left >= 1 && (minutesLeft(open(a + 1, b, c), pace) ?? 0) >= left;
      }),
    );
  });

  it("counts the seconds of one act together once", () => {
    const together = Array.from({ length: 20 }, () => made({ batch: "b", seconds: 120 }));
    expect(activeMinutes([...together, made({ seconds: 60 })])).toBe(3);
  });
});

describe("a streak", () => {
  const run = (outcome: Outcome, items: number, gap: number, from = 0) =>
    Array.from({ length: items }, (_, i) => made({ outcome, after: from + i * gap }));

  it("is so many alike within seconds of each other, and said gently", () => {
    const streak = longestStreak(run("revoke", 14, 3));
    expect(streak).toEqual({ outcome: "revoke", items: 14, seconds: 39 });
    expect(streak && streakWords(streak)).toBe(
      "Fourteen removals in a row within 39 seconds. Take a breath; nothing is lost by stopping here.",
    );
  });

  it("is none where they differ, take their time, are few, or are one act", () => {
    expect(longestStreak(run("certify", 40, 6))).toBeNull();
    expect(longestStreak(run("certify", 9, 1))).toBeNull();
    const mixed = Array.from({ length: 40 }, (_, i) =>
      made({ outcome: i % 2 ? "certify" : "revoke", after: i }),
    );
    expect(longestStreak(mixed)).toBeNull();
    expect(longestStreak(run("certify", 25, 0).map((d) => ({ ...d, batch: "b" })))).toBeNull();
  });

  it("is the longest of several", () => {
    const day = [...run("certify", 11, 2), ...run("revoke", 12, 2, 900), ...run("certify", 10, 2, 1_900)];
    expect(longestStreak(day)).toMatchObject({ outcome: "revoke", items: 12 });
  });
});

describe("words used again", () => {
  it("advises with on how many items they stand today, however they are written", () => {
    const used = repeatedWords(["Month end needs it.", "month end, needs it", "Covers for Bo.", " "]);
    expect(repeatedAdvice("Month end needs it!", used)).toMatch(/^The same words as on 2 other items today/);
    expect(repeatedAdvice("Covers for Bo", used)).toMatch(/^The same words as on one other item today/);
    expect(repeatedAdvice("Something of its own", used)).toBeNull();
    expect(repeatedAdvice("", used)).toBeNull();
  });
});
