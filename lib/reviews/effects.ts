import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import type { item } from "@/db/schema/reviews";
import type { Packet } from "@/lib/evidence/schema";
import { listed, quoted } from "@/lib/evidence/words";
import type { Reader } from "@/lib/query";

/** How the holder has the same besides this grant, in the same snapshot. */
export type Besides = {
  /** Paths of roles, groups and nestings by which the same account has it, at most four. */
  through: string[];
  /** Other accounts of the same holder that have it, directly or not. */
  accounts: number;
};

/** What of a grant stays when it is taken: the same by a role or a group, or by another account. */
export async function besides(
  reader: Pick<Reader, "execute">,
  of: Pick<
    typeof item.$inferSelect,
    "type" | "snapshotId" | "sourceId" | "accountId" | "entitlementId" | "identitySourceId" | "identityId"
  >,
): Promise<Besides> {
  if (of.type !== "grant") return { through: [], accounts: 0 };
  const held = await rows<{ via: string; own: boolean; other: string }>(
    reader,
    sql`SELECT DISTINCT g.via, g.account_id = ${of.accountId} AS own, CASE WHEN g.account_id = ${of.accountId} THEN '' ELSE g.account_id END AS other
      FROM snap_grant g
      WHERE g.snapshot_id = ${of.snapshotId} AND g.entitlement_id = ${of.entitlementId}
        AND (g.account_id = ${of.accountId} AND g.via <> '' OR g.account_id <> ${of.accountId} AND g.account_id IN (
          SELECT m.account_id FROM account_match m WHERE m.source_id = ${of.sourceId}
            AND m.identity_source_id = ${of.identitySourceId} AND m.identity_id = ${of.identityId}))
      ORDER BY g.via LIMIT 50`,
  );
  const own = held.filter((h) => h.own).map((h) => h.via);
  return { through: own.slice(0, 4), accounts: new Set(held.filter((h) => !h.own).map((h) => h.other)).size };
}

/** What taking a grant does not reach, and what it leaves, in sentences; none where there is nothing of the kind. Pure. */
export function leftWords(packet: Packet, { through, accounts }: Besides): string[] {
  const { subject, access } = packet;
  return [
    ...(through.length > 0
      ? [
          `This takes only what was given directly: it also comes through ${listed(through.map(quoted))}, and stays until that is taken too.`,
        ]
      : []),
    ...(accounts > 0
      ? [
          `${subject.name} has the same by ${accounts === 1 ? "another account" : `${accounts} other accounts`}, which this does not touch.`,
        ]
      : []),
    ...(packet.facts.some((f) => f.kind === "account.last_admin")
      ? [`Nobody would be left to administer ${access.application}.`]
      : []),
  ];
}
