import { credentialElement } from "./credentials-sql";
import { since } from "./features-sql";
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

/** "Access key" of "access_key", "API token" of "api_token". */
const kindWords = `regexp_replace(regexp_replace(regexp_replace(upper(left(replace(c.kind, '_', ' '), 1))
  || substr(replace(c.kind, '_', ' '), 2), '^api\\M', 'API', 'i'), '^ssh\\M', 'SSH', 'i'), '^oauth\\M', 'OAuth', 'i')`;

/** What is known of each staged credential in one range of n, one row an item. */
export function credentialFeaturesSql(from: number, to: number): string {
  return select(
    {
      ...absent,
      ...person,
      ...item,
      ...history,
      credential_id: "c.credential",
      grant_source: own("'credential ' || c.credential"),
      account_source: own("'credential ' || c.credential"),
      account_type: "ac.type",
      disabled: "NULL::bool",
      how: "a.how",
      entitlement_name: "c.credential",
      title: `coalesce(${kindWords}, 'Credential') || ' of ' || s.subject_name`,
      entitlement_type: "replace(c.kind, '_', ' ')",
      undescribed: "c.scopes IS NULL",
      has_purpose: "false",
      purpose: "NULL::text",
      purpose_instructs: "false",
      purpose_secrets: "'{}'::text[]",
      granted_on: "c.today - c.made_days",
      granted_days: "coalesce(c.age, c.made_days)",
      used_on: "c.used",
      used_days: since("c.used", "c.today"),
      never_used: "c.never_used",
      expires_on: "c.expires",
      expires_in: "c.expires - c.today",
      reports_expiry: "fo.has_credentials AND c.expires IS NOT NULL",
      oldest_credential: "c.age",
      oldest_credential_name: "c.credential",
      undated_credential: "c.age IS NULL",
      leak_credential: "lk.credential",
      leak_kind: "lk.kind",
      leak_place: "lk.place",
      leak_others: "lk.others",
      texts_unread: "(SELECT any_text FROM ev_unread)",
      exposed: "c.exposed",
      has_credential: "true",
      reports_credentials: "true",
      reports_alerts: "c.alerts",
      credential_facts: `ARRAY[${credentialElement}]`,
      scope_names: listOf("c.scope_list", 8),
      scopes_unused: `CASE WHEN c.scope_list IS NOT NULL AND c.used_list IS NOT NULL THEN
        ARRAY(SELECT x FROM unnest(${listOf("c.scope_list", 8)}) x WHERE x <> ALL (${listOf("c.used_list", 100)})) END`,
      scopes: "c.scopes",
      scopes_used: "c.scopes_used",
      first_seen_on: "c.first_seen",
      first_seen_days: since("c.first_seen", "c.today"),
      not_reported: `array_remove(ARRAY[
        CASE WHEN c.kind IS NULL THEN 'what kind of credential it is' END,
        CASE WHEN c.age IS NULL THEN 'when it was made or renewed' END,
        CASE WHEN c.expires IS NULL THEN 'when it expires' END,
        CASE WHEN c.used IS NULL AND NOT c.never_used THEN 'last use' END,
        CASE WHEN c.scopes IS NULL THEN 'what it may be used for' END,
        CASE WHEN p.p IS NULL THEN 'who holds it' END], NULL)`,
    },
    `FROM staged_item s
  JOIN ev_subject i ON i.n = s.n AND i.type = 'credential'
  JOIN ev_credential c ON c.snapshot_id = i.snapshot_id AND c.id = i.credential_id
  JOIN ev_force fo ON fo.snapshot_id = s.snapshot_id
  LEFT JOIN ev_leak_c lk ON lk.snapshot_id = c.snapshot_id AND lk.id = c.id
  LEFT JOIN ev_account a ON a.a = i.a
  LEFT JOIN snap_account ac ON ac.snapshot_id = s.snapshot_id AND ac.id = s.account_id
  ${personJoins}${historyJoins}
  WHERE s.n BETWEEN ${from} AND ${to}`,
  );
}
