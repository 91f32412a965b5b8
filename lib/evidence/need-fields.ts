import type { FactKind } from "./schema";

/**
 * What a fit may learn from: the facts of a packet, what is read of each, and how its values are put into bins. Facts of one
 * family say much the same thing in different words (when access was last added, how much of it there is), so of each family
 * one enters, the one that tells most alone; and where one was fitted, nothing of that family is stated by hand. Asserted
 * facts are not here (I13), nor are findings, which a reviewer answers by themselves. Pure.
 */
export type NeedField = {
  kind: FactKind;
  /** Null: never fitted, only set beside the score as a fact alone. */
  family: string | null;
  /** The member read, as in the weights; null where the fact's presence is all there is. */
  field: string | null;
  scale: Scale | null;
  /**
   * Which way it may speak: "need" the more (or if it is there), "against" it, or "either" as the reviews have it. What was
   * learnt the other way round is chance or a stand-in for something else, and does not enter.
   */
  sense: Sense;
};
export type Sense = "need" | "against" | "either";

/** Bins of a number, and the line parts are drawn towards: `at` puts a value where the log-odds run straight. */
export type Scale = { cuts: readonly number[]; at: (value: number) => number };

/** Days by the month, then wider: what is a week or a year ago differs by its ratio, a month more or less of years by little. */
const days: Scale = {
  cuts: [7, 14, ...steps(30, 720, 30), ...steps(780, 1080, 60), ...steps(1200, 1800, 120), 2190, 2555, 3650],
  at: (value) => Math.log(value + 30),
};
const counts: Scale = {
  cuts: [0, 1, 2, 3, 4, 5, 7, 10, 15, 25, 50, 100, 300, 1000],
  at: (value) => Math.log(value + 1),
};
const percent: Scale = { cuts: [0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99], at: (value) => value / 100 };

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_, i) => from + i * by);
}

type Given = readonly [kind: FactKind, family: string | null, sense: Sense];
const number = ([kind, family, sense]: Given, field: string, scale: Scale): NeedField => ({
  kind,
  family,
  sense,
  field,
  scale,
});
const there = (...[kind, family, sense]: Given): NeedField => ({
  kind,
  family,
  sense,
  field: null,
  scale: null,
});

export const needFields: readonly NeedField[] = [
  number(["identity.latest_grant", "when access was added", "against"], "days", days),
  number(["history.granted", "when access was added", "against"], "days", days),
  number(["identity.grants", "how much access", "either"], "count", counts),
  number(["peers.access", "people alike", "need"], "holders/others", percent),
  number(["peers.title", "people of the same job", "need"], "holders/others", percent),
  number(["peers.team", "people of the same job", "need"], "holders/others", percent),
  number(["peers.department", "people of the same job", "need"], "holders/others", percent),
  there("role.birthright", "how common", "need"),
  number(["use.last", "use", "against"], "days", days),
  number(["use.count", "use", "need"], "uses", counts),
  there("use.never", "use", "against"),
  number(["use.after_move", "use after a move", "need"], "uses", counts),
  there("role.includes", "role", "need"),
  there("role.excludes", "role", "against"),
  there("account.dormant", "sign-in", "against"),
  there("account.disabled", "account", "against"),
  there("identity.left", "employment", "against"),
  there("identity.not_in_directory", "employment", "against"),
  there("history.revoked_before", "earlier removal", "against"),
  there("history.returned", "earlier removal", "against"),
  // How many hold it grows with the size of the company, and what is privileged is no more needed for it.
  number(["entitlement.holders", null, "either"], "others", counts),
  there("entitlement.privileged", null, "either"),
];
