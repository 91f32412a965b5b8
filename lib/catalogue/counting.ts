import { sql } from "drizzle-orm";
import { z } from "zod";
import { affected } from "@/db/client";
import { chore } from "@/lib/chore";
import { renewLines } from "./lines";

/** Steps of counting a source's entitlements after an import; each is a transaction of its own, so that others get their turn. */

const source = z.number().int();
/** Entitlements, or lines, a statement. */
const stretch = 200;

/** Renews the next stretch of lines. @returns the last id of it, undefined after the last */
export const countStretch = chore({
  name: "catalogue.count",
  permission: "catalogue.count",
  input: z.object({ source, after: z.string() }),
  load: async () => undefined,
  run: async (tx, { input }) => ({
    result: await renewLines(tx, input.source, sql`e.id > ${input.after}`, stretch),
  }),
});

/** Takes away lines of entitlements that the snapshot in force does not have. @returns how many */
export const dropGone = chore({
  name: "catalogue.drop_gone",
  permission: "catalogue.count",
  input: z.object({ source }),
  load: async () => undefined,
  run: async (tx, { input }) => ({
    result: await affected(
      tx,
      sql`DELETE FROM catalogue_line l WHERE (l.source_id, l.entitlement_id) IN (
        SELECT g.source_id, g.entitlement_id FROM catalogue_line g JOIN source s ON s.id = g.source_id
        WHERE g.source_id = ${input.source} AND g.snapshot_id <> s.current_snapshot_id
          AND NOT EXISTS (SELECT 1 FROM snap_entitlement e WHERE e.snapshot_id = s.current_snapshot_id AND e.id = g.entitlement_id)
        LIMIT 2000)`,
    ),
  }),
});
