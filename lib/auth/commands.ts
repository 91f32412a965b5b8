import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { bindingQueue, person, session } from "@/db/schema/people";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { atLeastOne, bindingFacts, giveRoles, lockPeople, writeBinding } from "./binding";
import { absolute, verdictOn } from "./rules";
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
  name: "people.queue_binding",
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
    const { id, events } = await writeBinding(tx, claims, verdict, now);
    const granted = await giveRoles(tx, id, grant, actor, now);
    return { result: id, events: atLeastOne([...events, ...granted]) };
  },
});

/** Makes the row that stands for the command line ("Local operator") or for nobody ("Unassigned"). */
export const makePlaceholder = command({
  name: "people.make_placeholder",
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
