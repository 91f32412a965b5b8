import { sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { launchedWith, type Settings, settings, type TieOut } from "@/lib/campaigns/schema";
import { AppError } from "@/lib/errors";
import type { Reader } from "@/lib/query";

const asked = z.object({ removalDays: z.number().int().nullable().default(null) });

/** The campaign a report is about, as it stands. Times are ISO, in UTC. */
export type Subject = {
  id: string;
  name: string;
  status: string;
  scope: string;
  mode: "manager" | "owner" | "named";
  named: string | null;
  fallback: string;
  builtBy: string;
  seed: string | null;
  settings: Settings;
  settingsHash: string;
  /** Days in which a removal had to be done; null where the launch said none. */
  removalDays: number | null;
  createdAt: string;
  launchedAt: string;
  closedAt: string | null;
  sealedAt: string | null;
  dueAt: string;
  dueDate: string;
  items: number;
  decided: number;
  notCertified: number;
  removed: number;
  tieOut: TieOut | null;
  root: string | null;
  simulated: number;
  /** When anything it reports last changed. */
  at: string;
};

/** @throws AppError not_found · rule: not launched */
export async function subjectOf(reader: Reader, id: string): Promise<Subject> {
  const [found] = await rows<Omit<Subject, "settings" | "removalDays"> & { settings: unknown }>(
    reader,
    sql`SELECT c.id, c.name, c.status, c.scope, c.reviewer_mode AS mode, named.name AS named, fallback.name AS fallback,
        builder.name AS "builtBy", c.seed, c.settings, c.settings_hash AS "settingsHash", c.root, c.tie_out AS "tieOut",
        ${iso(sql`c.created_at`)} AS "createdAt", ${iso(sql`c.launched_at`)} AS "launchedAt",
        ${iso(sql`c.closed_at`)} AS "closedAt", ${iso(sql`c.sealed_at`)} AS "sealedAt", ${iso(sql`c.due_at`)} AS "dueAt",
        c.due_date::text AS "dueDate", c.items, c.not_certified AS "notCertified", c.removed_at_source AS removed,
        (SELECT count(*)::int FROM item i WHERE i.campaign_id = c.id AND i.state = 'decided') AS decided,
        (SELECT count(*)::int FROM decision d WHERE d.campaign_id = c.id AND d.seed IS NOT NULL) AS simulated,
        ${iso(sql`greatest(c.launched_at,
          (SELECT max(e.at) FROM audit_event e WHERE e.campaign_id = c.id AND e.type NOT IN ('export.created', 'access.read')),
          (SELECT max(n.imported_at) FROM campaign_source s JOIN snapshot n ON n.source_id = s.source_id
            AND n.status IN ('in_force', 'superseded') AND n.id > s.snapshot_id WHERE s.campaign_id = c.id))`)} AS at
      FROM campaign c JOIN person fallback ON fallback.id = c.fallback_id JOIN person builder ON builder.id = c.built_by
      LEFT JOIN person named ON named.id = c.reviewer_id WHERE c.id = ${id}`,
  );
  if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
  if (!found.launchedAt)
    throw new AppError("rule", "not-launched", "There is nothing to report before a campaign is launched.");
  return {
    ...found,
    settings: settings.parse(launchedWith(found.settings)),
    // An older launch asked for none, whatever a new one would.
    removalDays: asked.parse(found.settings).removalDays,
  };
}

export const ended = (c: Pick<Subject, "status">) => c.status !== "launched";
