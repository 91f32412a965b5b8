/*
 * The calendar of controls: which application was reviewed in which period, and whether it had to be. Days are ISO, in UTC.
 */
export const controls = ["privileged", "other", "all"] as const;
export type Control = (typeof controls)[number];

/** Months between two reviews that the product begins with: privileged access each quarter, other access each half-year, all of it as PCI DSS 7.2.4 asks. */
export const defaultCadence: Record<Control, number> = { privileged: 3, other: 6, all: 6 };

const subjects: Record<Control, string> = {
  privileged: "Privileged access",
  other: "Other access",
  all: "All access together (PCI DSS 7.2.4)",
};

/** "Privileged access is reviewed every 3 months". */
export function cadenceWords(control: Control, months: number): string {
  return `${subjects[control]} is reviewed every ${months === 1 ? "month" : `${months} months`}`;
}

/** `first` and `last` day of a quarter. */
export type Period = { id: string; label: string; first: string; last: string };
export const cellStates = ["done", "late", "missing", "running", "not_due"] as const;
export type CellState = (typeof cellStates)[number];

/** A campaign with items of an application and control. `open`: items that ended without a decision. */
export type Held = {
  campaign: string;
  name: string;
  due: string;
  ended: string | null;
  items: number;
  open: number;
};

/** The quarter of a day and those before it, the earliest first. */
export function quartersTo(day: string, count: number): Period[] {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const index = year * 4 + Math.floor((month - 1) / 3);
  return Array.from({ length: count }, (_, at) => quarter(index - count + 1 + at));
}

function quarter(index: number): Period {
  const [year, q] = [Math.floor(index / 4), index % 4];
  const first = `${year}-${pad(q * 3 + 1)}-01`;
  const last = new Date(Date.UTC(year, q * 3 + 3, 0)).toISOString().slice(0, 10);
  return { id: `${year}-Q${q + 1}`, label: `Q${q + 1} ${year}`, first, last };
}

const pad = (n: number) => String(n).padStart(2, "0");

/**
 * What a period shows. A campaign belongs to the period of its due day. Done: it ended by the day after its due day with every
 * item decided; late: it ended after that, or left items without a decision. Where there is none, a period that is over is
 * missing when no campaign's due day fell into the months of the cadence that end with it, and the application was known for as
 * long; else it is not due.
 * @param since first day on which the application was known
 */
export function cellOf(
  period: Period,
  held: readonly Held[],
  given: { months: number; today: string; since: string },
): { state: CellState; campaign: Held | null } {
  const within = held
    .filter((h) => h.due >= period.first && h.due <= period.last)
    .toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
  const last = within.findLast((h) => h.ended !== null) ?? within.at(-1);
  if (last) {
    if (last.ended === null) return { state: last.due < given.today ? "late" : "running", campaign: last };
    return { state: last.ended <= dayAfter(last.due) && last.open === 0 ? "done" : "late", campaign: last };
  }
  if (period.last >= given.today) return { state: "not_due", campaign: null };
  const from = monthsBefore(period.last, given.months);
  const covered = held.some((h) => h.ended !== null && h.due > from && h.due <= period.last);
  return { state: covered || given.since > from ? "not_due" : "missing", campaign: null };
}

const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** The last day of the month that many months before the month of a last day. */
function monthsBefore(last: string, months: number): string {
  const [year = 0, month = 1] = last.split("-").map(Number);
  return new Date(Date.UTC(year, month - months, 0)).toISOString().slice(0, 10);
}
