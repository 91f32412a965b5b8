import { jsonObject } from "./canonical-sql";
import type { FactClass, FactKind } from "./schema";

/**
 * One fact as SQL text. Its element is a piece of text `STANCE KIND BUCKET ␂ JSON`, with ␁ where the fact's number will
 * stand: JSON text holds no raw control character, so neither can occur in it. Elements are sorted by stance, numbered
 * and joined in `packet-sql.ts`.
 */
export type FactSql = {
  kind: FactKind;
  class: FactClass;
  /** When the item has this fact. */
  when: string;
  stance: string;
  /** What makes two facts of this kind alike, besides the kind. */
  bucket?: string;
  /** Member → JSON piece. */
  value: Record<string, string>;
  /** The source as JSON text. */
  source: string;
  /** The as-of as ISO text. */
  asOf: string;
};

/** In this order facts stand in a packet: findings, against, for, unknown or only stated, neither. */
export const stanceOrder = { finding: "0", remove: "1", keep: "2", unknown: "3", context: "4" } as const;
export const stance = {
  finding: `'${stanceOrder.finding}'`,
  remove: `'${stanceOrder.remove}'`,
  keep: `'${stanceOrder.keep}'`,
  unknown: `'${stanceOrder.unknown}'`,
  context: `'${stanceOrder.context}'`,
} as const;

export const elementMark = "E'\\x02'";
export const numberMark = "E'\\x01'";

/** The element, or null where the item has no such fact. */
export function factElement(fact: FactSql): string {
  const bucket = fact.bucket ? `':' || coalesce((${fact.bucket})::text, '?')` : "''";
  return `CASE WHEN ${fact.when} THEN (${fact.stance}) || '${fact.kind}' || ${bucket} || E'\\x02{"asOf":"' || ${fact.asOf}
    || E'","class":"${fact.class}","id":"E\\x01","kind":"${fact.kind}","source":' || ${fact.source}
    || ',"value":' || ${jsonObject(fact.value)} || '}' END`;
}

/** Days in four buckets. */
export function daysBucket(days: string): string {
  return `CASE WHEN ${days} < 30 THEN 'a' WHEN ${days} < 90 THEN 'b' WHEN ${days} < 365 THEN 'c' WHEN ${days} IS NOT NULL THEN 'd' END`;
}

/** Which way it points that so many of the others hold it: half of them speak for keeping it. */
export function sharePoint(part: string, whole: string): string {
  return `CASE WHEN ${part} * 2 >= ${whole} THEN ${stance.keep} ELSE ${stance.remove} END`;
}

/** How many of how many, in four buckets. */
export function shareBucket(part: string, whole: string): string {
  return `CASE WHEN ${part} = 0 THEN 'none' WHEN ${part} = ${whole} THEN 'all' WHEN ${part} * 2 >= ${whole} THEN 'most' ELSE 'few' END`;
}
