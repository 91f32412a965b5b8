/** Everything a campaign has written, row by row, as one hash each: what was there before an act is held against what is after. */
import { sql } from "drizzle-orm";
import { database, rows } from "@/db/client";

/** "table/id" → MD5 of the whole row. */
export type Fingerprint = Map<string, string>;

/** Rows that nobody rewrites (I5). */
const written = ["decision", "reassignment", "not_certified", "draft", "audit_event", "sign_off"] as const;
const moving = ["exception", "second_look", "question", "reopening", "review", "item"] as const;
const frozen = new Set<string>([...written, "served", "evidence_packet", "private_payload"]);

const keyOf: Partial<Record<string, string>> = { not_certified: "item_id" };
const ofCampaign = [...written, ...moving]
  .map(
    (t) =>
      `SELECT '${t}/' || t.${keyOf[t] ?? "id"} AS row, md5(t::text) AS hash FROM ${t} t, c WHERE t.campaign_id = c.id`,
  )
  .join(" UNION ALL ");

/** @param since when the first campaign of the test began: of delegations, which belong to none, those made after it */
export async function fingerprintOf(campaign: string, since: Date): Promise<Fingerprint> {
  const { db } = await database();
  const found = await rows<{ row: string; hash: string }>(
    db,
    sql`WITH c AS (SELECT ${campaign}::uuid AS id)
      ${sql.raw(ofCampaign)}
      UNION ALL SELECT 'served/' || s.id, md5(s::text) FROM served s JOIN item i ON i.id = s.item_id, c WHERE i.campaign_id = c.id
      UNION ALL SELECT 'evidence_packet/' || p.item_id || '/' || p.version, p.hash FROM evidence_packet p
        JOIN item i ON i.id = p.item_id, c WHERE i.campaign_id = c.id
      UNION ALL SELECT 'delegation/' || d.id, md5(d::text) FROM delegation d WHERE d.made_at >= ${since.toISOString()}::timestamptz
      UNION ALL SELECT 'idempotency/' || k.key, md5(k::text) FROM idempotency k WHERE k.key LIKE ${`${campaign}%`}`,
  );
  return new Map(found.map((f) => [f.row, f.hash]));
}

/** Rows of before that are gone or, where nobody rewrites them, different. */
export function rewritten(before: Fingerprint, after: Fingerprint): string[] {
  return [...before].flatMap(([row, hash]) => {
    const now = after.get(row);
    const fixed = frozen.has(row.split("/")[0] ?? "");
    return now === undefined || (fixed && now !== hash) ? [row] : [];
  });
}

/** Rows that are not the same in both. */
export function unlike(before: Fingerprint, after: Fingerprint): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((row) => before.get(row) !== after.get(row));
}
