import type { Draws } from "./random";
import { verdictOf } from "./simulate-evidence";
import type { Choice, Look, Model, Says } from "./simulate-models";
import { removalCode } from "./simulate-words";

/** How often a guess is no better than a coin. */
const GUESSES = 0.6;

/**
 * Opens the recommendation first and does what it says, right or wrong. Where the draft is decided before, it glances at the facts
 * and mostly guesses, and goes over to the draft as soon as it is shown. So with a draft it agrees with it, and without one does not.
 */
export const follower: Model = {
  name: "follower",
  seconds: { low: 9, high: 14, critical: 17 },
  spread: 0.4,
  begins: [0.1, 0.85],
  sitting: 100,
  opens: () => "before",
  shows: ({ risk }) => (risk === "low" ? "top" : "asked"),
  choose: (look, says, draw) => followed(says, look) ?? guessed(look, draw),
  reconsider: (first, says, look) => {
    const other = followed(says, look);
    return other && other.verb !== first.verb ? other : null;
  },
  revisits: 1,
};

function followed(says: Says | undefined, look: Look): Choice | null {
  switch (says?.verb) {
    case "keep":
      return keeps;
    case "remove":
      return removes(look);
    case "change":
      return {
        verb: "modify",
        reasonCode: "other",
        target: says.target === "rotate" && look.type === "credential" ? "rotate" : "reduce",
        words: "As the draft proposes.",
      };
    default:
      return null;
  }
}

function guessed(look: Look, draw: Draws): Choice {
  const removed = draw.chance(GUESSES) ? draw.chance(0.5) : verdictOf(look.reading) === "remove";
  return { ...(removed ? removes(look) : keeps), words: removed ? "Looks unneeded." : "Looks about right." };
}

const keeps: Choice = {
  verb: "certify",
  reasonCode: "needed_for_job",
  words: "The draft supports keeping it.",
};
const removes = ({ tags }: Look): Choice => ({
  verb: "revoke",
  reasonCode: removalCode(tags),
  words: "The draft supports removing it.",
});
