"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { named, type Rule } from "@/lib/evidence/rules";
import type { Vocabulary } from "@/lib/rules/schema";
import { EntitlementList } from "./entitlement-list";
import { WordList } from "./word-list";

interface RuleFieldsProps {
  rule: Rule;
  vocabulary: Vocabulary;
  onChange: (rule: Rule) => void;
}

/** A rule as its own sentence, with what can be set standing in it. */
export function RuleFields({ rule, vocabulary, onChange }: RuleFieldsProps) {
  const set = (changed: Rule) => onChange(named(changed));
  switch (rule.type) {
    case "separation":
      return <Separation rule={rule} onChange={onChange} />;
    case "leaver":
      return (
        <Sentence>
          Nobody still has access <Days of={rule} onChange={(days) => set({ ...rule, params: { days } })} />{" "}
          days or more after leaving
        </Sentence>
      );
    case "mover":
      return (
        <Sentence>
          <Which
            value={rule.params.access}
            any="Access"
            onChange={(access) => set({ ...rule, params: { ...rule.params, access } })}
          />{" "}
          is not kept from before a move for{" "}
          <Days of={rule} onChange={(days) => set({ ...rule, params: { ...rule.params, days } })} /> days or
          longer
        </Sentence>
      );
    case "unused":
      return (
        <Sentence>
          <Which
            value={rule.params.access}
            onChange={(access) => set({ ...rule, params: { ...rule.params, access } })}
          />{" "}
          is used at least every{" "}
          <Days of={rule} onChange={(days) => set({ ...rule, params: { ...rule.params, days } })} /> days
        </Sentence>
      );
    case "dormant":
      return (
        <Sentence>
          Accounts that are disabled or without a sign-in for{" "}
          <Days of={rule} onChange={(days) => set({ ...rule, params: { days } })} /> days hold no access
        </Sentence>
      );
    case "shared_account":
      return (
        <Sentence>
          <Which value={rule.params.access} onChange={(access) => set({ ...rule, params: { access } })} /> is
          held by no shared account
        </Sentence>
      );
    case "second_factor":
      return (
        <Sentence>
          <Which value={rule.params.access} onChange={(access) => set({ ...rule, params: { access } })} /> is
          behind a second factor
        </Sentence>
      );
    case "key_age":
      return (
        <Sentence>
          No credential is older than{" "}
          <Days of={rule} onChange={(days) => set({ ...rule, params: { days } })} /> days
        </Sentence>
      );
    case "administrative_actions":
      return (
        <Sentence>
          No policy allows{" "}
          <Select
            aria-label="Which actions"
            value={rule.params.administrative ? "administrative" : "listed"}
            onChange={(e) =>
              set({
                ...rule,
                params: { ...rule.params, administrative: e.target.value === "administrative" },
              })
            }
            className="inline-block w-72 max-w-full align-middle"
          >
            <option value="administrative">every action, or managing permissions</option>
            <option value="listed">an action of this list</option>
          </Select>
          {rule.params.administrative ? ", nor any of " : " "}
          <WordList
            label="Actions, with * for anything"
            placeholder="s3:Delete*"
            words={rule.params.actions}
            onChange={(actions) => set({ ...rule, params: { ...rule.params, actions } })}
          />
        </Sentence>
      );
    case "data_class":
      return (
        <Sentence>
          Data of class{" "}
          <WordList
            label="Classes of data"
            placeholder="Add a class"
            words={rule.params.classes}
            suggestions={vocabulary.dataClasses}
            onChange={(classes) => set({ ...rule, params: { ...rule.params, classes } })}
          />{" "}
          only for{" "}
          <WordList
            label="Departments"
            placeholder="Add a department"
            words={rule.params.departments}
            suggestions={vocabulary.departments}
            onChange={(departments) => set({ ...rule, params: { ...rule.params, departments } })}
          />
        </Sentence>
      );
    case "privileged_holders":
      return (
        <Sentence>
          Privileged access only in{" "}
          <WordList
            label="Departments"
            placeholder="Add a department"
            words={rule.params.departments}
            suggestions={vocabulary.departments}
            onChange={(departments) => set({ ...rule, params: { departments } })}
          />
        </Sentence>
      );
    default:
      return <Sentence>{rule.name}</Sentence>;
  }
}

function Sentence({ children }: { children: React.ReactNode }) {
  return <div className="leading-8 [overflow-wrap:anywhere]">{children}</div>;
}

type WithDays = Extract<Rule, { params: { days: number } }>;
const dayWords: Record<WithDays["type"], string> = {
  leaver: "Days after leaving",
  mover: "Days after a move",
  unused: "Days without use",
  dormant: "Days without a sign-in",
  key_age: "Days since it was made or renewed",
};

function Days({ of, onChange }: { of: WithDays; onChange: (days: number) => void }) {
  const { days } = of.params;
  return (
    <Input
      type="number"
      inputMode="numeric"
      min={0}
      max={3650}
      aria-label={dayWords[of.type]}
      value={Number.isNaN(days) ? "" : days}
      onChange={(e) => onChange(e.target.valueAsNumber)}
      className="inline-block h-7 w-20 text-right"
    />
  );
}

interface WhichProps {
  value: "privileged" | "any";
  any?: string;
  onChange: (access: "privileged" | "any") => void;
}

function Which({ value, any = "All access", onChange }: WhichProps) {
  return (
    <Select
      aria-label="Which access"
      value={value}
      onChange={(e) => onChange(e.target.value === "any" ? "any" : "privileged")}
      className="inline-block w-44 align-middle"
    >
      <option value="privileged">Privileged access</option>
      <option value="any">{any}</option>
    </Select>
  );
}

function Separation({
  rule,
  onChange,
}: {
  rule: Extract<Rule, { type: "separation" }>;
  onChange: (rule: Rule) => void;
}) {
  const { params } = rule;
  return (
    <div className="grid gap-3 pb-2">
      <Field label="Name" hint="As reviewers read it where it is broken." className="max-w-md">
        {(c) => (
          <Input
            {...c}
            value={rule.name}
            maxLength={90}
            onChange={(e) => onChange({ ...rule, name: e.target.value })}
          />
        )}
      </Field>
      <div>
        Nobody holds one of{" "}
        <EntitlementList
          label="One side"
          refs={params.left}
          onChange={(left) => onChange({ ...rule, params: { ...params, left } })}
        />
      </div>
      <div>
        together with one of{" "}
        <EntitlementList
          label="Other side"
          refs={params.right}
          onChange={(right) => onChange({ ...rule, params: { ...params, right } })}
        />
      </div>
      <Field label="Why" optionalNote="what could happen" className="max-w-xl">
        {(c) => (
          <Input
            {...c}
            value={params.reason}
            maxLength={300}
            onChange={(e) => onChange({ ...rule, params: { ...params, reason: e.target.value } })}
          />
        )}
      </Field>
    </div>
  );
}
