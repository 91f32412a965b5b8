import { eq } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { AppError } from "@/lib/errors";
import { query } from "@/lib/query";
import { csvText } from "./csv";
import { jsonText } from "./json";
import { checkpointOf } from "./named-checkpoint";
import { type Profile, profiles, workbookOf } from "./profiles";
import { exportFormat, profileName } from "./schema";
import { storeFile } from "./stored-file";
import type { SheetRow } from "./xlsx";

/** Told from time to time how many rows are written, and of how many. */
export type Progress = (done: number, total: number) => void;

/** Rows between two words of progress. */
const told = 2_000;

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
    const [counted] = await rows<{ n: number }>(reader, profile.count({ campaign: c.id }));
    const found = counting(
      profile.rows(reader, { campaign: c.id }),
      counted?.n ?? 0,
      input.progress ?? (() => undefined),
    );
    const made = await storeFile(input.path, written(profile, found, input.format, checkpoint.at));
    return { ...made, files: 1, checkpoint: checkpoint.size };
  },
});

function written(
  profile: Profile,
  found: AsyncIterable<SheetRow>,
  format: z.output<typeof exportFormat>,
  at: string,
): AsyncIterable<string | Uint8Array> {
  if (format === "xlsx") return workbookOf(profile, found, at);
  return format === "csv" ? csvText(profile.columns, found) : jsonText(profile.columns, found, format);
}

async function* counting(
  found: AsyncIterable<SheetRow>,
  total: number,
  progress: Progress,
): AsyncGenerator<SheetRow> {
  let done = 0;
  progress(0, total);
  for await (const row of found) {
    yield row;
    done++;
    if (done % told === 0) progress(done, Math.max(total, done));
  }
  progress(done, Math.max(total, done));
}
