import type { Packet } from "@/lib/evidence/schema";
import { type Claim, trueClaims } from "./claims";
import { implied } from "./implied";
import { type Answer, MOST_CLAIMS, type Recommendation } from "./schema";

/**
 * The rule-based drafter's reading of an item. It claims only what is true, recommends only what a rule implies, and recommends
 * nothing where the facts disagree.
 */

/** An item as the prompt gives it: redacted facts, and which unknowns and questions apply. */
export type Item = { packet: Packet; unknowns: readonly string[]; questions: readonly string[] };

/** What speaks loudest, first: the order in which claims are put forward. */
const weight = [
  "identity_left",
  "not_in_directory",
  "account_orphan",
  "account_disabled",
  "grant_expired",
  "conflict",
  "moved_after_grant",
  "returned",
  "owner_left",
  "no_accountable_owner",
  "credential_exposed",
  "credential_expired",
  "credential_never_used",
  "credential_unused",
  "unused",
  "never_used",
  "never_used_undated",
  "no_use_after_move",
  "credential_old",
  "credential_expires_soon",
  "wildcard",
  "covers_many",
  "scopes_unused",
  "role_excludes",
  "peers_none",
  "baseline_excludes",
  "account_dormant",
  "rule_failed",
  "used_recently",
  "used_after_move",
  "used_lately",
  "credential_used",
  "used_often",
  "used_every_month",
  "role_includes",
  "baseline_includes",
  "birthright",
  "peers_most",
  "dependants",
  "last_admin",
  "last_holder",
  "kept_examined",
  "group_kept_examined",
  "request_approved",
  "identity_ends_soon",
  "removal_decided",
  "revoked_before",
  "exception_ended",
  "group_removed",
  "use_stopped",
  "no_use_in_window",
  "peers_few",
  "account_shared",
  "account_no_mfa",
  "moved_before_grant",
  "granted_lately",
];
const rank = new Map(weight.map((id, at) => [id, at]));

/** Context worth saying, in this order; the rest is left to the facts. */
const context = [
  "text_instructs",
  "text_holds_secret",
  "text_states",
  "privileged",
  "never_used_yet",
  "grant_expires",
  "moved_grant_undated",
  "granted",
  "granted_directly",
  "kept_unexamined",
  "not_decided",
  "exception_granted",
  "request_unapproved",
  "first_seen",
  "never_reviewed",
  "acts_for",
  "other_holders",
  "identity_active",
];

/** The answer to one item: which claims, which recommendation, in fixed order. */
export function answerByRule({ packet, unknowns, questions }: Item): Answer {
  const all = trueClaims(packet);
  const recommendation = recommend(all, packet);
  const directed = all
    .filter((c) => c.stance !== "context")
    .sort((a, b) => (rank.get(a.predicate) ?? weight.length) - (rank.get(b.predicate) ?? weight.length));
  const rest = context.flatMap((id) => all.filter((c) => c.predicate === id && c.stance === "context"));
  const told = rest.filter((c) => c.predicate.startsWith("text_") && tells(c, packet));
  const direction = recommendation === "certify" ? "keep" : "remove";
  const speaking = distinct(directed.filter((c) => c.stance === direction));
  const forIt = specific(groundsFirst(implied(recommendation, speaking, packet)?.from, speaking));
  const against = distinct(directed.filter((c) => c.stance !== direction));
  const main = [...forIt.slice(0, 3), ...against.slice(0, 2)];
  const quiet = rest.filter((c) => !c.predicate.startsWith("text_"));
  const claims = [...main, ...quiet.slice(0, Math.max(0, 3 - main.length)), ...told].slice(0, MOST_CLAIMS);
  const [strongest] = against;
  return {
    claims: claims.map(({ predicate, evidence, value, stance }) => ({ predicate, evidence, value, stance })),
    counter: recommendation === "insufficient_evidence" || !strongest ? null : claims.indexOf(strongest),
    unknowns: chosen(unknowns),
    questions: questions.slice(0, 1),
    recommendation,
    judgement: null,
  };
}

