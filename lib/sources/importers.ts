import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { query } from "@/lib/query";

const id = z.coerce.number().int().positive();

/** Who started the imports of a source's snapshots, by snapshot: the same 20 that `source.show` answers for `before`. */
export const snapshotImporters = query({
  name: "source.importers",
  permission: "source.read",
  input: z.object({ id, before: id.optional() }),
  output: z.object({ names: z.record(z.string(), z.string()) }),
  run: async (reader, { input }) => {
    const found = await rows<{ snapshot: number; name: string }>(
      reader,
      sql`SELECT s.id AS snapshot, p.name FROM snapshot s JOIN person p ON p.id::text = s.imported_by
        WHERE s.source_id = ${input.id} AND (${input.before ?? null}::integer IS NULL OR s.id < ${input.before ?? null}::integer)
        ORDER BY s.id DESC LIMIT 20`,
    );
    return { names: Object.fromEntries(found.map((f) => [String(f.snapshot), f.name])) };
  },
});
