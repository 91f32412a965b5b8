import type { Dropped, RedactionReport, SentPrompt } from "@/lib/drafting/schema";
import { providerWords } from "./drafter-words";

const number = new Intl.NumberFormat("en-GB");
const counted = (n: number, one: string, many = `${one}s`) => `${number.format(n)} ${n === 1 ? one : many}`;
const was = (n: number) => (n === 1 ? "was" : "were");

/** What was taken out of what is sent, and of the answer: one sentence each, none where there was nothing. */
export function takenOut(report: RedactionReport): string[] {
  const secrets = sum(report.secrets);
  const answered = sum(report.answerSecrets);
  const { pseudonyms, textsSent, textsLeftOut, instructing, withheld } = report;
  return [
    pseudonyms > 0 ? `${counted(pseudonyms, "name stands", "names stand")} under pseudonyms.` : "",
    textsSent > 0
      ? `${counted(textsSent, "text")} that somebody wrote ${was(textsSent)} put in, marked as such.`
      : "",
    textsLeftOut > 0
      ? `${counted(textsLeftOut, "text")} that somebody wrote ${was(textsLeftOut)} left out.`
      : "",
    secrets > 0 ? `${counted(secrets, "secret")} ${was(secrets)} taken out: ${kinds(report.secrets)}.` : "",
    instructing > 0
      ? `${counted(instructing, "name or text", "names or texts")} ${was(instructing)} left out for trying to instruct the reader.`
      : "",
    withheld > 0
      ? `${counted(withheld, "field")} ${was(withheld)} withheld, as ${withheld === 1 ? "it" : "they"} could not be looked through.`
      : "",
    answered > 0
      ? `${counted(answered, "secret")} ${was(answered)} taken out of the answer: ${kinds(report.answerSecrets)}.`
      : "",
  ].filter((s) => s !== "");
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
const kinds = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([kind, n]) => (n === 1 ? kind : `${kind} (${number.format(n)})`))
    .join(", ");

/** How the model is asked: "temperature 0, at most 1,000 tokens in the answer; texts that somebody wrote left out". */
export function askedWords({
  asked,
  asserted,
  hideNames,
}: Pick<SentPrompt, "asked" | "asserted" | "hideNames">): string {
  return [
    asked
      ? `temperature ${asked.temperature / 1_000}, at most ${number.format(asked.maxOutputTokens)} tokens in the answer`
      : "",
    asserted ? "texts that somebody wrote may go in" : "texts that somebody wrote left out",
    hideNames ? "applications and rights under pseudonyms" : "",
  ]
    .filter(Boolean)
    .join("; ");
}

const MAKERS: readonly (readonly [string, string])[] = [
  ["countersign", "the rules of this server"],
  ["compatible", providerWords.compatible],
  ["openai", providerWords.openai],
  ["anthropic", providerWords.anthropic],
  ["azure", providerWords.azure],
  ["amazon-bedrock", providerWords.bedrock],
  ["google", providerWords.google],
];

/** "compatible.chat/m-1" as "m-1, OpenAI-compatible server". */
export function modelWords(model: string): string {
  const at = model.indexOf("/");
  const maker = MAKERS.find(([prefix]) => model.slice(0, at).startsWith(prefix));
  return maker ? `${model.slice(at + 1)}, ${maker[1]}` : model;
}

const WHY: Record<Dropped["why"], string> = {
  no_such_predicate: "it is not among what a draft can say",
  no_such_fact: "it cites a fact that is not there",
  wrong_kind: "it cites a fact that says nothing of it",
  does_not_hold: "it is not so",
  wrong_value: "its value is not the fact's",
  wrong_stance: "it speaks the other way",
  only_asserted: "somebody only states it",
  repeated: "it was said already",
  too_many: "there were too many",
  not_so: "it is not so",
  no_rule_implies_it: "no rule allows it from what could be verified",
  unverified_wording: "its wording holds more than the plain words that are allowed",
  token_of_the_call: "it repeated a token that no honest answer holds",
};
const WHAT: Record<Dropped["what"], string> = {
  claim: "Statement",
  counter: "Strongest reason against",
  unknown: "Not known",
  question: "Question",
  recommendation: "Recommendation",
  judgement: "Own wording",
  answer: "Answer",
};

/** "2 statements of the model were left out because they could not be verified." */
export function leftOutWords(leftOut: readonly Dropped[]): string {
  const n = leftOut.length;
  return n === 0
    ? "Nothing of the answer was left out."
    : `${counted(n, "statement")} of the answer ${was(n)} left out because ${n === 1 ? "it" : "they"} could not be verified.`;
}

/** "Statement “used recently” of E4: its value is not the fact's." */
export function droppedWords({ what, predicate, evidence, why }: Dropped): string {
  const name = what === "counter" ? "" : predicate.replaceAll("_", " ");
  return `${WHAT[what]}${name ? ` “${name}”` : ""}${evidence ? ` of ${evidence}` : ""}: ${WHY[why]}.`;
}
