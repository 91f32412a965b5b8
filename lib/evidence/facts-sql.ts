import { jsonDay, jsonList, jsonObject, jsonPlain, jsonText, jsonWord } from "./canonical-sql";
import { daysBucket, type FactSql, shareBucket, stance } from "./fact-sql";
import { findingFacts } from "./findings-sql";
import { ENDS_SOON_DAYS, IDLE_DAYS, SMALLEST_GROUP } from "./rules";

/**
 * Every kind of fact over the columns of `featuresSql` (as `f`), in the order in which they stand within a stance. The
 * stances are those of `sentences.ts`, held equal by a test.
 */
const grant = { source: "f.grant_source", asOf: "f.as_of_text" };
const account = { source: "f.account_source", asOf: "f.as_of_text" };
const entitlement = { source: "f.entitlement_source", asOf: "f.as_of_text" };
const identity = { source: "f.identity_source", asOf: "f.identity_as_of" };
const request = { source: "f.request_source", asOf: "f.as_of_text" };
const holders = { source: "f.holders_source", asOf: "f.as_of_text" };
const roles = { source: "f.roles_source", asOf: "f.identity_as_of" };

const decision = (id: string, campaign: string) => ({
  source: jsonObject({
    name: jsonText(campaign),
    record: jsonText(`'decision ' || ${id}`),
    snapshot: jsonPlain("f.snapshot_id"),
  }),
  asOf: "f.as_of_text",
});
const campaigns = {
  source: jsonObject({
    name: jsonWord("Countersign"),
    record: jsonText("'earlier campaigns over ' || f.application_id"),
    snapshot: jsonPlain("f.snapshot_id"),
  }),
  asOf: "f.as_of_text",
};

const none = {};
const people = "f.subject_kind IN ('human', 'unknown')";

const peers = (kind: "title" | "team" | "department", group: string): FactSql => {
  const others = `(f.size_${kind} - f.in_groups)`;
  const held = `greatest(0, f.${kind}_holders - f.in_groups)`;
  return {
    kind: `peers.${kind}`,
    class: "derived",
    when: `${people} AND f.g_${kind} IS NOT NULL AND ${others} >= ${SMALLEST_GROUP} AND ${group} IS NOT NULL`,
    stance: `CASE WHEN ${held} * 2 >= ${others} THEN ${stance.keep} ELSE ${stance.remove} END`,
    bucket: shareBucket(held, others),
    value: { group: jsonText(group), holders: jsonPlain(held), others: jsonPlain(others) },
    ...holders,
  };
};

const text = (
  kind: "text.description" | "text.request" | "text.purpose",
  column: string,
  has: string,
  from: { source: string; asOf: string },
): FactSql => ({
  kind,
  class: "asserted",
  when: `f.${has}`,
  stance: stance.unknown,
  bucket: `f.${column}_instructs`,
  value: {
    text: jsonText(
      `coalesce(f.${column === "request" ? "request_text" : column}, 'withheld: it could not be checked for secrets')`,
    ),
    instructs: jsonPlain(`coalesce(f.${column}_instructs, false)`),
    secrets: jsonList(`f.${column}_secrets`),
    ...(kind === "text.request" ? { request: jsonText("coalesce(f.request_id, '')") } : {}),
  },
  ...from,
});

