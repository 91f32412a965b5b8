import { eq } from "drizzle-orm";
import { z } from "zod";
import { campaign } from "@/db/schema/campaigns";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";

/** Somebody takes a campaign's items away as a table: who and which bytes goes into the log. */
export const readItems = command({
  name: "cli.read_items",
  permission: "export.create",
  input: z.object({ campaign: z.uuid(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(campaign).where(eq(campaign.id, input.campaign));
    if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
    return found;
  },
  run: async (_tx, { input, subject }) => ({
    result: null,
    events: [
      {
        type: "access.read",
        data: { what: `items of ${subject.id}`, file: `sha256:${input.sha256}` },
      },
    ],
  }),
});
