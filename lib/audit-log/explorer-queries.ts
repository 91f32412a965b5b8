import { asc, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { auditEvent, logCheckpoint, logLeaf } from "@/db/schema/log";
import { person } from "@/db/schema/people";
import { item } from "@/db/schema/reviews";
import { checkpointCosignature, checkpointTimestamp } from "@/db/schema/witnesses";
import { toBase64 } from "@/lib/audit-log/bytes";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { cosigned, proofBetween } from "@/lib/witness/queries";
import { entriesBy, entryRow, itemName } from "./entry-queries";

/** What one question finds at most. */
const MOST = 20;

/** Signed checkpoints, newest first, each with who else vouches for it. */
export const checkpoints = query({
  name: "log.checkpoints",
  permission: "log.read",
  input: z.object({
    /** Size of the page's end: what is older follows. */
    before: z.coerce.number().int().positive().optional(),
    after: z.coerce.number().int().positive().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        /** How many entries it is over, which is also its number. */
        size: z.number(),
        /** Hexadecimal. */
        root: z.string(),
        at: z.string(),
        /** Names of the witnesses that cosigned it, and how many time stamps it has. */
        cosigners: z.array(z.string()),
        stamps: z.number(),
      }),
    ),
    next: z.number().nullable(),
    previous: z.number().nullable(),
  }),
  run: async (reader, { input }) => {
    const upwards = input.after !== undefined && input.before === undefined;
    const found = await reader
      .select({ size: logCheckpoint.size, root: logCheckpoint.root, at: iso(logCheckpoint.at) })
      .from(logCheckpoint)
      .where(
        upwards
          ? gt(logCheckpoint.size, input.after ?? 0)
          : input.before
            ? lt(logCheckpoint.size, input.before)
            : undefined,
      )
      .orderBy(upwards ? asc(logCheckpoint.size) : desc(logCheckpoint.size))
      .limit(input.limit + 1);
    const more = found.length > input.limit;
    const page = found.slice(0, input.limit);
    if (upwards) page.reverse();
    const vouched = await vouchedFor(
      reader,
      page.map((c) => c.size),
    );
    const [first, last] = [page[0]?.size, page.at(-1)?.size];
    return {
      rows: page.map((c) => ({
        size: c.size,
        root: Buffer.from(c.root).toString("hex"),
        at: c.at ?? "",
        ...vouched(c.size),
      })),
      next: upwards || more ? (last ?? null) : null,
      previous: (upwards ? more : input.before !== undefined) ? (first ?? null) : null,
    };
  },
});

async function vouchedFor(reader: Reader, sizes: readonly number[]) {
  if (sizes.length === 0) return () => ({ cosigners: [], stamps: 0 });
  const lines = await reader
    .select({ size: checkpointCosignature.size, witness: checkpointCosignature.witness })
    .from(checkpointCosignature)
    .where(inArray(checkpointCosignature.size, [...sizes]))
    .orderBy(asc(checkpointCosignature.witness));
  const stamps = await reader
    .select({ size: checkpointTimestamp.size })
    .from(checkpointTimestamp)
    .where(inArray(checkpointTimestamp.size, [...sizes]));
  return (size: number) => ({
    cosigners: lines.filter((l) => l.size === size).map((l) => l.witness.split("+")[0] ?? l.witness),
    stamps: stamps.filter((s) => s.size === size).length,
  });
}

/**
 * The proof that the log at `to` entries, a checkpoint or else the newest, contains what it had at `from`: from tiles. `old` is
 * the checkpoint of that size, null where none was signed; whoever asks may hold one from elsewhere.
 */
export const consistency = query({
  name: "log.consistency",
  permission: "log.read",
  input: z.object({
    from: z.coerce.number().int().positive(),
    to: z.coerce.number().int().positive().optional(),
  }),
  output: z.object({
    from: z.number(),
    to: z.number(),
    old: z.string().nullable(),
    new: z.string(),
    /** Hashes in base64, in the order of RFC 6962. */
    proof: z.array(z.string()),
  }),
  run: async (reader, { input }) => {
    const newer = await noteOf(reader, input.to);
    if (!newer)
      throw new AppError(
        "not_found",
        "checkpoint",
        input.to === undefined
          ? "Nothing is sealed yet, so there is no checkpoint to compare with."
          : `There is no checkpoint of ${input.to} entries; choose one of the list.`,
      );
    if (input.from > newer.size)
      throw new AppError(
        "invalid",
        "order",
        `The earlier checkpoint has ${input.from} entries, the later ${newer.size}: choose the smaller one as the earlier.`,
      );
    const older = await noteOf(reader, input.from);
    return {
      from: input.from,
      to: newer.size,
      old: older?.note ?? null,
      new: newer.note,
      proof: (await proofBetween(reader, input.from, newer.size)).map(toBase64),
    };
  },
});

