import { FAR, SUBSTANTIVE } from "./debt";

/** `debt.ts` in SQL, over decisions `d` with their words `w` (a left join of `private_payload`). */
export const mannerSql = `coalesce(d.batch_size, 1) AS together, d.arm = 'blind' AS blind,
  d.outcome IN ('certify', 'certify_until')
    AND EXISTS (SELECT 1 FROM second_look l WHERE l.item_id = d.item_id AND l.state = 'agreed') AS second_read,
  CASE WHEN d.rationale_id IS NULL THEN false WHEN w.payload IS NOT NULL
    THEN length(btrim(coalesce(w.payload::jsonb ->> 'rationale', ''))) >= ${SUBSTANTIVE} END AS words`;

/** Over columns named as `mannerSql` names them. */
export const examinedSql =
  "(outcome IN ('revoke', 'modify') OR blind OR second_read OR (words IS TRUE AND together <= 1))";

/** @param looked SQL of the least number of campaigns ago that it was examined; @param decided whether it ever was decided */
export function debtSql(looked: string, decided: string, privilege: string): string {
  return `CASE WHEN ${looked} IS NOT NULL THEN least(${FAR}, ${looked} - 1)
    ELSE CASE WHEN ${decided} THEN 9 ELSE 10 END + CASE WHEN ${privilege} = 'privileged' THEN 10 ELSE 0 END END`;
}
