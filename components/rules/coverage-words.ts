import type { CoverageView } from "@/lib/campaigns/schema";
import { ruleOf } from "@/lib/evidence/rules";
import { number, things } from "./words";

export type Cell = CoverageView["cells"][number];
export type Application = CoverageView["applications"][number];

/** A cell's own key among all. */
export function keyOf(c: { sourceId: number; applicationId: string; rule: string }): string {
  return JSON.stringify([c.sourceId, c.applicationId, c.rule]);
}

/** The short heading of a rule. */
export function headOf(rule: { id: string; name: string }, all: readonly { id: string }[]): string {
  const known = ruleOf(rule.id);
  if (!known) return rule.name;
  const alike = all.filter((r) => ruleOf(r.id)?.word === known.word);
  const at = alike.findIndex((r) => r.id === rule.id);
  return at > 0 ? `${known.word} ${at + 1}` : known.word;
}

/** What stands in a cell: findings; "?" where none of them could be checked; both where some could not. */
export function cellText({ passed, failed, unknown }: Cell): string {
  if (passed + failed === 0) return "?";
  return unknown > 0 ? `${number(failed)} ?` : number(failed);
}

export type Shade = "none" | "some" | "many" | "blind";

/** How strongly a cell is shaded: by the share found, or that nothing could be checked. */
export function shadeOf({ passed, failed }: Cell): Shade {
  const checked = passed + failed;
  if (checked === 0) return "blind";
  if (failed === 0) return "none";
  return failed * 10 >= checked ? "many" : "some";
}

/** A cell as one or two sentences. */
export function cellWords(c: Cell, view: CoverageView): string {
  const rule = view.rules.find((r) => r.id === c.rule)?.name ?? c.rule;
  const application = applicationOf(
    view.applications.find((a) => a.sourceId === c.sourceId && a.applicationId === c.applicationId),
  );
  const all = c.passed + c.failed + c.unknown;
  const lacks = c.lacks.length ? ` Not known: ${c.lacks.join("; ")}.` : "";
  if (c.passed + c.failed === 0)
    return `“${rule}” could not be checked for any of ${things(all, "item")} of ${application}.${lacks}`;
  const found = c.failed === 0 ? "nothing found" : `${number(c.failed)} found`;
  const silent = c.unknown > 0 ? `, ${number(c.unknown)} could not be checked` : "";
  return `“${rule}” in ${application}: of ${things(all, "item")} ${number(c.passed)} pass, ${found}${silent}.${lacks}`;
}

export function applicationOf(a: Application | undefined): string {
  if (!a) return "an application";
  return a.applicationId === "" ? `${a.name} (no application)` : a.name;
}
