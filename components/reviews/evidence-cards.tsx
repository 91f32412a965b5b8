import { type ReactNode, useId } from "react";
import { DotRow } from "@/components/ui/dot-row";
import { type SparkBar, SparkBars } from "@/components/ui/spark-bars";
import { tieDates } from "@/components/ui/time-distance";
import { Timeline, type TimelineEvent } from "@/components/ui/timeline";

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
    "notReported" in part ? [part.notReported] : [],
  );
}

/** Where people would rather look than read. A card is there only if its source reports the thing. */
export function EvidenceCards({ peers, use, history }: EvidenceView) {
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
  return <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,12.5rem),1fr))] gap-3">{cards}</div>;
}

function Card({ title, sentence, children }: { title: string; sentence: string; children: ReactNode }) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid grid-rows-[auto_1fr_auto] rounded-lg border border-line bg-panel px-3 py-2"
    >
      <h3 id={id} className="text-sm font-medium text-ink-2">
        {title}
      </h3>
      <div className="flex min-h-14 flex-col justify-center">{children}</div>
      {/* The picture's text alternative is this sentence; read once is enough. */}
      <p aria-hidden className="text-sm">
        {tieDates(sentence)}
      </p>
    </section>
  );
}
