"use client";

import { type KeyboardEvent, useMemo, useRef } from "react";
import { useForm } from "react-hook-form";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { ChipGroup } from "@/components/ui/chip-group";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Kbd } from "@/components/ui/kbd";
import { Textarea } from "@/components/ui/textarea";
import { type DecisionValues, NO_VALUES } from "./decision";
import { StandingText } from "./decision-details";
import { ExceptionFields } from "./exception-fields";
import { lacksNothing, type PairAct, pairLacks, type Rest, wordsNeeded } from "./pair";
import type { Pair } from "./use-pair";
import { VERB_TEXT } from "./verbs";

const ASKED = "What should happen. Pressing one records nothing.";

/** Once, when it appears: later the facts that it asks to look at are scrolled to. */
const intoView = (shown: HTMLElement | null) => shown?.scrollIntoView({ block: "nearest" });

/** What can be done about a conflict. Each press shows first what will be recorded, one decision an item. */
export function PairActs({ pair }: { pair: Pair }) {
  const form = useForm<DecisionValues>({ defaultValues: NO_VALUES });
  const element = useRef<HTMLFormElement>(null);
  const { act, rest, planned, both, opened, status } = pair;
  const shut = [opened.this, ...(both ? [opened.other] : [])].some((o) => o?.blocked || o?.ended);
  const titles = { this: pair.title, other: pair.conflict?.side?.title ?? "" };
  const acts: { act: PairAct; label: string; key: string }[] = [
    { act: "remove_this", label: `Remove “${titles.this}”`, key: "this" },
    ...(both ? [{ act: "remove_other" as const, label: `Remove “${titles.other}”`, key: "other" }] : []),
    { act: "keep", label: both ? "Keep both, with an exception" : "Keep it, with an exception", key: "keep" },
  ];
  const asks = act !== null && act !== "keep" && both;
  const left = act === "remove_this" ? "other" : "this";
  const alone = (opened[left]?.view.findings.length ?? 0) > 1;
  const exception = planned.find((p) => p.choice.exception)?.choice.exception;
  const asked = planned.flatMap((p) => {
    const who = p.choice.exception?.second;
    return who ? [{ who, title: titles[p.step.side] }] : [];
  });
  const seconds =
    asked.length === 2 && asked[0]?.who === asked[1]?.who
      ? [`${asked[0]?.who} has to grant both before they count.`]
      : asked.map(({ who, title }) => `${who} has to grant “${title}” before it counts.`);
  const refused = planned.find((p) => p.choice.refused)?.choice.refused;
  const loading = planned.some((p) => p.standing?.state === "loading");

  const submit = form.handleSubmit((values) => {
    const lacks = pairLacks(planned, values, asks && rest === "");
    form.clearErrors();
    for (const [name, message] of Object.entries({
      ...lacks.shared,
      code: lacks.own.this.code ?? lacks.own.other.code,
      acknowledged: lacks.own.this.acknowledged ?? lacks.own.other.acknowledged,
      missing: lacks.rest,
    }))
      if (message) form.setError(name as keyof DecisionValues, { type: "required", message });
    if (lacksNothing(lacks) && status.state !== "saving" && !loading && !refused) void pair.record(values);
  });
  const { errors } = form.formState;
  const press = (next: PairAct) => {
    form.clearErrors();
    pair.press(next);
  };
  useHotkeys(
    useMemo(
      () => [
        { key: "Enter", label: "Record", group: "Decision", run: () => element.current?.requestSubmit() },
      ],
      [],
    ),
    act !== null,
  );
  const onEnter = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.repeat) return;
    event.preventDefault();
    void submit();
  };

  if (shut) return null;
  return (
    <form ref={element} onSubmit={submit} noValidate className="contents">
      <fieldset
        className={cn(
          "flex flex-wrap gap-2",
          act === null && "sticky bottom-0 border-t border-line bg-ground py-3 max-md:static",
        )}
      >
        <legend className="sr-only">{ASKED}</legend>
        <p aria-hidden className="w-full font-medium">
          {ASKED}
        </p>
        {acts.map((each) => (
          <Button
            key={each.key}
            size="lg"
            aria-pressed={act === each.act}
            onClick={() => press(each.act)}
            className={cn(
              "h-auto min-h-9 max-w-full py-1.5 text-left whitespace-normal",
              act === each.act && "border-ink inset-ring inset-ring-ink",
            )}
          >
            {each.label}
          </Button>
        ))}
      </fieldset>
      {act ? (
        <section
          ref={intoView}
          aria-label="Not recorded yet"
          className="grid max-w-[52rem] gap-3 rounded-lg border border-line bg-panel p-4"
        >
          {asks ? (
            <ChipGroup
              legend={`And “${titles[left]}”`}
              options={[
                ...(alone ? [] : [{ value: "keep", label: "Keep it" }]),
                { value: "remove", label: "Remove it too" },
                { value: "leave", label: opened[left]?.recorded ? "Leave as recorded" : "Decide it later" },
              ]}
              input={{
                name: "rest",
                onChange: (event) => pair.press(act, event.currentTarget.value as Rest),
              }}
              error={errors.missing?.message}
            />
          ) : null}
          {asks && alone ? (
            <p className="text-sm text-ink-2">
              “{titles[left]}” breaks another rule as well, so keeping it is decided on its own.
            </p>
          ) : null}
          {planned.map(({ step, choice, standing, own }) => (
            <div
              key={`${act} ${step.side} ${step.verb}`}
              className="grid gap-2 border-t border-line pt-3 first:border-t-0 first:pt-0"
            >
              <p>
                <b className="font-medium">
                  {VERB_TEXT[step.verb].said} “{titles[step.side]}”.
                </b>{" "}
                <span className="text-ink-2">
                  {standing ? <StandingText verb={step.verb} standing={standing} /> : null}{" "}
                  {choice.effects.join(" ")}
                </span>
              </p>
              {choice.codes ? (
                <ChipGroup
                  legend="Reason"
                  options={choice.codes}
                  input={{
                    name: `code-${step.side}`,
                    onChange: (event) => pair.setOwn(step.side, { code: event.currentTarget.value }),
                  }}
                  error={own.code === "" ? errors.code?.message : undefined}
                />
              ) : null}
              {choice.acknowledge ? (
                <Checkbox
                  label={choice.acknowledge}
                  checked={own.acknowledged}
                  onChange={(event) => pair.setOwn(step.side, { acknowledged: event.currentTarget.checked })}
                  error={own.acknowledged ? undefined : errors.acknowledged?.message}
                />
              ) : null}
            </div>
          ))}
          {refused ? (
            <Callout title="Not open to you">{refused}</Callout>
          ) : planned.length > 0 ? (
            <>
              <Field
                label="Why, in your words"
                hideLabel
                error={errors.words?.message}
                required={wordsNeeded(planned)}
              >
                {(control) => (
                  <Textarea
                    {...control}
                    rows={1}
                    placeholder={
                      exception
                        ? "Why both are kept all the same"
                        : wordsNeeded(planned)
                          ? "Why, in your words"
                          : "In your words, if there is more to say"
                    }
                    onKeyDown={onEnter}
                    {...form.register("words")}
                  />
                )}
              </Field>
              {exception ? (
                <ExceptionFields
                  label="Ends on"
                  exception={exception}
                  granting={seconds.length > 0 ? seconds.join(" ") : "Nobody else has to grant it."}
                  form={form}
                  onEnter={onEnter}
                />
              ) : null}
            </>
          ) : null}
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p role="status" className="text-sm text-ink-2">
              {status.state === "saving" ? "Recording" : "Not recorded yet"}
            </p>
            <div className="flex gap-2">
              <Button onClick={() => pair.press(null)}>Take the choice back</Button>
              <Button
                type="submit"
                variant="strong"
                aria-disabled={status.state === "saving" || loading || Boolean(refused)}
              >
                {planned.length > 1 ? "Record both" : "Record"}
                <Kbd aria-hidden className="pointer-coarse:hidden">
                  ↵
                </Kbd>
              </Button>
            </div>
          </div>
        </section>
      ) : null}
      {status.state === "failed" ? (
        <Callout role="alert" tone="finding" title="Not recorded">
          {status.sentence}
        </Callout>
      ) : null}
    </form>
  );
}
