import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { rows } from "@/db/client";
import { delegation } from "@/db/schema/delegations";
import { person } from "@/db/schema/people";
import { query } from "@/lib/query";
import { settledBetween } from "./delegation-sql";
import { delegationRow } from "./schema";

const giver = alias(person, "giver");
const taker = alias(person, "taker");

/** What one has lent and borrowed, what of it is open there and goes back, and what stays there; the earliest end first. */
export const delegations = query({
  name: "reviews.delegations",
  permission: "item.delegate",
  input: z.object({}),
  output: z.array(delegationRow),
  run: async (reader, { scope }) => {
    const me = scope.personId ?? "";
    const found = await reader
      .select({
        id: delegation.id,
        mine: sql<boolean>`${delegation.fromId} = ${me}`,
        from: giver.name,
        to: taker.name,
        until: delegation.until,
      })
      .from(delegation)
      .innerJoin(giver, eq(giver.id, delegation.fromId))
      .innerJoin(taker, eq(taker.id, delegation.toId))
      .where(and(isNull(delegation.endedAt), or(eq(delegation.fromId, me), eq(delegation.toId, me))))
      .orderBy(asc(delegation.endsAt), asc(delegation.id))
      .limit(50);
    if (found.length === 0) return [];
    // Where an item is now is what its last move says: it may have been handed on, or lent anew.
    const counts = await rows<{ id: string; lent: number; open: number; stays: number }>(
      reader,
      sql`SELECT id, count(*)::int AS lent, (count(*) FILTER (WHERE there AND NOT settled))::int AS open,
          (count(*) FILTER (WHERE there AND settled))::int AS stays
        FROM (SELECT r.delegation_id::text AS id, bool_or(i.state = 'open' AND c.status = 'launched' AND i.reviewer_id = d.to_id
            AND r.id = (SELECT l.id FROM reassignment l WHERE l.item_id = r.item_id ORDER BY l.at DESC, l.id DESC LIMIT 1)) AS there,
            bool_or(${settledBetween(sql`i.campaign_id`, sql`d.from_id`, sql`d.to_id`)}) AS settled
          FROM reassignment r JOIN delegation d ON d.id = r.delegation_id
          JOIN item i ON i.id = r.item_id JOIN campaign c ON c.id = i.campaign_id
          WHERE r.kind = 'delegated' AND r.delegation_id = ANY (${`{${found.map((f) => f.id).join(",")}}`}::uuid[])
          GROUP BY r.delegation_id, r.item_id) moved GROUP BY 1`,
    );
    return found.map((f) => {
      const { lent = 0, open = 0, stays = 0 } = counts.find((c) => c.id === f.id) ?? {};
      return { ...f, lent, open, stays };
    });
  },
});
