import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { auditEvent } from "@/db/schema/log";
import { bindingQueue, person, personRole, session } from "@/db/schema/people";
import { actorOfSession, admit, beginSession } from "@/lib/auth/sign-in";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import {
  disablePerson,
  dismissBinding,
  enablePerson,
  grantRole,
  revokeRole,
  settleBinding,
} from "./commands";
import { peopleBindings, peopleList } from "./queries";

let handle: Handle;
let end: () => Promise<void>;
let directory: number;
let mateus: WorldPerson;
let operator: WorldPerson;
const w = world();

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  ({ source: directory } = await w.source("Directory", {
    identities: [
      { id: "E1", name: "Tove Berg", email: "twins@halden.test", title: "Analyst" },
      { id: "E2", name: "Tuva Berg", email: "twins@halden.test", title: "Engineer" },
      { id: "E3", name: "Ola Vik", email: "ola@halden.test" },
    ],
  }));
  mateus = await w.person({ name: "Mateus Carvalho", email: "mateus@halden.test", roles: ["admin"] });
  operator = await w.operator();
});
afterAll(() => end());

const rolesOf = async (id: string) =>
  (await handle.db.select().from(personRole).where(eq(personRole.personId, id))).map((r) => r.role).sort();
async function lastLeaf(): Promise<{ type: string; actor: { id: string }; data: unknown } | undefined> {
  const all = await handle.db.select().from(auditEvent).orderBy(asc(auditEvent.id));
  const last = all.at(-1);
  return last && JSON.parse(new TextDecoder().decode(last.leaf));
}

describe("roles", () => {
  it("are given and taken by an admin, each with its log entry", async () => {
    const leila = await w.person({ name: "Leila Haddad" });
    await execute(mateus.ctx, grantRole, { person: leila.id, role: "auditor" });
    expect(await rolesOf(leila.id)).toEqual(["auditor"]);
    expect(await lastLeaf()).toMatchObject({
      type: "role.granted",
      actor: { id: mateus.id },
      data: { person: leila.id, role: "auditor" },
    });
    await execute(mateus.ctx, revokeRole, { person: leila.id, role: "auditor" });
    expect(await rolesOf(leila.id)).toEqual([]);
    expect(await lastLeaf()).toMatchObject({ type: "role.revoked" });
  });

  it("given or taken twice are a conflict that writes nothing", async () => {
    const leila = await w.person({ name: "Leila Twice", roles: ["auditor"] });
    const before = await handle.db.$count(auditEvent);
    for (const act of [
      () => execute(mateus.ctx, grantRole, { person: leila.id, role: "auditor" }),
      () => execute(mateus.ctx, revokeRole, { person: leila.id, role: "control_owner" }),
    ])
      await expect(act()).rejects.toMatchObject({ code: "conflict", slug: "already" });
    expect(await handle.db.$count(auditEvent)).toBe(before);
  });

  it("are not changed by their holder, in either direction", async () => {
    for (const act of [
      () => execute(mateus.ctx, grantRole, { person: mateus.id, role: "control_owner" }),
      () => execute(mateus.ctx, revokeRole, { person: mateus.id, role: "admin" }),
      () => execute(mateus.ctx, disablePerson, { person: mateus.id }),
    ])
      await expect(act()).rejects.toMatchObject({ code: "rule", slug: "own-access" });
    expect(await rolesOf(mateus.id)).toEqual(["admin"]);
  });

  it("always leave one admin who can sign in", async () => {
    for (const act of [
      () => execute(operator.ctx, revokeRole, { person: mateus.id, role: "admin" }),
      () => execute(operator.ctx, disablePerson, { person: mateus.id }),
    ])
      await expect(act()).rejects.toMatchObject({ code: "rule", slug: "last-admin" });
    const second = await w.person({ name: "Second Admin", roles: ["admin"] });
    const both = await Promise.allSettled([
      execute(second.ctx, revokeRole, { person: mateus.id, role: "admin" }),
      execute(mateus.ctx, revokeRole, { person: second.id, role: "admin" }),
    ]);
    expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
    const left = await handle.db.select().from(personRole).where(eq(personRole.role, "admin"));
    expect(left).toHaveLength(1);
    if (left[0]?.personId !== mateus.id)
      await execute(operator.ctx, grantRole, { person: mateus.id, role: "admin" });
  });

  it("are for people, not for placeholders or simulated ones", async () => {
    const simulated = await w.person({ name: "Simulated", kind: "simulated" });
    for (const id of [operator.id, simulated.id])
      await expect(execute(mateus.ctx, grantRole, { person: id, role: "admin" })).rejects.toMatchObject({
        code: "rule",
        slug: "not-a-person",
      });
  });
});

