/**
 * What a campaign may do, purely.
 *
 * I2  silence is a state: an undecided item is closed as not reviewed, never as a decision
 * I5  launching → launched → closed → sealed; cancelled is an end too, and nothing leaves an end
 * I7  nobody reviews their own access or what they provisioned; who asked for or approved it, not where it is privileged
 *     or breaks a rule; nobody who built the campaign
 * I9  an equation that fails never launches; a failed outside check launches only once accepted
 */
import { endOfDay } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import type { Status, SubjectCounts, TieOut } from "./schema";

const after: Record<Status, readonly Status[]> = {
  launching: ["launched", "refused", "cancelled"],
  launched: ["closed", "cancelled"],
  closed: ["sealed"],
  sealed: [],
  cancelled: [],
  refused: [],
};

/** Whether a campaign in `from` may become `to`. A cancelled campaign is sealed by its time of sealing, not by its status. */
export function mayBecome(from: Status, to: Status): boolean {
  return after[from].includes(to);
}

const said: Record<Status, string> = {
  launching: "is still being launched",
  launched: "is running",
  closed: "is closed",
  sealed: "is closed and sealed",
  cancelled: "was cancelled",
  refused: "was refused at launch",
};

/** @throws AppError rule "status": what the campaign is, and so cannot be */
export function move(campaign: { name: string; status: Status }, to: Status): void {
  if (mayBecome(campaign.status, to)) return;
  throw new AppError(
    "rule",
    "status",
    `${campaign.name} ${said[campaign.status]}, so it cannot be ${to === "launched" ? "launched" : to}.`,
  );
}

/** Only what has ended is sealed, and once. @throws AppError rule "sealed" or "status" */
export function maySeal(campaign: { name: string; status: Status; sealedAt: Date | null }): void {
  if (campaign.sealedAt) throw new AppError("rule", "sealed", `${campaign.name} is sealed already.`);
  if (campaign.status !== "closed" && campaign.status !== "cancelled")
    throw new AppError(
      "rule",
      "status",
      `${campaign.name} ${said[campaign.status]}, so it cannot be sealed.`,
    );
}

/** Whether a control owner has answered a closed campaign's figures, whether anybody could, and until when that is waited for. */
export type Answer = { answered: boolean; answerable: boolean; days: number; until: Date };
/** Why a campaign was sealed without an answer, as its seal says it. */
export type Unanswered = { why: "nobody_answered" | "no_control_owner"; days: number };

/**
 * What the seal says of a missing answer; null where there is one.
 * @throws AppError rule "awaits-answer" while somebody could still answer
 */
export function unansweredOf(campaign: { name: string }, answer: Answer, now: Date): Unanswered | null {
  if (answer.answered) return null;
  if (!answer.answerable) return { why: "no_control_owner", days: answer.days };
  if (answer.until <= now) return { why: "nobody_answered", days: answer.days };
  throw new AppError(
    "rule",
    "awaits-answer",
    `${campaign.name} waits until ${answer.until.toISOString().slice(0, 10)} for a control owner to answer its figures.`,
  );
}

/** The instant a campaign is due: the end of that day in `timeZone`. @throws AppError where that is not ahead */
export function dueAt(day: string, timeZone: string, now: Date): Date {
  const instant = endOfDay(day, timeZone);
  if (instant <= now)
    throw new AppError("invalid", "due", `The due date ${day} has passed; choose a later day.`, {
      due: "Choose a day that has not passed.",
    });
  return instant;
}

/** grants = items + covered + excluded; of credentials and of non-human identities: all = items + excluded */
export function tieOutOf(parts: Omit<TieOut, "holds">): TieOut {
  return {
    ...parts,
    holds: equations({ ...parts, holds: false }).every(
      ({ whole, parts: of }) => whole === of.reduce((sum, [n]) => sum + n, 0),
    ),
  };
}

type Equation = {
  of: string;
  whole: number;
  parts: readonly (readonly [n: number, name: string])[];
  /** What the missing ones are. */
  lost: string;
};

