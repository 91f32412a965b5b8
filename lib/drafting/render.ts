import { agree } from "./masked";
import type { DraftResult, DraftView, Recommendation, Section, Sentence, VerifiedClaim } from "./schema";

/** Three short paragraphs of checked sentences, each with the facts it rests on. */
export type Paragraphs = { why: Sentence[]; against: Sentence[]; unknown: Sentence[] };

const nothing: Sentence = { text: "The draft found nothing in the record that it could support.", facts: [] };

/**
 * The paragraphs of a draft; the strongest claim against comes first in its own. What somebody's text kept the draft from saying
 * against the same recommendation is said all the same.
 */
export function paragraphs(result: DraftResult): Paragraphs {
  const order = result.claims.map((claim, at) => ({ claim, first: at === result.counter }));
  const of = (section: Section): Sentence[] =>
    order
      .filter((o) => o.claim.section === section)
      .sort((a, b) => Number(b.first) - Number(a.first))
      .map(({ claim }) => sentenceOf(claim));
  const gaps = [...result.unknowns, ...result.questions].map(({ text, facts }) => ({ text, facts }));
  const why = of("why");
  const against = [...of("against"), ...silenced(result).map(sentenceOf)];
  return {
    why: why.length + against.length === 0 ? [nothing] : why,
    against,
    unknown: [...of("unknown"), ...gaps, ...of("stated")],
  };
}

function sentenceOf({ section, sentence, evidence, also }: VerifiedClaim): Sentence {
  return {
    text: sentence,
    facts: [evidence, ...(also ?? [])],
    ...(section === "stated" ? { stated: true as const } : {}),
  };
}

/** What speaks against in the draft without the text, where both recommend the same and the one with it says nothing of it. */
function silenced({ turned, ...result }: DraftResult): VerifiedClaim[] {
  if (!turned || !agree(result, turned) || result.claims.some((c) => c.section === "against")) return [];
  return turned.claims.filter((c) => c.section === "against");
}

/** What stands before the second and the third paragraph. */
export function leads(result: Pick<DraftResult, "recommendation">): {
  against: string;
  unknown: string;
  stated: string;
} {
  return {
    against: result.recommendation === "insufficient_evidence" ? "On the other side:" : "Against this:",
    unknown: "Not known:",
    stated: "Only stated:",
  };
}

/** The note as plain text: what a reviewer is shown at once, so without recommendation and the model's own wording. */
export function noteOf(result: DraftResult): string {
  const { why, against, unknown } = paragraphs(result);
  const lead = leads(result);
  const text = (sentences: readonly Sentence[]) =>
    sentences.map((s) => `${s.text}${s.facts.length ? ` [${s.facts.join(", ")}]` : ""}`).join(" ");
  const led = (words: string, sentences: readonly Sentence[]) =>
    sentences.length ? `${words} ${text(sentences)}` : "";
  const gaps = unknown.filter((s) => !s.stated);
  const stated = unknown.filter((s) => s.stated);
  return [
    text(why),
    led(lead.against, against),
    [led(lead.unknown, gaps), led(lead.stated, stated)].filter((p) => p !== "").join(" "),
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
  drafterVersion: number | null;
  promptVersion: string;
  fellBack: string | null;
};

/**
 * A draft for the screen.
 * @param reveal "note" withholds the recommendations and the model's own wording; "recommendation" gives all
 */
export function viewOf(draft: DraftRecord, reveal: "note" | "recommendation"): DraftView {
  const { result } = draft;
  const shown = draft.state !== "failed";
  const said = ({
    recommendation,
    from,
    target,
  }: Pick<DraftResult, "recommendation" | "from" | "target">) => ({
    verb: verbs[recommendation],
    from,
    target,
  });
  return {
    state: draft.state,
    drafter: drafterName(draft.provider, draft.model),
    draftedAt: new Date(draft.at).toISOString(),
    provenance: { version: draft.drafterVersion, prompt: draft.promptVersion, fellBack: draft.fellBack },
    lead: leads(result).against,
    ...(shown ? paragraphs(result) : { why: [], against: [], unknown: [] }),
    ...(reveal === "recommendation" && shown
      ? {
          ...(result.judgement ? { judgement: result.judgement } : {}),
          recommendation: said(result),
          ...(result.turned ? { turned: said(result.turned) } : {}),
        }
      : {}),
  };
}

/** "Rule-based draft", or which model wrote it. */
export function drafterName(provider: string, model: string): string {
  return provider === "countersign" ? "Rule-based draft" : `Draft by ${model}`;
}
