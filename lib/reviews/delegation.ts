/**
 * What of somebody's open items may be lent to somebody else, purely. Not what the delegate holds, gave or may not decide (I7);
 * not what is about a person whose delegate they are; nothing back to somebody who had it; and nobody the campaign does not allow.
 */
import { blockOf, type Candidate, identityKey, personKey, type Who } from "./rules";

export const stayReasons = {
  blocked: "they may not decide it: it is their own access, or they gave it",
  subjects: "they act for the person it is about",
  held: "they had it before",
  not_allowed: "the campaign does not allow them",
  signed_off: "they have signed their review off",
} as const;
export type StayReason = keyof typeof stayReasons;

export type Lending = {
  /** Who may not decide it, its holder among them. */
  blocked: Record<string, string>;
  /** The identity it is about, "source/identity", where known. */
  subject: string | null;
  /** Everybody who had it in this campaign. */
  held: ReadonlySet<string>;
  /** Whether the campaign's allow-list has the delegate. */
  allowed: boolean;
  /** The delegate has signed off there. */
  signedOff: boolean;
};

/**
 * Why an item stays where it is, null where it may be lent.
 * @param actsFor identities, "source/identity", whose delegate this person is
 */
export function staysWhy(of: Lending, to: Candidate, actsFor: ReadonlySet<string>): StayReason | null {
  if (!of.allowed || !to.active) return "not_allowed";
  if (of.signedOff) return "signed_off";
  if (blockOf(of.blocked, to) !== undefined) return "blocked";
  if (of.subject !== null && actsFor.has(of.subject)) return "subjects";
  if (of.held.has(to.personId)) return "held";
  return null;
}

/** "3 stay with you: 2 because they had it before": what was not lent, in words. */
export function stayWords(stays: readonly StayReason[]): string | null {
  if (stays.length === 0) return null;
  const counted = [...new Set(stays)].map(
    (why) => `${stays.filter((s) => s === why).length} because ${stayReasons[why]}`,
  );
  return `${stays.length} ${stays.length === 1 ? "stays" : "stay"} with you: ${counted.join("; ")}.`;
}

/** Last day of a delegation: after today, within a year. */
export const longestDelegation = 366;

export const actsForHolder = "You act for the person whose access this is, so somebody else decides it.";

/** Who is blocked from the item, its holder among them. */
export function neverOf(
  i: { identitySourceId: number | null; identityId: string | null },
  blocked: Record<string, string>,
): Record<string, string> {
  const holder = identityKey(i);
  return { ...blocked, ...(holder ? { [holder]: "This is your own access." } : {}) };
}

/** Who may not decide an item, and beside them whoever acts for the person it is about (I7). */
export function blockedBeside(
  of: {
    blocked: Record<string, string>;
    item: { identitySourceId: number | null; identityId: string | null };
  },
  who: Who,
  actsFor: ReadonlySet<string>,
): Record<string, string> {
  const subject = identityKey(of.item);
  return subject !== null && actsFor.has(subject)
    ? {
        ...of.blocked,
        [personKey(who.personId)]: actsForHolder,
      }
    : of.blocked;
}
