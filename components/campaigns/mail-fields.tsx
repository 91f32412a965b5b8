import { useFormContext, useWatch } from "react-hook-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type Conditions, daysProblem } from "./conditions";

/** What is sent by mail, where this installation sends any. */
export function MailFields() {
  const { register, control, formState } = useFormContext<Conditions>();
  const reminders = useWatch({ control, name: "reminderDays" });
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">Mail</legend>
      <div className="grid gap-2">
        <Checkbox
          label="Invite each reviewer"
          hint="Once, when the campaign is launched or an item comes to them. Nothing is sent where e-mail is not set up."
          {...register("invitations")}
        />
        <Field
          label="Remind, days before the due date"
          hint={
            reminders.trim() === "" ? "Nobody is reminded." : "While something is open. Leave empty for none."
          }
          error={formState.errors.reminderDays?.message}
        >
          {(c) => (
            <Input
              {...c}
              inputMode="numeric"
              className="max-w-44"
              placeholder="7, 2"
              {...register("reminderDays", { validate: (v) => daysProblem(v) ?? true })}
            />
          )}
        </Field>
      </div>
    </fieldset>
  );
}
