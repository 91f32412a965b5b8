"use client";

import { type UseFormReturn, useWatch } from "react-hook-form";
import { ChipGroup } from "@/components/ui/chip-group";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { DecisionValues, VerbChoice } from "./decision";
import { PersonSearch } from "./person-search";

interface ChangeFieldsProps {
  changes: NonNullable<VerbChoice["changes"]>;
  form: UseFormReturn<DecisionValues>;
}

const QUESTION: Readonly<Record<string, string>> = {
  rotate: "What to mind",
  transfer_owner: "Why them",
};

/** Which change, what it will do once it is chosen, and what it needs to be told. */
export function ChangeFields({ changes, form }: ChangeFieldsProps) {
  const { register, formState, setValue, control: fields } = form;
  const { errors } = formState;
  const [value, owner, name] = useWatch({
    control: fields,
    name: ["change", "newOwner", "newOwnerName"],
  });
  const chosen = changes.find((change) => change.value === value);
  return (
    <>
      <ChipGroup
        legend="Change"
        options={changes}
        input={register("change")}
        error={errors.change?.message}
      />
      {chosen?.effect && changes.length > 1 ? <p className="text-ink-2">{chosen.effect}</p> : null}
      {chosen?.person ? (
        <Field row label="To whom" error={errors.newOwner?.message}>
          {(control) => (
            <PersonSearch
              control={control}
              chosen={owner ? { id: owner, name } : null}
              onChoose={(person) => {
                setValue("newOwnerName", person?.name ?? "");
                setValue("newOwner", person?.id ?? "", { shouldValidate: formState.isSubmitted });
              }}
            />
          )}
        </Field>
      ) : null}
      <Field row label={QUESTION[value] ?? "To what"} error={errors.changeTo?.message}>
        {(control) => <Input {...control} {...register("changeTo")} />}
      </Field>
    </>
  );
}
