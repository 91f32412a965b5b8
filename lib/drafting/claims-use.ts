import { predicate } from "./predicate";
import { counted, day } from "./words";

/** Days without use from which access counts as unused; a source that reports no use says nothing (I8). */
export const IDLE_DAYS = 90;
const RECENT_DAYS = 30;
const IDLE_MONTHS = 3;

/** What can be said of use. */
export const useClaims = [
  predicate({
    id: "used_recently",
    kinds: ["use.last"],
    stance: "keep",
    form: "date",
    when: `days is at most ${RECENT_DAYS}; the value is \`on\``,
    evaluate: ({ on, days }) => (days <= RECENT_DAYS ? on : null),
    render: ({ on, days }) => `It was last used on ${day(on)}, ${before(days)}.`,
  }),
  predicate({
    id: "used_lately",
    kinds: ["use.last"],
    stance: "keep",
    form: "date",
    when: `days is above ${RECENT_DAYS} and below ${IDLE_DAYS}; the value is \`on\``,
    evaluate: ({ on, days }) => (days > RECENT_DAYS && days < IDLE_DAYS ? on : null),
    render: ({ on, days }) => `It was last used on ${day(on)}, ${before(days)}.`,
  }),
  predicate({
    id: "unused",
    kinds: ["use.last"],
    stance: "remove",
    form: "count days, since date",
    when: `days is at least ${IDLE_DAYS}; the value is "DAYS days, since ON"`,
    evaluate: ({ on, days }) => (days >= IDLE_DAYS ? `${days} days, since ${on}` : null),
    render: ({ on, days }) =>
      `This access has not been used for ${counted(days, "day")}; the last use was on ${day(on)}.`,
  }),
  predicate({
    id: "never_used",
    kinds: ["use.never"],
    stance: "remove",
    form: "count",
    when: `granted_days is at least ${IDLE_DAYS}; the value is \`granted_days\``,
    evaluate: ({ granted_days: d }) => (d !== null && d >= IDLE_DAYS ? String(d) : null),
    render: ({ granted_days: d }) =>
      `This access was never used in the ${counted(d ?? 0, "day")} since it was granted.`,
  }),
  predicate({
    id: "never_used_yet",
    kinds: ["use.never"],
    stance: "context",
    form: "count",
    when: `granted_days is below ${IDLE_DAYS}; the value is \`granted_days\``,
    evaluate: ({ granted_days: d }) => (d !== null && d < IDLE_DAYS ? String(d) : null),
    render: ({ granted_days: d }) =>
      d === 0
        ? "This access was granted on the day the data were read and was not used yet."
        : `This access was not used yet, ${counted(d ?? 0, "day")} after it was granted.`,
  }),
  predicate({
    id: "never_used_undated",
    kinds: ["use.never"],
    stance: "remove",
    form: "yes",
    when: "granted_days is null",
    evaluate: ({ granted_days: d }) => (d === null ? "yes" : null),
    render: () => "The source says that this access was never used; since when it is held is not recorded.",
  }),
  predicate({
    id: "used_often",
    kinds: ["use.count"],
    stance: "keep",
    form: "count in count days",
    when: 'uses is above 0; the value is "USES in WINDOW days"',
    evaluate: ({ uses, window }) => (uses > 0 ? `${uses} in ${window} days` : null),
    render: ({ uses, window }) => `It was used ${times(uses)} in ${counted(window, "day")}.`,
  }),
  predicate({
    id: "no_use_in_window",
    kinds: ["use.count"],
    stance: "remove",
    form: "count in count days",
    when: 'uses is 0; the value is "0 in WINDOW days"',
    evaluate: ({ uses, window }) => (uses === 0 ? `0 in ${window} days` : null),
    render: ({ window }) => `No use was recorded in ${counted(window, "day")}.`,
  }),
  predicate({
    id: "used_after_move",
    kinds: ["use.after_move"],
    stance: "keep",
    form: "count after date",
    when: 'uses is above 0; the value is "USES after MOVED"',
    evaluate: ({ uses, moved }) => (uses > 0 ? `${uses} after ${moved}` : null),
    render: ({ uses, moved }) => `It was used ${times(uses)} after the move on ${day(moved)}.`,
  }),
  predicate({
    id: "no_use_after_move",
    kinds: ["use.after_move"],
    stance: "remove",
    form: "count after date",
    when: 'uses is 0; the value is "0 after MOVED"',
    evaluate: ({ uses, moved }) => (uses === 0 ? `0 after ${moved}` : null),
    render: ({ moved }) => `It was not used after the move on ${day(moved)}.`,
  }),
  predicate({
    id: "use_stopped",
    kinds: ["use.months"],
    stance: "remove",
    form: "count",
    when: `the last ${IDLE_MONTHS} or more months are 0 and one before is not; the value is how many months at the end are 0`,
    evaluate: ({ months }) => {
      const idle = idleMonths(months);
      return idle >= IDLE_MONTHS && idle < months.length ? String(idle) : null;
    },
    render: ({ months }) =>
      `Use stopped: none in the last ${counted(idleMonths(months), "month")}, but some in the months before.`,
  }),
  predicate({
    id: "used_every_month",
    kinds: ["use.months"],
    stance: "keep",
    form: "count",
    when: "no month is 0; the value is the sum of the months",
    evaluate: ({ months }) => (months.every((m) => m > 0) ? String(sum(months)) : null),
    render: ({ months }) => `It was used in each of the last 12 months, ${times(sum(months))} in all.`,
  }),
];

const before = (days: number) =>
  days === 0 ? "the day the data were read" : `${counted(days, "day")} before the data were read`;
const times = (n: number) => (n === 1 ? "once" : `${n} times`);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const idleMonths = (months: readonly number[]) => {
  const last = months.findLastIndex((m) => m > 0);
  return months.length - 1 - last;
};
