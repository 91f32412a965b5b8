"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { announce } from "@/components/shell/announce";
import { useFocusTitleAfter } from "@/components/shell/focus-title";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { RadioGroup } from "@/components/ui/radio-group";
import { Textarea } from "@/components/ui/textarea";
import { newKey, useDecide } from "@/lib/rules/client";
import type { VersionView } from "@/lib/rules/schema";

type Answer = { verdict: "" | "approve" | "refuse"; reason: string };

/** The second person's answer; neither is taken beforehand, and both ask why. */
export function DecideForm({ proposal }: { proposal: VersionView }) {
  const [key] = useState(newKey);
  const decide = useDecide();
  const focusTitle = useFocusTitleAfter();
  const { register, handleSubmit, formState } = useForm<Answer>({
    defaultValues: { verdict: "", reason: "" },
  });
  const submit = handleSubmit(({ verdict, reason }) => {
    if (verdict === "" || decide.isPending) return;
    decide.mutate(
      { version: proposal.version, hash: proposal.hash, verdict, reason: reason.trim(), key },
      {
        onSuccess: () => {
          focusTitle();
          announce(
            verdict === "approve"
              ? `Version ${proposal.version} is in force`
              : `Version ${proposal.version} is refused`,
          );
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
            hint: "It takes effect now: every later launch is checked against it. Campaigns under way keep theirs.",
          },
          {
            value: "refuse",
            label: "Refuse",
            hint: "Nothing changes; its maker reads your reason and may begin again.",
          },
        ]}
        input={register("verdict", { validate: (v) => v !== "" || "Approve or refuse it." })}
        error={formState.errors.verdict?.message}
      />
      <Field
        label="Why"
        hint="It stands with the version and in the audit log."
        error={formState.errors.reason?.message}
        required
      >
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={2000}
            {...register("reason", { validate: (v) => v.trim().length >= 3 || "Say why in a few words." })}
          />
        )}
      </Field>
      {decide.isError ? (
        <Callout tone="finding" title="Not recorded" role="alert">
          {decide.error.message}
        </Callout>
      ) : null}
      <div>
        <Button type="submit" variant="filled" aria-disabled={decide.isPending}>
          Record the decision
        </Button>
      </div>
    </form>
  );
}
