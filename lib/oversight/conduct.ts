import { z } from "zod";
import { bunching, bunchingOf, type Hourly } from "./bunching";
import { automationBias, delta, type Stratum, type Switched, switching, switchRate } from "./delta";
import { duplicatesOf, type Repeated } from "./duplicates";
import { type Counted, shareOf } from "./intervals";
import { FEWEST, type Share, share, tooFew, type Why, why } from "./measure";
import { ofAPerson, pace, paceOf, type Threshold, type TimedType } from "./pace";
import { rubberStamp, rubberStampOf } from "./rubber-stamp";

/** How these reviewers worked: every part of the rubber-stamp index, and what is told beside it. */
export const conduct = z.object({
  reviewers: z.number().int(),
  decided: z.number().int(),
  /** Challenge items with a wrong draft whose draft was accepted; with planted facts, those whose planted facts were caught. */
  overReliance: share,
  catchRate: share,
  delta,
  switched: switching,
  pace,
  /** Longest run of one person's decisions that were the same and all hasty; null where times were not recorded. */
  streak: z.number().int().nullable(),
  /** High-risk decisions made with at least one fact of the packet in view; those made with none. */
  inView: share,
  noEvidence: share,
  duplicates: share,
  bunching,
  rubberStamp,
});
export type Conduct = z.infer<typeof conduct>;

/** What is counted of a group of reviewers, before anything is estimated. Null: the campaign did not record it. */
export type ConductCounts = {
  reviewers: number;
  decided: number;
  challenges: { accepted: Counted; caught: Counted } | null;
  strata: readonly Stratum[];
  switched: Switched;
  /** Decisions made one at a time; what was decided together is one act and has no time of its own. */
  times: readonly TimedType[] | null;
  streak: number;
  /** High-risk decisions, and those with at least one fact of the packet in view. */
  inView: Counted | null;
  repeated: readonly Repeated[];
  inTime: number;
  last: number;
  hourly: readonly Hourly[];
};

/** The campaign's, for all groups alike. */
export type Standard = {
  thresholds: readonly Threshold[];
  openHours: number | null;
  /** Why there are no answers to challenge items to count, where there are none. */
  unchallenged: Why;
};

/**
 * The figures of a group of reviewers.
 * @param of one person: each share only from 20 on; a team: as it is, with its interval
 */
export function conductOf(counts: ConductCounts, standard: Standard, of: "team" | "person"): Conduct {
  const least = of === "person" ? ofAPerson : { needed: 1, why: "nothing" as const };
  const shareFrom = (counted: Counted | null | undefined, missing: Why = "not_collected"): Share =>
    counted ? shareOf(counted, least) : tooFew(0, least.needed, missing);
  const rest = (c: Counted): Counted => ({ count: c.n - c.count, n: c.n });
  const parts = {
    overReliance: shareFrom(counts.challenges?.accepted, standard.unchallenged),
    delta: automationBias(counts.strata),
    noEvidence: shareFrom(counts.inView && rest(counts.inView)),
    duplicates: duplicatesOf(counts.repeated, least),
  };
  const speed = paceOf(counts.times ?? [], standard.thresholds, least);
  return {
    reviewers: counts.reviewers,
    decided: counts.decided,
    ...parts,
    catchRate: shareFrom(counts.challenges?.caught, standard.unchallenged),
    switched: switchRate(counts.switched),
    pace: speed,
    streak: speed.fast.enough ? counts.streak : null,
    inView: shareFrom(counts.inView),
    bunching: bunchingOf(
      { inTime: counts.inTime, last: counts.last, open: standard.openHours, hourly: counts.hourly },
      least,
    ),
    rubberStamp: rubberStampOf({ ...parts, fast: speed.fast }),
  };
}

/** Figures of a group, or why they are withheld: how people worked is told of five reviewers or more. */
export const withheld = z.object({
  enough: z.literal(false),
  n: z.number().int(),
  needed: z.number().int(),
  why,
});
export const told = z.discriminatedUnion("enough", [conduct.extend({ enough: z.literal(true) }), withheld]);
export type Told = z.infer<typeof told>;

/** A group's figures where the settings and its size allow them. */
export function toldOf(level: "off" | "teams" | "named", counts: ConductCounts, standard: Standard): Told {
  const no = (needed: number, reason: Why): Told => tooFew(counts.reviewers, needed, reason);
  if (level === "off") return no(FEWEST.reviewers, "off");
  if (counts.reviewers === 0) return no(1, "nothing");
  if (level === "teams" && counts.reviewers < FEWEST.reviewers) return no(FEWEST.reviewers, "few_reviewers");
  return { enough: true, ...conductOf(counts, standard, "team") };
}

/** Counts of two groups together; what only one of them recorded is the recorded one's. */
export function joined(groups: readonly ConductCounts[]): ConductCounts {
  const sum = (of: (c: ConductCounts) => number) => groups.reduce((all, c) => all + of(c), 0);
  const counted = (of: (c: ConductCounts) => Counted | null | undefined): Counted | null => {
    const known = groups.flatMap((c) => of(c) ?? []);
    if (known.length === 0) return null;
    return {
      count: known.reduce((all, c) => all + c.count, 0),
      n: known.reduce((all, c) => all + c.n, 0),
    };
  };
  const none: Counted = { count: 0, n: 0 };
  const accepted = counted((c) => c.challenges?.accepted);
  const right = counted((c) => c.switched.right);
  const wrong = counted((c) => c.switched.wrong);
  const times = groups.flatMap((c) => (c.times ? [c.times] : []));
  return {
    reviewers: sum((c) => c.reviewers),
    decided: sum((c) => c.decided),
    challenges: accepted && { accepted, caught: counted((c) => c.challenges?.caught) ?? none },
    strata: stratified(groups.flatMap((c) => c.strata)),
    switched: {
      ...(counted((c) => c.switched) ?? none),
      ...(right ? { right } : {}),
      ...(wrong ? { wrong } : {}),
    },
    times: times.length > 0 ? times.flat() : null,
    streak: Math.max(0, ...groups.map((c) => c.streak)),
    inView: counted((c) => c.inView),
    repeated: groups.flatMap((c) => c.repeated),
    inTime: sum((c) => c.inTime),
    last: sum((c) => c.last),
    hourly: groups.flatMap((c) => c.hourly),
  };
}

function stratified(strata: readonly Stratum[]): Stratum[] {
  const of = new Map<string, Stratum>();
  const add = (a: Counted, b: Counted): Counted => ({ count: a.count + b.count, n: a.n + b.n });
  for (const s of strata) {
    const before = of.get(s.stratum);
    of.set(
      s.stratum,
      before
        ? {
            stratum: s.stratum,
            assisted: add(before.assisted, s.assisted),
            blind: add(before.blind, s.blind),
          }
        : s,
    );
  }
  return [...of.values()];
}
