import { and, asc, eq, inArray, isNull, lte, type SQLWrapper, sql } from "drizzle-orm";
import { z } from "zod";
import { rows, type Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { delegation } from "@/db/schema/delegations";
import { person } from "@/db/schema/people";
import { launchedWith, settings } from "@/lib/campaigns/schema";
import { now } from "@/lib/clock";
import { query, type Reader } from "@/lib/query";
import { actsForHolder, neverOf } from "./delegation";
import { identityKey, personKey } from "./rules";

/** Identities, "source/identity", of those whose delegate this person is now (I7). */
export async function actsFor(tx: Pick<Reader, "select">, who: string): Promise<Set<string>> {
  const found = await tx
    .select({ identitySourceId: person.identitySourceId, identityId: person.identityId })
    .from(delegation)
    .innerJoin(person, eq(person.id, delegation.fromId))
    .where(and(eq(delegation.toId, who), isNull(delegation.endedAt)));
  return new Set(found.flatMap((f) => identityKey(f) ?? []));
}

/** Who may not decide an item: who is blocked from it, its holder, and whoever acts for the holder now (I7). */
export async function neverNow(
  tx: Pick<Reader, "select">,
  of: { identitySourceId: number | null; identityId: string | null },
  blocked: Record<string, string>,
): Promise<Record<string, string>> {
  const never = neverOf(of, blocked);
  if (of.identitySourceId === null || of.identityId === null) return never;
  const acting = await tx
    .select({ id: delegation.toId })
    .from(delegation)
    .innerJoin(person, eq(person.id, delegation.fromId))
    .where(
      and(
        isNull(delegation.endedAt),
        eq(person.identitySourceId, of.identitySourceId),
        eq(person.identityId, of.identityId),
      ),
    );
  return { ...never, ...Object.fromEntries(acting.map(({ id }) => [personKey(id), actsForHolder])) };
}

/** Whether an item cannot move between these two: either has signed off their review of its campaign. Each is a column or a value. */
export const settledBetween = (campaign: SQLWrapper, from: SQLWrapper | string, to: SQLWrapper | string) =>
  sql`EXISTS (SELECT 1 FROM review v WHERE v.campaign_id = ${campaign} AND v.reviewer_id IN (${from}, ${to}) AND v.signed_off_at IS NOT NULL)`;

/** Delegations whose last day is over. */
export const dueDelegations = query({
  name: "reviews.due_delegations",
  permission: "delegation.end_due",
  input: z.object({}),
  output: z.array(z.uuid()),
  run: async (reader) => {
    const found = await reader
      .select({ id: delegation.id })
      .from(delegation)
      .where(and(isNull(delegation.endedAt), lte(delegation.endsAt, now())))
      .orderBy(asc(delegation.id))
      .limit(100);
    return found.map((f) => f.id);
  },
});

/** Everybody who had each of these items before. */
export async function heldOf(
  tx: Pick<Tx, "execute">,
  items: readonly string[],
): Promise<Map<string, string[]>> {
  const found = await rows<{ id: string; who: string[] }>(
    tx,
    sql`SELECT item_id::text AS id, array_agg(DISTINCT from_id::text) AS who FROM reassignment
      WHERE to_id <> from_id AND item_id = ANY (${`{${items.join(",")}}`}::uuid[]) GROUP BY item_id`,
  );
  return new Map(found.map((f) => [f.id, f.who]));
}

const listed = settings.pick({ pool: true, delegation: true }).strip();

/** The campaigns whose allow-list lets one person lend items to another. */
export async function allowedIn(
  tx: Pick<Reader, "select" | "execute">,
  campaigns: readonly string[],
  between: { from: string; to: string },
): Promise<Set<string>> {
  const found = await tx
    .select({ id: campaign.id, settings: campaign.settings })
    .from(campaign)
    .where(inArray(campaign.id, [...campaigns]));
  const [same] = await rows<{ same: boolean }>(
    tx,
    sql`SELECT count(*) = 2 AND count(DISTINCT i.department) = 1 AND count(i.department) = 2 AS same
      FROM person p JOIN source s ON s.id = p.identity_source_id
      JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = p.identity_id
      WHERE p.id IN (${between.from}, ${between.to})`,
  );
  return new Set(
    found.flatMap((c) => {
      const { pool, delegation: lending } = listed.parse(launchedWith(c.settings));
      const { to } = lending;
      const may = to === "anyone" || (to === "pool" ? pool.includes(between.to) : (same?.same ?? false));
      return may ? [c.id] : [];
    }),
  );
}
