/**
 * Which items may be decided together, purely (I6). Alike: the same entitlement, the same kinds of facts in the same buckets,
 * the same recommendation or none. Together needs low risk besides: never what is privileged or may be, not human, against a
 * rule, seen for the first time, undescribed and more than standard access, drawn to be decided without its draft, or waiting
 * for somebody else.
 */
import { type SQL, sql } from "drizzle-orm";
import type { ItemType } from "@/lib/evidence/schema";

/** What of an item says whether it may be decided together with others, and with which. */
export type Alike = {
  id: string;
  type: ItemType;
  risk: "low" | "high" | "critical";
  privilege: "standard" | "privileged" | null;
  firstSeen: boolean;
  undescribed: boolean;
  findings: number;
  arm: "assisted" | "blind" | "undrafted";
  waiting: string | null;
  answeredBy: string | null;
  alikeKey: string;
  /** What its draft recommends, null where it has none or found too little to recommend anything. */
  recommendation: string | null;
};

/** Why this one is decided on its own, undefined where it may be decided with others like it. */
export function aloneBecause(of: Omit<Alike, "id" | "alikeKey" | "recommendation">): string | undefined {
  if (of.arm !== "assisted") return "It is decided before its draft is shown.";
  if (of.waiting !== null) return "It waits for somebody else's word.";
  if (of.answeredBy !== null) return "It is answered by the decision on the identity as a whole.";
  if (of.findings > 0) return "It breaks a rule.";
  if (of.risk !== "low") return "It is not of low risk.";
  if (of.type !== "grant") return "Only access of people is decided together.";
  if (of.firstSeen) return "It was not there in the last review.";
  if (of.undescribed && of.privilege !== "standard")
    return "What it allows is not described, and it may be more than standard access.";
  return undefined;
}

/** What alike items have in common, as one text. */
export const kindOf = (of: Pick<Alike, "alikeKey" | "recommendation">) =>
  `${of.alikeKey} ${of.recommendation ?? ""}`;

/** Why each of these is not decided in this act, by its id; empty where all may be. */
export function notTogether(items: readonly Alike[]): Map<string, string> {
  const refused = new Map<string, string>();
  const kinds = new Map<string, number>();
  for (const of of items) {
    const why = aloneBecause(of);
    if (why) refused.set(of.id, why);
    else kinds.set(kindOf(of), (kinds.get(kindOf(of)) ?? 0) + 1);
  }
  const [most] = [...kinds].sort((a, b) => b[1] - a[1]);
  for (const of of items)
    if (most && !refused.has(of.id) && kindOf(of) !== most[0])
      refused.set(of.id, "It is not like the others: its facts or what its draft recommends differ.");
  return refused;
}

/** Why an act on so many cannot be one, undefined where it can. */
export function tooMany(
  count: number,
  together: { allowed: boolean; cap: number },
): { slug: string; sentence: string } | undefined {
  if (!together.allowed)
    return { slug: "together-off", sentence: "This campaign has every item decided on its own." };
  if (count < 2)
    return { slug: "together-one", sentence: "Choose at least two items, or decide the one on its own." };
  if (count > together.cap)
    return {
      slug: "together-cap",
      sentence: `At most ${together.cap} items are decided together in this campaign; choose fewer.`,
    };
  return undefined;
}

/** `aloneBecause` is undefined, over the columns of `item` under this name. */
export const togetherSql = (of: string): SQL =>
  sql.raw(`(${of}.arm = 'assisted' AND ${of}.waiting IS NULL AND ${of}.answered_by IS NULL AND ${of}.findings = 0
    AND ${of}.risk = 'low' AND ${of}.type = 'grant' AND NOT ${of}.first_seen
    AND NOT (${of}.undescribed AND ${of}.privilege IS DISTINCT FROM 'standard'))`);

/** A recommendation as `Alike` has it, over a draft's columns: with the kind of change it names, if it names one. */
export function recommendationOf(
  draft: { recommendation: string; target?: string | null | undefined } | undefined,
): string | null {
  if (!draft || draft.recommendation === "insufficient_evidence") return null;
  return draft.target ? `${draft.recommendation} ${draft.target}` : draft.recommendation;
}
