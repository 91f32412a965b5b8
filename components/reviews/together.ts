/** What the screen makes of several alike items taken in for one act. Pure. */
import type { OpenedTogether, RevealedTogether } from "@/lib/reviews/together-open";
import type { DecisionValues, Standing, VerbChoices } from "./decision";
import { OUTCOME, VERB_TEXT, type Verb } from "./verbs";

export type Member = OpenedTogether["members"][number];

/** "12 alike, low risk: decide together"; what is over the cap comes after. */
export function togetherLine({ count, items }: { count: number; items: readonly string[] }): string {
  return count > items.length
    ? `${count} alike, low risk: decide ${items.length} together`
    : `${count} alike, low risk: decide together`;
}

/** The verbs for what is taken in: what removing has to take into account is counted and named. */
export function choicesFor(choices: VerbChoices, taken: readonly Member[]): VerbChoices {
  const used = taken.flatMap((m) => (m.friction ? [`${m.subject}: ${m.friction}`] : []));
  if (used.length === 0) return choices;
  const some = used.slice(0, 4).join(" ");
  const more = used.length > 4 ? ` And ${used.length - 4} more.` : "";
  return {
    ...choices,
    remove: { ...choices.remove, acknowledge: `${some}${more} I have taken this into account for each.` },
  };
}

export type Revealed = RevealedTogether | "loading" | undefined;

/** How the pressed verb stands to what the drafts of those taken in recommend: they all recommend the same, or nothing. */
export function standingOf(verb: Verb, taken: readonly Member[], revealed: Revealed): Standing {
  if (verb === "dont_know")
    return { state: "silent", sentence: "This neither confirms nor overrides the drafts." };
  if (taken.length === 0) return { state: "silent", sentence: "Nothing is chosen yet." };
  if (taken.every((m) => m.draft === null))
    return { state: "silent", sentence: "There are no drafts, so there is nothing to confirm or override." };
  if (revealed === undefined || revealed === "loading") return { state: "loading" };
  const [first] = recommendationsOf(taken, revealed);
  if (!first || first.verb === "insufficient")
    return {
      state: "silent",
      sentence:
        "The drafts found too little to recommend anything, so there is nothing to confirm or override.",
    };
  return {
    state: "said",
    recommended: first.verb,
    target: first.target,
    relation: first.verb === verb ? "confirms" : "overrides",
  };
}

type Recommendation = { verb: "keep" | "remove" | "change" | "insufficient"; target: string | null };

function recommendationsOf(taken: readonly Member[], revealed: RevealedTogether): Recommendation[] {
  const ids = new Set(taken.map((m) => m.item));
  return revealed.items.flatMap(({ item, recommendation }) =>
    ids.has(item) && recommendation
      ? [{ verb: recommendation.verb, target: recommendation.target ?? null }]
      : [],
  );
}

/** "The drafts recommend: remove 5." */
export function countsOf(all: readonly Member[], revealed: RevealedTogether): string {
  const said = new Map<string, number>();
  for (const { verb } of recommendationsOf(all, revealed)) {
    const word = verb === "insufficient" ? "too little is known" : VERB_TEXT[verb].said.toLowerCase();
    said.set(word, (said.get(word) ?? 0) + 1);
  }
  if (said.size === 0) return "No draft recommends anything.";
  return `The drafts recommend: ${[...said].map(([word, n]) => `${word} ${n}`).join(", ")}.`;
}

/** Why nothing can be recorded yet: nothing is preselected, so somebody has to take items in. */
export function lacksTaken(taken: number): string | undefined {
  if (taken === 0) return "Choose the items this is for.";
  return taken === 1 ? "Choose at least two, or open the one on its own." : undefined;
}

/** What is sent: each item as it was served. */
export function inputOf(
  given: {
    review: string;
    taken: readonly Member[];
    all: boolean;
    seconds: number;
    key: string;
  },
  decision: DecisionValues & { verb: Verb },
) {
  const { verb } = decision;
  if (verb !== "keep" && verb !== "remove" && verb !== "keep_until") return undefined;
  const words = decision.words.trim();
  return {
    review: given.review,
    key: given.key,
    items: given.taken.map(({ item, evidence, draft, supersedes }) => ({
      item,
      evidence,
      draft,
      supersedes,
    })),
    outcome: OUTCOME[verb],
    reasonCode: decision.code || "other",
    acknowledged: decision.acknowledged,
    taken: given.all ? ("all_at_once" as const) : ("one_by_one" as const),
    seconds: given.seconds,
    ...(verb === "keep_until" ? { until: decision.until } : {}),
    ...(words ? { words } : {}),
  };
}
