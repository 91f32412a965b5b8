import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { PgInsertBuilder, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { z } from "zod";
import { rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { campaignDrafting } from "@/db/schema/drafts";
import { defaultSettings, settings } from "@/lib/campaigns/schema";
import { chore } from "@/lib/chore";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { approvedVersion, inForce, inForceOf } from "./drafter-in-force";
import { drafterSettings } from "./drafters";
import { turnedOn } from "./switch";

/** How a campaign is drafted: what it began with, and what somebody has said since. */

/** Of a campaign's settings, what drafting goes by. */
export const draftingSettings = settings.pick({
  model: true,
  privilegedDrafter: true,
  assertedText: true,
  hideNames: true,
  budget: true,
});
export type DraftingSettings = z.infer<typeof draftingSettings>;

/** What a campaign was launched with; what an older one does not say is as a new one has it. */
export function draftingSettingsOf(stored: unknown): DraftingSettings {
  return draftingSettings.strip().parse({ ...defaultSettings, ...(stored as object) });
}

export async function settingsOf(reader: Pick<Reader, "select">, id: string): Promise<DraftingSettings> {
  const [found] = await reader
    .select({ settings: campaign.settings })
    .from(campaign)
    .where(eq(campaign.id, id));
  if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
  return draftingSettingsOf(found.settings);
}

/**
 * Fixes how a campaign is drafted, once, when its drafting begins: by the version in force then, if a model is on and the
 * campaign allows it, else by rules. It keeps that until an administrator moves it.
 */
export const begin = chore({
  name: "drafting.begin",
  permission: "draft.record",
  input: z.object({ campaign: z.uuid() }),
  load: async () => undefined,
  run: async (tx, { input, now }) => {
    await begun(tx, input.campaign, now);
    return { result: undefined };
  },
});

type Beginning = Pick<Reader, "select"> & {
  insert: (table: typeof campaignDrafting) => PgInsertBuilder<typeof campaignDrafting, PgQueryResultHKT>;
};

/** The same inside somebody's own transaction. */
export async function begun(tx: Beginning, id: string, now: Date): Promise<void> {
  const [there] = await tx
    .select({ id: campaignDrafting.campaignId })
    .from(campaignDrafting)
    .where(eq(campaignDrafting.campaignId, id));
  if (there) return;
  const { model, budget } = await settingsOf(tx, id);
  const allowed = model && (await turnedOn(tx));
  const version = allowed ? await inForce(tx) : null;
  const local = allowed ? await inForceOf(tx, "local") : null;
  await tx
    .insert(campaignDrafting)
    .values({
      campaignId: id,
      drafterVersion: version?.version ?? null,
      localVersion: local?.version ?? null,
      salt: randomBytes(16).toString("hex"),
      currency: version?.settings.price?.currency ?? budget.currency,
      at: now,
    })
    .onConflictDoNothing();
}

const version = z.object({ version: z.number().int(), hash: z.string(), settings: drafterSettings });
export type Version = z.infer<typeof version>;

/** Everything a run has to know before it drafts, looked at again where somebody moves the campaign. */
export const brief = query({
  name: "drafting.brief",
  permission: "draft.record",
  input: z.object({ campaign: z.uuid() }),
  output: z.object({
    settings: draftingSettings,
    salt: z.string(),
    /** The versions it was begun with, or moved to. */
    began: z.object({ version: z.number().int().nullable(), local: z.number().int().nullable() }),
    /** What they are, unless they were approved once and are no longer. */
    version: version.nullable(),
    local: version.nullable(),
  }),
  run: async (reader, { input }) => {
    const [row] = await reader
      .select()
      .from(campaignDrafting)
      .where(eq(campaignDrafting.campaignId, input.campaign));
    const approved = (n: number | null | undefined) =>
      n === null || n === undefined ? null : approvedVersion(reader, n);
    return {
      settings: await settingsOf(reader, input.campaign),
      salt: row?.salt ?? "",
      began: { version: row?.drafterVersion ?? null, local: row?.localVersion ?? null },
      version: await approved(row?.drafterVersion),
      local: await approved(row?.localVersion),
    };
  },
});
export type Brief = z.infer<(typeof brief)["output"]>;

const standing = z.object({
  /** Whether a model is on for the portal. */
  on: z.boolean(),
  /** Whether it is off for this campaign. */
  modelOff: z.boolean(),
  paused: z.string().nullable(),
  /** The run that looks into the pause. */
  pausedBy: z.string().nullable(),
  version: z.number().int().nullable(),
  localVersion: z.number().int().nullable(),
  /** Sources of which nothing goes to a model. */
  offSources: z.array(z.number().int()),
});
export type Standing = z.infer<typeof standing>;

/** What may stop a model at any moment: one cheap read, made once a second while one drafts. */
export const drafterStanding = query({
  name: "drafting.drafter_standing",
  permission: "draft.record",
  input: z.object({ campaign: z.uuid() }),
  output: standing,
  run: async (reader, { input }) => {
    const [found] = await rows<Standing>(
      reader,
      sql`SELECT coalesce((SELECT value #>> '{}' = 'on' FROM setting WHERE key = 'model'), false) AS on,
          coalesce(d.model_off, false) AS "modelOff", d.paused, d.paused_by AS "pausedBy", d.drafter_version AS version,
          d.local_version AS "localVersion",
          coalesce((SELECT jsonb_agg(id) FROM source WHERE model_off), '[]'::jsonb) AS "offSources"
        FROM (SELECT 1) one LEFT JOIN campaign_drafting d ON d.campaign_id = ${input.campaign}`,
    );
    if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
    return found;
  },
});
