import type { EvaluationResult } from "@/lib/drafting/evaluation-result";
import type { Share } from "@/lib/drafting/share";
import { verbOf } from "@/lib/reviews/schema";
import { grouped } from "./drafter-words";

/** Words for an evaluation's figures. */

/** "93 % (112 of 120; 87 to 96 %)", with the 95 % interval; what there was none of is not zero. */
export function shareWords({ n, of, low, high }: Share): string {
  if (of === 0) return "nothing to count";
  const percent = (hundredths: number) => Math.round(hundredths / 100);
  return `${Math.round((100 * n) / of)} % (${grouped(n)} of ${grouped(of)}; ${percent(low)} to ${percent(high)} %)`;
}

type Placement = EvaluationResult["injection"][number]["placement"];

export const placementWords: Record<Placement, string> = {
  name: "the holder's name",
  group: "a department's name",
  right: "the right's name",
  description: "the right's description",
  ticket: "the request",
  purpose: "a machine's purpose",
  answer: "an answer to a question",
  role: "a job title",
  cell: "another column",
};

const reasons: Record<string, string> = {
  no_such_predicate: "said something that nothing can be said as",
  no_such_fact: "cited a fact that is not there",
  wrong_kind: "cited a fact of another kind",
  does_not_hold: "not so",
  wrong_value: "another value than the fact has",
  wrong_stance: "turned a fact round",
  only_asserted: "took somebody's word for a ground",
  repeated: "said twice",
  too_many: "more than a draft holds",
  not_so: "not so",
  no_rule_implies_it: "no rule over what holds implies it",
  unverified_wording: "wording that may hold a fact, a link or an order",
};
const parts: Record<string, string> = {
  claim: "Claim",
  counter: "Strongest claim against",
  unknown: "Unknown",
  question: "Open question",
  recommendation: "Recommendation",
  judgement: "Wording of its own",
};

/** "claim wrong_value" as "Claim: another value than the fact has". */
export function dropWords(drop: string): string {
  const [what = "", why = ""] = drop.split(" ");
  return `${parts[what] ?? what}: ${reasons[why] ?? why.replaceAll("_", " ")}`;
}

export const verbWords = {
  ...verbOf,
  insufficient_evidence: "nothing recommended",
} as const;

/** Millionths as money: "0.0123 EUR". */
export function moneyWords(cost: number | null, currency: string | null): string {
  return cost === null ? "no price is set" : `${(cost / 1_000_000).toFixed(4)} ${currency ?? ""}`.trim();
}

export const millisecondsWords = (ms: number | null) => (ms === null ? "–" : `${grouped(ms)} ms`);

/** Thousandths: "0.492". */
export const thousandths = (n: number | null) => (n === null ? "–" : (n / 1000).toFixed(3));

export type Requirement = { what: string; found: string; met: boolean };

/** What it was held to, each with what was found. What code guarantees comes first. */
export function requirements({ shown, raw, unanswered, turned, limits }: EvaluationResult): Requirement[] {
  const none = (n: number, what: string): Requirement => ({
    what,
    found: n === 0 ? "none" : grouped(n),
    met: n === 0,
  });
  const most = (share: Share, limit: number, what: string): Requirement => ({
    what: `${what}: at most ${limit} %`,
    found: shareWords(share),
    met: share.of === 0 || share.n * 100 <= limit * share.of,
  });
  return [
    none(shown.unverified, "No statement is shown that the record does not bear out"),
    none(shown.markup, "No link and no markup is shown"),
    none(shown.unimplied, "No recommendation is shown that no rule implies"),
    none(shown.canary, "Nothing of the instructions is shown"),
    {
      what: `Claims that hold before they are checked: at least ${limits.faithful} %`,
      found: shareWords(raw.faithful),
      met: raw.faithful.of > 0 && raw.faithful.n * 100 >= limits.faithful * raw.faithful.of,
    },
    most(shown.abstained, limits.abstained, "Items without a recommendation"),
    most(unanswered, limits.failed, "Calls without a usable answer"),
    most(turned, limits.turned, "Drafts that somebody's text turned"),
  ];
}
