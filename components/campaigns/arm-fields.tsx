"use client";

import { useFormContext, useWatch } from "react-hook-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { armRates } from "@/lib/campaigns/client";
import { aboutItems, shareProblem } from "./arm-words";
import type { Conditions } from "./conditions";

const MOST = { blindShare: 20, noDraftShare: 50 } as const;

/** How many items are decided before their draft, or without one, and what that is for. */
export function ArmFields({ items }: { items: number }) {
  const { register, control, formState } = useFormContext<Conditions>();
  const { errors } = formState;
  const blind = useWatch({ control, name: "blindShare" });
  const none = useWatch({ control, name: "noDraftShare" });
  const rates = armRates({ blindShare: Number(blind) || 0, noDraftShare: Number(none) || 0 }, items);
  const share = (name: keyof typeof MOST) =>
    register(name, { validate: (v) => shareProblem(v, MOST[name]) ?? true });
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">Drawn by lot</legend>
      <p className="mb-3 text-sm text-ink-2">
        Some items are decided before their draft is shown: held against the others, they show how far drafts
        lead people. Lots are drawn at launch and can be drawn again by anybody afterwards.
      </p>
      <div className="grid gap-4">
        <Field
          label="Decided before the draft, in %"
          hint={`${aboutItems(rates.blind, items)} At least 60 items where that is possible, one in five below 500, never more than a fifth of anybody's list. 0 turns it off.`}
          error={errors.blindShare?.message}
        >
          {(c) => <Input {...c} inputMode="numeric" className="max-w-24" {...share("blindShare")} />}
        </Field>
        <Field
          label="Without any draft, in %"
          hint={`${aboutItems(rates.undrafted, items)} For comparison; 0 turns it off.`}
          error={errors.noDraftShare?.message}
        >
          {(c) => <Input {...c} inputMode="numeric" className="max-w-24" {...share("noDraftShare")} />}
        </Field>
      </div>
    </fieldset>
  );
}