/** The checkpoint of this size, or the newest, with its cosignatures. */
async function noteOf(reader: Reader, size: number | undefined) {
  const [found] = await reader
    .select({ size: logCheckpoint.size, note: logCheckpoint.note })
    .from(logCheckpoint)
    .where(size === undefined ? undefined : eq(logCheckpoint.size, size))
    .orderBy(desc(logCheckpoint.size))
    .limit(1);
  return found ? { size: found.size, note: await cosigned(reader, found) } : undefined;
}

/** One sealed entry by its place, and where the log ends. */
export const entry = query({
  name: "log.entry",
  permission: "log.read",
  input: z.object({ index: z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER) }),
  output: entryRow.extend({ last: z.number() }),
  run: async (reader, { input }) => {
    const [place] = await reader
      .select({ event: logLeaf.eventId })
      .from(logLeaf)
      .where(eq(logLeaf.idx, input.index));
    const [found] = place
      ? await entriesBy(reader, eq(auditEvent.id, place.event), desc(auditEvent.id), 1)
      : [];
    if (!found) throw new AppError("not_found", "leaf", "There is no entry with that number in the log yet.");
    const [end] = await reader.select({ idx: logLeaf.idx }).from(logLeaf).orderBy(desc(logLeaf.idx)).limit(1);
    return { ...found, last: end?.idx ?? input.index };
  },
});

/** Where in the log something is: a leaf by its hash or how that begins, or what an id is about. */
export const find = query({
  name: "log.find",
  permission: "log.read",
  input: z
    .object({
      hash: z
        .string()
        .regex(/^([0-9a-f]{64}|[0-9a-f]{8})$/)
        .optional(),
      id: z.uuid().optional(),
    })
    .refine(
      (i) => (i.hash === undefined) !== (i.id === undefined),
      "Look for a hash or for an id, one of them.",
    ),
  output: z.object({
    rows: z.array(entryRow),
    /** What the id is of, where the log can be followed by it. */
    about: z
      .object({ is: z.enum(["item", "person", "campaign"]), id: z.string(), name: z.string() })
      .nullable(),
  }),
  run: async (reader, { input }) => {
    if (input.hash !== undefined) return { rows: await byHash(reader, input.hash), about: null };
    const id = input.id ?? "";
    const about = await subjectOf(reader, id);
    const where = about
      ? about.is === "item"
        ? eq(auditEvent.itemId, id)
        : about.is === "campaign"
          ? eq(auditEvent.campaignId, id)
          : eq(auditEvent.actorId, id)
      : eq(auditEvent.refId, id);
    return { rows: await entriesBy(reader, where, desc(auditEvent.id), MOST), about };
  },
});

/** Sealed entries whose hash is this, or begins with it. */
async function byHash(reader: Reader, hash: string) {
  const found = await rows<{ event: number }>(
    reader,
    sql`SELECT event_id::int8 AS event FROM log_leaf
      WHERE substr(leaf_hash, 1, 4) = decode(${hash.slice(0, 8)}, 'hex')
        ${hash.length === 64 ? sql`AND leaf_hash = decode(${hash}, 'hex')` : sql``}
      ORDER BY idx DESC LIMIT ${MOST}`,
  );
  if (found.length === 0) return [];
  return entriesBy(
    reader,
    inArray(
      auditEvent.id,
      found.map((f) => Number(f.event)),
    ),
    desc(auditEvent.id),
    MOST,
  );
}

async function subjectOf(reader: Reader, id: string) {
  const [i] = await reader
    .select({ subject: item.subjectName, title: item.title })
    .from(item)
    .where(eq(item.id, id));
  if (i) return { is: "item" as const, id, name: itemName(i) };
  const [c] = await reader.select({ name: campaign.name }).from(campaign).where(eq(campaign.id, id));
  if (c) return { is: "campaign" as const, id, name: c.name };
  const [p] = await reader.select({ name: person.name }).from(person).where(eq(person.id, id));
  return p ? { is: "person" as const, id, name: p.name } : null;
}
