import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { importJob, snapshot } from "@/db/schema/snapshots";
import type { Actor } from "@/lib/auth/actor";
import { personOf } from "@/lib/auth/actor";
import { chore } from "@/lib/chore";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import type { Reader } from "@/lib/query";
import { mapping } from "./mapping";
import { askedFormats, formats, importedName, phases, startImport } from "./schema";

/** Steps of an import job that a person takes, and what the worker keeps of it. None is a fact for the record. */

export type ImportJobRow = typeof importJob.$inferSelect;

const job = z.object({ job: z.uuid() });

function starter(actor: Actor): string {
  const person = personOf(actor);
  // Policy lets only a person or the command line here, and both are somebody.
  if (!person) throw new AppError("forbidden", "role", "An import is started by a person.");
  return person;
}

const running = (source: string) =>
  new AppError(
    "conflict",
    "import-running",
    `An import of ${source} is running already. Wait until it is done, then start this one again.`,
  );

/** A place for an upload's files, before their bytes arrive. */
export const reserveUpload = chore({
  name: "source.reserve",
  permission: "source.import",
  input: z.object({}),
  load: async () => undefined,
  run: async (tx, { actor, now }) => {
    const id = uuid7(now.getTime());
    await tx.insert(importJob).values({
      id,
      sourceName: "",
      format: "auto",
      asOf: now,
      path: `uploads/${id}`,
      state: "uploaded",
      startedBy: starter(actor),
      startedAt: now,
    });
    return { result: { id, path: `uploads/${id}` } };
  },
});

async function waiting(tx: Reader, id: string): Promise<ImportJobRow> {
  const [found] = await tx.select().from(importJob).where(eq(importJob.id, id)).for("update");
  if (!found) throw new AppError("not_found", "upload", "This upload is gone. Choose the file again.");
  if (found.state !== "uploaded")
    throw new AppError("conflict", "upload", "This upload has been imported already. Choose the file again.");
  return found;
}

/** Another file of an upload has arrived whole. */
export const receiveUpload = chore({
  name: "source.receive",
  permission: "source.import",
  input: z.object({ upload: z.uuid(), bytes: z.number().int().nonnegative() }),
  load: (tx, { upload }) => waiting(tx, upload),
  run: async (tx, { input, subject }) => {
    await tx
      .update(importJob)
      .set({ bytes: subject.bytes + input.bytes })
      .where(eq(importJob.id, input.upload));
    return { result: { bytes: subject.bytes + input.bytes } };
  },
});

/** Starts the import of an upload: the worker takes it from here. */
export const startUploaded = chore({
  name: "source.start",
  permission: "source.import",
  input: startImport,
  load: (tx, { upload }) => waiting(tx, upload),
  run: async (tx, { input, subject, actor, now }) => {
    if (input.format === "csv" && !input.mapping)
      throw new AppError("invalid", "mapping", "Say what the columns of the CSV are before importing it.");
    await refuseSecond(tx, input.source);
    await tx
      .update(importJob)
      .set({
        sourceName: input.source,
        format: input.format,
        asOf: new Date(`${input.asOf}T00:00:00Z`),
        mapping: input.mapping ?? null,
        state: "queued",
        startedBy: starter(actor),
        startedAt: now,
      })
      .where(eq(importJob.id, subject.id));
    return { result: { job: subject.id }, jobs: [{ name: "import.run", data: { job: subject.id } }] };
  },
});

/** Starts an import whose caller does the work itself, in this process: the command line. */
export const enterImport = chore({
  name: "source.enter",
  permission: "source.import",
  input: z.object({
    source: importedName,
    format: z.enum(askedFormats),
    asOf: z.date(),
    path: z.string(),
    mapping: mapping.optional(),
  }),
  load: async () => undefined,
  run: async (tx, { input, actor, now }) => {
    const id = uuid7(now.getTime());
    await refuseSecond(tx, input.source);
    await tx.insert(importJob).values({
      id,
      sourceName: input.source,
      format: input.format,
      asOf: input.asOf,
      path: input.path,
      mapping: input.mapping ?? null,
      state: "running",
      phase: "hashing",
      startedBy: starter(actor),
      startedAt: now,
      beatAt: now,
    });
    return { result: { job: id } };
  },
});

