import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { campaignDrafting } from "@/db/schema/drafts";
import { query, type Reader } from "@/lib/query";
import { settingsOf } from "./brief";
import { allInForce, approvedVersion } from "./drafter-in-force";
import { stateOf } from "./queries";
import { drafterName } from "./render";
import { type DraftProgress, draftProgress } from "./schema";

/** Drafts from which the pace is taken. */
const PACE_OF = 400;

/** How far a campaign's drafts are, who made them, and what they cost, for the monitor. */
export const progress = query({
  name: "drafts.progress",
  permission: "campaign.read",
  input: z.object({ campaign: z.uuid() }),
  output: draftProgress,
  run: async (reader, { input }) => {
    const { campaign } = input;
    const { status: _, done, ...counts } = await stateOf(reader, campaign);
    const [row] = await reader
      .select()
      .from(campaignDrafting)
      .where(eq(campaignDrafting.campaignId, campaign));
    const version = row?.drafterVersion ? await approvedVersion(reader, row.drafterVersion) : null;
    const { budget } = await settingsOf(reader, campaign);
    return {
      campaign,
      ...counts,
      late: Math.max(0, done - counts.ready - counts.insufficient),
      ...(await makersOf(reader, campaign)),
      drafter: version && {
        version: version.version,
        model: version.settings.model,
        connection: version.settings.connection,
      },
      stopped: row?.modelOff ?? false,
      paused: row?.paused ?? null,
      versions: (await allInForce(reader)).map((v) => ({ version: v.version, model: v.settings.model })),
      spent: {
        calls: row?.calls ?? 0,
        inputTokens: row?.inputTokens ?? 0,
        outputTokens: row?.outputTokens ?? 0,
        cachedTokens: row?.cachedTokens ?? 0,
        cost: row?.cost ?? 0,
        currency: row?.currency ?? null,
      },
      budget,
      secondsLeft: await secondsLeft(reader, campaign, counts.pending),
      problem: await lastProblem(reader, campaign),
    };
  },
});

/** Who made the drafts that stand, one scan of the campaign's items and drafts. */
async function makersOf(
  reader: Reader,
  campaign: string,
): Promise<Pick<DraftProgress, "by" | "again" | "turned">> {
  const found = await rows<{
    provider: string;
    model: string;
    version: number | null;
    fellBack: string | null;
    items: number;
    turned: number;
  }>(
    reader,
    sql`SELECT d.provider, d.model, d.drafter_version AS version, d.fell_back AS "fellBack", count(*)::int AS items,
        count(*) FILTER (WHERE i.arm_why = 'text_turned_draft')::int AS turned
      FROM item i JOIN draft d ON d.id = i.draft_id
      WHERE i.campaign_id = ${campaign}
      GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC, 4 NULLS FIRST`,
  );
  const [open] = await rows<{ items: number }>(
    reader,
    sql`SELECT count(*)::int AS items FROM item i JOIN draft d ON d.id = i.draft_id
      WHERE i.campaign_id = ${campaign} AND i.state = 'open' AND d.fell_back IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM served s WHERE s.item_id = i.id AND s.evidence_hash = i.evidence_hash)`,
  );
  return {
    by: found.map(({ provider, model, turned: _, ...f }) => ({
      drafter: drafterName(provider, model),
      ...f,
    })),
    again: open?.items ?? 0,
    turned: found.reduce((sum, f) => sum + f.turned, 0),
  };
}

async function secondsLeft(reader: Reader, campaign: string, pending: number): Promise<number | null> {
  const [pace] = await rows<{ later: number; seconds: number }>(
    reader,
    sql`WITH last AS (SELECT at FROM draft WHERE campaign_id = ${campaign} ORDER BY id DESC LIMIT ${PACE_OF})
      SELECT count(*) FILTER (WHERE at > (SELECT min(at) FROM last))::int AS later,
        coalesce(extract(epoch FROM max(at) - min(at)), 0)::float8 AS seconds FROM last`,
  );
  if (!pace || pace.later === 0 || pace.seconds <= 0) return null;
  return Math.ceil((pending * pace.seconds) / pace.later);
}

async function lastProblem(reader: Reader, campaign: string): Promise<string | null> {
  const [failed] = await rows<{ problem: string | null }>(
    reader,
    sql`SELECT problem FROM draft_task WHERE campaign_id = ${campaign} AND state = 'failed' ORDER BY at DESC LIMIT 1`,
  );
  return failed?.problem ?? null;
}
