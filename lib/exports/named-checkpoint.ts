import { sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { Reader } from "@/lib/query";

/** A signed head of the log that a pack is built at. */
export type NamedCheckpoint = { size: number; note: string; root: string; at: string };

/**
 * Which checkpoint a pack is built at: "sealing", the first that covers the campaign's seal, or one by its size. Where none is
 * named, the first that covers everything recorded about the campaign.
 */
export const checkpointName = z.union([z.literal("sealing"), z.coerce.number().int().positive()]);
export type CheckpointName = z.output<typeof checkpointName>;

type Recorded = { last: number | null; seal: number | null; ended: number | null; waiting: number };

/** Where a campaign's entries lie in the log. Exports and readings do not count. */
async function recorded(reader: Reader, campaign: string): Promise<Recorded> {
  const [found] = await rows<Recorded>(
    reader,
    sql`SELECT max(l.idx)::int AS last, max(l.idx) FILTER (WHERE e.type = 'campaign.sealed')::int AS seal,
        max(l.idx) FILTER (WHERE e.type NOT LIKE 'remediation.%' AND e.type <> 'grant.returned')::int AS ended,
        count(*) FILTER (WHERE l.idx IS NULL)::int AS waiting
      FROM audit_event e LEFT JOIN log_leaf l ON l.event_id = e.id
      WHERE e.campaign_id = ${campaign} AND e.type NOT IN ('export.created', 'access.read')`,
  );
  return found ?? { last: null, seal: null, ended: null, waiting: 0 };
}

/**
 * The checkpoint of that name.
 * @throws AppError where its entries are not under one yet, or it does not cover what the campaign's tables show
 */
export async function checkpointOf(
  reader: Reader,
  campaign: string,
  name?: CheckpointName,
): Promise<NamedCheckpoint> {
  const { last, seal, ended, waiting } = await recorded(reader, campaign);
  if (last === null || (name === undefined && waiting > 0)) throw notYet();
  if (name === undefined) return first(reader, last);
  if (seal === null)
    throw new AppError(
      "rule",
      "not-sealed",
      "This campaign is not sealed yet; build its pack without naming a checkpoint.",
    );
  // What is recorded after the seal is about removals, which are shown as they stood; a pack cannot forget anything else.
  const from = Math.max(seal, ended ?? seal);
  if (name === "sealing") return first(reader, from);
  const [exact] = await rows<NamedCheckpoint>(
    reader,
    sql`SELECT c.size::int AS size, c.note, encode(c.root, 'hex') AS root, ${iso(sql.raw("c.at"))} AS at
      FROM log_checkpoint c WHERE c.size = ${name}`,
  );
  if (!exact)
    throw new AppError(
      "not_found",
      "checkpoint",
      `The log has no checkpoint of ${name} entries; its page Log lists them.`,
    );
  if (exact.size <= from)
    throw new AppError(
      "rule",
      "too-early",
      `The checkpoint of ${name} entries does not cover this campaign, which ends with entry ${from}; name a later one.`,
    );
  return exact;
}

async function first(reader: Reader, after: number): Promise<NamedCheckpoint> {
  const [found] = await rows<NamedCheckpoint>(
    reader,
    sql`SELECT c.size::int AS size, c.note, encode(c.root, 'hex') AS root, ${iso(sql.raw("c.at"))} AS at
      FROM log_checkpoint c WHERE c.size > ${after} ORDER BY c.size LIMIT 1`,
  );
  if (!found) throw notYet();
  return found;
}

const notYet = () =>
  new AppError(
    "unavailable",
    "not-sealed-yet",
    "Some entries of this campaign are not under a checkpoint yet; try again in a moment.",
  );

/**
 * Words that a checkpoint's pack would have to show and that were erased after it: such a pack cannot be made any more.
 * @throws AppError where there are any
 */
export async function nothingErasedSince(
  reader: Reader,
  of: { campaign: string; size: number },
): Promise<void> {
  const [erased] = await rows<{ idx: number }>(
    reader,
    sql`SELECT x.idx::int AS idx FROM audit_event e JOIN log_leaf l ON l.event_id = e.id AND l.idx < ${of.size}
      JOIN private_payload p ON p.commit = substr(convert_from(e.leaf, 'UTF8')::jsonb ->> 'commit', 8) AND p.payload IS NULL
      JOIN audit_event w ON w.type = 'erasure.performed'
        AND convert_from(w.leaf, 'UTF8')::jsonb -> 'data' ->> 'commit' = convert_from(e.leaf, 'UTF8')::jsonb ->> 'commit'
      JOIN log_leaf x ON x.event_id = w.id
      WHERE e.campaign_id = ${of.campaign} AND x.idx >= ${of.size} ORDER BY x.idx DESC LIMIT 1`,
  );
  if (erased)
    throw new AppError(
      "rule",
      "erased-since",
      `Words of this campaign were erased by entry ${erased.idx}, after this checkpoint; name one that covers it.`,
    );
}
