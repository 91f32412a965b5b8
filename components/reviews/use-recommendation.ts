import { useCallback, useState } from "react";
import { announce } from "@/components/shell/announce";
import { openRecommendation } from "@/lib/reviews/client";
import type { OpenedItem, RevealedDraft } from "@/lib/reviews/observe";
import type { Outcome } from "@/lib/reviews/schema";
import type { Standing } from "./decision";
import { OUTCOME, type Verb } from "./verbs";

/** Whether this is a decision before the draft, which is offered afterwards. */
export const decidesFirst = ({ blind }: OpenedItem) => blind?.arm === "blind" && blind.hidden;

/** The recommendation of the open item: closed until asked for, by D or by pressing a verb. */
export function useRecommendation(opened: OpenedItem | undefined) {
  const [verb, setVerb] = useState<{ item: string; verb: Verb } | null>(null);
  const [answers, setAnswers] = useState<Readonly<Record<string, RevealedDraft | "loading" | undefined>>>({});
  const draft = opened?.draft?.id;
  const answer = (opened && alreadyShown(opened)) ?? (draft ? answers[draft] : undefined);
  const item = opened?.item;

  const open = useCallback(
    async (choice: Outcome | null) => {
      if (!item || !draft || answer !== undefined) return;
      setAnswers((a) => ({ ...a, [draft]: "loading" }));
      try {
        const revealed = await openRecommendation<RevealedDraft>(item, draft, choice);
        setAnswers((a) => ({ ...a, [draft]: revealed }));
      } catch (error) {
        setAnswers((a) => ({ ...a, [draft]: undefined }));
        announce(
          error instanceof Error ? error.message : "The recommendation could not be opened.",
          "assertive",
        );
      }
    },
    [item, draft, answer],
  );
  const choose = useCallback(
    (pressed: Verb | null) => {
      setVerb(pressed && item ? { item, verb: pressed } : null);
      if (pressed && pressed !== "dont_know") void open(OUTCOME[pressed]);
    },
    [item, open],
  );
  const pressed = verb && verb.item === item ? verb.verb : null;
  return {
    shown:
      answer === undefined
        ? ("closed" as const)
        : answer === "loading"
          ? ("loading" as const)
          : ("open" as const),
    draft: answer === "loading" ? undefined : answer,
    open: useCallback(() => void open(null), [open]),
    choose,
    standing: opened && pressed ? standingOf(opened, pressed, answer) : null,
  };
}

/** After one's own decision the draft comes whole, with its recommendation. */
function alreadyShown({ draft, note }: OpenedItem): RevealedDraft | undefined {
  return draft && "recommendation" in note && note.recommendation ? note : undefined;
}

function standingOf(opened: OpenedItem, verb: Verb, answer: RevealedDraft | "loading" | undefined): Standing {
  if (decidesFirst(opened))
    return {
      state: "silent",
      sentence: "You decide before the draft; how it stands to yours shows afterwards.",
    };
  if (!opened.draft) return { state: "silent", sentence: "There is no draft to confirm or override." };
  if (verb === "dont_know")
    return { state: "silent", sentence: "This neither confirms nor overrides the draft." };
  if (answer === undefined || answer === "loading") return { state: "loading" };
  const recommended = answer.recommendation?.verb ?? "insufficient";
  if (recommended === "insufficient")
    return {
      state: "silent",
      sentence: "The draft makes no recommendation here, so there is nothing to confirm or override.",
    };
  const target = answer.recommendation?.target ?? null;
  return { state: "said", recommended, target, relation: verb === recommended ? "confirms" : "overrides" };
}
