import { parts, since } from "./features-sql";
import {
  absent,
  history,
  historyJoins,
  item,
  listOf,
  own,
  person,
  personJoins,
  select,
} from "./subject-columns";
import { nhiTexts } from "./subject-sql";

/** What is known of each staged non-human identity as a whole in one range of n, one row an item. */
export function identityFeaturesSql(from: number, to: number): string {
  const keys = "coalesce(k.keys, 0)";
  const used = "greatest(b2.used, k.used, sg.used)";
  return select(
    {
      ...absent,
      ...person,
      ...item,
      ...history,
      credential_id: "NULL::text",
      grant_source: own("'identity ' || p.id"),
      account_source: own("'credentials of ' || p.id"),
      holders_source: own("'grants of ' || p.id"),
      account_type: "NULL::text",
      disabled: "NULL::bool",
      how: "NULL::text",
      entitlement_name: "p.id",
      title: "s.subject_name || ' as a whole'",
      entitlement_type: "NULL::text",
      undescribed: "p.raw_purpose IS NULL",
      has_purpose: "p.raw_purpose IS NOT NULL",
      purpose: "p.purpose",
      purpose_instructs: "p.purpose_instructs",
      purpose_secrets: "p.purpose_secrets",
      acts_for: parts("p.acts_for"),
      dependants: parts("p.dependants"),
      granted_on: "NULL::date",
      granted_days: "NULL::int",
      used_on: used,
      used_days: since(used),
      signed_source: own("'accounts of ' || p.id"),
      never_used: "false",
      expires_on: "NULL::date",
      expires_in: "NULL::int",
      reports_expiry: "false",
      oldest_credential: "k.oldest",
      oldest_credential_name: "k.oldest_name",
      undated_credential: "coalesce(k.undated, false)",
      leak_credential: "lk.credential",
      leak_kind: "lk.kind",
      leak_place: "lk.place",
      leak_others: "lk.others",
      texts_unread: "(SELECT any_text FROM ev_unread)",
      exposed: "k.exposed",
      has_credential: `${keys} > 0`,
      reports_credentials: "fo.has_credentials",
      reports_alerts: "coalesce(k.alerts, false)",
      credential_facts: "coalesce(ch.facts, '{}')",
      keys,
      keys_known: "fo.has_credentials OR k.keys IS NOT NULL",
      keys_idle: "k.idle",
      keys_silent: "k.silent",
      grants_beneath: "coalesce(b2.grants, 0)",
      examples: "coalesce(b2.examples, '{}')",
      privileged_beneath: "b2.privileged",
      unsure_beneath: "b2.unsure",
      idle_beneath: "b2.idle",
      silent_beneath: "b2.silent",
      applications: "b2.applications",
      application_names: "coalesce(b2.application_names, '{}')",
      privileged_rights: "b2.privileged_rights",
      classes: "coalesce(b2.classes, '{}')",
      last_use_of:
        "CASE WHEN k.used >= greatest(b2.used, sg.used, k.used) THEN 'credential' WHEN b2.used >= greatest(b2.used, sg.used) THEN 'right' WHEN sg.used IS NOT NULL THEN 'account' END",
      delegation: "x.delegation",
      autonomy: "x.autonomy",
      switch_tested: "x.switch_tested",
      switch_days: since("x.switch_tested"),
      switch_untested: "coalesce(x.switch_untested, false)",
      ...Object.fromEntries(nhiTexts.map((t) => [`agent_${t}`, `x.${t}`])),
      tools_granted: listOf("x.tools", 50),
      tools_unused: `CASE WHEN x.tools IS NOT NULL AND x.raw_tools_used IS NOT NULL THEN
        ARRAY(SELECT t FROM unnest(${listOf("x.tools", 50)}) t WHERE t <> ALL (coalesce(${listOf("x.tools_used", 50)}, '{}'))) END`,
      not_reported: `array_remove(ARRAY[
        CASE WHEN p.raw_purpose IS NULL THEN 'what it is for' END,
        CASE WHEN p.owner_id IS NULL AND an.p IS NULL AND NOT d.reports_owner THEN 'who answers for it' END,
        CASE WHEN NOT fo.has_credentials AND k.keys IS NULL THEN 'its keys and other credentials' END,
        CASE WHEN ${used} IS NULL AND coalesce(b2.silent, 0) + coalesce(k.silent, 0) > 0 THEN 'last use' END,
        CASE WHEN p.raw_dependants IS NULL THEN 'what depends on it' END
      ] || CASE WHEN s.subject_kind = 'ai_agent' THEN ARRAY[
        CASE WHEN x.raw_sponsor IS NULL THEN 'who sponsors it' END,
        CASE WHEN p.raw_acts_for IS NULL AND x.delegation IS NULL THEN 'on whose behalf it acts' END,
        CASE WHEN x.autonomy IS NULL THEN 'what it may do without asking' END,
        CASE WHEN x.raw_model IS NULL THEN 'which model it runs on' END,
        CASE WHEN x.raw_instructions_by IS NULL THEN 'who can change its instructions' END,
        CASE WHEN x.raw_off_switch IS NULL THEN 'how it is switched off' END,
        CASE WHEN x.raw_tools IS NULL THEN 'which tools it may use' END] ELSE '{}' END, NULL)`,
      label_instructs: "coalesce(p.label_instructs, false) OR coalesce(x.label_instructs, false)",
      label_secrets: "coalesce(p.label_secrets, '{}') || coalesce(x.label_secrets, '{}')",
    },
    `FROM staged_item s
  JOIN ev_subject i ON i.n = s.n AND i.type = 'identity'
  JOIN ev_force fo ON fo.snapshot_id = s.snapshot_id
  ${personJoins}
  LEFT JOIN ev_nhi x ON x.p = p.p
  LEFT JOIN ev_beneath b2 ON b2.p = p.p
  LEFT JOIN ev_keys k ON k.p = p.p
  LEFT JOIN ev_leak_p lk ON lk.p = p.p
  LEFT JOIN ev_signed sg ON sg.p = p.p
  LEFT JOIN ev_credential_hp ch ON ch.hp = p.p${historyJoins}
  WHERE s.n BETWEEN ${from} AND ${to}`,
  );
}
