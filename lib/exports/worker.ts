import path from "node:path";
import { sequence } from "@/lib/audit-log/sequencer";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { JobData } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { telemetry } from "@/lib/telemetry";
import { archivePack } from "@/lib/witness/archive";
import { anchorNow } from "@/lib/witness/worker";
import { finishExport, noteExport } from "./commands";
import { encryptFile } from "./encrypted";
import type { CheckpointName } from "./named-checkpoint";
import { packCheckpoint, writePack } from "./pack";
import { buildReport } from "./report-job";
import { reportOfKind, tableOf } from "./schema";
import { buildTable, progressNotes } from "./table-job";

const system: Ctx = { actor: { kind: "system", name: "exports" }, requestId: "job" };

/** How often a pack is begun again because entries were written while it looked for its checkpoint. */
const attempts = 20;

/** Builds one export to the end. What refuses is kept with the export, as one sentence. */
export async function buildExport(data: JobData["export.build"]): Promise<void> {
  const asked = await perform(system, noteExport, { export: data.export, state: "running" });
  const campaign = asked.campaignId ?? "";
  const table = tableOf(asked.kind);
  const report = reportOfKind(asked.kind);
  const file = path.join(env().data, "exports", `${asked.id}.${report ?? table?.format ?? "zip"}`);
  try {
    const made = report
      ? await buildReport(system, { export: asked.id, campaign, format: report }, file)
      : table
        ? await buildTable(system, { export: asked.id, campaign, ...table }, file)
        : await packAt(
            {
              export: asked.id,
              campaign,
              redacted: asked.profile === "redacted",
              figures: asked.profile === "full",
              ...(data.at === undefined ? {} : { at: data.at }),
            },
            file,
          );
    const given = asked.recipient ? await encryptFile(file, asked.recipient) : { path: file };
    await execute(system, finishExport, { export: asked.id, ...made, ...given });
    // An archive that is meant to be read later does not hold what it cannot read.
    if (report || table || asked.recipient || asked.profile === "redacted") return;
    const problem = await archivePack(file, made);
    if (problem !== undefined) telemetry().error({ what: "archive", export: asked.id, problem });
  } catch (error) {
    const problem = error instanceof AppError ? error.message : "It failed on our side; ask for it again.";
    await perform(system, noteExport, { export: asked.id, state: "failed", problem });
    if (!(error instanceof AppError)) throw error;
  }
}

/** Sequences what waits, lets witnesses and authorities sign what the pack is built at, then writes the pack; again where somebody decided in between. */
async function packAt(
  asked: { export: string; campaign: string; redacted: boolean; figures: boolean; at?: CheckpointName },
  path: string,
) {
  const { campaign, redacted, figures, at } = asked;
  for (let attempt = 1; ; attempt++) {
    await sequence();
    const noting = progressNotes(system, asked.export);
    try {
      if (attempt === 1) await anchorNow((await read(system, packCheckpoint, { campaign, at })).size);
      return await read(system, writePack, {
        campaign,
        path,
        at,
        redacted,
        figures,
        progress: noting.progress,
      });
    } catch (error) {
      const again = error instanceof AppError && error.slug === "not-sealed-yet" && attempt < attempts;
      if (!again) throw error;
    } finally {
      await noting.settled();
    }
  }
}
