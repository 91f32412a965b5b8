import { createHash, randomBytes } from "node:crypto";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import type { Actor, Ctx, Role } from "./actor";
import { bindPerson, makePlaceholder, queueBinding, startSession, touchSession } from "./commands";
import { placeholder, sessionActor, signInVerdict } from "./queries";
import type { Claims, PlaceholderKind, Refusal } from "./schema";

/** The automatic step that lets people in, in one request. */
function signInCtx(requestId: string): Ctx {
  return { actor: { kind: "system", name: "sign-in" }, requestId };
}

/** Refusals that an admin can settle; the rest only tells the person. */
const settled: ReadonlySet<Refusal> = new Set([
  "email-unverified",
  "email-taken",
  "email-ambiguous",
  "identity-taken",
]);

export type Admission = { admitted: true; person: string } | { admitted: false; why: Refusal };

/**
 * Decides who a sign-in is: the person who has it, or the one person a verified e-mail finds. What could be two people is
 * refused and queued.
 * @param grant roles that the configuration gives this person; given where they are missing
 */
export async function admit(claims: Claims, grant: readonly Role[], requestId: string): Promise<Admission> {
  const ctx = signInCtx(requestId);
  const input = { claims, grant: [...grant] };
  for (let attempt = 1; ; attempt++) {
    const { verdict, missing } = await read(ctx, signInVerdict, input);
    if (verdict.kind === "refuse") {
      if (settled.has(verdict.why)) await perform(ctx, queueBinding, { claims, why: verdict.why });
      return { admitted: false, why: verdict.why };
    }
    if (verdict.kind === "known" && missing.length === 0) return { admitted: true, person: verdict.person };
    try {
      return { admitted: true, person: await execute(ctx, bindPerson, input) };
    } catch (error) {
      // The same sign-in in another window was first: look again.
      if (!(error instanceof AppError) || attempt === 3) throw error;
    }
  }
}

/**
 * Starts a session for whoever has this sign-in.
 * @returns 256 random bits for the browser; only their SHA-256 is kept
 */
export async function beginSession(
  login: { issuer: string; subject: string; authn: string },
  requestId: string,
): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  await perform(signInCtx(requestId), startSession, { id: sessionIdOf(secret), ...login });
  return secret;
}

/** The id under which a browser's secret is kept. */
function sessionIdOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Who a browser's secret stands for now; nobody if its session ended. */
export async function actorOfSession(secret: string, requestId: string): Promise<Actor> {
  const ctx = signInCtx(requestId);
  const id = sessionIdOf(secret);
  const found = await read(ctx, sessionActor, { id });
  if (!found) return { kind: "nobody" };
  if (found.refresh) await perform(ctx, touchSession, { id });
  return {
    kind: "person",
    personId: found.person,
    name: found.name,
    roles: new Set(found.roles),
    authn: found.authn,
    sessionId: id,
  };
}

/** Who the command line acts as: "Local operator", made at first use. It has an admin's rights and never decides. */
export async function localOperator(): Promise<Ctx> {
  const requestId = crypto.randomUUID();
  return { actor: { kind: "operator", personId: await placeholderPerson("operator", requestId) }, requestId };
}

/** The id of "Unassigned", whom items wait with until they have a reviewer. Nobody can sign in as it. */
export function unassignedPerson(): Promise<string> {
  return placeholderPerson("unassigned", crypto.randomUUID());
}

async function placeholderPerson(kind: PlaceholderKind, requestId: string): Promise<string> {
  const ctx = signInCtx(requestId);
  const there = await read(ctx, placeholder, { kind });
  if (there) return there;
  try {
    return await execute(ctx, makePlaceholder, { kind });
  } catch (error) {
    const meanwhile = error instanceof AppError ? await read(ctx, placeholder, { kind }) : null;
    if (meanwhile) return meanwhile;
    throw error;
  }
}
