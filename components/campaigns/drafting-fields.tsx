"use client";

import { useFormContext, useWatch } from "react-hook-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import { type Conditions, currencyProblem, moneyProblem, tokensProblem } from "./conditions";

/** Who would draft a campaign that begins now. */
export interface DraftingNow {
  /** The model's name; null where rules draft. */
  model: string | null;
  /** Of the version's prices; null where none are given. */
  currency: string | null;
}

/** Whether a model may draft here, what it is given, and how much it may use; each with what it means. */
export function DraftingFields({ now }: { now: DraftingNow }) {
  const { register, control } = useFormContext<Conditions>();
  const allowed = useWatch({ control, name: "model" });
  const pinned = useWatch({ control, name: "privilegedDrafter" });
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-1 font-medium">Drafts</legend>
      <Checkbox
        label="A model may draft"
        hint={
          now.model
            ? `${now.model} drafts now. What it says is checked fact by fact; it decides nothing.`
            : "Rules draft now, since no model is on. This counts only if one is on when drafting begins."
        }
        {...register("model")}
      />
      {allowed ? (
        <Disclosure summary="What a model is given here" open={now.model !== null}>
          <div className="grid gap-5">
            <RadioGroup
              legend="Privileged access, keys, services and agents"
              value={pinned}
              input={register("privilegedDrafter")}
              options={[
                { value: "same", label: "Drafted as all other items" },
                {
                  value: "local",
                  label: "Only by the local model",
                  hint: "They never leave your network. Rules draft them where no local model is in force.",
                },
                { value: "rules", label: "Only by rules", hint: "They are shown to no model at all." },
              ]}
            />
            <Checkbox
              label="Send people's own texts"
              hint="Descriptions, requests and tickets, with secrets taken out. A text can try to steer the model: each such item is drafted without it too, and where that differs the reviewer decides before seeing either."
              {...register("assertedText")}
            />
            <Checkbox
              label="Hide names of applications and entitlements"
              hint="The model sees [R1] instead of the name. People always stand under pseudonyms. It then cannot judge whether a right fits a job."
              {...register("hideNames")}
            />
            <Budget currency={now.currency} />
          </div>
        </Disclosure>
      ) : null}
    </fieldset>
  );
}

function Budget({ currency }: { currency: string | null }) {
  const { register, control, formState } = useFormContext<Conditions>();
  const { errors } = formState;
  const money = useWatch({ control, name: "budgetMoney" });
  return (
    <div className="grid gap-3">
      <Field
        label="At most, in tokens"
        optionalNote="no limit, where left empty"
        hint="Read and written together. Once it is used up, rules draft the rest and say so."
        error={errors.budgetTokens?.message}
      >
        {(c) => (
          <Input
            {...c}
            inputMode="numeric"
            className="max-w-44"
            {...register("budgetTokens", { validate: (v) => tokensProblem(v) ?? true })}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-x-4 gap-y-3">
        <Field
          label="At most, in money"
          optionalNote="no limit, where left empty"
          hint={
            currency
              ? `Counted in ${currency}, by the prices that stand with the version.`
              : "Counted only where the version in force has prices in the same currency."
          }
          error={errors.budgetMoney?.message}
        >
          {(c) => (
            <Input
              {...c}
              inputMode="decimal"
              className="max-w-44"
              {...register("budgetMoney", { validate: (v) => moneyProblem(v) ?? true })}
            />
          )}
        </Field>
        {money.trim() !== "" ? (
          <Field label="Currency" error={errors.budgetCurrency?.message} className="content-end">
            {(c) => (
              <Input
                {...c}
                maxLength={3}
                className="max-w-24"
                {...register("budgetCurrency", {
                  validate: (v, all) => currencyProblem(v, all.budgetMoney) ?? true,
                })}
              />
            )}
          </Field>
        ) : null}
      </div>
    </div>
  );
}
