import { type SQL, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { query } from "@/lib/query";
import { campaignInput, FEW_PEERS, type OutlierMap, outlierMap } from "./schema";

/** Departments drawn: those with the most outliers. */
const MOST_DEPARTMENTS = 24;

/** How many twentieths of the peers hold the same: 0 none, 20 all, between them the nearest of 1 to 19. */
export function heldSql(holders: SQL, others: SQL): SQL {
  return sql`CASE WHEN ${holders} = 0 THEN 0 WHEN ${holders} >= ${others} THEN 20
    ELSE least(19, greatest(1, (${holders} * 40 + ${others}) / (2 * ${others}))) END`;
}

/** Counts a launch's stage for the map, once. */
export async function writePeers(tx: Tx, campaign: string): Promise<void> {
  await tx.execute(sql`
    INSERT INTO campaign_peers (campaign_id, department, held, items)
    SELECT ${campaign}::uuid, coalesce(subject_department, ''), ${heldSql(sql`peer_holders`, sql`peer_others`)}, count(*)::int
    FROM staged_item WHERE peer_others IS NOT NULL GROUP BY 2, 3`);
}

/** The conditions of an item that a dot of the map stands for. */
export function dotOf(department: string, held: number | ""): SQL[] {
  return [
    ...(department === ""
      ? []
      : [department === "-" ? sql`i.subject_department IS NULL` : sql`i.subject_department = ${department}`]),
    ...(held === "" ? [] : [sql`${heldSql(sql`i.peer_holders`, sql`i.peer_others`)} = ${held}`]),
    // Says the same of these once more, in the words of the index over outliers.
    ...(held !== "" && held <= FEW_PEERS ? [sql`i.peer_holders * 5 < i.peer_others`] : []),
  ];
}

/** Where access stands out from what the people around its holder have, by department; those with most of it first. */
export const outliers = query({
  name: "campaigns.outliers",
  permission: "campaign.read",
  input: campaignInput,
  output: outlierMap,
  async run(reader, { input }) {
    const [whole] = await rows<Omit<OutlierMap, "departments">>(
      reader,
      sql`SELECT count(DISTINCT department)::int AS all, coalesce(sum(items), 0)::int AS items,
        greatest(0, (SELECT c.items FROM campaign c WHERE c.id = ${input.id}) - coalesce(sum(items), 0))::int AS without
        FROM campaign_peers WHERE campaign_id = ${input.id}`,
    );
    const departments = await rows<OutlierMap["departments"][number]>(
      reader,
      sql`SELECT department, sum(items)::int AS items, coalesce(sum(items) FILTER (WHERE held <= ${FEW_PEERS}), 0)::int AS outliers,
          jsonb_agg(jsonb_build_object('held', held, 'items', items) ORDER BY held) AS dots
        FROM campaign_peers WHERE campaign_id = ${input.id}
        GROUP BY department ORDER BY outliers DESC, lower(department), department LIMIT ${MOST_DEPARTMENTS}`,
    );
    return { departments, ...(whole ?? { all: 0, items: 0, without: 0 }) };
  },
});
