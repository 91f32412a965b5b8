import { AppError } from "@/lib/errors";
import type { Rule } from "@/lib/evidence/rules";
import type { DryRun, VersionState } from "./schema";

/** Who may do what to a version of the rules, and what two versions differ in. Pure. */
type Version = { version: number; state: VersionState; hash: string; madeBy: string | null };

/** @throws AppError where it is not a draft that this person made */
export function mustBeOwnDraft(v: Version, person: string): void {
  if (v.state !== "draft")
    throw new AppError(
      "conflict",
      "not-draft",
      `Version ${v.version} of the rules is no draft any more; reload the page to see what became of it.`,
    );
  if (v.madeBy !== person)
    throw new AppError(
      "rule",
      "not-maker",
      `Somebody else made the draft of version ${v.version}; they change it, or it is withdrawn and another begun.`,
    );
}

/** @throws AppError where somebody changed it meanwhile */
export function mustBeAsSeen(v: Version, hash: string): void {
  if (v.hash !== hash)
    throw new AppError(
      "conflict",
      "changed",
      `Version ${v.version} of the rules was changed in another window; reload the page, then make your change again.`,
    );
}

/** A draft is proposed with the dry run of exactly its rules. @throws AppError */
export function mustBeTried(v: Version, dryRun: DryRun | null, inForce: string): void {
  if (v.hash === inForce)
    throw new AppError(
      "rule",
      "no-change",
      "The draft is the same as the version in force; change a rule before you propose it.",
    );
  if (dryRun?.state !== "done" || dryRun.hash !== v.hash)
    throw new AppError(
      "rule",
      "no-dry-run",
      "Try the draft as it stands now first: whoever approves it sees what it would find.",
    );
}

/** Maker and checker. @throws AppError where it is not proposed, or this person made it */
export function mustBeAnothersProposal(v: Version, person: string): void {
  if (v.state !== "proposed")
    throw new AppError(
      "conflict",
      "not-proposed",
      `Version ${v.version} of the rules is not waiting for approval.`,
    );
  if (v.madeBy === person)
    throw new AppError(
      "rule",
      "maker",
      "You made this version, so another administrator or control owner approves or refuses it.",
    );
}

/** A rule that has been in force is switched off, not taken out, and keeps its kind. @throws AppError */
export function mustKeepRules(before: readonly Rule[], after: readonly Rule[]): void {
  for (const rule of before) {
    const still = after.find((r) => r.id === rule.id);
    if (!still || still.type !== rule.type)
      throw new AppError(
        "rule",
        "rule-gone",
        `"${rule.name}" has been in force: switch it off instead of taking it out.`,
      );
  }
}

export type Change = { id: string; name: string; what: "added" | "on" | "off" | "changed" };

/** What is different in `after`, rule by rule, in its order; one rule can be changed and switched. */
export function changesOf(before: readonly Rule[], after: readonly Rule[]): Change[] {
  const was = new Map(before.map((r) => [r.id, r]));
  return after.flatMap((rule): Change[] => {
    const old = was.get(rule.id);
    const change = (what: Change["what"]): Change => ({ id: rule.id, name: rule.name, what });
    if (!old) return [change("added")];
    const switched = old.on === rule.on ? [] : [change(rule.on ? "on" : "off")];
    return contentOf(old) === contentOf(rule) ? switched : [...switched, change("changed")];
  });
}

/** All of a rule but whether it is on, whatever the order of its fields. */
function contentOf({ name, params, applications }: Rule): string {
  return JSON.stringify([name, params, applications ?? null], (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
