import { AsyncResource } from "node:async_hooks";
import { sequence } from "@/lib/audit-log/sequencer";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { noteExport } from "./commands";
import type { ExportFormat, ProfileName } from "./schema";
import { type Progress, writeTable } from "./table-file";

/** How often a table is begun again because entries were written while it looked for its checkpoint. */
const attempts = 20;

/** Sequences what waits and writes one table of a campaign at that checkpoint, noting with the export how far it is. */
export async function buildTable(
  system: Ctx,
  asked: { export: string; campaign: string; what: ProfileName; format: ExportFormat },
  path: string,
) {
  for (let attempt = 1; ; attempt++) {
    await sequence();
    const noting = progressNotes(system, asked.export);
    try {
      const { campaign, what, format } = asked;
      return await read(system, writeTable, { campaign, what, format, path, progress: noting.progress });
    } catch (error) {
      const again = error instanceof AppError && error.slug === "not-sealed-yet" && attempt < attempts;
      if (!again) throw error;
    } finally {
      await noting.settled();
    }
  }
}

/**
 * Notes progress in transactions of their own, beside the one that reads: one at a time, the newest figures next. The embedded
 * database has one connection, so there they are written when the reading has ended.
 */
export function progressNotes(system: Ctx, id: string): { progress: Progress; settled: () => Promise<void> } {
  let latest: { done: number; total: number } | undefined;
  let running: Promise<void> | undefined;
  const note = AsyncResource.bind(async () => {
    while (latest) {
      const rows = latest;
      latest = undefined;
      // A figure that could not be noted is followed by the next one; the file does not depend on it.
      await perform(system, noteExport, { export: id, state: "running", rows }).catch(() => undefined);
    }
    running = undefined;
  });
  return {
    progress(done, total) {
      latest = { done, total };
      running ??= note();
    },
    async settled() {
      await running;
    },
  };
}
