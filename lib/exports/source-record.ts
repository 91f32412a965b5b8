import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { type campaign, campaignSource } from "@/db/schema/campaigns";
import { snapshot, source } from "@/db/schema/snapshots";
import type { Json } from "@/lib/audit-log/canonical";
import { tieOut } from "@/lib/campaigns/schema";
import type { Reader } from "@/lib/query";

/** What the campaign was built from: where each snapshot came from, how it was read, its hash and counts. */
export async function sourcesRecord(
  reader: Reader,
  of: { campaign: string; size: number; redacted?: boolean },
): Promise<Json> {
  const id = of.campaign;
  const found = await reader
    .select({ source: source.name, snapshot, asOf: iso(snapshot.asOf), importedAt: iso(snapshot.importedAt) })
    .from(campaignSource)
    .innerJoin(source, eq(source.id, campaignSource.sourceId))
    .innerJoin(snapshot, eq(snapshot.id, campaignSource.snapshotId))
    .where(eq(campaignSource.campaignId, id))
    .orderBy(source.name);
  const accepted = await acceptances(reader, of);
  return found.map((f) => ({
    source: f.source,
    snapshot: f.snapshot.id,
    format: f.snapshot.format,
    as_of: f.asOf,
    sha256: f.snapshot.sha256,
    bytes: f.snapshot.bytes,
    // What a connector was told may name accounts of the source.
    parameters: of.redacted ? null : (f.snapshot.parameters as Json),
    rows: f.snapshot.tieOut as Json,
    identities: f.snapshot.identities,
    accounts: f.snapshot.accounts,
    entitlements: f.snapshot.entitlements,
    grants: f.snapshot.grants,
    complete: f.snapshot.complete,
    imported_by: f.snapshot.importedBy,
    imported_at: f.importedAt,
    acceptances: accepted.filter((a) => a.snapshot === f.snapshot.id),
  }));
}

/** Snapshots that a person accepted as they were, by the log entries below the checkpoint. */
function acceptances(reader: Reader, of: { size: number }) {
  return rows<{ snapshot: number; check: string; by: string; at: string; leaf_index: number }>(
    reader,
    sql`SELECT (d.data ->> 'snapshot')::int AS snapshot, d.data ->> 'check' AS "check", e.actor_id AS "by",
        ${iso(sql.raw("e.at"))} AS at, l.idx::int AS leaf_index
      FROM audit_event e JOIN log_leaf l ON l.event_id = e.id AND l.idx < ${of.size},
        LATERAL (SELECT convert_from(e.leaf, 'UTF8')::jsonb -> 'data' AS data) d
      WHERE e.type = 'source.accepted' ORDER BY l.idx`,
  );
}

const rowCounts = z.object({
  read: z.number(),
  stored: z.number(),
  duplicates: z.number(),
  rejected: z.number(),
});
const launchCounts = tieOut.omit({ holds: true });

/** The equations of import, launch and close. */
export async function tieOutRecord(reader: Reader, c: typeof campaign.$inferSelect): Promise<Json> {
  const imports = await reader
    .select({ source: source.name, tieOut: snapshot.tieOut })
    .from(campaignSource)
    .innerJoin(source, eq(source.id, campaignSource.sourceId))
    .innerJoin(snapshot, eq(snapshot.id, campaignSource.snapshotId))
    .where(eq(campaignSource.campaignId, c.id))
    .orderBy(source.name);
  return {
    imports: imports.map((i) => ({ source: i.source, ...rowCounts.parse(i.tieOut) })),
    launch: launchCounts.parse(c.tieOut),
    ...(c.closedAt && c.status !== "cancelled"
      ? {
          close: {
            items: c.items,
            decided: c.items - c.notCertified - c.removedAtSource,
            not_certified: c.notCertified,
            removed: c.removedAtSource,
          },
        }
      : {}),
  };
}
