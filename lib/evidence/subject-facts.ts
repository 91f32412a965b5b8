import { jsonDay, jsonList, jsonObject, jsonPlain, jsonText, jsonWord } from "./canonical-sql";
import { daysBucket, type FactSql, stance } from "./fact-sql";
import { facts } from "./facts-sql";
import { reviewedFacts } from "./history-facts";
import { IDLE_DAYS } from "./rules";
import type { FactKind } from "./schema";

/**
 * The facts of credentials and of non-human identities as a whole, over the columns of `credential-features-sql.ts` and `identity-features-sql.ts` (as `f`). Kinds
 * that grants have too are taken from their list; the credential of a credential's item comes from `credentials-sql.ts`.
 */
const identity = { source: "f.identity_source", asOf: "f.identity_as_of" };
const credential = { source: "f.grant_source", asOf: "f.as_of_text" };
const campaigns = {
  source: jsonObject({
    name: jsonWord("Countersign"),
    record: jsonText(
      "'earlier campaigns over the ' || CASE f.item_type WHEN 'credential' THEN 'credentials' ELSE 'identities' END || ' of ' || f.source_name",
    ),
    snapshot: jsonPlain("f.snapshot_id"),
  }),
  asOf: "f.as_of_text",
};

const listOrNull = (array: string) => `CASE WHEN ${array} IS NULL THEN 'null' ELSE ${jsonList(array)} END`;

function shared(...kinds: FactKind[]): readonly FactSql[] {
  return facts.filter((f) => kinds.includes(f.kind));
}

const history: readonly FactSql[] = [
  ...shared("history.decided"),
  ...reviewedFacts.map((f) => ({ ...f, ...campaigns })),
];

const leak: FactSql = {
  kind: "credential.seen_in_text",
  class: "derived",
  when: "f.leak_place IS NOT NULL",
  stance: stance.remove,
  bucket: "f.leak_kind",
  value: {
    credential: jsonText("f.leak_credential"),
    kind: jsonText("f.leak_kind"),
    place: jsonText("f.leak_place"),
    others: jsonPlain("f.leak_others"),
  },
  source: jsonObject({
    name: jsonWord("Countersign"),
    record: jsonText("f.leak_place"),
    snapshot: jsonPlain("f.snapshot_id"),
  }),
  asOf: "f.as_of_text",
};

export const credentialFacts: readonly FactSql[] = [
  leak,
  ...shared("identity.left", "identity.ends_soon", "account.orphan", "nhi.no_owner", "nhi.owner_left"),
  {
    kind: "credential.scopes",
    class: "observed",
    when: "cardinality(f.scope_names) > 0",
    stance: `CASE WHEN cardinality(f.scopes_unused) > 0 THEN ${stance.remove} ELSE ${stance.context} END`,
    bucket: "cardinality(f.scopes_unused) > 0",
    value: { names: jsonList("f.scope_names"), unused: listOrNull("f.scopes_unused") },
    ...credential,
  },
  {
    kind: "credential.first_seen",
    class: "observed",
    when: "f.first_seen_on IS NOT NULL",
    stance: stance.context,
    bucket: daysBucket("f.first_seen_days"),
    value: { on: jsonDay("f.first_seen_on"), days: jsonPlain("f.first_seen_days") },
    ...credential,
  },
  ...shared("identity.active", "nhi.owner"),
  ...history,
];

