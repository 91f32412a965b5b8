/** A sentence of the note and the facts it was checked against. */
export interface DraftSentence {
  text: string;
  facts: readonly string[];
  /** It repeats what somebody states. */
  stated?: true;
}

export interface DraftRecommendation {
  verb: "keep" | "remove" | "change" | "insufficient";
  /** The facts it follows from. */
  from: readonly string[];
  /** Which change, where it is one. */
  target?: "reduce" | "rotate" | "transfer_owner" | "retire" | null;
}

export interface DraftView {
  state: "ready" | "pending" | "insufficient" | "failed" | "none" | "withheld";
  /** "Rule-based draft", or the model's name. */
  drafter: string;
  /** ISO date. */
  draftedAt: string;
  /** The version of the settings and of the prompt, and why the rules made it, where a model should have. */
  provenance?: { version: number | null; prompt: string | null; fellBack: string | null };
  /** What stands before the second paragraph. */
  lead?: string;
  why: readonly DraftSentence[];
  against: readonly DraftSentence[];
  unknown: readonly DraftSentence[];
  /** Wording that code could not check against a fact. */
  judgement?: string | undefined;
  /** Left out until it was asked for; `null` if the draft makes none. */
  recommendation?: DraftRecommendation | null | undefined;
  /** What it recommends without anybody's text, where the text turned the draft. */
  turned?: DraftRecommendation | undefined;
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

const CHANGE: Record<NonNullable<DraftRecommendation["target"]>, string> = {
  reduce: "allow less",
  rotate: "rotate the key",
  transfer_owner: "another owner",
  retire: "retire it",
};

/** "remove", "change: rotate the key", "no recommendation". */
export function recommendedWords({ verb, target }: Pick<DraftRecommendation, "verb" | "target">): string {
  if (verb === "insufficient") return "no recommendation";
  return verb === "change" && target ? `change: ${CHANGE[target]}` : RECOMMENDED[verb];
}

/** Who drafted it, and when: "Draft by m-1, version 3, prompt recertification-2". */
export function drafterWords({ drafter, provenance }: Pick<DraftView, "drafter" | "provenance">): string {
  if (!provenance || provenance.version === null) return drafter;
  return [drafter, `version ${provenance.version}`, provenance.prompt ? `prompt ${provenance.prompt}` : ""]
    .filter(Boolean)
    .join(", ");
}

/** Why the rules made it, where a model should have. */
export function fellBackWords({ provenance }: Pick<DraftView, "provenance">): string | undefined {
  return provenance?.fellBack ? `Rules drafted this in a model's place. ${provenance.fellBack}` : undefined;
}
