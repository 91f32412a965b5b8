"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FactLink, useLinkedFacts } from "@/components/reviews/linked-facts";
import { cn } from "@/components/ui/cn";
import { Disclosure } from "@/components/ui/disclosure";
import { Skeleton } from "@/components/ui/skeleton";
import { tieDates } from "@/components/ui/time-distance";
import { ZeroBar } from "@/components/ui/zero-bar";
import { needOptions } from "@/lib/evidence/client";
import type { NeedAnswer } from "@/lib/evidence/need-queries";
import { abstainedWords, kindWord, positionWords, totalWords, weightText } from "./need-words";

interface NeedPartsProps {
  item: string;
  /** The facts as they are told, to name each part's. */
  facts: readonly { id: string; sentence: string }[];
}

/** How strongly the facts speak for need, part by part; nothing of it is asked for before somebody opens it. */
export function NeedParts({ item, facts }: NeedPartsProps) {
  const [asked, setAsked] = useState<string | null>(null);
  const open = asked === item;
  return (
    <Disclosure
      key={item}
      summary="How strongly do the facts speak for need?"
      onToggle={(now) => setAsked(now ? item : null)}
    >
      {open ? <Parts item={item} facts={facts} /> : null}
    </Disclosure>
  );
}

function Parts({ item, facts }: NeedPartsProps) {
  const { data, error, isPending } = useQuery(needOptions(item));
  if (isPending) return <Skeleton className="h-24 w-full" />;
  if (error) return <p role="alert">{error.message}</p>;
  if (data.total === null)
    return <p className="text-ink-2">{data.abstained ? abstainedWords[data.abstained] : null}</p>;
  return <Told answer={data} total={data.total} facts={facts} />;
}

function Told({
  answer,
  total,
  facts,
}: {
  answer: NeedAnswer;
  total: number;
  facts: NeedPartsProps["facts"];
}) {
  const parts = [...answer.parts].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const most = Math.max(1, ...parts.map((p) => Math.abs(p.weight)));
  return (
    <div className="grid gap-3">
      <p>
        {totalWords(total, answer.parts)} {answer.position ? positionWords(answer.position) : null}
      </p>
      <div className="@container">
        <p aria-hidden className="ml-11 flex justify-between pr-14 text-sm text-ink-3 @xl:ml-auto @xl:w-60">
          <span>against need</span>
          <span>for need</span>
        </p>
        <ul aria-label="What each fact weighs" className="divide-y divide-line border-y border-line">
          {parts.map((part) => (
            <PartRow
              key={part.id}
              part={part}
              most={most}
              sentence={facts.find((f) => f.id === part.id)?.sentence ?? kindWord(part.kind)}
            />
          ))}
        </ul>
      </div>
      <p className="text-sm text-ink-2">
        The bars are parts of a sum, by the weights {answer.weights?.name}. What is not marked was learnt from{" "}
        {answer.weights?.fittedOn.length ?? 0} finished reviews elsewhere, where its usual spread is one unit;
        what was set by hand weighs at most half a unit. The sum orders and informs; it decides nothing.
      </p>
    </div>
  );
}

function PartRow({
  part,
  most,
  sentence,
}: {
  part: NeedAnswer["parts"][number];
  most: number;
  sentence: string;
}) {
  const { lit, handlers } = useLinkedFacts([part.id]);
  const basis = part.beyond
    ? "further than those reviews reach, carried on"
    : part.fitted
      ? null
      : "set by hand";
  return (
    <li
      {...handlers}
      className={cn(
        "grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-2 py-1.5 @xl:grid-cols-[2.25rem_minmax(0,1fr)_15rem]",
        lit && "bg-selected",
      )}
    >
      <span className="pl-1">
        <FactLink fact={part.id} to="fact" className="-my-0.5 inline-flex h-6 min-w-6 items-center" />
      </span>
      <span className="min-w-0">
        {tieDates(sentence)}
        {basis ? <span className="block text-sm text-ink-3">{basis}</span> : null}
      </span>
      <span className="col-start-2 grid grid-cols-[minmax(0,1fr)_3rem] items-center gap-x-2 @xl:col-start-3">
        <ZeroBar value={part.weight} most={most} outlined={!part.fitted || part.beyond} />
        <span className="text-right text-sm text-ink-2">
          {weightText(part.weight)}
          <span className="sr-only">{part.weight < 0 ? ", against need" : ", for need"}</span>
        </span>
      </span>
    </li>
  );
}