/** A failed rule is only named where nothing says more exactly what failed. */
function specific(claims: readonly Claim[]): Claim[] {
  const exact = claims.filter((c) => c.predicate !== "rule_failed");
  return exact.length > 0 ? exact : [...claims];
}

/** A description stands above the facts already; a request or a purpose is worth repeating as somebody's word. */
function tells(claim: Claim, packet: Packet): boolean {
  return (
    claim.predicate !== "text_states" ||
    packet.facts.find((f) => f.id === claim.evidence)?.kind !== "text.description"
  );
}

/** The two that matter most; what a source never reports is said once, not line by line. */
function chosen(unknowns: readonly string[]): string[] {
  const said = unknowns.includes("not_reported") ? ["last_use", "granter"] : [];
  return unknowns.filter((id) => !said.includes(id)).slice(0, 2);
}

/** The claims that the implying rule rests on come first, so that cutting the list never cuts its ground. */
function groundsFirst(from: readonly string[] | undefined, claims: readonly Claim[]): Claim[] {
  return [...claims].sort((a, b) => Number(from?.includes(b.evidence)) - Number(from?.includes(a.evidence)));
}

/** One way of saying a thing is enough: last use stands for counts of use, one group of peers for the others. */
const sayings: readonly (readonly string[])[] = [
  ["used_recently", "used_lately", "used_often", "used_every_month"],
  ["unused", "never_used", "never_used_undated", "no_use_in_window", "use_stopped"],
  ["peers_none"],
  ["peers_few"],
  ["peers_most"],
  ["removal_decided", "revoked_before", "returned"],
];

function distinct(claims: readonly Claim[]): Claim[] {
  const said = new Set<readonly string[]>();
  return claims.filter((c) => {
    const saying = sayings.find((s) => s.includes(c.predicate));
    if (!saying) return true;
    if (said.has(saying)) return false;
    said.add(saying);
    return true;
  });
}

/** The recommendation the claims carry: what a careful reader of the same facts would say, and nothing where they disagree. */
function recommend(all: readonly Claim[], packet: Packet): Recommendation {
  const ids = new Set(all.filter((c) => c.stance !== "context").map((c) => c.predicate));
  const has = (...some: string[]) => some.some((id) => ids.has(id));
  const inUse = has("used_recently", "used_lately", "used_often", "credential_used");
  const idle = has("unused", "never_used");
  const expected = has("role_includes", "birthright");
  const possible = (wanted: Recommendation) =>
    implied(wanted, all, packet) ? wanted : ("insufficient_evidence" as const);

  if (has("identity_left", "not_in_directory", "account_orphan", "account_disabled", "grant_expired"))
    return possible("revoke");
  if (has("conflict") && !idle && (expected || (inUse && has("peers_most")))) return "insufficient_evidence";
  if (has("conflict")) return possible("revoke");
  if (has("returned")) return possible("revoke");
  if (has("owner_left", "no_accountable_owner"))
    return possible(idle || has("account_dormant") ? "revoke" : "modify");
  if (has("credential_expired", "credential_never_used", "credential_unused"))
    return possible(inUse ? "modify" : "revoke");
  if (has("moved_after_grant") && idle) return possible("revoke");
  if (has("moved_after_grant") && has("no_use_after_move", "use_stopped"))
    return expected ? "insufficient_evidence" : possible("revoke");
  if (idle) return expected ? "insufficient_evidence" : possible("revoke");
  if (has("credential_exposed", "credential_old", "credential_expires_soon")) return possible("modify");
  if (has("peers_none") && has("role_excludes") && !inUse) return possible("revoke");
  if (has("wildcard", "scopes_unused") || (has("covers_many") && has("peers_none", "peers_few")))
    return possible("modify");
  if (inUse && has("peers_none") && has("role_excludes")) return "insufficient_evidence";
  if (inUse || expected) return possible("certify");
  if (has("peers_most") && !has("role_excludes", "no_use_in_window", "use_stopped"))
    return possible("certify");
  return "insufficient_evidence";
}
