import type { ConductCounts } from "./conduct";
import type { Stratum } from "./delta";
import { repeatedOf } from "./duplicates";
import type { Counted } from "./intervals";
import { hasty, longestStreak, type Threshold, type TimedType } from "./pace";
import { RISKS, type SimulatedDecision, type SimulatedReview } from "./simulator";

/** The 2×2 by risk that the delta is made of. */
export function strataOf(decisions: readonly SimulatedDecision[]): Stratum[] {
  const counted = (risk: string, arm: "assisted" | "blind"): Counted => {
    let [n, count] = [0, 0];
    for (const d of decisions) {
      if (d.risk !== risk || d.arm !== arm) continue;
      n++;
      if ((arm === "blind" ? d.initial : d.final) === d.recommendation) count++;
    }
    return { count, n };
  };
  return RISKS.map(({ risk }) => ({
    stratum: risk,
    assisted: counted(risk, "assisted"),
    blind: counted(risk, "blind"),
  }));
}

/** Times of a list, for the thresholds of all lists together. */
export function timesOf(decisions: readonly SimulatedDecision[]): TimedType[] {
  return decisions.map((d) => ({ type: "grant", seconds: d.seconds, n: 1 }));
}

/** What a query would count of this list. */
export function countsOf(review: SimulatedReview, thresholds: readonly Threshold[]): ConductCounts {
  const { decisions, challenges } = review;
  const count = <T>(of: readonly T[], is: (one: T) => boolean): Counted => ({
    n: of.length,
    count: of.filter(is).length,
  });
  const differed = decisions.filter((d) => d.arm === "blind" && d.initial !== d.recommendation);
  const revised = (d: SimulatedDecision) => d.final === d.recommendation;
  const isHasty = hasty(thresholds);
  return {
    reviewers: 1,
    decided: decisions.length,
    challenges: {
      accepted: count(
        challenges.filter((c) => c.kind === "wrong_draft"),
        (c) => !c.passed,
      ),
      caught: count(
        challenges.filter((c) => c.kind === "planted"),
        (c) => c.passed,
      ),
    },
    strata: strataOf(decisions),
    switched: {
      ...count(differed, revised),
      right: count(
        differed.filter((d) => d.recommendation === d.truth),
        revised,
      ),
      wrong: count(
        differed.filter((d) => d.recommendation !== d.truth),
        revised,
      ),
    },
    times: timesOf(decisions),
    streak: longestStreak(decisions.map((d) => ({ outcome: d.final, hasty: isHasty("grant", d.seconds) }))),
    inView: count(
      decisions.filter((d) => d.risk !== "low"),
      (d) => d.inView,
    ),
    repeated: [repeatedOf(decisions.flatMap((d) => d.reason ?? []))],
    inTime: decisions.length,
    last: 0,
    hourly: [{ hour: 9, n: decisions.length }],
  };
}
