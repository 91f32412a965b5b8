import { sequence } from "@/lib/audit-log/sequencer";
import { measured } from "@/lib/telemetry";
import { toldError } from "@/lib/told";
import { type JobData, type JobName, jobNames, queue } from "./queue";
import type { Handlers } from "./worker";

/** Seconds between two signs of life of a job in hand. */
const sign = 20;

export type Drained = { worked: number; failed: { name: JobName; error: unknown }[] };

/**
 * Works queued jobs in this process, one after the other, until none is left to be taken, then sequences the log. What fails
 * goes back to the queue, which tries it again later if its kind is; it is not waited for.
 */
export async function drain(handlers: Handlers): Promise<Drained> {
  const drained: Drained = { worked: 0, failed: [] };
  for (let before = -1; before !== drained.worked + drained.failed.length; ) {
    before = drained.worked + drained.failed.length;
    for (const name of jobNames) await workOff(name, handlers, drained);
  }
  await sequence();
  return drained;
}

async function workOff<N extends JobName>(name: N, handlers: Handlers, drained: Drained): Promise<void> {
  const boss = await queue();
  for (;;) {
    const [job] = await boss.fetch<JobData[N]>(name);
    if (!job) return;
    const alive = setInterval(() => {
      boss.touch(name, job.id).catch(() => undefined); // Its next sign will do.
    }, sign * 1000);
    try {
      await measured("job", { name, job: job.id }, () => handlers[name](job.data));
      await boss.complete(name, job.id);
      drained.worked += 1;
    } catch (error) {
      await boss.fail(name, job.id, { message: toldError(error).message });
      drained.failed.push({ name, error });
    } finally {
      clearInterval(alive);
    }
  }
}
