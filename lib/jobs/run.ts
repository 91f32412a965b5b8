import { closeDatabase, database } from "@/db/client";
import { env } from "@/lib/env";
import { toldError } from "@/lib/told";
import { startWork } from "./handlers";
import { closeQueue } from "./queue";

/** `npm run worker`: a process of its own that works jobs on PostgreSQL, as many as wanted. */
async function main(): Promise<number> {
  if (!env().databaseUrl) {
    process.stderr.write(
      "The embedded database has one process, the server, and that works its jobs itself. Set DATABASE_URL to run workers apart.\n",
    );
    return 2;
  }
  await database();
  const worker = await startWork();
  process.stderr.write("Working. Ctrl-C ends it once the jobs in hand are done.\n");
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  await worker.stop();
  await closeQueue();
  await closeDatabase();
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`The worker ended: ${toldError(error).message}\n`);
  process.exitCode = 1;
}
