/**
 * Who looks a second time, at what, and what follows, purely. One rule, at most once an item: keeping privileged access that has
 * a finding or has not been used for so many days. Where an exception already takes a second person, that is the second look.
 *
 * Pool: the application's owners, the campaign's pool, its fallback; without the reviewer, whoever reports to them, whoever
 * decides on the reviewer's access while the reviewer decides on theirs, and whoever may not decide the item (I7).
 */
import { AppError } from "@/lib/errors";
import type { Packet } from "@/lib/evidence/schema";
import { keeps } from "./keeping";
import { blockOf, type Candidate } from "./rules";
import type { DecideInput } from "./schema";

export type LookWhy = "finding" | "unused";
export type LookRule = { on: boolean; unusedDays: number };

/** Why a decision takes a second look, null where it takes none. What is not known to be privileged or unused is not (I8). */
export function lookWhy(
  rule: LookRule,
  item: { privilege: string | null; findings: number },
  packet: Pick<Packet, "facts">,
  outcome: DecideInput["outcome"],
): LookWhy | null {
  if (!rule.on || !keeps(outcome) || item.privilege !== "privileged") return null;
  if (item.findings > 0) return "finding";
  const unused = packet.facts.some(
    (f) =>
      (f.kind === "use.last" && f.value.days >= rule.unusedDays) ||
      (f.kind === "use.never" && (f.value.granted_days ?? 0) >= rule.unusedDays),
  );
  return unused ? "unused" : null;
}

/** Somebody of the pool: whether the reviewer stands above them, or each of the two decides on the other's access. */
export type Looker = Candidate & { name: string; reports: boolean; reciprocal: boolean };

/** The first of the pool who may look, undefined where nobody may. */
export function lookerOf(
  pool: readonly Looker[],
  reviewerId: string,
  blocked: Record<string, string>,
): Looker | undefined {
  return pool.find((p) => lookerFault(p, reviewerId, blocked) === null);
}

/** Why this person cannot be the second, as a sentence; null where they can. */
export function lookerFault(p: Looker, reviewerId: string, blocked: Record<string, string>): string | null {
  if (p.personId === reviewerId) return `${p.name} made the decision; a second person has to look.`;
  if (!p.active) return `${p.name} cannot review in this campaign.`;
  if (blockOf(blocked, p) !== undefined)
    return `${p.name} may not decide this one: it is their own access, they gave it, or they act for whoever has it.`;
  if (p.reports) return `${p.name} reports to whoever decided; choose somebody who does not.`;
  if (p.reciprocal) return `${p.name} and whoever decided review each other's access; choose somebody else.`;
  return null;
}

/** The look that an item has had, as far as it was answered. */
export type Answered = { state: "agreed" | "refused"; outcome: string; until: string | null };

/**
 * What an answered look leaves to decide: after a refusal nothing is kept, after an agreement nothing is kept longer.
 * @throws AppError rule "second-look-refused" or "second-look-shorter"
 */
export function mustHeedLook(answered: Answered | null, input: Pick<DecideInput, "outcome" | "until">): void {
  if (!answered || !keeps(input.outcome)) return;
  if (answered.state === "refused")
    throw new AppError(
      "rule",
      "second-look-refused",
      "A second person refused to have this kept, and an item has one second look. Remove it or change it, or leave it: at the end it is recorded as not reviewed, with both views.",
    );
  const { until } = answered;
  if (answered.outcome === "certify_until" && until !== null && (input.until ?? "9999") > until)
    throw new AppError(
      "rule",
      "second-look-shorter",
      `A second person agreed to keep this until ${until}, and an item has one second look: keep it no longer than that.`,
    );
}

export type Settling = {
  state: string;
  secondId: string | null;
  reviewerId: string;
  evidenceHash: string;
  /** What this person was served last, null where they opened nothing. */
  servedHash: string | null;
  blocked: string | undefined;
};

/**
 * Whether this person may answer now.
 * @throws AppError rule or conflict
 */
export function mayAnswerLook(
  look: Settling,
  personId: string,
  campaign: { status: string; name: string },
): void {
  if (campaign.status !== "launched")
    throw new AppError(
      "rule",
      "campaign-ended",
      `${campaign.name} has ended, so this can be read and no longer answered.`,
    );
  if (look.state !== "pending")
    throw new AppError("conflict", "look-answered", "This has been answered, or its decision was changed.");
  if (look.secondId !== personId || look.reviewerId === personId)
    throw new AppError("rule", "another-person", "Somebody else was asked to look at this.");
  if (look.blocked !== undefined) throw new AppError("rule", "not-your-own", look.blocked);
  if (look.servedHash === null)
    throw new AppError("rule", "not-served", "Open the item and its evidence before you answer.");
  if (look.servedHash !== look.evidenceHash)
    throw new AppError(
      "conflict",
      "packet-superseded",
      "The evidence changed while you were looking. Read it again, then answer.",
    );
}
