import { eq, isNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { bindingQueue, person, personRole, session } from "@/db/schema/people";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { query } from "@/lib/query";
import { bindingFacts } from "./binding";
import { sessionState, verdictOn } from "./rules";
import * as wire from "./schema";

/** What a sign-in would come to, and which roles it should bring that are not held yet. */
export const signInVerdict = query({
  name: "session.match",
  permission: "people.bind",
  input: wire.signInInput,
  output: wire.signInAnswer,
  async run(reader, { input }) {
    const verdict = verdictOn(input.claims, await bindingFacts(reader, input.claims));
    const who = "person" in verdict ? verdict.person : null;
    const held = who ? await reader.select().from(personRole).where(eq(personRole.personId, who)) : [];
    return { verdict, missing: input.grant.filter((role) => !held.some((h) => h.role === role)) };
  },
});

/** Whose session this is, if it still is anybody's: read for every request, so that an end counts at once. */
export const sessionActor = query({
  name: "session.actor",
  permission: "session.start",
  input: wire.sessionInput,
  output: wire.sessionAnswer.nullable(),
  async run(reader, { input }) {
    const [found] = await reader
      .select({ session, person })
      .from(session)
      .innerJoin(person, eq(person.id, session.personId))
      .where(eq(session.id, input.id));
    if (!found) return null;
    const { status, kind } = found.person;
    const state = sessionState({ ...found.session, status, kind }, now());
    if (state === "ended") return null;
    const roles = await reader
      .select({ role: personRole.role })
      .from(personRole)
      .where(eq(personRole.personId, found.person.id));
    return {
      person: found.person.id,
      name: found.person.name,
      authn: found.session.authn,
      roles: roles.map((r) => r.role),
      refresh: state === "refresh",
    };
  },
});

/** Everything the frame of a page shows of the person who looks at it. */
export const sessionShell = query({
  name: "session.shell",
  permission: "session.read",
  input: z.object({}),
  output: wire.shell,
  async run(reader, { scope }) {
    const me = scope.personId;
    const [found] = await rows<{
      name: string;
      email: string | null;
      roles: wire.Shell["roles"];
      bound: boolean;
      open: number;
      reviewer: boolean;
      remover: boolean;
    }>(
      reader,
      sql`SELECT p.name, p.email, p.identity_id IS NOT NULL AS bound,
          ARRAY(SELECT role FROM person_role WHERE person_id = p.id ORDER BY role) AS roles,
          coalesce((SELECT sum(r.items - r.decided) FROM review r JOIN campaign c ON c.id = r.campaign_id
            WHERE r.reviewer_id = p.id AND c.status = 'launched'), 0)::int AS open,
          EXISTS (SELECT 1 FROM review WHERE reviewer_id = p.id) AS reviewer,
          EXISTS (SELECT 1 FROM remediation WHERE owner_id = p.id) AS remover
        FROM person p WHERE p.id = ${me}`,
    );
    if (!found) throw new Error("A signed-in person has no row.");
    return found;
  },
});

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

/** The one row that stands for the command line, or for nobody. */
export const placeholder = query({
  name: "people.placeholder",
  permission: "people.bind",
  input: z.object({ kind: wire.placeholderKind }),
  output: z.uuid().nullable(),
  async run(reader, { input }) {
    const [found] = await reader
      .select({ id: person.id })
      .from(person)
      .where(eq(person.kind, input.kind));
    return found?.id ?? null;
  },
});
