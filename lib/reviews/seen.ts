import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { levelOf } from "@/lib/campaigns/oversight-level";
import { launchedWith, type Settings, settings } from "@/lib/campaigns/schema";
import type { Reader } from "@/lib/query";

const frozen = settings.pick({ oversight: true }).strip();

type Seen = Settings["oversight"]["level"];
type Subject = { campaign: string; settings: unknown; reviewerId: string };

/**
 * Whom figures on how this person reviews are told of, by what a campaign was launched with, where the directory in force has them,
 * and what they were told before they began.
 */
export async function seenOf(reader: Pick<Reader, "execute">, of: Subject): Promise<Seen> {
  const [found] = await rows<{ department: string | null; location: string | null; told: Seen | null }>(
    reader,
    sql`SELECT i.department, i.location, b.told FROM person p
      LEFT JOIN source s ON s.id = p.identity_source_id
      LEFT JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = p.identity_id
      LEFT JOIN briefing b ON b.campaign_id = ${of.campaign} AND b.person_id = p.id
      WHERE p.id = ${of.reviewerId}`,
  );
  const { oversight } = frozen.parse(launchedWith(of.settings));
  return levelOf(oversight, found ?? { department: null, location: null, told: null });
}
