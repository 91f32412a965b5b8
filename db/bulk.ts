import { pipeline } from "node:stream/promises";
import { getTableColumns, getTableName, sql } from "drizzle-orm";
import { toSnakeCase } from "drizzle-orm/casing";
import type { PgTable } from "drizzle-orm/pg-core";
import { from as copyFrom } from "pg-copy-streams";
import type { SqlResult, Tx } from "./handle";

type RawClient = {
  query: (
    text: unknown,
    values?: unknown[],
  ) => Promise<{ rows: Record<string, unknown>[]; rowCount?: number | null; affectedRows?: number }>;
};

/**
 * The driver's own client under a transaction: both drizzle sessions keep it as `session.client`. Only for what drizzle
 * cannot say: bound parameters in pg-boss's text, and COPY.
 */
function clientOf(tx: Tx): RawClient {
  const held = tx as unknown as { session: { client: RawClient } };
  return held.session.client;
}

/** Plain SQL with bound values on an open transaction. */
export async function executeSql(tx: Tx, text: string, values: unknown[] = []): Promise<SqlResult> {
  const result = await clientOf(tx).query(text, values);
  return { rows: result.rows, rowCount: result.rowCount ?? result.affectedRows ?? result.rows.length };
}

/**
 * Writes rows by one statement with all of their values as one JSON text: a parameter for each cell takes longer to make than the
 * rows to write. Every row names the same columns as the first; what it leaves out gets its default.
 */
export async function insertRecords<T extends PgTable>(
  tx: Tx,
  table: T,
  rows: readonly T["$inferInsert"][],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = getTableColumns(table);
  const named = Object.keys(first).map((key) => ({ key, name: toSnakeCase(columns[key]?.name ?? key) }));
  const names = sql.raw(quoted(named.map((n) => n.name)));
  const records = rows.map((row) => {
    const cells = new Map<string, unknown>(Object.entries(row));
    return Object.fromEntries(named.map(({ key, name }) => [name, inJson(cells.get(key))]));
  });
  const into = sql.raw(`"${getTableName(table)}"`);
  await tx.execute(sql`INSERT INTO ${into} (${names})
    SELECT ${names} FROM jsonb_populate_recordset(NULL::${into}, ${JSON.stringify(records)}::jsonb)`);
}

/** Bytes as PostgreSQL reads them from a text. */
function inJson(value: unknown): unknown {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString("hex")}` : (value ?? null);
}

export type Cell = string | null;
type Rows = AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;

/** Rows a statement on the embedded database, which does nothing else meanwhile. */
const batch = 2_000;

/**
 * Streams rows into a table inside the open transaction: COPY on PostgreSQL, `unnest` batches on the embedded database,
 * yielding between them.
 * @param columns column name → SQL type; a row's cells are in this order, text in that type's input form, null unknown
 * @returns how many rows went in
 */
export async function copyRows(
  tx: Tx,
  table: string,
  columns: Record<string, string>,
  rows: Rows,
): Promise<number> {
  const client = clientOf(tx);
  return isPostgres(client)
    ? copyStream(client, table, Object.keys(columns), rows)
    : insertBatches(client, table, columns, rows);
}

function isPostgres(client: object): boolean {
  return "connectionParameters" in client;
}

const quoted = (names: readonly string[]) => names.map((n) => `"${n}"`).join(", ");

async function copyStream(client: RawClient, table: string, columns: string[], rows: Rows): Promise<number> {
  let count = 0;
  async function* lines() {
    let held: (readonly Cell[])[] = [];
    for await (const row of rows) {
      count += 1;
      held.push(row);
      if (held.length === 1_000) {
        yield csvText(held);
        held = [];
      }
    }
    if (held.length) yield csvText(held);
  }
  const stream = client.query(
    copyFrom(`COPY "${table}" (${quoted(columns)}) FROM STDIN WITH (FORMAT csv)`),
  ) as unknown as NodeJS.WritableStream;
  await pipeline(lines, stream);
  return count;
}

/** COPY's CSV form: nothing at all is NULL, "" is the empty text, and what is quoted is taken as it is. */
function csvText(rows: readonly (readonly Cell[])[]): string {
  const cell = (c: Cell) => (c === null ? "" : `"${c.replaceAll('"', '""')}"`);
  return rows.map((r) => `${r.map(cell).join(",")}\n`).join("");
}

async function insertBatches(
  client: RawClient,
  table: string,
  columns: Record<string, string>,
  rows: Rows,
): Promise<number> {
  const names = Object.keys(columns);
  const picks = names.map((n, i) => `c${i}::${columns[n]}`).join(", ");
  const arrays = names.map((_, i) => `$${i + 1}::text[]`).join(", ");
  const aliases = names.map((_, i) => `c${i}`).join(", ");
  const text = `INSERT INTO "${table}" (${quoted(names)}) SELECT ${picks} FROM unnest(${arrays}) AS t(${aliases})`;
  let count = 0;
  let held: Cell[][] = names.map(() => []);
  const flush = async () => {
    if (held[0]?.length === 0) return;
    await client.query(text, held);
    held = names.map(() => []);
    await new Promise((resolve) => setImmediate(resolve));
  };
  for await (const row of rows) {
    row.forEach((cell, i) => {
      held[i]?.push(cell);
    });
    count += 1;
    if (held[0]?.length === batch) await flush();
  }
  await flush();
  return count;
}
