/**
 * An exception's life, purely (I15).
 *
 * - asked for → granted, where it takes nobody else; else it waits for its second person
 * - waiting → granted or refused by that person, or withdrawn with its decision or at the close
 * - granted → ended by the clock, or withdrawn when the decision it belongs to is superseded
 */
import { AppError } from "@/lib/errors";
import { dayAfter } from "@/lib/reviews/keeping";
import type { Standing } from "./schema";

export type State = "pending" | "granted" | "refused" | "withdrawn";

/** Days before its last day from which an exception is said to end soon. */
export const SOON_DAYS = 30;

/** @param until its last day, ISO @param today ISO */
export function standingOf(state: State, until: string, today: string): Standing {
  if (state === "pending") return "waiting";
  if (state !== "granted") return state;
  if (until < today) return "ended";
  return until <= dayAfter(today, SOON_DAYS) ? "ending" : "in_force";
}

/**
 * Whether it can still be granted or refused.
 * @throws AppError rule or conflict, in one sentence
 */
export function maySettle(
  e: { state: State; requestedBy: string },
  by: string,
  campaign: { name: string; status: string },
  blocked?: string,
): void {
  if (blocked) throw new AppError("rule", "not-your-own", blocked);
  if (campaign.status !== "launched")
    throw new AppError(
      "rule",
      "campaign-ended",
      `${campaign.name} has ended, so this can no longer be granted; the access counts as not reviewed.`,
    );
  if (e.requestedBy === by)
    throw new AppError(
      "rule",
      "own-request",
      "Who asked for an exception cannot grant it; somebody else has to.",
    );
  if (e.state === "withdrawn")
    throw new AppError(
      "conflict",
      "withdrawn",
      "This is no longer asked for: the reviewer has decided again. There is nothing left to do.",
    );
  if (e.state !== "pending")
    throw new AppError("conflict", "settled", "This was answered already; look at it again.");
}

/** The months from one ISO day on, as many as asked for, each with how many end in it; later ends count in the last. */
export function monthsFrom(
  today: string,
  ends: readonly { month: string; ends: number }[],
  count = 13,
): { month: string; ends: number }[] {
  const [year = 1970, month = 1] = today.split("-").map(Number);
  return Array.from({ length: count }, (_, i) => {
    const at = year * 12 + month - 1 + i;
    const name = `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
    const here = ends.filter((e) => (i === count - 1 ? e.month >= name : e.month === name));
    return { month: name, ends: here.reduce((sum, e) => sum + e.ends, 0) };
  });
}
