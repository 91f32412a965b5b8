import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import { shown } from "./cells";
import { kinds } from "./kinds";
import { cellAt, intoRejects, stretch, type Tx, weakOrd } from "./staging";

/**
 * The same stretch of identities again, once all are stored: a manager who is no stored identity, nor one by a unique e-mail,
 * is unknown, which is noted (I8).
 */
export async function settleManagers(
  tx: Tx,
  snapshot: number,
  after: number,
  most: number,
): Promise<number | null> {
  const upto = await stretch(tx, snapshot, "identities", after, most);
  if (upto === null) return null;
  const manager = sql`r.cells[${sql.raw(String(cellAt(kinds.identities, "manager_id")))}]`;
  await tx.execute(sql`WITH lost AS (
      SELECT r.key, r.file, r.line, r.ord, ${manager} AS said, (
        SELECT CASE WHEN count(*) = 1 THEN min(m.id) END FROM snap_identity m
        WHERE m.snapshot_id = r.snapshot_id AND lower(m.email) = lower(${manager})) AS found
      FROM import_row r
      WHERE r.snapshot_id = ${snapshot} AND r.kind = 'identities' AND r.ord > ${after} AND r.ord <= ${upto}
        AND ${manager} IS NOT NULL AND (SELECT true FROM snap_identity m
          WHERE m.snapshot_id = r.snapshot_id AND m.id = ${manager} LIMIT 1) IS NULL
    ), set_manager AS (
      UPDATE snap_identity i SET manager_id = lost.found FROM lost WHERE i.snapshot_id = ${snapshot} AND i.id = lost.key
    )
    INSERT INTO snapshot_reject (snapshot_id, file, line, kind, reason)
    SELECT ${snapshot}::integer, file, line, 'note', min('The manager "' || left(said, 60) ||
      '" is not among the identities; the manager is kept as unknown.')
    FROM lost WHERE found IS NULL AND ord < ${weakOrd} GROUP BY file, line ${intoRejects}`);
  return upto;
}

/** The identities that manage each other in a circle, in order, or none. A circle is what is never reached from the top. */
export async function managerCircle(tx: Tx, snapshot: number): Promise<string[]> {
  // OFFSET 0 and EXCEPT: a look into the index for each identity and one comparison of two sets, whatever the statistics say.
  const [start] = await rows<{ id: string }>(
    tx,
    sql`WITH RECURSIVE reached AS (
        SELECT id FROM snap_identity WHERE snapshot_id = ${snapshot} AND manager_id IS NULL
        UNION ALL
        SELECT below.id FROM reached CROSS JOIN LATERAL (SELECT i.id FROM snap_identity i
          WHERE i.snapshot_id = ${snapshot} AND i.manager_id = reached.id OFFSET 0) AS below
      )
      SELECT id FROM snap_identity WHERE snapshot_id = ${snapshot} EXCEPT SELECT id FROM reached ORDER BY id LIMIT 1`,
  );
  if (!start) return [];
  const walk = await rows<{ id: string; closed: boolean }>(
    tx,
    sql`WITH RECURSIVE up AS (
        SELECT id, manager_id, 1 AS n FROM snap_identity WHERE snapshot_id = ${snapshot} AND id = ${start.id}
        UNION ALL
        SELECT i.id, i.manager_id, up.n + 1 FROM up
        JOIN snap_identity i ON i.snapshot_id = ${snapshot} AND i.id = up.manager_id
      ) CYCLE id SET closed USING path
      SELECT id, closed FROM up ORDER BY n`,
  );
  const end = walk.findLast((step) => step.closed)?.id;
  const ids = walk.map((step) => step.id);
  return ids.slice(ids.indexOf(end ?? ""), -1);
}

/** Says which identities go in a circle, and what to do. */
export function circular(circle: readonly string[]): AppError {
  const [only] = circle;
  const above = [...circle.slice(1, 10), ...(circle.length > 10 ? [] : [only ?? ""])].map(shown);
  const said =
    circle.length === 1
      ? `${shown(only ?? "")} is their own manager`
      : `${shown(only ?? "")} is managed by ${above.join(", who is managed by ")}${circle.length > 10 ? `, and so on through ${circle.length} identities` : ""}`;
  return new AppError(
    "rule",
    "manager-circle",
    `Managers go in a circle: ${said}. Correct manager_id, or leave it empty for whoever is at the top, and import again.`,
  );
}
