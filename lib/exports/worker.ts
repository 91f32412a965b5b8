import path from "node:path";
import { sequence } from "@/lib/audit-log/sequencer";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { JobData } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { finishExport, noteExport } from "./commands";
import { writePack } from "./pack";

const system: Ctx = { actor: { kind: "system", name: "exports" }, requestId: "job" };

/** How often a pack is begun again because entries were written while it looked for its checkpoint. */
const attempts = 20;

/** Builds one export to the end. What refuses is kept with the export, as one sentence. */
export async function buildExport(data: JobData["export.build"]): Promise<void> {
  const asked = await perform(system, noteExport, { export: data.export, state: "running" });
  const file = path.join(env().data, "exports", `${asked.id}.zip`);
  try {
    const made = await packAt(asked.campaignId ?? "", file);
    await execute(system, finishExport, { export: asked.id, path: file, ...made });
  } catch (error) {
    const problem = error instanceof AppError ? error.message : "It failed on our side; ask for it again.";
    await perform(system, noteExport, { export: asked.id, state: "failed", problem });
    if (!(error instanceof AppError)) throw error;
  }
}

/** Sequences what waits, then writes the pack; again where somebody decided in between. */
async function packAt(campaign: string, file: string) {
  for (let attempt = 1; ; attempt++) {
    await sequence();
    try {
      return await read(system, writePack, { campaign, path: file });
    } catch (error) {
      const again = error instanceof AppError && error.slug === "not-sealed-yet" && attempt < attempts;
      if (!again) throw error;
    }
  }
}
