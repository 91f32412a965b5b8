import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { auditEvent } from "@/db/schema/log";
import { bindingQueue, person, personRole, session } from "@/db/schema/people";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { world } from "@/lib/testing/world";
import type { Ctx } from "./actor";
import { bindPerson, endSession } from "./commands";
import { sessionShell } from "./queries";
import type { Claims } from "./schema";
import { actorOfSession, admit, beginSession, localOperator, unassignedPerson } from "./sign-in";

let handle: Handle;
let end: () => Promise<void>;
let directory: number;
const w = world();

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  await w.source("Old directory", { identities: [{ id: "OLD", email: "old@halden.test" }] });
  const { source } = await w.source("Directory", {
    identities: [
      { id: "E1", name: "Vera Lind", email: "Vera@Halden.test" },
      { id: "E2", name: "Nils Aho", email: "nils@halden.test" },
      { id: "E3", name: "Tove Berg", email: "twins@halden.test" },
      { id: "E4", name: "Tuva Berg", email: "twins@halden.test" },
      { id: "E5", name: "Ida Moe", email: "ida@halden.test" },
      { id: "S1", name: "backup job", email: "ida@halden.test", kind: "service" },
      { id: "E6", name: "Odd Lie", email: "odd.lie@halden.test" },
      ...Array.from({ length: 12 }, (_, n) => ({
        id: `L${n}`,
        name: "Late Comer",
        email: `late${n}@halden.test`,
      })),
    ],
  });
  directory = source;
  await w.source("Old directory", { identities: [] });
});
afterAll(() => end());

const claims = (subject: string, email: string | null, given: Partial<Claims> = {}): Claims => ({
  issuer: "https://idp.test",
  subject,
  email,
  emailVerified: true,
  name: null,
  ...given,
});
const signIn = (c: Claims, grant: readonly "admin"[] = []) => admit(c, grant, "request");
const personOf = async (subject: string) =>
  (await handle.db.select().from(person).where(eq(person.subject, subject)))[0];
const queueOf = async (subject: string) =>
  (await handle.db.select().from(bindingQueue).where(eq(bindingQueue.subject, subject)))[0];

type Leaf = { type: string; actor: { kind: string }; data: Record<string, string> };
async function leaves(about: string): Promise<Leaf[]> {
  const found = await handle.db.select().from(auditEvent).orderBy(asc(auditEvent.id));
  return found
    .map((e) => JSON.parse(new TextDecoder().decode(e.leaf)) as Leaf)
    .filter((leaf) => leaf.data.person === about);
}
const events = () => handle.db.$count(auditEvent);

