import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { affected, type Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { campaignDrafting } from "@/db/schema/drafts";
import { item } from "@/db/schema/reviews";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { begun, draftingSettingsOf } from "./brief";
import { allInForce, type InForce } from "./drafter-in-force";

/** What an administrator does to a campaign's drafting while it runs. None of it changes what somebody was served. */

async function lockedCampaign(tx: Tx, id: string) {
  const [found] = await tx
    .select({ status: campaign.status, settings: campaign.settings })
    .from(campaign)
    .where(eq(campaign.id, id))
    .for("share");
  if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
  return found;
}

function mustRun({ status }: { status: string }): void {
  if (status !== "launched" && status !== "launching")
    throw new AppError(
      "conflict",
      "campaign-ended",
      "This campaign is over, so its drafts stay as they are.",
    );
}

const again = (campaignId: string) =>
  ({ name: "draft.campaign", data: { campaign: campaignId }, key: campaignId }) as const;

/**
 * Has a campaign drafted by another approved version, or by rules, from now on. What is drafted stays; the same version again ends
 * a pause, so that its model is examined once more.
 */
export const moveDrafting = command({
  name: "drafting.move",
  permission: "draft.start",
  input: z.object({ campaign: z.uuid(), version: z.number().int().nullable() }),
  load: (tx, input) => lockedCampaign(tx, input.campaign),
  run: async (tx, { input, subject, now }) => {
    mustRun(subject);
    const all = await allInForce(tx);
    const version = input.version === null ? null : all.find((v) => v.version === input.version);
    if (version === undefined)
      throw new AppError(
        "rule",
        "not-in-force",
        `Version ${input.version} is not in force, so no campaign can be moved to it.`,
      );
    await begun(tx, input.campaign, now);
    const [row] = await tx
      .select()
      .from(campaignDrafting)
      .where(eq(campaignDrafting.campaignId, input.campaign))
      .for("update");
    const currency = currencyOf(version, draftingSettingsOf(subject.settings).budget.currency);
    if (row && row.cost > 0 && currency !== null && currency !== row.currency)
      throw new AppError(
        "rule",
        "other-currency",
        `The drafts so far cost ${row.currency}, and version ${input.version} is priced in ${currency}. Their sum would mean nothing.`,
      );
    const local = version && (all.find((v) => v.settings.connection === "local") ?? null);
    await tx
      .update(campaignDrafting)
      .set({
        drafterVersion: version?.version ?? null,
        localVersion: local?.version ?? null,
        paused: null,
        pausedBy: null,
        currency: row && row.cost > 0 ? row.currency : currency,
      })
      .where(eq(campaignDrafting.campaignId, input.campaign));
    return {
      result: { version: input.version },
      events: [
        {
          type: "settings.changed",
          campaign: input.campaign,
          data: { setting: "drafter", to: version ? `version ${version.version}` : "rules" },
        },
      ],
      jobs: [again(input.campaign)],
    };
  },
});

const currencyOf = (version: InForce | null, budget: string | null) =>
  version?.settings.price?.currency ?? budget;

/** Stops a model for one campaign within a second, calls on their way included, or lets it draft there again. */
export const switchCampaign = command({
  name: "drafting.switch_campaign",
  permission: "draft.start",
  input: z.object({ campaign: z.uuid(), model: z.enum(["on", "off"]) }),
  load: (tx, input) => lockedCampaign(tx, input.campaign),
  run: async (tx, { input, subject, now }) => {
    mustRun(subject);
    await begun(tx, input.campaign, now);
    await tx
      .update(campaignDrafting)
      .set({ modelOff: input.model === "off" })
      .where(eq(campaignDrafting.campaignId, input.campaign));
    return {
      result: { model: input.model },
      events: [
        {
          type: "settings.changed",
          campaign: input.campaign,
          data: { setting: "model", to: input.model },
        },
      ],
    };
  },
});

/**
 * Drafts again what the rules drafted in a model's place, or one item. The drafts there are stay on record; what somebody was
 * served is not drafted again, since it would not be shown.
 */
export const draftAgain = chore({
  name: "drafting.again",
  permission: "draft.start",
  input: z.object({ campaign: z.uuid(), item: z.uuid().optional() }),
  load: (tx, input) => lockedCampaign(tx, input.campaign),
  run: async (tx, { input, subject, now }) => {
    mustRun(subject);
    const one = input.item !== undefined;
    const which = one ? sql`i.id = ${input.item}` : sql`d.fell_back IS NOT NULL`;
    const items = await affected(tx, putBack({ ...input, now, afresh: one, which }));
    if (one && items === 0)
      throw new AppError(
        "rule",
        "not-drafted-again",
        "This item was opened, is settled, or is being drafted just now, so it is not drafted again.",
      );
    // The model is asked again, and examined again where it calls itself otherwise.
    await tx
      .update(campaignDrafting)
      .set({ paused: null })
      .where(and(eq(campaignDrafting.campaignId, input.campaign), sql`${campaignDrafting.pausedBy} IS NULL`));
    return { result: { items }, jobs: [again(input.campaign)] };
  },
});

function putBack(of: { campaign: string; now: Date; afresh: boolean; which: ReturnType<typeof sql> }) {
  return sql`UPDATE draft_task t SET state = 'pending', claimed_by = NULL, problem = NULL, afresh = ${of.afresh}, at = ${of.now.toISOString()}::timestamptz
    WHERE t.state IN ('done', 'failed') AND t.item_id IN (
      SELECT i.id FROM ${item} i LEFT JOIN draft d ON d.id = i.draft_id
      WHERE i.campaign_id = ${of.campaign} AND i.state = 'open' AND i.arm <> 'undrafted' AND ${of.which}
        AND NOT EXISTS (SELECT 1 FROM served s WHERE s.item_id = i.id AND s.evidence_hash = i.evidence_hash))`;
}
