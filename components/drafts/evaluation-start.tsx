"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ProgressBar } from "@/components/ui/progress-bar";
import { evaluationsOptions, useAskEvaluation } from "@/lib/drafting/client";
import { grouped } from "./drafter-words";

const look = 1_500;

/** Starts the evaluation of a version as it is saved, and shows how far it is. */
export function EvaluationStart({ version, disabled }: { version: number; disabled: boolean }) {
  const client = useQueryClient();
  const start = useAskEvaluation(version);
  /** The newest evaluation when it was asked for; null while none is awaited. */
  const [since, setSince] = useState<string | null>(null);
  const { data } = useQuery({
    ...evaluationsOptions(version),
    refetchInterval: ({ state }) => (since !== null || running(state.data?.progress) ? look : false),
  });
  const newest = data?.evaluations[0]?.id ?? "none";
  const progress = data?.progress?.version === version ? data.progress : null;
  const problem = progress?.problem ?? null;
  useEffect(() => {
    if (since === null || (newest === since && problem === null)) return;
    setSince(null);
    void client.invalidateQueries({ queryKey: ["drafters"] });
  }, [client, newest, problem, since]);
  const busy = since !== null || running(progress);
  return (
    <div className="grid gap-2">
      {busy ? (
        <div className="grid gap-1" role="status">
          <p className="text-sm text-ink-2">
            {progress && progress.total > 0
              ? `${grouped(progress.done)} of ${grouped(progress.total)} answered`
              : "Waiting for its turn"}
          </p>
          <ProgressBar
            value={progress?.done ?? 0}
            max={progress?.total ?? 0}
            label={`${progress?.done ?? 0} of ${progress?.total ?? 0} answered`}
          />
        </div>
      ) : (
        <div>
          <Button
            size="sm"
            disabled={disabled || start.isPending}
            onClick={() => {
              client.setQueryData(
                evaluationsOptions(version).queryKey,
                (was) => was && { ...was, progress: null },
              );
              start.mutate(undefined, { onSuccess: () => setSince(newest) });
            }}
          >
            Evaluate these settings
          </Button>
        </div>
      )}
      {problem !== null && !busy ? (
        <Callout tone="finding" title="Not evaluated" role="alert">
          {problem}
        </Callout>
      ) : null}
      {start.isError ? (
        <Callout tone="finding" title="Not started" role="alert">
          {start.error.message}
        </Callout>
      ) : null}
    </div>
  );
}

const running = (progress: { problem: string | null } | null | undefined) =>
  progress !== null && progress !== undefined && progress.problem === null;
