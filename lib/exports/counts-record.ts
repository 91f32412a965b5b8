import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import type { Json } from "@/lib/audit-log/canonical";
import type { Reader } from "@/lib/query";

/** The figures that the report prints, by name: each can be counted again from the pack's tables and leaves. */
export async function countsRecord(reader: Reader, of: { campaign: string; size: number }): Promise<Json> {
  const c = of.campaign;
  const [found] = await rows<Record<string, number>>(
    reader,
    sql`SELECT i.*, g.*, d.*,
        (SELECT count(*)::int FROM decision WHERE campaign_id = ${c}) AS decisions,
        (SELECT count(*)::int FROM exception WHERE campaign_id = ${c}) AS exceptions,
        (SELECT count(*)::int FROM second_look WHERE campaign_id = ${c}) AS second_looks,
        (SELECT count(*)::int FROM audit_event e JOIN log_leaf l ON l.event_id = e.id AND l.idx < ${of.size}
          WHERE e.campaign_id = ${c} AND e.type = 'review.signed_off') AS sign_offs,
        (SELECT count(*)::int FROM audit_event e JOIN log_leaf l ON l.event_id = e.id AND l.idx < ${of.size}
          WHERE e.campaign_id = ${c}) AS events
      FROM (SELECT count(*)::int AS items, count(*) FILTER (WHERE state = 'open')::int AS open,
          count(*) FILTER (WHERE state = 'decided')::int AS decided, count(*) FILTER (WHERE state = 'not_certified')::int AS not_certified,
          count(*) FILTER (WHERE state = 'removed_at_source')::int AS removed,
          count(*) FILTER (WHERE state = 'decided' AND outcome = 'certify')::int AS certify,
          count(*) FILTER (WHERE state = 'decided' AND outcome = 'certify_until')::int AS certify_until,
          count(*) FILTER (WHERE state = 'decided' AND outcome = 'revoke')::int AS revoke,
          count(*) FILTER (WHERE state = 'decided' AND outcome = 'modify')::int AS modify
        FROM item WHERE campaign_id = ${c}) i,
      (SELECT count(*) FILTER (WHERE fate = 'covered')::int AS covered, count(*) FILTER (WHERE fate = 'excluded')::int AS excluded
        FROM campaign_grant WHERE campaign_id = ${c}) g,
      (SELECT count(*) FILTER (WHERE d.disposition = 'confirmed')::int AS confirmed,
          count(*) FILTER (WHERE d.disposition = 'overridden')::int AS overridden,
          count(*) FILTER (WHERE d.disposition = 'undrafted')::int AS undrafted
        FROM item i JOIN decision d ON d.id = i.decision_id AND d.item_id = i.id WHERE i.campaign_id = ${c}) d`,
  );
  return { ...found };
}
