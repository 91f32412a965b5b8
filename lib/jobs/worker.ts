import type { Job as BossJob } from "pg-boss";
import { sequence } from "@/lib/audit-log/sequencer";
import { measured, telemetry } from "@/lib/telemetry";
import { plainError } from "@/lib/told";
import { type JobData, type JobName, queue } from "./queue";

export type Handlers = { [N in JobName]: (data: JobData[N]) => Promise<void> };

/** A running worker: how to end it. Jobs in hand get to finish. */
export type Worker = { stop: () => Promise<void> };

/** Between looks at the outbox and at what is due, in milliseconds. */
const beat = 1_000;

/**
 * Works jobs, sequences the log and calls `tick` once a beat (what the clock makes due), until stopped. Any number of processes
 * may do this on one PostgreSQL; on the embedded database the server does it itself.
 */
export async function startWorker(handlers: Handlers, tick: () => Promise<void>): Promise<Worker> {
  const boss = await queue();
  const work = async <N extends JobName>(name: N) =>
    boss.work<JobData[N]>(name, { pollingIntervalSeconds: 1 }, async ([job]: BossJob<JobData[N]>[]) => {
      if (!job) return;
      try {
        await measured("job", { name, job: job.id }, () => handlers[name](job.data));
      } catch (error) {
        // The queue keeps what it is thrown in the job's row.
        throw plainError(error);
      }
    });
  for (const name of Object.keys(handlers) as JobName[]) await work(name);

  let stopped = false;
  let wake: () => void = () => undefined;
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, beat);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loop = (async () => {
    while (!stopped) {
      await sequence().catch((err: unknown) => telemetry().error({ what: "sequencer", err }));
      await tick().catch((err: unknown) => telemetry().error({ what: "tick", err }));
      await pause();
    }
  })();
  return {
    async stop() {
      stopped = true;
      wake();
      await loop;
      await Promise.all((Object.keys(handlers) as JobName[]).map((name) => boss.offWork(name)));
    },
  };
}
