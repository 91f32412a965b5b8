/**
 * Which items were decided before their draft was shown, drawn again. At launch the log commits to a secret and to what it is
 * drawn from; at the seal it says the secret: `lib/audit-log/arms` makes the same of both, item by item. Items that were made
 * blind later, because somebody's text had turned their draft, were not drawn, and their draft says so.
 */
import { type Arm, armRates, ListDraw, lotOf, type Rates, SECRET_LENGTH } from "@/lib/audit-log/arms";
import { fromHex, toHex } from "@/lib/audit-log/bytes";
import type { JsonObject } from "@/lib/audit-log/canonical";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings, unanswered } from "@/lib/audit-log/verifier/check";
import { unprefixed } from "@/lib/audit-log/verifier/leaf";
import type { CampaignLog, Milestone } from "@/lib/audit-log/verifier/log";
import { isObject, linesOf, type PackFiles, parseJson } from "@/lib/audit-log/verifier/pack";
import { ITEMS, type Item, type Population, rootOfItems } from "@/lib/audit-log/verifier/population";
import type { Decision } from "@/lib/audit-log/verifier/recorded";
import { readSettings } from "@/lib/audit-log/verifier/settings";

const DRAFTS = "drafts.jsonl";
const TURNED = "text_turned_draft";

const MEANING =
  "Somebody chose which items are decided without their draft, or a decision was not made as it was drawn.";

/** Every item's arm is the one the revealed secret draws, and every decision was made in it. */
export async function checkArms(
  files: PackFiles,
  log: CampaignLog,
  population: Population,
  sha256: Sha256,
): Promise<Check> {
  const { committed, revealed } = log.arms;
  const findings = Findings.join([log.drawing]);
  const rows = [...population.items.values()].flatMap(({ row }) => row ?? []);
  const forced = rows.filter((row) => row.armWhy === TURNED).length;
  if (!committed) {
    if (
      findings.count + forced === 0 &&
      !rows.some((row) => row.armWhy !== "" || (row.arm !== "" && row.arm !== "assisted"))
    )
      return unanswered("arms", "not in this pack: nothing was assigned by lot");
    await compareAll(files, log, population, new Map(), findings);
    return findings.check("arms", `nothing was drawn; ${madeBlind(forced)}`, MEANING);
  }
  if (!revealed && !log.sealed && findings.count === 0)
    return unanswered(
      "arms",
      `leaf ${committed.index} commits to an assignment by lot; its secret is said when the campaign is sealed`,
    );
  if (!revealed)
    findings.add(`leaf ${log.sealed?.index}`, "seals the campaign, but no leaf says the secret of its draw");
  const drawn = revealed && drawAgain({ committed, revealed }, population, sha256, findings);
  if (!drawn) return findings.check("arms", "", MEANING);
  await compareRates(files, log, committed, population, sha256, findings);
  await compareAll(files, log, population, drawn, findings);
  const count = (arm: Arm) => [...drawn.values()].filter((each) => each === arm).length;
  for (const arm of ["blind", "undrafted"] as const)
    if (committed.data[arm] !== count(arm))
      findings.add(
        `leaf ${committed.index} (arms.committed)`,
        `says ${String(committed.data[arm])} items ${arm}, drawn again they are ${count(arm)}`,
      );
  const figures = `${count("blind")} blind, ${count("undrafted")} without a draft`;
  return findings.check(
    "arms",
    `${rows.length} items drawn again from the secret of leaf ${revealed.index}: ${figures}${forced > 0 ? `; ${madeBlind(forced)}` : ""}`,
    MEANING,
  );
}

const madeBlind = (items: number) => `${items} made blind by a text that had turned their draft`;

/** What the tables and the decisions say, against what was drawn. */
async function compareAll(
  files: PackFiles,
  log: CampaignLog,
  population: Population,
  drawn: ReadonlyMap<string, Arm>,
  findings: Findings,
): Promise<void> {
  const turned = await turnedItems(files, population);
  for (const item of population.items.values())
    compareArm(item, drawn.get(item.id) ?? "assisted", turned, findings);
  compareDecisions(log, population, findings);
}

/** The arm of each item that is not assisted; undefined where the secret or what it is drawn from is not what was committed to. */
function drawAgain(
  { committed, revealed }: { committed: Milestone; revealed: Milestone },
  { items }: Population,
  sha256: Sha256,
  findings: Findings,
): Map<string, Arm> | undefined {
  const secret = fromHex(String(revealed.data.secret));
  if (secret?.length !== SECRET_LENGTH || toHex(sha256(secret)) !== unprefixed(committed.data.secret)) {
    findings.add(
      `leaf ${revealed.index} (arms.revealed)`,
      `its secret is not the one that leaf ${committed.index} committed to`,
    );
    return undefined;
  }
  const inputs = rootOfItems(sha256, items.keys(), (id) => {
    const row = items.get(id)?.row;
    return `${row?.drawnAs ?? ""}\n${row?.launchReviewer ?? ""}`;
  });
  if (inputs !== unprefixed(committed.data.inputs)) {
    findings.add(
      ITEMS,
      `drawn_as and launch_reviewer_id are not those that leaf ${committed.index} committed to, sha256:${inputs}`,
    );
    return undefined;
  }
  const rates = {
    blind: countOf(committed.data, "blind_rate"),
    undrafted: countOf(committed.data, "undrafted_rate"),
  };
  return drawLists([...items.values()], rates, sha256, secret);
}

