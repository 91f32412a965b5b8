import { jsonObject, jsonPlain, jsonText, sqlList } from "./canonical-sql";
import { debtSql } from "./debt-sql";

/** Words for an account that cannot be used. Every other word means that it can. */
export const disabledWords = [
  "disabled",
  "inactive",
  "deactivated",
  "suspended",
  "deprovisioned",
  "locked",
  "locked out",
  "blocked",
  "expired",
  "deleted",
  "archived",
  "terminated",
];

/** Words for an account of several people. */
export const sharedWords = ["shared", "generic", "group", "team", "desk", "role", "functional"];

const day = (column: string) => `(${column} AT TIME ZONE 'UTC')::date`;
// GREATEST passes over nulls: without the CASE an unknown day would be zero days ago.
export const since = (date: string, today = "fo.today") =>
  `CASE WHEN ${date} IS NOT NULL THEN greatest(0, ${today} - ${date}) END`;
export const sourceOf = (name: string, snapshot: string, record: string) =>
  jsonObject({ name: jsonText(name), record: jsonText(record), snapshot: jsonPlain(snapshot) });

const own = (record: string) => sourceOf("s.source_name", "s.snapshot_id", record);
const number = (text: string) => `CASE WHEN ${text} ~ '^[0-9]{1,9}$' THEN (${text})::int END`;
export const parts = (text: string) =>
  `array_remove((regexp_split_to_array(btrim(${text}), '\\s*[|;]\\s*'))[1:5], '')`;

/**
 * Types of AWS accounts with one of these words that are no sign-in of several people: who may take on a role is its own
 * item, and whether they are people at all is not said.
 */
const takenOn = ["iam role", "role session"];

/** Who answers for an identity: who accepted to (`an`), else whom its source names (`o`, backup `b`). */
export const answering = {
  owner_id: "coalesce(an.offer, p.owner_id)",
  owner_name: "coalesce(an.name, o.name, p.owner_id)",
  owner_left: "CASE WHEN an.p IS NOT NULL THEN an.has_left ELSE o.has_left END",
  backup_name: "CASE WHEN an.p IS NULL THEN coalesce(b.name, p.backup_owner_id) END",
  owner_source: `CASE WHEN an.p IS NOT NULL
    THEN ${sourceOf("'Countersign'", "coalesce(fp.snapshot_id, s.snapshot_id)", "'ownership ' || an.offer")}
    ELSE ${sourceOf("coalesce(fp.source_name, s.source_name)", "coalesce(fp.snapshot_id, s.snapshot_id)", "'identity ' || p.id")} END`,
};

/** Entries of a policy that allow everything of a service, or change who may do what. */
const sweeping =
  "'^(\\*|[A-Za-z0-9.-]+:\\*|\\*:\\*)$|^iam:(\\*|Put|Attach|Create(Policy|AccessKey|LoginProfile)|Update(AssumeRole|LoginProfile)|PassRole|Set|Add)|^sts:AssumeRole$|^organizations:\\*|^(bind|escalate|impersonate)$'";

/**
 * What is known of each staged item in one range of n, one row an item, in columns that rules and facts are written over. A
 * column is null where its source does not say. Parameters are the range's ends.
 */
