import { AppError } from "@/lib/errors";
import type { Rule } from "@/lib/evidence/rules";
import { makerChecker, type Version } from "@/lib/maker-checker";
import type { DryRun } from "./schema";

/** Who may do what to a version of the rules, and what two versions differ in. Pure. */
export const theRules = makerChecker("the rules");

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
