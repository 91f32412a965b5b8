"use client";

import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { announce } from "@/components/shell/announce";
import { useFocusTitleAfter } from "@/components/shell/focus-title";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import { Textarea } from "@/components/ui/textarea";
import { newKey, SHORTEST_ASSESSMENT, useDecideDrafter } from "@/lib/drafting/client";
import type { DrafterView } from "@/lib/drafting/drafter-schema";

type Answer = { verdict: "" | "approve" | "refuse"; words: string; signed: string };

/** The second person's answer; a hosted model is approved with a signed assessment. */
export function DrafterDecide({ proposal, me }: { proposal: DrafterView; me: string }) {
  const [key] = useState(newKey);
  const decide = useDecideDrafter();
  const focusTitle = useFocusTitleAfter();
  const { register, handleSubmit, control, formState } = useForm<Answer>({
    defaultValues: { verdict: "", words: "", signed: "" },
  });
  const { errors } = formState;
  const verdict = useWatch({ control, name: "verdict" });
  const assessed = verdict === "approve" && proposal.connection === "hosted";
  const submit = handleSubmit((answer) => {
    if (answer.verdict === "" || decide.isPending) return;
    const { version, hash } = proposal;
    decide.mutate(
      {
        version,
        hash,
        verdict: answer.verdict,
        words: answer.words.trim(),
        ...(assessed ? { signed: answer.signed.trim() } : {}),
        key,
      },
      {
        onSuccess: () => {
          focusTitle();
          announce(`Version ${version} is ${answer.verdict === "approve" ? "in force" : "refused"}`);
        },
      },
    );
  });
  return (
    <form
      noValidate
      onSubmit={submit}
      className="grid gap-4 rounded-lg border border-line-strong bg-panel p-4"
    >
      <h2 className="text-lg">Your decision</h2>
      <RadioGroup
        legend="Version"
        hideLegend
        options={[
          {
            value: "approve",
            label: "Approve",
            hint: "Campaigns that begin from now on can be drafted with it, once drafting with a model is on. Campaigns under way keep theirs.",
          },
          {
            value: "refuse",
            label: "Refuse",
            hint: "Nothing changes; its maker reads your reason and may begin again.",
          },
        ]}
        input={register("verdict", { validate: (v) => v !== "" || "Approve or refuse it." })}
        error={errors.verdict?.message}
      />
      <Field
        label={assessed ? "Your assessment" : "Why"}
        hint={
          assessed
            ? "What is sent, where to, under which terms, and why that is acceptable. It stands with the version and in the audit log."
            : "It stands with the version and in the audit log."
        }
        error={errors.words?.message}
        required
      >
        {(c) => (
          <Textarea
            {...c}
            rows={assessed ? 5 : 2}
            maxLength={4000}
            {...register("words", {
              validate: (v) =>
                assessed
                  ? v.trim().length >= SHORTEST_ASSESSMENT ||
                    `Write at least ${SHORTEST_ASSESSMENT} characters; there are ${v.trim().length}.`
                  : v.trim().length >= 3 || "Say why in a few words.",
            })}
          />
        )}
      </Field>
      {assessed ? (
        <Field
          label="Sign with your name"
          hint={`As it stands here: ${me}.`}
          error={errors.signed?.message}
          required
        >
          {(c) => (
            <Input
              {...c}
              autoComplete="off"
              {...register("signed", { validate: (v) => v.trim() !== "" || `Write your name: ${me}.` })}
            />
          )}
        </Field>
      ) : null}
      {decide.isError ? (
        <Callout tone="finding" title="Not recorded" role="alert">
          {decide.error.message}
        </Callout>
      ) : null}
      <div>
        <Button type="submit" variant="filled" disabled={decide.isPending}>
          {decide.isPending ? "Recording" : assessed ? "Sign and record" : "Record the decision"}
        </Button>
      </div>
    </form>
  );
}
