import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { anchor, checkpointCosignature, checkpointTimestamp } from "@/db/schema/witnesses";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { toldAuditors } from "@/lib/mail/outbox";
import * as wire from "./schema";

/*
 * How far witnesses, time stamping and the archive have followed the log is operational state. That a witness refused a head is
 * a fact, and one that must not go by unseen: it goes into the log and to the auditors, once, when it begins.
 */

const anything = async () => undefined;
const second = 1_000;
const day = 86_400 * second;

/** A job in hand is not given out again before this; nothing that is sent waits longer. */
const lease = 120 * second;
/** How seldom the head is stamped and archived while nothing is sealed. A witness follows each checkpoint. */
const pace: Record<wire.AnchorKind, number> = { witness: 0, timestamp: day, archive: day / 24 };

/** Gives out the jobs that bring each target to the log's head, at its pace and after its own backing off. */
export const due = chore({
  name: "log.anchors_due",
  permission: "log.anchor",
  input: z.object({ targets: z.array(wire.anchorTarget) }),
  load: anything,
  run: async (tx, { input, now }) => {
    const [log] = await rows<{ size: number; sealed: number | null }>(
      tx,
      sql`SELECT coalesce((SELECT max(size) FROM log_checkpoint), 0)::int8 AS size, (SELECT extract(epoch FROM max(at)) * 1000
        FROM audit_event WHERE type = 'campaign.sealed')::int8 AS sealed`,
    );
    const head = Number(log?.size ?? 0);
    const jobs: { name: "log.anchor"; data: wire.AnchorTarget }[] = [];
    for (const target of input.targets) {
      const [row] = await tx
        .select()
        .from(anchor)
        .where(and(eq(anchor.kind, target.kind), eq(anchor.name, target.name)))
        .for("update");
      if (head <= (row?.size ?? 0) || (row && row.nextAt > now)) continue;
      const last = row?.confirmedAt?.getTime();
      const sealedSince = log?.sealed != null && last !== undefined && Number(log.sealed) > last;
      if (last !== undefined && !sealedSince && last + pace[target.kind] > now.getTime()) continue;
      const nextAt = new Date(now.getTime() + lease);
      await tx
        .insert(anchor)
        .values({ ...target, size: 0, attempts: 0, nextAt })
        .onConflictDoUpdate({ target: [anchor.kind, anchor.name], set: { nextAt } });
      jobs.push({ name: "log.anchor", data: target });
    }
    return { result: jobs.length, jobs };
  },
});

/** A target stands at this size. Whatever it complained of before is over. */
const confirmed = (size: number, at: Date) => ({
  size,
  confirmedAt: at,
  attempts: 0,
  nextAt: at,
  problem: null,
  refusedAt: null,
  refusedSize: null,
});

/** Keeps a witness's cosignature beside its checkpoint. */
export const keepCosignature = chore({
  name: "log.cosigned",
  permission: "log.anchor",
  input: z.object({
    witness: z.string(),
    size: z.number().int(),
    line: z.string().max(1_000),
    at: z.number().int(),
  }),
  load: anything,
  run: async (tx, { input, now }) => {
    await tx
      .insert(checkpointCosignature)
      .values({ ...input, at: new Date(input.at * second) })
      .onConflictDoNothing();
    await tx
      .insert(anchor)
      .values({ kind: "witness", name: input.witness, ...confirmed(input.size, now) })
      .onConflictDoUpdate({ target: [anchor.kind, anchor.name], set: confirmed(input.size, now) });
    return { result: undefined };
  },
});

/** Keeps a time stamp beside its checkpoint. */
export const keepTimestamp = chore({
  name: "log.stamped",
  permission: "log.anchor",
  input: z.object({
    authority: z.string(),
    size: z.number().int(),
    /** Base64 of the token. */
    token: z.string().max(200_000),
    at: z.iso.datetime(),
  }),
  load: anything,
  run: async (tx, { input }) => {
    const { authority, size } = input;
    const token = Uint8Array.from(Buffer.from(input.token, "base64"));
    await tx
      .insert(checkpointTimestamp)
      .values({ size, authority, token, at: new Date(input.at) })
      .onConflictDoNothing();
    return { result: undefined };
  },
});

/** A target follows the log to this size; what it gave back, if anything, is kept already. */
export const reached = chore({
  name: "log.anchor_reached",
  permission: "log.anchor",
  input: wire.anchorTarget.extend({ size: z.number().int().nonnegative() }),
  load: anything,
  run: async (tx, { input: { size, ...target }, now }) => {
    await tx
      .insert(anchor)
      .values({ ...target, ...confirmed(size, now) })
      .onConflictDoUpdate({ target: [anchor.kind, anchor.name], set: confirmed(size, now) });
    return { result: undefined };
  },
});

/** A try did not end well; the next is later each time, up to an hour. */
export const failing = chore({
  name: "log.anchor_failing",
  permission: "log.anchor",
  input: wire.anchorTarget.extend({ problem: z.string().max(500) }),
  load: anything,
  run: async (tx, { input: { problem, ...target }, now }) => {
    await tx
      .insert(anchor)
      .values({ ...target, size: 0, attempts: 1, problem, nextAt: new Date(now.getTime() + backoff(0)) })
      .onConflictDoNothing();
    const where = and(eq(anchor.kind, target.kind), eq(anchor.name, target.name));
    const [row] = await tx.select().from(anchor).where(where).for("update");
    const attempts = row?.attempts ?? 0;
    await tx
      .update(anchor)
      .set({ attempts: attempts + 1, problem, nextAt: new Date(now.getTime() + backoff(attempts)) })
      .where(where);
    return { result: undefined };
  },
});

/** @param attempts tries that failed before, one after the other; milliseconds */
function backoff(attempts: number): number {
  return Math.min(5 * second * 2 ** Math.min(attempts, 20), 3_600 * second);
}

/** A witness says that the log contradicts what it cosigned. */
export const refused = command({
  name: "log.witness_refused",
  permission: "log.anchor",
  input: z.object({
    witness: z.string(),
    size: z.number().int(),
    why: wire.refusalWhy,
    seen: z.number().int().optional(),
    problem: z.string().max(500),
  }),
  load: async (tx, input) => {
    const [row] = await tx
      .select()
      .from(anchor)
      .where(and(eq(anchor.kind, "witness"), eq(anchor.name, input.witness)))
      .for("update");
    if (row?.refusedAt) throw new AppError("conflict", "told", "That this witness refuses is on the record.");
    return row;
  },
  run: async (tx, { input: { problem, ...input }, now }) => {
    const state = {
      problem,
      refusedAt: now,
      refusedSize: input.size,
      nextAt: new Date(now.getTime() + backoff(0)),
    };
    await tx
      .insert(anchor)
      .values({ kind: "witness", name: input.witness, size: 0, attempts: 1, ...state })
      .onConflictDoUpdate({ target: [anchor.kind, anchor.name], set: state });
    return {
      result: undefined,
      events: [{ type: "witness.refused" as const, data: input }],
      jobs: await toldAuditors(tx, { kind: "refusal", size: input.size }, now),
    };
  },
});
