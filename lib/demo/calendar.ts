const DAY = 86_400_000;

/** Dates as the demo company counts them: whole days before `today` (negative: after it). */
export type Calendar = {
  /** ISO date that lies `ago` days before today. */
  date: (ago: number) => string;
  /** Position of a day's calendar month among the twelve that end with the month of `asOfAgo`, or a negative number if before them. */
  monthBefore: (ago: number, asOfAgo: number) => number;
};

/** Calendar for an ISO date such as 2026-11-22 (UTC). Throws RangeError for anything else. */
export function calendar(today: string): Calendar {
  const base = Date.parse(`${today}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(today) || Number.isNaN(base)) {
    throw new RangeError(`The date "${today}" is not a calendar date; write it as YYYY-MM-DD.`);
  }
  const known = new Map<number, { iso: string; month: number }>();
  const dayOf = (ago: number) => {
    const found = known.get(ago);
    if (found) return found;
    const date = new Date(base - ago * DAY);
    const day = {
      iso: date.toISOString().slice(0, 10),
      month: date.getUTCFullYear() * 12 + date.getUTCMonth(),
    };
    known.set(ago, day);
    return day;
  };
  return {
    date: (ago) => dayOf(ago).iso,
    monthBefore: (ago, asOfAgo) => 11 - (dayOf(asOfAgo).month - dayOf(ago).month),
  };
}
