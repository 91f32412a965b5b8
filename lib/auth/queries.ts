import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { person, personRole, session } from "@/db/schema/people";
import { now } from "@/lib/clock";
import { query } from "@/lib/query";
import { bindingFacts } from "./binding";
import { sessionState, verdictOn } from "./rules";
import * as wire from "./schema";

/**
 * What a sign-in would come to, and which roles it should bring that are not held yet. One state of the database: between
 * two, the same sign-in in another window would look like somebody else's.
 */
export const signInVerdict = query({
  name: "session.match",
  consistent: true,
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
      describes: boolean;
      offers: number;
      answers: boolean;
      exceptions: number;
      excepting: boolean;
      looks: number;
      looking: boolean;
      again: number;
      questions: number;
      questioned: boolean;
    }>(
      reader,
      sql`SELECT p.name, p.email, p.identity_id IS NOT NULL AS bound,
          ARRAY(SELECT role FROM person_role WHERE person_id = p.id ORDER BY role) AS roles,
          coalesce((SELECT sum(r.items - r.decided) FROM review r JOIN campaign c ON c.id = r.campaign_id
            WHERE r.reviewer_id = p.id AND c.status = 'launched'), 0)::int AS open,
          EXISTS (SELECT 1 FROM review WHERE reviewer_id = p.id) AS reviewer,
          EXISTS (SELECT 1 FROM remediation WHERE owner_id = p.id) AS remover,
          EXISTS (SELECT 1 FROM catalogue_line WHERE owner_id = p.id)
            OR EXISTS (SELECT 1 FROM catalogue_line WHERE lower(owner_ref) = lower(p.identity_id))
            OR p.identity_id IS NOT NULL AND EXISTS (SELECT 1 FROM catalogue_line WHERE lower(owner_ref) = lower(p.email)) AS describes,
          (SELECT count(*)::int FROM exception e JOIN campaign c ON c.id = e.campaign_id
            WHERE e.second_id = p.id AND e.state = 'pending' AND c.status = 'launched') AS exceptions,
          EXISTS (SELECT 1 FROM exception WHERE p.id IN (second_id, requested_by, control_owner_id)) AS excepting,
          (SELECT count(*)::int FROM second_look l JOIN campaign c ON c.id = l.campaign_id
            WHERE l.second_id = p.id AND l.state = 'pending' AND c.status = 'launched') AS looks,
          EXISTS (SELECT 1 FROM second_look WHERE second_id = p.id AND state <> 'withdrawn') AS looking,
          (SELECT count(*)::int FROM reperformance a WHERE a.performer_id = p.id AND a.frozen_at IS NULL) AS again,
          (SELECT count(*)::int FROM question q JOIN campaign c ON c.id = q.campaign_id WHERE q.to_person_id = p.id AND q.state = 'open'
            AND q.expires_at > ${now().toISOString()}::timestamptz AND c.status = 'launched') AS questions,
          EXISTS (SELECT 1 FROM question WHERE to_person_id = p.id) AS questioned,
          (SELECT count(*)::int FROM ownership_offer WHERE to_id = p.id AND state = 'offered') AS offers,
          EXISTS (SELECT 1 FROM ownership_offer WHERE to_id = p.id AND state = 'accepted') OR EXISTS (SELECT 1 FROM source s
            JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.owner_id = p.identity_id) AS answers
        FROM person p WHERE p.id = ${me}`,
    );
    if (!found) throw new Error("A signed-in person has no row.");
    return found;
  },
});

/** The one row that stands for the command line, or for nobody. */
export const placeholder = query({
  name: "people.placeholder",
  permission: "people.bind",
  input: z.object({ kind: wire.placeholderKind }),
  output: z.uuid().nullable(),
  async run(reader, { input }) {
    const [found] = await reader.select({ id: person.id }).from(person).where(eq(person.kind, input.kind));
    return found?.id ?? null;
  },
});
