"use client";

import type { KeyboardEvent } from "react";
import type { UseFormReturn } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { ChipGroup } from "@/components/ui/chip-group";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { type DecisionValues, MISSING, reasonNeeded, type Standing, type VerbChoice } from "./decision";
import { RECOMMENDED } from "./draft";
import { VERB_TEXT, type Verb } from "./verbs";

/** Where N goes. */
export const REASON_ATTRIBUTE = "data-reason";

interface DecisionDetailsProps {
  verb: Verb;
  choice: VerbChoice;
  standing: Standing | null;
  form: UseFormReturn<DecisionValues>;
}

/** What the pressed verb means against the draft, what it will do, and what it still asks for. */
export function DecisionDetails({ verb, choice, standing, form }: DecisionDetailsProps) {
  const { register, formState, setValue } = form;
  const { errors } = formState;
  const reason = reasonNeeded(choice, standing);
  if (choice.refused) return <Callout title="Not open to you">{choice.refused}</Callout>;
  return (
    <>
      <p className="text-ink-2">
        {standing ? <StandingText verb={verb} standing={standing} /> : null} {choice.effects.join(" ")}
      </p>
      {verb === "dont_know" ? (
        <ChipGroup
          legend="Missing"
          options={MISSING}
          input={register("missing")}
          error={errors.missing?.message}
        />
      ) : null}
      {choice.until ? (
        <Field row label={verb === "keep_until" ? "Last day" : "Ends on"} error={errors.until?.message}>
          {(control) => (
            <div className="flex flex-wrap gap-1.5">
              <Input
                {...control}
                type="date"
                min={choice.until?.min}
                max={choice.until?.max}
                className="w-auto flex-1"
                {...register("until")}
              />
              {(choice.until?.suggestions ?? []).map((suggestion) => (
                <Button
                  key={suggestion.date}
                  onClick={() =>
                    setValue("until", suggestion.date, { shouldValidate: formState.isSubmitted })
                  }
                >
                  {suggestion.label}
                </Button>
              ))}
            </div>
          )}
        </Field>
      ) : null}
      {verb === "change" ? (
        <>
          {choice.changes && choice.changes.length > 0 ? (
            <ChipGroup
              legend="Change"
              options={choice.changes}
              input={register("change")}
              error={errors.change?.message}
            />
          ) : null}
          <Field row label="To what" error={errors.changeTo?.message}>
            {(control) => <Input {...control} {...register("changeTo")} />}
          </Field>
        </>
      ) : null}
      {choice.codes && choice.codes.length > 0 ? (
        <ChipGroup
          legend="Reason"
          options={choice.codes}
          input={{ ...register("code"), ...(reason === "words" ? {} : { [REASON_ATTRIBUTE]: "" }) }}
          error={errors.code?.message}
        />
      ) : null}
      <Field
        label="Why, in your words"
        hideLabel
        hint={reason === "words" ? choice.reasonHint : undefined}
        error={errors.words?.message}
        required={reason === "words"}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={1}
            placeholder={reason === "words" ? "Why, in your words" : "In your words, if there is more to say"}
            onKeyDown={submitOnEnter}
            {...{ [REASON_ATTRIBUTE]: "" }}
            {...register("words")}
          />
        )}
      </Field>
      {choice.acknowledge ? (
        <Checkbox
          label={choice.acknowledge}
          error={errors.acknowledged?.message}
          {...register("acknowledged")}
        />
      ) : null}
    </>
  );
}

/** Enter records, as it does in a one-line field; Shift and Enter starts a line. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.repeat) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

function StandingText({ verb, standing }: { verb: Verb; standing: Standing }) {
  if (standing.state === "loading") return <span>Fetching what the draft recommends.</span>;
  if (standing.state === "silent") return <span>{standing.sentence}</span>;
  const said = VERB_TEXT[verb].said;
  return (
    <span className="text-ink">
      The draft says {RECOMMENDED[standing.recommended]}.{" "}
      {standing.relation === "neither" ? (
        <>{said} neither confirms nor overrides it.</>
      ) : (
        <>
          {said} <b className="font-semibold">{standing.relation}</b> it.
        </>
      )}
    </span>
  );
}
