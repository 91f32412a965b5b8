import { eq, type SQL, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { person, personRole } from "@/db/schema/people";
import type { AuditEvent, Events } from "@/lib/audit-log/events";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import type { Reader } from "@/lib/query";
import { type Actor, personOf, type Role } from "./actor";
import type { BindingFacts, Known } from "./rules";
import type { Claims, IdentityRef, Verdict } from "./schema";

type KnownRow = {
  id: string;
  status: Known["status"];
  kind: Known["kind"];
  signs_in: boolean;
  identity_source_id: number | null;
  identity_id: string | null;
};

const columns = sql`p.id, p.status, p.kind, p.subject IS NOT NULL AS signs_in, p.identity_source_id, p.identity_id`;

/** One change of who is who at a time: what was checked is still so when it is written. */
export async function lockPeople(tx: Tx): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('countersign people'))`);
}

/** What is known of a sign-in: two index lookups among people, one among the directory's entries. */
export async function bindingFacts(reader: Reader, claims: Claims): Promise<BindingFacts> {
  const login = await one(reader, sql`p.issuer = ${claims.issuer} AND p.subject = ${claims.subject}`);
  if (claims.email === null) return { login, byEmail: null, identities: [] };
  const email = claims.email.toLowerCase();
  const byEmail = await one(reader, sql`lower(p.email) = ${email}`);
  const found = await rows<
    { source: number; identity: string } & { [K in keyof KnownRow]: KnownRow[K] | null }
  >(
    reader,
    sql`SELECT s.id AS source, i.id AS identity, ${columns}
      FROM source s
      JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND lower(i.email) = ${email}
      LEFT JOIN person p ON p.identity_source_id = s.id AND p.identity_id = i.id
      WHERE i.kind IN ('human', 'unknown')
      ORDER BY s.id, i.id LIMIT 2`,
  );
  const identities = found.map((f) => ({
    ref: { source: f.source, id: f.identity },
    holder: f.id === null ? null : known(f as KnownRow),
  }));
  return { login, byEmail, identities };
}

/** One person by their id, or null. */
export function personById(reader: Reader, id: string): Promise<Known | null> {
  return one(reader, sql`p.id = ${id}`);
}

/** Who a directory entry is here, or null. */
export function personOfIdentity(reader: Reader, ref: IdentityRef): Promise<Known | null> {
  return one(reader, sql`p.identity_source_id = ${ref.source} AND p.identity_id = ${ref.id}`);
}

/** A directory entry's name in the snapshot in force; undefined where it is not there. */
export async function identityName(
  reader: Reader,
  ref: IdentityRef,
): Promise<{ name: string | null } | undefined> {
  const [found] = await rows<{ name: string | null }>(
    reader,
    sql`SELECT i.name FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id
      WHERE s.id = ${ref.source} AND i.id = ${ref.id} AND i.kind IN ('human', 'unknown')`,
  );
  return found;
}

async function one(reader: Reader, where: SQL): Promise<Known | null> {
  const [found] = await rows<KnownRow>(reader, sql`SELECT ${columns} FROM person p WHERE ${where}`);
  return found ? known(found) : null;
}

function known(row: KnownRow): Known {
  return {
    id: row.id,
    status: row.status,
    kind: row.kind,
    signsIn: row.signs_in,
    identity:
      row.identity_source_id !== null && row.identity_id !== null
        ? { source: row.identity_source_id, id: row.identity_id }
        : null,
  };
}

/** Writes what a verdict says. */
export async function writeBinding(
  tx: Tx,
  claims: Claims,
  verdict: Exclude<Verdict, { kind: "refuse" }>,
  now: Date,
): Promise<{ id: string; events: AuditEvent[] }> {
  if (verdict.kind === "known") return { id: verdict.person, events: [] };
  const identity = verdict.identity;
  const held = identity ? { identitySourceId: identity.source, identityId: identity.id } : {};
  if (verdict.kind === "create") {
    const id = uuid7(now.getTime());
    const named = (identity && (await identityName(tx, identity))?.name) || claims.name?.trim();
    await tx.insert(person).values({
      id,
      issuer: claims.issuer,
      subject: claims.subject,
      email: verdict.email,
      name: named || claims.email || "Somebody without a name",
      kind: "person",
      createdAt: now,
      ...held,
    });
    return { id, events: [boundEvent(id, claims.issuer, identity)] };
  }
  const set =
    verdict.kind === "bind"
      ? { ...held, email: verdict.email }
      : { ...held, issuer: claims.issuer, subject: claims.subject };
  await tx.update(person).set(set).where(eq(person.id, verdict.person));
  return { id: verdict.person, events: [boundEvent(verdict.person, claims.issuer, identity)] };
}

function boundEvent(id: string, issuer: string, identity: IdentityRef | null): AuditEvent {
  return {
    type: "person.bound",
    data: { person: id, issuer, ...(identity ? { identity: `${identity.source}/${identity.id}` } : {}) },
  };
}

/** Gives roles that are not held yet; an event each. */
export async function giveRoles(
  tx: Tx,
  id: string,
  grant: readonly Role[],
  actor: Actor,
  now: Date,
): Promise<AuditEvent[]> {
  if (grant.length === 0) return [];
  const given = await tx
    .insert(personRole)
    .values(grant.map((role) => ({ personId: id, role, givenBy: personOf(actor), givenAt: now })))
    .onConflictDoNothing()
    .returning({ role: personRole.role });
  return given.map(({ role }) => ({ type: "role.granted", data: { person: id, role } }));
}

/** @throws AppError where there is nothing to record: somebody else's request did the same meanwhile */
export function atLeastOne(list: readonly AuditEvent[]): Events {
  const [first, ...rest] = list;
  if (!first) throw new AppError("conflict", "already", "This is so already; nothing was changed.");
  return [first, ...rest];
}
