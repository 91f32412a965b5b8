import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { campaign } from "@/db/schema/campaigns";
import { exportFile } from "@/db/schema/jobs";
import { retentionPurged } from "@/db/schema/retention";
import { personOf } from "@/lib/auth/actor";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import type { Reader } from "@/lib/query";
import { recipientKey } from "./age";
import { mayTake, profileOf } from "./figures-told";
import { checkpointName } from "./named-checkpoint";
import { exportFormat, fileOf, kindOf, profileNames, reportOfKind } from "./schema";

/** Asks for a campaign's pack, or for one of its tables; a job builds it. */
export const requestExport = chore({
  name: "exports.request",
  permission: "export.create",
  input: z.object({
    campaign: z.uuid(),
    what: z.enum(["pack", ...profileNames]).default("pack"),
    format: exportFormat.default("csv"),
    /** The checkpoint that a pack is built at. */
    at: checkpointName.optional(),
    /** An age recipient: the file is encrypted to it, and nobody here can open it. */
    recipient: z.string().trim().max(100).optional(),
    /** A pack without names and words. */
    redacted: z.boolean().default(false),
  }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(campaign).where(eq(campaign.id, input.campaign));
    if (!found?.launchedAt)
      throw new AppError("not_found", "campaign", "There is no such campaign, or it has not been launched.");
    return found;
  },
  run: async (tx, { input, actor, now }) => {
    if (input.recipient) recipientKey(input.recipient);
    if (input.what === "pack") await mustHaveEvidence(tx, input.campaign);
    const id = uuid7(now.getTime());
    await tx.insert(exportFile).values({
      id,
      campaignId: input.campaign,
      kind: kindOf(input.what, input.format),
      state: "queued",
      requestedBy: personOf(actor) ?? "",
      requestedAt: now,
      recipient: input.recipient ?? null,
      profile: profileOf(input, actor),
    });
    return {
      result: { export: id },
      jobs: [
        { name: "export.build", data: { export: id, ...(input.at === undefined ? {} : { at: input.at }) } },
      ],
    };
  },
});

/** @throws AppError where the campaign's evidence was deleted at the end of its years: a pack without it shows nothing */
async function mustHaveEvidence(reader: Reader, campaignId: string): Promise<void> {
  const [gone] = await reader
    .select({ at: retentionPurged.at })
    .from(retentionPurged)
    .where(
      and(eq(retentionPurged.campaignId, campaignId), inArray(retentionPurged.class, ["packet", "draft"])),
    );
  if (gone)
    throw new AppError(
      "gone",
      "purged",
      `The evidence of this campaign is no longer kept: it was deleted at the end of its period on ${gone.at.toISOString().slice(0, 10)}. What was exported before then still verifies.`,
    );
}

/** @throws AppError where its time to be taken is over, with what to do */
function mustBeThere(
  { purgedAt, expiresAt }: { purgedAt: Date | null; expiresAt: Date | null },
  now: Date,
): void {
  if (purgedAt)
    throw new AppError(
      "gone",
      "purged",
      `This file was deleted at the end of its period on ${purgedAt.toISOString().slice(0, 10)}. Its hash is in the log.`,
    );
  if (expiresAt && now >= expiresAt)
    throw new AppError(
      "gone",
      "expired",
      `This download ended on ${expiresAt.toISOString().slice(0, 10)}. Make the export again on the Exports page: the same state gives the same bytes.`,
    );
}

/** The job's own notes on an export: running, or failed and why. */
export const noteExport = chore({
  name: "exports.note",
  permission: "export.build",
  input: z.object({
    export: z.uuid(),
    state: z.enum(["running", "failed"]),
    problem: z.string().optional(),
    /** Rows written so far, of so many. */
    rows: z.object({ done: z.number().int(), total: z.number().int() }).optional(),
  }),
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
        ...input.rows,
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
    /** Of what was encrypted, before it was. */
    content: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
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
        expiresAt: new Date(now.getTime() + env().exportDays * 86_400_000),
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
            ...(subject.recipient && input.content
              ? { content: `sha256:${input.content}`, recipient: subject.recipient }
              : {}),
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
  run: async (_tx, { subject, actor, now }) => {
    mustBeThere(subject, now);
    if (!mayTake(subject, actor))
      throw new AppError(
        "forbidden",
        "figures",
        "This pack was made for somebody who sees figures on how people reviewed, which are for auditors and control owners. Make one yourself: it is the same without them.",
      );
    if (reportOfKind(subject.kind))
      throw new AppError(
        "rule",
        "report",
        "A report is taken from its own page, by whoever may see its figures.",
      );
    if (subject.kind === "workpaper.xlsx")
      throw new AppError("rule", "workpaper", "A workpaper is taken from its own page, by an auditor.");
    if (subject.state !== "done" || !subject.path || !subject.sha256)
      throw new AppError("rule", "not-ready", "This export is not ready yet.");
    return {
      result: {
        path: subject.path,
        sha256: subject.sha256,
        bytes: subject.bytes ?? 0,
        ...fileOf(subject.kind, subject.recipient !== null),
      },
      events: [{ type: "access.read", data: { what: "export", file: `sha256:${subject.sha256}` } }],
    };
  },
});
