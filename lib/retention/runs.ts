import { eq } from "drizzle-orm";
import { z } from "zod";
import { retentionRun } from "@/db/schema/retention";
import { chore } from "@/lib/chore";
import { classes } from "./schema";

const day = 86_400_000;

/** Begins the day's run of a class; false where another process has, or it was done today. */
export const beginRun = chore({
  name: "retention.begin_run",
  permission: "retention.purge",
  input: z.object({ class: z.enum(classes) }),
  load: async () => undefined,
  run: async (tx, { input, now }) => {
    const fresh = { startedAt: now, finishedAt: null, purged: 0, problem: null };
    const made = await tx
      .insert(retentionRun)
      .values({ class: input.class, ...fresh })
      .onConflictDoNothing()
      .returning({ class: retentionRun.class });
    if (made.length > 0) return { result: { begun: true } };
    const [last] = await tx
      .select()
      .from(retentionRun)
      .where(eq(retentionRun.class, input.class))
      .for("update");
    if (last && now.getTime() - last.startedAt.getTime() < day) return { result: { begun: false } };
    await tx.update(retentionRun).set(fresh).where(eq(retentionRun.class, input.class));
    return { result: { begun: true } };
  },
});

/** What the run came to. */
export const endRun = chore({
  name: "retention.end_run",
  permission: "retention.purge",
  input: z.object({
    class: z.enum(classes),
    purged: z.number().int(),
    problem: z.string().max(500).optional(),
  }),
  load: async () => undefined,
  run: async (tx, { input, now }) => {
    await tx
      .update(retentionRun)
      .set({ finishedAt: now, purged: input.purged, problem: input.problem ?? null })
      .where(eq(retentionRun.class, input.class));
    return { result: undefined };
  },
});
