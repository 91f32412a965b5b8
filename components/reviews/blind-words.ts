import { type Outcome, verbOf } from "@/lib/reviews/schema";

/** What a reviewer reads where they decide before the draft: the same on every such item, whatever its draft is. */
export const OWN_READING = {
  title: "Your own reading first",
  first: "You decide this one before the draft; it is shown after.",
  why: "Some items of every review are decided this way, so that it can be seen how far drafts lead people. The facts are complete. Once your decision is recorded, you can look at the draft here, and keep your decision or change it.",
  recorded: "You decided this one before the draft.",
  shown: "The draft is not shown until you ask for it.",
} as const;

/** Where what was written held a password or a key. */
export const TAKEN_OUT =
  "What you wrote held a secret. It was taken out before it was stored. Change it: it has been in the clear.";

/** "You recorded keep, and the item is decided." */
export function decidedWords(outcome: Outcome): string {
  return `You recorded ${verbOf[outcome]}, and this item is decided. You can look at its draft, or go on.`;
}

/** How the decision stands to a draft that is shown afterwards, and what can be done about it. */
export function afterwards(first: Outcome, recommended: string | null): { title: string; sentence: string } {
  const own = verbOf[first];
  const draft =
    recommended === null
      ? "The draft makes no recommendation."
      : recommended === own
        ? `The draft says ${recommended} as well.`
        : `The draft says ${recommended}.`;
  return {
    title: `You decided ${own} before you saw the draft.`,
    sentence: `${draft} Your decision stands if you go on. To record that you keep to it, press ${own} again; to change it, press another.`,
  };
}
