import { and, asc, desc, eq, gt, inArray, notExists, or, sql } from "drizzle-orm";
import { z } from "zod";
import { iso } from "@/db/client";
import { logCheckpoint } from "@/db/schema/log";
import { anchor, checkpointCosignature, checkpointTimestamp } from "@/db/schema/witnesses";
import { toBase64 } from "@/lib/audit-log/bytes";
import { consistencyProof } from "@/lib/audit-log/merkle-proof";
import { findTiles } from "@/lib/audit-log/sequencer";
import { sha256 } from "@/lib/audit-log/sha256";
import { consistencyTiles, tileReader } from "@/lib/audit-log/tiles";
import { query, type Reader } from "@/lib/query";
import { anchorTargets } from "./configured";
import * as wire from "./schema";

/** Heads that a witness is sent before the next are looked up. */
const atOnce = 50;

async function headSize(reader: Reader): Promise<number> {
  const [head] = await reader
    .select({ size: logCheckpoint.size })
    .from(logCheckpoint)
    .orderBy(desc(logCheckpoint.size))
    .limit(1);
  return head?.size ?? 0;
}

/** How far everything that is configured to follow the log is; what was never reached stands there with size 0. */
export async function anchorStatesOf(reader: Reader): Promise<wire.AnchorStates> {
  const targets = anchorTargets();
  const size = await headSize(reader);
  const known =
    targets.length === 0
      ? []
      : await reader
          .select({
            kind: anchor.kind,
            name: anchor.name,
            size: anchor.size,
            confirmedAt: iso(anchor.confirmedAt),
            problem: anchor.problem,
            refusedAt: iso(anchor.refusedAt),
            refusedSize: anchor.refusedSize,
          })
          .from(anchor)
          .where(
            inArray(
              anchor.name,
              targets.map(({ name }) => name),
            ),
          );
  return {
    size,
    rows: targets.map(({ kind, name }) => {
      const row = known.find((k) => k.kind === kind && k.name === name);
      return {
        kind,
        name,
        label: kind === "witness" ? (name.split("+")[0] ?? name) : name,
        size: row?.size ?? 0,
        behind: Math.max(0, size - (row?.size ?? 0)),
        confirmedAt: row?.confirmedAt ?? null,
        problem: row?.problem ?? null,
        refusedAt: row?.refusedAt ?? null,
        refusedSize: row?.refusedSize ?? null,
      };
    }),
  };
}

export const witnesses = query({
  name: "log.witnesses",
  permission: "log.read",
  input: z.object({}),
  output: wire.anchorStates,
  run: (reader) => anchorStatesOf(reader),
});

/** What the job that follows a target begins with. */
export const anchorOf = query({
  name: "log.anchor_of",
  permission: "log.anchor",
  input: wire.anchorTarget,
  output: z.object({ size: z.number(), refused: z.boolean(), head: z.number() }),
  run: async (reader, { input }) => {
    const [row] = await reader
      .select()
      .from(anchor)
      .where(and(eq(anchor.kind, input.kind), eq(anchor.name, input.name)));
    return { size: row?.size ?? 0, refused: row?.refusedAt != null, head: await headSize(reader) };
  },
});

/**
 * The next heads that a witness has to cosign, in order, each with the proof from the one before; the first from the size the
 * witness stands at. That size itself is among them where its cosignature never reached us.
 */
export const submissions = query({
  name: "log.submissions",
  permission: "log.anchor",
  input: z.object({ witness: z.string(), from: z.number().int().nonnegative() }),
  output: z.object({ head: z.number(), rows: z.array(wire.submission) }),
  run: async (reader, { input }) => {
    const lacking = and(
      eq(logCheckpoint.size, input.from),
      notExists(
        reader
          .select({ one: sql`1` })
          .from(checkpointCosignature)
          .where(
            and(
              eq(checkpointCosignature.size, logCheckpoint.size),
              eq(checkpointCosignature.witness, input.witness),
            ),
          ),
      ),
    );
    const heads = await reader
      .select({ size: logCheckpoint.size, note: logCheckpoint.note })
      .from(logCheckpoint)
      .where(or(gt(logCheckpoint.size, input.from), lacking))
      .orderBy(asc(logCheckpoint.size))
      .limit(atOnce);
    const rows: wire.Submission[] = [];
    let oldSize = input.from;
    for (const { size, note } of heads) {
      rows.push({ oldSize, size, note, proof: (await proofBetween(reader, oldSize, size)).map(toBase64) });
      oldSize = size;
    }
    return { head: await headSize(reader), rows };
  },
});

/** The consistency proof between two sizes of this log, from tiles; empty where there is nothing to prove. */
export async function proofBetween(reader: Reader, oldSize: number, size: number): Promise<Uint8Array[]> {
  if (oldSize < 1 || oldSize >= size) return [];
  const tiles = await findTiles(reader, consistencyTiles(oldSize, size));
  return consistencyProof(sha256, oldSize, size, tileReader(sha256, size, tiles));
}

/** A checkpoint as the log signed it; the newest where no size is given. */
export const checkpointAt = query({
  name: "log.checkpoint_at",
  permission: "log.anchor",
  input: z.object({ size: z.number().int().optional() }),
  output: z.object({ size: z.number(), note: z.string(), stamped: z.array(z.string()) }).nullable(),
  run: async (reader, { input }) => {
    const [found] = await reader
      .select({ size: logCheckpoint.size, note: logCheckpoint.note })
      .from(logCheckpoint)
      .where(input.size === undefined ? undefined : eq(logCheckpoint.size, input.size))
      .orderBy(desc(logCheckpoint.size))
      .limit(1);
    if (!found) return null;
    const stamps = await reader
      .select({ authority: checkpointTimestamp.authority })
      .from(checkpointTimestamp)
      .where(eq(checkpointTimestamp.size, found.size));
    return {
      size: found.size,
      note: await cosigned(reader, found),
      stamped: stamps.map(({ authority }) => authority),
    };
  },
});

/** A checkpoint with the lines of the witnesses that cosigned it, in the order of their keys: a note with more signatures. */
export async function cosigned(reader: Reader, at: { size: number; note: string }): Promise<string> {
  const lines = await reader
    .select({ line: checkpointCosignature.line })
    .from(checkpointCosignature)
    .where(eq(checkpointCosignature.size, at.size))
    .orderBy(asc(checkpointCosignature.witness));
  return at.note + lines.map(({ line }) => line).join("");
}

/** The time stamps of a checkpoint, as files of a pack: DER, as `openssl ts` reads it. */
export async function timestampFiles(
  reader: Reader,
  size: number,
): Promise<{ name: string; bytes: Uint8Array }[]> {
  const found = await reader
    .select()
    .from(checkpointTimestamp)
    .where(eq(checkpointTimestamp.size, size))
    .orderBy(asc(checkpointTimestamp.authority));
  return found.map(({ token }, at) => ({ name: `timestamps/${at + 1}.tsr`, bytes: Uint8Array.from(token) }));
}
