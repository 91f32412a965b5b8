import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { paceOptions, plainOf, repeatedAdvice } from "@/lib/reviews/client";
import type { DraftView } from "./draft";

/** The sentences of a note, to begin one's own words with; nothing where there is no note. */
export function draftWordsOf(note: DraftView): { draftWords?: string } {
  if (note.state !== "ready") return {};
  const words = [...note.why, ...note.against].map((s) => s.text.trim()).join(" ");
  return words ? { draftWords: words } : {};
}

/** A gentle line about words before they are recorded: that they stand elsewhere, or are the draft's. It never stops anybody. */
export function useAdvice(review: string, note: DraftView | undefined): (words: string) => string | null {
  const { data: pace } = useQuery(paceOptions(review));
  const used = pace?.words;
  const draft = note ? draftWordsOf(note).draftWords : undefined;
  return useCallback(
    (words: string) => {
      if (draft && plainOf(words) === plainOf(draft))
        return "These are the draft’s words and nothing else; the record says so. Add what you know yourself.";
      return repeatedAdvice(words, used ?? []);
    },
    [draft, used],
  );
}
