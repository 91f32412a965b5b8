"use client";

import { useFormContext, useWatch } from "react-hook-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { calendarDate } from "@/components/ui/time-distance";
import { scopeProblem } from "@/lib/campaigns/client";
import type { ReadinessRow } from "@/lib/evidence/schema";
import { ApplicationChoice } from "./application-choice";
import { ArmFields } from "./arm-fields";
import { ChallengeFields } from "./challenge-fields";
import { type Conditions, removalDaysProblem, type SourceChoice } from "./conditions";
import { DraftingFields, type DraftingNow } from "./drafting-fields";
import { MailFields } from "./mail-fields";
import { OversightFields } from "./oversight-fields";
import { PeopleFields } from "./people-fields";
import { PersonField } from "./person-field";
import { things } from "./words";

interface BuilderFieldsProps {
  sources: readonly SourceChoice[];
  applications: readonly ReadinessRow[];
  /** ISO day before which nothing can be due. */
  earliest: string;
  scopeError: string | null;
  fallbackItems: number;
  /** What would be reviewed now. */
  items: number;
  drafting: DraftingNow;
  mayLaunch: boolean;
}

/** The conditions of a campaign. */
export function BuilderFields({
  sources,
  applications,
  earliest,
  scopeError,
  fallbackItems,
  items,
  drafting,
  mayLaunch,
}: BuilderFieldsProps) {
  const { register, control, formState } = useFormContext<Conditions>();
  const { errors } = formState;
  const mode = useWatch({ control, name: "mode" });
  return (
    <>
      <Field label="Name" hint="Reviewers see it." error={errors.name?.message} required>
        {(c) => (
          <Input
            {...c}
            placeholder="Q1 access review"
            maxLength={120}
            {...register("name", { validate: (v) => v.trim() !== "" || "Give the campaign a name." })}
          />
        )}
      </Field>
      <fieldset className="min-w-0" aria-describedby={errors.sources ? "sources-error" : undefined}>
        <legend className="mb-1 font-medium">Sources</legend>
        <div className="grid gap-1">
          {sources.map((s) => (
            <Checkbox
              key={s.id}
              value={String(s.id)}
              className="[overflow-wrap:anywhere]"
              label={s.name}
              hint={`${held(s)}, as of ${calendarDate(s.asOf)}`}
              {...register("sources", { validate: (v) => v.length > 0 || "Choose at least one source." })}
            />
          ))}
        </div>
        {errors.sources ? (
          <p id="sources-error" className="mt-1 text-sm text-finding">
            {errors.sources.message}
          </p>
        ) : null}
      </fieldset>
      <ApplicationChoice applications={applications} />
      <div className="grid gap-1">
        <Field
          label="Scope"
          optionalNote="everything, where left empty"
          hint="Which access is reviewed, as an expression."
          error={scopeError ?? errors.scope?.message}
        >
          {(c) => (
            <Textarea
              {...c}
              rows={2}
              spellCheck={false}
              autoCapitalize="off"
              className="font-mono text-sm"
              placeholder="privilege = privileged and department != Finance"
              {...register("scope", { validate: (v) => scopeProblem(v) ?? true })}
            />
          )}
        </Field>
        <ScopeHelp />
      </div>
      <fieldset className="min-w-0">
        <legend className="mb-1 font-medium">Also review</legend>
        <div className="grid gap-1">
          <Checkbox
            label="Keys and other credentials"
            hint="Each key, secret, certificate and token."
            {...register("credentials")}
          />
          <Checkbox
            label="Services, workloads and agents as a whole"
            hint="Whether each is still needed, and who answers for it."
            {...register("identities")}
          />
        </div>
      </fieldset>
      <RadioGroup
        legend="Who reviews"
        value={mode}
        input={register("mode")}
        options={[
          {
            value: "manager",
            label: "The holder's manager",
            hint: "Services, workloads and agents go to their owner. Else the application's owner, where none of these is known or may review.",
          },
          { value: "owner", label: "The application's owner" },
          { value: "named", label: "One named person" },
        ]}
      />
      {mode === "named" ? (
        <PersonField
          name="reviewer"
          label="Reviewer"
          hint="Nobody reviews their own access or what they provisioned; that goes to the fallback."
          needed="Name the reviewer."
          offered={mayLaunch}
        />
      ) : null}
      <PersonField
        name="fallback"
        label="Fallback"
        optionalNote="Unassigned, where left empty"
        offered={mayLaunch}
        hint={
          fallbackItems > 0
            ? `Reviews what none of these may review: ${things(fallbackItems, "item")} now. Somebody else than you.`
            : "Reviews what none of these may review. Somebody else than you."
        }
      />
      <Field
        label="Due"
        hint="The campaign closes at the end of this day; what is open then closes as not reviewed."
        error={errors.due?.message}
        required
      >
        {(c) => (
          <Input
            {...c}
            type="date"
            min={earliest}
            className="max-w-44"
            {...register("due", {
              validate: (v) =>
                /^\d{4}-\d{2}-\d{2}$/.test(v)
                  ? v >= earliest || "Choose a day that has not passed."
                  : "Give the day by which reviewers decide.",
            })}
          />
        )}
      </Field>
      <Field
        label="Days to carry out a removal or change"
        hint="From when it is asked for. Nothing happens when they are over; the report holds each against them. Empty: no limit."
        error={errors.removalDays?.message}
      >
        {(c) => (
          <Input
            {...c}
            inputMode="numeric"
            className="max-w-24"
            {...register("removalDays", { validate: (v) => removalDaysProblem(v) ?? true })}
          />
        )}
      </Field>
      <Checkbox
        label="Add up the facts to a need score"
        hint="Shown to reviewers only when they ask for it. It orders and informs; it decides nothing."
        {...register("needScore")}
      />
      <DraftingFields now={drafting} />
      <ArmFields items={items} />
      <ChallengeFields mayLaunch={mayLaunch} />
      <OversightFields />
      <PeopleFields mayLaunch={mayLaunch} />
      <Field
        label="How a review is signed off"
        hint="Reviewers sign their list when every item is decided. Less than what is chosen here is never accepted."
      >
        {(c) => (
          <Select {...c} className="max-w-80" {...register("signOff")}>
            <option value="as_set_up">As Countersign is set up here</option>
            <option value="provider">By signing in again with the identity provider</option>
            <option value="passkey">With a passkey of their own</option>
            <option value="either">With the identity provider or a passkey</option>
          </Select>
        )}
      </Field>
      <MailFields />
    </>
  );
}

