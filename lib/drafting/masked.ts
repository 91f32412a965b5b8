import type { DraftResult } from "./schema";

/** What somebody's text did to a draft, by the same item drafted without it. Pure. */

type Compared = Pick<DraftResult, "recommendation" | "target" | "claims">;

/**
 * Whether the text turned the draft: it recommends something else, or another kind of change, or says nothing any more against
 * what it recommends where something is to be said. That it says more, or less of several, is a matter of wording.
 */
export function turns(text: Compared, without: Compared): boolean {
  return !agree(text, without) || silences(text, without);
}

/** Whether both recommend the same. */
export function agree(one: Omit<Compared, "claims">, other: Omit<Compared, "claims">): boolean {
  return one.recommendation === other.recommendation && one.target === other.target;
}

/** Whether the text takes away all that speaks against. */
function silences(text: Compared, without: Compared): boolean {
  return speaksAgainst(without) && !speaksAgainst(text);
}

const speaksAgainst = ({ claims }: Pick<Compared, "claims">) => claims.some((c) => c.section === "against");
