import type { DraftRecommendation } from "./draft";
import type { Verb } from "./verbs";

/** What one verb would do on this item, and what it asks for. */
export interface VerbChoice {
  /** What will happen in the target system, one sentence each. */
  effects: readonly string[];
  /** Ready-made reasons. */
  codes?: readonly { value: string; label: string }[];
  /** Which kind of reason it cannot do without. An override always needs words. */
  reason: "code" | "words" | "none";
  /** Why words are asked for: "Keeping this against a finding is an exception." */
  reasonHint?: string;
  /** An end date: needed by keep until, and by keep where it is an exception. ISO dates. */
  until?: { min?: string; max?: string; suggestions?: readonly { label: string; date: string }[] };
  /** Keeping it takes an exception: the findings it is against, its last days, and who has to grant it, if anybody. */
  exception?: {
    against: readonly { fact: string; kind: string; text: string }[];
    until: { min?: string; max?: string; suggestions?: readonly { label: string; date: string }[] };
    second: string | null;
  };
  /** Ways to change: less access, a new key, another owner. `effect`: what this one does; `person`: it names somebody. */
  changes?: readonly { value: string; label: string; effect?: string; person?: boolean }[];
  /** A sentence to be ticked: "I know that it was used 3 days ago." */
  acknowledge?: string;
  /** Why this verb is not open to this person here, and who could. */
  refused?: string;
}

export type VerbChoices = Record<Verb, VerbChoice>;

/** How the pressed verb stands to the draft. */
export type Standing =
  | { state: "loading" }
  /** No recommendation to confirm or override; the sentence says why. */
  | { state: "silent"; sentence: string }
  | {
      state: "said";
      recommended: DraftRecommendation["verb"];
      /** The kind of change it recommends, where it names one. */
      target?: string | null;
      relation: "confirms" | "overrides" | "neither";
    };

/** How it stands once the kind of change is chosen: another kind than the draft's overrides it. */
export function standingWith(standing: Standing | null, change: string): Standing | null {
  if (standing?.state !== "said" || standing.relation !== "confirms") return standing;
  if (standing.recommended !== "change" || !standing.target || change === "" || change === standing.target)
    return standing;
  return { ...standing, relation: "overrides" };
}

export const MISSING = [
  { value: "what_it_does", label: "What it does" },
  { value: "whether_needed", label: "Whether it is needed" },
  { value: "not_my_person", label: "This is not my person" },
] as const;
export type Missing = (typeof MISSING)[number]["value"];

/** What the reviewer filled in; empty text where a verb does not ask for it. */
export interface DecisionValues {
  code: string;
  words: string;
  until: string;
  change: string;
  changeTo: string;
  /** Of a transfer: whom it proposes. */
  newOwner: string;
  newOwnerName: string;
  missing: Missing | "";
  acknowledged: boolean;
  /** Of an exception: what makes up for the risk, and the person who answers for that. */
  control: string;
  controlOwner: string;
  controlOwnerName: string;
  /** The words began with the draft's. */
  started: boolean;
}

export const NO_VALUES: DecisionValues = {
  code: "",
  words: "",
  until: "",
  change: "",
  changeTo: "",
  newOwner: "",
  newOwnerName: "",
  missing: "",
  acknowledged: false,
  control: "",
  controlOwner: "",
  controlOwnerName: "",
  started: false,
};

export interface RecordedDecision extends DecisionValues {
  verb: Verb;
}

/** Which kind of reason is needed now that it is known how the verb stands to the draft. */
export function reasonNeeded(choice: VerbChoice, standing: Standing | null): VerbChoice["reason"] {
  if (choice.exception) return "words";
  return standing?.state === "said" && standing.relation === "overrides" ? "words" : choice.reason;
}

/** Which last day is asked for: keep until's, which is its exception's too, or that of keeping under one. */
export function lastDayOf(choice: VerbChoice): VerbChoice["until"] {
  return choice.until ?? choice.exception?.until;
}

/** What is still missing before this can be recorded: one sentence a field. Dates compare as ISO text. */
export function missingFrom(
  verb: Verb,
  choice: VerbChoice,
  standing: Standing | null,
  values: DecisionValues,
): Partial<Record<keyof DecisionValues, string>> {
  const lacks: Partial<Record<keyof DecisionValues, string>> = {};
  const reason = reasonNeeded(choice, standingWith(standing, values.change));
  if (verb === "dont_know" && values.missing === "") lacks.missing = "Choose what you are missing.";
  if (reason === "code" && values.code === "" && values.words.trim() === "") {
    lacks.code = "Choose a reason, or write one.";
  }
  if (reason === "words" && values.words.trim() === "") lacks.words = "Write why, in your words.";
  const last = lastDayOf(choice);
  if (last) {
    const { min, max } = last;
    if (values.until === "") lacks.until = "Choose the last day.";
    else if (min && values.until < min) lacks.until = "Choose a later day: this one is too early.";
    else if (max && values.until > max) lacks.until = "Choose an earlier day: this one is too late.";
  }
  if (verb === "change") {
    if (choice.changes && choice.changes.length > 0 && values.change === "") {
      lacks.change = "Choose what should change.";
    }
    const chosen = choice.changes?.find((change) => change.value === values.change);
    if (chosen?.person && values.newOwner === "") lacks.newOwner = "Choose who is to answer for it.";
    if (values.changeTo.trim() === "") lacks.changeTo = "Write what it should be instead.";
  }
  if (choice.exception) {
    if (values.control.trim() === "") lacks.control = "Write what makes up for the risk.";
    if (values.controlOwner === "") lacks.controlOwner = "Choose who answers for it.";
  }
  if (choice.acknowledge && !values.acknowledged) lacks.acknowledged = "Tick this to go on.";
  return lacks;
}

/** What happened to the last attempt to record. */
export type RecordStatus =
  | { state: "idle" }
  | { state: "saving" }
  | { state: "saved" }
  /** Tried in vain: it waits on this page and is tried again. */
  | { state: "waiting" }
  | { state: "offline" }
  | { state: "failed"; sentence: string }
  /** The item is not the one that was served: 409. */
  | { state: "conflict"; sentence: string }
  /** Something else came first: the item is shown as it is now, and what was chosen is kept. */
  | { state: "renewed"; title: string; sentence: string }
  | { state: "refused"; why: string; who?: string };
