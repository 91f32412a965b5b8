"use client";

import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { cn } from "@/components/ui/cn";
import { ProgressBar } from "@/components/ui/progress-bar";
import { calendarDate } from "@/components/ui/time-distance";
import { importOptions } from "@/lib/sources/client";
import type { ImportJobWire } from "@/lib/sources/schema";
import { ImportResult } from "./import-result";
import { formatWord, grouped, size, steps } from "./words";

/** A started import: how far it is, and then what became of it. */
export function ImportProgress({ initial }: { initial: ImportJobWire }) {
  const found = useQuery({ ...importOptions(initial.id), initialData: initial });
  const job = found.data;
  return (
    <div className="mt-1 grid max-w-[72rem] gap-6">
      <p className="text-ink-2 [overflow-wrap:anywhere]">
        {job.format === "auto" ? "" : `${formatWord(job.format)}, `}as of {calendarDate(job.asOf)}
      </p>
      {job.state === "queued" || job.state === "running" ? <Running job={job} /> : null}
      {job.state === "uploaded" ? (
        <Callout title="Not started">
          The files were sent, and the import was not started.{" "}
          <Link href="/sources/import" className="text-accent underline">
            Choose them again
          </Link>
          .
        </Callout>
      ) : null}
      {job.state === "done" ? <ImportResult job={job} /> : null}
      {job.state === "refused" ? <Refused job={job} /> : null}
      {found.isRefetchError && job.state !== "done" && job.state !== "refused" ? (
        <Callout tone="attention" title="Not up to date" role="status">
          {found.error.message} The import itself goes on.
        </Callout>
      ) : null}
    </div>
  );
}

function Running({ job }: { job: ImportJobWire }) {
  const at = steps.findIndex((s) => s.phase === job.phase);
  const still = useStill(job, 60_000);
  return (
    <>
      <ol className="grid max-w-[48rem] gap-2">
        {steps.map((step, i) => (
          <li
            key={step.phase}
            aria-current={i === at ? "step" : undefined}
            className={cn(
              "grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2",
              i === at ? "font-medium" : "text-ink-2",
            )}
          >
            {i < at ? (
              <Check aria-label="Done" className="mt-0.5 size-4" strokeWidth={1.75} />
            ) : (
              <span aria-hidden className="text-center text-ink-3">
                {i + 1}
              </span>
            )}
            {step.word}
            {i === at ? <StepProgress job={job} /> : null}
          </li>
        ))}
      </ol>
      <p role="status" className="text-ink-2">
        {job.state === "queued"
          ? "Waiting for its turn. It starts within seconds unless another import is running."
          : "It goes on when this page is closed."}
      </p>
      {still ? (
        <Callout
          tone="attention"
          title="Nothing has moved for a minute"
          role="status"
          className="max-w-[72ch]"
        >
          A large file can take that long in one step. If the server was restarted meanwhile, it ends this
          import by itself, the snapshot before stays in force, and the files have to be imported again.
        </Callout>
      ) : null}
    </>
  );
}

function StepProgress({ job }: { job: ImportJobWire }) {
  const inRows = job.phase === "checking";
  const [value, max] = inRows ? [job.rowsSettled, job.rowsRead] : [job.bytesRead, job.bytes];
  const said = inRows
    ? `${grouped(value)} of ${grouped(max)} rows`
    : `${size(value)} of ${size(max)}${job.rowsRead > 0 ? `, ${grouped(job.rowsRead)} rows` : ""}`;
  if (job.phase === "putting in force")
    return (
      <span className="col-start-2 text-sm font-normal text-ink-2">
        {grouped(job.rowsRead)} rows; accounts are matched with the people who hold them
      </span>
    );
  return (
    <span className="col-start-2 mt-1 grid gap-1">
      <ProgressBar value={value} max={max} label={said} />
      <span className="text-sm font-normal text-ink-2">{said}</span>
    </span>
  );
}

function Refused({ job }: { job: ImportJobWire }) {
  const stopped = job.problem?.includes("stopped midway") ?? false;
  return (
    <>
      <Callout
        tone="finding"
        title={stopped ? "Stopped" : "Refused"}
        role="alert"
        className="max-w-[72ch] [overflow-wrap:anywhere]"
        actions={
          <>
            <Button asChild variant="filled">
              <Link href={job.sourceId ? `/sources/import?source=${job.sourceId}` : "/sources/import"}>
                Choose the files again
              </Link>
            </Button>
            {job.sourceId ? (
              <Button asChild>
                <Link
                  href={`/sources/${job.sourceId}${job.snapshot ? `?snapshot=${job.snapshot}#aside` : ""}`}
                >
                  {job.snapshot ? "Show the rows put aside" : "Show the source"}
                </Link>
              </Button>
            ) : null}
          </>
        }
      >
        {job.problem}
      </Callout>
      <p className="max-w-[72ch] text-ink-2">
        Nothing of this import went in force
        {job.rowsRead > 0 ? `; ${grouped(job.rowsRead)} rows had been read` : ""}. What was in force before
        stays so.
      </p>
    </>
  );
}

/** Whether the job has looked the same for so long. */
function useStill(job: ImportJobWire, millis: number): boolean {
  const now = `${job.state} ${job.phase} ${job.bytesRead} ${job.rowsRead} ${job.rowsSettled}`;
  const [still, setStill] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setStill(now), millis);
    return () => clearTimeout(timer);
  }, [now, millis]);
  return still === now;
}
