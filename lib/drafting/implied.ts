import type { ItemType, Packet } from "@/lib/evidence/schema";
import { type Claim, groundsOf, trueClaims } from "./claims";
import { known } from "./predicate";
import type { Recommendation, Target } from "./schema";

/**
 * When a recommendation follows. A rule looks only at claims that were verified against observed or derived facts; what is
 * merely asserted is never among them (I13). A draft may recommend less than a rule allows, never more. What is recommended can
 * be asked for: a key is rotated on its own item, an identity goes over to another owner on its own, and so on.
 */
export type ImpliedRule = {
  id: string;
  /** In words: what follows, and from what. */
  words: string;
  recommendation: Exclude<Recommendation, "insufficient_evidence">;
  target: Target | null;
  /** The types of item it is for. */
  of: readonly ItemType[];
  /** One predicate of every group has to be claimed. */
  needs: readonly (readonly string[])[];
  /** None of these may be true of the packet, claimed or not. */
  unless: readonly string[];
};

const everything: readonly ItemType[] = ["grant", "credential", "identity"];
const idle = ["unused", "never_used", "never_used_undated", "no_use_in_window", "use_stopped"];
const unlike = ["peers_none", "role_excludes", "baseline_excludes"];
const inUse = ["used_recently", "used_lately", "used_often", "used_every_month"];
const keyInUse = ["credential_used", ...inUse];
const deadKey = ["credential_never_used", "credential_unused"];

export const impliedRules: readonly ImpliedRule[] = [
  revoke("left", "The holder has left.", [["identity_left"]]),
  revoke("nobody", "Nobody known holds the account.", [["not_in_directory", "account_orphan"]]),
  revoke("account_disabled", "The account cannot be used any more.", [["account_disabled"]]),
  revoke("grant_expired", "It was given until a day that is past.", [["grant_expired"]]),
  revoke("came_back", "It had been removed and is back.", [["returned"]]),
  revoke("conflict", "Together with other access it breaks a separation of duties.", [["conflict"]]),
  {
    ...revoke("key_dead", "The key has expired, or nobody uses it.", [["credential_expired", ...deadKey]]),
    of: ["credential"],
    unless: keyInUse,
  },
  { ...revoke("whole_idle", "Nothing that it holds is used.", [["whole_unused"]]), of: ["identity"] },
  revoke("moved_unused_since", "The holder moved to other work and has not used it since.", [
    ["moved_unused_since"],
  ]),
  revoke("removal_outstanding", "It was decided to remove it, and it is still there.", [["removal_decided"]]),
  revoke("unused", "It has not been used for 90 days, or never in 90 days or more.", [
    ["unused", "never_used"],
  ]),
  { ...revoke("dormant", "Nobody signs in to the account.", [["account_dormant"]]), unless: inUse },
  revoke("moved_and_idle", "The holder moved to other work, and it is not used now.", [
    ["moved_after_grant"],
    ["no_use_after_move", ...idle],
  ]),
  revoke("moved_and_unlike", "The holder moved to other work, and in the new job it is not usual.", [
    ["moved_after_grant"],
    unlike,
  ]),
  revoke("unlike_and_idle", "It is unusual for the job and not used.", [unlike, idle]),
  revoke("unlike_twice", "No role includes it, and nobody comparable holds it.", [
    ["peers_none"],
    ["role_excludes", "baseline_excludes"],
  ]),
  change("owner_missing", "transfer_owner", ["identity"], "Nobody who is still here answers for it.", [
    "owner_left",
    "no_accountable_owner",
  ]),
  change(
    "key_due",
    "rotate",
    ["credential"],
    "The key is exposed, stands in readable text, is old, has expired in use or is about to expire.",
    [
      "credential_exposed",
      "credential_in_text",
      "credential_old",
      "credential_expired",
      "credential_expires_soon",
    ],
  ),
  change("key_idle", "reduce", ["identity"], "One of its keys has expired, or nobody uses it.", [
    "credential_expired",
    ...deadKey,
    "keys_unused",
  ]),
  change("over_broad", "reduce", ["grant"], "It allows more than one right should.", [
    "covers_many",
    "wildcard",
  ]),
  change("more_than_used", "reduce", ["credential", "identity"], "It may do more than it does.", [
    "scopes_unused",
    "scope_never_used",
    "tools_unused",
    "covers_many",
    "wildcard",
  ]),
  keep("in_use", ["grant"], "The access is in use.", inUse),
  keep("key_in_use", ["credential"], "The key is used.", keyInUse),
  keep("whole_in_use", ["identity"], "Something that it holds is in use.", ["whole_used"]),
  keep("of_the_role", ["grant"], "A role of the holder includes it, or nearly everybody has it.", [
    "role_includes",
    "birthright",
  ]),
  {
    ...keep("like_peers", ["grant"], "It is usual for the job, and known not to be privileged.", [
      "baseline_includes",
      "peers_most",
    ]),
    unless: ["privileged", "role_excludes", ...idle],
  },
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
  "credential_in_text",
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
 * The first rule by which the verified claims imply the recommendation, with the claims and the facts it rests on.
 * @returns undefined where none does
 */
export function implied(
  recommendation: Recommendation,
  claims: readonly Claim[],
  packet: Packet,
): { rule: ImpliedRule; claims: Claim[]; from: string[] } | undefined {
  if (recommendation === "insufficient_evidence") return undefined;
  if (recommendation === "certify" && keepingBlocked(packet)) return undefined;
  const usable = claims.filter((c) => c.stance !== "context");
  const holds = heldOf(packet);
  for (const candidate of impliedRules) {
    if (candidate.recommendation !== recommendation || !candidate.of.includes(packet.keys.type)) continue;
    if (candidate.unless.some((p) => holds.has(p))) continue;
    const found = candidate.needs.map((group) => usable.find((c) => group.includes(c.predicate)));
    if (found.every((c) => c !== undefined))
      return {
        rule: candidate,
        claims: found,
        from: [...new Set(found.flatMap((c) => groundsOf(c, packet)))],
      };
  }
  return undefined;
}

/** What is so, claimed or not: a rule's `unless` looks at it. Privilege that nobody reports may be there (I8). */
function heldOf(packet: Packet): Set<string> {
  const holds = new Set(
    trueClaims(packet).flatMap((c) =>
      c.stance === "context" && c.predicate !== "privileged" ? [] : [c.predicate],
    ),
  );
  if (known(packet, "entitlement.privilege_unknown").length > 0) holds.add("privileged");
  return holds;
}

function revoke(id: string, words: string, needs: ImpliedRule["needs"]): ImpliedRule {
  return { id, words, recommendation: "revoke", target: null, of: everything, needs, unless: [] };
}

function change(
  id: string,
  target: Target,
  of: readonly ItemType[],
  words: string,
  needs: readonly string[],
): ImpliedRule {
  return { id, words, recommendation: "modify", target, of, needs: [needs], unless: [] };
}

function keep(id: string, of: readonly ItemType[], words: string, needs: readonly string[]): ImpliedRule {
  return { id, words, recommendation: "certify", target: null, of, needs: [needs], unless: [] };
}
