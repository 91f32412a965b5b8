import type { Packet } from "@/lib/evidence/schema";
import type { Claim } from "./claims";
import { implied } from "./implied";
import type { Recommendation } from "./schema";

/**
 * What a careful reader of the same facts would recommend, and nothing where they disagree: access that a role includes is not
 * taken for being idle, nor access in use for being unusual, nor both sides of a conflict. Every answer is one that a rule of
 * `implied.ts` allows.
 */
export function recommend(all: readonly Claim[], packet: Packet): Recommendation {
  const ids = new Set(all.filter((c) => c.stance !== "context").map((c) => c.predicate));
  const facts: Facts = {
    has: (...some) => some.some((id) => ids.has(id)),
    possible: (wanted) => (implied(wanted, all, packet) ? wanted : "insufficient_evidence"),
  };
  if (facts.has("identity_left", "not_in_directory", "account_orphan", "account_disabled", "grant_expired"))
    return facts.possible("revoke");
  if (packet.keys.type === "credential") return ofCredential(facts);
  return packet.keys.type === "identity"
    ? ofIdentity(facts)
    : ofGrant(
        facts,
        all.some((c) => c.predicate === "privileged"),
      );
}

type Facts = {
  has: (...predicates: string[]) => boolean;
  /** The recommendation, where a rule implies it of these claims. */
  possible: (wanted: Recommendation) => Recommendation;
};

function ofGrant({ has, possible }: Facts, privileged: boolean): Recommendation {
  const inUse = has("used_recently", "used_lately", "used_often", "used_every_month");
  const expected = has("role_includes", "birthright");
  const unlike = has("role_excludes", "baseline_excludes", "peers_none");
  const idle = has("unused", "never_used", "moved_unused_since");
  const fading = has("no_use_after_move", "no_use_in_window", "use_stopped", "never_used_undated");
  const vouched = has("request_approved", "kept_examined");
  const unless = (reason: boolean, wanted: Recommendation) =>
    reason ? ("insufficient_evidence" as const) : possible(wanted);

  if (has("conflict")) return unless(expected || inUse || !(idle || unlike), "revoke");
  if (has("returned", "removal_decided")) return unless(expected, "revoke");
  if (idle) return unless(expected, "revoke");
  if (has("account_dormant") && !inUse) return unless(expected, "revoke");
  if (has("moved_after_grant") && (unlike || fading)) return unless(expected || inUse, "revoke");
  if (fading && unlike) return unless(expected || vouched, "revoke");
  if (fading) return "insufficient_evidence";
  if (has("wildcard") || (has("covers_many") && has("peers_none", "peers_few"))) return possible("modify");
  const foreign = has("role_excludes", "baseline_excludes");
  if (has("peers_none") && foreign) return inUse ? unless(!vouched, "certify") : unless(vouched, "revoke");
  if (privileged && foreign && has("peers_few")) return unless(!(inUse && vouched), "certify");
  if (inUse || expected) return possible("certify");
  return foreign ? "insufficient_evidence" : possible("certify");
}

function ofCredential({ has, possible }: Facts): Recommendation {
  const inUse = has("credential_used", "used_recently", "used_lately");
  if (has("credential_never_used", "credential_unused", "credential_expired") && !inUse)
    return possible("revoke");
  if (
    has(
      "credential_exposed",
      "credential_in_text",
      "credential_expired",
      "credential_old",
      "credential_expires_soon",
    )
  )
    return possible("modify");
  if (has("owner_left", "no_accountable_owner")) return "insufficient_evidence";
  if (has("scopes_unused")) return possible("modify");
  return possible("certify");
}

function ofIdentity({ has, possible }: Facts): Recommendation {
  if (has("whole_unused")) return possible("revoke");
  if (has("owner_left", "no_accountable_owner")) return possible("modify");
  if (has("credential_never_used", "credential_unused", "credential_expired", "scopes_unused"))
    return possible("modify");
  return possible("certify");
}
