import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { createStage, indexStage } from "@/lib/evidence/stage";

/** Stages every direct grant of the sources in force (of one, where it is named) with what it covers, as a launch does. */
export async function stageGrants(tx: Tx, only?: string): Promise<void> {
  await createStage(tx);
  await tx.execute(sql`INSERT INTO staged_item (n, item_id, snapshot_id, source_id, source_name, as_of, application_id,
      application_name, account_id, account_login, identity_source_id, identity_snapshot_id, identity_id, subject_key,
      subject_name, subject_kind, entitlement_id)
    SELECT row_number() OVER (ORDER BY g.snapshot_id, g.account_id, g.entitlement_id),
      ('00000000-0000-7000-9000-' || lpad(to_hex(row_number() OVER (ORDER BY g.snapshot_id, g.account_id, g.entitlement_id)), 12, '0'))::uuid,
      g.snapshot_id, o.id, o.name, s.as_of, e.application_id, coalesce(p.name, p.id), a.id, a.login, d.id, d.current_snapshot_id,
      i.id, coalesce(d.name || '/' || i.id, 'account:' || a.id), coalesce(i.name, a.login), coalesce(i.kind, 'unknown'), e.id
    FROM snap_grant g
    JOIN snapshot s ON s.id = g.snapshot_id JOIN source o ON o.id = s.source_id
    JOIN snap_account a ON a.snapshot_id = g.snapshot_id AND a.id = g.account_id
    JOIN snap_entitlement e ON e.snapshot_id = g.snapshot_id AND e.id = g.entitlement_id
    JOIN snap_application p ON p.snapshot_id = g.snapshot_id AND p.id = e.application_id
    LEFT JOIN account_match m ON m.source_id = o.id AND m.account_id = a.id
    LEFT JOIN source d ON d.id = m.identity_source_id
    LEFT JOIN snap_identity i ON i.snapshot_id = d.current_snapshot_id AND i.id = m.identity_id
    WHERE g.via = '' AND (${only ?? null}::text IS NULL OR o.name = ${only ?? null})`);
  await tx.execute(sql`INSERT INTO staged_cover (n, snapshot_id, entitlement_id)
    SELECT s.n, g.snapshot_id, g.entitlement_id FROM snap_grant g
    JOIN staged_item s ON s.snapshot_id = g.snapshot_id AND s.account_id = g.account_id AND s.entitlement_id = g.via`);
  await indexStage(tx);
}
