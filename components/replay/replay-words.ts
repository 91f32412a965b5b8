import { reasonCodes } from "@/lib/reviews/schema";

export const armWords = {
  assisted: "with a draft",
  blind: "decided before the draft, by lot",
  undrafted: "without a draft, by lot",
} as const;

const sayings = new Map<string, string>(Object.values(reasonCodes).flatMap((of) => Object.entries(of)));

/** "no longer needed" for a reason's code; the code itself where this version has no words for it. */
export const reasonWords = (code: string): string => sayings.get(code) ?? code.replaceAll("_", " ");

/** What the log calls what was pressed first, against what was recorded. */
export const seenWords: Record<"before" | "after" | "never", string> = {
  before: "opened before a verb was pressed",
  after: "opened after a verb was pressed",
  never: "never opened",
};

/** "42 seconds", "3 minutes 5 seconds". */
export function secondsWords(seconds: number): string {
  const [m, s] = [Math.floor(seconds / 60), seconds % 60];
  const minutes = m === 0 ? "" : m === 1 ? "1 minute" : `${m.toLocaleString("en-GB")} minutes`;
  const rest = s === 0 && m > 0 ? "" : s === 1 ? "1 second" : `${s} seconds`;
  return [minutes, rest].filter(Boolean).join(" ");
}
