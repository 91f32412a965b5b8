"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { newKey, useAttachEvaluation, useProposeDrafter } from "@/lib/drafting/client";
import type { DraftersView, DrafterView } from "@/lib/drafting/drafter-schema";
import { ConnectionList } from "./connection-list";
import { EvaluationFigures } from "./evaluation-figures";
import { EvaluationStart } from "./evaluation-start";

/** From a draft to a proposal: test the connection, evaluate these settings, put it before another person. */
export function DrafterPropose({
  view,
  draft,
  unsaved,
}: {
  view: DraftersView;
  draft: DrafterView;
  unsaved: boolean;
}) {
  return (
    <div className="grid min-w-0 gap-8">
      {draft.problem ? (
        <Callout tone="attention" title="Another model than the server has">
          {draft.problem} Save the draft to take over what the server has now.
        </Callout>
      ) : null}
      <ConnectionList
        connections={view.connections.filter((c) => c.connection === draft.connection)}
        mayTry={view.may.try}
      />
      <Evaluations view={view} draft={draft} unsaved={unsaved} />
      <Propose view={view} draft={draft} unsaved={unsaved} />
    </div>
  );
}

function Evaluations({ view, draft, unsaved }: { view: DraftersView; draft: DrafterView; unsaved: boolean }) {
  const attach = useAttachEvaluation();
  return (
    <section aria-labelledby="evaluation" className="grid gap-3">
      <h2 id="evaluation" className="text-lg">
        Evaluation
      </h2>
      {unsaved ? (
        <p className="text-ink-2">Save the draft first: an evaluation is of settings as they are saved.</p>
      ) : null}
      {view.evaluations.length === 0 ? (
        <p className="text-ink-2">
          These settings have not been evaluated. It asks the model about a fixed set of made-up items,
          attacks among them, and takes a few minutes.
        </p>
      ) : null}
      <EvaluationStart version={draft.version} disabled={unsaved || draft.problem !== null} />
      {view.evaluations.map((e) => (
        <div key={e.id} className="grid gap-2 rounded-lg border p-3">
          <EvaluationFigures of={e} />
          {draft.evaluation?.id === e.id ? (
            <p className="text-sm text-ink-2">Goes with this version.</p>
          ) : e.passed ? (
            <div>
              <Button
                size="sm"
                variant="strong"
                disabled={attach.isPending || unsaved}
                onClick={() =>
                  attach.mutate(
                    { version: draft.version, hash: draft.hash, evaluation: e.id },
                    { onSuccess: () => announce("The evaluation goes with this version") },
                  )
                }
              >
                Put it with this version
              </Button>
            </div>
          ) : null}
        </div>
      ))}
      {attach.isError ? (
        <Callout tone="finding" title="Not put with it" role="alert">
          {attach.error.message}
        </Callout>
      ) : null}
    </section>
  );
}

/** What is missing before it can be proposed, one sentence; null where nothing is. */
function missing(view: DraftersView, draft: DrafterView, unsaved: boolean): string | null {
  if (unsaved) return "Save the draft first.";
  if (draft.connection === "hosted" && draft.settings.terms === null)
    return "The provider's terms are not recorded yet.";
  if (draft.evaluation === null)
    return view.evaluations.some((e) => e.passed)
      ? "Put an evaluation that passed with this version first."
      : "It needs an evaluation that passed.";
  return null;
}

function Propose({ view, draft, unsaved }: { view: DraftersView; draft: DrafterView; unsaved: boolean }) {
  const [key] = useState(newKey);
  const propose = useProposeDrafter();
  const { register, handleSubmit, formState } = useForm<{ reason: string }>({
    defaultValues: { reason: "" },
  });
  const lacks = missing(view, draft, unsaved);
  const submit = handleSubmit(({ reason }) => {
    if (lacks !== null || propose.isPending) return;
    propose.mutate(
      { version: draft.version, hash: draft.hash, reason: reason.trim(), key },
      { onSuccess: () => announce(`Version ${draft.version} waits for approval`) },
    );
  });
  return (
    <section aria-labelledby="propose">
      <h2 id="propose" className="text-lg">
        Propose it
      </h2>
      <form noValidate onSubmit={submit} className="mt-2 grid gap-3">
        <Field
          label="Why"
          hint="Another administrator or control owner reads it, and approves or refuses the version."
          error={formState.errors.reason?.message}
          required
        >
          {(c) => (
            <Textarea
              {...c}
              rows={2}
              maxLength={2000}
              {...register("reason", { validate: (v) => v.trim().length >= 3 || "Say why in a few words." })}
            />
          )}
        </Field>
        {lacks ? <p className="text-sm text-ink-2">{lacks}</p> : null}
        {propose.isError ? (
          <Callout tone="finding" title="Not proposed" role="alert">
            {propose.error.message}
          </Callout>
        ) : null}
        <div>
          <Button type="submit" variant="filled" disabled={lacks !== null || propose.isPending}>
            {propose.isPending ? "Proposing" : "Propose it"}
          </Button>
        </div>
      </form>
    </section>
  );
}
