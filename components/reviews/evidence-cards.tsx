"use client";

import { type ReactNode, useId } from "react";
import { cn } from "@/components/ui/cn";
import { DotRow } from "@/components/ui/dot-row";
import { type SparkBar, SparkBars } from "@/components/ui/spark-bars";
import { tieDates } from "@/components/ui/time-distance";
import { Timeline, type TimelineEvent } from "@/components/ui/timeline";
import { useDensity } from "./density";

/** What the source does not report, in one sentence: "SAP Finance does not report use." */
export interface NotReported {
  notReported: string;
}

export interface PeersView {
  /** "Other Treasury analysts". */
  title: string;
  holders: number;
  total: number;
  /** "0 of 10 hold this". */
  sentence: string;
}

export interface UseView {
  /** "Use, Dec to Nov". */
  title: string;
  /** Twelve months, oldest first. */
  months: readonly SparkBar[];
  /** "Last used 14 Apr 2026, 220 days ago". */
  sentence: string;
}

export interface HistoryView {
  title: string;
  events: readonly TimelineEvent[];
  /** "Granted Mar 2023, kept Nov 2025, moved Jan 2026". */
  sentence: string;
}

export interface EvidenceView {
  peers: PeersView | NotReported;
  use: UseView | NotReported;
  history: HistoryView | NotReported;
}

/** The sentences for what no card can show; FactList lists them as not known. */
export function notReported(evidence: EvidenceView): string[] {
  return [evidence.peers, evidence.use, evidence.history].flatMap((part) =>
    "notReported" in part && part.notReported !== "" ? [part.notReported] : [],
  );
}

/** Where people would rather look than read. A card is there only if its source reports the thing. */
export function EvidenceCards({ peers, use, history }: EvidenceView) {
  const density = useDensity();
  const cards: ReactNode[] = [];
  if (!("notReported" in peers)) {
    cards.push(
      <Card key="peers" title={peers.title} sentence={peers.sentence}>
        <DotRow filled={peers.holders} total={peers.total} label={peers.sentence} />
      </Card>,
    );
  }
  if (!("notReported" in use)) {
    cards.push(
      <Card key="use" title={use.title} sentence={use.sentence}>
        <SparkBars bars={use.months} label={use.sentence} />
      </Card>,
    );
  }
  if (!("notReported" in history)) {
    cards.push(
      <Card key="history" title={history.title} sentence={history.sentence}>
        <Timeline events={history.events} label={history.sentence} />
      </Card>,
    );
  }
  if (cards.length === 0) return null;
  return (
    <div
      className={
        density === "line"
          ? "divide-y divide-line border-y border-line"
          : cn(
              "grid grid-cols-[repeat(auto-fit,minmax(min(100%,12.5rem),1fr))]",
              density === "compact" ? "gap-2" : "gap-3",
            )
      }
    >
      {cards}
    </div>
  );
}

/** A picture with its title and sentence; where facts have one line, so has it. */
function Card({ title, sentence, children }: { title: string; sentence: string; children: ReactNode }) {
  const id = useId();
  const density = useDensity();
  const line = density === "line";
  return (
    <section
      aria-labelledby={id}
      className={cn(
        line
          ? "grid grid-cols-[minmax(0,11rem)_minmax(0,1fr)] items-center gap-x-4 py-1 sm:grid-cols-[minmax(0,11rem)_9rem_minmax(0,1fr)]"
          : "grid grid-rows-[auto_1fr_auto] rounded-lg border border-line bg-panel",
        density === "comfortable" && "px-3 py-2",
        density === "compact" && "px-2.5 py-1",
      )}
    >
      <h3
        id={id}
        className={cn("text-sm font-medium text-ink-2", line && "truncate")}
        title={line ? title : undefined}
      >
        {title}
      </h3>
      <div
        className={cn(
          "flex flex-col justify-center",
          density === "comfortable" && "min-h-14",
          density === "compact" && "min-h-9 *:max-h-8",
          line && "h-4 overflow-hidden *:max-h-4 max-sm:hidden",
        )}
      >
        {children}
      </div>
      {/* The picture's text alternative is this sentence; read once is enough. */}
      <p aria-hidden className={cn("text-sm", line && "truncate")} title={line ? sentence : undefined}>
        {tieDates(sentence)}
      </p>
    </section>
  );
}
