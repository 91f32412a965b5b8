import { type SQL, sql } from "drizzle-orm";
import { affected, type Db, rows } from "@/db/client";
import { arrayLiteral } from "./cells";
import { columnsOf, type Kind, type KindName, kindNames, kinds } from "./kinds";
import type { Line } from "./record";

/*
 * The set-wise part of an import: rows lie in `import_row` while references and repetitions are looked for, then move to
 * their tables. Every statement takes a stretch of whole rows, so that the embedded database can do something else between.
 */

export type Tx = Pick<Db, "execute">;
type Cell = string | null;

/** Records that another row may describe itself come after all others: their `ord` is from here on. */
export const weakOrd = 1_000_000_000_000;

export const stagedColumns = {
  snapshot_id: "integer",
  kind: "text",
  ord: "bigint",
  part: "integer",
  file: "text",
  line: "integer",
  key: "text",
  lead: "boolean",
  cells: "text[]",
} as const;

/** The rows of `import_row` that one input row gives. `ord` is its running number over all files, from 1. */
export function* stagedRows(snapshot: number, ord: number, line: Line): Generator<Cell[]> {
  if ("reject" in line) return;
  let part = 0;
  for (const record of line.records) {
    part += 1;
    yield [
      String(snapshot),
      record.kind,
      String(record.weak ? weakOrd + ord : ord),
      String(part),
      line.file,
      String(line.line),
      record.key,
      String(record.lead),
      arrayLiteral(record.cells),
    ];
  }
}

export const name = (text: string) => sql.raw(`"${text}"`);

/** The end of the next stretch of about `most` records, on a whole row; null if there is none. */
export async function stretch(
  tx: Tx,
  snapshot: number,
  kind: KindName,
  after: number,
  most: number,
): Promise<number | null> {
  const [found] = await rows<{ upto: string | number | null }>(
    tx,
    sql`SELECT max(ord) AS upto FROM (SELECT ord FROM import_row
      WHERE snapshot_id = ${snapshot} AND kind = ${kind} AND ord > ${after} ORDER BY ord LIMIT ${most}) AS next`,
  );
  return found?.upto === null || found?.upto === undefined ? null : Number(found.upto);
}

/**
 * Checks and stores the next stretch of one kind's records: what refers to nothing is rejected, what was there before is a
 * repetition, the rest goes to the kind's table.
 * @returns where the stretch ended, or null after the last
 */
export async function settleStretch(
  tx: Tx,
  snapshot: number,
  kindName: KindName,
  after: number,
  most: number,
): Promise<{ upto: number; stored: number } | null> {
  const upto = await stretch(tx, snapshot, kindName, after, most);
  if (upto === null) return null;
  // Compiling these statements takes longer than running them on one stretch.
  await tx.execute(sql`SET LOCAL jit = off`);
  const kind = kinds[kindName];
  const within = (r: string) => {
    const of = sql.raw(r);
    return sql`${of}.snapshot_id = ${snapshot} AND ${of}.kind = ${kindName} AND ${of}.ord > ${after} AND ${of}.ord <= ${upto}`;
  };
  if (kind.refs.length) await rejectDangling(tx, kind, within("r"));
  return { upto, stored: await storeOnce(tx, kind, within) };
}

type Within = (alias: string) => SQL;

/** Most stretches repeat nothing, which the primary key says without looking; only the others are searched. */
async function storeOnce(tx: Tx, kind: Kind, within: Within): Promise<number> {
  await tx.execute(sql`SAVEPOINT stretch`);
  try {
    const stored = await store(tx, kind, within("r"));
    await tx.execute(sql`RELEASE SAVEPOINT stretch`);
    return stored;
  } catch (error) {
    if (!isRepetition(error)) throw error;
    await tx.execute(sql`ROLLBACK TO SAVEPOINT stretch`);
  }
  await putAsideRepeated(tx, kind, within);
  return store(tx, kind, within("r"));
}

/** Whether a statement failed on a key that was there already. */
function isRepetition(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "23505";
}

/** The place of a column among the kind's cells, counted from 1 as SQL does. */
export function cellAt(kind: Kind, column: string): number {
  return columnsOf(kind).findIndex((c) => c.name === column) + 1;
}

/** On conflict a row's worse fate wins; what was said of it is kept. */
export const intoRejects = sql`ON CONFLICT (snapshot_id, file, line) DO UPDATE SET
  kind = CASE WHEN excluded.kind = 'note' THEN snapshot_reject.kind ELSE excluded.kind END,
  reason = left(snapshot_reject.reason || ' ' || excluded.reason, 2000)`;

