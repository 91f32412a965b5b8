import { type SQL, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { env } from "@/lib/env";
import { createStage, indexStage } from "@/lib/evidence/stage";
import type { Reader } from "@/lib/query";
import { columnNames, conditionsAfter, populationColumns, populationSql, whyNot } from "./population";
import type { Progress } from "./schema";
import { mentions, type Scope } from "./scope";
import type { ScopeColumns } from "./scope-sql";
import { type Asked, credentialsSql, identitiesSql } from "./subjects";

/** Rows a statement: on the embedded database nothing else runs meanwhile, on a server each statement has its own price. */
export const chunk = () => (env().databaseUrl ? 50_000 : 2_000);

/** Lets the rest of the process run between two statements. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The ranges (from, to] of 1..last that `chunk` rows fit into. */
export function* ranges(last: number): Generator<{ from: number; to: number }> {
  const rows = chunk();
  for (let from = 0; from < last; from += rows) yield { from, to: Math.min(from + rows, last) };
}

export type Report = (progress: Progress) => void;

/**
 * Puts the population of the snapshots into `staged_population` with each one's fate, and the items into `staged_item`: grants
 * first, whole accounts at a time, about `chunk` a statement; then the credentials; then the non-human identities.
 * @returns how many items there are
 */
export async function stagePopulation(
  tx: Tx,
  given: { scope: Scope; asked: Asked; snapshots: readonly number[]; at: Date; grants: number },
  report: Report,
): Promise<number> {
  // Compiling statements that run once for two thousand rows costs more than it saves.
  await tx.execute(sql`SET LOCAL jit = off`);
  await tx.execute(sql`SET LOCAL work_mem = '64MB'`);
  await createStage(tx);
  const columns = Object.entries(populationColumns).map(([name, type]) => `${name} ${type}`);
  await tx.execute(
    sql.raw(
      `CREATE TEMP TABLE staged_population (r int GENERATED ALWAYS AS IDENTITY, ${columns.join(", ")}) ON COMMIT DROP`,
    ),
  );
  const { scope, asked, snapshots } = given;
  let items = 0;
  let done = 0;
  for (const snapshot of snapshots)
    for await (const range of stretches(tx, "snap_grant", "account_id", snapshot)) {
      const made = await put(tx, populationSql(scope, range, items), items);
      items = made.items;
      done += made.rows;
      report({ phase: "Reading the grants", done, total: given.grants });
    }
  for (const snapshot of snapshots)
    for await (const range of stretches(tx, "snap_credential", "id", snapshot))
      items = (await put(tx, credentialsSql(scope, asked, range, sql`${items}::int`), items)).items;
  for (const snapshot of snapshots)
    for await (const range of stretches(tx, "snap_identity", "id", snapshot))
      items = (await put(tx, identitiesSql(scope, asked, range, sql`${items}::int`), items)).items;
  await tx.execute(sql`CREATE INDEX staged_population_n ON staged_population (n)`);
  await tx.execute(sql`ANALYZE staged_population`);
  for (const range of ranges(items)) await stageItems(tx, range, given.at);
  await indexStage(tx);
  return items;
}

/** @returns the number of the last item, and how many rows were put */
async function put(tx: Tx, select: SQL, before: number): Promise<{ items: number; rows: number }> {
  const names = sql.raw(columnNames);
  const [made] = await rows<{ items: number; rows: number }>(
    tx,
    sql`WITH made AS (INSERT INTO staged_population (${names}) SELECT ${names} FROM ${select} p RETURNING n)
      SELECT coalesce(max(n), ${before}::int) AS items, count(*)::int AS rows FROM made`,
  );
  await breathe();
  return made ?? { items: before, rows: 0 };
}

/** A snapshot's rows in stretches of about `chunk`, none of which parts rows of one key; the last has no end. */
async function* stretches(
  tx: Tx,
  table: "snap_grant" | "snap_credential" | "snap_identity",
  key: "account_id" | "id",
  snapshot: number,
): AsyncGenerator<{ snapshot: number; after: string | null; upTo: string | null }> {
  const [from, column] = [sql.raw(table), sql.raw(key)];
  for (let after: string | null = null; ; ) {
    const found: { key: string }[] = await rows(
      tx,
      sql`SELECT ${column} AS key FROM ${from} WHERE snapshot_id = ${snapshot} ${
        after === null ? sql`` : sql`AND ${column} > ${after}`
      } ORDER BY ${column} OFFSET ${chunk() - 1} LIMIT 1`,
    );
    const upTo = found[0]?.key ?? null;
    yield { snapshot, after, upTo };
    if (upTo === null) return;
    after = upTo;
  }
}

/** Items get rising ids (UUID version 7: time, then the item's number, then random), so that id order is item order. */
async function stageItems(tx: Tx, { from, to }: { from: number; to: number }, at: Date): Promise<void> {
  await tx.execute(sql`
    INSERT INTO staged_item (n, item_id, snapshot_id, source_id, source_name, as_of, type, application_id,
      application_name, account_id, account_login, identity_source_id, identity_snapshot_id, identity_id, subject_key,
      subject_name, subject_kind, entitlement_id, credential_id, via)
    SELECT n, (lpad(to_hex(${at.getTime()}::bigint + n / 4096), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
        || substr(replace(gen_random_uuid()::text, '-', ''), 17))::uuid,
      snapshot_id, source_id, source_name, as_of, type, application_id, application_name, account_id, account_login,
      identity_source_id, identity_snapshot_id, identity_id, subject_key, subject_name, kind, entitlement_id, credential_id, via
    FROM staged_population WHERE fate = 'item' AND n > ${from} AND n <= ${to}`);
  await breathe();
  await tx.execute(sql`
    INSERT INTO staged_cover (n, snapshot_id, entitlement_id)
    SELECT c.n, c.snapshot_id, c.entitlement_id FROM staged_population c
    JOIN staged_population g ON g.n = c.n AND g.fate = 'item'
    WHERE c.fate = 'covered' AND c.entitlement_id <> g.entitlement_id AND c.n > ${from} AND c.n <= ${to}`);
  await breathe();
}

/** The rules an item breaks, with "any" or "none" beside them; unknown where none is broken but one could not be evaluated. */
const findingsOf = sql`(SELECT CASE WHEN s.findings = 0 AND s.rules_unknown > 0 THEN NULL
  WHEN s.findings = 0 THEN ARRAY['none']
  ELSE array_append(array_agg(f -> 'value' ->> 'rule'), 'any') END
  FROM jsonb_array_elements(s.body::jsonb -> 'facts') f WHERE f ->> 'kind' = 'rule.failed')`;

const itemScope: ScopeColumns = {
  source: { is: "text", column: sql`s.source_name` },
  application: {
    is: "names",
    columns: [sql`s.application_id`, sql`CASE WHEN s.application_id IS NOT NULL THEN s.application_name END`],
  },
  entitlement_type: { is: "text", column: sql`s.entitlement_type` },
  kind: { is: "text", column: sql`nullif(s.subject_kind, 'unknown')` },
  department: { is: "text", column: sql`s.subject_department` },
  title: { is: "text", column: sql`s.subject_title` },
  privilege: { is: "text", column: sql`s.privilege` },
  finding: { is: "list", column: sql`s.broken` },
};

/** Takes out of the assembled stage what the scope's conditions on findings do not ask for; what it covers goes with it. */
export async function excludeByFindings(tx: Tx, scope: Scope, items: number): Promise<void> {
  if (!mentions(scope, "finding")) return;
  for (const { from, to } of ranges(items)) {
    await tx.execute(sql`
      UPDATE staged_population g SET fate = 'excluded', reason = o.why
      FROM (SELECT s.n, ${whyNot(conditionsAfter(scope), itemScope)} AS why
        FROM (SELECT s.*, ${findingsOf} AS broken FROM staged_item s WHERE s.n > ${from} AND s.n <= ${to}) s) o
      WHERE g.n = o.n AND o.why IS NOT NULL`);
    await tx.execute(sql`
      DELETE FROM staged_item s USING staged_population g
      WHERE s.n > ${from} AND s.n <= ${to} AND g.n = s.n AND g.fate = 'excluded'`);
    await breathe();
  }
  await tx.execute(sql`UPDATE staged_population SET n = NULL WHERE fate = 'excluded' AND n IS NOT NULL`);
}

/** Fetches a statement's rows through a cursor of the transaction, a chunk at a time. */
export async function* fetched<T extends Record<string, unknown>>(
  reader: Pick<Reader, "execute">,
  name: string,
  select: SQL,
): AsyncGenerator<T[]> {
  const [n, cursor] = [chunk(), sql.raw(name)];
  await reader.execute(sql`DECLARE ${cursor} NO SCROLL CURSOR FOR ${select}`);
  for (;;) {
    const page: T[] = await rows(reader, sql`FETCH ${sql.raw(String(n))} FROM ${cursor}`);
    yield page;
    if (page.length < n) break;
    await breathe();
  }
  await reader.execute(sql`CLOSE ${cursor}`);
}
