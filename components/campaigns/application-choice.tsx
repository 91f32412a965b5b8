"use client";

import { useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ReadinessRow } from "@/lib/evidence/schema";
import type { Conditions } from "./conditions";
import { things } from "./words";

const MOST = 100;

/** All applications of the chosen sources, or only those that are ticked. */
export function ApplicationChoice({ applications }: { applications: readonly ReadinessRow[] }) {
  const { control, setValue, formState } = useFormContext<Conditions>();
  const sources = useWatch({ control, name: "sources" });
  const chosen = useWatch({ control, name: "applications" });
  const [q, setQ] = useState("");
  const error = formState.errors.applications?.message;
  const known = applications.filter((a) => sources.includes(String(a.sourceId)));
  const wanted = known.filter((a) => a.application.toLowerCase().includes(q.trim().toLowerCase()));
  const set = (next: string[]) =>
    setValue("applications", next, { shouldDirty: true, shouldValidate: formState.isSubmitted });
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">Applications</legend>
      <p className="text-sm text-ink-2 [overflow-wrap:anywhere]">
        {chosen.length === 0
          ? `All ${things(known.length, "application")} of these sources`
          : `Only ${chosen.join(", ")}`}
      </p>
      <Disclosure summary="Choose applications" className="mt-1">
        <div className="grid gap-2">
          {known.length > 8 ? (
            <Field label="Find an application" hideLabel>
              {(c) => (
                <Input
                  {...c}
                  type="search"
                  placeholder="Find an application"
                  value={q}
                  onChange={(e) => setQ(e.target.value)}
                />
              )}
            </Field>
          ) : null}
          <div className="grid max-h-56 gap-0.5 overflow-y-auto rounded-md border border-line px-2 py-1">
            {wanted.slice(0, MOST).map((a) => (
              <Checkbox
                key={`${a.sourceId} ${a.applicationId}`}
                className="[overflow-wrap:anywhere]"
                label={a.application}
                hint={`${a.source}, ${things(a.grants, "grant")}`}
                checked={chosen.includes(a.application)}
                onChange={(e) =>
                  set(
                    e.target.checked
                      ? [...chosen, a.application]
                      : chosen.filter((name) => name !== a.application),
                  )
                }
              />
            ))}
            {wanted.length > MOST ? (
              <p className="py-1 text-sm text-ink-2">
                {things(wanted.length - MOST, "more application")}; type part of a name to find them.
              </p>
            ) : null}
            {wanted.length === 0 ? (
              <p className="py-1 text-sm text-ink-2">
                {known.length === 0 ? "Choose a source first." : "No application of that name."}
              </p>
            ) : null}
          </div>
          {chosen.length > 0 ? (
            <div>
              <Button size="sm" onClick={() => set([])}>
                Review all applications
              </Button>
            </div>
          ) : null}
        </div>
      </Disclosure>
      {error ? <p className="mt-1 text-sm text-finding">{error}</p> : null}
    </fieldset>
  );
}
