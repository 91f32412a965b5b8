import { isNull, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { iso, rows } from "@/db/client";
import { bindingQueue } from "@/db/schema/people";
import { env } from "@/lib/env";
import { query } from "@/lib/query";
import * as wire from "./schema";

/** The people who operate or have a place here, by name, from either side of one of them. */
export const peopleList = query({
  name: "people.list",
  permission: "people.read",
  input: wire.peopleFilter,
  output: wire.peoplePage,
  async run(reader, { input }) {
    const backwards = input.before !== undefined && input.after === undefined;
    const from = input.after ?? input.before;
    const found = await rows<PersonSql>(
      reader,
      sql`SELECT p.id, p.name, p.email, p.kind, p.status, p.subject IS NOT NULL AS signs_in,
          s.name AS source_name, p.identity_id, i.name AS identity_name,
          ARRAY(SELECT role FROM person_role WHERE person_id = p.id ORDER BY role) AS roles,
          (SELECT ${iso(sql`max(created_at)`)} FROM session WHERE person_id = p.id) AS last_sign_in
        FROM person p
        LEFT JOIN source s ON s.id = p.identity_source_id
        LEFT JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = p.identity_id
        WHERE ${matching(input)} ${from ? beyond(from, backwards) : sql``}
        ORDER BY lower(p.name) ${direction(backwards)}, p.id ${direction(backwards)}
        LIMIT ${pageSize + 1}`,
    );
    const page = found.slice(0, pageSize).map(personOf);
    const more = found.length > pageSize;
    if (backwards) page.reverse();
    const first = page[0]?.id ?? null;
    const last = page.at(-1)?.id ?? null;
    return {
      people: page,
      previous: (backwards ? more : input.after !== undefined) ? first : null,
      next: (backwards ? true : more) ? last : null,
      waiting: await reader.$count(bindingQueue, isNull(bindingQueue.resolvedAt)),
    };
  },
});

const pageSize = 50;
const direction = (backwards: boolean) => sql.raw(backwards ? "DESC" : "ASC");

function beyond(id: string, backwards: boolean): SQL {
  return sql`AND (lower(p.name), p.id) ${sql.raw(backwards ? "<" : ">")}
    (SELECT lower(name), id FROM person WHERE id = ${id})`;
}

function matching(filter: z.output<typeof wire.peopleFilter>): SQL {
  const parts = [sql`p.kind <> 'unassigned'`];
  if (filter.q) {
    const like = `%${filter.q.replace(/[\\%_]/g, "\\$&")}%`;
    parts.push(sql`(p.name ILIKE ${like} OR p.email ILIKE ${like})`);
  }
  if (filter.status) parts.push(sql`p.status = ${filter.status}`);
  if (filter.role)
    parts.push(sql`EXISTS (SELECT 1 FROM person_role r WHERE r.person_id = p.id
      ${filter.role === "any" ? sql`` : sql`AND r.role = ${filter.role}`})`);
  return sql.join(parts, sql` AND `);
}

type PersonSql = {
  id: string;
  name: string;
  email: string | null;
  kind: wire.PersonRow["kind"];
  status: wire.PersonRow["status"];
  signs_in: boolean;
  source_name: string | null;
  identity_id: string | null;
  identity_name: string | null;
  roles: wire.PersonRow["roles"];
  last_sign_in: string | null;
};

function personOf(row: PersonSql): wire.PersonRow {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    kind: row.kind,
    status: row.status,
    roles: row.roles,
    identity:
      row.identity_id !== null && row.source_name !== null
        ? { source: row.source_name, id: row.identity_id, name: row.identity_name }
        : null,
    signsIn: row.signs_in,
    lastSignIn: row.last_sign_in,
    configuredAdmin: row.email !== null && env().admins.includes(row.email.toLowerCase()),
  };
}

/** Sign-ins that matched no one person, oldest first, each with whom it could be. */
export const peopleBindings = query({
  name: "people.bindings",
  permission: "people.read",
  input: wire.bindingsFilter,
  output: wire.bindingsPage,
  async run(reader, { input }) {
    const found = await rows<wire.BindingRow>(
      reader,
      sql`SELECT b.id, b.issuer, b.email, b.name, b.reason AS why, ${iso(sql`b.created_at`)} AS at,
          coalesce((SELECT jsonb_agg(c) FROM (
            SELECT p.id, p.name, p.email FROM person p
            WHERE lower(p.email) = lower(b.email) AND p.kind = 'person' AND p.status = 'active' AND p.subject IS NULL
            LIMIT 5) c), '[]') AS people,
          coalesce((SELECT jsonb_agg(c) FROM (
            SELECT s.id AS source, s.name AS "sourceName", i.id, i.name, i.title, i.department
            FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id
            WHERE lower(i.email) = lower(b.email) AND i.kind IN ('human', 'unknown') AND NOT EXISTS (
              SELECT 1 FROM person p WHERE p.identity_source_id = s.id AND p.identity_id = i.id
                AND (p.subject IS NOT NULL OR p.kind <> 'person' OR p.status <> 'active'))
            ORDER BY s.id, i.id LIMIT 5) c), '[]') AS identities
        FROM binding_queue b
        WHERE b.resolved_at IS NULL ${input.after ? sql`AND (b.created_at, b.id) > (SELECT created_at, id FROM binding_queue WHERE id = ${input.after})` : sql``}
        ORDER BY b.created_at, b.id LIMIT ${pageSize + 1}`,
    );
    const page = found.slice(0, pageSize);
    return { bindings: page, next: found.length > pageSize ? (page.at(-1)?.id ?? null) : null };
  },
});
