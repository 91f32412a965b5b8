import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import { levelOf } from "@/lib/campaigns/oversight-level";
import { launchedWith, type Settings, settings } from "@/lib/campaigns/schema";
import type { Reader } from "@/lib/query";

const frozen = settings.pick({ oversight: true }).strip();

type Seen = Settings["oversight"]["level"];

/** Somebody as a reviewer of a campaign: when they were briefed, and whom figures on how they review are told of. */
type Standing = { campaign: string; briefedAt: string | null; seen: Seen };

/**
 * What a reviewer is in each of these campaigns. Whom figures on them are told of is by what the campaign was launched with, where the
 * directory in force has them, and what they were told before they began.
 */
export async function standingsOf(
  reader: Pick<Reader, "execute">,
  campaigns: readonly string[],
  personId: string,
): Promise<Standing[]> {
  const found = await rows<{
    campaign: string;
    briefedAt: string | null;
    told: Seen | null;
    oversight: unknown;
    department: string | null;
    location: string | null;
  }>(
    reader,
    sql`SELECT c.id::text AS campaign, ${iso(sql`b.at`)} AS "briefedAt", b.told, c.settings -> 'oversight' AS oversight,
        i.department, i.location
      FROM campaign c LEFT JOIN briefing b ON b.campaign_id = c.id AND b.person_id = ${personId}
      LEFT JOIN person p ON p.id = ${personId}
      LEFT JOIN source s ON s.id = p.identity_source_id
      LEFT JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = p.identity_id
      WHERE c.id = ANY (${`{${campaigns.join(",")}}`}::uuid[])`,
  );
  return found.map(({ campaign, briefedAt, oversight, ...reviewer }) => {
    const launched = frozen.parse(launchedWith(oversight === null ? {} : { oversight }));
    return { campaign, briefedAt, seen: levelOf(launched.oversight, reviewer) };
  });
}

/** Whom figures on one reviewer of one campaign are told of. */
export async function seenOf(
  reader: Pick<Reader, "execute">,
  of: { campaign: string; reviewerId: string },
): Promise<Seen> {
  const [standing] = await standingsOf(reader, [of.campaign], of.reviewerId);
  return standing?.seen ?? "off";
}
