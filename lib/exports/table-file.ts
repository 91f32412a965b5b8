import { eq } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { jsonText } from "./json";
import { checkpointOf } from "./named-checkpoint";
import { counted, type Profile, profiles, workbookOf } from "./profiles";
import { exportFormat, profileName } from "./schema";
import { storeFile } from "./stored-file";

/** Told from time to time how many rows are written, and of how many. */
export type Progress = (done: number, total: number) => void;

/**
 * Writes one table of a campaign to a file, streamed, from one consistent view of the database at a named checkpoint: the same
 * bytes from the same state.
 */
export const writeTable = query({
  name: "exports.write_table",
  permission: "export.build",
  consistent: true,
  input: z.object({
    campaign: z.uuid(),
    what: profileName,
    format: exportFormat,
    path: z.string(),
    progress: z.custom<Progress>((value) => typeof value === "function").optional(),
  }),
  output: z.object({ sha256: z.string(), bytes: z.number(), files: z.number(), checkpoint: z.number() }),
  run: async (reader, { input }) => {
    const [c] = await reader.select().from(campaign).where(eq(campaign.id, input.campaign));
    if (!c?.launchedAt)
      throw new AppError("rule", "not-launched", "There is nothing to export before a campaign is launched.");
    const checkpoint = await checkpointOf(reader, c.id);
    const profile = profiles[input.what];
    const [found] = await rows<{ n: number }>(reader, profile.count({ campaign: c.id }));
    const total = found?.n ?? 0;
    const told = (done: number) => input.progress?.(done, Math.max(total, done));
    told(0);
    const made = await storeFile(
      input.path,
      written(reader, { profile, campaign: c.id, format: input.format, at: checkpoint.at }, told),
    );
    return { ...made, files: 1, checkpoint: checkpoint.size };
  },
});

type Asked = { profile: Profile; campaign: string; format: z.output<typeof exportFormat>; at: string };

function written(
  reader: Reader,
  { profile, campaign, format, at }: Asked,
  told: (done: number) => void,
): AsyncIterable<string | Uint8Array> {
  if (format === "csv") return profile.csv(reader, { campaign }, told);
  const found = counted(profile.rows(reader, { campaign }), told);
  return format === "xlsx" ? workbookOf(profile, found, at) : jsonText(profile.columns, found, format);
}
