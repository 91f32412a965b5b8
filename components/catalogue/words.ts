import type { Tone } from "@/components/ui/badge";
import type { Detail, EntitlementKey, EntryView, Standing } from "@/lib/catalogue/schema";

/** The screen's words for where an entitlement's words come from. */
export const standingWords: Record<Standing, string> = {
  undescribed: "Undescribed",
  proposed: "Unverified wording",
  derived: "From its policy",
  stated: "From the source",
  written: "Written here",
  verified: "Verified",
};

export const standingTones: Partial<Record<Standing, Tone>> = {
  undescribed: "attention",
  proposed: "attention",
  verified: "accent",
};

export const riskWords = { low: "Low", medium: "Medium", high: "High" } as const;

/** The page of one entitlement; ids hold anything, so they stand in the query. */
export function entryHref({ source, entitlement }: EntitlementKey): string {
  return `/catalogue/entry?${new URLSearchParams({ source: String(source), entitlement })}`;
}

/** The sentence as a reviewer reads it. */
export function sentenceOf(
  name: string,
  words: { title: string; phrase: string | null } | null,
  technical: string,
  application: string,
): string {
  if (words?.phrase) return `${name} ${words.phrase}`;
  return `${name} holds ${words?.title || technical} in ${application}`;
}

/** Who made a proposal. */
export function madeBy(entry: Pick<EntryView, "origin">): string {
  if (!entry.origin) return "a model";
  return entry.origin.kind === "rules" ? "rules that read its name" : entry.origin.model;
}

export const ownerBasis: Record<Detail["owner"]["basis"], string> = {
  catalogue: "Named here",
  entitlement: "As its source names the owner",
  application: "As the application's owner",
  none: "No source names an owner",
};
