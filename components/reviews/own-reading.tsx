"use client";

import { useCallback, useEffect, useMemo, useRef } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import type { OpenedItem } from "@/lib/reviews/observe";
import type { Outcome } from "@/lib/reviews/schema";
import { decidedWords, OWN_READING, TAKEN_OUT } from "./blind-words";
import { DRAFT_NOTE_ID } from "./draft-note";

/** In the note's place where the reviewer decides before the draft, and until they ask for it afterwards. */
export function OwnReading({ decided = false }: { decided?: boolean }) {
  return (
    <section aria-labelledby="own-reading">
      <h2 id="own-reading" className="text-base">
        {OWN_READING.title}
      </h2>
      <p className="mt-1">{decided ? OWN_READING.recorded : OWN_READING.first}</p>
      <p className="mt-2 text-ink-2">{decided ? OWN_READING.shown : OWN_READING.why}</p>
    </section>
  );
}

interface DecidedFirstProps {
  outcome: Outcome;
  /** A secret was taken out of the words it was recorded with. */
  takenOut: boolean;
  /** The draft is being fetched. */
  loading: boolean;
  onShow: () => void;
  onNext: () => void;
}

/** In the panel's place once such a decision is recorded: look at the draft, or go on. Neither is asked for. */
export function DecidedFirst({ outcome, takenOut, loading, onShow, onNext }: DecidedFirstProps) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus({ preventScroll: true }), []);
  useHotkeys(
    useMemo(
      () => [
        { key: "d", label: "Show the draft", group: "Item", run: onShow },
        { key: "Enter", label: "Next item", group: "Item", run: onNext },
      ],
      [onShow, onNext],
    ),
  );
  return (
    <section aria-label="Decision" className="grid gap-3 px-4 py-4 sm:px-6 wide:px-5">
      <p ref={said} tabIndex={-1} className="-mx-2 rounded-md px-2 py-1">
        {decidedWords(outcome)}
        {takenOut ? <span className="mt-1 block text-attention">{TAKEN_OUT}</span> : null}
      </p>
      <div className="grid gap-2 sm:grid-cols-2 wide:grid-cols-1">
        <Button
          size="lg"
          onClick={onShow}
          aria-disabled={loading}
          aria-keyshortcuts="D"
          className="justify-between pointer-coarse:h-11"
        >
          {loading ? "Fetching the draft" : "Show the draft"}{" "}
          <Kbd aria-hidden className="pointer-coarse:hidden">
            D
          </Kbd>
        </Button>
        <Button
          size="lg"
          variant="strong"
          onClick={onNext}
          aria-keyshortcuts="Enter"
          className="justify-between pointer-coarse:h-11"
        >
          Next item{" "}
          <Kbd aria-hidden className="pointer-coarse:hidden">
            ↵
          </Kbd>
        </Button>
      </div>
    </section>
  );
}

/**
 * Reads the item anew, now with its draft. The button that asked for it is gone with its panel, so the note takes focus once it is
 * here, and comes into sight where it is beneath the facts.
 */
export function useShowDraft(opened: OpenedItem | undefined, refetch: () => unknown): () => void {
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (!opened || opened.blind?.hidden || asked.current !== opened.item) return;
    asked.current = null;
    document.getElementById(DRAFT_NOTE_ID)?.focus();
  }, [opened]);
  const item = opened?.item ?? null;
  return useCallback(() => {
    asked.current = item;
    void refetch();
  }, [item, refetch]);
}
