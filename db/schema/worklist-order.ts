import { sql } from "drizzle-orm";

/** The place of what is alike with nothing else: behind every group. */
export const ALONE = 2_147_483_647;

/** A score this far to either side, in thousandths of a log-odds unit, weighs no more than one at the limit. */
const FARTHEST = 500_000;
/** Room for the score below the debt, and for the debt (0 to 20) below the risk. */
const SCORES = 1_048_576;
const DEBTS = 32;

/**
 * An item's weight in the order of a list, the first the smallest: a whole identity before what it holds, then risk, then how
 * little it was ever examined, then the need score, the lowest first. The score of an item that is decided before its draft is
 * shown, or never has one, has no part: it stands as one for which nothing speaks either way (I12). The database works it out
 * itself from the row, so no write can forget it.
 */
export const weightSql = sql.raw(`CASE WHEN type = 'identity' THEN 0 ELSE ${3 * DEBTS * SCORES} END
  + CASE risk WHEN 'critical' THEN 0 WHEN 'high' THEN ${DEBTS * SCORES} ELSE ${2 * DEBTS * SCORES} END
  + (${DEBTS - 1} - least(greatest(debt, 0), ${DEBTS - 1})) * ${SCORES}
  + CASE WHEN arm = 'assisted' THEN least(greatest(coalesce(need_score, 0), -${FARTHEST}), ${FARTHEST}) ELSE 0 END + ${FARTHEST}`);
