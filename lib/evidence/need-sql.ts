import type { z } from "zod";
import { sqlList } from "./canonical-sql";
import type { FactSql } from "./fact-sql";
import { type FactWeights, scoredKinds, type Weights } from "./need";
import { type FactKind, factValues } from "./schema";

/**
 * `needScore` as SQL over the columns that facts are written from (`featuresSql` as `f`): a subquery with the one column
 * `need_score`, null where it abstains. It reads the same pieces that the packet's facts are made of, so both give one number.
 * @param entries the facts that a packet holds at most one of
 */
export function needSql(given: Weights | null, entries: readonly FactSql[]): string {
  const known = entries.flatMap((entry) => {
    const of = given?.facts[entry.kind];
    return of && entry.class !== "asserted" ? [{ entry, of }] : [];
  });
  const fitted = known.flatMap(({ of }, k) =>
    of.bins.some((b) => b.fitted) ? [{ of, part: `p.p${k}` }] : [],
  );
  if (!given || fitted.length === 0) return "(SELECT NULL::int AS need_score)";
  const any = fitted.map(({ part }) => `${part} IS NOT NULL`).join(" OR ");
  const strength = fitted
    .map(({ part, of }) => `CASE WHEN ${part} IS NULL THEN 0 ELSE ${of.strength} END`)
    .join(" + ");
  const total = known.map((_, k) => `coalesce(p.p${k}, 0)`).join(" + ");
  // Each OFFSET 0 is a fence: what was read is read once, not once a bin.
  const kinds = `f.subject_kind IN (${sqlList(scoredKinds(given))})`;
  return `(SELECT CASE WHEN ${kinds} AND (${any}) AND ${strength} >= ${given.minimum} THEN ${total} END AS need_score
    FROM (SELECT ${known.map(({ of }, k) => `${partSql(`r.r${k}`, of)} AS p${k}`).join(",\n      ")}
      FROM (SELECT ${known.map(({ entry, of }, k) => `${readSql(entry, of)} AS r${k}`).join(",\n        ")} OFFSET 0) r OFFSET 0) p)`;
}

/** What is read of the fact: a number where the bins are ranges, else JSON text. Null where it is not there or not known. */
function readSql(entry: FactSql, of: FactWeights): string {
  const when =
    entry.kind === "history.decided" ? `(${entry.when}) AND ${honestSql(entry)}` : `(${entry.when})`;
  if (of.field === null) return `CASE WHEN ${when} THEN 'true' END`;
  const [part, whole] = of.field.split("/");
  // Whole percent, rounded down; a share of nothing is not known.
  if (whole !== undefined) {
    const [some, all] = [number(entry, part ?? ""), number(entry, whole)];
    return `CASE WHEN ${when} AND ${all} > 0 THEN (100 * ${some}) / ${all} END`;
  }
  const ranged = of.bins.some((b) => "upTo" in b);
  return `CASE WHEN ${when} THEN ${ranged ? number(entry, part ?? "") : `nullif(${member(entry, part ?? "")}, 'null')`} END`;
}

/** `examined` of `debt.ts`, over the fact's own members. */
function honestSql(entry: FactSql): string {
  const [outcome, blind, second, words] = ["outcome", "blind", "second_read", "words"].map((m) =>
    member(entry, m),
  );
  return `(${outcome} IN ('"revoke"', '"modify"') OR ${blind} = 'true' OR ${second} = 'true'
    OR (${words} = 'true' AND ${number(entry, "together")} <= 1))`;
}

/** A member that the fact does not have is never known. */
function member(entry: FactSql, name: string): string {
  return (Object.hasOwn(entry.value, name) && entry.value[name]) || "NULL::text";
}

/** A member as a whole number; never known where the fact's schema has no number there. */
function number(entry: FactSql, name: string): string {
  const members = membersOf(entry.kind);
  const type = Object.hasOwn(members, name) ? members[name] : undefined;
  const counts = type?.safeParse(1).success === true && !type.safeParse("1").success;
  return counts ? `nullif(${member(entry, name)}, 'null')::bigint` : "NULL::bigint";
}

/** Every kind of fact has an object for its value. */
function membersOf(kind: FactKind): Readonly<Record<string, z.ZodType>> {
  return factValues[kind].shape as Readonly<Record<string, z.ZodType>>;
}

/** The part of what was read; null where no bin holds it. */
function partSql(read: string, of: FactWeights): string {
  const cases = of.bins.map((bin) => {
    if (!("upTo" in bin)) return `WHEN ${read} = ${sqlList([JSON.stringify(bin.value)])} THEN ${bin.weight}`;
    return `WHEN ${read} ${bin.upTo === null ? "IS NOT NULL" : `<= ${bin.upTo}`} THEN ${bin.weight}`;
  });
  return `CASE ${cases.join(" ")} END`;
}