/** "682 grants, 40 keys, 3 machines"; what a source has none of is not said. */
function held({ grants, credentials, identities }: SourceChoice): string {
  const parts = [
    grants > 0 ? things(grants, "grant") : "",
    credentials > 0 ? things(credentials, "key") : "",
    identities > 0 ? things(identities, "service or agent", "services and agents") : "",
  ];
  return parts.filter(Boolean).join(", ");
}

const examples: [string, string][] = [
  ["privilege = privileged", "privileged access only; privilege is standard or privileged"],
  ['department in (Finance, "Human Resources")', "holders of these departments; quote what has a space"],
  ["kind = service", "accounts of services; kind is human, service, workload or ai_agent"],
  ["finding = any", "only what breaks a rule; finding is any, none or a rule's name"],
  ["title is unknown", "where the source says nothing"],
  ['source = Ledger and not application = "Time sheets"', "joined with and, or, not and parentheses"],
];

function ScopeHelp() {
  return (
    <Disclosure summary="How to write a scope">
      <p className="text-sm text-ink-2">
        Fields: source, application, entitlement_type, kind, department, title, privilege, finding. What is
        not known is neither equal nor unequal, so it is out of scope unless you ask for it with "is unknown".
      </p>
      <dl className="mt-2 grid gap-1.5 text-sm">
        {examples.map(([expression, means]) => (
          <div key={expression}>
            <dt>
              <code className="[overflow-wrap:anywhere]">{expression}</code>
            </dt>
            <dd className="text-ink-2">{means}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  );
}
