"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ProgressBar } from "@/components/ui/progress-bar";
import { answerWords, type Performing } from "@/lib/oversight/reperformance-schema";
import { performingOptions, useFreeze } from "@/lib/oversight/workpaper-client";
import { PerformItem } from "./perform-item";

/** A sample to decide again: the list, the evidence of the item that is open, and four answers. */
export function PerformScreen({ initial }: { initial: Performing }) {
  const { data: sample } = useQuery({ ...performingOptions(initial.id), initialData: initial });
  const freeze = useFreeze(initial.id);
  const answered = sample.rows.filter((r) => r.answer !== null).length;
  const [open, setOpen] = useState(sample.rows.find((r) => r.answer === null)?.n ?? 1);
  const words = `${answered} of ${sample.size} answered`;
  const next = () => {
    const left = sample.rows.filter((r) => r.answer === null && r.n !== open);
    const to = left.find((r) => r.n > open) ?? left[0];
    if (to) setOpen(to.n);
  };
  return (
    <div className="mt-6 grid items-start gap-8 wide:grid-cols-[18rem_minmax(0,1fr)]">
      <nav aria-label="The sample" className="grid gap-3">
        <ProgressBar value={answered} max={sample.size} label={words} />
        <p className="text-sm text-ink-2">{words}</p>
        {sample.frozenAt ? (
          <Callout title="Frozen">The comparison stands in the campaign's report.</Callout>
        ) : answered === sample.size ? (
          <Button variant="filled" disabled={freeze.isPending} onClick={() => freeze.mutate()}>
            Freeze and compare
          </Button>
        ) : null}
        {freeze.isError ? (
          <p role="alert" className="text-sm text-finding">
            {freeze.error.message}
          </p>
        ) : null}
        <ol className="max-h-64 overflow-y-auto border-t border-line wide:max-h-[70vh]">
          {sample.rows.map((r) => (
            <li key={r.n}>
              <button
                type="button"
                onClick={() => setOpen(r.n)}
                aria-current={r.n === open ? "true" : undefined}
                className="grid w-full gap-0.5 border-b border-line px-2 py-1.5 text-left hover:bg-sunken aria-[current]:bg-sunken"
              >
                <span>
                  {r.n}. {r.subject}
                </span>
                <span className="text-sm text-ink-2">
                  {r.title} in {r.application}
                  {r.answer ? `: ${answerWords[r.answer].toLowerCase()}` : ""}
                </span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <PerformItem
        key={open}
        sample={sample.id}
        n={open}
        frozen={sample.frozenAt !== null}
        onAnswered={next}
      />
    </div>
  );
}
