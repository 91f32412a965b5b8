"use client";

import { useEffect, useMemo, useRef } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import type { MadeUp } from "@/lib/reviews/challenge-words";
import { ITEM_TITLE_ID } from "./item-title";

/** In an item's place once it was answered and turns out to have been made up: what was, what was answered, and why it matters. */
export function ChallengeReveal({
  madeUp,
  title,
  onNext,
}: {
  madeUp: MadeUp;
  title: string;
  onNext: () => void;
}) {
  const said = useRef<HTMLHeadingElement>(null);
  useEffect(() => said.current?.focus({ preventScroll: true }), []);
  useHotkeys(useMemo(() => [{ key: "Enter", label: "Next item", group: "Item", run: onNext }], [onNext]));
  return (
    <section aria-labelledby={ITEM_TITLE_ID} className="grid max-w-[40rem] gap-4 py-2">
      <div>
        <p className="text-sm text-ink-2 [overflow-wrap:anywhere]">{title}</p>
        <h1 ref={said} id={ITEM_TITLE_ID} tabIndex={-1} className="mt-1 text-xl">
          {madeUp.title}
        </h1>
      </div>
      <dl className="grid gap-3">
        <Part term="What was made up">{madeUp.planted}</Part>
        <Part term="What you answered">{madeUp.answered}</Part>
        <Part term="Why it is here">{madeUp.why}</Part>
      </dl>
      <Button
        size="lg"
        variant="strong"
        onClick={onNext}
        aria-keyshortcuts="Enter"
        className="w-full justify-between sm:w-64 pointer-coarse:h-11"
      >
        Next item{" "}
        <Kbd aria-hidden className="pointer-coarse:hidden">
          ↵
        </Kbd>
      </Button>
    </section>
  );
}

function Part({ term, children }: { term: string; children: string }) {
  return (
    <div className="border-l-2 border-line-strong pl-3">
      <dt className="text-sm text-ink-2">{term}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}
