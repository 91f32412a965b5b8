import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import type { entryStates } from "@/lib/catalogue/schema";

/** What stands in the catalogue, for whoever adds proposals to it. */
type Standing = { version: number; state: (typeof entryStates)[number]; ownerId: string | null };

export const entryKey = (source: number, entitlement: string) => `${source}~${entitlement}`;

/** The current entries of these entitlements, by `entryKey`. */
export async function currentEntries(
  tx: Tx,
  keys: readonly { source: number; entitlement: string }[],
): Promise<Map<string, Standing>> {
  const asked = JSON.stringify(keys.map(({ source, entitlement }) => ({ source, entitlement })));
  const found = await rows<Standing & { source: number; entitlement: string }>(
    tx,
    sql`SELECT DISTINCT ON (c.source_id, c.entitlement_id) c.source_id AS source, c.entitlement_id AS entitlement, c.version,
        c.state, c.owner_id AS "ownerId"
      FROM jsonb_to_recordset(${asked}::jsonb) AS k(source int, entitlement text)
      JOIN catalogue_entry c ON c.source_id = k.source AND c.entitlement_id = k.entitlement
      ORDER BY c.source_id, c.entitlement_id, c.version DESC`,
  );
  return new Map(found.map((f) => [entryKey(f.source, f.entitlement), f]));
}

/** Names of the sources by id; a portal has tens of them. */
export async function sourceNames(tx: Tx): Promise<Map<number, string>> {
  const found = await rows<{ id: number; name: string }>(tx, sql`SELECT id, name FROM source`);
  return new Map(found.map((f) => [f.id, f.name]));
}
