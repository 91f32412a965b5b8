import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import { failedChecks } from "./rules";
import type { Check } from "./schema";

type Live = {
  source: number;
  name: string;
  snapshot: number;
  asOf: string;
  grants: number;
  previous: number | null;
};

/** Sources with a snapshot in force, by name; all of them where none is asked for. */
export async function liveSources(reader: Reader, wanted: readonly number[] = []): Promise<Live[]> {
  return rows<Live>(
    reader,
    sql`SELECT s.id AS source, s.name, n.id AS snapshot, ${iso(sql`n.as_of`)} AS "asOf", n.grants,
        (SELECT b.grants FROM snapshot b WHERE b.source_id = s.id AND b.status = 'superseded' AND b.id <> n.id
          ORDER BY b.as_of DESC, b.id DESC LIMIT 1) AS previous
      FROM source s JOIN snapshot n ON n.id = s.current_snapshot_id AND n.status = 'in_force'
      WHERE ${wanted.length === 0 ? sql`true` : sql`s.id IN ${[...wanted]}`}
      ORDER BY s.name`,
  );
}

/** The outside checks these sources' snapshots fail, and who accepted which (I9). */
export async function checksOf(reader: Reader, sources: readonly Live[], now: Date): Promise<Check[]> {
  const failed = sources.flatMap((s) =>
    failedChecks({ source: s.name, asOf: new Date(s.asOf), grants: s.grants, previous: s.previous }, now).map(
      (f) => ({
        ...f,
        snapshot: s.snapshot,
        source: s.name,
      }),
    ),
  );
  if (failed.length === 0) return [];
  const accepted = await rows<{ snapshot: number; check: string; by: string; at: string }>(
    reader,
    sql`SELECT a.snapshot_id AS snapshot, a.check, p.name AS by, ${iso(sql`a.at`)} AS at
      FROM check_acceptance a JOIN person p ON p.id = a.accepted_by
      WHERE a.snapshot_id IN ${failed.map((f) => f.snapshot)}`,
  );
  return failed.map((f) => {
    const by = accepted.find((a) => a.snapshot === f.snapshot && a.check === f.check);
    return { ...f, accepted: by ? { by: by.by, at: by.at } : null };
  });
}
