import { jsonObject, jsonText, jsonWord } from "./canonical-sql";
import { type FactSql, stance } from "./fact-sql";
import { conflicting, type RuleSql, sqlOfRule, unusedFor } from "./rule-sql";
import { wordsOf } from "./rule-words";
import { IDLE_DAYS, type Rule, type RuleSet, setName } from "./rules";
import type { ItemType } from "./schema";

/** A rule that is switched on, with its number among those and its SQL. */
type Numbered = { k: number; rule: Rule; is: RuleSql };

/**
 * The rules that are switched on, as SQL over `featuresSql` (as `f`). Each rule's answer is a column `r_<k>`: 1 passes, 0
 * fails, null where the rule is not asked of this item, and below zero where it cannot be evaluated: the bits of minus the
 * number say which of the rule's `lacks` is why. No word that a person wrote stands in the text.
 */
export type CompiledRules = {
  set: string;
  rules: readonly Numbered[];
  columns: string;
  answers: string;
  reasons: string;
  passed: string;
  failed: string;
  unknown: string;
  /** The finding of each failed rule; a conflict's come from `ev_conflict`, one a conflict. */
  facts: readonly FactSql[];
  /** The rows' tags, at most three, the most important first. */
  tags: string;
  /** What the packet holds of the rules. */
  object: string;
};

/** What stands for a rule that is not asked of an item: its columns are not there. */
const unasked: RuleSql = { sql: "NULL", about: [], source: "''", lacks: [["true", ""]] };

/** Compiles a set's rules for items of a type. @throws RangeError where an id is none of ours, which the schema does not let pass */
export function compileRules(set: RuleSet, type: ItemType = "grant"): CompiledRules {
  const rules = set.rules
    .filter((r) => r.on)
    .map((rule, i): Numbered => {
      const is = sqlOfRule(rule, i + 1);
      return { k: i + 1, rule, is: is.about.includes(type) ? is : unasked };
    });
  const count = (answer: string) =>
    sum(rules.map(({ k }) => `CASE WHEN f.r_${k} ${answer} THEN 1 ELSE 0 END`));
  return {
    set: setName(set.version),
    rules,
    columns: rules.map(answerColumn).join(",\n    ") || "NULL::int AS r_0",
    answers: `ARRAY[${rules.map(({ k }) => `f.r_${k}`).join(", ")}]::smallint[]`,
    reasons: `ARRAY[${rules.map(({ k, is }) => (is.reason ? `CASE WHEN f.r_${k} = 0 THEN ${is.reason} END` : "NULL")).join(", ")}]::text[]`,
    passed: count("= 1"),
    failed: count("= 0"),
    unknown: count("< 0"),
    facts: rules.filter(({ rule, is }) => is !== unasked && !conflicting.has(rule.type)).map(findingFact),
    tags: tagsSql(rules),
    object: rulesObject(setName(set.version), rules),
  };
}

function sum(terms: readonly string[]): string {
  return `(${terms.join(" + ") || "0"})`;
}

function answerColumn({ k, rule, is }: Numbered): string {
  if (is === unasked) return `NULL::int AS r_${k}`;
  const lacks = is.lacks.map(([condition], i) => `CASE WHEN ${condition} THEN ${2 ** i} ELSE 0 END`);
  const last = 2 ** (is.lacks.length - 1);
  const why = `-coalesce(nullif(${sum(lacks)}, 0), ${last})`;
  const types = is.about.map((t) => `'${t}'`).join(", ");
  const limit = rule.applications
    ? ` AND (lower(f.application_id) IN (SELECT word FROM ev_rule_word WHERE k = ${k} AND list = 'application')
      OR lower(btrim(f.application_name)) IN (SELECT word FROM ev_rule_word WHERE k = ${k} AND list = 'application'))`
    : "";
  const asked = is.about.length === 3 && !limit ? "true" : `f.item_type IN (${types})${limit}`;
  return `(CASE WHEN (${asked}) IS NOT TRUE THEN NULL ELSE CASE (${is.sql}) WHEN true THEN 1 WHEN false THEN 0 ELSE ${why} END END) AS r_${k}`;
}

/** The rule's name, which a person wrote; read once a statement. */
const nameSql = (k: number) => `(SELECT name FROM ev_ruled WHERE k = ${k})`;