export const facts: readonly FactSql[] = [
  ...findingFacts,
  {
    kind: "identity.left",
    class: "observed",
    when: "f.has_left",
    stance: stance.remove,
    value: { on: jsonDay("f.left_on"), days: jsonPlain("f.left_days") },
    ...identity,
  },
  {
    kind: "identity.ends_soon",
    class: "observed",
    when: `f.has_left IS NOT TRUE AND f.ends_in BETWEEN 0 AND ${ENDS_SOON_DAYS}`,
    stance: stance.remove,
    value: { on: jsonDay("f.end_date"), days: jsonPlain("f.ends_in") },
    ...identity,
  },
  {
    kind: "identity.moved",
    class: "derived",
    when: "f.has_moved",
    stance: `CASE WHEN f.moved_on > f.granted_on THEN ${stance.remove} WHEN f.granted_on IS NULL THEN ${stance.unknown} ELSE ${stance.keep} END`,
    bucket: "f.moved_on > f.granted_on",
    value: {
      from: jsonText("f.moved_from"),
      to: jsonText("f.department"),
      on: jsonDay("f.moved_on"),
      days: jsonPlain("f.moved_days"),
      after_grant: jsonPlain("f.moved_on > f.granted_on"),
    },
    ...identity,
  },
  {
    kind: "identity.not_in_directory",
    class: "derived",
    when: "f.unknown_to_directory",
    stance: stance.remove,
    value: { login: jsonText("coalesce(f.person_email, f.account_login)") },
    ...identity,
  },
  {
    kind: "account.orphan",
    class: "derived",
    when: "f.r_orphan IS FALSE",
    stance: stance.remove,
    value: none,
    ...account,
  },
  {
    kind: "use.last",
    class: "observed",
    when: "f.used_on IS NOT NULL",
    stance: `CASE WHEN f.used_days >= ${IDLE_DAYS} THEN ${stance.remove} ELSE ${stance.keep} END`,
    bucket: daysBucket("f.used_days"),
    value: { on: jsonDay("f.used_on"), days: jsonPlain("f.used_days") },
    ...grant,
  },
  {
    kind: "use.never",
    class: "observed",
    when: "f.never_used",
    stance: `CASE WHEN coalesce(f.granted_days, ${IDLE_DAYS}) >= ${IDLE_DAYS} THEN ${stance.remove} ELSE ${stance.context} END`,
    bucket: daysBucket("f.granted_days"),
    value: { granted_days: jsonPlain("f.granted_days") },
    ...grant,
  },
  {
    kind: "use.count",
    class: "observed",
    when: "f.uses_90d IS NOT NULL",
    stance: `CASE WHEN f.uses_90d > 0 THEN ${stance.keep} ELSE ${stance.remove} END`,
    bucket: "f.uses_90d > 0",
    value: { uses: jsonPlain("f.uses_90d"), window: "'90'" },
    ...grant,
  },
  {
    kind: "use.after_move",
    class: "observed",
    when: "f.has_moved AND f.moved_on > f.granted_on AND f.uses_after_move IS NOT NULL",
    stance: `CASE WHEN f.uses_after_move > 0 THEN ${stance.keep} ELSE ${stance.remove} END`,
    bucket: "f.uses_after_move > 0",
    value: { uses: jsonPlain("f.uses_after_move"), moved: jsonDay("f.moved_on") },
    ...grant,
  },
  {
    kind: "use.months",
    class: "observed",
    when: "f.use_months IS NOT NULL",
    stance: stance.context,
    value: { months: jsonList("f.use_months"), last_month: jsonText("to_char(f.today, 'YYYY-MM')") },
    ...grant,
  },
  peers("title", "f.person_title"),
  peers("team", "f.manager_name"),
  peers("department", "f.department"),
  {
    kind: "role.includes",
    class: "derived",
    when: "f.included_by IS NOT NULL",
    stance: stance.keep,
    value: { role: jsonText("f.included_by") },
    ...roles,
  },
  {
    kind: "role.excludes",
    class: "derived",
    when: "f.included_by IS NULL AND f.role_names IS NOT NULL AND f.role_modelled",
    stance: stance.remove,
    value: { roles: jsonList("f.role_names") },
    ...roles,
  },
  {
    kind: "role.birthright",
    class: "derived",
    when: `${people} AND f.size_all >= 10 AND f.all_holders * 10 >= f.size_all * 9`,
    stance: stance.keep,
    value: { holders: jsonPlain("f.all_holders"), people: jsonPlain("f.size_all") },
    ...holders,
  },
  {
    kind: "history.returned",
    class: "derived",
    when: "f.returned_on IS NOT NULL",
    stance: stance.remove,
    value: { on: jsonDay("f.returned_on") },
    ...campaigns,
  },
  {
    kind: "history.decided",
    class: "observed",
    when: "f.decision_id IS NOT NULL",
    stance: `CASE WHEN f.outcome = 'revoke' THEN ${stance.remove}
      WHEN f.outcome IN ('certify', 'certify_until') AND f.together <= 1 THEN ${stance.keep} ELSE ${stance.context} END`,
    bucket: "f.outcome || CASE WHEN f.together > 1 THEN ' together' ELSE '' END",
    value: {
      on: jsonDay("f.decided_on"),
      by: jsonText("f.decided_by"),
      outcome: jsonText("f.outcome"),
      together: jsonPlain("f.together"),
      campaign: jsonText("f.decided_in"),
      seed: jsonText("f.seed"),
    },
    ...decision("f.decision_id", "f.decided_in"),
  },
  {
    kind: "history.revoked_before",
    class: "observed",
    when: "f.revoked_decision IS NOT NULL",
    stance: stance.remove,
    value: { on: jsonDay("f.revoked_on"), by: jsonText("f.revoked_by"), campaign: jsonText("f.revoked_in") },
    ...decision("f.revoked_decision", "f.revoked_in"),
  },
  {
    kind: "account.disabled",
    class: "observed",
    when: "f.disabled",
    stance: stance.remove,
    value: { status: jsonText("f.account_status") },
    ...account,
  },
  {
    kind: "account.dormant",
    class: "observed",
    when: `f.signed_in_days >= ${IDLE_DAYS}
      OR (f.signed_in_on IS NULL AND f.never_signed_in AND coalesce(f.account_days, ${IDLE_DAYS}) >= ${IDLE_DAYS})`,
    stance: stance.remove,
    bucket: daysBucket("f.signed_in_days"),
    value: {
      on: jsonDay("f.signed_in_on"),
      days: jsonPlain("f.signed_in_days"),
      never: jsonPlain("f.never_signed_in AND f.signed_in_on IS NULL"),
    },
    ...account,
  },
  {
    kind: "account.shared",
    class: "observed",
    when: "f.shared",
    stance: stance.remove,
    value: { type: jsonText("f.account_type") },
    ...account,
  },
  {
    kind: "account.no_mfa",
    class: "observed",
    when: "NOT f.mfa AND NOT f.nonhuman",
    stance: stance.remove,
    value: none,
    ...account,
  },
  {
    kind: "account.last_holder",
    class: "derived",
    when: "f.other_holders = 0 AND f.complete",
    stance: stance.keep,
    value: none,
    ...holders,
  },
  {
    kind: "account.last_admin",
    class: "derived",
    when: "f.privilege = 'privileged' AND f.admins = 1 AND f.complete",
    stance: stance.keep,
    value: none,
    source: "f.application_source",
    asOf: "f.as_of_text",
  },
  {
    kind: "nhi.no_owner",
    class: "observed",
    when: "f.r_nhi_no_owner IS FALSE",
    stance: stance.remove,
    value: none,
    ...identity,
  },
  {
    kind: "nhi.owner_left",
    class: "derived",
    when: "f.nonhuman AND f.owner_left",
    stance: stance.remove,
    value: { owner: jsonText("f.owner_name") },
    ...identity,
  },
  {
    kind: "nhi.dependants",
    class: "observed",
    when: "f.nonhuman AND cardinality(f.dependants) > 0",
    stance: stance.keep,
    value: { names: jsonList("f.dependants") },
    ...identity,
  },
  {
    kind: "grant.expires",
    class: "observed",
    when: "f.expires_on IS NOT NULL",
    stance: `CASE WHEN f.expires_in < 0 THEN ${stance.remove} ELSE ${stance.context} END`,
    bucket: "f.expires_in < 0",
    value: { on: jsonDay("f.expires_on"), days: jsonPlain("f.expires_in") },
    ...grant,
  },
  {
    kind: "history.requested",
    class: "observed",
    when: "f.request_id IS NOT NULL OR f.requested_by IS NOT NULL OR f.approved_by IS NOT NULL",
    stance: `CASE WHEN f.approved_by IS NOT NULL THEN ${stance.keep} ELSE ${stance.context} END`,
    bucket: "f.approved_by IS NOT NULL",
    value: {
      request: jsonText("f.request_id"),
      by: jsonText("f.requested_by"),
      approved_by: jsonText("f.approved_by"),
      on: jsonDay("f.requested_on"),
    },
    source: `CASE WHEN f.has_request THEN f.request_source ELSE f.grant_source END`,
    asOf: "f.as_of_text",
  },
  // Not known, or only stated
  {
    kind: "use.not_reported",
    class: "observed",
    when: "f.used_on IS NULL AND NOT f.never_used AND f.uses_90d IS NULL",
    stance: stance.unknown,
    value: none,
    ...grant,
  },
  {
    kind: "history.granter_unknown",
    class: "observed",
    when: "f.granter_unknown",
    stance: stance.unknown,
    value: none,
    ...grant,
  },
  {
    kind: "entitlement.privilege_unknown",
    class: "observed",
    when: "f.privilege IS NULL",
    stance: stance.unknown,
    value: none,
    ...entitlement,
  },
  {
    kind: "entitlement.undescribed",
    class: "observed",
    when: "f.undescribed",
    stance: stance.unknown,
    value: none,
    ...entitlement,
  },
  {
    kind: "entitlement.no_owner",
    class: "observed",
    when: "f.no_owner",
    stance: stance.unknown,
    value: none,
    ...entitlement,
  },
  {
    kind: "identity.no_manager",
    class: "observed",
    when: `f.subject_kind = 'human' AND f.no_manager`,
    stance: stance.unknown,
    value: none,
    ...identity,
  },
  text("text.description", "description", "has_description", entitlement),
  text("text.request", "request", "has_request_text", request),
  text("text.purpose", "purpose", "has_purpose", identity),
  // Neither for nor against
  {
    kind: "identity.active",
    class: "observed",
    when: "NOT f.has_left AND f.employment_status IS NOT NULL",
    stance: stance.context,
    value: { status: jsonText("f.employment_status") },
    ...identity,
  },
  {
    kind: "history.granted",
    class: "observed",
    when: "f.granted_on IS NOT NULL",
    stance: stance.context,
    bucket: daysBucket("f.granted_days"),
    value: { on: jsonDay("f.granted_on"), days: jsonPlain("f.granted_days"), by: jsonText("f.granted_by") },
    ...grant,
  },
  {
    kind: "history.first_seen",
    class: "derived",
    when: "f.first_seen",
    stance: stance.context,
    value: { campaign: jsonText("f.covering") },
    ...campaigns,
  },
  {
    kind: "history.never_reviewed",
    class: "derived",
    when: "f.covering IS NULL",
    stance: stance.context,
    value: none,
    ...campaigns,
  },
  {
    kind: "grant.direct",
    class: "observed",
    when: "f.has_derived",
    stance: stance.context,
    value: none,
    ...grant,
  },
  {
    kind: "grant.covers",
    class: "derived",
    when: "f.covers > 0",
    stance: stance.context,
    bucket: "f.covers",
    value: { count: jsonPlain("f.covers"), examples: jsonList("f.covered") },
    ...grant,
  },
  {
    kind: "entitlement.privileged",
    class: "observed",
    when: "f.privilege = 'privileged'",
    stance: stance.context,
    value: none,
    ...entitlement,
  },
  {
    kind: "entitlement.data_class",
    class: "observed",
    when: "f.data_class IS NOT NULL",
    stance: stance.context,
    value: { data_class: jsonText("f.data_class") },
    ...entitlement,
  },
  {
    kind: "entitlement.holders",
    class: "derived",
    when: "f.other_holders IS NOT NULL",
    stance: stance.context,
    value: { others: jsonPlain("f.other_holders") },
    ...holders,
  },
  {
    kind: "nhi.owner",
    class: "observed",
    when: "f.nonhuman AND f.owner_name IS NOT NULL",
    stance: stance.context,
    value: { owner: jsonText("f.owner_name"), backup: jsonText("f.backup_name") },
    ...identity,
  },
  {
    kind: "nhi.acts_for",
    class: "observed",
    when: "f.nonhuman AND cardinality(f.acts_for) > 0",
    stance: stance.context,
    value: { names: jsonList("f.acts_for") },
    ...identity,
  },
];
