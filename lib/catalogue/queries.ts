import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { permits } from "@/lib/auth/policy";
import { query, type Reader } from "@/lib/query";
import { mineSql, ownedBy } from "./owners";
import { type QueueRow, queuePage, queueSearch, type Standing, standings } from "./schema";

const pageSize = 50;

/** A place in the queue, as the address carries it. */
const cursor = z.tuple([z.number().int(), z.number().int(), z.string()]);

/** The standings a filter shows. */
const shown: Record<"undescribed" | "unverified" | "verified", Standing> = {
  undescribed: "undescribed",
  unverified: "proposed",
  verified: "verified",
};

/**
 * Entitlements of the sources in force, what nothing describes first, then by holders: all of them for those who oversee, their
 * own for everybody else. 50 at a time by place in the queue; each filter is a range of one index.
 */
export const queue = query({
  name: "catalogue.queue",
  permission: "catalogue.list",
  input: queueSearch,
  output: queuePage,
  run: async (reader, { input, scope }) => {
    const oversees = permits("source.read", scope.actor, undefined) === "allow";
    const me = scope.personId ?? "";
    const own = !oversees || input.show === "mine";
    const { show } = input;
    const narrowed = sql.join(
      [
        own ? ownedBy(me) : sql`true`,
        ...applicationOf(input.application),
        ...(input.q ? [searched(input.q)] : []),
      ],
      sql` AND `,
    );
    const standing = show === "all" || show === "mine" ? sql`true` : sql`l.standing = ${shown[show]}`;
    const mine = own ? sql`WITH ${mineSql(me)}` : sql``;
    const found = await rows<QueueRow & { place: number }>(
      reader,
      sql`${mine} SELECT l.source_id AS source, s.name AS "sourceName", l.entitlement_id AS entitlement, l.application, l.name,
          l.title, l.privilege, l.standing, l.holders, l.place
        FROM catalogue_line l JOIN source s ON s.id = l.source_id
        WHERE ${narrowed} AND ${standing} ${beyond(input.after)}
        ORDER BY l.place, l.source_id, l.entitlement_id LIMIT ${pageSize + 1}`,
    );
    const counted = await rows<{ standing: Standing; n: number }>(
      reader,
      sql`${mine} SELECT l.standing, count(*)::int AS n FROM catalogue_line l WHERE ${narrowed} GROUP BY l.standing`,
    );
    const page = found.slice(0, pageSize);
    const last = page.at(-1);
    const count = (s: Standing) => counted.find((c) => c.standing === s)?.n ?? 0;
    return {
      rows: page.map(({ place: _, ...row }) => row),
      next:
        found.length > pageSize && last ? JSON.stringify([last.place, last.source, last.entitlement]) : null,
      counts: counts(count),
      applications: await applications(reader, own ? me : null),
      oversees,
    };
  },
});

function counts(of: (standing: Standing) => number): Record<Standing, number> {
  const [undescribed, proposed, derived, stated, written, verified] = standings.map(of);
  return {
    undescribed: undescribed ?? 0,
    proposed: proposed ?? 0,
    derived: derived ?? 0,
    stated: stated ?? 0,
    written: written ?? 0,
    verified: verified ?? 0,
  };
}

function beyond(after: string | undefined): SQL {
  const from = cursor.safeParse(parsed(after));
  if (!from.success) return sql``;
  const [place, source, entitlement] = from.data;
  return sql`AND (l.place, l.source_id, l.entitlement_id) > (${place}::int, ${source}::int, ${entitlement}::text)`;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** "3~erp": a source and one of its applications. */
function applicationOf(key: string): SQL[] {
  const [, source, application] = /^(\d{1,9})~(.*)$/.exec(key) ?? [];
  return source && application
    ? [sql`l.source_id = ${Number(source)}`, sql`l.application_id = ${application}`]
    : [];
}

function searched(q: string): SQL {
  const like = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(l.title ILIKE ${like} OR l.name ILIKE ${like} OR l.application ILIKE ${like})`;
}

/** Applications to choose from: hundreds at most, the largest first where there are more. */
function applications(reader: Reader, owner: string | null) {
  return rows<{ key: string; label: string }>(
    reader,
    sql`${owner ? sql`WITH ${mineSql(owner)}` : sql``} SELECT key, label FROM (
      SELECT l.source_id || '~' || l.application_id AS key, min(l.application) || ' (' || min(s.name) || ')' AS label, count(*) AS n
      FROM catalogue_line l JOIN source s ON s.id = l.source_id WHERE ${owner ? ownedBy(owner) : sql`true`}
      GROUP BY l.source_id, l.application_id ORDER BY n DESC LIMIT 300) a ORDER BY lower(label), key`,
  );
}
