import { sql } from "drizzle-orm";

/**
 * What an item is drawn as (`lib/audit-log/arms`): with every other that is alike where a decision could be one for all of
 * them, which needs low risk, seen before, and described or known to be standard access; else as itself. Over the columns of
 * `item`, or of the stage with the item's id named.
 */
export const unitSql = (of: string, id = "id") =>
  sql.raw(`CASE WHEN ${of}.risk = 'low' AND NOT ${of}.first_seen AND (NOT ${of}.undescribed OR ${of}.privilege IS NOT DISTINCT FROM 'standard')
    THEN 'alike/' || ${of}.alike_key ELSE 'item/' || ${of}.${id}::text END`);