describe("admit", () => {
  it("makes a person bound to the one directory entry with their verified e-mail, and says so in the log", async () => {
    const admission = await signIn(claims("vera", "vera@halden.test"));
    const made = await personOf("vera");
    expect(admission).toEqual({ admitted: true, person: made?.id });
    expect(made).toMatchObject({ name: "Vera Lind", identitySourceId: directory, identityId: "E1" });
    expect(await leaves(made?.id ?? "")).toMatchObject([
      {
        type: "person.bound",
        actor: { kind: "system:sign-in" },
        data: { issuer: "https://idp.test", identity: `${directory}/E1` },
      },
    ]);
  });

  it("knows them the next time, whatever their e-mail is then, and writes nothing", async () => {
    const before = await events();
    const admission = await signIn(claims("vera", "vera.married@halden.test", { emailVerified: false }));
    expect(admission).toEqual({ admitted: true, person: (await personOf("vera"))?.id });
    expect(await events()).toBe(before);
  });

  it("lets the one person without a sign-in who has the e-mail be theirs", async () => {
    const nils = await w.person({
      name: "Nils Aho",
      email: "NILS@halden.test",
      identity: { source: directory, id: "E2" },
    });
    expect(await signIn(claims("nils", "nils@HALDEN.test"))).toEqual({ admitted: true, person: nils.id });
    expect((await personOf("nils"))?.id).toBe(nils.id);
    expect((await leaves(nils.id)).map((l) => l.type)).toEqual(["person.bound"]);
  });

  it("refuses an e-mail whose person signs in another way, and queues it", async () => {
    const other = claims("nils-elsewhere", "nils@halden.test", { issuer: "https://other.test" });
    const before = await events();
    expect(await signIn(other)).toEqual({ admitted: false, why: "email-taken" });
    expect(await queueOf("nils-elsewhere")).toMatchObject({
      issuer: "https://other.test",
      email: "nils@halden.test",
      reason: "email-taken",
      resolvedAt: null,
    });
    expect(await personOf("nils-elsewhere")).toBeUndefined();
    expect(await events()).toBe(before);
  });

  it("refuses an e-mail that two directory entries have, and queues it once however often it is tried", async () => {
    expect(await signIn(claims("twin", "twins@halden.test"))).toEqual({
      admitted: false,
      why: "email-ambiguous",
    });
    await signIn(claims("twin", "twins@halden.test", { name: "Tove" }));
    expect(await handle.db.$count(bindingQueue, eq(bindingQueue.subject, "twin"))).toBe(1);
    expect(await queueOf("twin")).toMatchObject({ name: "Tove" });
  });

  it("does not take a machine's entry for a person", async () => {
    await signIn(claims("ida", "ida@halden.test"));
    expect(await personOf("ida")).toMatchObject({ identityId: "E5" });
  });

  it("refuses an unverified e-mail that belongs to somebody", async () => {
    const sly = claims("sly", "odd.lie@halden.test", { emailVerified: false });
    expect(await signIn(sly)).toEqual({ admitted: false, why: "email-unverified" });
    expect(await queueOf("sly")).toMatchObject({ reason: "email-unverified" });
  });

  it("takes no notice of entries that only a superseded snapshot has", async () => {
    await signIn(claims("old", "old@halden.test"));
    expect(await personOf("old")).toMatchObject({ identityId: null, email: "old@halden.test" });
  });

  it("lets somebody unknown in as nobody's entry, and keeps no unverified e-mail", async () => {
    await signIn(claims("stranger", "stranger@elsewhere.test", { emailVerified: false, name: "Stranger" }));
    const made = await personOf("stranger");
    expect(made).toMatchObject({ email: null, identityId: null, name: "Stranger" });
    expect((await leaves(made?.id ?? ""))[0]?.data).not.toHaveProperty("identity");
  });

  it("binds who came before their directory did, once it is there", async () => {
    const { source: hr } = await w.source("Second directory", { identities: [] });
    await signIn(claims("early", "early@halden.test"));
    expect(await personOf("early")).toMatchObject({ identityId: null });
    await w.source("Second directory", { identities: [{ id: "H1", email: "early@halden.test" }] });
    await signIn(claims("early", "early@halden.test"));
    const early = await personOf("early");
    expect(early).toMatchObject({ identitySourceId: hr, identityId: "H1" });
    expect((await leaves(early?.id ?? "")).map((l) => l.data.identity)).toEqual([undefined, `${hr}/H1`]);
  });

  it("gives the configured admin the role once, with its log entry", async () => {
    await signIn(claims("root", "root@halden.test"), ["admin"]);
    await signIn(claims("root", "root@halden.test"), ["admin"]);
    const root = (await personOf("root"))?.id ?? "";
    expect((await leaves(root)).map((l) => l.type)).toEqual(["person.bound", "role.granted"]);
    await handle.db.delete(personRole).where(eq(personRole.personId, root));
    await signIn(claims("root", "root@halden.test"), ["admin"]);
    expect((await leaves(root)).map((l) => l.type)).toEqual(["person.bound", "role.granted", "role.granted"]);
  });

  it("keeps out who was disabled", async () => {
    await signIn(claims("gone", "gone@halden.test"));
    await handle.db.update(person).set({ status: "disabled" }).where(eq(person.subject, "gone"));
    expect(await signIn(claims("gone", "gone@halden.test"))).toEqual({ admitted: false, why: "disabled" });
  });

  it("makes one person of one sign-in in many windows at once", async () => {
    for (const round of Array.from({ length: 12 }, (_, n) => `late${n}`)) {
      const many = await Promise.all([1, 2, 3, 4].map(() => signIn(claims(round, `${round}@halden.test`))));
      const one = (await personOf(round))?.id ?? "";
      expect(many).toEqual(many.map(() => ({ admitted: true, person: one })));
      expect((await leaves(one)).map((l) => l.type)).toEqual(["person.bound"]);
    }
  });

  it("binds for nobody but the sign-in itself", async () => {
    const input = { claims: claims("thief", "odd.lie@halden.test"), grant: ["admin" as const] };
    const admin = await w.person({ name: "Mateus", roles: ["admin"] });
    const others: Ctx[] = [
      admin.ctx,
      { actor: { kind: "nobody" }, requestId: "r" },
      { actor: { kind: "system", name: "import" }, requestId: "r" },
      { actor: { kind: "operator", personId: admin.id }, requestId: "r" },
    ];
    for (const ctx of others)
      await expect(execute(ctx, bindPerson, input)).rejects.toMatchObject({ code: "forbidden" });
    expect(await personOf("thief")).toBeUndefined();
  });
});

