/**
 * What keeping access takes where it breaks a rule, purely (I15): an exception, and for privileged access a second person. A
 * conflict whose other side is being removed is settled and takes none.
 */
import { AppError } from "@/lib/errors";
import type { FactOf, Packet } from "@/lib/evidence/schema";
import { type DecideInput, type ExceptionInput, longestDays, type Outcome } from "./schema";

/**
 * Where a conflict's other side stands; `excepted`: it is kept under an exception of its own; `sole`: its holder has the same by
 * no other account and no role, so that to remove it ends that side.
 */
export type OtherSide = {
  item: string;
  title: string;
  decision: string | null;
  outcome: Outcome | null;
  excepted: boolean;
  sole: boolean;
};

/** Findings as an exception names them, and whether a second person has to grant it. */
export type Against = { rules: string[]; otherItem: string | null; second: boolean };
export type Keeping =
  | { takes: "nothing" }
  /** Every finding is a conflict whose other side is being removed, by these decisions. */
  | ({ takes: "nothing-while-removed"; by: string[] } & Against)
  | ({ takes: "exception" } & Against);

/** From so many conflicts on, a packet may not tell them all. */
const mostConflicts = 5;

/** @param sides of those conflicts whose other side is in the campaign too */
export function keepingOf(
  packet: Pick<Packet, "facts"> & { access: Pick<Packet["access"], "privilege"> },
  findings: number,
  sides: readonly OtherSide[],
): Keeping {
  if (findings === 0) return { takes: "nothing" };
  const failed = failedOf(packet);
  const removed = failed.map(
    (f) => sides.find((s) => s.item === f.value.other_item && s.outcome === "revoke" && s.sole)?.decision,
  );
  const told = failed.filter((f) => f.value.other !== null).length < mostConflicts;
  const others = new Set(failed.flatMap((f) => f.value.other_item ?? []));
  const against: Against = {
    rules: [...new Set(failed.map((f) => f.value.rule))],
    otherItem: others.size === 1 ? ([...others][0] ?? null) : null,
    second: packet.access.privilege !== "standard",
  };
  return failed.length > 0 && told && removed.every((d) => typeof d === "string")
    ? { takes: "nothing-while-removed", by: [...new Set(removed)], ...against }
    : { takes: "exception", ...against };
}

/** The findings among a packet's facts. */
export function failedOf(packet: Pick<Packet, "facts">): FactOf<"rule.failed">[] {
  return packet.facts.flatMap((f) => (f.kind === "rule.failed" ? [f] : []));
}

export const keeps = (outcome: Outcome) => outcome === "certify" || outcome === "certify_until";

/** Who answers for the control, as far as it matters here. */
export type ControlOwner = "fit" | "unknown" | "holder";
/** The second person, or the sentence that says why there is none and whom an admin has to name. */
export type Second = { id: string; name: string } | { nobody: string };

export type Excepting = { today: string; controlOwner: ControlOwner; second: Second | null };

/**
 * Whether this may be recorded as far as the findings go.
 * @throws AppError rule or invalid, with the way out
 */
export function mustExcept(
  keeping: Keeping,
  input: Pick<DecideInput, "outcome" | "until" | "exception">,
  of: Excepting,
): void {
  const { exception } = input;
  if (exception && (!keeps(input.outcome) || keeping.takes === "nothing"))
    throw new AppError(
      "invalid",
      "exception",
      "Only keeping access that breaks a rule takes an exception; record this without one.",
    );
  if (!keeps(input.outcome)) return;
  if (keeping.takes === "exception" && !exception)
    throw new AppError(
      "rule",
      "needs-exception",
      "This access breaks a rule, so keeping it needs an exception. Say why it is kept, what makes up for the risk, who answers for that, and until when.",
    );
  if (!exception) return;
  lasts(exception, input.until, of.today);
  if (of.controlOwner === "unknown")
    throw fault("controlOwner", "There is no such person who can sign in; choose who answers for it.");
  if (of.controlOwner === "holder")
    throw fault("controlOwner", "Who holds the access cannot answer for its control; choose somebody else.");
  if (of.second && "nobody" in of.second) throw new AppError("rule", "nobody-second", of.second.nobody);
}

function lasts(exception: ExceptionInput, until: string | undefined, today: string): void {
  if (exception.until <= today) throw fault("until", "The exception's last day must be after today.");
  if (exception.until > dayAfter(today, longestDays))
    throw fault("until", `An exception lasts at most ${longestDays} days; choose an earlier last day.`);
  if (until !== undefined && until > exception.until)
    throw fault("until", "Keep until may not be longer than the exception; choose an earlier last day.");
}

const fault = (field: string, sentence: string) =>
  new AppError("invalid", "exception", sentence, { [`exception.${field}`]: sentence });

/**
 * What was kept because this is being removed rests on that; it is decided again first.
 * @throws AppError rule "settled-by-this"
 */
export function mustStayRemoved(
  current: Outcome | null,
  outcome: Outcome,
  sides: readonly OtherSide[],
): void {
  if (current !== "revoke" || outcome === "revoke") return;
  const rests = sides.find((s) => s.outcome !== null && keeps(s.outcome) && !s.excepted);
  if (rests)
    throw new AppError(
      "rule",
      "settled-by-this",
      `${rests.title} is kept because this is being removed. That one has to be decided again first: removed, or kept with an exception.`,
    );
}

/** Why there is no second person, and whom an admin has to name. */
export function nobodySecond(application: string): string {
  return `Keeping this needs a second person, because it breaks a rule and is privileged or may be, and nobody can be that person: ask an administrator to name an owner of ${application} who can sign in, or to make somebody else a control owner.`;
}

/** ISO day so many days after another. */
export function dayAfter(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
