"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Callout } from "@/components/ui/callout";
import { DefinitionList } from "@/components/ui/definition-list";
import { ProgressBar } from "@/components/ui/progress-bar";
import { progressOptions } from "@/lib/drafting/client";
import type { DraftProgress as Progress } from "@/lib/drafting/schema";
import { DraftActs } from "./draft-acts";
import { costs, counted, drafted, drafter, failure, left, makers, outcomes } from "./progress-words";

interface DraftProgressProps {
  campaign: string;
  /** Whether this person may start drafting again, stop a model or change who drafts. */
  mayStart: boolean;
}

/** How far a campaign's drafts are, who made them, what they cost, and what can be done about it. */
export function DraftProgress({ campaign, mayStart }: DraftProgressProps) {
  const { data } = useSuspenseQuery(progressOptions(campaign));
  const words = drafted(data);
  const failed = failure(data);
  const remaining = left(data);
  const rest = outcomes(data);
  const { done, of } = counted(data);
  return (
    <section aria-labelledby={`drafts-${campaign}`} className="grid gap-2">
      <h2 id={`drafts-${campaign}`} className="text-base">
        Drafts
      </h2>
      <ProgressBar value={done} max={of} label={words} />
      <p className="flex flex-wrap justify-between gap-x-3">
        <span>
          {words}
          {remaining ? <span className="text-ink-2">, {remaining}</span> : null}
        </span>
        <span className="text-sm text-ink-2">{drafter(data)}</span>
      </p>
      {rest.length > 0 ? <p className="text-sm text-ink-2">{rest.join("; ")}.</p> : null}
      {data.paused ? (
        <Callout tone="attention" title="The model is left alone">
          {data.paused} Rules draft meanwhile.{" "}
          {data.drafter ? (
            <Link href={`/settings/drafting/${data.drafter.version}`} className="text-accent underline">
              {`How version ${data.drafter.version} was examined`}
            </Link>
          ) : null}
        </Callout>
      ) : null}
      {failed ? (
        <Callout tone="attention" title="Without a draft">
          {failed}
        </Callout>
      ) : null}
      <Makers data={data} />
      <Costs data={data} />
      {mayStart ? <DraftActs data={data} /> : null}
    </section>
  );
}

/** Nothing to tell where the one who drafts here made all of them. */
function Makers({ data }: { data: Progress }) {
  const lines = makers(data);
  const [only] = data.by;
  const own = only?.fellBack === null && only.version === (data.drafter?.version ?? null);
  if (lines.length === 0 || (lines.length === 1 && own)) return null;
  return (
    <ul className="grid gap-1 text-sm">
      {lines.map(({ key, name, because, items }) => (
        <li key={key} className="flex justify-between gap-x-4">
          <span>
            {name}
            {because ? <span className="text-ink-2">: {because}</span> : null}
          </span>
          <span className="tabular-nums">{items}</span>
        </li>
      ))}
    </ul>
  );
}

function Costs({ data }: { data: Progress }) {
  const lines = costs(data);
  return lines.length === 0 ? null : <DefinitionList items={lines} />;
}