describe("disabling", () => {
  it("ends every session in the same moment, and enabling brings back the person and not the sessions", async () => {
    const claims = {
      issuer: "idp",
      subject: "sven",
      email: "sven@x.test",
      emailVerified: true,
      name: "Sven",
    };
    const admission = await admit(claims, [], "r");
    if (!admission.admitted) throw new Error(admission.why);
    const secret = await beginSession({ issuer: "idp", subject: "sven", authn: "oidc" }, "r");
    await execute(mateus.ctx, disablePerson, { person: admission.person });
    expect(await actorOfSession(secret, "r")).toEqual({ kind: "nobody" });
    expect(await handle.db.$count(session, and(eq(session.personId, admission.person)))).toBe(1);
    expect(await admit(claims, [], "r")).toEqual({ admitted: false, why: "disabled" });
    expect(await lastLeaf()).toMatchObject({
      type: "settings.changed",
      data: { setting: `person/${admission.person}/status`, to: "disabled" },
    });

    await execute(mateus.ctx, enablePerson, { person: admission.person });
    expect(await actorOfSession(secret, "r")).toEqual({ kind: "nobody" });
    expect(await admit(claims, [], "r")).toEqual(admission);
  });
});

describe("the queue of sign-ins", () => {
  const claims = (subject: string, email: string) => ({
    issuer: "https://idp.test",
    subject,
    email,
    emailVerified: true,
    name: "Somebody",
  });
  async function waiting(subject: string, email: string) {
    expect(await admit(claims(subject, email), [], "r")).toMatchObject({ admitted: false });
    const { bindings } = await read(mateus.ctx, peopleBindings, {});
    const [row] = await handle.db.select().from(bindingQueue).where(eq(bindingQueue.subject, subject));
    const shown = bindings.find((b) => b.id === row?.id);
    if (!shown) throw new Error("The sign-in is not in the queue.");
    return shown;
  }

  it("shows whom it could be, and an admin's answer lets them in bound to that entry", async () => {
    const shown = await waiting("tove", "twins@halden.test");
    expect(shown).toMatchObject({ why: "email-ambiguous", people: [] });
    expect(shown.identities.map((i) => i.name)).toEqual(["Tove Berg", "Tuva Berg"]);
    const answer = { kind: "identity" as const, source: directory, id: "E1" };
    const { person: id } = await execute(mateus.ctx, settleBinding, { binding: shown.id, as: answer });
    const [made] = await handle.db.select().from(person).where(eq(person.id, id));
    expect(made).toMatchObject({ identityId: "E1", subject: "tove", email: "twins@halden.test" });
    expect(await admit(claims("tove", "twins@halden.test"), [], "r")).toEqual({ admitted: true, person: id });
    expect(await lastLeaf()).toMatchObject({
      type: "person.bound",
      actor: { id: mateus.id },
      data: { person: id, identity: `${directory}/E1` },
    });
    await expect(() =>
      execute(mateus.ctx, settleBinding, { binding: shown.id, as: { kind: "new" } }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("can make somebody new of it, without the e-mail that is another's", async () => {
    await admit(claims("ola", "ola@halden.test"), [], "r");
    const shown = await waiting("ola-too", "ola@halden.test");
    expect(shown).toMatchObject({ why: "email-taken", people: [], identities: [] });
    const { person: id } = await execute(mateus.ctx, settleBinding, {
      binding: shown.id,
      as: { kind: "new" },
    });
    const [made] = await handle.db.select().from(person).where(eq(person.id, id));
    expect(made).toMatchObject({ email: null, identityId: null, name: "Somebody" });
  });

  it("does not take a person from who signs in as them", async () => {
    const shown = await waiting("ola-three", "ola@halden.test");
    const [ola] = await handle.db.select().from(person).where(eq(person.subject, "ola"));
    for (const as of [
      { kind: "person" as const, person: ola?.id ?? "" },
      { kind: "identity" as const, source: directory, id: "E3" },
    ])
      await expect(execute(mateus.ctx, settleBinding, { binding: shown.id, as })).rejects.toMatchObject({
        code: "rule",
        slug: "identity-taken",
      });
    await expect(() =>
      execute(mateus.ctx, settleBinding, {
        binding: shown.id,
        as: { kind: "identity", source: directory, id: "E99" },
      }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("lets go of what an admin dismisses, until it is tried again", async () => {
    const shown = await waiting("dismissed", "ola@halden.test");
    await perform(mateus.ctx, dismissBinding, { binding: shown.id });
    const { bindings } = await read(mateus.ctx, peopleBindings, {});
    expect(bindings.map((b) => b.id)).not.toContain(shown.id);
    expect((await waiting("dismissed", "ola@halden.test")).id).toBe(shown.id);
  });
});

describe("people.list", () => {
  it("pages by name both ways, each person once", async () => {
    for (let i = 0; i < 115; i++)
      await w.person({ name: `Zed ${String(i % 40).padStart(2, "0")}`, email: `zed${i}@halden.test` });
    const first = await read(mateus.ctx, peopleList, { q: "zed" });
    expect(first).toMatchObject({ previous: null });
    const second = await read(mateus.ctx, peopleList, { q: "zed", after: first.next ?? "" });
    const third = await read(mateus.ctx, peopleList, { q: "zed", after: second.next ?? "" });
    expect(third.next).toBeNull();
    const all = [...first.people, ...second.people, ...third.people];
    expect(new Set(all.map((p) => p.id)).size).toBe(115);
    expect(all.map((p) => p.name)).toEqual([...all.map((p) => p.name)].sort());
    const back = await read(mateus.ctx, peopleList, { q: "zed", before: third.previous ?? "" });
    expect(back).toEqual(second);
    const start = await read(mateus.ctx, peopleList, { q: "zed", before: second.previous ?? "" });
    expect(start).toEqual(first);
  });

  it("finds by part of a name or e-mail, taking signs literally, and by role and status", async () => {
    const percent = await w.person({ name: "Percent % Sign", email: "percent@halden.test" });
    const names = async (input: object) =>
      (await read(mateus.ctx, peopleList, input)).people.map((p) => p.name);
    expect(await names({ q: "% s" })).toEqual(["Percent % Sign"]);
    expect(await names({ q: "PERCENT@" })).toEqual(["Percent % Sign"]);
    expect(await names({ q: "_ercent" })).toEqual([]);
    await execute(mateus.ctx, grantRole, { person: percent.id, role: "control_owner" });
    expect(await names({ role: "control_owner" })).toEqual(["Percent % Sign"]);
    expect(await names({ role: "any" })).toContain("Mateus Carvalho");
    await execute(mateus.ctx, disablePerson, { person: percent.id });
    expect(await names({ status: "disabled" })).toEqual(["Percent % Sign"]);
  });

  it("shows who each is in the directory and when they last signed in", async () => {
    const { people } = await read(mateus.ctx, peopleList, { q: "twins" });
    expect(people).toMatchObject([
      {
        name: "Tove Berg",
        identity: { source: "Directory", id: "E1", name: "Tove Berg" },
        signsIn: true,
        lastSignIn: null,
      },
    ]);
  });
});