function equations(t: TieOut): readonly Equation[] {
  const subjects = (of: string, c: SubjectCounts): Equation => ({
    of,
    whole: c.all,
    parts: [
      [c.items, "items"],
      [c.excluded, "excluded"],
    ],
    lost: "which became nothing",
  });
  return [
    {
      of: "grants",
      whole: t.grants,
      parts: [
        [t.items, "items"],
        [t.covered, "covered"],
        [t.excluded, "excluded"],
      ],
      lost: "which name an account or an entitlement that the snapshot does not hold",
    },
    subjects("credentials", t.credentials),
    subjects("non-human identities", t.identities),
  ];
}

/** @throws AppError rule "tie-out" with the equation and what is missing */
export function mustTieOut(t: TieOut): void {
  for (const { of, whole, parts, lost } of equations(t)) {
    const sum = parts.reduce((all, [n]) => all + n, 0);
    if (sum === whole) continue;
    const off = whole - sum;
    throw new AppError(
      "rule",
      "tie-out",
      `The population does not tie out: ${whole} ${of}, but ${parts.map(([n, name]) => `${n} ${name}`).join(" + ")} = ${sum}. ${
        off > 0 ? `Missing: ${off}, ${lost}` : `Counted more than once: ${-off}`
      }. Correct the export and import it again.`,
    );
  }
}

/** items = decided + not certified + removed at source. @throws AppError rule "tie-out" */
export function mustClose(c: {
  items: number;
  decided: number;
  notCertified: number;
  removed: number;
}): void {
  if (c.items === c.decided + c.notCertified + c.removed) return;
  throw new AppError(
    "rule",
    "tie-out",
    `The close does not tie out: ${c.items} items, but ${c.decided} decided + ${c.notCertified} not reviewed + ${c.removed} removed at source. Nothing was closed.`,
  );
}

const day = 86_400_000;
/** Days after which an export no longer says what is so, and the share that may go missing between two. */
export const oldestDays = 30;
export const largestDrop = 20;

export type SnapshotFacts = {
  source: string;
  asOf: Date;
  grants: number;
  /** Grants of the snapshot before it, where there is one. */
  previous: number | null;
};

/** The outside checks a snapshot fails, each as the sentence that a control owner accepts or does not. */
export function failedChecks(s: SnapshotFacts, now: Date): { check: "age" | "drop"; finding: string }[] {
  const failed: { check: "age" | "drop"; finding: string }[] = [];
  const days = Math.floor((now.getTime() - s.asOf.getTime()) / day);
  if (days > oldestDays)
    failed.push({
      check: "age",
      finding: `The snapshot of ${s.source} is ${days} days old; more than ${oldestDays} is too old to review by.`,
    });
  if (s.previous !== null && (s.previous - s.grants) * 100 > s.previous * largestDrop)
    failed.push({
      check: "drop",
      finding: `${s.source} has ${s.grants} grants where the snapshot before had ${s.previous}; a drop of more than ${largestDrop} % may be an incomplete export.`,
    });
  return failed;
}

/** Who could review an item: the facts that may stand against it. `key` is the identity, null for a person without one. */
export type Candidate = {
  role: string;
  known: boolean;
  /** Why this person reviews nothing here: has left, is disabled, built the campaign. */
  barred: string | null;
  key: string | null;
};

/** What of an item stands against a reviewer. Keys are those of every identity the source's text can mean. */
export type Reviewed = {
  subjects: readonly string[];
  granters: readonly string[];
  requesters: readonly string[];
  approvers: readonly string[];
  /** Privileged, or breaks a rule. */
  strict: boolean;
};

/** Why this person may not review this item, or null (I7). The reference for the launch's SQL. */
export function blockOf(c: Candidate, item: Reviewed): string | null {
  const is = (keys: readonly string[]) => c.key !== null && keys.includes(c.key);
  if (!c.known) return "not known";
  if (c.barred) return c.barred;
  if (is(item.subjects)) return "holds it";
  if (is(item.granters)) return "provisioned it";
  if (item.strict && is(item.requesters)) return "asked for it";
  if (item.strict && is(item.approvers)) return "approved it";
  return null;
}

/** The first of the chain who may review the item; undefined where nobody may. */
export function choose<C extends Candidate>(chain: readonly C[], item: Reviewed): C | undefined {
  return chain.find((c) => blockOf(c, item) === null);
}
