import { createHmac } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { insideTransaction, type Tx, transaction } from "@/db/client";
import { idempotency } from "@/db/schema/reviews";
import { appendEvents } from "@/lib/audit-log/append";
import type { Events } from "@/lib/audit-log/events";
import { type Actor, type Ctx, personOf } from "@/lib/auth/actor";
import { type Permission, permits, reachOf, type SubjectOf } from "@/lib/auth/policy";
import { authSecret } from "@/lib/auth/secret";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { type Job, queue, sendJobs } from "@/lib/jobs/queue";
import { parseInput, refuse } from "@/lib/query";
import { clearedAt } from "@/lib/text/cleared";
import { ownWordsOf } from "@/lib/text/own-words";

/** What a command's `run` gives back: the log entries are not optional. */
export type Done<R> = { result: R; events: Events; jobs?: readonly Job[] };

export type Command<P extends Permission, I extends z.ZodType, S, R> = {
  kind: "command";
  name: string;
  permission: P;
  input: I;
  /** Reads the subject, locking its row, before policy is asked. Throw `not_found` where there is none. */
  load: (tx: Tx, input: z.output<I>, actor: Actor) => Promise<S>;
  run: (tx: Tx, given: { input: z.output<I>; subject: S; actor: Actor; now: Date }) => Promise<Done<R>>;
  /** Where the input has a `key`, the same person's same key with the same input gets the first answer again and nothing is done twice. */
  idempotent?: boolean;
};

export type AnyCommand = Command<Permission, z.ZodType, unknown, unknown>;
export const commands = new Map<string, AnyCommand>();

/** Declares an authorised write with its log entries. `name` is "domain.verb", unique. */
export function command<P extends Permission, I extends z.ZodType, S extends SubjectOf<P>, R>(
  definition: Omit<Command<P, I, S, R>, "kind">,
): Command<P, I, S, R> {
  const made = { kind: "command" as const, ...definition };
  commands.set(made.name, widened(made));
  return made;
}

function widened(made: unknown): AnyCommand {
  return made as AnyCommand;
}

/**
 * The only way to write: parse → people's own words without secrets (I17) → one transaction under the app role → load the
 * subject, locked → policy → the command's rule and writes → log entries → jobs → commit. Whatever fails on the way leaves
 * nothing behind (I11).
 * @throws AppError
 */
export async function execute<P extends Permission, I extends z.ZodType, S, R>(
  ctx: Ctx,
  c: Command<P, I, S, R>,
  raw: z.input<I>,
): Promise<R> {
  const input = await clearedAt(parseInput(c.input, raw), ownWordsOf(c.input));
  const who = { person: personOf(ctx.actor), reach: reachOf(c.permission) };
  if (!insideTransaction()) await queue();
  return unlessEnded(() =>
    transaction(who, async (tx) => {
      const key = c.idempotent ? keyOf(input) : undefined;
      const act =
        key && who.person ? { personId: who.person, key, command: c.name, input: hashOf(input) } : undefined;
      const answered = async () => (act ? firstAnswer<R>(tx, act) : undefined);
      let subject: S;
      try {
        subject = await c.load(tx, input, ctx.actor);
        refuse(permits(c.permission, ctx.actor, subject as SubjectOf<P>));
      } catch (error) {
        // What the first request did may have taken it out of this person's hands; its answer is still theirs.
        const before = error instanceof AppError ? await answered() : undefined;
        if (before) return before.result;
        throw error;
      }
      const before = await answered();
      if (before) return before.result;
      const at = now();
      const done = await c.run(tx, { input, subject, actor: ctx.actor, now: at });
      await appendEvents(tx, ctx.actor, at, done.events);
      if (done.jobs?.length) await sendJobs(tx, done.jobs);
      if (act) await tx.insert(idempotency).values({ ...act, result: done.result ?? null, at });
      return done.result;
    }),
  );
}

/** What began while a campaign ran and comes after its end is stopped by a guard of the database; it is a refusal as any other. */
async function unlessEnded<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    const said = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    if (said instanceof Error && "code" in said && said.code === "42501" && said.message.startsWith(ended))
      throw new AppError(
        "conflict",
        "campaign-ended",
        "The campaign ended while this was on its way, so nothing was written; what stood at its end stands.",
      );
    throw error;
  }
}
/** How `only_while_launched` begins what it says. */
const ended = "the campaign has ended";

function keyOf(input: unknown): string | undefined {
  return typeof input === "object" && input !== null && "key" in input && typeof input.key === "string"
    ? input.key
    : undefined;
}

let held: string | undefined;
/** Keyed with what no database holds: from the hash alone nobody can try out what somebody's erased words were. */
function hashOf(input: unknown): string {
  held ??= authSecret(env().authSecret, env().data);
  return createHmac("sha256", held).update("idempotency\n").update(JSON.stringify(input)).digest("hex");
}

async function firstAnswer<R>(
  tx: Tx,
  act: { personId: string; key: string; command: string; input: string },
): Promise<{ result: R } | undefined> {
  const [found] = await tx
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.personId, act.personId), eq(idempotency.key, act.key)));
  if (!found) return undefined;
  if (found.command !== act.command)
    throw new AppError(
      "invalid",
      "key",
      "This request key was used for something else; make a new one for each act.",
    );
  if (found.input !== act.input)
    throw new AppError(
      "conflict",
      "key-input",
      "This was recorded already, as it was sent first; load the page again to see it, and act anew to change it.",
    );
  // Written by this same command above, so of its result type.
  return { result: found.result as R };
}
