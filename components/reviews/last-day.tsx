"use client";

import type { UseFormReturn } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { DecisionValues, VerbChoice } from "./decision";

interface LastDayProps {
  label: string;
  last: NonNullable<VerbChoice["until"]>;
  form: UseFormReturn<DecisionValues>;
}

/** A day typed or taken from the suggestions; none is taken beforehand. */
export function LastDay({ label, last, form }: LastDayProps) {
  const { register, formState, setValue } = form;
  return (
    <Field row label={label} error={formState.errors.until?.message}>
      {(control) => (
        <div className="flex flex-wrap gap-1.5">
          <Input
            {...control}
            type="date"
            min={last.min}
            max={last.max}
            className="w-auto min-w-36 flex-1"
            {...register("until")}
          />
          {(last.suggestions ?? []).map((suggestion) => (
            <Button
              key={suggestion.date}
              onClick={() => setValue("until", suggestion.date, { shouldValidate: formState.isSubmitted })}
            >
              {suggestion.label}
            </Button>
          ))}
        </div>
      )}
    </Field>
  );
}
