"use client";

import type { KeyboardEvent } from "react";
import { type UseFormReturn, useWatch } from "react-hook-form";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import type { DecisionValues, VerbChoice } from "./decision";
import { LastDay } from "./last-day";
import { FactLink } from "./linked-facts";
import { PersonSearch } from "./person-search";

type Exception = NonNullable<VerbChoice["exception"]>;

/** The findings that keeping this is against, each one step from its fact. */
export function ExceptionAgainst({ against }: { against: Exception["against"] }) {
  return (
    <p className="rounded-md border border-finding-line bg-finding-bg px-3 py-1.5 text-sm">
      <b className="font-medium text-finding">Against {against.length === 1 ? "a rule" : "rules"}.</b> Keeping
      it is an exception:{" "}
      {against.map((finding, index) => (
        <span key={finding.fact} title={finding.text}>
          {index > 0 ? ", " : ""}
          {finding.kind} <FactLink fact={finding.fact} to="fact" className="underline" />
        </span>
      ))}
      .
    </p>
  );
}

interface ExceptionFieldsProps {
  label: string;
  exception: Exception;
  /** Who has to grant it, where that is more than one person's. */
  granting?: string;
  form: UseFormReturn<DecisionValues>;
  onEnter: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
}

/** What an exception asks for beside its reason: what makes up for the risk, who answers for that, until when. */
export function ExceptionFields({ label, exception, granting, form, onEnter }: ExceptionFieldsProps) {
  const { register, formState, setValue, control: fields } = form;
  const { errors } = formState;
  const [owner, name] = useWatch({ control: fields, name: ["controlOwner", "controlOwnerName"] });
  return (
    <>
      <Field label="What makes up for the risk" hideLabel error={errors.control?.message} required>
        {(control) => (
          <Textarea
            {...control}
            rows={1}
            placeholder="What makes up for the risk"
            onKeyDown={onEnter}
            {...register("control")}
          />
        )}
      </Field>
      <Field
        row
        label="Who answers"
        error={errors.controlOwner?.message}
        // The list of names opens below the field, and the label stays beside it.
        className="[&>label]:self-start [&>label]:pt-1.5"
      >
        {(control) => (
          <PersonSearch
            control={control}
            chosen={owner ? { id: owner, name } : null}
            onChoose={(person) => {
              setValue("controlOwnerName", person?.name ?? "");
              setValue("controlOwner", person?.id ?? "", { shouldValidate: formState.isSubmitted });
            }}
          />
        )}
      </Field>
      <LastDay label={label} last={exception.until} form={form} />
      <p className="text-sm text-ink-2">{granting ?? grantingWords(exception.second)}</p>
    </>
  );
}

function grantingWords(second: string | null): string {
  return second
    ? `${second} has to grant it before it counts, because the access is privileged or may be.`
    : "It counts at once; nobody else has to grant it.";
}
