import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { withoutSecrets } from "@/lib/text/redact";
import { type KindName, kindNames, kinds } from "./kinds";
import type { FileTieOut } from "./schema";
import { name, type Tx } from "./staging";

/** Rows that were stored, by file, and records by kind, counted where they lie; and the two agree. */
export async function storedRows(
  tx: Tx,
  snapshot: number,
): Promise<{ files: Record<string, number>; kinds: Record<KindName, number>; agree: boolean }> {
  const byFile = await rows<{ file: string; n: number }>(
    tx,
    sql`SELECT file, count(DISTINCT ord)::int AS n FROM import_row WHERE snapshot_id = ${snapshot} AND lead GROUP BY file`,
  );
  const staged = await rows<{ kind: KindName; n: number }>(
    tx,
    sql`SELECT kind, count(*)::int AS n FROM import_row WHERE snapshot_id = ${snapshot} GROUP BY kind`,
  );
  const each = kindNames.map(
    (k) =>
      sql`SELECT ${k}::text AS kind, count(*)::int AS n FROM ${name(kinds[k].table)} WHERE snapshot_id = ${snapshot}`,
  );
  const final = await rows<{ kind: KindName; n: number }>(tx, sql.join(each, sql` UNION ALL `));
  const stagedOf = new Map(staged.map((s) => [s.kind, s.n]));
  const counts = Object.fromEntries(kindNames.map((k) => [k, final.find((f) => f.kind === k)?.n ?? 0]));
  return {
    files: Object.fromEntries(byFile.map((f) => [f.file, f.n])),
    kinds: counts as Record<KindName, number>,
    agree: kindNames.every((k) => counts[k] === (stagedOf.get(k) ?? 0)),
  };
}

/** Rows put aside, by file. */
export async function asideRows(tx: Tx, snapshot: number): Promise<Aside[]> {
  const found = await rows<Aside>(
    tx,
    sql`SELECT file, count(*) FILTER (WHERE kind = 'duplicate')::int AS duplicates,
        count(*) FILTER (WHERE kind = 'rejected')::int AS rejected,
        (array_agg('line ' || line || ': ' || reason ORDER BY line) FILTER (WHERE kind = 'rejected'))[1] AS "firstReason"
      FROM snapshot_reject WHERE snapshot_id = ${snapshot} AND kind <> 'note' GROUP BY file ORDER BY file`,
  );
  return found.map((f) => ({
    ...f,
    firstReason: f.firstReason === null ? null : withoutSecrets(f.firstReason),
  }));
}

export type Aside = { file: string; duplicates: number; rejected: number; firstReason: string | null };

/** Adds what the reader counted to what the database did. */
export function tallied(
  read: Readonly<Record<string, number>>,
  stored: Readonly<Record<string, number>>,
  aside: readonly { file: string; duplicates: number; rejected: number }[],
): Record<string, Omit<FileTieOut, "holds">> {
  const names = [...new Set([...Object.keys(read), ...Object.keys(stored), ...aside.map((a) => a.file)])];
  return Object.fromEntries(
    names.map((name) => {
      const away = aside.find((a) => a.file === name);
      return [
        name,
        {
          read: read[name] ?? 0,
          stored: stored[name] ?? 0,
          duplicates: away?.duplicates ?? 0,
          rejected: away?.rejected ?? 0,
        },
      ];
    }),
  );
}
