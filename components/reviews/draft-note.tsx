"use client";

import { useEffect, useMemo, useRef } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { calendarDate } from "@/components/ui/time-distance";
import { type DraftSentence, type DraftView, RECOMMENDED } from "./draft";
import { claimAnchor, FactLink, useLinkedFacts } from "./linked-facts";

export interface DraftNoteProps {
  draft: DraftView;
  /** How far the recommendation is opened. */
  recommendation: "closed" | "loading" | "open";
  onOpenRecommendation: () => void;
  /** One line after the provenance, "Every sentence is checked against its fact." */
  provenanceNote?: string;
}

const WITHOUT_NOTE: Record<Exclude<DraftView["state"], "ready" | "pending">, string> = {
  insufficient:
    "Too little is known for a recommendation. What the sources do say stands in the facts; the rest has to be asked.",
  failed: "No draft could be written for this item. The facts are complete, and you can decide from them.",
  none: "This item has no draft. The facts are complete, and you can decide from them.",
  withheld: "You decide this one before the draft. It is shown after you have recorded your decision.",
};

/** The draft in three short paragraphs, and its recommendation last, closed until asked for. */
export function DraftNote({ draft, recommendation, onOpenRecommendation, provenanceNote }: DraftNoteProps) {
  const canOpen = draft.state === "ready" && recommendation === "closed";
  useHotkeys(
    useMemo(
      () => [{ key: "d", label: "What the draft recommends", group: "Item", run: onOpenRecommendation }],
      [onOpenRecommendation],
    ),
    canOpen,
  );

  return (
    <section aria-labelledby="draft-note">
      <h2 id="draft-note" className="text-base">
        Draft note
      </h2>
      <Body draft={draft} provenanceNote={provenanceNote} />
      {draft.state === "ready" ? (
        <Recommendation draft={draft} shown={recommendation} onOpen={onOpenRecommendation} />
      ) : null}
    </section>
  );
}

function Body({ draft, provenanceNote }: { draft: DraftView; provenanceNote: string | undefined }) {
  if (draft.state === "pending") {
    return (
      <Loading label="The draft is being written" className="mt-1">
        <p aria-hidden className="text-sm text-ink-3">
          The draft is being written. The facts are complete.
        </p>
        <div className="mt-4 grid gap-3">
          <Skeleton className="w-full" />
          <Skeleton className="w-11/12" />
          <Skeleton className="w-2/3" />
          <Skeleton className="mt-3 w-full" />
          <Skeleton className="w-1/2" />
        </div>
      </Loading>
    );
  }
  if (draft.state !== "ready" && draft.state !== "insufficient") {
    return <p className="mt-1 text-ink-2">{WITHOUT_NOTE[draft.state]}</p>;
  }
  const first = firstCitations(draft);
  return (
    <>
      <p className="text-sm text-ink-3">
        {draft.drafter}, {calendarDate(draft.draftedAt)}.{provenanceNote ? ` ${provenanceNote}` : ""}
      </p>
      {draft.state === "insufficient" ? <p className="mt-3 text-ink-2">{WITHOUT_NOTE.insufficient}</p> : null}
      <div className="mt-3 grid gap-2">
        <Paragraph sentences={draft.why} first={first} />
        <Paragraph lead="Against this:" sentences={draft.against} first={first} />
        <Paragraph lead="Not known:" sentences={draft.unknown} first={first} />
      </div>
    </>
  );
}

/** For each fact the first sentence that cites it; that one carries the anchor. */
function firstCitations(draft: DraftView): Map<string, DraftSentence> {
  const first = new Map<string, DraftSentence>();
  for (const sentence of [...draft.why, ...draft.against, ...draft.unknown]) {
    for (const fact of sentence.facts) if (!first.has(fact)) first.set(fact, sentence);
  }
  return first;
}

interface ParagraphProps {
  lead?: string;
  sentences: readonly DraftSentence[];
  first: Map<string, DraftSentence>;
}

function Paragraph({ lead, sentences, first }: ParagraphProps) {
  if (sentences.length === 0) return null;
  return (
    <p>
      {lead ? <b>{lead} </b> : null}
      {sentences.map((sentence) => (
        <Sentence key={sentence.text} sentence={sentence} first={first} />
      ))}
    </p>
  );
}

function Sentence({ sentence, first }: { sentence: DraftSentence; first: Map<string, DraftSentence> }) {
  const { lit, handlers } = useLinkedFacts(sentence.facts);
  const anchors = sentence.facts.filter((fact) => first.get(fact) === sentence);
  return (
    <span {...handlers} className={cn("rounded-sm", lit && "bg-selected")}>
      {anchors.map((fact) => (
        <span key={fact} id={claimAnchor(fact)} tabIndex={-1} />
      ))}
      {sentence.text}
      {sentence.facts.map((fact) => (
        <FactLink key={fact} fact={fact} to="fact" className="ml-1 bg-accent-bg px-1.5 py-px" />
      ))}{" "}
    </span>
  );
}

interface RecommendationProps {
  draft: DraftView;
  shown: "closed" | "loading" | "open";
  onOpen: () => void;
}

function Recommendation({ draft, shown, onOpen }: RecommendationProps) {
  const pressed = useRef(false);
  const block = useRef<HTMLDivElement>(null);

  // The button that had focus is gone; what it opened takes it.
  useEffect(() => {
    if (shown === "closed" || !pressed.current) return;
    pressed.current = false;
    block.current?.focus({ preventScroll: true });
  }, [shown]);

  if (shown === "closed") {
    return (
      <Button
        onClick={() => {
          pressed.current = true;
          onOpen();
        }}
        size="lg"
        className="mt-4 w-full justify-between"
        aria-keyshortcuts="D"
      >
        What the draft recommends{" "}
        <Kbd aria-hidden className="pointer-coarse:hidden">
          D
        </Kbd>
      </Button>
    );
  }
  const given = draft.recommendation;
  return (
    <div
      ref={block}
      role="status"
      tabIndex={-1}
      className="mt-4 rounded-lg border border-line-strong px-3 py-2"
    >
      {shown === "loading" || given === undefined ? (
        <span className="text-ink-2">Fetching the recommendation</span>
      ) : given === null ? (
        <span>The draft makes no recommendation.</span>
      ) : (
        <p className="flex flex-wrap justify-between gap-x-3">
          <span>
            The draft says <b className="font-semibold">{RECOMMENDED[given.verb]}</b>
          </span>
          <span className="inline-flex items-center gap-1 text-sm text-ink-3">
            from
            {given.from.map((fact) => (
              <FactLink key={fact} fact={fact} to="fact" className="min-w-6 text-center" />
            ))}
          </span>
        </p>
      )}
      {draft.judgement && shown === "open" ? (
        <p className="mt-1 text-sm text-ink-2">
          <b>Not checked against a fact:</b> {draft.judgement}
        </p>
      ) : null}
    </div>
  );
}
