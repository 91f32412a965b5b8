import type { FactOf, Packet } from "@/lib/evidence/schema";
import { known, predicate } from "./predicate";
import { counted, day, subject, times } from "./words";

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
    with: (_, p) => counts(p),
    evaluate: ({ on, days }) => (days <= RECENT_DAYS ? on : null),
    render: lastUse,
  }),
  predicate({
    id: "used_lately",
    kinds: ["use.last"],
    stance: "keep",
    form: "date",
    when: `days is above ${RECENT_DAYS} and below ${IDLE_DAYS}; the value is \`on\``,
    with: (_, p) => counts(p),
    evaluate: ({ on, days }) => (days > RECENT_DAYS && days < IDLE_DAYS ? on : null),
    render: lastUse,
  }),
  predicate({
    id: "used_after_leaving",
    kinds: ["use.last"],
    stance: "remove",
    form: "date",
    when: "there is identity.left with a date before `on`; the value is `on`",
    with: ({ on }, p) => known(p, "identity.left").find((f) => f.value.on !== null && f.value.on < on),
    evaluate: ({ on }, _, __, left) => (left ? on : null),
    render: ({ on }, p, _, left) =>
      `It was used on ${day(on)}, after ${subject(p)} left on ${day(left?.value.on ?? "")}.`,
  }),
  predicate({
    id: "unused",
    kinds: ["use.last"],
    stance: "remove",
    form: "count days, since date",
    when: `days is at least ${IDLE_DAYS}; the value is "DAYS days, since ON"`,
    evaluate: ({ on, days }) => (days >= IDLE_DAYS ? `${days} days, since ${on}` : null),
    render: ({ on, days }) => `It has not been used for ${counted(days, "day")}, since ${day(on)}.`,
  }),
  predicate({
    id: "never_used",
    kinds: ["use.never"],
    stance: "remove",
    form: "count",
    when: `granted_days is at least ${IDLE_DAYS}; the value is \`granted_days\``,
    evaluate: ({ granted_days: d }) => (d !== null && d >= IDLE_DAYS ? String(d) : null),
    render: ({ granted_days: d }) =>
      `It was never used in the ${counted(d ?? 0, "day")} since it was granted.`,
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
        ? "It was granted on the day the data were read and has not been used yet."
        : `It has not been used yet, ${counted(d ?? 0, "day")} after it was granted.`,
  }),
  predicate({
    id: "never_used_undated",
    kinds: ["use.never"],
    stance: "remove",
    form: "yes",
    when: "granted_days is null",
    evaluate: ({ granted_days: d }) => (d === null ? "yes" : null),
    render: () => "It was never used; since when it is held is not recorded.",
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
    when: 'uses is 0 and no fact says that it was granted less than `window` days ago; the value is "0 in WINDOW days"',
    evaluate: ({ uses, window }, p) => (uses === 0 && !younger(p, window) ? `0 in ${window} days` : null),
    render: ({ window }) => `No use was recorded in ${counted(window, "day")}.`,
  }),
  predicate({
    id: "used_after_move",
    kinds: ["use.after_move"],
    stance: "keep",
    form: "count after date",
    when: 'uses is above 0; the value is "USES after MOVED"',
    with: ({ moved }, p) => known(p, "use.last").find((f) => f.value.on >= moved),
    evaluate: ({ uses, moved }) => (uses > 0 ? `${uses} after ${moved}` : null),
    render: ({ uses, moved }, _, __, last) =>
      `It was used ${times(uses)} after the move on ${day(moved)}${
        last === undefined
          ? ""
          : `, ${last.value.days < IDLE_DAYS ? "last on" : "until"} ${day(last.value.on)}`
      }.`,
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
      `It was used in none of the last ${counted(idleMonths(months), "month")}, but in some before.`,
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

/** How often it was used, where the source counts it. */
const counts = (p: Packet) => known(p, "use.count").find((f) => f.value.uses > 0);

function lastUse(
  { on, days }: FactOf<"use.last">["value"],
  _: Packet,
  __: FactOf<"use.last">,
  count: FactOf<"use.count"> | undefined,
): string {
  if (!count) return `It was last used on ${day(on)}, ${before(days)}.`;
  const { uses, window } = count.value;
  return `It was used ${times(uses)} in ${counted(window, "day")}, ${uses === 1 ? "" : "last "}on ${day(on)}.`;
}

/** Whether a fact says that the access is younger than so many days; then no use in them says little. */
const younger = (p: Packet, days: number) =>
  known(p, "history.granted").some((f) => f.value.days < days) ||
  known(p, "use.never").some((f) => f.value.granted_days !== null && f.value.granted_days < days);

const before = (days: number) =>
  days === 0 ? "the day the data were read" : `${counted(days, "day")} before the data were read`;
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const idleMonths = (months: readonly number[]) => {
  const last = months.findLastIndex((m) => m > 0);
  return months.length - 1 - last;
};
