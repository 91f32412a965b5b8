"use client";

import { Fragment, useMemo } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { cn } from "@/components/ui/cn";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { calendarDate } from "@/components/ui/time-distance";
import { type DraftSentence, type DraftView, drafterWords, fellBackWords } from "./draft";
import { Recommendation } from "./draft-recommendation";
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
    "No recommendation follows from these facts. Here is what they say, and what has to be asked.",
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
      {draft.state === "ready" || (draft.state === "insufficient" && draft.turned) ? (
        <Recommendation
          draft={draft}
          shown={draft.state === "insufficient" ? "open" : recommendation}
          onOpen={onOpenRecommendation}
        />
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
  const fellBack = fellBackWords(draft);
  return (
    <>
      <p className="text-sm text-ink-3">
        {drafterWords(draft)}, {calendarDate(draft.draftedAt)}.{provenanceNote ? ` ${provenanceNote}` : ""}
        {fellBack ? <span className="block">{fellBack}</span> : null}
      </p>
      {draft.state === "insufficient" ? <p className="mt-3 text-ink-2">{WITHOUT_NOTE.insufficient}</p> : null}
      <div className="mt-3 grid gap-2">
        <Paragraph of={[{ sentences: draft.why }]} first={first} />
        <Paragraph of={[{ lead: draft.lead ?? "Against this:", sentences: draft.against }]} first={first} />
        <Paragraph
          of={[
            { lead: "Not known:", sentences: draft.unknown.filter((s) => !s.stated) },
            { lead: "Only stated:", sentences: draft.unknown.filter((s) => s.stated) },
          ]}
          first={first}
        />
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
  /** Its parts, each behind the words that say what they are. */
  of: readonly { lead?: string; sentences: readonly DraftSentence[] }[];
  first: Map<string, DraftSentence>;
}

function Paragraph({ of, first }: ParagraphProps) {
  const parts = of.filter((part) => part.sentences.length > 0);
  if (parts.length === 0) return null;
  return (
    <p>
      {parts.map(({ lead, sentences }) => (
        <Fragment key={lead ?? ""}>
          {lead ? <b>{lead} </b> : null}
          {sentences.map((sentence) => (
            <Sentence key={sentence.text} sentence={sentence} first={first} />
          ))}
        </Fragment>
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
