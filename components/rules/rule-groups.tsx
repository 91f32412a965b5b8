import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { groupWords, type Rule, type RuleGroup, ruleGroups, wordsOf } from "@/lib/evidence/rules";
import type { Change } from "@/lib/rules/rules";
import { explains, particulars } from "./words";

/** Rules under their headings, in the set's own order within each. */
export function grouped(rules: readonly Rule[]): { group: RuleGroup; rules: Rule[] }[] {
  return ruleGroups
    .map((group) => ({ group, rules: rules.filter((r) => wordsOf(r.type).group === group) }))
    .filter((g) => g.rules.length > 0);
}

const changeBadges: Record<Change["what"], string> = {
  added: "New",
  changed: "Changed",
  on: "Switched on",
  off: "Switched off",
};

interface RuleGroupsProps {
  rules: readonly Rule[];
  /** What is different from the version it was made from. */
  changes?: readonly Change[];
}

/** A set of rules to be read: each a sentence, what makes it fail, and the words it goes by. */
export function RuleGroups({ rules, changes = [] }: RuleGroupsProps) {
  return (
    <div className="grid gap-6">
      {grouped(rules).map(({ group, rules: own }) => (
        <section key={group} aria-labelledby={`rules-${group}`}>
          <h3 id={`rules-${group}`} className="text-sm font-medium text-ink-2">
            {groupWords[group]}
          </h3>
          <ul className="mt-1 border-t border-line-strong">
            {own.map((rule) => (
              <RuleLine
                key={rule.id}
                rule={rule}
                changes={changes.filter((c) => c.id === rule.id).map((c) => c.what)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function RuleLine({ rule, changes }: { rule: Rule; changes: readonly Change["what"][] }) {
  const off = !rule.on && !changes.includes("off");
  return (
    <li className="grid gap-x-6 gap-y-0.5 border-b border-line py-2 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="min-w-0">
        <p className={cn("[overflow-wrap:anywhere]", rule.on ? "font-medium" : "text-ink-2")}>
          {rule.name}
          {changes.map((what) => (
            <Badge key={what} tone="accent" className="ml-2">
              {changeBadges[what]}
            </Badge>
          ))}
          {off ? <Badge className="ml-2">Off</Badge> : null}
        </p>
        {particulars(rule).map(({ term, words }) => (
          <p key={term} className="text-sm text-ink-2 [overflow-wrap:anywhere]">
            {term}: {words.join(", ")}
          </p>
        ))}
      </div>
      <p className="text-sm text-ink-2 [overflow-wrap:anywhere]">{explains(rule)}</p>
    </li>
  );
}
