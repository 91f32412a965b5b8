import { eq } from "drizzle-orm";
import { z } from "zod";
import { campaign } from "@/db/schema/campaigns";
import { exportFile } from "@/db/schema/jobs";
import { personOf } from "@/lib/auth/actor";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";

/** Asks for a campaign's pack; a job builds it. */
export const requestExport = chore({
  name: "exports.request",
  permission: "export.create",
  input: z.object({ campaign: z.uuid() }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(campaign).where(eq(campaign.id, input.campaign));
    if (!found?.launchedAt)
      throw new AppError("not_found", "campaign", "There is no such campaign, or it has not been launched.");
    return found;
  },
  run: async (tx, { input, actor, now }) => {
    const id = uuid7(now.getTime());
    await tx.insert(exportFile).values({
      id,
      campaignId: input.campaign,
      kind: "pack",
      state: "queued",
      requestedBy: personOf(actor) ?? "",
      requestedAt: now,
    });
    return { result: { export: id }, jobs: [{ name: "export.build", data: { export: id } }] };
  },
});

/** The job's own notes on an export: running, or failed and why. */
export const noteExport = chore({
  name: "exports.note",
  permission: "export.build",
  input: z.object({ export: z.uuid(), state: z.enum(["running", "failed"]), problem: z.string().optional() }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(exportFile).where(eq(exportFile.id, input.export));
    if (!found) throw new AppError("not_found", "export", "There is no such export.");
    return found;
  },
  run: async (tx, { input, subject, now }) => {
    await tx
      .update(exportFile)
      .set({
        state: input.state,
        problem: input.problem ?? null,
        finishedAt: input.state === "failed" ? now : null,
      })
      .where(eq(exportFile.id, input.export));
    return { result: subject };
  },
});

/** The file is there: what it is goes into the log (I19). */
export const finishExport = command({
  name: "exports.finish",
  permission: "export.build",
  input: z.object({
    export: z.uuid(),
    path: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.number().int(),
    files: z.number().int(),
    checkpoint: z.number().int(),
  }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(exportFile).where(eq(exportFile.id, input.export)).for("update");
    if (!found) throw new AppError("not_found", "export", "There is no such export.");
    return found;
  },
  run: async (tx, { input, subject, now }) => {
    await tx
      .update(exportFile)
      .set({
        state: "done",
        path: input.path,
        sha256: input.sha256,
        bytes: input.bytes,
        files: input.files,
        checkpointSize: input.checkpoint,
        finishedAt: now,
      })
      .where(eq(exportFile.id, input.export));
    return {
      result: { export: subject.id },
      events: [
        {
          type: "export.created",
          ...(subject.campaignId ? { campaign: subject.campaignId } : {}),
          data: {
            export: subject.id,
            kind: subject.kind,
            sha256: `sha256:${input.sha256}`,
            size: input.checkpoint,
          },
        },
      ],
    };
  },
});

/** Somebody takes an export away: who and which file goes into the log; the answer says where it lies. */
export const takeExport = command({
  name: "exports.take",
  permission: "export.create",
  input: z.object({ export: z.uuid() }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(exportFile).where(eq(exportFile.id, input.export));
    if (!found) throw new AppError("not_found", "export", "There is no such export.");
    return found;
  },
  run: async (_tx, { subject }) => {
    if (subject.state !== "done" || !subject.path || !subject.sha256)
      throw new AppError("rule", "not-ready", "This export is not ready yet.");
    return {
      result: { path: subject.path, sha256: subject.sha256, bytes: subject.bytes ?? 0 },
      events: [{ type: "access.read", data: { what: "export", file: `sha256:${subject.sha256}` } }],
    };
  },
});
