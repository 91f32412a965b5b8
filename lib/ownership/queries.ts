import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { machineKinds, ownerJoins } from "@/lib/evidence/owner-sql";
import { query } from "@/lib/query";
import { plainWords } from "./agent";
import { knownOf, lastOffer, listIn } from "./known-sql";
import { listInput, type MachineRow, machinePage, ownMachines } from "./schema";

/** Non-human identities of the sources in force; one that was only derived from an account counts where nothing better is known. */
const machines = sql`FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id
  AND i.kind IN ${machineKinds} AND (NOT i.derived OR EXISTS (SELECT 1 FROM account_match m
    WHERE m.identity_source_id = s.id AND m.identity_id = i.id))`;

const nobody = sql`(owner.owner_basis IS NULL OR owner.owner_left)`;

type Found = Omit<
  MachineRow,
  "sourceName" | "owner" | "createdBy" | "lastUse" | "keysUsedBy" | "grantedBy"
> & {
  source_name: string;
  owner_name: string | null;
  owner_left: boolean | null;
  owner_basis: "accepted" | "source" | null;
  created_by: string | null;
  last_use: string | null;
  keys_used_by: string[];
  granted_by: string[];
};

/** Non-human identities by name: those nobody answers for, or all. */
export const list = query({
  name: "ownership.identities",
  permission: "identity.list",
  input: listInput,
  output: machinePage,
  run: async (reader, { input }) => {
    const where: SQL[] = [sql`true`];
    if (input.kind) where.push(sql`i.kind = ${input.kind}`);
    if (input.q !== "") {
      const like = `%${input.q.replace(/[\\%_]/g, "\\$&")}%`;
      where.push(
        sql`(i.name ILIKE ${like} OR i.id ILIKE ${like} OR i.purpose ILIKE ${like} OR owner.owner_name ILIKE ${like})`,
      );
    }
    const matching = sql.join(where, sql` AND `);
    const [counts] = await rows<{ unowned: number; all: number }>(
      reader,
      sql`SELECT (count(*) FILTER (WHERE ${nobody}))::int AS unowned, count(*)::int AS all ${machines} ${ownerJoins} WHERE ${matching}`,
    );
    const found = await rows<Found>(
      reader,
      sql`WITH page AS (
          SELECT s.id AS source_id, i.snapshot_id, i.id, lower(coalesce(i.name, i.id)) AS place, owner.owner_name, owner.owner_left, owner.owner_basis
          ${machines} ${ownerJoins}
          WHERE ${matching} AND ${input.show === "unowned" ? nobody : sql`true`} ${beyond(input.after)}
          ORDER BY place, s.id, i.id LIMIT ${input.limit + 1})
        SELECT s.id AS source, s.name AS source_name, i.id, coalesce(i.name, i.id) AS name, i.kind, i.purpose,
          page.owner_name, page.owner_left, page.owner_basis, i.start_date::text AS since,
          coalesce(maker.name, nullif(btrim(i.attributes->>'created_by'), '')) AS created_by,
          ${listIn(sql`i.attributes->>'dependants'`)} AS dependants,
          k.*, offer.last AS offer
        FROM page JOIN source s ON s.id = page.source_id JOIN snap_identity i ON i.snapshot_id = page.snapshot_id AND i.id = page.id
        LEFT JOIN snap_identity maker ON maker.snapshot_id = i.snapshot_id AND maker.id = btrim(i.attributes->>'created_by')
        ${knownOf} ${lastOffer}
        ORDER BY page.place, s.id, i.id`,
    );
    const shown = found.slice(0, input.limit);
    const last = shown.at(-1);
    return {
      rows: shown.map(rowOf),
      next:
        found.length > input.limit && last
          ? JSON.stringify([last.name.toLowerCase(), last.source, last.id])
          : null,
      counts: counts ?? { unowned: 0, all: 0 },
    };
  },
});

function rowOf(f: Found): MachineRow {
  return {
    ...f,
    purpose: plainWords(f.purpose),
    sourceName: f.source_name,
    owner:
      f.owner_basis === null || f.owner_name === null
        ? null
        : { name: f.owner_name, left: f.owner_left, basis: f.owner_basis },
    createdBy: plainWords(f.created_by),
    lastUse: f.last_use,
    keysUsedBy: f.keys_used_by.map((by) => plainWords(by) ?? by),
    grantedBy: f.granted_by.map((by) => plainWords(by) ?? by),
  };
}

const placeOf = z.tuple([z.string(), z.number().int(), z.string()]);

/** After the row a page ended with; an unreadable place begins again. */
function beyond(after: string | undefined): SQL {
  if (after === undefined) return sql``;
  const place = placeOf.safeParse(readable(after));
  if (!place.success) return sql``;
  const [name, source, id] = place.data;
  return sql`AND (lower(coalesce(i.name, i.id)), s.id, i.id) > (${name}::text, ${source}::int, ${id}::text)`;
}

function readable(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What waits for my word, and what I answer for. */
export const mine = query({
  name: "ownership.mine",
  permission: "own.identities",
  input: z.object({}),
  output: ownMachines,
  run: async (reader, { scope }) => {
    const offers = await rows<z.input<typeof ownMachines>["offers"][number]>(
      reader,
      sql`SELECT o.id, o.source_id AS source, o.identity_id AS identity, coalesce(i.name, o.identity_id) AS name,
          CASE WHEN i.kind IN ${machineKinds} THEN i.kind END AS kind, i.purpose, b.name AS by, r.payload::jsonb ->> 'rationale' AS reason,
          ${iso(sql`o.offered_at`)} AS "offeredAt", k.grants, k.privileged, k.applications
        FROM ownership_offer o JOIN source s ON s.id = o.source_id JOIN person b ON b.id = o.by_id
        LEFT JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = o.identity_id
        LEFT JOIN private_payload r ON r.id = o.reason_id
        ${knownOf}
        WHERE o.to_id = ${scope.personId} AND o.state = 'offered' ORDER BY o.offered_at, o.id LIMIT 50`,
    );
    const answersFor = await rows<z.input<typeof ownMachines>["answersFor"][number]>(
      reader,
      sql`SELECT s.id AS source, i.id, coalesce(i.name, i.id) AS name, i.kind, i.purpose
        ${machines} ${ownerJoins} WHERE owner.owner_person = ${scope.personId}
        ORDER BY lower(coalesce(i.name, i.id)), s.id, i.id LIMIT 200`,
    );
    const plain = <T extends { purpose?: string | null }>(row: T) => ({
      ...row,
      purpose: plainWords(row.purpose ?? null),
    });
    return { offers: offers.map(plain), answersFor: answersFor.map(plain) };
  },
});
