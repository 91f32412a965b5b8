import { eq } from "drizzle-orm";
import { z } from "zod";
import { campaign } from "@/db/schema/campaigns";
import { exportFile } from "@/db/schema/jobs";
import { type Actor, personOf } from "@/lib/auth/actor";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { blindLeft, undecidedBlind } from "@/lib/oversight/undecided-blind";
import type { Reader } from "@/lib/query";
import { fileOf, reportFormats, reportKind } from "./schema";

/** @throws AppError where whoever asks has an item of it left to decide before the draft: the file has the figures (I12) */
async function mustHaveNoneLeft(reader: Reader, campaignId: string, actor: Actor): Promise<void> {
  const left = await undecidedBlind(reader, campaignId, actor);
  if (left > 0) throw new AppError("rule", "blind-items-left", blindLeft(left));
}

/** Asks for a campaign's report as a file; it holds figures on how people reviewed, so only whoever may see those can. */
export const requestReport = chore({
  name: "exports.request_report",
  permission: "oversight.read",
  input: z.object({ id: z.uuid(), format: z.enum(reportFormats) }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(campaign).where(eq(campaign.id, input.id));
    if (!found?.launchedAt)
      throw new AppError("not_found", "campaign", "There is no such campaign, or it has not been launched.");
    return undefined;
  },
  run: async (tx, { input, actor, now }) => {
    await mustHaveNoneLeft(tx, input.id, actor);
    const id = uuid7(now.getTime());
    await tx.insert(exportFile).values({
      ...{ id, campaignId: input.id, kind: reportKind(input.format), state: "queued" as const },
      ...{ requestedBy: personOf(actor) ?? "", requestedAt: now },
    });
    return { result: { export: id }, jobs: [{ name: "export.build", data: { export: id } }] };
  },
});

/** Somebody takes a report away: who and which file goes into the log. */
export const takeReport = command({
  name: "exports.take_report",
  permission: "oversight.read",
  input: z.object({ export: z.uuid() }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(exportFile).where(eq(exportFile.id, input.export));
    if (!found?.kind.startsWith("report."))
      throw new AppError("not_found", "export", "There is no such report.");
    return found;
  },
  run: async (tx, { subject, actor, now }) => {
    if (subject.campaignId) await mustHaveNoneLeft(tx, subject.campaignId, actor);
    if (subject.purgedAt || (subject.expiresAt && now >= subject.expiresAt))
      throw new AppError(
        "gone",
        "expired",
        "This download has ended. Make it again on the report's page: the same state gives the same bytes.",
      );
    if (subject.state !== "done" || !subject.path || !subject.sha256)
      throw new AppError("rule", "not-ready", "This report is not ready yet.");
    return {
      result: { path: subject.path, bytes: subject.bytes ?? 0, ...fileOf(subject.kind) },
      events: [{ type: "access.read", data: { what: "report", file: `sha256:${subject.sha256}` } }],
    };
  },
});
