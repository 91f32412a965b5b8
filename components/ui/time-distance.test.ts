import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarDate, distance, tieDates, timeDistance } from "./time-distance";

describe("timeDistance", () => {
  test.each([
    ["2026-04-14", "2026-11-20", "14 Apr 2026, 220 days ago"],
    ["2026-11-19", "2026-11-20", "19 Nov 2026, 1 day ago"],
    ["2026-11-20", "2026-11-20", "20 Nov 2026, today"],
    ["2026-11-27", "2026-11-22", "27 Nov 2026, in 5 days"],
    ["2024-02-29", "2024-03-01", "29 Feb 2024, 1 day ago"],
    ["2020-01-01", "2026-11-20", "1 Jan 2020, 2,515 days ago"],
  ])("%s as of %s", (date, asOf, said) => {
    expect(timeDistance(date, asOf)).toBe(said);
  });

  test("counts calendar days, whatever the hour and whatever the zone of the machine", () => {
    expect(distance("2026-11-19T23:59:59Z", "2026-11-20T00:00:00Z")).toBe("1 day ago");
    expect(calendarDate("2026-11-19T23:59:59Z")).toBe("19 Nov 2026");
  });

  test("text that is no date comes back as it is", () => {
    expect(timeDistance("unknown", "2026-11-20")).toBe("unknown");
  });

  test("the way back is as far as the way there", () => {
    const date = fc
      .date({ min: new Date("1990-01-01"), max: new Date("2090-01-01"), noInvalidDate: true })
      .map((value) => value.toISOString());
    fc.assert(
      fc.property(date, date, (a, b) => {
        const there = distance(a, b).replace(/^in /, "").replace(/ ago$/, "");
        const back = distance(b, a).replace(/^in /, "").replace(/ ago$/, "");
        expect(back).toBe(there);
      }),
    );
  });
});

test("tieDates ties dates and distances, and nothing else", () => {
  expect(tieDates("Last used 14 Apr 2026, 220 days ago")).toBe(
    "Last used 14\u00a0Apr\u00a02026, 220\u00a0days\u00a0ago",
  );
  expect(tieDates("due in 5 days, 27 Nov")).toBe("due in\u00a05\u00a0days, 27 Nov");
  expect(tieDates("0 of 10 hold this")).toBe("0 of 10 hold this");
});
