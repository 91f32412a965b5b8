import { z } from "zod";
import { retentionPeriod } from "@/db/schema/retention";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { enterRetention } from "./holds";
import { classes, classFacts } from "./schema";

/** Sets how long a class is kept; what is past the new period goes at the next run. */
export const setPeriod = command({
  name: "retention.set_period",
  permission: "retention.set",
  input: z.object({ class: z.enum(classes), days: z.coerce.number().int().max(36_500) }),
  load: async (tx) => enterRetention(tx),
  run: async (tx, { input, actor, now }) => {
    const { fewest, label } = classFacts[input.class];
    if (input.days < fewest)
      throw new AppError(
        "rule",
        "too-short",
        `${label} are kept for at least ${fewest} days; set ${fewest} or more.`,
      );
    const changed = { days: input.days, changedAt: now, changedBy: personOf(actor) ?? "" };
    await tx
      .insert(retentionPeriod)
      .values({ class: input.class, ...changed })
      .onConflictDoUpdate({ target: retentionPeriod.class, set: changed });
    return {
      result: { days: input.days },
      events: [
        { type: "settings.changed", data: { setting: `retention.${input.class}`, to: String(input.days) } },
      ],
    };
  },
});
