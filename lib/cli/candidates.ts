import { drafterStanding } from "@/lib/drafting/brief";
import { type Connections, connectionsNow, problemWith, type Reached } from "@/lib/drafting/connections";
import { settingsHash } from "@/lib/drafting/drafter-hash";
import { type DrafterSettings, drafterSettings, firstChoice } from "@/lib/drafting/drafters";
import type { Candidate } from "@/lib/drafting/evaluation";
import { versionToEvaluate } from "@/lib/drafting/evaluation-queries";
import { modelOf } from "@/lib/drafting/models";
import { realPace } from "@/lib/drafting/pace";
import { currentVersion } from "@/lib/drafting/prompt";
import { drafting } from "@/lib/drafting/run";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import type { DraftsEvaluation } from "./schema";

/** A drafter to be evaluated; `stop` watches for whoever switches it off meanwhile. */
export type Named = {
  name: string;
  candidate: Candidate;
  stop?: () => { signal: AbortSignal; end: () => void };
};
type Found = { candidates: Named[]; notes: string[] };
type Models = DraftsEvaluation["models"];

const rules: Named = { name: "the rules", candidate: { settings: null } };

async function modelled(settings: DrafterSettings): Promise<Named> {
  const model = await modelOf(settings);
  return { name: settings.model, candidate: { settings, settingsHash: settingsHash(settings), model } };
}

/** A connection as a version of it would begin. */
function asItIs({ provider, model, address }: Reached, connection: "hosted" | "local"): DrafterSettings {
  return drafterSettings.parse({
    ...firstChoice,
    v: 1,
    connection,
    provider,
    model,
    address,
    prompt: currentVersion,
  });
}

/**
 * Drafters of the environment. What is of an organisation goes to a hosted model only where it is named: whoever names it
 * answers for what leaves the house.
 */
export async function named(
  asked: Models,
  packets: "made up" | "of an organisation",
  there: Connections = connectionsNow(),
): Promise<Found> {
  const candidates: Named[] = asked.length === 0 || asked.includes("rules") ? [rules] : [];
  const notes: string[] = [];
  for (const connection of ["hosted", "local"] as const) {
    const explicit = asked.includes(connection);
    if (asked.length > 0 && !explicit) continue;
    const found = there[connection];
    if (found.state === "ready") {
      if (!explicit && connection === "hosted" && packets === "of an organisation") {
        notes.push("The hosted model was not asked; name it with --model hosted to send it these packets.");
        continue;
      }
      candidates.push(await modelled(asItIs(found.reached, connection)));
    } else if (found.state === "incomplete") {
      if (explicit) throw new AppError("rule", "no-connection", found.problem);
      notes.push(`The ${connection} model was not asked. ${found.problem}`);
    } else if (explicit)
      throw new AppError(
        "rule",
        "no-connection",
        `There is no ${connection} model: set it in the environment (${connection === "local" ? "AI_LOCAL_BASE_URL and AI_LOCAL_MODEL" : "AI_PROVIDER or AI_BASE_URL, and AI_MODEL"}).`,
      );
  }
  return { candidates, notes };
}

/** A version's own model beside the rules. @throws AppError where there is no such version, or it cannot be reached */
export async function ofVersion(version: number): Promise<Found> {
  const { settings } = await read(drafting, versionToEvaluate, { version });
  const problem = problemWith(settings, connectionsNow());
  if (problem !== null) throw new AppError("rule", "no-connection", problem);
  return { candidates: [rules, await modelled(settings)], notes: [] };
}

/**
 * What may draft a campaign: its packets are people's, so a model sees them only as an approved version that is on now, and no
 * longer than that.
 */
export async function ofCampaign(
  campaign: string,
  { models, record }: Pick<DraftsEvaluation, "models" | "record">,
  versions: readonly { version: number; settings: DrafterSettings }[],
): Promise<Found> {
  const candidates: Named[] = models.length === 0 || models.includes("rules") ? [rules] : [];
  const notes: string[] = [];
  if (record !== undefined && !versions.some((v) => v.version === record))
    throw new AppError(
      "rule",
      "not-approved",
      `Version ${record} may not be shown this campaign: only a version in force, while a model is on for the portal and the campaign. Evaluate it without --campaign.`,
    );
  for (const connection of ["hosted", "local"] as const) {
    const explicit = models.includes(connection);
    if (models.length > 0 && !explicit) continue;
    const version = versions.find((v) => v.settings.connection === connection);
    if (record !== undefined && version?.version !== record) continue;
    const problem = version
      ? problemWith(version.settings, connectionsNow())
      : `No ${connection} model may draft this campaign: none is in force, or it is off for the portal or the campaign.`;
    if (version && problem === null)
      candidates.push({ ...(await modelled(version.settings)), stop: () => watched(campaign) });
    else if (explicit || record !== undefined)
      throw new AppError("rule", "no-connection", problem ?? "The model cannot be asked.");
    else if (version) notes.push(`${version.settings.model} was not asked. ${problem}`);
  }
  return { candidates, notes };
}

/** Looks once a second whether a model is still on. */
function watched(campaign: string): { signal: AbortSignal; end: () => void } {
  const stop = new AbortController();
  const off = (why: string) => stop.abort(`${why} Nothing more was asked, and nothing was kept.`);
  const look = () =>
    read(drafting, drafterStanding, { campaign }).then(
      ({ on, modelOff, paused }) => {
        if (!on) off("The model was turned off for the whole portal.");
        else if (modelOff) off("The model was turned off for this campaign.");
        else if (paused !== null) off(paused);
      },
      () => off("Whether a model is on could not be read."),
    );
  return { signal: stop.signal, end: realPace.every(1_000, () => void look()) };
}
