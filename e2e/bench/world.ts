import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { type Handle, openPostgres, replaceDatabase } from "@/db/client";
import type { Ctx } from "@/lib/auth/actor";
import { localOperator } from "@/lib/auth/sign-in";
import { overrideEnv } from "@/lib/env";
import { closeQueue } from "@/lib/jobs/queue";

/** Connections of the process under measure, and of the baseline. */
export const LANES = 16;

/** A database of its own on the server, open as this process's, with a data folder and a second, plain pool beside it. */
export type World = {
  handle: Handle;
  url: string;
  pool: pg.Pool;
  dir: string;
  operator: Ctx;
  end: () => Promise<void>;
};

let made = 0;

export async function openWorld(server: string): Promise<World> {
  made += 1;
  const name = `bench_${process.pid}_${made}`;
  await onServer(
    server,
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`,
  );
  const url = new URL(server);
  url.pathname = `/${name}`;
  const dir = mkdtempSync(path.join(tmpdir(), "countersign-bench-"));
  const restore = overrideEnv({ data: dir, databaseUrl: url.toString() });
  const handle = await openPostgres(url.toString(), true, LANES + 2);
  replaceDatabase(handle);
  const options = "-c timezone=UTC -c jit=off"; // As the product's own.
  const pool = new pg.Pool({ connectionString: url.toString(), max: LANES, options });
  pool.on("error", () => undefined); // The database is dropped with whatever connection is still idle.
  return {
    handle,
    url: url.toString(),
    pool,
    dir,
    operator: await localOperator(),
    async end() {
      await closeQueue();
      replaceDatabase(undefined);
      await handle.close();
      await pool.end();
      restore();
      rmSync(dir, { recursive: true, force: true });
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
}

/** Makes an empty table `bench_NAME` with the columns, keys and indexes of NAME: what a baseline writes to. */
export async function emptyCopy(pool: pg.Pool, table: string): Promise<string> {
  const copy = `bench_${table}`;
  await pool.query(
    `DROP TABLE IF EXISTS ${copy}; CREATE TABLE ${copy} (LIKE ${table} INCLUDING ALL EXCLUDING GENERATED)`,
  );
  return copy;
}
