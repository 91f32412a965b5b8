import type { FactKind, Packet } from "@/lib/evidence/schema";
import type { Claim } from "./claims";

/** In which order true claims are said, and which of them need not be, because another says it better. Pure. */

/** What speaks loudest, first: the order in which claims are put forward and read. */
const weight = [
  "identity_left",
  "used_after_leaving",
  "not_in_directory",
  "account_orphan",
  "account_disabled",
  "grant_expired",
  "conflict",
  "removal_decided",
  "returned",
  "moved_unused_since",
  "moved_after_grant",
  "owner_left",
  "no_accountable_owner",
  "credential_exposed",
  "credential_in_text",
  "credential_expired",
  "credential_never_used",
  "credential_unused",
  "whole_unused",
  "unused",
  "never_used",
  "never_used_undated",
  "no_use_after_move",
  "credential_old",
  "credential_expires_soon",
  "wildcard",
  "covers_many",
  "scopes_unused",
  "tools_unused",
  "account_dormant",
  "role_excludes",
  "baseline_excludes",
  "peers_none",
  "exception_ended",
  "rule_failed",
  "keys_unused",
  "rights_unused",
  "scope_never_used",
  "whole_used",
  "used_recently",
  "used_lately",
  "used_after_move",
  "used_every_month",
  "used_often",
  "dependants",
  "last_admin",
  "last_holder",
  "credential_used",
  "role_includes",
  "birthright",
  "baseline_includes",
  "peers_most",
  "kept_examined",
  "group_kept_examined",
  "request_approved",
  "identity_ends_soon",
  "revoked_before",
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

/** One way of saying a thing is enough: what is said drops the others of its line. */
const sayings: readonly (readonly string[])[] = [
  [
    "whole_used",
    "used_recently",
    "used_lately",
    "used_after_move",
    "used_often",
    "used_every_month",
    "credential_used",
  ],
  ["moved_unused_since", "moved_after_grant", "no_use_after_move"],
  [
    "moved_unused_since",
    "whole_unused",
    "unused",
    "never_used",
    "never_used_undated",
    "no_use_in_window",
    "use_stopped",
    "account_dormant",
  ],
  ["never_used", "never_used_undated", "no_use_after_move"],
  ["used_after_leaving", "unused"],
  ["credential_never_used", "credential_unused", "keys_unused"],
  ["scopes_unused", "scope_never_used"],
  ["baseline_excludes", "peers_none", "peers_few"],
  ["birthright", "baseline_includes", "peers_most"],
  ["removal_decided", "revoked_before", "returned"],
];
/** Of one and the same key, the first of these is enough. */
const ofOneKey = [
  "credential_exposed",
  "credential_expired",
  "credential_never_used",
  "credential_unused",
  "credential_old",
  "credential_expires_soon",
];
/** Beside one of these, how many others hold it is no news. */
export const holdersSaid = ["last_holder", "role_includes", "birthright", "baseline_misses"];
export const peerClaims = ["peers_none", "peers_few", "peers_most", "baseline_includes", "baseline_excludes"];
/** The closest group says it; a wider one adds nothing. */
const closest: readonly FactKind[] = ["peers.title", "peers.team", "peers.department", "peers.access"];
const inGeneral = ["used_recently", "used_lately", "used_often", "used_every_month"];
const ofItsKeys = ["credential_used", "credential_expires_soon", "scopes_unused"];
/** What speaks loudest first. */
export function byWeight(claims: readonly Claim[]): Claim[] {
  const at = (c: Claim) => rank.get(c.predicate) ?? weight.length;
  return [...claims].sort((a, b) => at(a) - at(b));
}

/**
 * Without what another claim says better or makes pointless: what nearly everybody holds needs no peers and survives a move, use
 * before a move is no case for it after, and of a grant whose own use is told the account's keys say little.
 */
export function heard(all: readonly Claim[], packet: Packet): Claim[] {
  const has = (id: string) => all.some((c) => c.predicate === id && c.stance !== "context");
  const kinds = new Map(packet.facts.map((f) => [f.id, f.kind]));
  const groups = comparedWith(all, kinds);
  const told =
    packet.keys.type === "grant" && packet.facts.some((f) => /^use[.](?:last|never|count)$/.test(f.kind));
  return all.filter((c) => {
    if (c.predicate === "birthright") return !has("role_includes");
    if (c.predicate === "moved_after_grant") return !has("birthright");
    if (inGeneral.includes(c.predicate)) return !has("moved_unused_since");
    if (ofItsKeys.includes(c.predicate)) return !told;
    if (!peerClaims.includes(c.predicate)) return true;
    if (has("birthright")) return false;
    const kind = kinds.get(c.evidence);
    return kind === "role.baseline" || (kind !== undefined && groups.includes(kind));
  });
}

/** The closest group; who has no others of the same title stands between a team and a department that may disagree. */
function comparedWith(all: readonly Claim[], kinds: ReadonlyMap<string, FactKind>): FactKind[] {
  const spoken = closest.flatMap((kind) => {
    const claim = all.find(
      (c) => c.stance !== "context" && peerClaims.includes(c.predicate) && kinds.get(c.evidence) === kind,
    );
    return claim ? [{ kind, stance: claim.stance }] : [];
  });
  const [first, second] = spoken;
  const disagree = first?.kind === "peers.team" && second?.kind === "peers.department";
  return [first, ...(disagree && first.stance !== second.stance ? [second] : [])].flatMap((g) =>
    g ? [g.kind] : [],
  );
}

/** Each thing said once: of claims that say much the same, the first. */
export function distinct(claims: readonly Claim[]): Claim[] {
  const said = new Set<unknown>();
  return claims.filter((c) => {
    const of: unknown[] = sayings.filter((s) => s.includes(c.predicate));
    if (ofOneKey.includes(c.predicate)) of.push(c.evidence);
    if (of.some((s) => said.has(s))) return false;
    for (const s of of) said.add(s);
    return true;
  });
}
