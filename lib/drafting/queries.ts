import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { campaignDrafting, draft } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { item } from "@/db/schema/reviews";
import { AppError } from "@/lib/errors";
import { decideFirst, withheldFrom, withheldFromSql } from "@/lib/evidence/withheld";
import { query, type Reader } from "@/lib/query";
import { openPacket } from "./packet";
import { contextOf, promptVersion, requestFor } from "./prompt";
import { drafterName } from "./render";
import { dropped, modelStatus, parameters, redactionReport, sentPrompt } from "./schema";
import { turnedOn, whoDrafts } from "./switch";
import { type Asking, wouldBe } from "./would-be";

export const state = z.object({
  status: z.string(),
  items: z.number().int(),
  ready: z.number().int(),
  insufficient: z.number().int(),
  failed: z.number().int(),
  pending: z.number().int(),
  done: z.number().int(),
});

/** Where a campaign's drafting stands: of its items by state, and of its tasks, without what this person decides before its draft. */
export async function stateOf(
  reader: Reader,
  campaignId: string,
  personId: string | null,
): Promise<z.infer<typeof state>> {
  const hidden = withheldFromSql("item", personId);
  const [found] = await rows<z.infer<typeof state>>(
    reader,
    sql`SELECT c.status, c.items, i.ready, i.insufficient, i.failed, t.pending - h.pending AS pending, t.done - h.done AS done
      FROM campaign c,
        LATERAL (SELECT
          count(*) FILTER (WHERE draft_state = 'ready')::int AS ready,
          count(*) FILTER (WHERE draft_state = 'insufficient')::int AS insufficient,
          count(*) FILTER (WHERE draft_state = 'failed')::int AS failed
          FROM item WHERE campaign_id = c.id AND NOT ${hidden}) i,
        LATERAL (SELECT
          count(*) FILTER (WHERE state IN ('pending', 'running'))::int AS pending,
          count(*) FILTER (WHERE state = 'done' AND problem IS NULL)::int AS done
          FROM draft_task WHERE campaign_id = c.id) t,
        LATERAL (SELECT
          count(*) FILTER (WHERE w.state IN ('pending', 'running'))::int AS pending,
          count(*) FILTER (WHERE w.state = 'done' AND w.problem IS NULL)::int AS done
          FROM item JOIN draft_task w ON w.item_id = item.id WHERE item.campaign_id = c.id AND ${hidden}) h
      WHERE c.id = ${campaignId}`,
  );
  if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
  return found;
}

/** How a draft on record was asked for. */
async function asAsked(reader: Reader, of: typeof draft.$inferSelect): Promise<Asking> {
  const [begun] = await reader
    .select({ salt: campaignDrafting.salt })
    .from(campaignDrafting)
    .where(eq(campaignDrafting.campaignId, of.campaignId));
  const context = contextOf(parameters.parse(of.parameters), begun?.salt ?? "");
  return { version: of.promptVersion, context, provider: of.provider, model: of.model };
}

/** Exactly what was sent for an item, or would be: rebuilt from packet, prompt version, context and salt. */
export const sent = query({
  name: "drafts.sent",
  permission: "item.read",
  input: z.object({ item: z.uuid() }),
  output: sentPrompt,
  run: async (reader, { input, scope }) => {
    if (await withheldFrom(reader, input.item, scope.personId)) throw decideFirst();
    const [found] = await reader
      .select({
        body: evidencePacket.body,
        hash: evidencePacket.hash,
        campaign: item.campaignId,
        source: item.sourceId,
        type: item.type,
        privilege: item.privilege,
        reviewer: item.reviewerId,
      })
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
    const packet = openPacket(found.body, found.hash);
    const asking = last ? await asAsked(reader, last) : await wouldBe(reader, found.campaign, found);
    const { context } = asking;
    const kept = last ? parameters.parse(last.parameters) : undefined;
    const version = promptVersion(asking.version);
    const salted = requestFor(packet, version, context);
    // Rules are asked without a salt, a model with the campaign's.
    const unsalted = { ...context, salt: "" };
    const request =
      last && last.inputHash !== salted.inputHash ? requestFor(packet, version, unsalted) : salted;
    const without = last ? last.masked !== null : request.report.textsSent > 0;
    const masked = without ? requestFor(packet, version, { ...context, asserted: false }) : undefined;
    return {
      item: input.item,
      own: found.reviewer === scope.personId,
      version: request.version.version,
      promptHash: request.version.hash,
      inputHash: request.inputHash,
      instructions: request.instructions,
      prompt: request.prompt,
      asserted: context.asserted,
      hideNames: context.hideNames,
      masked: masked ? { inputHash: masked.inputHash, prompt: masked.prompt } : null,
      asked:
        kept && last?.drafterVersion !== null
          ? { temperature: kept.temperature, maxOutputTokens: kept.maxOutputTokens }
          : null,
      report: last ? redactionReport.parse(last.redaction) : request.report,
      leftOut: last ? z.array(dropped).parse(last.dropped) : null,
      returned: last?.modelReturned ?? null,
      fingerprint: last?.fingerprint ?? null,
      asDrafted: last ? last.inputHash === request.inputHash : null,
      model: `${asking.provider}/${asking.model}`,
    };
  },
});

/** Who drafts a campaign that begins now, whether the switch is on, and which model is in force. */
export const model = query({
  name: "drafts.model",
  permission: "campaign.read",
  input: z.object({}),
  output: modelStatus,
  run: async (reader) => {
    const now = await whoDrafts(reader);
    return {
      switch: (await turnedOn(reader)) ? ("on" as const) : ("off" as const),
      by: now.by,
      inForce: now.version?.settings.model ?? null,
      drafter: drafterName(now.provider, now.model),
      currency: now.version?.settings.price?.currency ?? null,
      why: now.why,
    };
  },
});
