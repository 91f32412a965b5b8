import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { createStage, indexStage } from "@/lib/evidence/stage";
import { conditionsAfter, grantColumns, populationSql, whyNot } from "./population";
import type { Progress } from "./schema";
import { mentions, type Scope } from "./scope";
import type { ScopeColumns } from "./scope-sql";

/** Rows a statement: on the embedded database nothing else runs meanwhile. */
export const chunk = 2_000;

/** Lets the rest of the process run between two statements. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The ranges (from, to] of 1..last that `chunk` rows fit into. */
export function* ranges(last: number): Generator<{ from: number; to: number }> {
  for (let from = 0; from < last; from += chunk) yield { from, to: Math.min(from + chunk, last) };
}

export type Report = (progress: Progress) => void;

/**
 * Puts every grant of the snapshots into `staged_grant` with its fate, and the items into `staged_item`: whole accounts at a
 * time, about two thousand grants each.
 * @returns how many items there are
 */
export async function stagePopulation(
  tx: Tx,
  given: { scope: Scope; snapshots: readonly number[]; at: Date; grants: number },
  report: Report,
): Promise<number> {
  // Compiling statements that run once for two thousand rows costs more than it saves.
  await tx.execute(sql`SET LOCAL jit = off`);
  await createStage(tx);
  const columns = Object.entries(grantColumns).map(([name, type]) => `${name} ${type}`);
  await tx.execute(
    sql.raw(
      `CREATE TEMP TABLE staged_grant (r int GENERATED ALWAYS AS IDENTITY, ${columns.join(", ")}) ON COMMIT DROP`,
    ),
  );
  const names = sql.raw(Object.keys(grantColumns).join(", "));
  let items = 0;
  let done = 0;
  for (const snapshot of given.snapshots) {
    for (let after: string | null = null; ; ) {
      const upTo: string | null = await accountAfter(tx, snapshot, after);
      const [made] = await rows<{ items: number; grants: number }>(
        tx,
        sql`WITH made AS (
            INSERT INTO staged_grant (${names})
            SELECT ${names} FROM ${populationSql(given.scope, { snapshot, after, upTo }, items)} p RETURNING n)
          SELECT coalesce(max(n), ${items}::int) AS items, count(*)::int AS grants FROM made`,
      );
      items = made?.items ?? items;
      done += made?.grants ?? 0;
      report({ phase: "Reading the grants", done, total: given.grants });
      await breathe();
      if (upTo === null) break;
      after = upTo;
    }
  }
  await tx.execute(sql`CREATE INDEX staged_grant_n ON staged_grant (n)`);
  await tx.execute(sql`ANALYZE staged_grant`);
  for (const range of ranges(items)) await stageItems(tx, range, given.at);
  await indexStage(tx);
  return items;
}

/** The last account of the next `chunk` grants; null where fewer are left. */
async function accountAfter(tx: Tx, snapshot: number, after: string | null): Promise<string | null> {
  const [found] = await rows<{ account_id: string }>(
    tx,
    sql`SELECT account_id FROM snap_grant WHERE snapshot_id = ${snapshot} ${
      after === null ? sql`` : sql`AND account_id > ${after}`
    } ORDER BY account_id OFFSET ${chunk - 1} LIMIT 1`,
  );
  return found?.account_id ?? null;
}

/** Items get rising ids (UUID version 7: time, then the item's number, then random), so that id order is item order. */
async function stageItems(tx: Tx, { from, to }: { from: number; to: number }, at: Date): Promise<void> {
  await tx.execute(sql`
    INSERT INTO staged_item (n, item_id, snapshot_id, source_id, source_name, as_of, application_id, application_name,
      account_id, account_login, identity_source_id, identity_snapshot_id, identity_id, subject_key, subject_name,
      subject_kind, entitlement_id, via)
    SELECT n, (lpad(to_hex(${at.getTime()}::bigint + n / 4096), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
        || substr(replace(gen_random_uuid()::text, '-', ''), 17))::uuid,
      snapshot_id, source_id, source_name, as_of, application_id, application_name, account_id, account_login,
      identity_source_id, identity_snapshot_id, identity_id, subject_key, subject_name, kind, entitlement_id, via
    FROM staged_grant WHERE fate = 'item' AND n > ${from} AND n <= ${to}`);
  await breathe();
  await tx.execute(sql`
    INSERT INTO staged_cover (n, snapshot_id, entitlement_id)
    SELECT c.n, c.snapshot_id, c.entitlement_id FROM staged_grant c
    JOIN staged_grant g ON g.n = c.n AND g.fate = 'item'
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
  application: { is: "names", columns: [sql`s.application_id`, sql`s.application_name`] },
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
      UPDATE staged_grant g SET fate = 'excluded', reason = o.why
      FROM (SELECT s.n, ${whyNot(conditionsAfter(scope), itemScope)} AS why
        FROM (SELECT s.*, ${findingsOf} AS broken FROM staged_item s WHERE s.n > ${from} AND s.n <= ${to}) s) o
      WHERE g.n = o.n AND o.why IS NOT NULL`);
    await tx.execute(sql`
      DELETE FROM staged_item s USING staged_grant g
      WHERE s.n > ${from} AND s.n <= ${to} AND g.n = s.n AND g.fate = 'excluded'`);
    await breathe();
  }
  await tx.execute(sql`UPDATE staged_grant SET n = NULL WHERE fate = 'excluded' AND n IS NOT NULL`);
}
