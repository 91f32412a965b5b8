import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { type SQL, sql } from "drizzle-orm";
import { drizzle as drizzlePg } from "drizzle-orm/node-postgres";
import { PgDialect } from "drizzle-orm/pg-core";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import pg from "pg";
import { env } from "@/lib/env";
import type { Db, Handle, Tx } from "./handle";
import { lockFolder } from "./lock";
import { migrateDatabase } from "./migrate";
import * as schema from "./schema/all";

export type { Db, Handle, Tx } from "./handle";

const inside = new AsyncLocalStorage<Tx>();
const g = globalThis as typeof globalThis & { countersignDb?: Promise<Handle> | undefined };

/**
 * The process's database, opened and migrated at first use: DATABASE_URL → PostgreSQL, else PGlite in
 * `$COUNTERSIGN_DATA/db` behind an exclusive lock.
 * @throws inside a transaction: the embedded database has one connection, and a second request for it never ends
 */
export function database(): Promise<Handle> {
  if (inside.getStore())
    throw new Error("The root connection was asked for inside a transaction; use the transaction.");
  g.countersignDb ??= open().catch((error: unknown) => {
    g.countersignDb = undefined;
    throw error;
  });
  return g.countersignDb;
}

/** Whether the caller is inside a transaction already. */
export function insideTransaction(): boolean {
  return inside.getStore() !== undefined;
}

/** Ends the process's database, if open, and gives its lock back. */
export async function closeDatabase(): Promise<void> {
  const opening = g.countersignDb;
  g.countersignDb = undefined;
  if (opening) await (await opening).close();
}

/** Puts a scratch database in the place of the process's own until the returned function is called. */
export function insteadOfDatabase(handle: Handle): () => void {
  const before = g.countersignDb;
  g.countersignDb = Promise.resolve(handle);
  return () => {
    g.countersignDb = before;
  };
}

/** Puts another database in this process's place: tests only. */
export function replaceDatabase(handle: Handle | undefined): void {
  g.countersignDb = handle ? Promise.resolve(handle) : undefined;
}

async function open(): Promise<Handle> {
  const url = env().databaseUrl;
  return url ? openPostgres(url, env().roles) : openPglite(path.join(env().data, "db"), env().roles);
}

/** Opens PostgreSQL with a pool of `size` connections and brings its schema up to date. */
export async function openPostgres(url: string, roles: boolean, size = 10): Promise<Handle> {
  // A page costs a millisecond or two: compiling its plan, which its estimated cost may call for, would cost hundreds.
  const pool = new pg.Pool({ connectionString: url, max: size, options: "-c timezone=UTC -c jit=off" });
  pool.on("error", () => undefined); // An idle connection that ends is replaced by the next request.
  // One that is ended in mid-transaction fails its request, and not the process: nobody else listens then.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const handle: Handle = {
    kind: "postgres",
    db: asDb(drizzlePg(pool, { schema, casing: "snake_case" })),
    async executeSql(text, values) {
      const result = await pool.query(text, values);
      const all = Array.isArray(result) ? result : [result];
      return { rows: all.flatMap((r) => r.rows ?? []), rowCount: all.at(-1)?.rowCount ?? 0 };
    },
    close: () => pool.end(),
  };
  await migrateDatabase(handle, roles).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  return handle;
}

/** Opens the embedded database in `dir` (or in memory from a dumped data folder) and brings its schema up to date. */
export async function openPglite(dir: string | { from: Blob }, roles: boolean): Promise<Handle> {
  const release =
    typeof dir === "string" ? lockFolder(dir, process.title || "another process") : () => undefined;
  try {
    const client =
      typeof dir === "string"
        ? await PGlite.create({ dataDir: dir })
        : await PGlite.create({ loadDataDir: dir.from });
    await client.exec("SET TIME ZONE 'UTC'");
    const handle: Handle = {
      kind: "pglite",
      db: asDb(drizzlePglite(client, { schema, casing: "snake_case" })),
      async executeSql(text, values) {
        if (values?.length) {
          const r = await client.query<Record<string, unknown>>(text, values);
          return { rows: r.rows, rowCount: r.affectedRows ?? r.rows.length };
        }
        const all = await client.exec(text);
        return { rows: all.flatMap((r) => r.rows), rowCount: all.at(-1)?.affectedRows ?? 0 };
      },
      async close() {
        await client.close();
        release();
      },
    };
    await migrateDatabase(handle, roles);
    return handle;
  } catch (error) {
    release();
    throw error;
  }
}

/** Both drivers build the same query objects over the same schema; only the raw result's shape differs, which `rows` hides. */
function asDb(db: unknown): Db {
  return db as Db;
}

export type Reach = "all" | "own";

/**
 * One transaction under the app role, with the acting person and reach set for row-level security. Nested calls join the
 * outer transaction.
 */
export async function transaction<T>(
  who: { person: string | null; reach: Reach; readOnly?: boolean; consistent?: boolean },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const outer = inside.getStore();
  if (outer) return work(outer);
  const handle = await database();
  // Who it is for and under which role, in one statement: every act waits for it.
  const role = env().roles ? sql`, set_config('role', 'countersign_app', true)` : sql``;
  return handle.db.transaction(
    async (tx) => {
      await tx.execute(
        sql`SELECT set_config('app.person', ${who.person ?? ""}, true), set_config('app.reach', ${who.reach}, true)${role}`,
      );
      return inside.run(tx, () => work(tx));
    },
    who.readOnly
      ? { accessMode: "read only", ...(who.consistent ? { isolationLevel: "repeatable read" } : {}) }
      : undefined,
  );
}

/** Raw SQL's rows, the same on both drivers. Timestamps come as text: select them with `iso()`. */
export async function rows<T extends Record<string, unknown>>(
  tx: Pick<Db, "execute">,
  query: SQL,
): Promise<T[]> {
  const result: unknown = await tx.execute(query);
  return (result as { rows: T[] }).rows;
}

const dialect = new PgDialect({ casing: "snake_case" });

/**
 * `rows` of a statement that is asked again and again: each connection of PostgreSQL plans it once and keeps it, so there must be
 * few such texts. Whatever reads is a database or a transaction, and both have a session.
 */
export async function rowsOfKept<T extends Record<string, unknown>>(
  tx: Pick<Db, "execute">,
  query: SQL,
): Promise<T[]> {
  const built = dialect.sqlToQuery(query);
  const name = createHash("sha256").update(built.sql).digest("hex").slice(0, 32);
  const result: unknown = await (tx as Db)._.session.prepareQuery(built, undefined, name, false).execute();
  return (result as { rows: T[] }).rows;
}

/** How many rows a raw statement changed. */
export async function affected(tx: Pick<Db, "execute">, query: SQL): Promise<number> {
  const result: unknown = await tx.execute(query);
  const { rowCount, affectedRows } = result as { rowCount?: number | null; affectedRows?: number };
  return rowCount ?? affectedRows ?? 0;
}

/** A timestamp column as ISO 8601 text in UTC, with milliseconds. */
export function iso(column: SQL | { getSQL(): SQL }): SQL<string | null> {
  return sql<string | null>`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
