import type { Packet } from "@/lib/evidence/schema";
import { type Claim, trueClaims } from "./claims";
import type { Recommendation, Target } from "./schema";

/**
 * When a recommendation follows. A rule looks only at claims that were verified against observed or derived facts; what is
 * merely asserted is never among them (I13). A draft may recommend less than a rule allows, never more.
 */
export type ImpliedRule = {
  id: string;
  recommendation: Exclude<Recommendation, "insufficient_evidence">;
  target: Target | null;
  /** One predicate of every group has to be claimed. */
  needs: readonly (readonly string[])[];
  /** None of these may be true of the packet, claimed or not. */
  unless?: readonly string[];
};

const idle = ["unused", "never_used", "never_used_undated", "no_use_in_window", "use_stopped"];
const unlike = ["peers_none", "role_excludes"];
const inUse = ["used_recently", "used_lately", "used_often", "used_every_month", "credential_used"];
const deadCredential = ["credential_expired", "credential_never_used", "credential_unused"];

export const impliedRules: readonly ImpliedRule[] = [
  rule("left", "revoke", ["identity_left"]),
  rule("nobody", "revoke", ["not_in_directory", "account_orphan"]),
  rule("account_disabled", "revoke", ["account_disabled"]),
  rule("grant_expired", "revoke", ["grant_expired"]),
  rule("came_back", "revoke", ["returned"]),
  rule("conflict", "revoke", ["conflict"]),
  { ...rule("credential_dead", "revoke", deadCredential), unless: inUse },
  rule("unused", "revoke", ["unused", "never_used"]),
  rule("dormant", "revoke", ["account_dormant"]),
  rule("moved_and_idle", "revoke", ["moved_after_grant"], ["no_use_after_move", ...idle]),
  rule("moved_and_unlike", "revoke", ["moved_after_grant"], unlike),
  rule("unlike_and_idle", "revoke", unlike, idle),
  rule("unlike_twice", "revoke", ["peers_none"], ["role_excludes"]),
  rule("owner_missing", "modify", "transfer_owner", ["owner_left", "no_accountable_owner"]),
  rule("credential_due", "modify", "rotate", [
    "credential_exposed",
    "credential_old",
    "credential_expires_soon",
  ]),
  rule("credential_idle", "modify", "reduce", deadCredential),
  rule("over_broad", "modify", "reduce", ["covers_many", "scopes_unused", "wildcard"]),
  rule("in_use", "certify", inUse),
  rule("of_the_role", "certify", ["role_includes", "birthright"]),
  rule("like_peers", "certify", ["peers_most"]),
];

/** What stands in the way of recommending to keep, whether or not the draft mentions it. */
const blocksKeeping = new Set([
  "identity_left",
  "not_in_directory",
  "account_orphan",
  "account_disabled",
  "grant_expired",
  "returned",
  "conflict",
  "rule_failed",
  "wildcard",
  "credential_expired",
  "credential_exposed",
  "owner_left",
  "no_accountable_owner",
]);

/** Whether keeping may not be recommended: a finding, a text that tries to instruct (I16), or a holder who is gone. */
export function keepingBlocked(packet: Packet): boolean {
  return (
    packet.rules.failed > 0 ||
    packet.facts.some(
      (f) => f.kind.startsWith("text.") && "instructs" in f.value && f.value.instructs === true,
    ) ||
    trueClaims(packet).some((c) => blocksKeeping.has(c.predicate) && c.stance !== "context")
  );
}

/**
 * The first rule by which the verified claims imply the recommendation, with the facts it rests on.
 * @returns undefined where none does
 */
export function implied(
  recommendation: Recommendation,
  claims: readonly Claim[],
  packet: Packet,
): { rule: ImpliedRule; from: string[] } | undefined {
  if (recommendation === "insufficient_evidence") return undefined;
  if (recommendation === "certify" && keepingBlocked(packet)) return undefined;
  const usable = claims.filter((c) => c.stance !== "context");
  const holds = new Set(trueClaims(packet).flatMap((c) => (c.stance === "context" ? [] : [c.predicate])));
  for (const candidate of impliedRules) {
    if (candidate.recommendation !== recommendation) continue;
    if (candidate.unless?.some((p) => holds.has(p))) continue;
    const found = candidate.needs.map((group) => usable.find((c) => group.includes(c.predicate)));
    if (found.every((c) => c !== undefined))
      return { rule: candidate, from: [...new Set(found.map((c) => c.evidence))] };
  }
  return undefined;
}

function rule(
  id: string,
  recommendation: ImpliedRule["recommendation"],
  ...rest: readonly (Target | readonly string[])[]
): ImpliedRule {
  const target = rest.find((r): r is Target => typeof r === "string") ?? null;
  return {
    id,
    recommendation,
    target,
    needs: rest.filter((r): r is readonly string[] => typeof r !== "string"),
  };
}
