import { and, eq, sql } from "drizzle-orm";
import { drafterVersion } from "@/db/schema/drafts";
import type { Reader } from "@/lib/query";
import { type Connection, type DrafterSettings, drafterSettings } from "./drafters";

/** An approved version, as a campaign begins with it. */
export type InForce = { version: number; hash: string; settings: DrafterSettings };

type Selecting = Pick<Reader, "select">;

/**
 * The version that drafts unless a campaign says otherwise: the hosted one in force, else the local one; null where none is, and
 * rules draft. Whether the server can reach it, and whether the switch is on, are other questions.
 */
export async function inForce(reader: Selecting): Promise<InForce | null> {
  const all = await allInForce(reader);
  return all.find((v) => v.settings.connection === "hosted") ?? all[0] ?? null;
}

/** The version in force of one connection: what a campaign that keeps privileged access in the house asks for. */
export async function inForceOf(reader: Selecting, connection: Connection): Promise<InForce | null> {
  return (await allInForce(reader)).find((v) => v.settings.connection === connection) ?? null;
}

/** One of each connection at most, the hosted one first. */
export async function allInForce(reader: Selecting): Promise<InForce[]> {
  const found = await reader
    .select({
      version: drafterVersion.version,
      hash: drafterVersion.hash,
      settings: drafterVersion.settings,
    })
    .from(drafterVersion)
    .where(eq(drafterVersion.state, "in_force"))
    .orderBy(sql`settings ->> 'connection'`);
  return found.map((f) => ({ ...f, settings: drafterSettings.parse(f.settings) }));
}

/** A version that was approved once, in force or not: what a campaign that began with it keeps. */
export async function approvedVersion(reader: Selecting, version: number): Promise<InForce | null> {
  const [found] = await reader
    .select({
      version: drafterVersion.version,
      hash: drafterVersion.hash,
      settings: drafterVersion.settings,
    })
    .from(drafterVersion)
    .where(
      and(eq(drafterVersion.version, version), sql`${drafterVersion.state} IN ('in_force', 'superseded')`),
    );
  return found ? { ...found, settings: drafterSettings.parse(found.settings) } : null;
}
