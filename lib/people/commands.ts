import { and, eq, isNull, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { bindingQueue, person, personRole, session } from "@/db/schema/people";
import type { AuditEvent } from "@/lib/audit-log/events";
import { personOf, type Role } from "@/lib/auth/actor";
import {
  atLeastOne,
  bindingFacts,
  giveRoles,
  identityName,
  lockPeople,
  personById,
  personOfIdentity,
  writeBinding,
} from "@/lib/auth/binding";
import { type Known, notClaimable } from "@/lib/auth/rules";
import type { Claims, Verdict } from "@/lib/auth/schema";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { adminLeft, mayChangeAccess } from "./rules";
import * as wire from "./schema";

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
  name: "people.grant_role",
  permission: "people.manage",
  input: wire.roleChange,
  load: accessOf,
  async run(tx, { input: { person: id, role }, subject: { who }, actor, now }) {
    mayChangeAccess(personOf(actor), who);
    const events = await giveRoles(tx, id, [role], actor, now);
    return { result: { person: id, role }, events: atLeastOne(events) };
  },
});

export const revokeRole = command({
  name: "people.revoke_role",
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
  name: "people.settle_binding",
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
    const { id, events } = await writeBinding(tx, claims, verdict, now);
    await resolve(tx, waiting.id, personOf(actor), now);
    return { result: { person: id }, events: atLeastOne(events) };
  },
});

/** Takes a sign-in out of the queue: it is nobody's. A further try puts it back. */
export const dismissBinding = chore({
  name: "people.dismiss_binding",
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
    throw new AppError(
      "not_found",
      "binding",
      "This sign-in is no longer in the queue; load the page again.",
    );
  return waiting;
}

async function resolve(tx: Tx, id: string, by: string | null, now: Date): Promise<void> {
  await tx.update(bindingQueue).set({ resolvedAt: now, resolvedBy: by }).where(eq(bindingQueue.id, id));
}

/** An admin's answer as a verdict: whoever is claimed must be without a sign-in. */
async function settled(
  tx: Tx,
  claims: Claims,
  as: wire.SettleInput["as"],
): Promise<Exclude<Verdict, { kind: "refuse" | "known" }>> {
  if (as.kind === "person") return { kind: "claim", person: await claimable(tx, as.person), identity: null };
  const byEmail = claims.email ? (await bindingFacts(tx, claims)).byEmail : null;
  const email = byEmail ? null : claims.email;
  if (as.kind === "new") return { kind: "create", identity: null, email };
  const ref = { source: as.source, id: as.id };
  const holder = await personOfIdentity(tx, ref);
  if (holder) return { kind: "claim", person: await claimable(tx, holder.id), identity: null };
  if (!(await identityName(tx, ref)))
    throw new AppError(
      "not_found",
      "identity",
      "The directory no longer has this entry; load the page again.",
    );
  return { kind: "create", identity: ref, email };
}

async function claimable(tx: Tx, id: string): Promise<string> {
  const who = await personById(tx, id);
  if (!who) throw new AppError("not_found", "person", "There is no such person.");
  const refused = notClaimable(who, "identity-taken");
  if (refused)
    throw new AppError(
      "rule",
      refused.why,
      "This person signs in another way or was disabled; choose another.",
    );
  return id;
}
