"use client";

import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useSaveDrafter } from "@/lib/drafting/client";
import type { DrafterView } from "@/lib/drafting/drafter-schema";
import { type DrafterValues, settingsOf, valuesOf } from "./drafter-values";
import { trainingWords } from "./drafter-words";

/** The maker's draft. What it is called with is not here: model and address are what the server was given. */
export function DrafterForm({ draft, onDirty }: { draft: DrafterView; onDirty: (dirty: boolean) => void }) {
  const hosted = draft.connection === "hosted";
  const save = useSaveDrafter();
  const form = useForm<DrafterValues>({ values: valuesOf(draft.settings), mode: "onSubmit" });
  const { register, formState, handleSubmit, setError } = form;
  const { errors, isDirty } = formState;

  const submit = handleSubmit((values) => {
    const read = settingsOf(values, draft.settings.prompt, hosted);
    if (read.errors) {
      for (const [at, [field, message]] of Object.entries(read.errors).entries())
        if (isField(field, values)) setError(field, { message }, { shouldFocus: at === 0 });
      return;
    }
    save.mutate(
      { version: draft.version, was: draft.hash, settings: read.settings },
      {
        onSuccess: () => {
          announce("The draft is saved");
          onDirty(false);
        },
      },
    );
  });

  const text = (
    name: keyof DrafterValues,
    label: string,
    more: { hint?: string; optional?: string; wide?: boolean } = {},
  ) => (
    <Field
      label={label}
      {...(more.hint ? { hint: more.hint } : {})}
      {...(more.optional ? { optionalNote: more.optional } : {})}
      error={errors[name]?.message}
    >
      {(c) => (
        <Input
          {...c}
          className={more.wide ? undefined : "max-w-44"}
          {...register(name, { onChange: () => onDirty(true) })}
        />
      )}
    </Field>
  );

  return (
    <form noValidate onSubmit={submit} className="grid gap-8">
      <Group title="How it is asked">
        {text("temperature", "Temperature", {
          hint: "0 gives the same answer again as far as the model can. Where people's texts are sent, leave it at 0.",
        })}
        {text("maxOutputTokens", "Longest answer, in tokens")}
      </Group>
      <Group title="How fast" pairs>
        {text("atOnce", "Calls at once")}
        {text("callsAMinute", "Calls a minute", { optional: "no limit, where left empty" })}
        {text("tokensAMinute", "Tokens a minute", { optional: "no limit, where left empty" })}
      </Group>
      <Group
        pairs
        title="What it costs"
        note="From the provider's price list, for a million tokens. Needed to count costs and to keep a budget in money."
      >
        {text("currency", "Currency", { optional: "like EUR; all four or none" })}
        {text("priceInput", "Read")}
        {text("priceCached", "Read from the cache")}
        {text("priceOutput", "Written")}
      </Group>
      {hosted ? (
        <Group
          title="The provider's terms"
          note="As somebody read them. Needed before the version is proposed; whoever approves it answers for them."
        >
          {text("region", "Processed in", { hint: "Like EU (Frankfurt).", wide: true })}
          {text("retentionDays", "Days that prompts and answers are kept", {
            hint: "0: not kept.",
            optional: "not stated, where left empty",
          })}
          <Field label="Training" error={errors.training?.message}>
            {(c) => (
              <Select
                {...c}
                className="max-w-80"
                {...register("training", { onChange: () => onDirty(true) })}
              >
                <option value="">Choose</option>
                {Object.entries(trainingWords).map(([value, words]) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {text("agreement", "Agreement", { hint: "Its name and version, or its address.", wide: true })}
          <Field label="Read on" error={errors.readOn?.message}>
            {(c) => (
              <Input
                {...c}
                type="date"
                className="max-w-44"
                {...register("readOn", { onChange: () => onDirty(true) })}
              />
            )}
          </Field>
        </Group>
      ) : null}
      <Group
        pairs
        title="What it must reach"
        note="An evaluation passes only if all of these hold. What must never happen is not set here: no unchecked fact, link or recommendation ever reaches a reviewer."
      >
        {text("faithful", "Claims that hold before checking, at least, in percent")}
        {text("abstained", "Items without a recommendation, at most, in percent")}
        {text("failed", "Calls without a usable answer, at most, in percent")}
      </Group>
      {save.isError ? (
        <Callout tone="finding" title="Not saved" role="alert">
          {save.error.message}
        </Callout>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="strong" disabled={!isDirty || save.isPending}>
          {save.isPending ? "Saving" : "Save draft"}
        </Button>
        {isDirty ? (
          <Button
            variant="quiet"
            onClick={() => {
              form.reset();
              onDirty(false);
            }}
          >
            Undo
          </Button>
        ) : null}
      </div>
    </form>
  );
}

function isField(name: string, values: DrafterValues): name is keyof DrafterValues {
  return Object.hasOwn(values, name);
}

/** `pairs`: short fields two by two where there is room. */
function Group({
  title,
  note,
  pairs = false,
  children,
}: {
  title: string;
  note?: string;
  pairs?: boolean;
  children: ReactNode;
}) {
  return (
    <fieldset className="grid min-w-0 gap-4">
      <legend className="mb-2 text-lg font-semibold">{title}</legend>
      {note ? <p className="-mt-2 max-w-[64ch] text-sm text-ink-2">{note}</p> : null}
      <div className={pairs ? "grid max-w-[40rem] gap-4 sm:grid-cols-2" : "grid gap-4"}>{children}</div>
    </fieldset>
  );
}
