import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import type { Reader } from "@/lib/query";

/**
 * Drawing by seed: every item of the population has the rank SHA-256(seed LF item id), in hexadecimal, and the lowest ranks are
 * the sample, in that order. Whoever has the seed and the item ids (`items.csv`) draws the same with `sha256sum` and `sort`; a
 * larger sample begins with the smaller one.
 */
export function rankOf(seed: string, item: string): string {
  return createHash("sha256").update(`${seed}\n${item}`, "utf8").digest("hex");
}

/** The same over `item` under this name. */
export const rankSql = (seed: string, itemName: string): SQL =>
  sql`encode(sha256(convert_to(${seed} || chr(10) || ${sql.raw(itemName)}.id::text, 'UTF8')), 'hex')`;

export type Drawn = { item: string; rank: string };

/** The sample of a list of ids. */
export function drawn(seed: string, ids: readonly string[], size: number): Drawn[] {
  return ids
    .map((item) => ({ item, rank: rankOf(seed, item) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
    .slice(0, size);
}

/** SHA-256 (hex) of a sample's item ids in their order, a line feed after each: what the log says was drawn. */
export function sampleHash(sample: readonly Drawn[]): string {
  const hash = createHash("sha256");
  for (const { item } of sample) hash.update(`${item}\n`, "utf8");
  return hash.digest("hex");
}

/** Draws from the items (`i`) that `where` holds for; answers with how many those are and the sample in its order. */
export async function drawFrom(
  reader: Reader,
  given: { where: SQL; seed: string; size: number },
): Promise<{ population: number; sample: Drawn[] }> {
  const [counted] = await rows<{ n: number }>(
    reader,
    sql`SELECT count(*)::int AS n FROM item i WHERE ${given.where}`,
  );
  const sample = await rows<Drawn>(
    reader,
    sql`SELECT item, rank FROM (SELECT i.id AS item, ${rankSql(given.seed, "i")} AS rank FROM item i WHERE ${given.where}) ranked
      ORDER BY rank COLLATE "C" LIMIT ${given.size}`,
  );
  return { population: counted?.n ?? 0, sample };
}
