import { describe, expect, it } from "vitest";
import { cadenceWords, cellOf, type Held, quartersTo } from "./calendar-rules";

const held = (due: string, ended: string | null, open = 0): Held => ({
  ...{ campaign: due, name: `Review due ${due}`, due, ended, items: 10, open },
});
const given = { months: 3, today: "2026-11-22", since: "2024-01-01" };

describe("the calendar of controls", () => {
  const periods = quartersTo("2026-11-22", 4);
  const [, q2, q3, q4] = periods as [never, (typeof periods)[0], (typeof periods)[0], (typeof periods)[0]];

  it("has quarters up to the one of the day", () => {
    expect(periods.map((p) => p.label)).toEqual(["Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026"]);
    expect(quartersTo("2026-01-01", 2).map((p) => [p.id, p.first, p.last])).toEqual([
      ["2025-Q4", "2025-10-01", "2025-12-31"],
      ["2026-Q1", "2026-01-01", "2026-03-31"],
    ]);
    expect(quartersTo("2028-02-29", 1)[0]?.last).toBe("2028-03-31");
  });

  it("tells done from late by the day of the end and by what was left", () => {
    expect(cellOf(q3, [held("2026-09-15", "2026-09-15")], given).state).toBe("done");
    expect(cellOf(q3, [held("2026-09-15", "2026-09-16")], given).state).toBe("done");
    expect(cellOf(q3, [held("2026-09-15", "2026-09-17")], given).state).toBe("late");
    expect(cellOf(q3, [held("2026-09-15", "2026-09-15", 1)], given).state).toBe("late");
    expect(cellOf(q4, [held("2026-12-15", null)], given).state).toBe("running");
    expect(cellOf(q4, [held("2026-11-15", null)], given).state).toBe("late");
  });

  it("calls a period missing only where it is over, the cadence asked for it and the application was known", () => {
    expect(cellOf(q4, [], given).state).toBe("not_due");
    expect(cellOf(q3, [], given).state).toBe("missing");
    expect(cellOf(q3, [held("2026-05-01", "2026-05-01")], given).state).toBe("missing");
    expect(cellOf(q3, [held("2026-05-01", "2026-05-01")], { ...given, months: 6 }).state).toBe("not_due");
    expect(cellOf(q3, [held("2026-03-31", "2026-03-31")], { ...given, months: 6 }).state).toBe("missing");
    expect(cellOf(q2, [], { ...given, since: "2026-05-10" }).state).toBe("not_due");
    expect(cellOf(q3, [], { ...given, since: "2026-05-10" }).state).toBe("missing");
  });

  it("takes an ended campaign before one that still runs", () => {
    const both = [held("2026-10-31", "2026-10-31"), held("2026-12-15", null)];
    expect(cellOf(q4, both, given)).toMatchObject({ state: "done", campaign: { due: "2026-10-31" } });
  });

  it("says how often in words", () => {
    expect(cadenceWords("privileged", 3)).toBe("Privileged access is reviewed every 3 months");
    expect(cadenceWords("other", 1)).toBe("Other access is reviewed every month");
  });
});
