"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ProgressBar } from "@/components/ui/progress-bar";
import { progressOptions, useStartDrafting } from "@/lib/drafting/client";
import { drafted, failure, left, outcomes } from "./progress-words";

interface DraftProgressProps {
  campaign: string;
  /** Whether this person may start drafting again. */
  mayStart: boolean;
}

/** How far a campaign's drafts are, for whoever runs it. */
export function DraftProgress({ campaign, mayStart }: DraftProgressProps) {
  const { data } = useSuspenseQuery(progressOptions(campaign));
  const start = useStartDrafting(campaign);
  const words = drafted(data);
  const failed = failure(data);
  const remaining = left(data);
  const rest = outcomes(data);
  const done = data.ready + data.insufficient + data.late;
  return (
    <section aria-labelledby={`drafts-${campaign}`} className="grid gap-2">
      <h2 id={`drafts-${campaign}`} className="text-base">
        Drafts
      </h2>
      <ProgressBar value={done} max={done + data.failed + data.pending} label={words} />
      <p className="flex flex-wrap justify-between gap-x-3">
        <span>
          {words}
          {remaining ? <span className="text-ink-2">, {remaining}</span> : null}
        </span>
        <span className="text-sm text-ink-3">{data.drafter}</span>
      </p>
      {rest.length > 0 ? <p className="text-sm text-ink-2">{rest.join("; ")}.</p> : null}
      {failed ? (
        <Callout
          tone="attention"
          title="Without a draft"
          actions={
            mayStart ? (
              <Button size="sm" disabled={start.isPending || data.pending > 0} onClick={() => start.mutate()}>
                Draft these again
              </Button>
            ) : undefined
          }
        >
          {failed}
        </Callout>
      ) : null}
      {start.isError ? (
        <Callout tone="finding" title="Not started" role="alert">
          {start.error.message}
        </Callout>
      ) : null}
    </section>
  );
}
