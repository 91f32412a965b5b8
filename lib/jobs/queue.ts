import { type JobInsert, PgBoss } from "pg-boss";
import { executeSql } from "@/db/bulk";
import { database, type Handle, type Tx } from "@/db/client";
import { env } from "@/lib/env";
import { telemetry } from "@/lib/telemetry";

/** The kinds of job and what each carries. */
export type JobData = {
  "import.run": { job: string };
  "campaign.materialise": { campaign: string };
  "rules.dry_run": { version: number; hash: string };
  "catalogue.count": { source: number };
  "catalogue.propose": { entitlements: readonly { source: number; entitlement: string }[] };
  "draft.campaign": { campaign: string };
  "drafter.evaluate": { version: number; by: string | null };
  "remediation.request": { campaign: string; review?: string };
  "remediation.observe": { source: number; snapshot: number };
  /** `at`: the checkpoint that a pack is built at, where one was named. */
  "export.build": { export: string; at?: "sealing" | number };
  "mail.send": { mail: string };
  "log.anchor": { kind: "witness" | "timestamp" | "archive"; name: string };
};
export type JobName = keyof JobData;
/** `first`: somebody waits for it, so it goes before what waits without. */
export type Job = { [N in JobName]: { name: N; data: JobData[N]; key?: string; first?: true } }[JobName];

/** How often a job of this kind is tried again. Imports and launches say why and stop: the person acts. */
const retries: Record<JobName, number> = {
  "import.run": 0,
  "campaign.materialise": 0,
  "rules.dry_run": 0,
  "catalogue.count": 3,
  "catalogue.propose": 1,
  "draft.campaign": 3,
  "drafter.evaluate": 0,
  "remediation.request": 3,
  "remediation.observe": 3,
  "export.build": 1,
  "mail.send": 12,
  "log.anchor": 0,
};
export const jobNames = Object.keys(retries) as JobName[];

const g = globalThis as typeof globalThis & {
  countersignQueue?: { of: Handle; boss: Promise<PgBoss> } | undefined;
};

/** The process's queue on its database; started, with every queue made and known. */
export async function queue(): Promise<PgBoss> {
  const handle = await database();
  if (g.countersignQueue?.of !== handle) g.countersignQueue = { of: handle, boss: start(handle) };
  return g.countersignQueue.boss;
}

/** Ends the queue's timers, if it was started; running jobs get ten seconds. */
export async function closeQueue(): Promise<void> {
  const open = g.countersignQueue;
  g.countersignQueue = undefined;
  if (open) await (await open.boss).stop({ graceful: true, timeout: 10_000 });
}

async function start(handle: Handle): Promise<PgBoss> {
  const boss = new PgBoss({
    db: { executeSql: handle.executeSql },
    schedule: false,
    supervise: env().worker,
  });
  boss.on("error", (error) => telemetry().error({ what: "queue", err: error }));
  await boss.start();
  for (const name of jobNames) {
    await boss.createQueue(name, {
      retryLimit: retries[name],
      retryBackoff: true,
      expireInSeconds: 4 * 3600,
      heartbeatSeconds: 60,
    });
    // Makes the queue known to this process, so that a send inside a transaction asks the database nothing else.
    await boss.insert(name, []);
  }
  if (env().roles)
    await handle.executeSql(`GRANT USAGE ON SCHEMA pgboss TO countersign_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO countersign_app;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO countersign_app;`);
  return boss;
}

/** Sends jobs on the caller's transaction: they exist if it commits. The queue must have been started before it began. */
export async function sendJobs(tx: Tx, jobs: readonly Job[]): Promise<void> {
  const open = g.countersignQueue;
  if (!open) throw new Error("Jobs were sent before the queue was started.");
  const boss = await open.boss;
  const db = { executeSql: (text: string, values?: unknown[]) => executeSql(tx, text, values) };
  for (const job of jobs) {
    const insert: JobInsert<object> = {
      data: job.data,
      ...(job.key ? { singletonKey: job.key } : {}),
      ...(job.first ? { priority: 1 } : {}),
    };
    await boss.insert(job.name, [insert], { db });
  }
}