/** One import of a source at a time; the unique index behind this decides between two that start together. */
async function refuseSecond(tx: Reader, source: string): Promise<void> {
  await rows(tx, sql`SELECT pg_advisory_xact_lock(hashtext(${`import of ${source}`}))`);
  const [other] = await tx
    .select({ id: importJob.id })
    .from(importJob)
    .where(and(eq(importJob.sourceName, source), inArray(importJob.state, ["queued", "running"])));
  if (other) throw running(source);
}

/** The worker takes a queued job. */
export const beginImport = chore({
  name: "source.begin",
  permission: "source.load",
  input: job,
  load: async (tx, input) => {
    const [found] = await tx.select().from(importJob).where(eq(importJob.id, input.job)).for("update");
    if (!found) throw new AppError("not_found", "import", "This import is gone.");
    return found;
  },
  run: async (tx, { subject, now }) => {
    if (subject.state !== "queued") return { result: null };
    await tx
      .update(importJob)
      .set({ state: "running", phase: "hashing", beatAt: now })
      .where(eq(importJob.id, subject.id));
    return { result: { ...subject, state: "running" as const } };
  },
});

/** Locks the running job of a step; a job that was declared stopped meanwhile must not go on. */
export async function runningJob(tx: Reader, id: string): Promise<ImportJobRow> {
  const [found] = await tx.select().from(importJob).where(eq(importJob.id, id)).for("update");
  if (found?.state === "running") return found;
  throw new AppError("conflict", "stopped", "This import was stopped meanwhile. Start it again.");
}

/** How far the job is; also says that its process is alive. */
export const noteProgress = chore({
  name: "source.progress",
  permission: "source.load",
  input: job.extend({
    phase: z.enum(phases).optional(),
    format: z.enum(formats).optional(),
    bytes: z.number().int().optional(),
    bytesRead: z.number().int().optional(),
  }),
  load: (tx, input) => runningJob(tx, input.job),
  run: async (tx, { input, subject, now }) => {
    const { job: id, phase, format, bytes, bytesRead } = input;
    await tx
      .update(importJob)
      .set({
        beatAt: now,
        ...(phase ? { phase } : {}),
        ...(format ? { format } : {}),
        ...(bytes === undefined ? {} : { bytes }),
        ...(bytesRead === undefined ? {} : { bytesRead }),
      })
      .where(eq(importJob.id, id));
    return { result: { job: subject } };
  },
});

/** The import found that the very same is in force. */
export const leaveUnchanged = chore({
  name: "source.unchanged",
  permission: "source.load",
  input: job.extend({ snapshot: z.number().int() }),
  load: (tx, input) => runningJob(tx, input.job),
  run: async (tx, { input, now }) => {
    await tx
      .update(importJob)
      .set({ state: "done", phase: "unchanged", snapshotId: input.snapshot, finishedAt: now })
      .where(eq(importJob.id, input.job));
    return { result: null };
  },
});

/** Ends a job and its snapshot with the one sentence; what is in force stays so. */
export const refuseImport = chore({
  name: "source.refuse",
  permission: "source.load",
  input: job.extend({ problem: z.string() }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(importJob).where(eq(importJob.id, input.job)).for("update");
    if (!found) throw new AppError("not_found", "import", "This import is gone.");
    return found;
  },
  run: async (tx, { input, subject, now }) => {
    if (subject.state === "done" || subject.state === "refused") return { result: null };
    await tx
      .update(importJob)
      .set({ state: "refused", problem: input.problem, finishedAt: now })
      .where(eq(importJob.id, subject.id));
    if (subject.snapshotId)
      await tx
        .update(snapshot)
        .set({ status: "refused", problem: input.problem })
        .where(and(eq(snapshot.id, subject.snapshotId), eq(snapshot.status, "loading")));
    return { result: subject.snapshotId };
  },
});
