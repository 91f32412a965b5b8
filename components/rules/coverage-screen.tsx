"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { CoverageView } from "@/lib/campaigns/schema";
import { CoverageTable } from "./coverage-table";
import { cellWords, keyOf } from "./coverage-words";
import { things } from "./words";

/** One campaign's coverage: a cell a rule and application, and in words whichever is pointed at. */
export function CoverageScreen({ view }: { view: CoverageView }) {
  const router = useRouter();
  const [chosen, setChosen] = useState<string | null>(null);
  if (view.campaign === null || view.cells.length === 0)
    return (
      <EmptyState
        title="Nothing was launched yet"
        sentence="At each launch every rule is asked of every item; what it could and could not check is counted here."
        action={
          <Button asChild>
            <Link href="/campaigns">Campaigns</Link>
          </Button>
        }
      />
    );
  const campaign = view.campaigns.find((c) => c.id === view.campaign);
  const cell = view.cells.find((c) => keyOf(c) === chosen);
  return (
    <div className="mt-6 grid gap-6">
      <Field label="Campaign" row className="max-w-md">
        {(control) => (
          <Select
            {...control}
            value={view.campaign ?? ""}
            onChange={(e) => {
              setChosen(null);
              router.push(`/rules/coverage?${new URLSearchParams({ campaign: e.target.value })}`);
            }}
          >
            {view.campaigns.map((c) => (
              <option key={c.id} value={c.id}>
                {c.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Summary view={view} version={campaign?.version ?? null} />
      <CoverageTable view={view} chosen={chosen} onChoose={setChosen} />
      <p aria-live="polite" className="min-h-10 max-w-[80ch] max-lg:hidden">
        {cell ? cellWords(cell, view) : "Choose a cell to read it in words."}
      </p>
    </div>
  );
}

function Summary({ view, version }: { view: CoverageView; version: number | null }) {
  const blind = view.rules.filter((r) =>
    view.cells.every((c) => c.rule !== r.id || c.passed + c.failed === 0),
  );
  return (
    <p className="max-w-[80ch]">
      {things(view.rules.length, "rule")}
      {version === null ? "" : ` of version ${version}`} over{" "}
      {things(view.applications.length, "application")}.{" "}
      {blind.length === 0
        ? "Each could be checked somewhere."
        : `${things(blind.length, "rule")} could be checked nowhere: ${blind.map((r) => r.name).join("; ")}.`}
    </p>
  );
}
