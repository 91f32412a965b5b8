import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { levelOf } from "@/lib/campaigns/oversight-level";
import { launchedWith, type Settings, settings } from "@/lib/campaigns/schema";
import type { Reader } from "@/lib/query";

const frozen = settings.pick({ oversight: true }).strip();

type Seen = Settings["oversight"]["level"];

/** Whom figures on how this person reviews are told of, by what a campaign was launched with and where the directory in force has them. */
export async function seenOf(reader: Pick<Reader, "execute">, stored: unknown, who: string): Promise<Seen> {
  const [place] = await rows<{ department: string | null; location: string | null }>(
    reader,
    sql`SELECT i.department, i.location FROM person p JOIN source s ON s.id = p.identity_source_id
      JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = p.identity_id WHERE p.id = ${who}`,
  );
  const { oversight } = frozen.parse(launchedWith(stored));
  return levelOf(oversight, place ?? { department: null, location: null });
}
