import { rm } from "node:fs/promises";
import path from "node:path";
import { database } from "@/db/client";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { JobData } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { telemetry } from "@/lib/telemetry";
import { withoutSecrets } from "@/lib/text/redact";
import { beginImport, enterImport, type ImportJobRow, noteProgress, refuseImport } from "./import-job";
import type { Mapping } from "./mapping";
import { lostImports } from "./queries";
import { inputAt } from "./raw";
import { endUse } from "./raw-drop";
import { type Progress, removeAll, systemCtx } from "./run";
import type { AskedFormat, ImportCounts } from "./schema";
import { snapshotTables } from "./staging";
import { importSteps } from "./steps";

export type { Progress } from "./run";

/** Imports this process is working on, which are not lost. */
const mine = new Set<string>();

/** The job `import.run`: a queued import, to its end. A refusal is an outcome, kept with the job, and no failure. */
export async function runImport({ job: id }: JobData["import.run"]): Promise<void> {
  const job = await perform(systemCtx(id), beginImport, { job: id });
  if (!job) return;
  await toTheEnd(job).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
}

/**
 * Imports a file or folder of this machine in this process, to the end: for the command line and tests.
 * @param asOf what the data describes; left out, when the files were last written
 * @param mapping of a single CSV; left out, the source's last, else as its header suggests
 * @returns the counts of the snapshot, also where the very same was in force already (`unchanged`)
 * @throws AppError with the sentence that the job and the refused snapshot keep
 */
export async function importNow(
  ctx: Ctx,
  given: {
    path: string;
    source: string;
    format?: AskedFormat;
    asOf?: Date;
    mapping?: Mapping;
    onProgress?: (progress: Progress) => void;
  },
): Promise<ImportCounts> {
  const place = path.resolve(given.path);
  const input = await inputAt(place);
  const written = input.modified.getTime() < now().getTime() ? input.modified : now();
  const { job: id } = await perform(ctx, enterImport, {
    source: given.source,
    format: given.format ?? "auto",
    asOf: given.asOf ?? written,
    path: place,
    ...(given.mapping ? { mapping: given.mapping } : {}),
  });
  const { job } = await perform(systemCtx(id), noteProgress, { job: id });
  return toTheEnd(job, given.onProgress);
}

async function toTheEnd(job: ImportJobRow, onProgress?: (progress: Progress) => void): Promise<ImportCounts> {
  mine.add(job.id);
  const uploaded = job.path.startsWith("uploads/");
  try {
    return await importSteps(job, uploaded ? path.join(env().data, job.path) : job.path, onProgress);
  } catch (error) {
    const problem =
      error instanceof AppError
        ? withoutSecrets(error.message)
        : "The import failed on our side; nothing was changed. Start it again, and report it if it fails again.";
    await refuse(job.id, problem);
    throw error;
  } finally {
    mine.delete(job.id);
    if (uploaded) await rm(path.join(env().data, job.path), { recursive: true, force: true });
  }
}

/** Ends a job with its one sentence and takes away what its snapshot had loaded. The list of rejects stays. */
async function refuse(job: string, problem: string): Promise<void> {
  const ctx = systemCtx(job);
  const snapshot = await perform(ctx, refuseImport, { job, problem });
  if (snapshot !== null) await removeAll(ctx, snapshot, snapshotTables);
}

/**
 * At a worker's start: imports whose process was stopped midway are refused and what they had loaded is removed, and uploads
 * that nobody started within a day are thrown away, as are queued imports that nobody took up within five hours (the queue
 * itself gives up after four). On the embedded database no other process can be at work; elsewhere a process that has not
 * been heard of for five minutes is taken for stopped.
 */
export async function recoverImports(): Promise<void> {
  const alone = (await database()).kind === "pglite";
  const time = now().getTime();
  const ago = (ms: number) => new Date(time - ms).toISOString();
  const { jobs } = await read(systemCtx("recover"), lostImports, {
    running: ago(alone ? -5_000 : 300_000),
    ahead: ago(alone ? 0 : -300_000),
    queued: ago(5 * 3_600_000),
    waiting: ago(24 * 3_600_000),
  });
  for (const { id, path: place, state } of jobs) {
    if (mine.has(id)) continue;
    const problem =
      state === "uploaded" ? "The upload was never imported." : "The import stopped midway; start it again.";
    telemetry().info({ what: "import", job: id, outcome: `lost while ${state}` });
    await refuse(id, problem);
    await rm(path.join(env().data, "raw", `.incoming-${id}`), { recursive: true, force: true });
    await endUse(env().data, id);
    if (place.startsWith("uploads/"))
      await rm(path.join(env().data, place), { recursive: true, force: true });
  }
}
