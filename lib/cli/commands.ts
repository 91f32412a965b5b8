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

/** A campaign's items are about to be shown to a model outside of drafting: how many and to which goes into the log. */
export const showItems = command({
  name: "cli.show_items",
  permission: "drafter.make",
  input: z.object({
    campaign: z.uuid(),
    items: z.number().int().positive(),
    models: z.array(z.string()).min(1),
  }),
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
        data: {
          what: `${input.items} items of ${subject.id}, evaluated with ${input.models.join(" and ")}`,
        },
      },
    ],
  }),
});