export function featuresSql(from: number, to: number): string {
  return `SELECT s.n, s.item_id, s.type AS item_type, s.snapshot_id, s.source_id, s.source_name, s.application_id, s.application_name, s.account_id,
    s.account_login, s.subject_name, s.subject_kind, s.entitlement_id, s.credential_id,
    s.subject_kind IN ('service', 'workload', 'ai_agent') AS nonhuman,
    fo.as_of_text, fo.today, fo.complete,
    ${own("'grant ' || s.account_id || ' ' || s.entitlement_id")} AS grant_source,
    ${own("'account ' || s.account_id")} AS account_source,
    ${own("'entitlement ' || s.entitlement_id")} AS entitlement_source,
    ${own("'grants of ' || s.entitlement_id")} AS holders_source,
    ${own("'application ' || s.application_id")} AS application_source,
    ${own("'grants of ' || coalesce(p.id, s.account_id)")} AS held_source,
    ${own("'request ' || g.request_id")} AS request_source,
    ${sourceOf("coalesce(fp.source_name, s.source_name)", "coalesce(fp.snapshot_id, s.snapshot_id)", "'identity ' || p.id")} AS identity_source,
    coalesce(fp.as_of_text, fo.as_of_text) AS identity_as_of,
    ${sourceOf("coalesce(fr.source_name, fo.source_name)", "coalesce(fr.snapshot_id, s.snapshot_id)", "'roles of ' || p.id")} AS roles_source,
    (SELECT count(*) > 0 FROM ev_side s JOIN ev_rule r ON r.rule = s.rule WHERE r.brought) AS has_conflict_rules,
    (SELECT count(*) > 0 FROM ev_person) AS has_people,

    i.p, a.how, p.id AS identity_id, p.title AS person_title, p.department, p.location, p.employment, p.start_date,
    p.status AS employment_status, p.has_left, p.left_on, ${since("p.left_on", "fp.today")} AS left_days, p.end_date,
    p.end_date - fp.today AS ends_in, p.never_ends, d.reports_end, p.derived AND has.directory AS unknown_to_directory,
    p.email AS person_email, p.moved_on, p.moved_from, p.never_moved, d.reports_moves, ${since("p.moved_on", "fp.today")} AS moved_days,
    p.moved_on <= fp.today AS has_moved, p.manager_id, d.reports_manager AND p.manager_id IS NULL AS no_manager, m.name AS manager_name,
    d.reports_owner, ${Object.entries(answering)
      .map(([name, is]) => `${is} AS ${name}`)
      .join(", ")},
    p.raw_purpose IS NOT NULL AS has_purpose, p.purpose, p.purpose_instructs, p.purpose_secrets,
    ${parts("p.acts_for")} AS acts_for, ${parts("p.dependants")} AS dependants,

    t.name AS entitlement_name, coalesce(t.title, CASE WHEN t.phrase IS NULL THEN t.derived_title END, t.name, s.entitlement_id) AS title,
    coalesce(t.phrase, CASE WHEN t.title IS NULL THEN t.derived_phrase END) AS phrase,
    CASE WHEN t.catalogue_state IS NOT NULL THEN 'catalogue' WHEN t.title IS NOT NULL OR t.phrase IS NOT NULL THEN 'source'
      WHEN t.derived_title IS NOT NULL THEN 'policy' ELSE 'name' END AS words, t.allows, t.derived_description,
    t.catalogue_state, t.catalogue_version, t.verified_on, t.catalogue_risk,
    t.wording_version IS NOT NULL AS has_wording, t.wording, t.wording_instructs, t.wording_secrets,
    ${sourceOf("'Countersign'", "s.snapshot_id", "'catalogue entry of ' || s.entitlement_id || ', version ' || t.wording_version")} AS wording_source,
    t.type AS entitlement_type, t.privilege, t.data_class,
    t.owner_id IS NULL AND ap.owner_id IS NULL AND ap.reports_owner AS no_owner, t.owner_id IS NOT NULL OR ap.owner_id IS NOT NULL AS has_owner,
    t.raw_description IS NOT NULL AS has_description, t.description, t.description_instructs, t.description_secrets,
    t.raw_description IS NULL AND t.actions IS NULL AND NOT t.has_policy AND t.phrase IS NULL
      AND t.derived_phrase IS NULL AND t.catalogue_state IS NULL AS undescribed, t.actions,
    CASE WHEN t.sweeping IS NOT NULL THEN ARRAY[t.sweeping] WHEN t.has_policy THEN '{}'::text[]
      WHEN t.actions IS NOT NULL THEN ARRAY(SELECT x FROM unnest(regexp_split_to_array(t.actions, '[|,;[:space:]]+')) x WHERE x ~* ${sweeping} LIMIT 5) END AS sweeping,
    coalesce(hs.holders, 1) - 1 AS other_holders, ap.admins, ap.not_reported, ap.has_derived, ap.reports_use, ap.reports_granter, ap.role_modelled,
    ap.reports_expiry,

    ${day("g.granted_at")} AS granted_on, ${since(day("g.granted_at"))} AS granted_days, wg.name AS granted_by,
    g.granted_by IS NULL AND ap.reports_granter AS granter_unknown,
    ${day("g.expires_at")} AS expires_on, ${day("g.expires_at")} - fo.today AS expires_in,
    ${day("g.last_used_at")} AS used_on, ${since(day("g.last_used_at"))} AS used_days, g.last_used_never AS never_used, g.uses_90d,
    CASE WHEN g.attributes->>'use_months' ~ '^[0-9]{1,9}(\\|[0-9]{1,9}){11}$'
      THEN string_to_array(g.attributes->>'use_months', '|')::int[] END AS use_months,
    CASE WHEN p.moved_on IS NULL THEN NULL
      WHEN g.attributes->>'uses_after_move' IS NOT NULL THEN ${number("g.attributes->>'uses_after_move'")}
      WHEN ${day("g.last_used_at")} < p.moved_on THEN 0 END AS uses_after_move,
    g.request_id, q.id IS NOT NULL AS has_request, q.requested_on, wq.name AS requested_by, wa.name AS approved_by,
    q.raw_text IS NOT NULL AS has_request_text, q.text AS request_text, q.text_instructs AS request_instructs, q.text_secrets AS request_secrets,

    ac.status AS account_status, CASE WHEN ac.status IS NOT NULL THEN lower(btrim(ac.status)) IN (${sqlList(disabledWords)}) END AS disabled,
    ac.type AS account_type, CASE WHEN lower(ac.type) NOT IN (${sqlList(takenOn)}) THEN lower(ac.type) ~ '\\m(${sharedWords.join("|")})\\M' END AS shared, ac.mfa,
    ${day("ac.last_sign_in_at")} AS signed_in_on, ${since(day("ac.last_sign_in_at"))} AS signed_in_days, ac.last_sign_in_never AS never_signed_in,
    ${since(day("ac.created_at"))} AS account_days,

    CASE WHEN p.counts THEN 1 ELSE 0 END AS in_groups,
    p.size_title, coalesce(pt.holders, 0) AS title_holders, p.g_title, p.size_team, coalesce(pm.holders, 0) AS team_holders, p.g_team,
    p.size_department, coalesce(pd.holders, 0) AS department_holders, p.g_department, p.size_all, coalesce(pa.holders, 0) AS all_holders,

    coalesce(bt.rights, 0) AS title_baseline, coalesce(bd.rights, 0) AS department_baseline,
    lf.holders AS like_holders, lf.others AS like_others, hd.grants AS held_grants, hd.latest AS latest_grant_on,
    ${since("hd.latest")} AS latest_grant_days,

    inc.role AS included_by, rn.names AS role_names, cv.covers, cv.examples AS covered,
    cf.facts AS conflict_facts, cr.ks AS conflict_rules, cr.with_other AS conflict_with, sd.side_of, sd.side_open,
    coalesce(ca.facts, '{}') || coalesce(cp.facts, '{}') AS credential_facts,
    greatest(ca.oldest, cp.oldest) AS oldest_credential,
    CASE WHEN cp.oldest > coalesce(ca.oldest, -1) THEN cp.oldest_name ELSE ca.oldest_name END AS oldest_credential_name,
    coalesce(ca.undated, false) OR coalesce(cp.undated, false) AS undated_credential,
    coalesce(ca.exposed, cp.exposed) AS exposed, ca.a IS NOT NULL OR cp.p IS NOT NULL AS has_credential,
    fo.has_credentials OR coalesce(fp.has_credentials, false) AS reports_credentials,
    (ca.alerts IS NOT NULL OR cp.alerts IS NOT NULL) AND coalesce(ca.alerts, true) AND coalesce(cp.alerts, true) AS reports_alerts,

    pp.decided_on, pp.by AS decided_by, pp.outcome, pp.together, pp.blind, pp.second_read, pp.words AS words_then, pp.examined,
    pp.campaign AS decided_in, pp.seed, pp.decision_id,
    rv.decided_on AS revoked_on, rv.by AS revoked_by, rv.campaign AS revoked_in, rv.decision_id AS revoked_decision,
    rt.returned_on, v.name AS covering, v.name IS NOT NULL AND se.n IS NULL AS first_seen, coalesce(se.not_decided, false) AS not_decided,
    ex.id AS exception_id, ex.granted_on AS exception_on, ex.until AS exception_until, ex.by AS exception_by, ex.campaign AS exception_in,
    gp.name AS group_name, gp.kept AS group_kept, gp.removed AS group_removed, gp.honest AS group_honest,
    ${debtSql("db.looked", "pp.n IS NOT NULL", "t.privilege")} AS debt,

    coalesce(p.label_instructs, false) OR coalesce(t.label_instructs OR t.wording_instructs, false) OR coalesce(a.label_instructs, false) AS label_instructs,
    coalesce(p.label_secrets, '{}') || coalesce(t.label_secrets || t.wording_secrets, '{}') || coalesce(a.label_secrets, '{}') AS label_secrets
  FROM staged_item s
  JOIN ev_item i ON i.n = s.n AND i.n BETWEEN ${from} AND ${to}
  JOIN ev_force fo ON fo.snapshot_id = s.snapshot_id
  JOIN ev_entitlement t ON t.e = i.e
  JOIN ev_account a ON a.snapshot_id = s.snapshot_id AND a.account_id = s.account_id
  JOIN ev_application ap ON ap.snapshot_id = t.snapshot_id AND ap.application_id = t.application_id
  LEFT JOIN snap_grant g ON g.snapshot_id = s.snapshot_id AND g.account_id = s.account_id AND g.entitlement_id = s.entitlement_id AND g.via = s.via
  LEFT JOIN snap_account ac ON ac.snapshot_id = s.snapshot_id AND ac.id = s.account_id
  LEFT JOIN ev_holders hs ON hs.e = i.e
  LEFT JOIN ev_person p ON p.p = i.p
  LEFT JOIN ev_force fp ON fp.snapshot_id = p.snapshot_id
  LEFT JOIN ev_directory d ON d.snapshot_id = p.snapshot_id
  LEFT JOIN ev_person m ON m.snapshot_id = p.snapshot_id AND m.id = p.manager_id
  LEFT JOIN ev_answers_for an ON an.p = i.p
  LEFT JOIN ev_person o ON o.snapshot_id = p.snapshot_id AND o.id = p.owner_id
  LEFT JOIN ev_person b ON b.snapshot_id = p.snapshot_id AND b.id = p.backup_owner_id
  LEFT JOIN ev_peer pt ON pt.e = i.e AND pt.g = p.g_title
  LEFT JOIN ev_peer pm ON pm.e = i.e AND pm.g = p.g_team
  LEFT JOIN ev_peer pd ON pd.e = i.e AND pd.g = p.g_department
  LEFT JOIN ev_peer pa ON pa.e = i.e AND pa.g = p.g_all
  LEFT JOIN ev_baseline bt ON bt.g = p.g_title AND bt.snapshot_id = t.snapshot_id AND bt.application_id = t.application_id
  LEFT JOIN ev_baseline bd ON bd.g = p.g_department AND bd.snapshot_id = t.snapshot_id AND bd.application_id = t.application_id
  LEFT JOIN ev_like_who lw ON lw.h = i.h
  LEFT JOIN ev_like_fact lf ON lf.u = lw.u AND lf.e = i.e AND lf.counts = lw.counts
  LEFT JOIN ev_held hd ON hd.snapshot_id = s.snapshot_id AND hd.h = i.h
  LEFT JOIN ev_request q ON q.snapshot_id = s.snapshot_id AND q.id = g.request_id
  LEFT JOIN ev_who wg ON wg.snapshot_id = s.snapshot_id AND wg.ref = g.granted_by
  LEFT JOIN ev_who wq ON wq.snapshot_id = s.snapshot_id AND wq.ref = coalesce(q.requested_by, g.requested_by)
  LEFT JOIN ev_who wa ON wa.snapshot_id = s.snapshot_id AND wa.ref = coalesce(q.approved_by, g.approved_by)
  LEFT JOIN ev_included inc ON inc.n = s.n AND inc.n BETWEEN ${from} AND ${to}
  LEFT JOIN ev_force fr ON fr.snapshot_id = coalesce(inc.snapshot_id, p.snapshot_id)
  LEFT JOIN ev_role_names rn ON rn.p = i.p
  LEFT JOIN ev_covers cv ON cv.n = s.n AND cv.n BETWEEN ${from} AND ${to}
  LEFT JOIN ev_conflict cf ON cf.n = s.n AND cf.n BETWEEN ${from} AND ${to}
  LEFT JOIN ev_conflict_rules cr ON cr.n = s.n AND cr.n BETWEEN ${from} AND ${to}
  LEFT JOIN ev_sided sd ON sd.e = i.e
  LEFT JOIN ev_credential_a ca ON ca.a = i.a
  LEFT JOIN ev_credential_p cp ON cp.p = i.p
  LEFT JOIN ev_past pp ON pp.n = s.n AND pp.n BETWEEN ${from} AND ${to} AND pp.k = 1
  LEFT JOIN ev_revoked rv ON rv.n = s.n AND rv.n BETWEEN ${from} AND ${to}
  LEFT JOIN ev_returned rt ON rt.n = s.n AND rt.n BETWEEN ${from} AND ${to}
  LEFT JOIN ev_covering v ON v.source_id = s.source_id AND v.type = s.type AND v.application_id = coalesce(s.application_id, '')
  LEFT JOIN ev_seen se ON se.n = s.n AND se.n BETWEEN ${from} AND ${to}
  LEFT JOIN ev_exception ex ON ex.n = s.n AND ex.n BETWEEN ${from} AND ${to}
  LEFT JOIN ev_group_decided gp ON gp.n = s.n AND gp.n BETWEEN ${from} AND ${to}
  LEFT JOIN ev_debt db ON db.n = s.n AND db.n BETWEEN ${from} AND ${to}
  CROSS JOIN (SELECT coalesce(bool_or(directory), false) AS directory FROM ev_directory) has
  WHERE s.n BETWEEN ${from} AND ${to}`;
}