export const identityFacts: readonly FactSql[] = [
  leak,
  ...shared("identity.left", "identity.ends_soon", "nhi.no_owner", "nhi.owner_left"),
  {
    kind: "nhi.last_use",
    class: "derived",
    when: "f.used_on IS NOT NULL",
    stance: `CASE WHEN f.used_days >= ${IDLE_DAYS} THEN ${stance.remove} ELSE ${stance.keep} END`,
    bucket: daysBucket("f.used_days"),
    value: { on: jsonDay("f.used_on"), days: jsonPlain("f.used_days"), of: jsonText("f.last_use_of") },
    source: "CASE WHEN f.last_use_of = 'account' THEN f.signed_source ELSE f.holders_source END",
    asOf: "f.as_of_text",
  },
  {
    kind: "nhi.rights",
    class: "derived",
    when: "f.grants_beneath > 0",
    stance: `CASE WHEN f.idle_beneath > 0 THEN ${stance.remove} ELSE ${stance.context} END`,
    bucket: "f.idle_beneath > 0",
    value: {
      count: jsonPlain("f.grants_beneath"),
      privileged: jsonPlain("f.privileged_beneath"),
      privilege_unknown: jsonPlain("f.unsure_beneath"),
      unused: jsonPlain("f.idle_beneath"),
      use_unknown: jsonPlain("f.silent_beneath"),
    },
    source: "f.holders_source",
    asOf: "f.as_of_text",
  },
  {
    kind: "nhi.keys",
    class: "derived",
    when: "f.keys > 0",
    stance: `CASE WHEN f.keys_idle > 0 THEN ${stance.remove} ELSE ${stance.context} END`,
    bucket: "f.keys_idle > 0",
    value: {
      count: jsonPlain("f.keys"),
      oldest_days: jsonPlain("f.oldest_credential"),
      unused: jsonPlain("f.keys_idle"),
      use_unknown: jsonPlain("f.keys_silent"),
    },
    source: "f.account_source",
    asOf: "f.as_of_text",
  },
  {
    kind: "agent.tools",
    class: "observed",
    when: "f.agent_tools IS NOT NULL",
    stance: `CASE WHEN cardinality(f.tools_unused) > 0 THEN ${stance.remove} ELSE ${stance.context} END`,
    bucket: "cardinality(f.tools_unused) > 0",
    value: {
      granted: jsonPlain("cardinality(f.tools_granted)"),
      used: jsonPlain("cardinality(f.tools_granted) - cardinality(f.tools_unused)"),
      unused: jsonList("f.tools_unused[1:5]"),
    },
    ...identity,
  },
  ...shared("nhi.dependants"),
  {
    kind: "agent.off_switch",
    class: "asserted",
    when: "f.agent_off_switch IS NOT NULL",
    stance: stance.unknown,
    bucket: "f.switch_tested IS NOT NULL",
    value: {
      how: jsonText("f.agent_off_switch"),
      tested: jsonDay("f.switch_tested"),
      days: jsonPlain("f.switch_days"),
      never_tested: jsonPlain("f.switch_untested"),
    },
    ...identity,
  },
  ...shared("text.purpose", "identity.active"),
  {
    kind: "identity.covers",
    class: "derived",
    when: "true",
    stance: stance.context,
    value: {
      grants: jsonPlain("f.grants_beneath"),
      credentials: "CASE WHEN f.keys_known THEN f.keys::text ELSE 'null' END",
      examples: jsonList("f.examples"),
    },
    source: "f.holders_source",
    asOf: "f.as_of_text",
  },
  {
    kind: "nhi.reach",
    class: "derived",
    when: "f.applications > 0",
    stance: stance.context,
    bucket: "f.privileged_rights > 0",
    value: {
      applications: jsonPlain("f.applications"),
      names: jsonList("f.application_names"),
      privileged: jsonPlain("f.privileged_rights"),
      privilege_unknown: jsonPlain("f.unsure_beneath > 0"),
      classes: jsonList("f.classes"),
    },
    source: "f.holders_source",
    asOf: "f.as_of_text",
  },
  ...shared("nhi.owner"),
  said("agent.sponsor", "f.agent_sponsor", { sponsor: jsonText("f.agent_sponsor") }),
  ...shared("nhi.acts_for"),
  said("agent.delegation", "f.delegation", { authority: jsonText("f.delegation") }),
  said("agent.autonomy", "f.autonomy", { autonomy: jsonText("f.autonomy") }),
  {
    ...said("agent.model", "f.agent_model", {
      model: jsonText("f.agent_model"),
      provider: jsonText("f.agent_provider"),
    }),
    when: "f.agent_model IS NOT NULL OR f.agent_provider IS NOT NULL",
  },
  said("agent.instructions", "f.agent_instructions_by", {
    names: jsonList(names("f.agent_instructions_by")),
  }),
  {
    ...said("agent.family", "f.agent_parent_agent", {
      parent: jsonText("f.agent_parent_agent"),
      children: jsonList(`coalesce(${names("f.agent_child_agents")}, '{}')`),
    }),
    when: "f.agent_parent_agent IS NOT NULL OR f.agent_child_agents IS NOT NULL",
  },
  ...history,
];

/** What a directory's field says of an identity, where it says it. */
function said(kind: FactKind, column: string, value: FactSql["value"]): FactSql {
  return {
    kind,
    class: "observed",
    when: `${column} IS NOT NULL`,
    stance: stance.context,
    value,
    ...identity,
  };
}

/** Names in one cell, at most five. */
function names(column: string): string {
  return `array_remove((regexp_split_to_array(btrim(${column}), '\\s*[|;]\\s*'))[1:5], '')`;
}
