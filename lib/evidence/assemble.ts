import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { accessSql, applicationSql, holdingSql } from "./access-sql";
import { breath, lookThrough } from "./asserted";
import { conflictsSql, sidesSql } from "./conflicts-sql";
import { credentialFactsSql, credentialSql } from "./credentials-sql";
import { type CompiledRules, compileRules } from "./findings-sql";
import { groupHistorySql } from "./group-history-sql";
import { historySql } from "./history-sql";
import { leaksSql } from "./leaks-sql";
import { miningSql } from "./mining-sql";
import type { Weights } from "./need";
import { packetSql } from "./packet-sql";
import { peopleSql, referenceSql, whoSql } from "./people-sql";
import { readPolicies } from "./policy-words";
import { roleFactsSql, rolesSql } from "./roles-sql";
import { loadRules } from "./ruled-sql";
import type { RuleSet } from "./rules";
import type { ItemType } from "./schema";
import { heldSql, similarSql } from "./similar-sql";
import { abouts } from "./subject-packets";
import { subjectFactsSql, subjectSql } from "./subject-sql";

/** Before the texts are looked through: names and words as the sources have them. */
const gathered = [
  ...peopleSql,
  ...referenceSql,
  ...accessSql,
  ...rolesSql,
  ...sidesSql,
  ...holdingSql,
  ...heldSql,
  ...similarSql,
  ...whoSql,
  ...subjectSql,
  ...credentialSql,
];

/** After it: what copies names and words. */
const derived = [
  ...applicationSql,
  ...roleFactsSql,
  ...conflictsSql,
  ...credentialFactsSql,
  ...leaksSql,
  ...subjectFactsSql,
  ...historySql,
  ...groupHistorySql,
  ...miningSql,
];

/**
 * Writes the evidence of every staged item: facts, findings, risk, tags and the packet's body. Whole-population counts first,
 * each once; then the items in ranges, with a breath between, so that the embedded database never holds up the process.
 * @param given.rules the version of the rules that every item is checked against
 * @param given.weights what the need score is added up by; without it there is none
 * @param given.frozenAt when the packets are frozen: they then go to `evidence_packet` at once and leave the stage; without it
 *   they stay in it
 * @param given.onProgress told after each range how many of how many items are done
 * @throws Error where a staged item has no account or entitlement in its snapshot
 */
export async function assemble(
  tx: Tx,
  given: {
    campaignId: string;
    rules: RuleSet;
    weights?: Weights | null;
    frozenAt?: Date | undefined;
    onProgress?: OnProgress;
  },
): Promise<void> {
  const grants = compileRules(given.rules);
  const frozenAt = given.frozenAt?.toISOString();
  await prepare(tx, given.campaignId, grants);
  const others = {
    credential: compileRules(given.rules, "credential"),
    identity: compileRules(given.rules, "identity"),
  };
  // What the weights were fitted on are grants, so of the others there is no score.
  await inRanges(tx, given.onProgress, (from, to, type) =>
    type === "grant"
      ? packetSql(from, to, grants, { weights: given.weights ?? null, frozenAt })
      : packetSql(from, to, others[type], { about: abouts[type], frozenAt }),
  );
}

export type OnProgress = (done: number, total: number) => Promise<void> | void;

/** Everything that is counted over the whole population, and the rules' own words: after it, ranges can be written. */
export async function prepare(tx: Tx, campaignId: string, compiled: CompiledRules): Promise<void> {
  // Compiling a statement of this size costs more than it saves.
  await tx.execute(sql`SET LOCAL jit = off`);
  await loadRules(tx, compiled);
  await tx.execute(sql`CREATE TEMP TABLE ev_now ON COMMIT DROP AS SELECT ${campaignId}::uuid AS campaign_id`);
  await run(tx, gathered);
  await readPolicies(tx);
  await lookThrough(tx);
  await run(tx, derived);
}

/** Runs a statement for each range of the stage's items of one type, with a breath between. */
export async function inRanges(
  tx: Tx,
  onProgress: OnProgress | undefined,
  statement: (from: number, to: number, type: ItemType) => string,
): Promise<void> {
  const [stage] = await rows<{ last: number; items: number; known: number; embedded: boolean }>(
    tx,
    sql`SELECT coalesce(max(n), 0)::int AS last, count(*)::int AS items,
      (SELECT count(*)::int FROM ev_item) + (SELECT count(*)::int FROM ev_subject) AS known,
      version() LIKE '%PGlite%' AS embedded FROM staged_item`,
  );
  if (!stage) return;
  if (stage.items !== stage.known)
    throw new Error(
      `${stage.items - stage.known} staged items name an account or entitlement that is not in their snapshot.`,
    );
  const spans = await rows<{ type: ItemType; first: number; last: number }>(
    tx,
    sql`SELECT type, min(n)::int AS first, max(n)::int AS last FROM staged_item GROUP BY type ORDER BY 2`,
  );
  const range = stage.embedded ? 1_000 : 50_000;
  // Some forty tables, joined as written: to think about their order takes longer than a range does.
  await tx.execute(sql`SET LOCAL join_collapse_limit = 1`);
  for (const { type, first, last } of spans)
    for (let from = first; from <= last; from += range) {
      const to = Math.min(from + range - 1, last);
      await tx.execute(sql.raw(statement(from, to, type)));
      await onProgress?.(to, stage.last);
      await breath();
    }
  await tx.execute(sql`SET LOCAL join_collapse_limit TO DEFAULT`);
  await tx.execute(sql`SET LOCAL jit TO DEFAULT`);
}

async function run(tx: Tx, statements: readonly string[]): Promise<void> {
  for (const statement of statements) {
    await tx.execute(sql.raw(statement));
    await breath();
  }
}
