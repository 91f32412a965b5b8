import type { Draws } from "./random";
import type { Model } from "./simulate-models";

/** When a simulated reviewer acts: begins, goes from item to item, breaks off until another day, is done before the end. */
export type Pace = {
  begin: Date;
  /** When the next item is opened, after the act that ended then was the `done`-th. */
  next: (ended: Date, done: number) => Date;
};

/** The time there is, from the campaign's last entry to the end of the last day. */
export type Span = { from: Date; to: Date };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** @param risks of the items, in order */
export function paceOf(
  model: Model,
  { from, to }: Span,
  risks: readonly ("low" | "high" | "critical")[],
  draw: Draws,
): Pace {
  // Half as much again, so that who begins in time is mostly done in time.
  const needed = risks.reduce((sum, risk) => sum + model.seconds[risk] * 1_500 + 1_500, 0);
  const remaining = (done: number) => (needed * Math.max(0, risks.length - done)) / Math.max(1, risks.length);
  const latest = Math.max(from.getTime() + 1_000, to.getTime() - needed);
  const whole = to.getTime() - from.getTime();
  const atWork = (time: number) =>
    whole < 2 * day ? time : Math.floor(time / day) * day + 8 * hour + draw.int(0, 9 * 60) * minute;
  const begins =
    model.begins === "last"
      ? latest - draw.int(2, 90) * minute
      : atWork(from.getTime() + whole * between(model.begins, draw));
  return {
    begin: new Date(Math.max(from.getTime() + 1_000, Math.min(begins, latest))),
    next: (ended, done) => {
      const on = ended.getTime() + draw.int(300, 1_500);
      if (done % model.sitting !== 0) return new Date(on);
      const later = atWork(ended.getTime() + day);
      return new Date(later > on && later + remaining(done) < to.getTime() ? later : on);
    },
  };
}

const between = ([from, to]: readonly [number, number], draw: Draws) => from + (to - from) * draw.next();
