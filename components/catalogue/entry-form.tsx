"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { writeWords } from "@/lib/catalogue/client";
import { type Detail, type Risk, risks, wordsSchema } from "@/lib/catalogue/schema";
import { ProblemError } from "@/lib/fetch";
import { riskWords, sentenceOf } from "./words";

type Fields = { title: string; phrase: string; allows: string; risk: Risk | "" };
const textFields = ["title", "phrase", "allows"] as const;

/** The words, with the sentence as the reviewer will read it above them, as they are typed. */
export function EntryForm({ detail }: { detail: Detail }) {
  const { entry } = detail;
  const router = useRouter();
  const [saved, setSaved] = useState(false);
  const start: Fields = {
    title: entry?.title ?? detail.stated.title ?? "",
    phrase: entry?.phrase ?? detail.stated.phrase ?? "",
    allows: entry?.allows ?? "",
    risk: entry?.risk ?? "",
  };
  const { register, handleSubmit, control, formState, setError } = useForm<Fields>({ values: start });
  const typed = useWatch({ control });
  const { mutate, isPending, error } = useMutation({
    ...writeWords,
    onSuccess: () => {
      announce("Saved");
      setSaved(true);
      router.refresh();
    },
    onError: (problem) => {
      if (!(problem instanceof ProblemError)) return;
      for (const field of textFields) {
        const message = problem.problem.fields?.[field];
        if (message) setError(field, { message });
      }
    },
  });
  const check = (field: (typeof textFields)[number]) => (value: string) => {
    const read = wordsSchema.shape[field].safeParse(value);
    return read.success || (read.error.issues[0]?.message ?? "This cannot be read.");
  };
  const submit = handleSubmit(({ risk, ...words }) => {
    if (isPending) return;
    setSaved(false);
    mutate({ ...detail.key, ...words, risk: risk === "" ? null : risk, version: detail.version });
  });
  const title = typed.title?.trim() ?? "";
  const phrase = typed.phrase?.trim() ?? "";
  return (
    <section aria-labelledby="edit">
      <h2 id="edit" className="text-lg">
        {entry?.title ? "Change the words" : "Put it into words"}
      </h2>
      <form onSubmit={submit} className="mt-3 grid max-w-[44rem] gap-4">
        <div className="rounded-lg border border-line bg-sunken px-3 py-2" aria-live="polite">
          <p className="text-sm text-ink-2">As the reviewer will read it</p>
          <p className="text-lg [overflow-wrap:anywhere]">
            {sentenceOf(detail.sample, { title, phrase: phrase || null }, detail.name, detail.application)}
          </p>
        </div>
        <Field
          label="Title"
          hint="For lists: Release payments."
          error={formState.errors.title?.message}
          required
        >
          {(c) => <Input {...c} maxLength={120} {...register("title", { validate: check("title") })} />}
        </Field>
        <Field
          label="Sentence"
          optionalNote="optional"
          hint="Goes on after the holder's name: can release payments."
          error={formState.errors.phrase?.message}
        >
          {(c) => <Input {...c} maxLength={140} {...register("phrase", { validate: check("phrase") })} />}
        </Field>
        <Field
          label="What it allows"
          optionalNote="optional"
          hint="One or two sentences: what can be done with it, up to which limit, with whose second approval."
          error={formState.errors.allows?.message}
        >
          {(c) => <Textarea {...c} rows={2} {...register("allows", { validate: check("allows") })} />}
        </Field>
        <Field label="Risk" optionalNote="optional" className="w-40">
          {(c) => (
            <Select {...c} {...register("risk")}>
              <option value="">Not said</option>
              {risks.map((risk) => (
                <option key={risk} value={risk}>
                  {riskWords[risk]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {error ? (
          <Callout tone="finding" title="Not saved" role="alert">
            {error.message}
          </Callout>
        ) : null}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="filled" aria-disabled={isPending}>
            Save these words
          </Button>
          <p className="text-sm text-ink-2">
            {saved && !formState.isDirty
              ? "Saved."
              : entry?.state === "verified"
                ? "A change has to be verified again."
                : "Saved under your name, as a new version."}
          </p>
        </div>
      </form>
    </section>
  );
}
