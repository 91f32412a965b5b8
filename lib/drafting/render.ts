import type { DraftResult, DraftView, Recommendation, Sentence } from "./schema";

/** Three short paragraphs of checked sentences, each with the facts it rests on. */
export type Paragraphs = { why: Sentence[]; against: Sentence[]; unknown: Sentence[] };

const nothing: Sentence = { text: "The draft found nothing in the record that it could support.", facts: [] };

/** The paragraphs of a draft; the strongest claim against comes first in its own. */
export function paragraphs(result: DraftResult): Paragraphs {
  const order = result.claims.map((claim, at) => ({ claim, first: at === result.counter }));
  const of = (section: "why" | "against" | "unknown"): Sentence[] =>
    order
      .filter((o) => o.claim.section === section)
      .sort((a, b) => Number(b.first) - Number(a.first))
      .map((o) => ({ text: o.claim.sentence, facts: [o.claim.evidence] }));
  const gaps = [...result.unknowns, ...result.questions].map(({ text, facts }) => ({ text, facts }));
  const why = of("why");
  const against = of("against");
  return {
    why: why.length + against.length === 0 ? [nothing] : why,
    against,
    unknown: [...of("unknown"), ...gaps],
  };
}

/** The note as plain text: what a reviewer is shown at once, so without recommendation and the model's own wording. */
export function noteOf(result: DraftResult): string {
  const { why, against, unknown } = paragraphs(result);
  const text = (sentences: readonly Sentence[]) =>
    sentences.map((s) => `${s.text}${s.facts.length ? ` [${s.facts.join(", ")}]` : ""}`).join(" ");
  return [
    text(why),
    against.length ? `Against this: ${text(against)}` : "",
    unknown.length ? `Not known: ${text(unknown)}` : "",
  ]
    .filter((p) => p !== "")
    .join("\n\n");
}

const verbs: Record<Recommendation, "keep" | "remove" | "change" | "insufficient"> = {
  certify: "keep",
  revoke: "remove",
  modify: "change",
  insufficient_evidence: "insufficient",
};

/** A draft as stored. */
export type DraftRecord = {
  state: DraftView["state"];
  provider: string;
  model: string;
  at: Date | string;
  result: DraftResult;
};

/**
 * A draft for the screen.
 * @param reveal "note" withholds the recommendation and the model's own wording; "recommendation" gives both
 */
export function viewOf(draft: DraftRecord, reveal: "note" | "recommendation"): DraftView {
  const { result } = draft;
  const shown = draft.state !== "failed";
  return {
    state: draft.state,
    drafter: drafterName(draft.provider, draft.model),
    draftedAt: new Date(draft.at).toISOString(),
    ...(shown ? paragraphs(result) : { why: [], against: [], unknown: [] }),
    ...(reveal === "recommendation" && shown
      ? {
          ...(result.judgement ? { judgement: result.judgement } : {}),
          recommendation: { verb: verbs[result.recommendation], from: result.from, target: result.target },
        }
      : {}),
  };
}

/** "Rule-based draft", or which model wrote it. */
export function drafterName(provider: string, model: string): string {
  return provider === "countersign" ? "Rule-based draft" : `Draft by ${model}`;
}
