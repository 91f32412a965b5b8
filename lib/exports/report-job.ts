import { z } from "zod";
import { sequence } from "@/lib/audit-log/sequencer";
import type { Ctx } from "@/lib/auth/actor";
import { reportFrom } from "@/lib/oversight/report";
import { reportFile } from "@/lib/oversight/report-files";
import { report } from "@/lib/oversight/report-schema";
import { query, read } from "@/lib/query";
import { checkpointOf } from "./named-checkpoint";
import type { ReportFormat } from "./schema";
import { storeFile } from "./stored-file";
import { progressNotes } from "./table-job";

/** The report a file is made of, with the checkpoint that covers the campaign as it stood then. */
export const reportForFile = query({
  name: "exports.report",
  permission: "export.build",
  consistent: true,
  input: z.object({ campaign: z.uuid() }),
  output: z.object({ report, checkpoint: z.number() }),
  run: async (reader, { input, scope }) => ({
    checkpoint: (await checkpointOf(reader, input.campaign)).size,
    report: await reportFrom(reader, input.campaign, scope),
  }),
});

/** Reads the report, writes it into a file, and notes how far it is. */
export async function buildReport(
  system: Ctx,
  asked: { export: string; campaign: string; format: ReportFormat },
  path: string,
) {
  await sequence();
  const made = await read(system, reportForFile, { campaign: asked.campaign });
  const noting = progressNotes(system, asked.export);
  noting.progress(1, 2);
  const bytes = await reportFile(made.report, asked.format);
  async function* chunks() {
    yield bytes;
  }
  const stored = await storeFile(path, chunks());
  await noting.settled();
  return { ...stored, files: 1, checkpoint: made.checkpoint };
}
