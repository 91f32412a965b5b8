import { randomBytes } from "node:crypto";
import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { passkey, passkeyChallenge } from "@/db/schema/passkeys";
import { person } from "@/db/schema/people";
import { fromBase64url, fromUtf8 } from "@/lib/audit-log/bytes";
import { chore, perform } from "@/lib/chore";
import { command, execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { type Actor, type Ctx, personOf } from "./actor";
import { creationOptions, enrolledBy, rp } from "./passkey-answer";
import { enrolledOf } from "./passkey-queries";
import { type EnrolInput, enrolInput, MOST_PASSKEYS } from "./schema";

/** Milliseconds somebody has to make a passkey. */
const allowed = 5 * 60_000;

/** @throws AppError where nobody is signed in with a session: a challenge belongs to one */
function sessionOf(actor: Actor): { me: string; session: string } {
  const me = personOf(actor);
  if (actor.kind !== "person" || actor.sessionId === null || me === null)
    throw new AppError("rule", "session", "Sign in with a browser to enrol a passkey.");
  return { me, session: actor.sessionId };
}

/** Begins making a passkey: a challenge for this person in this session, and what their browser is to be given. */
export const beginPasskey = chore({
  name: "passkeys.begin",
  permission: "passkey.own",
  input: z.object({}),
  load: async () => undefined,
  run: async (tx, { actor, now }) => {
    const { me, session } = sessionOf(actor);
    rp();
    const present = await enrolledOf(tx, me);
    roomFor(present.length);
    const [who] = await tx
      .select({ id: person.id, name: person.name, email: person.email })
      .from(person)
      .where(eq(person.id, me));
    if (!who) throw new Error("A signed-in person has no row.");
    const challenge = randomBytes(32).toString("base64url");
    await tx.insert(passkeyChallenge).values({
      id: uuid7(now.getTime()),
      personId: me,
      sessionId: session,
      challenge,
      createdAt: now,
      expiresAt: new Date(now.getTime() + allowed),
    });
    const result: PublicKeyCredentialCreationOptionsJSON = await creationOptions({
      person: who,
      challenge,
      present,
    });
    return { result };
  },
});

function roomFor(held: number): void {
  if (held >= MOST_PASSKEYS)
    throw new AppError(
      "rule",
      "passkeys-full",
      `You have ${held} passkeys, and ${MOST_PASSKEYS} is the most; remove one first.`,
    );
}

const lost = () =>
  new AppError(
    "rule",
    "passkey-lost",
    "This passkey does not belong to an enrolment you began in this session within the last five minutes, so nothing was enrolled.",
  );

/** Takes a challenge for its one use. */
export const takeChallenge = chore({
  name: "passkeys.take",
  permission: "passkey.own",
  input: z.object({ challenge: z.string().regex(/^[\w-]{43}$/) }),
  load: async () => undefined,
  run: async (tx, { input, actor, now }) => {
    const { me, session } = sessionOf(actor);
    const [found] = await tx
      .select()
      .from(passkeyChallenge)
      .where(and(eq(passkeyChallenge.challenge, input.challenge), eq(passkeyChallenge.personId, me)));
    if (!found || found.sessionId !== session || found.expiresAt.getTime() <= now.getTime()) throw lost();
    const taken = await tx
      .update(passkeyChallenge)
      .set({ takenAt: now })
      .where(and(eq(passkeyChallenge.id, found.id), isNull(passkeyChallenge.takenAt)))
      .returning({ id: passkeyChallenge.id });
    if (taken.length !== 1) throw lost();
    return { result: { challenge: found.challenge } };
  },
});

/**
 * Enrols a passkey that answers a challenge taken just before, with its public key in the log. It may sign a day later.
 * Never reachable from a request's body alone.
 */
export const enrolPasskey = command({
  name: "passkeys.enrol",
  permission: "passkey.own",
  input: enrolInput.extend({ challenge: z.string().regex(/^[\w-]{43}$/) }),
  // Two at once would each see room for one.
  load: async (tx, _, actor) => {
    await tx
      .select()
      .from(person)
      .where(eq(person.id, sessionOf(actor).me))
      .for("update");
  },
  run: async (tx, { input, actor, now }) => {
    const { me } = sessionOf(actor);
    const held = await enrolledOf(tx, me);
    roomFor(held.length);
    const made = await enrolledBy(input.response, input.challenge);
    const id = uuid7(now.getTime());
    const words = { id: uuid7(now.getTime()), payload: { name: input.name } };
    const party = rp().id;
    const kept = await tx
      .insert(passkey)
      .values({
        id,
        personId: me,
        nameId: words.id,
        credentialId: made.credentialId,
        publicKey: made.publicKey,
        jwk: made.jwk,
        algorithm: made.algorithm,
        rpId: party,
        transports: input.response.response.transports ?? [],
        synced: made.synced,
        counter: made.counter,
        enrolledAt: now,
      })
      .onConflictDoNothing({ target: passkey.credentialId })
      .returning({ id: passkey.id });
    if (kept.length !== 1)
      throw new AppError("conflict", "passkey-known", "This passkey is enrolled already.");
    return {
      result: { passkey: id },
      events: [
        {
          type: "passkey.enrolled",
          words,
          data: {
            passkey: id,
            person: me,
            algorithm: made.algorithm,
            key: made.jwk,
            rp: party,
            counter: made.counter,
            synced: made.synced,
          },
        },
      ],
    };
  },
});

/** Removes a passkey: it signs no more. The row stays, with the time. */
export const removePasskey = command({
  name: "passkeys.remove",
  permission: "passkey.remove",
  input: z.object({ passkey: z.uuid() }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(passkey).where(eq(passkey.id, input.passkey)).for("update");
    if (!found) throw new AppError("not_found", "passkey", "There is no such passkey of yours.");
    return found;
  },
  run: async (tx, { subject: p, now }) => {
    if (p.removedAt) throw new AppError("conflict", "passkey-removed", "This passkey was removed already.");
    await tx.update(passkey).set({ removedAt: now }).where(eq(passkey.id, p.id));
    return {
      result: { passkey: p.id },
      events: [{ type: "passkey.removed", data: { passkey: p.id, person: p.personId } }],
    };
  },
});

/**
 * Ends what `beginPasskey` began.
 * @throws AppError with a sentence for the person
 */
export async function endPasskey(ctx: Ctx, given: EnrolInput): Promise<{ passkey: string }> {
  const { challenge } = await perform(ctx, takeChallenge, {
    challenge: challengeIn(given.response.response.clientDataJSON),
  });
  return execute(ctx, enrolPasskey, { ...given, challenge });
}

/** The challenge that a device says it answers; what is not one finds nothing. */
function challengeIn(clientData: string): string {
  try {
    const bytes = fromBase64url(clientData);
    const said: unknown = JSON.parse((bytes && fromUtf8(bytes)) ?? "null");
    if (typeof said === "object" && said !== null && "challenge" in said)
      return typeof said.challenge === "string" && /^[\w-]{43}$/.test(said.challenge)
        ? said.challenge
        : missing;
  } catch {
    return missing;
  }
  return missing;
}
const missing = "A".repeat(43);
