"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { FormProvider, useForm, useWatch } from "react-hook-form";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { newKey, previewOptions, scopeProblem, useLaunch } from "@/lib/campaigns/client";
import { defaultSettings } from "@/lib/campaigns/schema";
import type { BesideGrants, ReadinessRow } from "@/lib/evidence/schema";
import { ProblemError } from "@/lib/fetch";
import { BuilderFields } from "./builder-fields";
import { asked, type Conditions, type SourceChoice, toLaunch } from "./conditions";
import type { DraftingNow } from "./drafting-fields";
import { itemsOf, Preview } from "./preview";
import { Readiness } from "./readiness";
import { dayAfter, things } from "./words";

interface BuilderProps {
  sources: readonly SourceChoice[];
  applications: readonly ReadinessRow[];
  beside: readonly BesideGrants[];
  /** ISO day on the server's clock. */
  today: string;
  may: { launch: boolean; accept: boolean };
  drafting: DraftingNow;
}

const PAUSE = 400;

/** The value once it has not changed for a moment; only one that `counts` takes the place of the one before. */
function useSettled<T>(value: T, counts: boolean): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (!counts) return;
    const timer = setTimeout(() => setSettled((held) => (same(held, value) ? held : value)), PAUSE);
    return () => clearTimeout(timer);
  }, [value, counts]);
  return settled;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Conditions left, what a launch would make of them right. */
export function Builder({ sources, applications, beside, today, may, drafting }: BuilderProps) {
  const router = useRouter();
  const launch = useLaunch();
  const [key] = useState(newKey);
  const form = useForm<Conditions>({
    // An error goes as soon as what is typed is right: one that goes only when the field is left moves the button from under the
    // pointer, and its press is lost.
    mode: "onTouched",
    defaultValues: {
      name: "",
      sources: sources.map((s) => String(s.id)),
      applications: [],
      scope: "",
      mode: "manager",
      reviewer: "",
      fallback: "",
      due: dayAfter(`${today}T00:00:00Z`, 30),
      credentials: true,
      identities: true,
      needScore: true,
      blindShare: String(defaultSettings.blindShare),
      noDraftShare: String(defaultSettings.noDraftShare),
      challengeItems: defaultSettings.challengeItems,
      model: defaultSettings.model,
      privilegedDrafter: defaultSettings.privilegedDrafter,
      assertedText: defaultSettings.assertedText,
      hideNames: defaultSettings.hideNames,
      budgetTokens: "",
      budgetMoney: "",
      budgetCurrency: drafting.currency ?? "",
      oversight: defaultSettings.oversight.level,
      oversightExcept: [],
      answerDays: String(defaultSettings.oversight.answerDays),
      removalDays: String(defaultSettings.removalDays ?? ""),
      pool: [],
      delegation: defaultSettings.delegation.to,
      briefing: defaultSettings.briefing.text,
      signOff: defaultSettings.signOff,
      invitations: defaultSettings.mail.invitations,
      reminderDays: defaultSettings.mail.reminderDays.join(", "),
    },
  });
  const conditions = useWatch({ control: form.control, compute: (values: Conditions) => values });
  const problem = scopeProblem(conditions.scope);
  const scopeError = scopeProblem(useSettled(conditions.scope, true)) && problem;
  const askable = conditions.sources.length > 0 && problem === null;
  const settled = useSettled(conditions, askable);
  const preview = useQuery(previewOptions(asked(settled, sources)));
  const behind = !same(settled, conditions);
  const found = preview.data;
  const blocked = found?.checks.some((c) => !c.accepted) ?? false;
  const items = found ? itemsOf(found) : 0;
  const empty = found !== undefined && found.problem === null && items === 0;

  const submit = form.handleSubmit((values) => {
    if (launch.isPending || launch.isSuccess) return;
    launch.mutate(toLaunch(values, sources, key), {
      onSuccess: ({ campaign }) => {
        announce("The launch has begun");
        router.push(`/campaigns/${campaign}`);
      },
      onError: (error) => {
        if (!(error instanceof ProblemError)) return;
        for (const [field, message] of Object.entries(error.problem.fields ?? {}))
          if (isField(field)) form.setError(field, { type: "server", message }, { shouldFocus: true });
        if (error.problem.slug.startsWith("scope"))
          form.setError("scope", { type: "server", message: error.problem.detail }, { shouldFocus: true });
      },
    });
  });

  return (
    <FormProvider {...form}>
      <form
        noValidate
        onSubmit={submit}
        className="grid items-start gap-x-10 gap-y-8 max-lg:grid-cols-1 lg:grid-cols-[minmax(0,25rem)_minmax(0,1fr)]"
      >
        <div className="grid min-w-0 gap-5">
          <BuilderFields
            sources={sources}
            applications={applications}
            earliest={today}
            scopeError={scopeError}
            fallbackItems={found?.fallback.items ?? 0}
            items={items}
            drafting={drafting}
            mayLaunch={may.launch}
          />
          {launch.isError ? (
            <Callout tone="finding" title="Not launched" role="alert">
              {launch.error.message}
            </Callout>
          ) : null}
          {may.launch ? (
            <div className="grid gap-2">
              <div className="flex flex-wrap gap-2">
                <Button
                  type="submit"
                  variant="filled"
                  size="lg"
                  disabled={blocked || empty || launch.isPending || launch.isSuccess}
                >
                  {launch.isPending || launch.isSuccess
                    ? "Launching"
                    : items > 0 && !preview.isFetching && !behind
                      ? `Launch ${things(items, "item")}`
                      : "Launch"}
                </Button>
              </div>
              <p className="text-sm text-ink-2">
                {blocked
                  ? "A check on the right failed. Import a newer export, or have a control owner accept it with a reason."
                  : empty
                    ? "Nothing is in scope, so there is nothing to launch."
                    : "Conditions are frozen at launch. You review nothing in a campaign that you build."}
              </p>
            </div>
          ) : (
            <p className="text-ink-2">
              Only an admin launches. You can see what it would be, and accept failed checks.
            </p>
          )}
        </div>
        <Preview
          found={found}
          error={preview.error}
          onRetry={() => void preview.refetch()}
          busy={preview.isFetching || (behind && askable)}
          stopped={
            conditions.sources.length === 0
              ? "Choose at least one source to see what is in scope."
              : scopeError
                ? "The scope cannot be read; the figures are those of the scope before it."
                : null
          }
          mayAccept={may.accept}
        />
        <Readiness
          rows={shown(applications, settled)}
          beside={beside.filter((b) => settled.sources.includes(String(b.sourceId)))}
        />
      </form>
    </FormProvider>
  );
}

const fields = ["name", "sources", "applications", "scope", "mode", "reviewer", "fallback", "due"] as const;

function isField(name: string): name is keyof Conditions {
  return fields.some((field) => field === name);
}

/** Readiness of what is chosen by source and application; what the expression leaves out is not known to it. */
function shown(applications: readonly ReadinessRow[], c: Conditions): ReadinessRow[] {
  return applications.filter(
    (a) =>
      c.sources.includes(String(a.sourceId)) &&
      (c.applications.length === 0 || c.applications.includes(a.application)),
  );
}
