import type { Fact } from "@/lib/evidence/schema";
import type { EvidenceView } from "@/lib/evidence/view";

/**
 * What the facts of an item say to somebody who reads them, for simulated reviewers: points for the access and against it, by
 * hand and in round numbers. It is nothing a person or a draft goes by. Asserted facts say nothing (I13), and a fact that is not
 * there says nothing either (I8). Pure.
 */
export type Reading = {
  /** The sum: above zero for keeping, below for removing. */
  points: number;
  /** How many facts said something. */
  telling: number;
  /** A key is too old or told about in the open: it is renewed rather than removed. */
  renew: boolean;
};

/** What a careful reader would do: `unclear` where too little is known either way. */
export type Verdict = "keep" | "remove" | "change" | "unclear";

export function readingOf(facts: readonly Fact[]): Reading {
  const said = facts.filter((f) => f.class !== "asserted").map(pointsOf);
  return {
    points: said.reduce((sum, points) => sum + points, 0),
    telling: said.filter((points) => points !== 0).length,
    renew: facts.some(isStale),
  };
}

/** The same of what a screen shows, where no packet can be had: each fact counts by the side it stands on. */
export function readingOfView(view: Pick<EvidenceView, "facts" | "findings">): Reading {
  const of = (stance: string) => view.facts.filter((f) => f.stance === stance).length;
  const [keep, remove, findings] = [of("keep"), of("remove"), view.findings.length];
  return { points: 2 * keep - 2 * remove - 4 * findings, telling: keep + remove + findings, renew: false };
}

export function verdictOf({ points, telling, renew }: Reading): Verdict {
  if (renew && points > -4) return "change";
  if (points >= 1) return "keep";
  if (points <= -2) return "remove";
  return telling < 2 ? "unclear" : points >= 0 ? "keep" : "remove";
}

const share = ({ holders, others }: { holders: number; others: number }) =>
  others === 0 ? 0 : holders / others;

function isStale(fact: Fact): boolean {
  return fact.kind === "nhi.credential" && (fact.value.exposed !== null || (fact.value.age_days ?? 0) > 365);
}

function pointsOf(fact: Fact): number {
  switch (fact.kind) {
    case "identity.left":
      return -8;
    case "account.orphan":
    case "identity.not_in_directory":
    case "history.returned":
    case "account.disabled":
      return -4;
    case "rule.failed":
      return -4;
    case "history.revoked_before":
    case "nhi.no_owner":
    case "nhi.owner_left":
    case "account.dormant":
      return -2;
    case "identity.moved":
      return fact.value.after_grant === true ? -2 : 0;
    case "role.excludes":
      return -1;
    case "role.includes":
    case "role.birthright":
      return 4;
    case "role.baseline":
      return fact.value.includes ? 2 : -1;
    case "peers.title":
    case "peers.team":
    case "peers.department":
    case "peers.access":
      return share(fact.value) >= 0.6 ? 2 : share(fact.value) <= 0.05 ? -1 : 0;
    case "grant.expires":
      return fact.value.days < 0 ? -4 : 0;
    case "history.requested":
      return fact.value.approved_by === null ? 0 : 1;
    case "history.decided":
      return fact.value.outcome === "revoke" ? -2 : 1;
    case "nhi.owner":
      return 1;
    default:
      return pointsOfUse(fact);
  }
}

function pointsOfUse(fact: Fact): number {
  switch (fact.kind) {
    case "use.last":
    case "nhi.last_use":
      return fact.value.days <= 30 ? 3 : fact.value.days <= 90 ? 2 : fact.value.days > 180 ? -3 : -1;
    case "use.never":
      return (fact.value.granted_days ?? 0) > 30 ? -4 : -1;
    case "use.count":
      return fact.value.uses > 0 ? 2 : -2;
    case "use.after_move":
      return fact.value.uses > 0 ? 2 : -3;
    case "nhi.credential":
      return fact.value.never_used ? -3 : fact.value.last_used === null ? 0 : 2;
    default:
      return 0;
  }
}
