import type { Draws } from "./random";
import { type Verdict, verdictOf } from "./simulate-evidence";
import type { Choice, Look, Model } from "./simulate-models";
import { changeWords, excuse, keepWords, removalCode, removeWords } from "./simulate-words";

/** One in so many items is misread. */
const MISREADS = 0.04;

/**
 * Reads every fact, decides by what they say with a small error rate, says "don't know" where too little is known, opens the
 * recommendation after choosing if at all, and does not change a choice because of it. So with and without a draft it decides
 * alike: whatever is measured between the two is luck.
 */
export const honest: Model = {
  name: "honest",
  seconds: { low: 26, high: 55, critical: 80 },
  spread: 0.55,
  begins: [0.02, 0.6],
  sitting: 45,
  opens: (_look, draw) => (draw.chance(0.6) ? "after" : "never"),
  shows: () => "all",
  choose: (look, _says, draw) => {
    const verdict = verdictOf(look.reading);
    return chosen(draw.chance(MISREADS) ? misread(verdict) : verdict, look, draw);
  },
  reconsider: () => null,
  revisits: 0.5,
};

const misread = (verdict: Verdict): Verdict => (verdict === "keep" ? "remove" : "keep");

function chosen(verdict: Verdict, look: Look, draw: Draws): Choice {
  switch (verdict) {
    case "keep":
      return look.keepable ? kept(look, draw) : unanswerable;
    case "remove":
      return { verb: "revoke", reasonCode: removalCode(look.tags), words: removeWords(draw, look) };
    case "change":
      return {
        verb: "modify",
        reasonCode: "other",
        target: look.type === "credential" ? "rotate" : "reduce",
        words: changeWords(draw, look),
      };
    case "unclear":
      return { verb: "dont_know", missing: "whether_needed", words: "The record does not say what for." };
  }
}

const unanswerable: Choice = {
  verb: "dont_know",
  missing: "whether_needed",
  words: "It seems needed, and breaks a rule; whoever runs it has to say.",
};

function kept(look: Look, draw: Draws): Choice {
  const reasonCode = draw.pick(["needed_for_job", "used_regularly", "required_by_process"]);
  const words = keepWords(draw, look);
  if (look.findings > 0) return { verb: "certify", reasonCode, exception: excuse(draw, look) };
  if (draw.chance(0.03)) return { verb: "certify_until", reasonCode, words, days: draw.pick([60, 90, 180]) };
  return { verb: "certify", reasonCode, words };
}
