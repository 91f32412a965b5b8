"use client";

import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { Rule } from "@/lib/evidence/rules";
import type { Vocabulary } from "@/lib/rules/schema";
import { RuleFields } from "./rule-fields";
import { WordList } from "./word-list";

interface EditLineProps {
  rule: Rule;
  /** "New", "Changed", or nothing. */
  mark: string | null;
  /** One sentence: what is wrong and what to do. */
  error: string | null;
  vocabulary: Vocabulary;
  onChange: (rule: Rule) => void;
  /** Only a rule that has never been in force can be taken out. */
  onRemove: (() => void) | null;
}

/** One rule of a draft: on or off, its sentence, and where it holds. */
export function EditLine({ rule, mark, error, vocabulary, onChange, onRemove }: EditLineProps) {
  const [limiting, setLimiting] = useState(rule.applications !== undefined);
  return (
    <li
      id={`rule-${rule.id}`}
      className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 border-b border-line py-1.5 sm:grid-cols-[auto_minmax(0,1fr)_auto]"
    >
      <input
        type="checkbox"
        aria-label={`On: ${rule.name}`}
        className="mt-2 size-4 accent-accent"
        checked={rule.on}
        onChange={(e) => onChange({ ...rule, on: e.target.checked })}
      />
      <div className={cn("grid min-w-0 gap-1", rule.on ? "" : "text-ink-2")}>
        <RuleFields rule={rule} vocabulary={vocabulary} onChange={onChange} />
        {limiting ? (
          <div className="text-sm">
            Only in{" "}
            <WordList
              label={`Applications that "${rule.name}" holds for`}
              placeholder="Add an application"
              words={rule.applications ?? []}
              suggestions={vocabulary.applications}
              onChange={(words) => onChange(limited(rule, words))}
            />
          </div>
        ) : null}
        {error ? (
          <p role="alert" className="text-sm text-finding">
            {error}
          </p>
        ) : null}
      </div>
      <div className="flex flex-wrap items-center gap-x-3 text-sm text-ink-2 max-sm:col-start-2 sm:h-8 sm:justify-end">
        {mark ? <Badge tone="accent">{mark}</Badge> : null}
        {rule.on ? null : <Badge>Off</Badge>}
        <button
          type="button"
          className="min-h-6 underline decoration-line-strong underline-offset-4 hover:text-ink hover:decoration-current"
          onClick={() => {
            if (limiting) onChange(limited(rule, []));
            setLimiting(!limiting);
          }}
        >
          {limiting ? "Hold for all" : "All applications"}
          <span className="sr-only">: limit “{rule.name}” to some, or let it hold for all</span>
        </button>
        {onRemove ? (
          <button
            type="button"
            className="min-h-6 underline decoration-line-strong underline-offset-4 hover:text-ink hover:decoration-current"
            onClick={onRemove}
          >
            Take out
          </button>
        ) : null}
      </div>
    </li>
  );
}

function limited(rule: Rule, applications: string[]): Rule {
  const { applications: _, ...all } = rule;
  return applications.length > 0 ? { ...all, applications } : all;
}
