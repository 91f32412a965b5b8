/** What a reviewer reads when an item turns out to have been made up. Pure. */
import { type ChallengeAnswer, type ChallengeOutcome, challengeOutcome } from "@/lib/audit-log/challenges";

export type MadeUp = {
  title: string;
  /** What was made up or wrong. */
  planted: string;
  /** What was answered, and what that says. */
  answered: string;
  why: string;
  outcome: ChallengeOutcome;
};

type Plant = "left" | "conflict" | "unused" | "draft_keep" | "draft_remove";

const plantedWords: Record<Plant, string> = {
  left: "It was planted that they had left and that the access was still there.",
  conflict: "It was planted that they also hold access that has to be kept apart from this.",
  unused: "It was planted that this privileged access had never been used.",
  draft_keep:
    "The facts were those of a real item and speak for removing it. Its draft was made to recommend keeping it.",
  draft_remove:
    "The facts were those of a real item and speak for keeping it. Its draft was made to recommend removing it.",
};

const answerWords: Record<ChallengeAnswer, string> = {
  certify: "keep",
  certify_until: "keep until",
  revoke: "remove",
  modify: "change",
  dont_know: "don't know",
};

const misses: Record<Plant, string> = {
  left: "That they had left stood among the facts. It is easy to pass over in a long list.",
  conflict: "The finding stood at the top. It is easy to pass over in a long list.",
  unused: "That it was never used stood among the facts. It is easy to pass over in a long list.",
  draft_keep: "A draft can be wrong; the facts beside it showed it this time.",
  draft_remove: "A draft can be wrong; the facts beside it showed it this time.",
};

/** @param name of the holder, who does not exist */
export function madeUpWords(of: {
  name: string;
  plant: Plant;
  factsSay: "keep" | "remove";
  answer: ChallengeAnswer;
}): MadeUp {
  const outcome = challengeOutcome(of.factsSay, of.answer);
  const said =
    of.answer === "dont_know" ? "You did not decide it yourself" : `You answered ${answerWords[of.answer]}`;
  return {
    title: "This one was made up",
    planted: `There is no ${of.name}. ${plantedWords[of.plant]}`,
    answered:
      outcome === "caught"
        ? `${said}, which goes with the facts.`
        : outcome === "missed"
          ? `${said}. ${misses[of.plant]}`
          : `${said}, which is a fair answer and is counted as one of its own.`,
    why: "A few items like this show whether a review would notice what is wrong. No access was changed and nobody was asked anything. Pages show only the whole team's totals, after the end of the campaign; the log keeps that you answered.",
    outcome,
  };
}
