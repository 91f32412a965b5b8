import { jsonObject, jsonText, jsonWord } from "./canonical-sql";
import { type FactSql, stance } from "./fact-sql";
import { CREDENTIAL_DAYS, IDLE_DAYS, type RuleId, ruleIds, ruleOf } from "./rules";

/**
 * Each rule over the columns of `featuresSql` (as `f`): true passes, false fails, null cannot be evaluated. What the source
 * does not say is never a pass and never a failure (I8), but a rule that is about something the item is not passes.
 */
type RuleSql = {
  sql: string;
  /** What the finding says more than its name, as SQL text; null for nothing. */
  reason?: string;
  /** Which record shows it. */
  source: string;
  asOf?: string;
};

const standard = "f.privilege = 'standard'";
const unusedLong = `(f.used_days >= ${IDLE_DAYS} OR (f.used_on IS NULL AND (f.never_used OR f.uses_90d = 0)
  AND coalesce(f.granted_days, ${IDLE_DAYS}) >= ${IDLE_DAYS}))`;

/** Texts that could not be looked through. */
const withheld =
  "((f.has_description AND f.description IS NULL) OR (f.has_request_text AND f.request_text IS NULL) OR (f.has_purpose AND f.purpose IS NULL))";

const day = (column: string) => `to_char(${column}, 'FMDD Mon YYYY')`;

export const ruleSql: Record<RuleId, RuleSql> = {
  conflict: {
    sql: "CASE WHEN f.conflicts > 0 THEN false WHEN f.p IS NULL OR NOT f.has_conflict_rules THEN NULL ELSE true END",
    source: "f.grant_source",
  },
  leaver: {
    sql: "CASE WHEN f.has_left IS NULL THEN NULL WHEN f.has_left AND f.disabled IS NOT TRUE THEN false ELSE true END",
    reason: `CASE WHEN f.left_on IS NOT NULL THEN 'left on ' || ${day("f.left_on")} END`,
    source: "f.identity_source",
    asOf: "f.identity_as_of",
  },
  secret_in_text: {
    sql: `CASE WHEN cardinality(f.secrets_found) > 0 THEN false WHEN ${withheld} THEN NULL ELSE true END`,
    reason: "array_to_string(f.secrets_found, '; ')",
    source: "f.grant_source",
  },
  text_instructs: {
    sql: `CASE WHEN cardinality(f.orders_found) > 0 THEN false WHEN ${withheld} THEN NULL ELSE true END`,
    reason: "'found in ' || array_to_string(f.orders_found, ', ')",
    source: "f.grant_source",
  },
  orphan: {
    // A cloud provider's own service is known and holds its account itself.
    sql: "CASE WHEN f.p IS NOT NULL OR lower(f.account_type) = 'aws service' THEN true WHEN f.how = 'ambiguous' OR NOT f.has_people THEN NULL ELSE false END",
    source: "f.account_source",
  },
  nhi_no_owner: {
    sql: `CASE WHEN f.subject_kind = 'human' THEN true WHEN NOT f.nonhuman OR f.p IS NULL THEN NULL
      WHEN f.owner_id IS NOT NULL THEN true WHEN f.reports_owner THEN false END`,
    source: "f.identity_source",
    asOf: "f.identity_as_of",
  },
  nhi_owner_left: {
    sql: `CASE WHEN f.subject_kind = 'human' THEN true WHEN NOT f.nonhuman OR f.owner_left IS NULL THEN NULL ELSE NOT f.owner_left END`,
    reason: "f.owner_name",
    source: "f.identity_source",
    asOf: "f.identity_as_of",
  },
  credential_exposed: {
    sql: `CASE WHEN f.exposed IS NOT NULL THEN false WHEN f.subject_kind = 'human' AND NOT f.has_credential THEN true
      WHEN f.reports_credentials THEN true END`,
    reason: "f.exposed",
    source: "f.account_source",
  },
  kept_after_move: {
    sql: `CASE WHEN ${standard} THEN true WHEN f.privilege IS NULL OR f.p IS NULL THEN NULL
      WHEN f.has_moved THEN f.moved_on <= f.granted_on
      WHEN f.moved_on IS NOT NULL OR f.never_moved OR f.reports_moves THEN true END`,
    reason: `CASE WHEN f.moved_from IS NOT NULL THEN 'moved from ' || f.moved_from || ' on ' || ${day("f.moved_on")}
      ELSE 'moved on ' || ${day("f.moved_on")} END`,
    source: "f.identity_source",
    asOf: "f.identity_as_of",
  },
  privileged_unused: {
    sql: `CASE WHEN ${standard} THEN true WHEN f.privilege IS NULL THEN NULL WHEN ${unusedLong} THEN false
      WHEN f.used_days IS NOT NULL OR f.never_used OR f.uses_90d IS NOT NULL THEN true END`,
    reason: `CASE WHEN f.used_on IS NOT NULL THEN 'last used on ' || ${day("f.used_on")} WHEN f.never_used THEN 'never used' END`,
    source: "f.grant_source",
  },
  past_end: {
    sql: `CASE WHEN f.expires_in < 0 OR (f.ends_in < 0 AND f.has_left IS NOT TRUE) THEN false
      WHEN f.expires_on IS NOT NULL OR f.end_date IS NOT NULL OR f.never_ends OR f.reports_expiry OR f.reports_end THEN true END`,
    reason: `CASE WHEN f.expires_in < 0 THEN 'it was given until ' || ${day("f.expires_on")} ELSE 'the contract ended on ' || ${day("f.end_date")} END`,
    source: "f.grant_source",
  },
  idle_account: {
    sql: `CASE WHEN f.disabled OR f.signed_in_days >= ${IDLE_DAYS}
        OR (f.never_signed_in AND coalesce(f.account_days, ${IDLE_DAYS}) >= ${IDLE_DAYS}) THEN false
      WHEN f.signed_in_days IS NOT NULL OR (f.never_signed_in AND f.disabled IS NOT NULL) THEN true END`,
    reason: `CASE WHEN f.disabled THEN 'its status is ' || f.account_status
      WHEN f.signed_in_on IS NOT NULL THEN 'last sign-in on ' || ${day("f.signed_in_on")} ELSE 'nobody ever signed in' END`,
    source: "f.account_source",
  },
  shared_privileged: {
    sql: `CASE WHEN ${standard} OR NOT f.shared THEN true WHEN f.shared AND f.privilege IS NOT NULL THEN false END`,
    reason: "'its type is ' || f.account_type",
    source: "f.account_source",
  },
  no_mfa_privileged: {
    sql: `CASE WHEN ${standard} OR f.nonhuman OR f.mfa THEN true WHEN NOT f.mfa AND f.privilege IS NOT NULL THEN false END`,
    source: "f.account_source",
  },
  old_credential: {
    sql: `CASE WHEN f.oldest_credential > ${CREDENTIAL_DAYS} THEN false WHEN f.undated_credential THEN NULL
      WHEN f.oldest_credential IS NOT NULL THEN true WHEN f.subject_kind = 'human' OR f.reports_credentials THEN true END`,
    reason: "f.oldest_credential_name || ', ' || f.oldest_credential || ' days old'",
    source: "f.account_source",
  },
  wildcard: {
    sql: "CASE WHEN f.sweeping IS NULL THEN NULL ELSE cardinality(f.sweeping) = 0 END",
    reason: "array_to_string(f.sweeping, ', ')",
    source: "f.entitlement_source",
  },
};

