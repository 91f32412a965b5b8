import { pipeline } from "node:stream/promises";
import { type Column, getTableColumns, getTableName, type SQL, sql } from "drizzle-orm";
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

/** A column of ids is among these, as one parameter: one for each would make a statement of its own for each length. */
export function isAmong(column: Column, ids: readonly string[]): SQL {
  return sql`${column} = ANY (${`{${ids.join(",")}}`}::uuid[])`;
}

/** Writes rows by one statement; every row names the same columns as the first. */
export async function insertRecords<T extends PgTable>(
  tx: Tx,
  table: T,
  rows: readonly T["$inferInsert"][],
): Promise<void> {
  await executeTogether(tx, [recordsOf(table, rows)]);
}

/**
 * Sends several writes as one statement, of which each sees what was there before it; the database takes as long for many short
 * statements to arrive as to do them. What is undefined is nothing to write.
 */
export async function executeTogether(tx: Tx, writes: readonly (SQL | undefined)[]): Promise<void> {
  const asked = writes.filter((write) => write !== undefined);
  const last = asked.pop();
  if (!last) return;
  const before = asked.map((write, at) => sql`${sql.raw(`w${at}`)} AS (${write})`);
  await tx.execute(before.length > 0 ? sql`WITH ${sql.join(before, sql`, `)} ${last}` : last);
}

/**
 * The statement that writes rows with all of their values in a few: what is the same in every row as one JSON text, what is each
 * one's own as another, bytes end to end. A parameter for each cell takes longer to make than the rows to write. Every row names
 * the same columns as the first; what it leaves out gets its default. No rows are no statement.
 * @throws Error where one row has bytes in a column and another has none
 */
export function recordsOf<T extends PgTable>(table: T, rows: readonly T["$inferInsert"][]): SQL | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const columns = getTableColumns(table);
  const cells: Record<string, unknown>[] = [...rows];
  const same: string[] = [];
  const own: string[][] = cells.map(() => []);
  const names: SQL[] = [];
  const values: SQL[] = [];
  for (const [key, value] of Object.entries(first)) {
    const name = toSnakeCase(columns[key]?.name ?? key);
    const quotedName = sql.raw(quoted([name]));
    names.push(quotedName);
    values.push(value instanceof Uint8Array ? bytesOf(cells.map((row) => row[key])) : quotedName);
    if (value instanceof Uint8Array) continue;
    const alike = cells.every((row) => row[key] === value);
    const texts = alike ? [inJson(value)] : cells.map((row) => inJson(row[key]));
    if (texts.every((text) => text === texts[0])) same.push(`"${name}":${texts[0]}`);
    else own.forEach((cell, at) => void cell.push(`"${name}":${texts[at]}`));
  }
  const into = sql.raw(`"${getTableName(table)}"`);
  return sql`INSERT INTO ${into} (${sql.join(names, sql`, `)}) SELECT ${sql.join(values, sql`, `)}
    FROM jsonb_populate_recordset(jsonb_populate_record(NULL::${into}, ${`{${same.join(",")}}`}::jsonb),
      ${`[${own.map((cell) => `{${cell.join(",")}}`).join(",")}]`}::jsonb) WITH ORDINALITY`;
}

const inJson = (value: unknown) => JSON.stringify(value ?? null);

/** Each row's bytes out of one parameter that holds them all. */
function bytesOf(cells: readonly unknown[]): SQL {
  const parts = cells.map((cell) => {
    if (cell instanceof Uint8Array) return cell;
    throw new Error("Rows that are written together have bytes in the same columns.");
  });
  let next = 1;
  const starts = parts.map((part) => {
    next += part.length;
    return next - part.length;
  });
  const start = sql`(${`{${starts.join(",")}}`}::int[])[ordinality]`;
  const length = sql`(${`{${parts.map((part) => part.length).join(",")}}`}::int[])[ordinality]`;
  return sql`substr(${Buffer.concat(parts)}::bytea, ${start}, ${length})`;
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
