"use client";

import { Fragment, useMemo } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { cn } from "@/components/ui/cn";
import { OwnWords } from "@/components/ui/own-words";
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

/** The note's heading; it takes focus where the draft is shown at the reader's wish. */
export const DRAFT_NOTE_ID = "draft-note";

/** Once an item was opened without its draft, that evidence stays without: what was served is not added to. */
const WITHOUT_NOTE: Record<Exclude<DraftView["state"], "ready">, string> = {
  pending:
    "The draft was not written yet when you opened this, so you decide without one. The facts are complete.",
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
    <section aria-labelledby={DRAFT_NOTE_ID}>
      <h2 id={DRAFT_NOTE_ID} tabIndex={-1} className="-mx-2 rounded-md px-2 text-base">
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
      <OwnWords text={sentence.text} />
      {sentence.facts.map((fact) => (
        <FactLink key={fact} fact={fact} to="fact" className="ml-1 bg-accent-bg px-1.5 py-px" />
      ))}{" "}
    </span>
  );
}
