import {
  type DecisionValues,
  missingFrom,
  reasonNeeded,
  type Standing,
  type VerbChoice,
  type VerbChoices,
} from "./decision";

/** Which item of a pair: the one that was open, or its other side. */
export type SideName = "this" | "other";
/** What is done about a conflict; nothing is chosen beforehand. */
export type PairAct = "remove_this" | "remove_other" | "keep";
/** And what becomes of the side that is not removed. */
export type Rest = "keep" | "remove" | "leave";

export type Step = { side: SideName; verb: "keep" | "remove" };

/** The decisions an act comes to, in the order in which they are recorded: what is removed first, so that the rest is settled. */
export function stepsOf(act: PairAct, rest: Rest | "", both: boolean): Step[] {
  if (act === "keep")
    return [{ side: "this", verb: "keep" }, ...(both ? [{ side: "other", verb: "keep" } as const] : [])];
  const removed: SideName = act === "remove_this" ? "this" : "other";
  const left: SideName = removed === "this" ? "other" : "this";
  return [
    { side: removed, verb: "remove" },
    ...(rest === "keep" || rest === "remove" ? [{ side: left, verb: rest } as const] : []),
  ];
}

/** What a step asks for: keeping beside a removal takes no exception for the conflict that the removal settles. */
export function choiceIn(step: Step, act: PairAct, choices: VerbChoices): VerbChoice {
  const choice = choices[step.verb];
  if (step.verb !== "keep" || act === "keep") return choice;
  const { exception: _, refused: __, ...settled } = choice;
  return settled;
}

export type Own = Pick<DecisionValues, "code" | "acknowledged">;
export type PairLacks = {
  rest?: string;
  shared: Partial<Record<keyof DecisionValues, string>>;
  own: Record<SideName, Partial<Record<keyof DecisionValues, string>>>;
};

/** What is still missing before an act can be recorded. */
export function pairLacks(
  steps: readonly { step: Step; choice: VerbChoice; standing: Standing | null; own: Own }[],
  values: DecisionValues,
  restNeeded: boolean,
): PairLacks {
  const lacks: PairLacks = { shared: {}, own: { this: {}, other: {} } };
  if (restNeeded) lacks.rest = "Choose what becomes of the other one.";
  for (const { step, choice, standing, own } of steps) {
    const { code, acknowledged, ...shared } = missingFrom(step.verb, choice, standing, { ...values, ...own });
    Object.assign(lacks.shared, shared);
    if (code) lacks.own[step.side].code = code;
    if (acknowledged) lacks.own[step.side].acknowledged = acknowledged;
  }
  return lacks;
}

export function lacksNothing(lacks: PairLacks): boolean {
  return (
    lacks.rest === undefined &&
    [lacks.shared, lacks.own.this, lacks.own.other].every((l) => Object.keys(l).length === 0)
  );
}

/** Whether any step cannot do without words. */
export function wordsNeeded(steps: readonly { choice: VerbChoice; standing: Standing | null }[]): boolean {
  return steps.some((s) => reasonNeeded(s.choice, s.standing) === "words");
}
