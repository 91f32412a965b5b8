export type FactStance = "remove" | "keep" | "unknown" | "context";
export type FactClass = "observed" | "derived" | "asserted";

/** One fact of an item, in words. */
export interface FactView {
  /** "E1". */
  id: string;
  stance: FactStance;
  class: FactClass;
  sentence: string;
  /** Name of the source: "SAP log". */
  source: string;
  /** ISO date the source was true at. */
  asOf: string;
  /** A second line: how it was counted, what it leaves out. */
  note?: string;
}

export type FactSection = "remove" | "keep" | "unknown" | "other";

/**
 * Where a fact is shown. What somebody only stated never stands among the reasons, whichever way it points (I13):
 * it goes with what is not known.
 */
export function sectionOf(fact: Pick<FactView, "stance" | "class">): FactSection {
  if (fact.class === "asserted" || fact.stance === "unknown") return "unknown";
  return fact.stance === "context" ? "other" : fact.stance;
}

/** How a fact came to be, in words, before the name of its source. */
export const CLASS_WORDS: Record<FactClass, string> = {
  observed: "Recorded in",
  derived: "Computed from",
  asserted: "Only stated in",
};
