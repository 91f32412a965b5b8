import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { decision } from "@/db/schema/decisions";
import { auditEvent, logCheckpoint, logLeaf } from "@/db/schema/log";
import { inclusionProof, verifyInclusion } from "@/lib/audit-log/merkle-proof";
import { sha256 } from "@/lib/audit-log/sha256";
import { inclusionTiles, tileReader } from "@/lib/audit-log/tiles";
import { formatTlogProof } from "@/lib/audit-log/tlog-proof";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { cosigned } from "@/lib/witness/queries";
import { fixedAtStart } from "./key";
import { findTiles } from "./sequencer";

const headShape = z.object({
  name: z.string().nullable(),
  vkey: z.string().nullable(),
  size: z.number(),
  root: z.string().nullable(),
  note: z.string().nullable(),
  at: z.string().nullable(),
  /** Entries written and not yet under a checkpoint. */
  waiting: z.number(),
});

async function lastCheckpoint(reader: Reader) {
  const [head] = await reader
    .select({
      size: logCheckpoint.size,
      root: logCheckpoint.root,
      note: logCheckpoint.note,
      at: iso(logCheckpoint.at),
    })
    .from(logCheckpoint)
    .orderBy(desc(logCheckpoint.size))
    .limit(1);
  return head;
}

/** The log's head: its name, public key, newest signed checkpoint, and what waits for the next. */
export const head = query({
  name: "log.head",
  permission: "log.read",
  input: z.object({}),
  output: headShape,
  run: async (reader) => {
    const fixed = await fixedAtStart(reader);
    const last = await lastCheckpoint(reader);
    const [waiting] = await rows<{ n: number }>(reader, sql`SELECT count(*)::int AS n FROM audit_outbox`);
    return {
      name: fixed?.name ?? null,
      vkey: fixed?.vkey ?? null,
      size: last?.size ?? 0,
      root: last ? Buffer.from(last.root).toString("hex") : null,
      note: last ? await cosigned(reader, last) : null,
      at: last?.at ?? null,
      waiting: waiting?.n ?? 0,
    };
  },
});

const proofShape = z.object({
  index: z.number(),
  size: z.number(),
  leafHash: z.string(),
  proof: z.string(),
  holds: z.boolean(),
});

/** The inclusion proof of the entry with this place, under the newest checkpoint, from tiles; checked before it is given out. */
async function proofOf(reader: Reader, index: number): Promise<z.infer<typeof proofShape>> {
  const last = await lastCheckpoint(reader);
  const [leaf] = await reader
    .select({ leaf: auditEvent.leaf, hash: logLeaf.leafHash })
    .from(logLeaf)
    .innerJoin(auditEvent, eq(auditEvent.id, logLeaf.eventId))
    .where(eq(logLeaf.idx, index));
  if (!last || !leaf || index >= last.size)
    throw new AppError("not_found", "leaf", "There is no entry with that number in the log yet.");
  const hashes = inclusionProof(
    sha256,
    index,
    last.size,
    tileReader(sha256, last.size, await findTiles(reader, inclusionTiles(index, last.size))),
  );
  const leafHash = Uint8Array.from(leaf.hash);
  return {
    index,
    size: last.size,
    leafHash: Buffer.from(leafHash).toString("hex"),
    proof: formatTlogProof({
      extra: Uint8Array.from(leaf.leaf),
      index,
      hashes,
      checkpoint: await cosigned(reader, last),
    }),
    holds: verifyInclusion(sha256, {
      index,
      size: last.size,
      leafHash,
      proof: hashes,
      root: Uint8Array.from(last.root),
    }),
  };
}

/** The proof of any entry, by its place. */
export const proof = query({
  name: "log.proof",
  permission: "log.read",
  input: z.object({ index: z.coerce.number().int().nonnegative() }),
  output: proofShape,
  run: (reader, { input }) => proofOf(reader, input.index),
});

/** The receipt of a decision: for whoever made it, and for those who read the log. */
export const receipt = query({
  name: "log.receipt",
  permission: "decision.prove",
  input: z.object({ decision: z.uuid() }),
  output: proofShape.nullable(),
  load: async (reader, input) => {
    const [found] = await reader
      .select({ personId: decision.personId })
      .from(decision)
      .where(eq(decision.id, input.decision));
    if (!found) throw new AppError("not_found", "decision", "There is no such decision of yours.");
    return found;
  },
  run: async (reader, { input }) => {
    const [entry] = await reader
      .select({ index: logLeaf.idx })
      .from(auditEvent)
      .innerJoin(logLeaf, eq(logLeaf.eventId, auditEvent.id))
      .where(and(eq(auditEvent.refId, input.decision), eq(auditEvent.type, "decision.recorded")));
    return entry ? proofOf(reader, entry.index) : null;
  },
});
