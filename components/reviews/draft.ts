/** A sentence of the note and the facts it was checked against. */
export interface DraftSentence {
  text: string;
  facts: readonly string[];
}

export interface DraftRecommendation {
  verb: "keep" | "remove" | "change" | "insufficient";
  /** The facts it follows from. */
  from: readonly string[];
}

export interface DraftView {
  state: "ready" | "pending" | "insufficient" | "failed" | "none" | "withheld";
  /** "Rule-based draft", or the model's name. */
  drafter: string;
  /** ISO date. */
  draftedAt: string;
  why: readonly DraftSentence[];
  against: readonly DraftSentence[];
  unknown: readonly DraftSentence[];
  /** Wording that code could not check against a fact. */
  judgement?: string | undefined;
  /** Left out until it was asked for; `null` if the draft makes none. */
  recommendation?: DraftRecommendation | null | undefined;
}

/** The facts the note cites, each once, in the order of the note. */
export function citedFacts(draft: DraftView): string[] {
  return [
    ...new Set([...draft.why, ...draft.against, ...draft.unknown].flatMap((sentence) => sentence.facts)),
  ];
}

export const RECOMMENDED: Record<DraftRecommendation["verb"], string> = {
  keep: "keep",
  remove: "remove",
  change: "change",
  insufficient: "that too little is known",
};
