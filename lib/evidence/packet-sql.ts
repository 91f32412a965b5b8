import { jsonDay, jsonList, jsonObject, jsonPlain, jsonText } from "./canonical-sql";
import { elementMark, type FactSql, factElement, numberMark, stance, stanceOrder } from "./fact-sql";
import { facts } from "./facts-sql";
import { featuresSql } from "./features-sql";
import { type CompiledRules, foundSql, riskSql } from "./findings-sql";
import type { Weights } from "./need";
import { needSql } from "./need-sql";
import { bestPeerHolders, bestPeerOthers } from "./peer-facts";

/** What the catalogue says, else the source, else what code reads out of the policy document. */
const described =
  "coalesce(f.allows, f.description, f.derived_description, CASE WHEN f.actions IS NOT NULL THEN 'Policy: ' || left(replace(f.actions, '|', ', '), 280) END)";

const body = (rules: CompiledRules) =>
  jsonObject({
    v: "'1'",
    version: "'1'",
    item: jsonText("f.item_id"),
    keys: jsonObject({
      source: jsonText("f.source_name"),
      type: jsonText("f.item_type"),
      application_id: jsonText("f.application_id"),
      account_id: jsonText("f.account_id"),
      entitlement_id: jsonText("f.entitlement_id"),
      credential_id: jsonText("f.credential_id"),
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
      words: jsonText("f.words"),
      catalogue: `CASE WHEN f.catalogue_state IS NOT NULL THEN ${jsonObject({
        version: jsonPlain("f.catalogue_version"),
        state: jsonText("f.catalogue_state"),
        verified: jsonDay("f.verified_on"),
      })} ELSE 'null' END`,
      risk: jsonText("f.catalogue_risk"),
    }),
    facts: "told.facts",
    rules: rules.object,
    notReported: jsonList("f.not_reported"),
  });

/**
 * The items that a decision can be the same for: the same access, the same kinds of fact in the same buckets. Counted are findings,
 * what speaks for and against keeping it, and what is not known of its holder. What speaks neither way is left out, as are texts
 * that are only stated (I13) and what else is not known, which shows in the facts that are then missing. Each item's own facts
 * are shown with it all the same.
 */
const alike = `encode(substr(sha256(convert_to(concat_ws(E'\\x02', f.source_id, coalesce(f.entitlement_id, f.item_id::text), told.kinds), 'UTF8')), 1, 16), 'hex')`;

const counts = `left(x.element, 1) IN (${stance.finding}, ${stance.remove}, ${stance.keep}) OR x.element LIKE '${stanceOrder.unknown}identity.%'`;

/** What the items of a type are made of: their columns over a range of n, the facts written over them, and the peers told first. */
export type About = {
  features: (from: number, to: number) => string;
  facts: readonly FactSql[];
  peers: { holders: string; others: string };
};

const ofGrants: About = {
  features: featuresSql,
  facts,
  peers: { holders: bestPeerHolders, others: bestPeerOthers },
};

/** What is known of the staged items in one range of n, with each rule's answer and how many pass, fail and cannot be told. */
export function answeredSql(from: number, to: number, rules: CompiledRules, about = ofGrants): string {
  // Each OFFSET 0 is a fence: columns are computed once and rows stream on, where a CTE would write each row out again.
  return `(SELECT f.*, ${rules.passed} AS passed, ${rules.failed} AS failed, ${rules.unknown} AS unknown
      FROM (SELECT f.*, ${rules.columns}
        FROM (SELECT f.*, ${foundSql} FROM (${about.features(from, to)} OFFSET 0) f OFFSET 0) f OFFSET 0) f OFFSET 0)`;
}

/**
 * Writes the evidence of the staged items in one range of n: features, then each rule's answer, then the facts, the need
 * score, and the packet with its SHA-256, which never holds the score. One statement; ranges are independent of each other.
 * @param given.frozenAt ISO instant: the packets are written to `evidence_packet` at once, where nothing changes any more;
 *   without it they stay in the stage
 */
export function packetSql(
  from: number,
  to: number,
  rules: CompiledRules,
  given: { about?: About; weights?: Weights | null; frozenAt?: string | undefined } = {},
): string {
  const { about = ofGrants, weights = null, frozenAt } = given;
  const frozen = frozenAt
    ? `, frozen AS (INSERT INTO evidence_packet (item_id, version, hash, body, at)
    SELECT item_id, 1, hash, body, '${new Date(frozenAt).toISOString()}'::timestamptz FROM p)`
    : "";
  return `WITH p AS MATERIALIZED (SELECT q.*, encode(sha256(convert_to(q.body, 'UTF8')), 'hex') AS hash
    FROM (${evidenceSql(from, to, rules, about, weights)}) q)${frozen}
  UPDATE staged_item s SET entitlement_name = p.entitlement_name, title = p.title, phrase = p.phrase,
    entitlement_type = p.entitlement_type, privilege = p.privilege, description = p.description, undescribed = p.undescribed,
    first_seen = p.first_seen, subject_title = p.person_title, subject_department = p.department, risk = p.risk,
    rules_passed = p.passed, findings = p.failed, rules_unknown = p.unknown, tags = p.tags, need_score = p.need_score, debt = p.debt,
    peer_holders = p.peer_holders, peer_others = p.peer_others, alike_key = p.alike_key, answers = p.answers,
    evidence_hash = p.hash, body = ${frozenAt ? "NULL" : "p.body"}
  FROM p WHERE s.n = p.n AND s.n BETWEEN ${from} AND ${to}`;
}

function evidenceSql(
  from: number,
  to: number,
  rules: CompiledRules,
  about: About,
  weights: Weights | null,
): string {
  return `
    SELECT f.n, f.item_id, f.entitlement_name, f.title, f.phrase, f.entitlement_type, f.privilege, ${described} AS description, f.undescribed,
      f.first_seen, f.person_title, f.department, f.passed, f.failed, f.unknown, ${rules.tags} AS tags, ${riskSql} AS risk,
      need.need_score, f.debt, ${about.peers.holders} AS peer_holders, ${about.peers.others} AS peer_others, ${alike} AS alike_key, ${body(rules)} AS body, ${rules.answers} AS answers
    FROM ${answeredSql(from, to, rules, about)} f
    CROSS JOIN LATERAL ${needSql(weights, about.facts)} need
    CROSS JOIN LATERAL (
      SELECT '[' || coalesce(string_agg(replace(substr(x.element, strpos(x.element, ${elementMark}) + 1), ${numberMark}, x.k::text), ',' ORDER BY x.k), '') || ']' AS facts,
        string_agg(split_part(x.element, ${elementMark}, 1), '|' ORDER BY x.k) FILTER (WHERE ${counts}) AS kinds
      FROM (
        SELECT u.element, row_number() OVER (ORDER BY ascii(u.element), u.at) AS k
        FROM unnest(coalesce(f.conflict_facts, '{}') || array_remove(ARRAY[
          ${[...rules.facts, ...about.facts].map(factElement).join(",\n          ")}
        ]::text[], NULL) || f.credential_facts) WITH ORDINALITY AS u(element, at)
      ) x
    ) told
    OFFSET 0`;
}
