/**
 * Decisions that were made in one act: each has its own leaf, and together they are what such an act may be, alike and of low
 * risk, no more than the campaign's cap, with one outcome and one reason. What the packets and the settings in the pack do not
 * say is not held against it.
 */
import type { Json } from "@/lib/audit-log/canonical";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings } from "@/lib/audit-log/verifier/check";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";
import { isObject, type PackFiles } from "@/lib/audit-log/verifier/pack";
import type { Population } from "@/lib/audit-log/verifier/population";
import type { Decision } from "@/lib/audit-log/verifier/recorded";
import { readSettings } from "@/lib/audit-log/verifier/settings";

/** No campaign may allow more. */
const MOST = 100;
/** What every decision of an act says alike. */
const ALIKE = ["outcome", "until", "reason_code", "batch_size", "batch_taken", "seconds"] as const;
const ACCESS = ["source", "application_id", "entitlement_id"] as const;

const MEANING =
  "Items were decided in one act that may not be, or what was decided in one act is said to be something else.";

/** Every batch has as many decisions as it says, on as many items that are alike and of low risk. */
export async function checkBatches(
  files: PackFiles,
  log: CampaignLog,
  population: Population,
  sha256: Sha256,
): Promise<Check> {
  const findings = new Findings();
  const batches = new Map<string, Decision[]>();
  for (const made of log.decisions.values()) {
    const { batch } = made.data;
    if (typeof batch === "string") batches.set(batch, [...(batches.get(batch) ?? []), made]);
    else if (made.data.batch_size !== undefined || made.data.batch_taken !== undefined)
      findings.add(whereOf(made), "says of how many it is one, and not which act it was made in");
  }
  const cap = await capOf(files, log, sha256, findings);
  for (const [batch, members] of batches) compareBatch(batch, members, cap, population, findings);
  const decisions = [...batches.values()].reduce((n, members) => n + members.length, 0);
  return findings.check(
    "batches",
    batches.size === 0
      ? "every decision was made on its own"
      : `${decisions} decisions of ${batches.size} acts on several items: each has its leaf, and all are alike and of low risk`,
    MEANING,
  );
}

const whereOf = ({ index }: Decision) => `leaf ${index} (decision.recorded)`;

/** How many may be decided in one act by the settings of the launch: none where it was not allowed. */
async function capOf(
  files: PackFiles,
  log: CampaignLog,
  sha256: Sha256,
  findings: Findings,
): Promise<number> {
  const together = (await readSettings(files, log, sha256, findings))?.together;
  if (!isObject(together)) return MOST;
  const { allowed, cap } = together;
  if (allowed !== true) return 0;
  return typeof cap === "number" && cap >= 2 && cap <= MOST ? cap : 0;
}

function compareBatch(
  batch: string,
  members: readonly Decision[],
  cap: number,
  population: Population,
  findings: Findings,
): void {
  const [first] = members;
  if (!first) return;
  const wrong = (of: Decision, what: string) => findings.add(whereOf(of), what);
  const items = new Set(members.map((m) => m.item));
  if (members.length < 2) wrong(first, `is the only decision of batch ${batch}`);
  if (items.size !== members.length)
    wrong(first, `batch ${batch} has ${members.length} decisions on ${items.size} items`);
  if (first.data.batch_size !== members.length)
    wrong(
      first,
      `says batch ${batch} is of ${said(first.data.batch_size)}, the log has ${members.length} of it`,
    );
  if (members.length > cap)
    wrong(
      first,
      cap === 0
        ? `is of batch ${batch}, and the settings have every item decided on its own`
        : `batch ${batch} has ${members.length} decisions, the settings allow ${cap}`,
    );
  const keys = (of: Decision) => population.items.get(of.item)?.keys ?? {};
  for (const member of members) {
    for (const part of ALIKE)
      if (said(member.data[part]) !== said(first.data[part]))
        wrong(
          member,
          `${part} is ${said(member.data[part])}, in leaf ${first.index} of the same act ${said(first.data[part])}`,
        );
    if (member.reviewer !== first.reviewer)
      wrong(member, `is by ${member.reviewer}, and leaf ${first.index} of the same act by ${first.reviewer}`);
    const apart = ACCESS.find((column) => keys(member)[column] !== keys(first)[column]);
    if (apart)
      wrong(member, `item ${member.item} and item ${first.item} of batch ${batch} differ in ${apart}`);
    const why = notLow(member, population);
    if (why) wrong(member, `item ${member.item} of batch ${batch} ${why}`);
  }
}

/** Why an item may not be decided with others, undefined where nothing in the pack speaks against it. */
function notLow(of: Decision, { items }: Population): string | undefined {
  const item = items.get(of.item);
  if (!item) return "is not in the population";
  if (item.type !== "grant") return `is a ${item.type}, and not somebody's access`;
  if (item.row?.arm && item.row.arm !== "assisted") return `was drawn ${item.row.arm}`;
  if (of.data.arm !== "assisted" && item.row?.arm === "assisted")
    return "was decided before its draft was shown";
  if (typeof of.data.findings === "number" && of.data.findings > 0) return "breaks a rule";
  const told = item.told[item.packets.indexOf(of.evidence ?? "")];
  if (!told) return undefined;
  if (told.failed > 0) return "breaks a rule";
  if (!told.standard) return "is privileged, or that is not known";
  return told.machine ? "is not a person's" : undefined;
}

function said(value: Json | undefined): string {
  return value === undefined ? "nothing" : String(value);
}
