import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { bindingQueue, person, personRole, session } from "@/db/schema/people";
import type { AuditEvent, Events } from "@/lib/audit-log/events";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { type Actor, personOf, type Role } from "./actor";
import { bindingFacts, identityName, lockPeople, personById, personOfIdentity } from "./binding";
import { absolute, adminLeft, type Known, mayChangeAccess, notClaimable, verdictOn } from "./rules";
import * as wire from "./schema";

/** Makes a session for whoever has this issuer and subject; its id is the hash of what the browser will hold. */
export const startSession = chore({
  name: "session.start",
  permission: "session.start",
  input: wire.sessionStart,
  async load(tx, input) {
    const [who] = await tx
      .select({ id: person.id })
      .from(person)
      .where(
        and(
          eq(person.issuer, input.issuer),
          eq(person.subject, input.subject),
          eq(person.kind, "person"),
          eq(person.status, "active"),
        ),
      );
    if (!who) throw new AppError("not_found", "login", "Nobody here has this sign-in.");
    return who;
  },
  async run(tx, { input, subject, now }) {
    await tx.insert(session).values({
      id: input.id,
      personId: subject.id,
      authn: input.authn,
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(now.getTime() + absolute),
    });
    return { result: subject.id };
  },
});

/** Notes that a session was used. */
export const touchSession = chore({
  name: "session.touch",
  permission: "session.start",
  input: wire.sessionInput,
  load: async () => undefined,
  async run(tx, { input, now }) {
    await tx.update(session).set({ seenAt: now }).where(eq(session.id, input.id));
    return { result: null };
  },
});

/** Ends the session of whoever asks. */
export const endSession = chore({
  name: "session.end",
  permission: "session.end",
  input: z.object({}),
  load: async () => undefined,
  async run(tx, { actor, now }) {
    const id = actor.kind === "person" ? actor.sessionId : null;
    if (id) await tx.update(session).set({ revokedAt: now }).where(eq(session.id, id));
    return { result: null };
  },
});

/** Puts a sign-in that matched no one person before the admins; a second try renews its place. */
export const queueBinding = chore({
  name: "people.queueBinding",
  permission: "people.bind",
  input: z.object({ claims: wire.claims, why: wire.refusal }),
  load: async () => undefined,
  async run(tx, { input: { claims, why }, now }) {
    const seen = { email: claims.email, name: claims.name, reason: why, resolvedAt: null, resolvedBy: null };
    await tx
      .insert(bindingQueue)
      .values({
        id: uuid7(now.getTime()),
        issuer: claims.issuer,
        subject: claims.subject,
        createdAt: now,
        ...seen,
      })
      .onConflictDoUpdate({ target: [bindingQueue.issuer, bindingQueue.subject], set: seen });
    return { result: null };
  },
});

/** Lets a sign-in be a person, as the rule says, and brings the roles that the configuration gives. */
export const bindPerson = command({
  name: "people.bind",
  permission: "people.bind",
  input: wire.signInInput,
  async load(tx, input) {
    await lockPeople(tx);
    return verdictOn(input.claims, await bindingFacts(tx, input.claims));
  },
  async run(tx, { input: { claims, grant }, subject: verdict, actor, now }) {
    if (verdict.kind === "refuse") throw new AppError("rule", verdict.why, wire.refusals[verdict.why]);
    const { id, events } = await bound(tx, claims, verdict, now);
    const granted = await grantMissing(tx, id, grant, actor, now);
    return { result: id, events: atLeastOne([...events, ...granted]) };
  },
});

