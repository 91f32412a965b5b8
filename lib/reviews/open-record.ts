import { eq } from "drizzle-orm";
import { z } from "zod";
import { item } from "@/db/schema/reviews";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { decideFirst, withheldFrom } from "@/lib/evidence/withheld";

/**
 * Somebody looks at what another saw, or at what was sent to a model for another's item: an entry of the log. The screen that shows it
 * sends this, with one key an hour, so that reading a page again writes nothing.
 */
export const openRecord = command({
  name: "reviews.open_record",
  permission: "item.read",
  input: z.discriminatedUnion("what", [
    z.object({
      what: z.literal("replay"),
      item: z.uuid(),
      person: z.uuid(),
      key: z.string().min(8).max(120),
    }),
    z.object({ what: z.literal("prompt"), item: z.uuid(), key: z.string().min(8).max(120) }),
  ]),
  idempotent: true,
  load: async (tx, input, actor) => {
    const [found] = await tx
      .select({ id: item.id, reviewer: item.reviewerId })
      .from(item)
      .where(eq(item.id, input.item));
    if (!found) throw new AppError("not_found", "item", "There is no such item.");
    const me = personOf(actor);
    if (await withheldFrom(tx, found.id, me)) throw decideFirst();
    if ((input.what === "replay" ? input.person : found.reviewer) === me)
      throw new AppError("rule", "own", "This is your own, so nothing is recorded of your looking at it.");
    return found;
  },
  run: async (_tx, { input }) => ({
    result: {},
    events: [
      {
        type: "access.read",
        data: {
          what: input.what,
          of: input.item,
          ...(input.what === "replay" ? { person: input.person } : {}),
        },
      },
    ],
  }),
});