/** What was found in which text, for the two rules about text: "aws-key 1a2b3c4d5e6f in the request". */
const inText = (text: string, name: string) =>
  `CASE WHEN cardinality(${text}) > 0 THEN (SELECT array_agg(x || ' in the ${name}') FROM unnest(${text}) x) ELSE '{}' END`;
export const foundSql = `${[
  inText("f.description_secrets", "description"),
  inText("f.request_secrets", "request"),
  inText("f.purpose_secrets", "purpose"),
  inText("f.label_secrets", "name"),
].join(" || ")} AS secrets_found,
  array_remove(ARRAY[
    CASE WHEN f.description_instructs THEN 'the description' END,
    CASE WHEN f.request_instructs THEN 'the request' END,
    CASE WHEN f.purpose_instructs THEN 'the purpose' END,
    CASE WHEN f.label_instructs THEN 'a name' END], NULL) AS orders_found`;

/** Each rule's answer as a column `r_<id>`. */
export const ruleColumns = ruleIds.map((id) => `(${ruleSql[id].sql}) AS r_${id}`).join(",\n    ");

const counted = (answer: string) =>
  `(${ruleIds.map((id) => `CASE WHEN f.r_${id} IS ${answer} THEN 1 ELSE 0 END`).join(" + ")})`;
export const passedSql = counted("TRUE");
export const failedSql = counted("FALSE");
export const unknownSql = counted("NULL");

/** The finding of each failed rule; a conflict's come from `ev_conflict`, one a conflict. */
export const findingFacts: readonly FactSql[] = ruleIds
  .filter((id) => id !== "conflict")
  .map((id) => {
    const { reason, source, asOf } = ruleSql[id];
    return {
      kind: "rule.failed",
      class: "derived",
      when: `f.r_${id} IS FALSE`,
      stance: stance.finding,
      bucket: `'${id}'`,
      value: {
        rule: jsonWord(id),
        name: jsonWord(ruleOf(id)?.checks ?? id),
        other: "'null'",
        other_item: "'null'",
        reason: reason ? jsonText(reason) : "'null'",
      },
      source,
      asOf: asOf ?? "f.as_of_text",
    } satisfies FactSql;
  });

/** The rows' tags, at most three, the most important first. */
export const tagsSql = `(array_remove(ARRAY[${[
  ...ruleIds.map((id) => `CASE WHEN f.r_${id} IS FALSE THEN '${ruleOf(id)?.tag ?? id}' END`),
  "CASE WHEN f.r_kept_after_move IS NOT FALSE AND f.has_moved AND f.moved_on > f.granted_on AND f.included_by IS NULL THEN 'moved' END",
  `CASE WHEN f.r_privileged_unused IS NOT FALSE AND ${unusedLong} THEN 'unused' END`,
  "CASE WHEN f.privilege = 'privileged' THEN 'privileged' END",
  "CASE WHEN f.first_seen THEN 'new' END",
].join(", ")}], NULL))[1:3]`;

/** Critical: privileged with a finding. High: privileged, privilege unknown, non-human, or a finding. Low: the rest. */
export const riskSql = `CASE WHEN f.privilege = 'privileged' AND f.failed > 0 THEN 'critical'
  WHEN f.privilege IS DISTINCT FROM 'standard' OR f.nonhuman OR f.failed > 0 THEN 'high' ELSE 'low' END`;

/** The counts as the packet has them. */
export const rulesObject = (set: string) =>
  jsonObject({
    set: jsonWord(set),
    passed: "f.passed::text",
    failed: "f.failed::text",
    unknown: "f.unknown::text",
  });
