import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { maySettle, monthsFrom, type State, standingOf } from "./rules";

const today = "2026-11-22";

describe("I15: where an exception stands", () => {
  it("is the clock's to say once it is granted: its last day still counts", () => {
    expect(standingOf("granted", "2027-06-30", today)).toBe("in_force");
    expect(standingOf("granted", "2026-12-23", today)).toBe("in_force");
    expect(standingOf("granted", "2026-12-22", today)).toBe("ending");
    expect(standingOf("granted", today, today)).toBe("ending");
    expect(standingOf("granted", "2026-11-21", today)).toBe("ended");
  });

  it("is never in force where nobody granted it", () => {
    expect(standingOf("pending", "2026-01-01", today)).toBe("waiting");
    expect(standingOf("refused", "2027-06-30", today)).toBe("refused");
    expect(standingOf("withdrawn", "2027-06-30", today)).toBe("withdrawn");
  });
});

describe("I15: settling an exception", () => {
  const running = { name: "Q4 review", status: "launched" };
  const slug = (state: State, by: string, campaign = running) => {
    try {
      maySettle({ state, requestedBy: "first" }, by, campaign);
      return "may";
    } catch (error) {
      return error instanceof AppError ? error.slug : String(error);
    }
  };

  it("is another person's, once, while the campaign runs", () => {
    expect(slug("pending", "second")).toBe("may");
    expect(slug("pending", "first")).toBe("own-request");
    expect(slug("granted", "second")).toBe("settled");
    expect(slug("withdrawn", "second")).toBe("withdrawn");
    for (const status of ["closed", "sealed", "cancelled"])
      expect(slug("pending", "second", { ...running, status })).toBe("campaign-ended");
  });
});

describe("the months exceptions end in", () => {
  it("are one after the other from this one on, and lose none", () => {
    const month = fc.tuple(fc.integer({ min: 2026, max: 2028 }), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(fc.uniqueArray(month, { selector: String }), fc.nat(20), (months, n) => {
        const ends = months
          .map(([y, m]) => ({ month: `${y}-${String(m).padStart(2, "0")}`, ends: n }))
          .filter((e) => e.month >= "2026-11");
        const told = monthsFrom(today, ends);
        expect(told).toHaveLength(13);
        expect(told.map((t) => t.month).slice(0, 4)).toEqual(["2026-11", "2026-12", "2027-01", "2027-02"]);
        expect(told.reduce((sum, t) => sum + t.ends, 0)).toBe(ends.length * n);
      }),
    );
  });
});
