import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { draft } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { setting } from "@/db/schema/people";
import { item } from "@/db/schema/reviews";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { drafter } from "./model";
import { openPacket } from "./packet";
import { currentVersion, promptVersion, requestFor } from "./prompt";
import { drafterName } from "./render";
import { draftProgress, modelStatus, sentPrompt } from "./schema";

export async function turnedOn(reader: Reader): Promise<boolean> {
  const [found] = await reader.select({ value: setting.value }).from(setting).where(eq(setting.key, "model"));
  return found?.value === "on";
}

async function drafterNow(reader: Reader): Promise<{ provider: string; model: string }> {
  const { provider, modelId } = drafter(env().ai, await turnedOn(reader)).model;
  return { provider, model: modelId };
}

export const state = z.object({
  status: z.string(),
  items: z.number().int(),
  ready: z.number().int(),
  insufficient: z.number().int(),
  failed: z.number().int(),
  pending: z.number().int(),
  done: z.number().int(),
});

/** Where a campaign's drafting stands: of its items by state, and of its tasks. */
export async function stateOf(reader: Reader, campaignId: string): Promise<z.infer<typeof state>> {
  const [found] = await rows<z.infer<typeof state>>(
    reader,
    sql`SELECT c.status, c.items, i.ready, i.insufficient, i.failed, t.pending, t.done
      FROM campaign c,
        LATERAL (SELECT
          count(*) FILTER (WHERE draft_state = 'ready')::int AS ready,
          count(*) FILTER (WHERE draft_state = 'insufficient')::int AS insufficient,
          count(*) FILTER (WHERE draft_state = 'failed')::int AS failed
          FROM item WHERE campaign_id = c.id) i,
        LATERAL (SELECT
          count(*) FILTER (WHERE state IN ('pending', 'running'))::int AS pending,
          count(*) FILTER (WHERE state = 'done' AND problem IS NULL)::int AS done
          FROM draft_task WHERE campaign_id = c.id) t
      WHERE c.id = ${campaignId}`,
  );
  if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
  return found;
}

/** Batches from which the pace is taken. */
const PACE_OF = 400;

/** How far a campaign's drafts are, for the monitor. */
export const progress = query({
  name: "drafts.progress",
  permission: "campaign.read",
  input: z.object({ campaign: z.uuid() }),
  output: draftProgress,
  run: async (reader, { input }) => {
    const { status: _, done, ...counts } = await stateOf(reader, input.campaign);
    const [last] = await rows<{ provider: string; model: string }>(
      reader,
      sql`SELECT provider, model FROM draft WHERE campaign_id = ${input.campaign} ORDER BY id DESC LIMIT 1`,
    );
    const [pace] = await rows<{ later: number; seconds: number }>(
      reader,
      sql`WITH last AS (SELECT at FROM draft WHERE campaign_id = ${input.campaign} ORDER BY id DESC LIMIT ${PACE_OF})
        SELECT count(*) FILTER (WHERE at > (SELECT min(at) FROM last))::int AS later,
          coalesce(extract(epoch FROM max(at) - min(at)), 0)::float8 AS seconds FROM last`,
    );
    const [failed] = await rows<{ problem: string | null }>(
      reader,
      sql`SELECT problem FROM draft_task WHERE campaign_id = ${input.campaign} AND state = 'failed' ORDER BY at DESC LIMIT 1`,
    );
    const latest = last ?? (await drafterNow(reader));
    return {
      campaign: input.campaign,
      ...counts,
      late: Math.max(0, done - counts.ready - counts.insufficient),
      drafter: drafterName(latest.provider, latest.model),
      secondsLeft:
        pace && pace.later > 0 && pace.seconds > 0
          ? Math.ceil((counts.pending * pace.seconds) / pace.later)
          : null,
      problem: failed?.problem ?? null,
    };
  },
});

/** Exactly what was sent for an item, or would be: rebuilt from the packet and the prompt's version. */
export const sent = query({
  name: "drafts.sent",
  permission: "item.read",
  input: z.object({ item: z.uuid() }),
  output: sentPrompt,
  run: async (reader, { input }) => {
    const [found] = await reader
      .select({ body: evidencePacket.body, hash: evidencePacket.hash })
      .from(item)
      .innerJoin(
        evidencePacket,
        and(eq(evidencePacket.itemId, item.id), eq(evidencePacket.version, item.packetVersion)),
      )
      .where(eq(item.id, input.item));
    if (!found) throw new AppError("not_found", "item", "There is no such item, or it has no evidence yet.");
    const [last] = await reader
      .select()
      .from(draft)
      .where(and(eq(draft.itemId, input.item), eq(draft.evidenceHash, found.hash)))
      .orderBy(sql`${draft.n} DESC`)
      .limit(1);
    const request = requestFor(
      openPacket(found.body, found.hash),
      promptVersion(last?.promptVersion ?? currentVersion),
    );
    const next = last ?? (await drafterNow(reader));
    return {
      item: input.item,
      version: request.version.version,
      promptHash: request.version.hash,
      inputHash: request.inputHash,
      instructions: request.instructions,
      prompt: request.prompt,
      asDrafted: last ? last.inputHash === request.inputHash : null,
      model: `${next.provider}/${next.model}`,
    };
  },
});

/** Whether a hosted model is set up and on, for the settings page. */
export const model = query({
  name: "drafts.model",
  permission: "campaign.read",
  input: z.object({}),
  output: modelStatus,
  run: async (reader) => {
    const on = await turnedOn(reader);
    const used = await drafterNow(reader);
    return {
      hosted: on && env().ai ? ("on" as const) : ("off" as const),
      configured: env().ai?.model ?? null,
      drafter: drafterName(used.provider, used.model),
    };
  },
});
