"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Select } from "@/components/ui/select";
import {
  groupWords,
  mayRepeat,
  newRule,
  type Rule,
  type RuleType,
  ruleList,
  ruleTypes,
  wordsOf,
} from "@/lib/evidence/rules";
import { useSaveDraft, vocabularyOptions } from "@/lib/rules/client";
import { type Change, changesOf } from "@/lib/rules/rules";
import type { RulesView, VersionView } from "@/lib/rules/schema";
import { EditLine } from "./edit-line";
import { grouped } from "./rule-groups";
import { TryPanel } from "./try-panel";
import { things } from "./words";

const noWords = { applications: [], departments: [], dataClasses: [] };

/** The maker's draft: rules left, what they would find right. */
export function Editor({ view, draft }: { view: RulesView; draft: VersionView }) {
  const [rules, setRules] = useState<readonly Rule[]>(draft.rules);
  const [tried, setTried] = useState(false);
  const { data: vocabulary = noWords } = useQuery(vocabularyOptions());
  const save = useSaveDraft();
  const base = view.inForce.rules;
  const changes = changesOf(base, rules);
  const unsaved = changesOf(draft.rules, rules).length > 0 || rules.length !== draft.rules.length;
  const problems = problemsOf(rules);
  // What was just added is not yet wrong for being empty.
  const shown = (rule: Rule) =>
    tried || draft.rules.some((r) => r.id === rule.id) ? (problems[rule.id] ?? null) : null;

  const put = (rule: Rule) => setRules((all) => all.map((r) => (r.id === rule.id ? rule : r)));
  const store = async (): Promise<boolean> => {
    setTried(true);
    const [first] = Object.keys(problems);
    if (first !== undefined) {
      document.getElementById(`rule-${first}`)?.scrollIntoView({ block: "center" });
      return false;
    }
    if (!unsaved) return true;
    try {
      await save.mutateAsync({ version: draft.version, was: draft.hash, rules: [...rules] });
      announce("The draft is saved");
      return true;
    } catch {
      // The mutation holds it, and it stands beside the button.
      return false;
    }
  };

  return (
    <div className="mt-6 grid items-start gap-x-10 gap-y-8 wide:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
      <div className="grid min-w-0 gap-6">
        {grouped(rules).map(({ group, rules: own }) => (
          <section key={group} aria-labelledby={`edit-${group}`}>
            <h2 id={`edit-${group}`} className="text-sm font-medium text-ink-2">
              {groupWords[group]}
            </h2>
            <ul className="mt-1 border-t border-line-strong">
              {own.map((rule) => (
                <EditLine
                  key={rule.id}
                  rule={rule}
                  mark={markOf(changes, rule)}
                  error={shown(rule)}
                  vocabulary={vocabulary}
                  onChange={put}
                  onRemove={
                    base.some((r) => r.id === rule.id)
                      ? null
                      : () => setRules((all) => all.filter((r) => r.id !== rule.id))
                  }
                />
              ))}
            </ul>
          </section>
        ))}
        <AddRule rules={rules} onAdd={(rule) => setRules((all) => [...all, rule])} />
      </div>
      <div className="grid min-w-0 gap-4 wide:sticky wide:top-4">
        <section aria-label="Save" className="grid gap-2">
          <p>
            {changes.length === 0
              ? "The same as the version in force."
              : `${things(changes.length, "change")} from the version in force.`}
            {unsaved ? " Not saved yet." : ""}
          </p>
          <div className="flex flex-wrap gap-2">
            <Button disabled={!unsaved || save.isPending} onClick={() => void store()}>
              {save.isPending ? "Saving" : "Save draft"}
            </Button>
            {unsaved ? (
              <Button variant="quiet" onClick={() => setRules(draft.rules)}>
                Undo
              </Button>
            ) : null}
          </div>
          {save.isError ? (
            <Callout tone="finding" title="Not saved" role="alert">
              {save.error.message}
            </Callout>
          ) : null}
        </section>
        <TryPanel
          view={view}
          draft={draft}
          rules={rules}
          unsaved={unsaved}
          changes={changes.length}
          store={store}
        />
      </div>
    </div>
  );
}

/** What is wrong with each rule, by its id: one sentence each, the first. */
function problemsOf(rules: readonly Rule[]): Record<string, string> {
  const parsed = ruleList.safeParse(rules);
  const found: Record<string, string> = {};
  for (const issue of parsed.error?.issues ?? []) {
    const rule = typeof issue.path[0] === "number" ? rules[issue.path[0]] : undefined;
    if (rule) found[rule.id] ??= issue.message;
  }
  return found;
}

function markOf(changes: readonly Change[], rule: Rule): string | null {
  const what = changes.find((c) => c.id === rule.id)?.what;
  return what === "added" ? "New" : what === undefined ? null : "Changed";
}

function AddRule({ rules, onAdd }: { rules: readonly Rule[]; onAdd: (rule: Rule) => void }) {
  const [type, setType] = useState<RuleType | "">("");
  const possible = ruleTypes.filter((t) => mayRepeat(t) || !rules.some((r) => r.type === t));
  return (
    <section aria-label="Another rule" className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Kind of rule"
        value={type}
        onChange={(e) => setType(possible.find((t) => t === e.target.value) ?? "")}
        className="w-80 max-w-full"
      >
        <option value="">Another rule</option>
        {possible.map((t) => (
          <option key={t} value={t}>
            {wordsOf(t).kind}
          </option>
        ))}
      </Select>
      <Button
        disabled={type === ""}
        onClick={() => {
          if (type === "") return;
          const rule = newRule(type, rules);
          onAdd(rule);
          setType("");
          requestAnimationFrame(() => {
            const line = document.getElementById(`rule-${rule.id}`);
            line?.scrollIntoView({ block: "center" });
            line?.querySelector<HTMLElement>("input:not([type=checkbox]), select")?.focus();
          });
        }}
      >
        Add
      </Button>
    </section>
  );
}
