import { and, desc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { iso } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { exportFile } from "@/db/schema/jobs";
import { person } from "@/db/schema/people";
import { now } from "@/lib/clock";
import { query } from "@/lib/query";
import { mayTake } from "./figures-told";
import { exportView } from "./schema";

/** Exports, newest first. */
export const list = query({
  name: "exports.list",
  permission: "export.read",
  input: z.object({
    campaign: z.uuid().optional(),
    export: z.uuid().optional(),
    before: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.array(exportView),
  run: async (reader, { input, scope }) => {
    const found = await reader
      .select({
        file: exportFile,
        name: campaign.name,
        by: person.name,
        at: iso(exportFile.requestedAt),
        end: iso(exportFile.finishedAt),
        until: iso(exportFile.expiresAt),
      })
      .from(exportFile)
      .leftJoin(campaign, eq(campaign.id, exportFile.campaignId))
      .leftJoin(person, eq(person.id, exportFile.requestedBy))
      .where(
        and(
          input.campaign ? eq(exportFile.campaignId, input.campaign) : undefined,
          input.export ? eq(exportFile.id, input.export) : undefined,
          input.before ? lt(exportFile.id, input.before) : undefined,
        ),
      )
      .orderBy(desc(exportFile.id))
      .limit(input.limit);
    return found.map(({ file, name, by, at, end, until }) => ({
      ...file,
      campaign: file.campaignId,
      campaignName: name,
      requestedBy: by ?? "",
      requestedAt: at ?? "",
      finishedAt: end,
      expiresAt: until,
      yours: mayTake(file, scope.actor),
      over: file.purgedAt !== null || (file.expiresAt !== null && file.expiresAt <= now()),
    }));
  },
});
