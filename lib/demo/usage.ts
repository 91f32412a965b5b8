import type { Calendar } from "@/lib/demo/calendar";
import type { Draws } from "@/lib/demo/random";

/** Days on which a grant was used (days before today, oldest first) and how often on each. */
export type Uses = { ago: number[]; count: number[] };

/** Days between two days of use, and uses on such a day. */
const RATES = {
  daily: { gap: [4, 8], count: [4, 15] },
  weekly: { gap: [6, 11], count: [1, 4] },
  monthly: { gap: [26, 34], count: [1, 9] },
  rare: { gap: [55, 110], count: [1, 2] },
} as const;

export type Rate = keyof typeof RATES;

/** The log is kept this many days; older use is known only by its last day. */
const KEPT = 540;

/** Use at a rate from `from` days ago until `until` days ago. Nothing if the span is empty. */
export function spread(draw: Draws, rate: Rate, from: number, until: number): Uses {
  const { gap, count } = RATES[rate];
  const uses: Uses = { ago: [], count: [] };
  const add = (ago: number) => {
    uses.ago.push(ago);
    uses.count.push(draw.int(count[0], count[1]));
  };
  if (until > from) return uses;
  for (let ago = Math.min(from, KEPT); ago > until; ago -= draw.int(gap[0], gap[1])) add(ago);
  add(until);
  return uses;
}

/** What a source would say of these uses `asOfAgo` days ago, for a grant made `since` days ago. */
export function summarise(
  uses: Uses,
  { since, asOfAgo, movedAgo }: { since: number; asOfAgo: number; movedAgo: number | null },
  calendar: Calendar,
) {
  const months = Array.from({ length: 12 }, () => 0);
  const firstMonth = calendar.month(asOfAgo) - 11;
  let last: number | null = null;
  let uses90 = 0;
  let afterMove = 0;
  for (const [position, ago] of uses.ago.entries()) {
    const count = uses.count[position] ?? 0;
    if (ago < asOfAgo || ago > since) continue;
    last = ago;
    const month = calendar.month(ago) - firstMonth;
    if (month >= 0) months[month] = (months[month] ?? 0) + count;
    if (ago < asOfAgo + 90) uses90 += count;
    if (movedAgo !== null && ago < movedAgo) afterMove += count;
  }
  return { months, last, uses90, afterMove };
}