async function rejectDangling(tx: Tx, kind: Kind, within: SQL): Promise<void> {
  const refs = kind.refs.map(({ field, kind: target, elsewhere }) => {
    const cell = sql`r.cells[${sql.raw(String(cellAt(kind, field)))}]`;
    // As a scalar subquery it stays one look into the primary key for each row, whatever the statistics say.
    const here = elsewhere
      ? sql`EXISTS (SELECT 1 FROM ${name(kinds[target].table)} t WHERE t.snapshot_id = r.snapshot_id) AND`
      : sql``;
    const lost = sql`(${cell} IS NOT NULL AND ${here} (SELECT true FROM ${name(kinds[target].table)} t
      WHERE t.snapshot_id = r.snapshot_id AND t.id = ${cell} LIMIT 1) IS NULL)`;
    return { field, target, cell, lost };
  });
  const any = sql.join(
    refs.map((r) => r.lost),
    sql` OR `,
  );
  const reason = sql.join(
    refs.map(
      ({ field, target, cell, lost }) => sql`WHEN ${lost} THEN ${`${field} "`} || left(${cell}, 60) ||
        ${`" is not among the stored ${target}. Add it there, or take this row out.`}`,
    ),
    sql` `,
  );
  await tx.execute(sql`WITH lost AS (
      SELECT r.snapshot_id, r.kind, r.ord, r.part, r.file, r.line, CASE ${reason} END AS reason
      FROM import_row r WHERE ${within} AND (${any})
    ), gone AS (
      DELETE FROM import_row d USING lost
      WHERE d.snapshot_id = lost.snapshot_id AND d.kind = lost.kind AND d.ord = lost.ord AND d.part = lost.part
    )
    INSERT INTO snapshot_reject (snapshot_id, file, line, kind, reason)
    SELECT snapshot_id, file, line, 'rejected', min(reason) FROM lost GROUP BY snapshot_id, file, line
    ${intoRejects}`);
}

async function putAsideRepeated(tx: Tx, kind: Kind, within: Within): Promise<void> {
  const labels = arrayLiteral(
    columnsOf(kind).map((c) => (c.name === "attributes" ? "extra columns" : c.name)),
  );
  await tx.execute(sql`WITH near AS MATERIALIZED (
      SELECT r.snapshot_id, r.ord, r.part, r.file, r.line, r.lead, r.cells, f.cells AS first_cells,
        CASE WHEN f.file = r.file THEN 'line ' ELSE f.file || ' line ' END || f.line AS first_place,
        (f.ord, f.part) <> (r.ord, r.part) AS again
      FROM import_row r CROSS JOIN LATERAL (
        SELECT e.ord, e.part, e.file, e.line, e.cells FROM import_row e
        WHERE e.snapshot_id = r.snapshot_id AND e.kind = r.kind AND e.key = r.key
        ORDER BY e.ord, e.part LIMIT 1) AS f
      WHERE ${within("r")}
    ), gone AS (
      DELETE FROM import_row d USING near
      WHERE near.again AND ${within("d")} AND d.ord = near.ord AND d.part = near.part
    ), compared AS (
      SELECT near.*, CASE WHEN again THEN (SELECT string_agg(label, ', ' ORDER BY place)
        FROM unnest(${labels}::text[]) WITH ORDINALITY AS l(label, place)
        WHERE near.cells[place] IS DISTINCT FROM near.first_cells[place]) END AS differs
      FROM near WHERE again OR lead
    ), said AS (
      SELECT snapshot_id, file, line, 'duplicate' AS kind, (array_agg(CASE
          WHEN differs IS NULL THEN 'Says the same as ' || first_place || ', which is kept.'
          ELSE 'Is about the same as ' || first_place || ' but differs in ' || differs || '; ' || first_place || ' is kept.'
        END ORDER BY part))[1] AS reason
      FROM compared WHERE lead GROUP BY snapshot_id, file, line HAVING bool_and(again)
      UNION ALL
      SELECT snapshot_id, file, line, 'note', string_agg(DISTINCT ${`In ${kind.name}: `} || differs || ' differs from ' || first_place ||
        ', which is kept.', ' ')
      FROM compared WHERE again AND NOT lead AND differs IS NOT NULL AND ord < ${weakOrd} GROUP BY snapshot_id, file, line
    )
    INSERT INTO snapshot_reject (snapshot_id, file, line, kind, reason)
    SELECT snapshot_id, file, line, min(kind), left(string_agg(reason, ' ' ORDER BY kind), 2000)
    FROM said GROUP BY snapshot_id, file, line ${intoRejects}`);
}

async function store(tx: Tx, kind: Kind, within: SQL): Promise<number> {
  const columns = columnsOf(kind);
  const names = columns.map((c) => `"${c.name}"`).join(", ");
  const cells = columns.map((c, at) => `r.cells[${at + 1}]::${c.type}`).join(", ");
  return affected(
    tx,
    sql`INSERT INTO ${name(kind.table)} (snapshot_id, ${sql.raw(names)})
      SELECT r.snapshot_id, ${sql.raw(cells)} FROM import_row r WHERE ${within}`,
  );
}

/** Tables that hold rows of a snapshot, those that others refer to last. */
export const snapshotTables = ["import_row", ...[...kindNames].reverse().map((k) => kinds[k].table)] as const;

/** Takes up to `most` of a snapshot's rows out of a table. @returns how many went */
export async function removeSome(tx: Tx, table: string, snapshot: number, most: number): Promise<number> {
  return affected(
    tx,
    sql`DELETE FROM ${name(table)} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${name(table)} WHERE snapshot_id = ${snapshot} LIMIT ${most}))`,
  );
}