function drawLists(
  items: readonly Item[],
  rates: Rates,
  sha256: Sha256,
  secret: Uint8Array,
): Map<string, Arm> {
  const lot = lotOf(sha256, secret);
  const lists = new Map<string, Map<string, string[]>>();
  for (const { id, row } of items) {
    if (!row) continue;
    const list = lists.get(row.launchReviewer) ?? new Map<string, string[]>();
    lists.set(row.launchReviewer, list);
    const unit = list.get(row.drawnAs) ?? [];
    list.set(row.drawnAs, unit);
    unit.push(id);
  }
  const arms = new Map<string, Arm>();
  for (const [reviewer, units] of lists) {
    const draw = new ListDraw(lot, rates, reviewer);
    for (const [unit, ids] of units) draw.add(unit, ids.length);
    for (const [unit, arm] of draw.end()) for (const id of units.get(unit) ?? []) arms.set(id, arm);
  }
  return arms;
}

/** The rates are those that the settings of the launch and the number of items give. */
async function compareRates(
  files: PackFiles,
  log: CampaignLog,
  committed: Milestone,
  { items }: Population,
  sha256: Sha256,
  findings: Findings,
): Promise<void> {
  const settings = await readSettings(files, log, sha256, findings);
  if (!settings) return;
  const due = armRates(
    { blindShare: countOf(settings, "blindShare"), noDraftShare: countOf(settings, "noDraftShare") },
    items.size,
  );
  for (const [figure, rate] of [
    ["blind_rate", due.blind],
    ["undrafted_rate", due.undrafted],
  ] as const)
    if (committed.data[figure] !== rate)
      findings.add(
        `leaf ${committed.index} (arms.committed)`,
        `says a ${figure} of ${String(committed.data[figure])}, the settings and ${items.size} items make it ${rate}`,
      );
}

function compareArm(
  { id, row }: Item,
  drawn: Arm | "assisted",
  turned: ReadonlySet<string>,
  findings: Findings,
): void {
  if (!row) return;
  const where = `${ITEMS}:${row.line}`;
  const forced = row.armWhy === TURNED;
  if (forced && !turned.has(id))
    findings.add(
      where,
      `item ${id} is called blind by a text that turned its draft, but ${DRAFTS} has no such draft`,
    );
  if (forced ? row.arm !== "blind" || drawn !== "assisted" : row.arm !== drawn)
    findings.add(where, `item ${id} is called ${row.arm || "nothing"}, the secret draws it ${drawn}`);
  if (!forced && row.armWhy !== (drawn === "assisted" ? "" : "drawn"))
    findings.add(where, `item ${id} is called ${row.armWhy || "not drawn"}, the secret draws it ${drawn}`);
}

/** Items with a draft on record that somebody's text turned; only looked for where one is said to be. */
async function turnedItems(files: PackFiles, { items }: Population): Promise<Set<string>> {
  const turned = new Set<string>();
  if (![...items.values()].some(({ row }) => row?.armWhy === TURNED) || !files.names().includes(DRAFTS))
    return turned;
  for await (const line of linesOf(files, DRAFTS)) {
    const draft = parseJson(line);
    if (isObject(draft) && isObject(draft.turned) && typeof draft.item === "string") turned.add(draft.item);
  }
  return turned;
}

/** Nobody's first decision on a blind item knows a draft, no decision on one without a draft does, and each says its arm. */
function compareDecisions(log: CampaignLog, { items }: Population, findings: Findings): void {
  const decided = new Set<string>();
  for (const made of log.decisions.values()) {
    const arm = items.get(made.item)?.row?.arm;
    const key = arm === "blind" ? `${made.item} ${made.reviewer}` : "";
    const first = !decided.has(key);
    if (key !== "") decided.add(key);
    const problem = problemOf(made, arm, first);
    if (problem !== undefined) findings.add(`leaf ${made.index} (decision.recorded)`, problem);
  }
}

function problemOf(
  { item, data, draft }: Decision,
  arm: string | undefined,
  first: boolean,
): string | undefined {
  if (arm === "assisted" && data.arm === "blind")
    return `says it was made blind, but item ${item} was drawn assisted`;
  if (arm !== "assisted" && data.arm !== arm)
    return `says arm ${String(data.arm)}, but item ${item} is ${arm}`;
  const knows =
    draft !== undefined || data.disposition !== "undrafted" || data.recommendation_seen !== "never";
  if (arm === "blind" && first && knows)
    return `is the person's first on item ${item}, which is blind, and knows its draft`;
  if (arm === "undrafted" && knows) return `knows a draft, but item ${item} was drawn to have none`;
  return undefined;
}

/** A count, or NaN, which is no rate of anything. */
function countOf(figures: JsonObject, name: string): number {
  const value = figures[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
}
