import { AsyncLocalStorage } from "node:async_hooks";
import { env } from "./env";

const fixed = new AsyncLocalStorage<Date>();
let offset: number | undefined;

/** The one source of "now" for every row and leaf. `COUNTERSIGN_TODAY` shifts it; `at` fixes it. */
export function now(): Date {
  const held = fixed.getStore();
  if (held) return new Date(held);
  offset ??= shift();
  return new Date(Date.now() + offset);
}

function shift(): number {
  const today = env().today;
  if (!today) return 0;
  const start = Date.parse(today);
  if (Number.isNaN(start)) throw new Error(`COUNTERSIGN_TODAY is not a date: ${today}. Use 2026-11-22.`);
  return start - Date.now();
}

/** Runs `fn` with the clock held at `date`. */
export function at<T>(date: Date, fn: () => Promise<T>): Promise<T> {
  return fixed.run(date, fn);
}

/**
 * The instant a day ends in a time zone: the last millisecond before its next midnight there.
 * @param day ISO date, e.g. 2026-11-27
 */
export function endOfDay(day: string, timeZone: string): Date {
  const next = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(next.getTime())) throw new RangeError(`${day} is not a date; write it as 2026-11-27.`);
  next.setUTCDate(next.getUTCDate() + 1);
  // Two rounds settle the offset also where it changes during that day.
  let instant = next.getTime();
  for (let i = 0; i < 2; i++) instant = next.getTime() - offsetAt(new Date(instant), timeZone);
  return new Date(instant - 1);
}

const days = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in a time zone, ISO. */
export function dayIn(instant: Date, timeZone: string): string {
  const format = days.get(timeZone) ?? new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  days.set(timeZone, format);
  return format.format(instant);
}

function offsetAt(instant: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const n = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  const local = Date.UTC(n("year"), n("month") - 1, n("day"), n("hour"), n("minute"), n("second"));
  return local - Math.floor(instant.getTime() / 1000) * 1000;
}
