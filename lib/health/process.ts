import { closeDatabase, database } from "@/db/client";
import { removeServerFile, writeServerFile } from "@/lib/cli/server-file";
import { env } from "@/lib/env";
import { startWork } from "@/lib/jobs/handlers";
import { closeQueue, queue } from "@/lib/jobs/queue";
import type { Worker } from "@/lib/jobs/worker";

/**
 * Makes this process ready to serve: database, queue, the worker unless COUNTERSIGN_WORKER=off, and the way in for the
 * command line. A process that cannot
 * be made ready says why in one sentence and ends, since Next would go on answering without it.
 */
export async function startProcess(): Promise<void> {
  try {
    await database();
    await queue();
    const worker = env().worker ? await startWork() : undefined;
    writeServerFile();
    endOnSignals(worker);
  } catch (error) {
    process.stderr.write(`Countersign could not start: ${sentenceOf(error)}\n`);
    process.exit(1);
  }
}

/** Needs NEXT_MANUAL_SIG_HANDLE=true at start; without it Next ends the process before this is done. */
function endOnSignals(worker: Worker | undefined): void {
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    try {
      removeServerFile();
      await worker?.stop();
      await closeQueue();
      await closeDatabase();
      process.exit(0);
    } catch (error) {
      process.stderr.write(`Countersign did not end cleanly: ${sentenceOf(error)}\n`);
      process.exit(1);
    }
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

/** An error's own words; those of its cause where a driver has wrapped it. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.map(sentenceOf).join("; ");
  return cause instanceof Error ? sentenceOf(cause) : error.message || error.name;
}
