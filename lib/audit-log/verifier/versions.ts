/**
 * rules/rules.json, weights.json and drafting.json: the versions that a campaign was checked, scored and drafted with. The settings
 * of its launch name the hashes of rules and weights; the log has every step by which a version came into force.
 */
import { toHex } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type Json, type JsonObject } from "@/lib/audit-log/canonical";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings, unanswered } from "@/lib/audit-log/verifier/check";
import { type Leaf, unprefixed } from "@/lib/audit-log/verifier/leaf";
import { isObject, type PackFiles, parseJson, readText } from "@/lib/audit-log/verifier/pack";

const RULES = "rules/rules.json";
const WEIGHTS = "rules/weights.json";
const DRAFTING = "rules/drafting.json";

type Of = "rule.changed" | "drafter.changed";
type Step = { step: string; actor: string; at: string; leaf_index: number };

export class VersionLog {
  private readonly steps = new Map<string, (Step & { hash: string | undefined })[]>();

  step({ index, type, at, actor, data }: Leaf): void {
    const key = `${type} ${String(data.version)}`;
    const own = {
      step: String(data.step),
      actor: actor.id,
      at,
      leaf_index: index,
      hash: unprefixed(data.hash),
    };
    this.steps.set(key, [...(this.steps.get(key) ?? []), own]);
  }

  /** @param settings of the launch, whose hash its leaf has */
  async check(files: PackFiles, settings: JsonObject | undefined, sha256: Sha256): Promise<Check> {
    const there = [RULES, WEIGHTS, DRAFTING].filter((name) => files.names().includes(name));
    if (there.length === 0 || !settings)
      return unanswered("rules", "the rules, weights and drafters of the campaign are not in this pack");
    const findings = new Findings();
    const read = async (name: string) =>
      there.includes(name) ? parseJson(await readText(files, name)) : undefined;
    const [rules, weights, drafting] = [await read(RULES), await read(WEIGHTS), await read(DRAFTING)];
    const named = isObject(settings.rules) ? settings.rules : {};
    if (isObject(rules)) {
      compareHash(RULES, rules.rules, [rules.sha256, named.hash], sha256, findings);
      if (rules.version !== named.version)
        findings.add(RULES, `is version ${String(rules.version)}, the launch names ${String(named.version)}`);
      this.compareSteps(RULES, "rule.changed", rules, findings);
    } else if (named.hash !== undefined && there.includes(RULES)) findings.add(RULES, "has no rules");
    const scored = isObject(settings.needWeights) ? settings.needWeights : {};
    if (isObject(weights))
      compareHash(WEIGHTS, weights.weights, [weights.sha256, scored.hash], sha256, findings);
    else if (scored.hash !== undefined && there.includes(WEIGHTS)) findings.add(WEIGHTS, "has no weights");
    const drafters = isObject(drafting) && Array.isArray(drafting.drafters) ? drafting.drafters : [];
    for (const drafter of drafters) {
      if (!isObject(drafter)) continue;
      compareHash(DRAFTING, drafter.settings, [drafter.sha256], sha256, findings);
      this.compareSteps(DRAFTING, "drafter.changed", drafter, findings);
    }
    return findings.check(
      "rules",
      `${there.join(", ")} are those that the launch and the log name`,
      "The campaign was checked, scored or drafted by other rules than the pack shows, or others put them in force.",
    );
  }

  /** Who did what to a version, and when; what was approved is what is shown. */
  private compareSteps(name: string, of: Of, version: JsonObject, findings: Findings): void {
    const told = this.steps.get(`${of} ${String(version.version)}`) ?? [];
    const where = `${name}, version ${String(version.version)}`;
    const [said, due] = [stepsIn(objectsIn(version.steps)), stepsIn(told)];
    if (said !== due) findings.add(where, `tells the steps ${said}, the log ${due}`);
    const approved = told.findLast((s) => s.step === "approved");
    if (!approved) return;
    if (approved.hash !== undefined && approved.hash !== version.sha256)
      findings.add(where, `is not what leaf ${approved.leaf_index} approved`);
    if (version.approved_by !== approved.actor)
      findings.add(
        where,
        `was approved by ${String(version.approved_by)}, by leaf ${approved.leaf_index} by ${approved.actor}`,
      );
    const drafted = told.find((s) => s.step === "drafted");
    if (drafted && version.made_by !== drafted.actor)
      findings.add(
        where,
        `was made by ${String(version.made_by)}, by leaf ${drafted.leaf_index} by ${drafted.actor}`,
      );
  }
}

function objectsIn(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter((s: Json): s is JsonObject => isObject(s)) : [];
}

function stepsIn(all: readonly { step?: Json; actor?: Json; at?: Json; leaf_index?: Json }[]): string {
  const said = all.map(({ step, actor, at, leaf_index: index }) => [step, actor, at, index]);
  return JSON.stringify(said);
}

function compareHash(
  name: string,
  value: Json | undefined,
  hashes: readonly (Json | undefined)[],
  sha256: Sha256,
  findings: Findings,
): void {
  const hash = value === undefined ? undefined : toHex(sha256(canonicalRecordBytes(value)));
  for (const due of hashes)
    if (due !== hash) findings.add(name, `has the hash ${String(hash)}, ${String(due)} is due`);
}
