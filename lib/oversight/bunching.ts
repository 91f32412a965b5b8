import { z } from "zod";
import { shareOf } from "./intervals";
import { share, type Why } from "./measure";

/** Hours before the due time that count as the last moment. */
export const LAST_HOURS = 48;

export const bunching = z.object({
  /** Of the decisions made by the due time, those in its last 48 hours. */
  last48h: share,
  /** Of all of a campaign's time until it was due, what part those hours are: what an even spread would give. */
  even: z.number().nullable(),
  /** Decisions by hour of the day, from 0 to 23, in the portal's time zone. */
  hours: z.array(z.number().int()).length(24),
});
export type Bunching = z.infer<typeof bunching>;

/** Decisions of an hour of the day. */
export type Hourly = { hour: number; n: number };

/**
 * How decisions bunch before the deadline and over the day.
 * @param given.inTime made by the due time, and of them within its last 48 hours
 * @param given.open from launch to due, in hours
 */
export function bunchingOf(
  given: { inTime: number; last: number; open: number | null; hourly: readonly Hourly[] },
  least: { needed: number; why: Why } = { needed: 1, why: "nothing" },
): Bunching {
  const hours: number[] = Array(24).fill(0);
  for (const { hour, n } of given.hourly) hours[hour] = (hours[hour] ?? 0) + n;
  const last48h = shareOf({ count: given.last, n: given.inTime }, least);
  return {
    last48h,
    even: given.open === null || given.open <= 0 ? null : Math.min(1, LAST_HOURS / given.open),
    hours: last48h.enough ? hours : hours.map(() => 0),
  };
}