describe("a session", () => {
  const login = { issuer: "https://idp.test", subject: "vera", authn: "oidc" };
  const begun = new Date("2026-11-22T08:00:00.000Z");
  const minutes = (n: number) => new Date(begun.getTime() + n * 60_000);
  const who = (secret: string, when: Date) => at(when, () => actorOfSession(secret, "request"));
  const row = async (secret: string) => {
    const { createHash } = await import("node:crypto");
    const id = createHash("sha256").update(secret).digest("hex");
    return (await handle.db.select().from(session).where(eq(session.id, id)))[0];
  };

  it("is a person with the roles of that moment, and the database holds only the hash of what the browser has", async () => {
    const secret = await at(begun, () => beginSession(login, "request"));
    const vera = (await personOf("vera"))?.id ?? "";
    expect(await who(secret, begun)).toMatchObject({ kind: "person", personId: vera, authn: "oidc" });
    await handle.db.insert(personRole).values({ personId: vera, role: "auditor", givenAt: begun });
    expect(await who(secret, begun)).toMatchObject({ roles: new Set(["auditor"]) });
    const [held] = await handle.db
      .execute(sql`SELECT string_agg(s::text, '') AS all FROM session s`)
      .then((r) => (r as unknown as { rows: { all: string }[] }).rows);
    expect(held?.all).not.toContain(secret);
    expect(secret).toMatch(/^[\w-]{43}$/);
  });

  it("notes its use at most once a minute", async () => {
    const secret = await at(begun, () => beginSession(login, "request"));
    await who(secret, new Date(minutes(1).getTime() - 1));
    expect((await row(secret))?.seenAt).toEqual(begun);
    await who(secret, minutes(5));
    expect((await row(secret))?.seenAt).toEqual(minutes(5));
  });

  it("ends after 30 minutes without use, and after 12 hours of use", async () => {
    const lazy = await at(begun, () => beginSession(login, "request"));
    expect(await who(lazy, minutes(30))).toEqual({ kind: "nobody" });
    const busy = await at(begun, () => beginSession(login, "request"));
    for (let m = 29; m < 720; m += 29) expect(await who(busy, minutes(m))).toMatchObject({ kind: "person" });
    expect(await who(busy, minutes(720))).toEqual({ kind: "nobody" });
  });

  it("is over for good when its owner ends it, and nobody else's ends with it", async () => {
    const secret = await at(begun, () => beginSession(login, "request"));
    const second = await at(begun, () => beginSession(login, "request"));
    const actor = await who(secret, begun);
    await at(begun, () => perform({ actor, requestId: "r" }, endSession, {}));
    expect(await who(secret, begun)).toEqual({ kind: "nobody" });
    expect(await who(second, begun)).toMatchObject({ kind: "person" });
  });

  it("ends at once when the person is disabled", async () => {
    const secret = await at(begun, () => beginSession(login, "request"));
    await handle.db.update(person).set({ status: "disabled" }).where(eq(person.subject, "vera"));
    expect(await who(secret, begun)).toEqual({ kind: "nobody" });
    await handle.db.update(person).set({ status: "active" }).where(eq(person.subject, "vera"));
  });

  it("is nobody's when it is made up, and begins for nobody unknown", async () => {
    expect(await who("made-up", begun)).toEqual({ kind: "nobody" });
    await expect(beginSession({ ...login, subject: "unheard" }, "request")).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("tells the frame of a page who looks at it", async () => {
    const secret = await at(begun, () => beginSession(login, "request"));
    const ctx = { actor: await who(secret, begun), requestId: "r" };
    expect(await read(ctx, sessionShell, {})).toMatchObject({
      name: "Vera Lind",
      bound: true,
      open: 0,
      reviewer: false,
      remover: false,
      describes: false,
      offers: 0,
      answers: false,
    });
  });
});

describe("placeholders", () => {
  it("are made once, however many ask at once, and nobody can claim or be them", async () => {
    const [a, b] = await Promise.all([localOperator(), localOperator()]);
    expect(a?.actor).toEqual(b?.actor);
    expect(await unassignedPerson()).toBe(await unassignedPerson());
    const kinds = await handle.db
      .select({ kind: person.kind, name: person.name })
      .from(person)
      .where(sql`kind IN ('operator', 'unassigned')`)
      .orderBy(asc(person.kind));
    expect(kinds).toEqual([
      { kind: "operator", name: "Local operator" },
      { kind: "unassigned", name: "Unassigned" },
    ]);
  });
});
