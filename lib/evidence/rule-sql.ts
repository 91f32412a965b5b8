import type { RuleType } from "./rule-words";
import type { Rule, RuleOf } from "./rules";
import type { ItemType } from "./schema";

/**
 * Each type of rule over the columns of `featuresSql` (as `f`): true passes, false fails, null cannot be evaluated. What the
 * source does not say is never a pass and never a failure (I8), but a rule that is about something the item is not passes.
 * `k` is the rule's number among the compiled; of a rule's parameters only whole numbers and our own codes stand in the SQL
 * text, its words are read from `ev_rule_word`, where they came as a bound value.
 */
export type RuleSql = {
  sql: string;
  /** Which items it is asked of; the others it is not counted for. */
  about: readonly ItemType[];
  /** What the finding says more than its name, as SQL text; null for nothing. */
  reason?: string;
  /** Which record shows it. */
  source: string;
  asOf?: string;
  /** Where it is null: on what condition, and what is then not known. One of them holds, or the last is said. */
  lacks: readonly (readonly [condition: string, words: string])[];
};

const every = ["grant", "credential", "identity"] as const;
const ofGrants = ["grant"] as const;
const ofAccounts = ["grant", "credential"] as const;
const ofMachines = ["credential", "identity"] as const;

const identity = { source: "f.identity_source", asOf: "f.identity_as_of" };
const grant = { source: "f.grant_source" };
const account = { source: "f.account_source" };
const entitlement = { source: "f.entitlement_source" };

const day = (column: string) => `to_char(${column}, 'FMDD Mon YYYY')`;
/** A whole number of the parameters, as it stands in SQL. */
const whole = (n: number) => String(Math.trunc(n));

/** Whether a column's text is in a rule's list, whatever the case. */
export const listed = (column: string, k: number, list: string) =>
  `lower(btrim(${column})) IN (SELECT word FROM ev_rule_word WHERE k = ${whole(k)} AND list = '${list}')`;

/** Passes where only privileged access is asked about and this is standard. */
const standardPasses = (access: "privileged" | "any") =>
  access === "privileged" ? "WHEN f.privilege = 'standard' THEN true WHEN f.privilege IS NULL THEN NULL" : "";
const privilegeLacks = (access: "privileged" | "any") =>
  access === "privileged" ? ([["f.privilege IS NULL", "whether it is privileged"]] as const) : [];

/** Not used for so many days; never used counts from the day it was granted, where that is known. */
export const unusedFor = (days: number) =>
  `(f.used_days >= ${whole(days)} OR (f.used_on IS NULL AND (f.never_used${
    days <= 90 ? " OR f.uses_90d = 0" : ""
  }) AND coalesce(f.granted_days, ${whole(days)}) >= ${whole(days)}))`;

/** Whether it was used within so many days can be told: 90 days without a use say nothing of more, with one nothing of fewer. */
const useKnown = (days: number) =>
  `f.used_days IS NOT NULL OR f.never_used OR f.uses_90d ${days === 90 ? "IS NOT NULL" : days < 90 ? "= 0" : "> 0"}`;

/** Texts that could not be looked through. */
const withheld =
  "((f.has_description AND f.description IS NULL) OR (f.has_request_text AND f.request_text IS NULL) OR (f.has_purpose AND f.purpose IS NULL))";

/** Nobody known holds the account. A cloud provider's own service is known and holds its account itself. */
export const orphanSql =
  "CASE WHEN f.p IS NOT NULL OR lower(f.account_type) = 'aws service' THEN true WHEN f.how = 'ambiguous' OR NOT f.has_people THEN NULL ELSE false END";
/** Somebody answers for a non-human identity. */
export const ownedSql = `CASE WHEN f.subject_kind = 'human' THEN true WHEN NOT f.nonhuman OR f.p IS NULL THEN NULL
  WHEN f.owner_id IS NOT NULL THEN true WHEN f.reports_owner THEN false END`;

const conflictWith = (k: number) => `f.conflict_with ->> '${whole(k)}'`;
const isPerson = ["f.subject_kind <> 'human' AND NOT f.nonhuman", "whether a person holds it"] as const;
const holder = ["f.p IS NULL", "who holds the account"] as const;

