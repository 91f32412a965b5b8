/** The settings that a campaign was launched with, as the pack has them. */
import { toHex } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type JsonObject } from "@/lib/audit-log/canonical";
import type { Sha256 } from "@/lib/audit-log/merkle";
import type { Findings } from "@/lib/audit-log/verifier/check";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";
import { isObject, type PackFiles, readJsonObject } from "@/lib/audit-log/verifier/pack";

const SETTINGS = "rules/settings.json";

/** Held against the launch's leaf; undefined where the pack has none. */
export async function readSettings(
  files: PackFiles,
  { launched }: CampaignLog,
  sha256: Sha256,
  findings: Findings,
): Promise<JsonObject | undefined> {
  if (!files.names().includes(SETTINGS)) return undefined;
  const { settings } = await readJsonObject(files, SETTINGS);
  if (!isObject(settings)) throw new Error(`${SETTINGS} has no object settings`);
  if (launched?.settings !== undefined && toHex(sha256(canonicalRecordBytes(settings))) !== launched.settings)
    findings.add(SETTINGS, `is not the settings that leaf ${launched.index} launched with`);
  return settings;
}
