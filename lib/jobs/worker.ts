import type { Job as BossJob, JobResult } from "pg-boss";
import { sequence } from "@/lib/audit-log/sequencer";
import { measured, telemetry } from "@/lib/telemetry";
import { plainError } from "@/lib/told";
import { type JobData, type JobName, queue } from "./queue";

export type Handlers = { [N in JobName]: (data: JobData[N]) => Promise<void> };

/** A running worker: how to end it. Jobs in hand get to finish. */
export type Worker = { stop: () => Promise<void> };

/** Between looks at the outbox and at what is due, in milliseconds. */
const beat = 1_000;

/** How many jobs of a kind a process takes in hand at once, where one a second would keep people waiting. */
const together: Partial<Record<JobName, number>> = { "mail.send": 20 };

/**
 * Works jobs, sequences the log and calls `tick` once a beat (what the clock makes due), until stopped. Any number of processes
 * may do this on one PostgreSQL; on the embedded database the server does it itself.
 */
export async function startWorker(handlers: Handlers, tick: () => Promise<void>): Promise<Worker> {
  const boss = await queue();
  const done = async <N extends JobName>(name: N, job: BossJob<JobData[N]>): Promise<JobResult> => {
    try {
      await measured("job", { name, job: job.id }, () => handlers[name](job.data));
      return { id: job.id, status: "completed" };
    } catch (error) {
      // The queue keeps what it is told in the job's row.
      return { id: job.id, status: "failed", output: plainError(error) };
    }
  };
  const work = async <N extends JobName>(name: N) =>
    boss.work<JobData[N]>(
      name,
      {
        pollingIntervalSeconds: 1,
        batchSize: together[name] ?? 1,
        burstWhenBatchFull: name in together,
        perJobResults: true,
      },
      (jobs: BossJob<JobData[N]>[]) => Promise.all(jobs.map((job) => done(name, job))),
    );
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
