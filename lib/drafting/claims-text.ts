import type { FactOf } from "@/lib/evidence/schema";
import { predicate } from "./predicate";
import { counted, day, listed, named, plain, quoted } from "./words";

const statedKinds = ["text.description", "text.request", "text.purpose", "text.answer"] as const;
/** Wording that a model proposed is no statement of anybody's: it is never repeated, only looked at for what it tries. */
const textKinds = [...statedKinds, "text.wording"] as const;
type TextFact = FactOf<(typeof textKinds)[number]>;

/**
 * What can be said of somebody's words (I13): that they are there, quoted with who states them; never that they are so. Words
 * that try to instruct are told of and not repeated (I16).
 */
export const textClaims = [
  predicate({
    id: "text_states",
    kinds: statedKinds,
    stance: "context",
    form: "yes",
    when: "instructs is false",
    evaluate: ({ instructs, text }) => (instructs || plain(text, 120) === "" ? null : "yes"),
    render: (v, _, f) => `${source(f)} states in ${place(f)}: ${quoted(v.text)}.`,
  }),
  predicate({
    id: "text_instructs",
    kinds: textKinds,
    stance: "context",
    form: "yes",
    when: "instructs is true",
    evaluate: ({ instructs }) => (instructs ? "yes" : null),
    render: (_, __, f) =>
      `${source(f)} holds words in ${place(f)} that try to tell a reader what to decide; they were not followed.`,
  }),
  predicate({
    id: "text_holds_secret",
    kinds: textKinds,
    stance: "context",
    form: "count",
    when: "secrets is not empty; the value is how many it lists",
    evaluate: ({ secrets }) => (secrets.length > 0 ? String(secrets.length) : null),
    render: ({ secrets }, _, f) =>
      `${counted(secrets.length, "secret")} ${secrets.length === 1 ? "was" : "were"} left out of ${place(f)} ${"by" in f.value ? "by" : "in"} ${source(f)} (${listed([...new Set(secrets.map(named))])}).`,
  }),
];

/** Who states it: of an answer, whoever was asked. */
const source = ({ value, source: from }: TextFact) =>
  "by" in value ? plain(value.by, 60) || "Somebody who was asked" : plain(from.name, 60) || "The source";

function place(fact: TextFact): string {
  if ("request" in fact.value) return `request ${named(fact.value.request)}`;
  if ("by" in fact.value) return `an answer of ${day(fact.value.on)}`;
  if (fact.kind === "text.wording") return "the wording proposed for it";
  return fact.kind === "text.description" ? "the description" : "the purpose";
}
