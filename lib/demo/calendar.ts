const DAY = 86_400_000;

/** Dates as the demo company counts them: whole days before `today` (negative: after it). */
export type Calendar = {
  /** ISO date that lies `ago` days before today. */
  date: (ago: number) => string;
  /** Number of a day's calendar month; neighbouring months differ by one. */
  month: (ago: number) => number;
};

/** Calendar for an ISO date such as 2026-11-22 (UTC). Throws RangeError for anything else. */
export function calendar(today: string): Calendar {
  const base = Date.parse(`${today}T00:00:00Z`);
  const iso = (ago: number) => new Date(base - ago * DAY).toISOString().slice(0, 10);
  if (Number.isNaN(base) || iso(0) !== today) {
    throw new RangeError(`The date "${today}" is not a calendar date; write it as YYYY-MM-DD.`);
  }
  const known = new Map<number, string>();
  const months: number[] = [];
  return {
    date: (ago) => {
      const date = known.get(ago) ?? iso(ago);
      known.set(ago, date);
      return date;
    },
    month: (ago) => {
      const found = months[ago];
      if (found !== undefined) return found;
      const date = new Date(base - ago * DAY);
      const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
      months[ago] = month;
      return month;
    },
  };
}