function findingFact({ k, rule, is }: Numbered): FactSql {
  return {
    kind: "rule.failed",
    class: "derived",
    when: `f.r_${k} = 0`,
    stance: stance.finding,
    bucket: `'${plainId(rule.id)}'`,
    value: {
      rule: jsonWord(plainId(rule.id)),
      name: jsonText(nameSql(k)),
      other: "'null'",
      other_item: "'null'",
      other_owner: "'null'",
      reason: is.reason ? jsonText(is.reason) : "'null'",
    },
    source: is.source,
    asOf: is.asOf ?? "f.as_of_text",
  };
}

/** An id as it may stand in SQL text. */
export function plainId(id: string): string {
  if (!/^[a-z][a-z0-9_]{0,59}$/u.test(id)) throw new RangeError(`"${id}" is no rule's id.`);
  return id;
}

function tagsSql(rules: readonly Numbered[]): string {
  const failing = new Map<string, string[]>();
  for (const { k, rule } of rules) {
    const { tag } = wordsOf(rule.type);
    failing.set(tag, [...(failing.get(tag) ?? []), `f.r_${k} = 0`]);
  }
  const anyOf = (tag: string) => `coalesce(${failing.get(tag)?.join(" OR ") ?? "false"}, false)`;
  return `(array_remove(ARRAY[${[
    ...[...failing].map(([tag, conditions]) => `CASE WHEN ${conditions.join(" OR ")} THEN '${tag}' END`),
    `CASE WHEN NOT ${anyOf("moved")} AND f.has_moved AND f.moved_on > f.granted_on AND f.included_by IS NULL THEN 'moved' END`,
    `CASE WHEN NOT ${anyOf("unused")} AND ${unusedFor(IDLE_DAYS)} THEN 'unused' END`,
    "CASE WHEN f.privilege = 'privileged' THEN 'privileged' END",
    "CASE WHEN f.first_seen THEN 'new' END",
  ].join(", ")}], NULL))[1:3]`;
}

function rulesObject(set: string, rules: readonly Numbered[]): string {
  const list = (items: readonly string[]) =>
    items.length === 0 ? "'[]'" : `'[' || concat_ws(',', ${items.join(",\n      ")}) || ']'`;
  return jsonObject({
    set: jsonWord(set),
    passed: "f.passed::text",
    failed: "f.failed::text",
    failed_ids: list(
      rules.map(({ k, rule }) => `CASE WHEN f.r_${k} = 0 THEN ${jsonWord(plainId(rule.id))} END`),
    ),
    unknown: "f.unknown::text",
    unanswered: list(
      rules.map(({ k, rule, is }) => {
        const whys = Array.from({ length: 2 ** is.lacks.length - 1 }, (_, i) => i + 1).map(
          (mask) =>
            `WHEN ${-mask} THEN '[${lacksOf(is, mask)
              .map((w) => `"${plainWords(w)}"`)
              .join(",")}]'`,
        );
        return `CASE WHEN f.r_${k} < 0 THEN '{"id":"${plainId(rule.id)}","lacks":' || CASE f.r_${k} ${whys.join(" ")} END
        || ',"name":' || ${jsonText(nameSql(k))} || '}' END`;
      }),
    ),
  });
}

/** What is not known, by the bits of a mask. */
function lacksOf(is: RuleSql, mask: number): string[] {
  return is.lacks.flatMap(([, words], i) => (mask & (2 ** i) ? [words] : []));
}

/** Our own words inside an SQL literal of JSON: no quote, no backslash but what is doubled here. */
function plainWords(text: string): string {
  if (/["\\]/u.test(text)) throw new RangeError(`"${text}" is no plain text for SQL.`);
  return text.replace(/'/gu, "''");
}

/** Critical: privileged with a finding. High: privileged, privilege unknown, non-human, or a finding. Low: the rest. */
export const riskSql = `CASE WHEN f.privilege = 'privileged' AND f.failed > 0 THEN 'critical'
  WHEN f.privilege IS DISTINCT FROM 'standard' OR f.nonhuman OR f.failed > 0 THEN 'high' ELSE 'low' END`;

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

/** A pattern of actions as PostgreSQL's regular expression over a whole action: `*` is anything, the rest is itself. */
export function patternSql(pattern: string): string {
  return `^${pattern.replace(/[.+^${}()|[\]\\?]/gu, "\\$&").replaceAll("*", ".*")}$`;
}
