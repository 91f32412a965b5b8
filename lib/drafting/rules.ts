import type { Packet } from "@/lib/evidence/schema";
import { type Claim, trueClaims } from "./claims";
import { implied } from "./implied";
import { byWeight, distinct, heard, holdersSaid, peerClaims } from "./saying";
import { type Answer, MOST_CLAIMS, type Recommendation } from "./schema";
import { recommend } from "./weighing";

/**
 * The rule-based drafter's reading of an item. It claims only what is true, recommends only what a rule implies, and recommends
 * nothing where the facts disagree. It says each thing once, and nothing that changes no mind.
 */

/** An item as the prompt gives it: redacted facts, and which unknowns and questions apply. */
export type Item = { packet: Packet; unknowns: readonly string[]; questions: readonly string[] };

const MOST_FOR = 3;
const MOST_AGAINST = 2;
const MOST_UNKNOWN = 2;

/** Context worth saying where there is little else, in this order; the rest is left to the facts. */
const context = [
  "moved_grant_undated",
  "exception_granted",
  "never_used_yet",
  "grant_expires",
  "kept_unexamined",
  "not_decided",
  "reaches",
  "acts_alone",
  "baseline_misses",
  "other_holders",
  "first_seen",
  "never_reviewed",
];

/** What removing would break: all that speaks for the access of somebody who has left. */
const consequences = ["dependants", "last_admin", "last_holder"];
/** What matters of such access beside that they left. */
const afterLeaving = ["identity_left", "used_after_leaving", "unused", "never_used", "account_disabled"];

/** The answer to one item: which claims, which recommendation, in fixed order. */
export function answerByRule(item: Item): Answer {
  const { packet } = item;
  const all = trueClaims(packet);
  const told = heard(all, packet);
  const recommendation = recommend(told, packet);
  const left = all.some((c) => c.predicate === "identity_left" && c.stance !== "context");
  const speaking = byWeight(told.filter((c) => c.stance !== "context"));
  const direction = recommendation === "certify" ? "keep" : "remove";
  const forIt = chosenFor(
    speaking.filter((c) => c.stance === direction && (!left || afterLeaving.includes(c.predicate))),
    implied(recommendation, told, packet)?.claims ?? [],
  );
  const against = distinct(
    speaking.filter((c) => c.stance !== direction && (!left || consequences.includes(c.predicate))),
  ).slice(0, MOST_AGAINST);
  const plainKeep = recommendation === "certify" && against.length === 0;
  const main = [...forIt, ...against];
  const claims = [
    ...main,
    ...(left ? [] : quietly(all, main)),
    ...all.filter((c) => tells(c, packet) && (!isOnlyStated(c, packet) || !(plainKeep || left))),
  ].slice(0, MOST_CLAIMS);
  const [strongest] = against;
  return {
    claims: claims.map(({ predicate, evidence, value, stance }) => ({ predicate, evidence, value, stance })),
    counter: recommendation === "insufficient_evidence" || !strongest ? null : claims.indexOf(strongest),
    unknowns: open(item, recommendation, left),
    questions: recommendation === "certify" || left ? [] : asked(item),
    recommendation,
    judgement: null,
  };
}

/** At most three, each said once; the claims the implying rule rests on are never among those left out. */
function chosenFor(claims: readonly Claim[], grounds: readonly Claim[]): Claim[] {
  const kept = distinct([...grounds, ...claims.filter((c) => !grounds.includes(c))]);
  // Two grounds may say much the same, and the rule needs both.
  const needed = grounds.filter((c) => !kept.includes(c));
  return byWeight(specific([...needed, ...kept]).slice(0, MOST_FOR));
}

/** A failed rule is only named where nothing says more exactly what failed. */
function specific(claims: readonly Claim[]): Claim[] {
  const exact = claims.filter((c) => c.predicate !== "rule_failed");
  return exact.length > 0 ? exact : [...claims];
}

/** Context, where the claims that speak are fewer than two. */
function quietly(all: readonly Claim[], main: readonly Claim[]): Claim[] {
  const rest = context.flatMap((id) => all.filter((c) => c.predicate === id && c.stance === "context"));
  const said = new Set(main.map((c) => c.evidence));
  const counted = main.some((c) => [...holdersSaid, ...peerClaims].includes(c.predicate));
  const undated = rest.filter((c) => c.predicate === "moved_grant_undated");
  const other = distinct([
    ...main,
    ...rest.filter(
      (c) => !said.has(c.evidence) && !undated.includes(c) && !(counted && c.predicate === "other_holders"),
    ),
  ]);
  return [...undated, ...other.slice(main.length, Math.max(main.length, 2))];
}

/** A description stands above the facts already; a request, a purpose or an answer is worth repeating as somebody's word. */
function tells(claim: Claim, packet: Packet): boolean {
  return (
    claim.predicate.startsWith("text_") &&
    !(claim.predicate === "text_states" && kindOf(claim, packet) === "text.description")
  );
}

/** A request's words and the like, which change no mind where everything speaks one way; what a machine is for always may. */
function isOnlyStated(claim: Claim, packet: Packet): boolean {
  return claim.predicate === "text_states" && kindOf(claim, packet) === "text.request";
}

const kindOf = (claim: Claim, packet: Packet) => packet.facts.find((f) => f.id === claim.evidence)?.kind;

/** The two that matter most for what is recommended; of somebody who left only whether the work goes on. */
function open({ unknowns, packet }: Item, recommendation: Recommendation, left: boolean): string[] {
  if (left) return unknowns.filter((id) => id === "handover");
  const birthright = packet.facts.some((f) => f.kind === "role.birthright");
  const minor = [
    "rules",
    "granter",
    "peers",
    ...(unknowns.includes("need_after_move") ? ["rare_use"] : []),
    ...(birthright ? ["need_after_move", "why_used"] : []),
    ...(recommendation === "insufficient_evidence" ? [] : ["which_side"]),
    ...(recommendation === "modify" ? [] : ["which_needed"]),
    ...(["certify", "revoke"].includes(recommendation) ? ["approval"] : []),
    ...(recommendation === "certify" ? ["what_signs_in"] : []),
  ];
  return unknowns.filter((id) => !minor.includes(id)).slice(0, MOST_UNKNOWN);
}

/** Whom to ask; which side of a conflict is needed is nothing that one of them could say. */
function asked({ questions, unknowns }: Item): string[] {
  return questions.filter((id) => id !== "ask_approver" || !unknowns.includes("which_side")).slice(0, 1);
}