/** Writes what a verdict says. */
async function bound(
  tx: Tx,
  claims: wire.Claims,
  verdict: Exclude<wire.Verdict, { kind: "refuse" }>,
  now: Date,
): Promise<{ id: string; events: AuditEvent[] }> {
  if (verdict.kind === "known") return { id: verdict.person, events: [] };
  const identity = verdict.identity;
  const held = identity ? { identitySourceId: identity.source, identityId: identity.id } : {};
  if (verdict.kind === "create") {
    const id = uuid7(now.getTime());
    const named = claims.name?.trim() || (identity && (await identityName(tx, identity))?.name);
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

function boundEvent(id: string, issuer: string, identity: wire.IdentityRef | null): AuditEvent {
  return {
    type: "person.bound",
    data: { person: id, issuer, ...(identity ? { identity: `${identity.source}/${identity.id}` } : {}) },
  };
}

async function grantMissing(
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
function atLeastOne(list: readonly AuditEvent[]): Events {
  const [first, ...rest] = list;
  if (!first) throw new AppError("conflict", "already", "This is so already; nothing was changed.");
  return [first, ...rest];
}

/** Makes the row that stands for the command line ("Local operator") or for nobody ("Unassigned"). */
export const makePlaceholder = command({
  name: "people.makePlaceholder",
  permission: "people.bind",
  input: z.object({ kind: wire.placeholderKind }),
  async load(tx, input) {
    await lockPeople(tx);
    const [there] = await tx.select({ id: person.id }).from(person).where(eq(person.kind, input.kind));
    return there;
  },
  async run(tx, { input: { kind }, subject: there, now }) {
    if (there) throw new AppError("conflict", "already", "This row is there already.");
    const id = uuid7(now.getTime());
    const name = kind === "operator" ? "Local operator" : "Unassigned";
    await tx.insert(person).values({ id, name, kind, createdAt: now });
    const issuer = kind === "operator" ? "command line" : "nobody";
    return { result: id, events: [{ type: "person.bound", data: { person: id, issuer } }] };
  },
});

/** The person a change is about, and how many other admins could act if this one could not. */
async function accessOf(
  tx: Tx,
  { person: id }: { person: string },
): Promise<{ who: Known; roles: Role[]; otherAdmins: number }> {
  await lockPeople(tx);
  const who = await personById(tx, id);
  if (!who) throw new AppError("not_found", "person", "There is no such person.");
  const held = await tx.select().from(personRole).where(eq(personRole.personId, id));
  const otherAdmins = await tx.$count(
    sql`(SELECT 1 FROM person_role r JOIN person p ON p.id = r.person_id
      WHERE r.role = 'admin' AND p.status = 'active' AND p.kind = 'person' AND p.id <> ${id}) others`,
  );
  return { who, roles: held.map((h) => h.role), otherAdmins };
}

export const grantRole = command({
  name: "people.grantRole",
  permission: "people.manage",
  input: wire.roleChange,
  load: accessOf,
  async run(tx, { input: { person: id, role }, subject: { who }, actor, now }) {
    mayChangeAccess(personOf(actor), who);
    const events = await grantMissing(tx, id, [role], actor, now);
    return { result: { person: id, role }, events: atLeastOne(events) };
  },
});

export const revokeRole = command({
  name: "people.revokeRole",
  permission: "people.manage",
  input: wire.roleChange,
  load: accessOf,
  async run(tx, { input: { person: id, role }, subject: { who, roles, otherAdmins }, actor }) {
    mayChangeAccess(personOf(actor), who);
    if (!roles.includes(role)) atLeastOne([]);
    if (role === "admin" && who.status === "active") adminLeft(otherAdmins);
    await tx.delete(personRole).where(and(eq(personRole.personId, id), eq(personRole.role, role)));
    return {
      result: { person: id, role },
      events: [{ type: "role.revoked", data: { person: id, role } }],
    };
  },
});

/** Keeps somebody out from now on: every session ends in the same transaction. */
export const disablePerson = command({
  name: "people.disable",
  permission: "people.manage",
  input: wire.personInput,
  load: accessOf,
  async run(tx, { input: { person: id }, subject: { who, roles, otherAdmins }, actor, now }) {
    mayChangeAccess(personOf(actor), who);
    if (who.status === "disabled") atLeastOne([]);
    if (roles.includes("admin")) adminLeft(otherAdmins);
    await tx.update(person).set({ status: "disabled" }).where(eq(person.id, id));
    await tx
      .update(session)
      .set({ revokedAt: now })
      .where(and(eq(session.personId, id), isNull(session.revokedAt)));
    return { result: { person: id }, events: [statusEvent(id, "disabled")] };
  },
});

export const enablePerson = command({
  name: "people.enable",
  permission: "people.manage",
  input: wire.personInput,
  load: accessOf,
  async run(tx, { input: { person: id }, subject: { who }, actor }) {
    mayChangeAccess(personOf(actor), who);
    if (who.status === "active") atLeastOne([]);
    await tx
      .update(person)
      .set({ status: "active" })
      .where(and(eq(person.id, id), ne(person.status, "active")));
    return { result: { person: id }, events: [statusEvent(id, "active")] };
  },
});

function statusEvent(id: string, to: "active" | "disabled"): AuditEvent {
  return { type: "settings.changed", data: { setting: `person/${id}/status`, to } };
}

/** An admin says who a queued sign-in is. */
export const settleBinding = command({
  name: "people.settleBinding",
  permission: "people.manage",
  input: wire.settleInput,
  async load(tx, input) {
    await lockPeople(tx);
    return queued(tx, input.binding);
  },
  async run(tx, { input: { as }, subject: waiting, actor, now }) {
    const claims = { ...waiting, emailVerified: false };
    const login = await bindingFacts(tx, { ...claims, email: null });
    if (login.login) throw new AppError("conflict", "already", "This sign-in is somebody's already.");
    const verdict = await settled(tx, claims, as);
    const { id, events } = await bound(tx, claims, verdict, now);
    await resolve(tx, waiting.id, personOf(actor), now);
    return { result: { person: id }, events: atLeastOne(events) };
  },
});

/** Takes a sign-in out of the queue: it is nobody's. A further try puts it back. */
export const dismissBinding = chore({
  name: "people.dismissBinding",
  permission: "people.manage",
  input: wire.bindingInput,
  load: (tx, input) => queued(tx, input.binding),
  async run(tx, { subject: waiting, actor, now }) {
    await tx
      .update(bindingQueue)
      .set({ resolvedAt: now, resolvedBy: personOf(actor) })
      .where(eq(bindingQueue.id, waiting.id));
    return { result: null };
  },
});

async function queued(tx: Tx, id: string): Promise<typeof bindingQueue.$inferSelect> {
  const [waiting] = await tx
    .select()
    .from(bindingQueue)
    .where(and(eq(bindingQueue.id, id), isNull(bindingQueue.resolvedAt)))
    .for("update");
  if (!waiting)
    throw new AppError("not_found", "binding", "This sign-in is no longer in the queue; load the page again.");
  return waiting;
}

async function resolve(tx: Tx, id: string, by: string | null, now: Date): Promise<void> {
  await tx
    .update(bindingQueue)
    .set({ resolvedAt: now, resolvedBy: by })
    .where(eq(bindingQueue.id, id));
}

/** An admin's answer as a verdict: whoever is claimed must be without a sign-in. */
async function settled(
  tx: Tx,
  claims: wire.Claims,
  as: wire.SettleInput["as"],
): Promise<Exclude<wire.Verdict, { kind: "refuse" | "known" }>> {
  if (as.kind === "person") return { kind: "claim", person: await claimable(tx, as.person), identity: null };
  const byEmail = claims.email ? (await bindingFacts(tx, claims)).byEmail : null;
  const email = byEmail ? null : claims.email;
  if (as.kind === "new") return { kind: "create", identity: null, email };
  const ref = { source: as.source, id: as.id };
  const holder = await personOfIdentity(tx, ref);
  if (holder) return { kind: "claim", person: await claimable(tx, holder.id), identity: null };
  if (!(await identityName(tx, ref)))
    throw new AppError("not_found", "identity", "The directory no longer has this entry; load the page again.");
  return { kind: "create", identity: ref, email };
}

async function claimable(tx: Tx, id: string): Promise<string> {
  const who = await personById(tx, id);
  if (!who) throw new AppError("not_found", "person", "There is no such person.");
  const refused = notClaimable(who, "identity-taken");
  if (refused)
    throw new AppError("rule", refused.why, "This person signs in another way or was disabled; choose another.");
  return id;
}
