import { debtSql } from "./debt-sql";
import { answering, since, sourceOf } from "./features-sql";

/**
 * What the columns of staged credentials and of staged identities have in common: those that rules, packets and facts of every
 * item are written over (`featuresSql`). What such an item does not have is null and of the column's type.
 */
type Columns = Record<string, string>;

const none = (type: string, ...names: string[]): Columns =>
  Object.fromEntries(names.map((name) => [name, `NULL::${type}`]));

export const own = (record: string) => sourceOf("s.source_name", "s.snapshot_id", record);

/** What a grant has and these do not, as rules, tags and packets ask for it. */
export const absent: Columns = {
  ...none(
    "text",
    "allows",
    "derived_description",
    "actions",
    "description",
    "phrase",
    "privilege",
    "data_class",
  ),
  ...none("text", "catalogue_state", "catalogue_risk", "request_text", "moved_from", "entitlement_id"),
  ...none("int", "catalogue_version", "uses_90d", "moved_days"),
  ...none("date", "verified_on", "moved_on"),
  ...none("bool", "has_moved", "never_moved"),
  ...none("text[]", "conflict_facts"),
  included_by: "NULL::text",
  words: "'name'",
  has_description: "false",
  has_request_text: "false",
  description_instructs: "false",
  request_instructs: "false",
  description_secrets: "'{}'::text[]",
  request_secrets: "'{}'::text[]",
};

/** Of the identity `p` with its directory `d`, its snapshot `fp` and who answers for it (`an`, `o`, `b`). */
export const person: Columns = {
  p: "p.p",
  identity_id: "p.id",
  identity_source: sourceOf(
    "coalesce(fp.source_name, s.source_name)",
    "coalesce(fp.snapshot_id, s.snapshot_id)",
    "'identity ' || p.id",
  ),
  identity_as_of: "coalesce(fp.as_of_text, fo.as_of_text)",
  person_title: "p.title",
  department: "p.department",
  location: "p.location",
  employment: "p.employment",
  start_date: "p.start_date",
  employment_status: "p.status",
  has_left: "p.has_left",
  left_on: "p.left_on",
  left_days: since("p.left_on", "fp.today"),
  end_date: "p.end_date",
  ends_in: "p.end_date - fp.today",
  never_ends: "p.never_ends",
  reports_end: "d.reports_end",
  reports_owner: "d.reports_owner",
  manager_name: "m.name",
  ...answering,
  label_instructs: "coalesce(p.label_instructs, false)",
  label_secrets: "coalesce(p.label_secrets, '{}')",
};

/** Joins of the identity that `ev_subject` (as `i`) names. */
export const personJoins = `
  LEFT JOIN ev_person p ON p.p = i.p
  LEFT JOIN ev_force fp ON fp.snapshot_id = p.snapshot_id
  LEFT JOIN ev_directory d ON d.snapshot_id = p.snapshot_id
  LEFT JOIN ev_person m ON m.snapshot_id = p.snapshot_id AND m.id = p.manager_id
  LEFT JOIN ev_answers_for an ON an.p = p.p
  LEFT JOIN ev_person o ON o.snapshot_id = p.snapshot_id AND o.id = p.owner_id
  LEFT JOIN ev_person b ON b.snapshot_id = p.snapshot_id AND b.id = p.backup_owner_id`;

export const history: Columns = {
  decision_id: "pp.decision_id",
  decided_on: "pp.decided_on",
  decided_by: "pp.by",
  outcome: "pp.outcome",
  together: "pp.together",
  blind: "pp.blind",
  second_read: "pp.second_read",
  words_then: "pp.words",
  examined: "pp.examined",
  debt: debtSql("CASE WHEN pp.examined THEN 1 END", "pp.n IS NOT NULL", "NULL::text"),
  decided_in: "pp.campaign",
  seed: "pp.seed",
  covering: "v.name",
  first_seen: "v.name IS NOT NULL AND se.n IS NULL",
  not_decided: "coalesce(se.not_decided, false)",
};
export const historyJoins = `
  LEFT JOIN ev_subject_past pp ON pp.n = s.n AND pp.k = 1
  LEFT JOIN ev_subject_covering v ON v.source_id = s.source_id AND v.type = s.type
  LEFT JOIN ev_subject_seen se ON se.n = s.n`;

export const item: Columns = {
  n: "s.n",
  item_id: "s.item_id",
  item_type: "s.type",
  snapshot_id: "s.snapshot_id",
  source_id: "s.source_id",
  source_name: "s.source_name",
  application_id: "s.application_id",
  application_name: "s.application_name",
  account_id: "s.account_id",
  account_login: "s.account_login",
  subject_name: "s.subject_name",
  subject_kind: "s.subject_kind",
  nonhuman: "s.subject_kind IN ('service', 'workload', 'ai_agent')",
  as_of_text: "fo.as_of_text",
  today: "fo.today",
  complete: "fo.complete",
  has_people: "(SELECT count(*) > 0 FROM ev_person)",
};

export const select = (columns: Columns, from: string) =>
  `SELECT ${Object.entries(columns)
    .map(([name, expression]) => `${expression} AS ${name}`)
    .join(",\n    ")}
  ${from}`;

/** Names in a list, `|`, comma, semicolon or space between, at most so many. */
export const listOf = (text: string, most: number) =>
  `array_remove((regexp_split_to_array(btrim(${text}), '[|,;[:space:]]+'))[1:${most}], '')`;
