import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type CompiledRules, patternSql } from "./findings-sql";
import type { EntitlementRef, Rule } from "./rules";

type Word = { k: number; list: string; word: string; plain: string };
type Ref = { k: number; side: "L" | "R"; application: string; entitlement: string };

/**
 * The compiled rules' own words, as bound values: `ev_ruled` each rule's id and name, `ev_rule_word` the lists of its
 * parameters in small letters, `ev_rule_ref` the entitlements it names, `ev_lacks` what each bit of an answer says is not
 * known.
 */
export async function loadRules(tx: Tx, { rules }: CompiledRules): Promise<void> {
  await tx.execute(
    sql`CREATE TEMP TABLE ev_ruled (k int PRIMARY KEY, id text, name text, type text, reason text) ON COMMIT DROP`,
  );
  await tx.execute(
    sql`CREATE TEMP TABLE ev_rule_word (k int, list text, word text, plain text) ON COMMIT DROP`,
  );
  await tx.execute(
    sql`CREATE TEMP TABLE ev_rule_ref (k int, side text, application text, entitlement text) ON COMMIT DROP`,
  );
  await tx.execute(sql`CREATE TEMP TABLE ev_lacks (k int, bit int, words text) ON COMMIT DROP`);
  const ruled = rules.map(({ k, rule }) => ({
    k,
    id: rule.id,
    name: rule.name,
    type: rule.type,
    reason: rule.type === "separation" && rule.params.reason !== "" ? rule.params.reason : null,
  }));
  await tx.execute(
    sql`INSERT INTO ev_ruled SELECT * FROM jsonb_to_recordset(${JSON.stringify(ruled)}::jsonb)
      AS x(k int, id text, name text, type text, reason text)`,
  );
  await tx.execute(
    sql`INSERT INTO ev_rule_word SELECT * FROM jsonb_to_recordset(${JSON.stringify(rules.flatMap(({ k, rule }) => wordsIn(k, rule)))}::jsonb)
      AS x(k int, list text, word text, plain text)`,
  );
  await tx.execute(
    sql`INSERT INTO ev_rule_ref SELECT * FROM jsonb_to_recordset(${JSON.stringify(rules.flatMap(({ k, rule }) => refsIn(k, rule)))}::jsonb)
      AS x(k int, side text, application text, entitlement text)`,
  );
  const lacks = rules.flatMap(({ k, is }) => is.lacks.map(([, words], i) => ({ k, bit: 2 ** i, words })));
  await tx.execute(
    sql`INSERT INTO ev_lacks SELECT * FROM jsonb_to_recordset(${JSON.stringify(lacks)}::jsonb) AS x(k int, bit int, words text)`,
  );
}

function wordsIn(k: number, rule: Rule): Word[] {
  const folded = (list: string, of: readonly string[]) =>
    of.map((w): Word => ({ k, list, word: w.trim().toLowerCase(), plain: "" }));
  const own = folded("application", rule.applications ?? []);
  switch (rule.type) {
    case "data_class":
      return [
        ...own,
        ...folded("class", rule.params.classes),
        ...folded("department", rule.params.departments),
      ];
    case "privileged_holders":
      return [...own, ...folded("department", rule.params.departments)];
    case "administrative_actions":
      return [
        ...own,
        ...rule.params.actions.map(
          (a): Word => ({
            k,
            list: "action",
            word: patternSql(a),
            plain: a.toLowerCase().replaceAll("*", ""),
          }),
        ),
      ];
    default:
      return own;
  }
}

function refsIn(k: number, rule: Rule): Ref[] {
  if (rule.type !== "separation") return [];
  const of = (side: "L" | "R", refs: readonly EntitlementRef[]) =>
    refs.map(({ application, entitlement }): Ref => ({ k, side, application, entitlement }));
  return [...of("L", rule.params.left), ...of("R", rule.params.right)];
}