type Writer<T extends RuleType> = (params: RuleOf<T>["params"], k: number) => RuleSql;

export const ruleTypeSql: { [T in RuleType]: Writer<T> } = {
  conflict: (_, k) => ({
    sql: `CASE WHEN ${whole(k)} = ANY(f.conflict_rules) THEN false WHEN f.p IS NULL OR NOT f.has_conflict_rules THEN NULL ELSE true END`,
    about: ofGrants,
    reason: conflictWith(k),
    ...grant,
    lacks: [holder, ["NOT f.has_conflict_rules", "rules of separation of duties"]],
  }),
  separation: (_, k) => ({
    sql: `CASE WHEN ${whole(k)} = ANY(f.conflict_rules) THEN false WHEN (${whole(k)} = ANY(f.side_of)) IS NOT TRUE THEN true
      WHEN f.p IS NULL OR ${whole(k)} = ANY(f.side_open) THEN NULL ELSE true END`,
    about: ofGrants,
    reason: conflictWith(k),
    ...grant,
    lacks: [
      holder,
      [`${whole(k)} = ANY(f.side_open)`, "who holds the other side, which no source in force has"],
    ],
  }),
  leaver: ({ days }) => ({
    sql: `CASE WHEN f.has_left IS NULL THEN NULL WHEN NOT f.has_left OR f.disabled THEN true
      ${days === 0 ? "ELSE false END" : `WHEN f.left_days >= ${whole(days)} THEN false WHEN f.left_days IS NOT NULL THEN true END`}`,
    about: every,
    reason: `CASE WHEN f.left_on IS NOT NULL THEN 'left on ' || ${day("f.left_on")} END`,
    ...identity,
    lacks: [
      ["f.has_left IS NULL", "whether the holder still works here"],
      ["f.has_left", "when the holder left"],
    ],
  }),
  secret_in_text: () => ({
    sql: `CASE WHEN cardinality(f.secrets_found) > 0 THEN false WHEN ${withheld} THEN NULL ELSE true END`,
    about: every,
    reason: "array_to_string(f.secrets_found, '; ')",
    ...grant,
    lacks: [["true", "a text that can be looked through"]],
  }),
  text_instructs: () => ({
    sql: `CASE WHEN cardinality(f.orders_found) > 0 THEN false WHEN ${withheld} THEN NULL ELSE true END`,
    about: every,
    reason: "'found in ' || array_to_string(f.orders_found, ', ')",
    ...grant,
    lacks: [["true", "a text that can be looked through"]],
  }),
  orphan: () => ({
    sql: orphanSql,
    about: ofAccounts,
    ...account,
    lacks: [
      ["f.how = 'ambiguous'", "which of several people holds the account"],
      ["f.how IS DISTINCT FROM 'ambiguous'", "a directory of people"],
    ],
  }),
  nhi_no_owner: () => ({
    sql: ownedSql,
    about: every,
    ...identity,
    lacks: [holder, isPerson, ["f.p IS NOT NULL AND f.nonhuman", "owners of non-human identities"]],
  }),
  nhi_owner_left: () => ({
    sql: "CASE WHEN f.subject_kind = 'human' THEN true WHEN NOT f.nonhuman OR f.owner_left IS NULL THEN NULL ELSE NOT f.owner_left END",
    about: every,
    reason: "f.owner_name",
    ...identity,
    lacks: [holder, isPerson, ["f.p IS NOT NULL AND f.nonhuman", "whether its owner still works here"]],
  }),
  owner_missing: () => ({
    sql: "CASE WHEN f.has_owner THEN true WHEN f.no_owner THEN false END",
    about: ofGrants,
    ...entitlement,
    lacks: [["true", "who answers for it"]],
  }),
  credential_exposed: () => ({
    sql: `CASE WHEN f.exposed IS NOT NULL THEN false WHEN f.subject_kind = 'human' AND NOT f.has_credential THEN true
      WHEN f.reports_credentials AND (f.reports_alerts OR NOT f.has_credential) THEN true END`,
    about: every,
    reason: "f.exposed",
    ...account,
    lacks: [
      ["NOT f.has_credential", "keys and other credentials"],
      ["f.has_credential", "exposure alerts of its keys"],
    ],
  }),
  secret_exposed: () => ({
    sql: "CASE WHEN f.leak_place IS NOT NULL THEN false WHEN f.texts_unread THEN NULL ELSE true END",
    about: ofMachines,
    reason: "f.leak_place",
    ...account,
    lacks: [["true", "a text that can be looked through"]],
  }),
  mover: ({ access, days }) => ({
    sql: `CASE ${standardPasses(access)} WHEN f.p IS NULL THEN NULL
      WHEN f.has_moved ${days === 0 ? "" : `AND f.moved_days >= ${whole(days)} `}THEN f.moved_on <= f.granted_on
      WHEN f.moved_on IS NOT NULL OR f.never_moved OR f.reports_moves THEN true END`,
    about: ofGrants,
    reason: `CASE WHEN f.moved_from IS NOT NULL THEN 'moved from ' || f.moved_from || ' on ' || ${day("f.moved_on")}
      ELSE 'moved on ' || ${day("f.moved_on")} END`,
    ...identity,
    lacks: [
      ...privilegeLacks(access),
      holder,
      ["f.has_moved AND f.granted_on IS NULL", "when it was granted"],
      ["f.p IS NOT NULL AND f.moved_on IS NULL", "moves between jobs"],
    ],
  }),
  unused: ({ access, days }) => ({
    sql: `CASE ${standardPasses(access)} WHEN ${unusedFor(days)} THEN false WHEN ${useKnown(days)} THEN true END`,
    about: ofGrants,
    reason: `CASE WHEN f.used_on IS NOT NULL THEN 'last used on ' || ${day("f.used_on")} WHEN f.never_used THEN 'never used'
      WHEN f.uses_90d = 0 THEN 'not used within 90 days' END`,
    ...grant,
    lacks: [...privilegeLacks(access), [`NOT coalesce(${useKnown(days)}, false)`, "last use"]],
  }),
  past_end: () => ({
    sql: `CASE WHEN f.expires_in < 0 OR (f.ends_in < 0 AND f.has_left IS NOT TRUE) THEN false
      WHEN f.expires_on IS NOT NULL OR f.end_date IS NOT NULL OR f.never_ends OR f.reports_expiry OR f.reports_end THEN true END`,
    about: every,
    reason: `CASE WHEN f.expires_in < 0 THEN 'it was given until ' || ${day("f.expires_on")} ELSE 'the contract ended on ' || ${day("f.end_date")} END`,
    ...grant,
    lacks: [["true", "end dates"]],
  }),
  dormant: ({ days }) => ({
    sql: `CASE WHEN f.disabled OR f.signed_in_days >= ${whole(days)}
        OR (f.never_signed_in AND coalesce(f.account_days, ${whole(days)}) >= ${whole(days)}) THEN false
      WHEN f.signed_in_days IS NOT NULL OR (f.never_signed_in AND f.disabled IS NOT NULL) THEN true END`,
    about: ofGrants,
    reason: `CASE WHEN f.disabled THEN 'its status is ' || f.account_status
      WHEN f.signed_in_on IS NOT NULL THEN 'last sign-in on ' || ${day("f.signed_in_on")} ELSE 'nobody ever signed in' END`,
    ...account,
    lacks: [
      ["f.signed_in_days IS NULL AND NOT coalesce(f.never_signed_in, false)", "last sign-in"],
      ["f.never_signed_in AND f.disabled IS NULL", "whether the account is disabled"],
    ],
  }),
  shared_account: ({ access }) => ({
    sql: `CASE WHEN ${access === "privileged" ? "f.privilege = 'standard' OR " : ""}NOT f.shared THEN true
      WHEN f.shared${access === "privileged" ? " AND f.privilege IS NOT NULL" : ""} THEN false END`,
    about: ofGrants,
    reason: "'its type is ' || f.account_type",
    ...account,
    lacks: [
      ["f.account_type IS NULL", "what kind of account it is"],
      ["f.account_type IS NOT NULL AND f.shared IS NULL", "whether several people use it"],
      ...privilegeLacks(access),
    ],
  }),
  second_factor: ({ access }) => ({
    sql: `CASE WHEN ${access === "privileged" ? "f.privilege = 'standard' OR " : ""}f.nonhuman OR f.mfa THEN true
      WHEN NOT f.mfa${access === "privileged" ? " AND f.privilege IS NOT NULL" : ""} THEN false END`,
    about: ofGrants,
    ...account,
    lacks: [["f.mfa IS NULL", "second factors"], ...privilegeLacks(access)],
  }),
  key_age: ({ days }) => ({
    sql: `CASE WHEN f.oldest_credential > ${whole(days)} THEN false WHEN f.undated_credential THEN NULL
      WHEN f.oldest_credential IS NOT NULL THEN true WHEN f.subject_kind = 'human' OR f.reports_credentials THEN true END`,
    about: every,
    reason: "f.oldest_credential_name || ', ' || f.oldest_credential || ' days old'",
    ...account,
    lacks: [
      ["f.undated_credential", "how old each credential is"],
      [
        "f.oldest_credential IS NULL AND NOT coalesce(f.undated_credential, false)",
        "keys and other credentials",
      ],
    ],
  }),
  administrative_actions: ({ administrative, actions }, k) => {
    const onList = `ARRAY(SELECT x FROM unnest(regexp_split_to_array(f.actions, '[|,;[:space:]]+')) x WHERE x <> '' AND EXISTS (
      SELECT 1 FROM ev_rule_word w WHERE w.k = ${whole(k)} AND w.list = 'action' AND (x ~* w.word OR (x LIKE '%*%' AND w.plain
        LIKE replace(replace(replace(replace(lower(x), '\\', '\\\\'), '_', '\\_'), '%', '\\%'), '*', '%')))) LIMIT 5)`;
    const broad = administrative ? "coalesce(cardinality(f.sweeping), 0) > 0" : "false";
    const asked = actions.length > 0;
    return {
      sql: `CASE WHEN ${broad} THEN false ${
        asked
          ? `WHEN f.actions IS NULL THEN NULL WHEN cardinality(${onList}) > 0 THEN false ELSE ${administrative ? "CASE WHEN f.sweeping IS NOT NULL THEN true END" : "true"} END`
          : "WHEN f.sweeping IS NOT NULL THEN true END"
      }`,
      about: ofGrants,
      reason: asked
        ? `CASE WHEN ${broad} THEN array_to_string(f.sweeping, ', ') ELSE 'it allows ' || array_to_string(${onList}, ', ') END`
        : "array_to_string(f.sweeping, ', ')",
      ...entitlement,
      lacks: [["true", "which actions it allows"]],
    };
  },
  data_class: (_, k) => ({
    sql: `CASE WHEN f.data_class IS NULL THEN NULL WHEN NOT ${listed("f.data_class", k, "class")} THEN true
      WHEN f.department IS NULL THEN NULL ELSE ${listed("f.department", k, "department")} END`,
    about: ofGrants,
    reason: "f.data_class || ' data, held in ' || f.department",
    ...entitlement,
    lacks: [
      ["f.data_class IS NULL", "the class of the data it reaches"],
      ["f.data_class IS NOT NULL", "the holder's department"],
    ],
  }),
  privileged_holders: (_, k) => ({
    sql: `CASE WHEN f.privilege = 'standard' THEN true WHEN f.privilege IS NULL OR f.department IS NULL THEN NULL
      ELSE ${listed("f.department", k, "department")} END`,
    about: ofGrants,
    reason: "'held in ' || f.department",
    ...entitlement,
    lacks: [
      ["f.privilege IS NULL", "whether it is privileged"],
      ["f.privilege IS NOT NULL", "the holder's department"],
    ],
  }),
};

/** A rule's own writer; the compiler cannot follow that a rule's parameters go with its type through the index. */
export function sqlOfRule(rule: Rule, k: number): RuleSql {
  const write = ruleTypeSql[rule.type] as (params: Rule["params"], k: number) => RuleSql;
  return write(rule.params, k);
}

/** The types whose findings are told by `ev_conflict`, one a conflict, and not by the rule's one fact. */
export const conflicting: ReadonlySet<RuleType> = new Set(["conflict", "separation"]);
