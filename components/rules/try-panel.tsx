"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { announce } from "@/components/shell/announce";
import { useFocusTitleAfter } from "@/components/shell/focus-title";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Textarea } from "@/components/ui/textarea";
import type { Rule } from "@/lib/evidence/rules";
import { newKey, rulesOptions, useDryRun, usePropose } from "@/lib/rules/client";
import type { DryRunProgress, RulesView, VersionView } from "@/lib/rules/schema";
import { DryRunResult } from "./dry-run";
import { number } from "./words";

interface TryPanelProps {
  view: RulesView;
  draft: VersionView;
  /** As they stand in the editor. */
  rules: readonly Rule[];
  unsaved: boolean;
  changes: number;
  /** Saves what is not saved; false where it could not. */
  store: () => Promise<boolean>;
}

/** The dry run of a draft and, once it says what it should, its proposal. */
export function TryPanel({ view, draft, rules, unsaved, changes, store }: TryPanelProps) {
  const run = useDryRun();
  const [asked, setAsked] = useState<string | null>(null);
  const answered = draft.dryRunAt ?? "";
  const waiting = asked !== null && asked === answered;
  useQuery(rulesOptions(waiting));
  const current = draft.dryRun?.hash === draft.hash && !unsaved;
  const start = async () => {
    if (!(await store())) return;
    setAsked(answered);
    run.mutate({ version: draft.version }, { onError: () => setAsked(null) });
  };
  return (
    <section aria-labelledby="try" className="grid gap-4 rounded-lg border border-line-strong bg-panel p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="try" className="text-lg">
          Dry run
        </h2>
        <Button
          variant={current ? "plain" : "filled"}
          disabled={run.isPending || waiting || view.sources === 0}
          onClick={() => void start()}
        >
          {unsaved ? "Save and try" : current ? "Try again" : "Try the draft"}
        </Button>
      </div>
      {run.isError ? (
        <Callout tone="finding" title="Not started" role="alert">
          {run.error.message}
        </Callout>
      ) : null}
      {waiting ? (
        <Running progress={view.progress} />
      ) : draft.dryRun ? (
        <DryRunResult
          run={draft.dryRun}
          rules={rules}
          base={view.inForce.rules}
          now={unsaved ? "" : draft.hash}
        />
      ) : (
        <p className="text-ink-2">
          {view.sources === 0
            ? "No source is in force, so there is nothing to try the rules on. Import one first."
            : "Asks the rules of everything a launch would review today, beside the version in force. It writes nothing, and whoever approves the draft sees what it says."}
        </p>
      )}
      {draft.dryRun?.state === "done" && current && !waiting && changes > 0 ? (
        <Propose draft={draft} />
      ) : null}
    </section>
  );
}

function Running({ progress }: { progress: DryRunProgress | null }) {
  const words = progress
    ? progress.total === null
      ? progress.phase
      : `${progress.phase}: ${number(progress.done)} of ${number(progress.total)}`
    : "Under way";
  return (
    <div role="status" className="grid gap-2">
      <p>{words}. This takes seconds for some thousand items, minutes for a million.</p>
      <ProgressBar value={progress?.done ?? 0} max={progress?.total ?? 1} label={words} />
    </div>
  );
}

function Propose({ draft }: { draft: VersionView }) {
  const [key] = useState(newKey);
  const propose = usePropose();
  const focusTitle = useFocusTitleAfter();
  const { register, handleSubmit, formState } = useForm({ defaultValues: { reason: "" } });
  const submit = handleSubmit(({ reason }) => {
    if (propose.isPending) return;
    propose.mutate(
      { version: draft.version, hash: draft.hash, reason: reason.trim(), key },
      {
        onSuccess: () => {
          focusTitle();
          announce("The draft is proposed");
        },
      },
    );
  });
  return (
    <form noValidate onSubmit={submit} className="grid gap-3 border-t border-line pt-4">
      <Field
        label="Why this change"
        hint="Whoever approves it reads this beside the dry run."
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
      {propose.isError ? (
        <Callout tone="finding" title="Not proposed" role="alert">
          {propose.error.message}
        </Callout>
      ) : null}
      <div>
        <Button type="submit" variant="filled" aria-disabled={propose.isPending}>
          Propose it to another person
        </Button>
      </div>
    </form>
  );
}
