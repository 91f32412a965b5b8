"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { TimeDistance, tieDates } from "@/components/ui/time-distance";
import { sourcesOptions } from "@/lib/sources/client";
import { healthOf } from "@/lib/sources/rules";
import { ownFormat, type SourceWire } from "@/lib/sources/schema";
import { TieOutEquation } from "./tie-out";
import { changeText, countsText, formatWord, grouped } from "./words";

interface SourceListProps {
  initial: SourceWire[];
  /** ISO instant that ages count to. */
  asOf: string;
  /** Whether the reader may import. */
  imports: boolean;
}

/** Every source: what is in force, whether it adds up, and what needs a look. */
export function SourceList({ initial, asOf, imports }: SourceListProps) {
  const sources = useQuery({ ...sourcesOptions(), initialData: initial });
  return (
    <ul className="mt-6 grid gap-3">
      {sources.data.map((source) => (
        <SourceCard key={source.id} source={source} asOf={asOf} imports={imports} />
      ))}
    </ul>
  );
}

function SourceCard({ source, asOf, imports }: { source: SourceWire } & Omit<SourceListProps, "initial">) {
  const health = healthOf(source, new Date(asOf));
  const { current } = source;
  return (
    <li className="rounded-lg border border-line-strong bg-panel px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="text-lg [overflow-wrap:anywhere]">
            <Link href={`/sources/${source.id}`} className="hover:underline">
              {source.name}
            </Link>
            <span className="ml-2 text-sm font-normal text-ink-2">
              {formatWord(source.format)}
              {source.format === ownFormat ? ", this installation and the keys it holds" : ""}
            </span>
          </h2>
          <p className="mt-1 max-w-[88ch] text-ink-2 [overflow-wrap:anywhere]">
            <Badge tone={health.tone} className="mr-2 align-baseline">
              {health.word}
            </Badge>
            {tieDates(health.sentence)}
          </p>
        </div>
        <ImportLink source={source} imports={imports} />
      </div>
      {current ? (
        <dl className="mt-3 grid gap-x-8 gap-y-3 border-t border-line pt-3 sm:grid-cols-2 xl:grid-cols-[20rem_minmax(0,1fr)_22rem_8rem]">
          <Fact term="In force, as of">
            <TimeDistance date={current.asOf} asOf={asOf} />
            <span className="block text-sm text-ink-2">{countsText(current.counts)}</span>
          </Fact>
          <Fact term="Since the snapshot before">{changeText(source)}</Fact>
          <Fact term="Tie-out">
            {current.tieOut ? <TieOutEquation rows={current.tieOut} /> : "Not counted"}
          </Fact>
          <Fact term="Unmatched accounts">
            {source.unmatched > 0 ? (
              <Link href={`/sources/${source.id}#unmatched`} className="text-accent hover:underline">
                {grouped(source.unmatched)}
              </Link>
            ) : (
              "None"
            )}
          </Fact>
        </dl>
      ) : null}
    </li>
  );
}

function ImportLink({ source, imports }: { source: SourceWire; imports: boolean }) {
  if (source.running)
    return (
      <Button asChild>
        <Link href={`/sources/import?job=${source.running}`}>Show progress</Link>
      </Button>
    );
  // The built-in source is read anew at each launch and takes no files.
  if (!imports || source.format === ownFormat) return null;
  return (
    <Button asChild>
      <Link href={`/sources/import?source=${source.id}`}>
        Import<span className="sr-only"> into {source.name}</span>
      </Link>
    </Button>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-ink-2">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
