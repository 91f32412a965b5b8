import { useFieldArray, useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import { Select } from "@/components/ui/select";
import { answerDaysProblem, type Conditions } from "./conditions";

/** Whom figures on how people reviewed are told of; frozen at launch. */
export function OversightFields() {
  const { register, control, formState } = useFormContext<Conditions>();
  const { fields, append, remove } = useFieldArray({ control, name: "oversightExcept" });
  return (
    <div className="grid gap-3">
      <RadioGroup
        legend="Figures on how people reviewed"
        options={[
          { value: "teams", label: "Of five reviewers or more together", hint: "Nobody is told of by name." },
          { value: "named", label: "Of each reviewer by name", hint: "Each figure from 20 answers on." },
          { value: "off", label: "Of nobody", hint: "Only how decisions compare with drafts is told." },
        ]}
        input={register("oversight")}
      />
      {fields.map((field, at) => (
        <div key={field.id} className="flex flex-wrap items-end gap-2">
          <Field label="Otherwise for a">
            {(c) => (
              <Select {...c} {...register(`oversightExcept.${at}.of`)}>
                <option value="department">department</option>
                <option value="location">country or place</option>
              </Select>
            )}
          </Field>
          <Field label="Called">
            {(c) => <Input {...c} className="max-w-52" {...register(`oversightExcept.${at}.value`)} />}
          </Field>
          <Field label="Told">
            {(c) => (
              <Select {...c} {...register(`oversightExcept.${at}.level`)}>
                <option value="off">of nobody</option>
                <option value="teams">of five or more</option>
                <option value="named">by name</option>
              </Select>
            )}
          </Field>
          <Button onClick={() => remove(at)}>Take out</Button>
        </div>
      ))}
      <Button className="w-fit" onClick={() => append({ of: "department", value: "", level: "off" })}>
        Add a department or country
      </Button>
      <Field
        label="Days for a control owner to answer the figures"
        hint="After the close. The campaign is sealed once one has, or when the days are over."
        error={formState.errors.answerDays?.message}
      >
        {(c) => (
          <Input
            {...c}
            inputMode="numeric"
            className="max-w-24"
            {...register("answerDays", { validate: (v) => answerDaysProblem(v) ?? true })}
          />
        )}
      </Field>
    </div>
  );
}
