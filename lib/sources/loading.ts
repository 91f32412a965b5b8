import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { importJob, snapshot, snapshotReject } from "@/db/schema/snapshots";
import { canonical } from "@/lib/audit-log/canonical";
import { chore } from "@/lib/chore";
import { runningJob } from "./import-job";
import { kindNames } from "./kinds";
import { managerCircle, settleManagers } from "./managers";
import { mapping } from "./mapping";
import type { Line } from "./record";
import { admit } from "./rules";
import { formats } from "./schema";
import { removeSome, settleStretch, snapshotTables, stagedColumns, stagedRows } from "./staging";
import { asideRows, storedRows } from "./tally";

/** Steps of a snapshot that is still loading. Each is a transaction of its own, so that others get their turn. */

const job = z.object({ job: z.uuid() });
const step = job.extend({ snapshot: z.number().int() });

/**
 * Opens a snapshot for the bytes, or finds the one in force that is the very same.
 * @throws AppError `as-of`
 */
export const openSnapshot = chore({
  name: "source.open",
  permission: "source.load",
  input: job.extend({
    format: z.enum(formats),
    sha256: z.string(),
    bytes: z.number().int(),
    rawPath: z.string(),
    parameters: z.strictObject({ format: z.enum(formats), mapping: mapping.optional() }),
  }),
  load: (tx, input) => runningJob(tx, input.job),
  run: async (tx, { input, subject, now }) => {
    const [source] = await rows<{ id: number; current: number | null }>(
      tx,
      sql`INSERT INTO source (name, format, created_at) VALUES (${subject.sourceName}, ${input.format}, ${now.toISOString()})
        ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id, current_snapshot_id AS current`,
    );
    if (!source) throw new Error("The source was neither made nor found.");
    const [before] = source.current
      ? await rows<{ asOf: string; sha256: string; parameters: Record<string, unknown> }>(
          tx,
          sql`SELECT ${iso(snapshot.asOf)} AS "asOf", sha256, parameters FROM snapshot WHERE id = ${source.current}`,
        )
      : [];
    const inForce = before && {
      asOf: new Date(before.asOf),
      sha256: before.sha256,
      parameters: canonicalText(before.parameters),
    };
    const given = { asOf: subject.asOf, sha256: input.sha256, parameters: canonicalText(input.parameters) };
    if (admit(given, inForce, now) === "unchanged" && source.current)
      return { result: { unchanged: true, snapshot: source.current, source: source.id } };
    const [opened] = await tx
      .insert(snapshot)
      .values({
        sourceId: source.id,
        status: "loading",
        format: input.format,
        asOf: subject.asOf,
        sha256: input.sha256,
        bytes: input.bytes,
        rawPath: input.rawPath,
        parameters: input.parameters,
        importedBy: subject.startedBy,
        importedAt: now,
      })
      .returning({ id: snapshot.id });
    if (!opened) throw new Error("The snapshot was not made.");
    await tx
      .update(importJob)
      .set({ snapshotId: opened.id, bytes: input.bytes, bytesRead: 0, phase: "reading", beatAt: now })
      .where(eq(importJob.id, subject.id));
    return { result: { unchanged: false, snapshot: opened.id, source: source.id } };
  },
});

/** Parameters hold only strings and what JSON makes of them, so they have one canonical text. */
function canonicalText(parameters: Record<string, unknown>): string {
  return canonical(JSON.parse(JSON.stringify(parameters)));
}

export type Batch = { from: number; lines: readonly Line[] };

/** Puts a batch of input rows into staging, and those that could not be read on the list of rejects. */
export const stageRows = chore({
  name: "source.stage",
  permission: "source.load",
  // The reader made it a moment ago in this process; checking each row's shape again would cost more than reading it did.
  input: step.extend({ batch: z.custom<Batch>(), bytesRead: z.number().int() }),
  load: (tx, input) => runningJob(tx, input.job),
  run: async (tx, { input, now }) => {
    const { from, lines } = input.batch;
    await tx.copy("import_row", { ...stagedColumns }, staged(input.snapshot, input.batch));
    const said = lines.flatMap((line): (typeof snapshotReject.$inferInsert)[] => {
      const at = { snapshotId: input.snapshot, file: line.file, line: line.line };
      if ("reject" in line) return [{ ...at, kind: "rejected", reason: line.reject }];
      return line.note ? [{ ...at, kind: "note", reason: line.note }] : [];
    });
    if (said.length) await tx.insert(snapshotReject).values(said);
    await tx
      .update(importJob)
      .set({ rowsRead: from - 1 + lines.length, bytesRead: input.bytesRead, beatAt: now })
      .where(eq(importJob.id, input.job));
    return { result: null };
  },
});

function* staged(snapshotId: number, { from, lines }: Batch) {
  for (const [at, line] of lines.entries()) yield* stagedRows(snapshotId, from + at, line);
}

/** Checks and stores the next stretch of a kind. */
export const settleRows = chore({
  name: "source.settle",
  permission: "source.load",
  input: step.extend({ kind: z.enum(kindNames), after: z.number(), most: z.number().int() }),
  load: (tx, input) => runningJob(tx, input.job),
  run: async (tx, { input, subject, now }) => {
    const done = await settleStretch(tx, input.snapshot, input.kind, input.after, input.most);
    if (!done) return { result: null };
    await tx
      .update(importJob)
      .set({ rowsSettled: Math.min(subject.rowsRead, subject.rowsSettled + done.stored), beatAt: now })
      .where(eq(importJob.id, subject.id));
    return { result: done.upto };
  },
});

/** Settles the managers of the next stretch of identities. */
export const settleManagerRows = chore({
  name: "source.settle_managers",
  permission: "source.load",
  input: step.extend({ after: z.number(), most: z.number().int() }),
  load: (tx, input) => runningJob(tx, input.job),
  run: async (tx, { input, now }) => {
    await tx.update(importJob).set({ beatAt: now }).where(eq(importJob.id, input.job));
    return { result: await settleManagers(tx, input.snapshot, input.after, input.most) };
  },
});

/** What the rows have become, counted in the database, and whether managers go in a circle. */
export const countRows = chore({
  name: "source.count",
  permission: "source.load",
  input: step,
  load: (tx, input) => runningJob(tx, input.job),
  run: async (tx, { input }) => ({
    result: {
      stored: await storedRows(tx, input.snapshot),
      aside: await asideRows(tx, input.snapshot),
      circle: await managerCircle(tx, input.snapshot),
    },
  }),
});

/** Takes some rows of a snapshot away: of staging when it is in force, of every table when it was refused. */
export const removeRows = chore({
  name: "source.remove",
  permission: "source.load",
  input: z.object({ snapshot: z.number().int(), table: z.enum(snapshotTables), most: z.number().int() }),
  load: async () => undefined,
  run: async (tx, { input }) => {
    const [held] = await tx
      .select({ status: snapshot.status })
      .from(snapshot)
      .where(and(eq(snapshot.id, input.snapshot)));
    const settled = held?.status === "in_force" || held?.status === "superseded";
    if (held?.status !== "refused" && !(settled && input.table === "import_row")) return { result: 0 };
    return { result: await removeSome(tx, input.table, input.snapshot, input.most) };
  },
});
