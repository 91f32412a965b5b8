"use client";

import type { KeyboardEvent } from "react";
import { type UseFormReturn, useWatch } from "react-hook-form";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { ChipGroup } from "@/components/ui/chip-group";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { ChangeFields } from "./change-fields";
import {
  type DecisionValues,
  MISSING,
  reasonNeeded,
  type Standing,
  standingWith,
  type VerbChoice,
} from "./decision";
import { RECOMMENDED } from "./draft";
import { ExceptionAgainst, ExceptionFields } from "./exception-fields";
import { LastDay } from "./last-day";
import { VERB_TEXT, type Verb } from "./verbs";

/** Where N goes. */
export const REASON_ATTRIBUTE = "data-reason";
/** Where a letter goes that is typed among the reasons. */
const WORDS_ATTRIBUTE = "data-words";

interface DecisionDetailsProps {
  verb: Verb;
  choice: VerbChoice;
  standing: Standing | null;
  form: UseFormReturn<DecisionValues>;
  /** The draft's sentences, to begin one's words with. */
  draftWords?: string;
  /** A gentle line about these words; null where there is nothing to say. */
  advise?: (words: string) => string | null;
}

/** What the pressed verb means against the draft, what it will do, and what it still asks for. */
export function DecisionDetails({
  verb,
  choice,
  standing: pressed,
  form,
  draftWords,
  advise,
}: DecisionDetailsProps) {
  const { register, formState } = form;
  const { errors } = formState;
  const standing = standingWith(pressed, verb === "change" ? form.watch("change") : "");
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
      {choice.exception ? <ExceptionAgainst against={choice.exception.against} /> : null}
      {choice.until && !choice.exception ? (
        <LastDay label="Last day" last={choice.until} form={form} />
      ) : null}
      {verb === "change" ? <ChangeFields changes={choice.changes ?? []} form={form} /> : null}
      {choice.codes && choice.codes.length > 0 ? (
        <ChipGroup
          legend="Reason"
          options={choice.codes}
          input={{
            ...register("code"),
            ...(reason === "words" ? {} : { [REASON_ATTRIBUTE]: "" }),
            onKeyDown: wordsOnLetter,
          }}
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
            placeholder={placeholderOf(choice, reason)}
            onKeyDown={submitOnEnter}
            {...{ [REASON_ATTRIBUTE]: "", [WORDS_ATTRIBUTE]: "" }}
            {...register("words")}
          />
        )}
      </Field>
      <WordsHelp form={form} draftWords={draftWords} advise={advise} />
      {choice.exception ? (
        <ExceptionFields
          label={verb === "keep_until" ? "Last day" : "Ends on"}
          exception={choice.exception}
          form={form}
          onEnter={submitOnEnter}
        />
      ) : null}
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

/** The draft's words to begin with, and what is to be said of one's own before they are recorded: advice, never a gate. */
function WordsHelp({
  form,
  draftWords,
  advise,
}: {
  form: UseFormReturn<DecisionValues>;
  draftWords: string | undefined;
  advise: ((words: string) => string | null) | undefined;
}) {
  const words = useWatch({ control: form.control, name: "words" });
  const advice = advise?.(words) ?? null;
  const offered = draftWords !== undefined && !words.includes(draftWords);
  if (!offered && advice === null) return null;
  const take = () => {
    form.setValue("words", [words.trim(), draftWords].filter(Boolean).join("\n"), { shouldDirty: true });
    form.setValue("started", true);
    form.clearErrors("words");
    form.setFocus("words");
  };
  return (
    <div className="-mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
      {offered ? (
        <button type="button" onClick={take} className="min-h-6 text-accent underline underline-offset-2">
          Start from the draft’s words
        </button>
      ) : null}
      {advice === null ? null : <span role="status">{advice}</span>}
    </div>
  );
}

function placeholderOf(choice: VerbChoice, reason: VerbChoice["reason"]): string {
  if (choice.exception) return "Why it is kept all the same";
  return reason === "words" ? "Why, in your words" : "In your words, if there is more to say";
}

/** Enter records, as it does in a one-line field; Shift and Enter starts a line. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.repeat) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

/** Whoever types among the reasons writes one: the letter goes into the words, and is no key of the page. */
function wordsOnLetter(event: KeyboardEvent<HTMLInputElement>) {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^\p{L}$/u.test(event.key)) return;
  // The page's keys listen where this is heard, after it.
  event.nativeEvent.stopImmediatePropagation();
  event.currentTarget.form?.querySelector<HTMLTextAreaElement>(`[${WORDS_ATTRIBUTE}]`)?.focus();
}

export function StandingText({ verb, standing }: { verb: Verb; standing: Standing }) {
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
