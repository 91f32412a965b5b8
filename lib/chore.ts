import type { PgInsertBuilder, PgQueryResultHKT, PgUpdateBuilder } from "drizzle-orm/pg-core";
import type { z } from "zod";
import { copyRows } from "@/db/bulk";
import { insideTransaction, type Tx, transaction } from "@/db/client";
import type { catalogueLine } from "@/db/schema/catalogue";
import type { challengeServed } from "@/db/schema/challenges";
import type { campaignDrafting, draftTask } from "@/db/schema/drafts";
import type { exportFile } from "@/db/schema/jobs";
import type { mail } from "@/db/schema/mail";
import type { passkeyChallenge } from "@/db/schema/passkeys";
import type { bindingQueue, session } from "@/db/schema/people";
import type { questionLink } from "@/db/schema/questions";
import type { retentionRun, siemCursor } from "@/db/schema/retention";
import type { listOpening, served } from "@/db/schema/reviews";
import type { savedView } from "@/db/schema/saved-views";
import type { signOffPreparation } from "@/db/schema/sign-offs";
import type { importJob, snapshot, snapshotReject } from "@/db/schema/snapshots";
import type { anchor, checkpointCosignature, checkpointTimestamp } from "@/db/schema/witnesses";
import { type Actor, type Ctx, personOf } from "@/lib/auth/actor";
import { type Permission, permits, reachOf, type SubjectOf } from "@/lib/auth/policy";
import { now } from "@/lib/clock";
import { type Job, queue, sendJobs } from "@/lib/jobs/queue";
import { parseInput, type Reader, refuse } from "@/lib/query";

/** Mutable state that is no fact for the record: who is signed in, how far a job is. */
type Operational =
  | typeof session
  | typeof bindingQueue
  | typeof importJob
  | typeof snapshot
  | typeof snapshotReject
  | typeof catalogueLine
  | typeof draftTask
  | typeof campaignDrafting
  | typeof mail
  | typeof questionLink
  | typeof savedView
  | typeof signOffPreparation
  | typeof passkeyChallenge
  | typeof anchor
  | typeof checkpointCosignature
  | typeof checkpointTimestamp
  | typeof retentionRun
  | typeof siemCursor
  | typeof exportFile;

/** A connection that can change only these tables; the type has no way to touch another. */
type Served = typeof served | typeof challengeServed | typeof listOpening;
type Writer<T extends Operational | Served> = {
  insert: <K extends T>(table: K) => PgInsertBuilder<K, PgQueryResultHKT>;
  update: <K extends T>(table: K) => PgUpdateBuilder<K, PgQueryResultHKT>;
};

export type Kind = "chore" | "observation";

export type Chore<K extends Kind, P extends Permission, I extends z.ZodType, S, R, W> = {
  kind: K;
  name: string;
  permission: P;
  input: I;
  load: (tx: Tx, input: z.output<I>, actor: Actor) => Promise<S>;
  run: (
    tx: Reader & W,
    given: { input: z.output<I>; subject: S; actor: Actor; now: Date },
  ) => Promise<{ result: R; jobs?: readonly Job[] }>;
};

type Bookkeeping = Writer<Operational> & {
  /** Streams rows of a snapshot that is still loading. */
  copy: (...rows: TailOf<typeof copyRows>) => Promise<number>;
};
type TailOf<F> = F extends (first: never, ...rest: infer R) => unknown ? R : never;
export type Watching = { insert: Writer<Served>["insert"] };

export type AnyChore = Chore<Kind, Permission, z.ZodType, unknown, unknown, unknown>;
export const chores = new Map<string, AnyChore>();

/** Declares an authorised write of operational state: no fact for the record, so no log entry. */
export function chore<P extends Permission, I extends z.ZodType, S extends SubjectOf<P>, R>(
  definition: Omit<Chore<"chore", P, I, S, R, Bookkeeping>, "kind">,
): Chore<"chore", P, I, S, R, Bookkeeping> {
  return registered({ kind: "chore" as const, ...definition });
}

/** Declares a reading that keeps what was put before whom: it can insert what was served and nothing else. */
export function observation<P extends Permission, I extends z.ZodType, S extends SubjectOf<P>, R>(
  definition: Omit<Chore<"observation", P, I, S, R, Watching>, "kind">,
): Chore<"observation", P, I, S, R, Watching> {
  return registered({ kind: "observation" as const, ...definition });
}

function registered<C extends { name: string }>(made: C): C {
  chores.set(made.name, made as unknown as AnyChore);
  return made;
}

/**
 * Runs a chore or an observation: parse → transaction under the app role → load → policy → write → jobs → commit.
 * @throws AppError
 */
export async function perform<K extends Kind, P extends Permission, I extends z.ZodType, S, R, W>(
  ctx: Ctx,
  c: Chore<K, P, I, S, R, W>,
  raw: z.input<I>,
): Promise<R> {
  const input = parseInput(c.input, raw);
  if (!insideTransaction()) await queue();
  return transaction({ person: personOf(ctx.actor), reach: reachOf(c.permission) }, async (tx) => {
    const subject = await c.load(tx, input, ctx.actor);
    refuse(permits(c.permission, ctx.actor, subject as SubjectOf<P>));
    const done = await c.run(writer<W>(tx), { input, subject, actor: ctx.actor, now: now() });
    if (done.jobs?.length) await sendJobs(tx, done.jobs);
    return done.result;
  });
}

/** The transaction has every method the narrower types name; they only take away. */
function writer<W>(tx: Tx): Reader & W {
  const copy: Bookkeeping["copy"] = (...rows) => copyRows(tx, ...rows);
  return Object.assign(tx, { copy }) as unknown as Reader & W;
}
