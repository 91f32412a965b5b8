import { eq } from "drizzle-orm";
import { campaign } from "@/db/schema/campaigns";
import { campaignDrafting } from "@/db/schema/drafts";
import { source } from "@/db/schema/snapshots";
import type { Reader } from "@/lib/query";
import { draftingSettingsOf } from "./brief";
import { type Scope, sensitive } from "./choice";
import { approvedVersion, inForceOf } from "./drafter-in-force";
import { type Context, currentVersion, plainContext } from "./prompt";
import { ruleBased } from "./rule-based";
import { turnedOn, whoDrafts } from "./switch";

/** How an item is asked about: with which version of the prompt, in which context, and of whom. */
export type Asking = { version: string; context: Context; provider: string; model: string };

/** How an item without a draft would be asked about now: by what its campaign began with, or would begin with. */
export async function wouldBe(reader: Reader, campaignId: string, scope: Scope): Promise<Asking> {
  const rules = {
    version: currentVersion,
    context: plainContext,
    provider: ruleBased.provider,
    model: ruleBased.modelId,
  };
  const [found] = await reader
    .select({ settings: campaign.settings, modelOff: source.modelOff, begun: campaignDrafting })
    .from(campaign)
    .leftJoin(campaignDrafting, eq(campaignDrafting.campaignId, campaign.id))
    .leftJoin(source, eq(source.id, scope.source))
    .where(eq(campaign.id, campaignId));
  if (!found || found.modelOff || found.begun?.modelOff || !(await turnedOn(reader))) return rules;
  const settings = draftingSettingsOf(found.settings);
  const pinned = sensitive(scope) ? settings.privilegedDrafter : "same";
  if (!settings.model || pinned === "rules") return rules;
  const version = found.begun
    ? await versionOf(reader, pinned === "local" ? found.begun.localVersion : found.begun.drafterVersion)
    : pinned === "local"
      ? await inForceOf(reader, "local")
      : await whoDrafts(reader).then((who) => (who.by === "model" ? who.version : null));
  if (!version) return rules;
  const { provider, model, prompt } = version.settings;
  const { assertedText: asserted, hideNames } = settings;
  return {
    version: prompt,
    context: { asserted, hideNames, salt: found.begun?.salt ?? "" },
    provider,
    model,
  };
}

const versionOf = (reader: Reader, version: number | null) =>
  version === null ? Promise.resolve(null) : approvedVersion(reader, version);
