import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { siemCursor } from "@/db/schema/retention";
import { fixedAtStart } from "@/lib/audit-log/key";
import { chore } from "@/lib/chore";
import { query, type Reader } from "@/lib/query";
import type { Entry } from "./ocsf";

/** How far the feed is: operational state. The entries themselves are the log's. */

export const targets = ["file", "http"] as const;
const target = z.enum(targets);
export type Target = z.infer<typeof target>;

/** A batch in hand is not given out again before this, milliseconds. */
const lease = 60_000;
const anything = async () => undefined;

/** Takes a target in hand; null where another process has it, or it waits after a failure. */
export const beginFeed = chore({
  name: "siem.begin",
  permission: "log.feed",
  input: z.object({ target }),
  load: anything,
  run: async (tx, { input, now }) => {
    await tx
      .insert(siemCursor)
      .values({ target: input.target, leaf: -1, nextAt: new Date(0) })
      .onConflictDoNothing();
    const [row] = await tx.select().from(siemCursor).where(eq(siemCursor.target, input.target)).for("update");
    if (!row || row.nextAt > now) return { result: null };
    await tx
      .update(siemCursor)
      .set({ nextAt: new Date(now.getTime() + lease) })
      .where(eq(siemCursor.target, input.target));
    return { result: { leaf: row.leaf } };
  },
});

/** Everything up to this leaf is there. */
export const feedDelivered = chore({
  name: "siem.delivered",
  permission: "log.feed",
  input: z.object({ target, leaf: z.number().int() }),
  load: anything,
  run: async (tx, { input, now }) => {
    await tx
      .update(siemCursor)
      .set({ leaf: input.leaf, deliveredAt: now, attempts: 0, nextAt: now, problem: null })
      .where(eq(siemCursor.target, input.target));
    return { result: undefined };
  },
});

/** A try did not end well: the same entries, with the same ids, go another time, later each time up to ten minutes. */
export const feedFailing = chore({
  name: "siem.failing",
  permission: "log.feed",
  input: z.object({ target, problem: z.string().max(500) }),
  load: anything,
  run: async (tx, { input, now }) => {
    const [row] = await tx.select().from(siemCursor).where(eq(siemCursor.target, input.target)).for("update");
    const attempts = row?.attempts ?? 0;
    const wait = Math.min(5_000 * 2 ** Math.min(attempts, 20), 600_000);
    await tx
      .update(siemCursor)
      .set({ attempts: attempts + 1, problem: input.problem, nextAt: new Date(now.getTime() + wait) })
      .where(eq(siemCursor.target, input.target));
    return { result: undefined };
  },
});

/** The next entries of the log after a leaf, in its order. */
export const feedBatch = query({
  name: "siem.batch",
  permission: "log.feed",
  input: z.object({ after: z.number().int(), most: z.number().int().max(1_000) }),
  output: z.object({ log: z.string(), entries: z.array(z.custom<Entry>()) }),
  run: async (reader, { input }) => {
    const found = await rows<{ index: number; hash: string; leaf: string }>(
      reader,
      sql`SELECT l.idx::int AS index, encode(l.leaf_hash, 'hex') AS hash, convert_from(e.leaf, 'UTF8') AS leaf
        FROM log_leaf l JOIN audit_event e ON e.id = l.event_id WHERE l.idx > ${input.after} ORDER BY l.idx LIMIT ${input.most}`,
    );
    return {
      log: (await fixedAtStart(reader))?.name ?? "",
      // Leaves are our own canonical bytes, of this shape.
      entries: found.map(({ index, hash, leaf }) => ({
        index,
        hash,
        leaf: JSON.parse(leaf) as Entry["leaf"],
      })),
    };
  },
});

/** How far each target that was ever fed is behind the log, in entries. */
export async function feedStates(
  reader: Reader,
): Promise<{ target: Target; behind: number; failing: boolean }[]> {
  return rows(
    reader,
    sql`SELECT c.target, (coalesce((SELECT max(idx) FROM log_leaf), -1) - c.leaf)::int AS behind, c.problem IS NOT NULL AS failing
      FROM siem_cursor c ORDER BY c.target`,
  );
}
