import { z } from "zod";

export const exportView = z.object({
  id: z.uuid(),
  campaign: z.uuid().nullable(),
  campaignName: z.string().nullable(),
  kind: z.string(),
  state: z.enum(["queued", "running", "done", "failed"]),
  checkpointSize: z.number().nullable(),
  sha256: z.string().nullable(),
  bytes: z.number().nullable(),
  files: z.number().nullable(),
  done: z.number(),
  total: z.number(),
  problem: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type ExportView = z.infer<typeof exportView>;
