"use client";

import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { type DraftRecommendation, type DraftView, recommendedWords } from "./draft";
import { FactLink } from "./linked-facts";

interface RecommendationProps {
  draft: DraftView;
  shown: "closed" | "loading" | "open";
  onOpen: () => void;
}

/** What the draft recommends, closed until asked for; and, apart, the model's own wording. */
export function Recommendation({ draft, shown, onOpen }: RecommendationProps) {
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
  return (
    <>
      <div
        ref={block}
        role="status"
        tabIndex={-1}
        className="mt-4 rounded-lg border border-line-strong px-3 py-2"
      >
        <Given draft={draft} loading={shown === "loading"} />
      </div>
      {draft.judgement && shown === "open" ? (
        <div className="mt-3 border-l-2 border-line-strong pl-3 text-ink-2">
          <h3 className="text-sm font-medium">Not checked against a fact</h3>
          <p>{draft.judgement}</p>
        </div>
      ) : null}
    </>
  );
}

function Given({ draft, loading }: { draft: DraftView; loading: boolean }) {
  const { recommendation: given, turned } = draft;
  if (loading || given === undefined) return <span className="text-ink-2">Fetching the recommendation</span>;
  if (given === null) return <span>The draft makes no recommendation.</span>;
  if (turned && recommendedWords(turned) !== recommendedWords(given))
    return <Turned given={given} without={turned} />;
  return (
    <p className="flex flex-wrap justify-between gap-x-3">
      <span>
        The draft says <b className="font-semibold">{recommendedWords(given)}</b>
      </span>
      <From facts={given.from} />
      {turned ? (
        <span className="w-full text-sm text-ink-2">
          A text about this item kept the draft from saying what speaks against this. It is said in the note,
          as without the text. The text decides nothing here.
        </span>
      ) : null}
    </p>
  );
}

/** Both, side by side, where somebody's text turns the draft: the text decides nothing. */
function Turned({ given, without }: { given: DraftRecommendation; without: DraftRecommendation }) {
  return (
    <>
      <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
        {(
          [
            ["With somebody's text", given],
            ["Without anybody's text", without],
          ] as const
        ).map(([words, one]) => (
          <div key={words}>
            <dt className="text-sm text-ink-2">{words}</dt>
            <dd className="flex flex-wrap justify-between gap-x-3">
              <b className="font-semibold">{recommendedWords(one)}</b>
              <From facts={one.from} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-1 text-sm text-ink-2">
        A text about this item turns the draft. The text decides nothing here.
      </p>
    </>
  );
}

function From({ facts }: { facts: readonly string[] }) {
  if (facts.length === 0) return null;
  return (
    <span className="inline-flex items-center gap-1 text-sm text-ink-3">
      from
      {facts.map((fact) => (
        <FactLink key={fact} fact={fact} to="fact" className="min-w-6 text-center" />
      ))}
    </span>
  );
}
