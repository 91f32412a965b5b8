import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import { keepsWords } from "./holds";
import type { Words } from "./words-of";

/** A file past its time: where it lies and its hash, hexadecimal. */
export type Found = { id: string; path: string; sha256: string; campaign: string | null };

const instant = (at: Date, days: number) =>
  sql`${new Date(at.getTime() - days * 86_400_000).toISOString()}::timestamptz`;

/** Whether any person is held: an import file may name anybody. */
export const anybodyHeld = sql`EXISTS (SELECT 1 FROM legal_hold h WHERE h.person_id IS NOT NULL AND h.lifted_at IS NULL)`;

/**
 * Import files with the time that their period begins, and whether a hold is on them; a file that is in force, or that an open
 * campaign was made of, has no such time yet. The same file imported twice is one.
 */
export const rawFilesSql = sql`SELECT s.raw_path AS path, min(s.sha256) AS sha256,
    CASE WHEN bool_or(s.status IN ('loading', 'in_force')) OR bool_or(open.is) THEN NULL ELSE max(s.imported_at) END AS since,
    bool_or(held.is) OR ${anybodyHeld} AS held
  FROM snapshot s
  CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM campaign_source x JOIN campaign c ON c.id = x.campaign_id
    WHERE x.snapshot_id = s.id AND c.sealed_at IS NULL) AS is) open
  CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM campaign_source x WHERE x.snapshot_id = s.id AND campaign_held(x.campaign_id)) AS is) held
  WHERE s.raw_path IS NOT NULL GROUP BY s.raw_path`;

export async function dueRawFiles(reader: Reader, days: number, at: Date, most: number): Promise<Found[]> {
  return rows<Found>(
    reader,
    sql`SELECT path AS id, path, sha256, NULL AS campaign FROM (${rawFilesSql}) f
      WHERE NOT held AND since <= ${instant(at, days)} ORDER BY since, path LIMIT ${most}`,
  );
}

/** Whether any hold is in force: what is of several campaigns, or of none, may be about what is held. */
const anythingHeld = sql`EXISTS (SELECT 1 FROM legal_hold h WHERE h.lifted_at IS NULL)`;

/** Packs and other exports that were made and not deleted, each with whether a hold is on it. */
export const packsSql = sql`SELECT x.id, x.path, coalesce(x.sha256, '') AS sha256, x.campaign_id AS campaign, x.finished_at AS since,
    CASE WHEN x.campaign_id IS NULL THEN ${anythingHeld} ELSE campaign_held(x.campaign_id) END AS held
  FROM export_file x WHERE x.path IS NOT NULL AND x.state = 'done'`;

export async function duePacks(reader: Reader, days: number, at: Date, most: number): Promise<Found[]> {
  return rows<Found>(
    reader,
    sql`SELECT id, path, sha256, campaign FROM (${packsSql}) f WHERE NOT held AND since <= ${instant(at, days)}
      ORDER BY since, id LIMIT ${most}`,
  );
}

/** Campaigns that still have rows of a class, and since when they are sealed. */
export const campaignsSql = (
  of: string,
): SQL => sql`SELECT c.id, c.sealed_at AS since, campaign_held(c.id) AS held FROM campaign c
  WHERE c.launched_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM retention_purged p WHERE p.campaign_id = c.id AND p.class = ${of})`;

/** The words of one campaign that is past its time, or those of none; and the campaigns that turn out to have none left. */
export async function dueWords(
  reader: Reader,
  days: number,
  at: Date,
  most: number,
): Promise<{ campaigns: string[]; words: Words[] }> {
  const campaigns = await rows<{ id: string }>(
    reader,
    sql`SELECT id FROM (${campaignsSql("reason")}) c WHERE NOT held AND since <= ${instant(at, days)} ORDER BY since, id LIMIT 100`,
  );
  const empty: string[] = [];
  for (const { id } of campaigns) {
    const words = await wordsWhere(reader, sql`e.campaign_id = ${id}`, most);
    if (words.length < most) empty.push(id);
    if (words.length > 0) return { campaigns: empty, words };
  }
  const words = await wordsWhere(
    reader,
    sql`e.campaign_id IS NULL AND e.at <= ${instant(at, days)} AND NOT ${heldWords}`,
    most,
  );
  return { campaigns: empty, words };
}

/** Words of no campaign stay while a hold keeps them. */
const heldWords = sql`EXISTS (SELECT 1 FROM legal_hold h WHERE ${keepsWords})`;

async function wordsWhere(reader: Reader, where: SQL, most: number): Promise<Words[]> {
  return rows<Words>(
    reader,
    sql`SELECT p.id, p.commit, e.campaign_id AS campaign, false AS own FROM audit_event e
      JOIN private_payload p ON p.commit = substr(convert_from(e.leaf, 'UTF8')::jsonb ->> 'commit', 8)
      WHERE ${where} AND p.payload IS NOT NULL ORDER BY e.id LIMIT ${most}`,
  );
}
