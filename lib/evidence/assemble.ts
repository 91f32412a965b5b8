import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { accessSql, applicationSql, holdingSql } from "./access-sql";
import { breath, lookThrough } from "./asserted";
import { conflictsSql, sidesSql } from "./conflicts-sql";
import { credentialFactsSql, credentialSql } from "./credentials-sql";
import { historySql } from "./history-sql";
import { packetSql } from "./packet-sql";
import { peopleSql, referenceSql, whoSql } from "./people-sql";
import { roleFactsSql, rolesSql } from "./roles-sql";

/** Before the texts are looked through: names and words as the sources have them. */
const gathered = [
  ...peopleSql,
  ...referenceSql,
  ...accessSql,
  ...rolesSql,
  ...sidesSql,
  ...holdingSql,
  ...whoSql,
  ...credentialSql,
];

/** After it: what copies names and words. */
const derived = [...applicationSql, ...roleFactsSql, ...conflictsSql, ...credentialFactsSql, ...historySql];

/**
 * Writes the evidence of every staged item: facts, findings, risk, tags and the packet's body. Whole-population counts first,
 * each once; then the items in ranges, with a breath between, so that the embedded database never holds up the process.
 * @param given.onProgress told after each range how many of how many items are done
 * @throws Error where a staged item has no account or entitlement in its snapshot
 */
export async function assemble(
  tx: Tx,
  given: { campaignId: string; onProgress?: (done: number, total: number) => Promise<void> | void },
): Promise<void> {
  // Compiling a statement of this size costs more than it saves.
  await tx.execute(sql`SET LOCAL jit = off`);
  await tx.execute(
    sql`CREATE TEMP TABLE ev_now ON COMMIT DROP AS SELECT ${given.campaignId}::uuid AS campaign_id`,
  );
  await run(tx, gathered);
  await lookThrough(tx);
  await run(tx, derived);
  const [stage] = await rows<{ last: number; items: number; known: number; embedded: boolean }>(
    tx,
    sql`SELECT coalesce(max(n), 0)::int AS last, count(*)::int AS items, (SELECT count(*)::int FROM ev_item) AS known,
      version() LIKE '%PGlite%' AS embedded FROM staged_item`,
  );
  if (!stage) return;
  if (stage.items !== stage.known)
    throw new Error(
      `${stage.items - stage.known} staged items name an account or entitlement that is not in their snapshot.`,
    );
  const range = stage.embedded ? 1_000 : 10_000;
  // Some forty tables, joined as written: to think about their order takes longer than a range does.
  await tx.execute(sql`SET LOCAL join_collapse_limit = 1`);
  for (let from = 1; from <= stage.last; from += range) {
    await tx.execute(sql.raw(packetSql(from, from + range - 1)));
    await given.onProgress?.(Math.min(from + range - 1, stage.last), stage.last);
    await breath();
  }
  await tx.execute(sql`SET LOCAL join_collapse_limit TO DEFAULT`);
  await tx.execute(sql`SET LOCAL jit TO DEFAULT`);
}

/** Seals each packet: SHA-256 of its body's UTF-8 bytes. Nothing may change a body after this. */
export async function freeze(tx: Tx): Promise<void> {
  await tx.execute(
    sql`UPDATE staged_item SET evidence_hash = encode(sha256(convert_to(body, 'UTF8')), 'hex')`,
  );
}

async function run(tx: Tx, statements: readonly string[]): Promise<void> {
  for (const statement of statements) {
    await tx.execute(sql.raw(statement));
    await breath();
  }
}
