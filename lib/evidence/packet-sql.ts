import { jsonDay, jsonList, jsonObject, jsonText } from "./canonical-sql";
import { elementMark, factElement, numberMark } from "./fact-sql";
import { facts } from "./facts-sql";
import { featuresSql } from "./features-sql";
import {
  failedSql,
  foundSql,
  passedSql,
  riskSql,
  ruleColumns,
  rulesObject,
  tagsSql,
  unknownSql,
} from "./findings-sql";
import { ruleSet } from "./schema";

/** What the policy document says, where nobody has described it. */
const described =
  "coalesce(f.description, CASE WHEN f.actions IS NOT NULL THEN 'Policy: ' || left(replace(f.actions, '|', ', '), 280) END)";

const body = jsonObject({
  v: "'1'",
  version: "'1'",
  item: jsonText("f.item_id"),
  keys: jsonObject({
    source: jsonText("f.source_name"),
    application_id: jsonText("f.application_id"),
    account_id: jsonText("f.account_id"),
    entitlement_id: jsonText("f.entitlement_id"),
    identity_id: jsonText("f.identity_id"),
  }),
  asOf: `'"' || f.as_of_text || '"'`,
  subject: jsonObject({
    name: jsonText("f.subject_name"),
    kind: jsonText("f.subject_kind"),
    title: jsonText("f.person_title"),
    department: jsonText("f.department"),
    manager: jsonText("f.manager_name"),
    location: jsonText("f.location"),
    employment: jsonText("f.employment"),
    since: jsonDay("f.start_date"),
  }),
  access: jsonObject({
    application: jsonText("f.application_name"),
    entitlement: jsonText("f.entitlement_name"),
    title: jsonText("f.title"),
    phrase: jsonText("f.phrase"),
    type: jsonText("f.entitlement_type"),
    description: jsonText(described),
    account: jsonText("coalesce(f.account_login, f.account_id)"),
    privilege: jsonText("f.privilege"),
  }),
  facts: "told.facts",
  rules: rulesObject(ruleSet),
  notReported: jsonList("f.not_reported"),
});

/** The items that a decision can be the same for: the same access, the same kinds of fact in the same buckets. */
const alike = `encode(substr(sha256(convert_to(concat_ws(E'\\x02', f.source_id, f.entitlement_id, told.kinds), 'UTF8')), 1, 16), 'hex')`;

/**
 * Writes the evidence of the staged items in one range of n: features, then each rule's answer, then the facts, then the
 * packet. One statement; ranges are independent of each other.
 */
export function packetSql(from: number, to: number): string {
  // Each OFFSET 0 is a fence: columns are computed once and rows stream on, where a CTE would write each row out again.
  return `UPDATE staged_item s SET entitlement_name = p.entitlement_name, title = p.title, phrase = p.phrase,
    entitlement_type = p.entitlement_type, privilege = p.privilege, description = p.description, undescribed = p.undescribed,
    first_seen = p.first_seen, subject_title = p.person_title, subject_department = p.department, risk = p.risk,
    rules_passed = p.passed, findings = p.failed, rules_unknown = p.unknown, tags = p.tags, alike_key = p.alike_key, body = p.body
  FROM (
    SELECT f.n, f.entitlement_name, f.title, f.phrase, f.entitlement_type, f.privilege, ${described} AS description, f.undescribed,
      f.first_seen, f.person_title, f.department, f.passed, f.failed, f.unknown, ${tagsSql} AS tags, ${riskSql} AS risk,
      ${alike} AS alike_key, ${body} AS body
    FROM (SELECT f.*, ${passedSql} AS passed, ${failedSql} AS failed, ${unknownSql} AS unknown
      FROM (SELECT f.*, ${ruleColumns}
        FROM (SELECT f.*, ${foundSql} FROM (${featuresSql(from, to)} OFFSET 0) f OFFSET 0) f OFFSET 0) f OFFSET 0) f
    CROSS JOIN LATERAL (
      SELECT '[' || coalesce(string_agg(replace(substr(x.element, strpos(x.element, ${elementMark}) + 1), ${numberMark}, x.k::text), ',' ORDER BY x.k), '') || ']' AS facts,
        string_agg(split_part(x.element, ${elementMark}, 1), '|' ORDER BY x.k) AS kinds
      FROM (
        SELECT u.element, row_number() OVER (ORDER BY ascii(u.element), u.at) AS k
        FROM unnest(coalesce(f.conflict_facts, '{}') || array_remove(ARRAY[
          ${facts.map(factElement).join(",\n          ")}
        ]::text[], NULL) || f.credential_facts) WITH ORDINALITY AS u(element, at)
      ) x
    ) told
    OFFSET 0
  ) p WHERE s.n = p.n AND s.n BETWEEN ${from} AND ${to}`;
}
