import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { campaignDrafting } from "@/db/schema/drafts";
import { withheldFromSql } from "@/lib/evidence/withheld";
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
  run: async (reader, { input, scope }) => {
    const { campaign } = input;
    const { status: _, done, ...counts } = await stateOf(reader, campaign, scope.personId);
    const redrafting = await redraftingIn(reader, campaign, scope.personId);
    const [row] = await reader
      .select()
      .from(campaignDrafting)
      .where(eq(campaignDrafting.campaignId, campaign));
    const version = row?.drafterVersion ? await approvedVersion(reader, row.drafterVersion) : null;
    const { budget } = await settingsOf(reader, campaign);
    return {
      campaign,
      ...counts,
      redrafting,
      late: Math.max(0, done + redrafting - counts.ready - counts.insufficient),
      ...(await makersOf(reader, campaign, scope.personId)),
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
      problem: await lastProblem(reader, campaign, scope.personId),
    };
  },
});

/** Who made the drafts that stand. What could be drafted again is counted by itself: in one statement the two take longer. */
async function makersOf(
  reader: Reader,
  campaign: string,
  personId: string | null,
): Promise<Pick<DraftProgress, "by" | "again" | "turned">> {
  const told = sql`i.campaign_id = ${campaign} AND NOT ${withheldFromSql("i", personId)}`;
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
      WHERE ${told}
      GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC, 4 NULLS FIRST`,
  );
  const [open] = await rows<{ items: number }>(
    reader,
    sql`SELECT count(*)::int AS items FROM item i JOIN draft d ON d.id = i.draft_id
      WHERE ${told} AND i.state = 'open' AND d.fell_back IS NOT NULL
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

/** Items that have a draft and are to have another. */
async function redraftingIn(reader: Reader, campaign: string, personId: string | null): Promise<number> {
  const [found] = await rows<{ items: number }>(
    reader,
    sql`SELECT count(*)::int AS items FROM draft_task t JOIN item i ON i.id = t.item_id
      WHERE t.campaign_id = ${campaign} AND t.state IN ('pending', 'running') AND i.draft_state IN ('ready', 'insufficient')
        AND NOT ${withheldFromSql("i", personId)}`,
  );
  return found?.items ?? 0;
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

async function lastProblem(
  reader: Reader,
  campaign: string,
  personId: string | null,
): Promise<string | null> {
  const [failed] = await rows<{ problem: string | null }>(
    reader,
    sql`SELECT t.problem FROM draft_task t JOIN item i ON i.id = t.item_id
      WHERE t.campaign_id = ${campaign} AND t.state = 'failed' AND NOT ${withheldFromSql("i", personId)} ORDER BY t.at DESC LIMIT 1`,
  );
  return failed?.problem ?? null;
}
