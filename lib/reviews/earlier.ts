import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { type Change, changesBetween } from "@/lib/evidence/changes";
import type { Packet } from "@/lib/evidence/schema";
import type { Reader } from "@/lib/query";
import type { Outcome } from "./schema";
import { packetOf } from "./subject";

/** What was decided on the same access before, and what is different about it since. */
export type Earlier = {
  campaign: string;
  by: string;
  /** By whoever looks now. */
  mine: boolean;
  outcome: Outcome;
  until: string | null;
  at: string;
  /** How many items were decided in that act, this one among them. */
  together: number;
  seed: string | null;
  /** Nothing here where nothing that is known of it changed. */
  changes: Change[];
};

type Row = {
  campaign_name: string;
  by_name: string;
  by_id: string;
  outcome: Outcome;
  until: string | null;
  at: string;
  together: number;
  seed: string | null;
  body: string;
};

/**
 * The last decision of a closed campaign on what an item is about, null where there is none. Of the drafts of then nothing is told:
 * it is the same for whoever decides before they see a draft (I12).
 */
export async function earlierOn(
  reader: Pick<Reader, "execute">,
  item: string,
  now: Packet,
  personId: string,
): Promise<Earlier | null> {
  const [found] = await rows<Row>(
    reader,
    sql`SELECT campaign_name, by_name, by_id::text, outcome, until::text, to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
        together, seed, body FROM earlier_decision(${item})`,
  );
  if (!found) return null;
  return {
    campaign: found.campaign_name,
    by: found.by_name,
    mine: found.by_id === personId && found.seed === null,
    outcome: found.outcome,
    until: found.until,
    at: found.at,
    together: found.together,
    seed: found.seed,
    changes: changesBetween(packetOf(found.body), now),
  };
}
