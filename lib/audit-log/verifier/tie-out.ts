/**
 * tie-out.json: {"imports": [{read, stored, duplicates, rejected}], "launch": {grants, items, covered,
 * excluded, credentials: {all, items, excluded}, identities: {…}}, "close": {items, decided, not_certified, removed}}; `close` is absent until the close. And
 * counts.json, the figures printed in the report, by name.
 */
import type { Json, JsonObject } from "@/lib/audit-log/canonical";
import { type Check, Findings, unanswered } from "@/lib/audit-log/verifier/check";
import type { Ends } from "@/lib/audit-log/verifier/completeness";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";
import { isObject, type PackFiles, readJsonObject } from "@/lib/audit-log/verifier/pack";
import { ITEMS, POPULATION, type Population } from "@/lib/audit-log/verifier/population";

const FILE = "tie-out.json";
const COUNTS = "counts.json";

/** The equations of import, launch and close hold, and say what the log and the tables say. */
export async function checkTieOut(
  files: PackFiles,
  log: CampaignLog,
  population: Population,
  ends: Ends,
): Promise<Check> {
  const findings = new Findings();
  const { imports, launch, close } = await readJsonObject(files, FILE);
  for (const [at, rows] of (Array.isArray(imports) ? imports : []).entries()) {
    compareSum(`imports[${at}]`, rows, "read", ["stored", "duplicates", "rejected"], findings);
  }
  compareSum("launch", launch, "grants", ["items", "covered", "excluded"], findings);
  compare(FILE, "launch", launch, { ...population.fates.grant }, POPULATION, findings);
  compareSubjects("credentials", launch, population.fates.credential, findings);
  compareSubjects("identities", launch, population.fates.identity, findings);
  if (log.launched) {
    const { index, data } = log.launched;
    if (isObject(data.tie_out)) compare(FILE, "launch", launch, data.tie_out, `leaf ${index}`, findings);
    else findings.add(`leaf ${index} (campaign.launched)`, "holds no tie-out");
  }
  if (log.closed || (close !== undefined && close !== null)) {
    compareSum("close", close, "items", ["decided", "not_certified", "removed"], findings);
    const counted = {
      items: population.items.size,
      decided: ends.decided,
      not_certified: ends.not_certified,
      removed: ends.removed_at_source,
    };
    compare(FILE, "close", close, counted, ITEMS, findings);
    if (!log.closed) findings.add(FILE, "has figures of a close, but no leaf closes the campaign");
  }
  return findings.check(
    "tie-out",
    "the equations hold and say what the log and the tables say",
    "Grants or items are missing between the import, the launch and the close.",
  );
}

/** The report's figures, where the pack has them, are the ones that the tables give. */
export async function checkCounts(
  files: PackFiles,
  log: CampaignLog,
  population: Population,
  ends: Ends,
): Promise<Check> {
  if (!files.names().includes(COUNTS)) return unanswered("counts", `${COUNTS} is not in this pack`);
  const findings = new Findings();
  const outcomes: Record<string, number> = { certify: 0, certify_until: 0, revoke: 0, modify: 0 };
  for (const { row } of population.items.values()) {
    if (row?.state === "decided") outcomes[row.decision] = (outcomes[row.decision] ?? 0) + 1;
  }
  const { covered, excluded } = population.fates.grant;
  const known: Record<string, number> = {
    ...{ items: population.items.size, covered, excluded, decisions: log.decisions.size, events: log.events },
    ...{
      decided: ends.decided,
      not_certified: ends.not_certified,
      removed: ends.removed_at_source,
      open: ends.open,
    },
    ...outcomes,
    ...dispositionsOf(log),
    ...{ exceptions: log.exceptions.size, second_looks: log.looks.size, sign_offs: log.signedOff.length },
  };
  const counts = await readJsonObject(files, COUNTS);
  const unknown = Object.keys(counts).filter((name) => known[name] === undefined);
  for (const [name, said] of Object.entries(counts)) {
    if (known[name] === undefined || said === known[name]) continue;
    findings.add(COUNTS, `says ${name} is ${said}, counted again it is ${known[name]}`);
  }
  return findings.check(
    "counts",
    `${Object.keys(counts).length - unknown.length} figures of the report, counted again${unknown.length > 0 ? `; not counted: ${unknown.join(", ")}` : ""}`,
    "The report does not show what the log holds.",
  );
}

/** What became of the draft, by the decisions in force. */
function dispositionsOf(log: CampaignLog): Record<string, number> {
  const counted: Record<string, number> = { confirmed: 0, overridden: 0, undrafted: 0 };
  for (const [, id] of log.final) {
    const disposition = String(log.decisions.get(id)?.data.disposition);
    counted[disposition] = (counted[disposition] ?? 0) + 1;
  }
  return counted;
}

/** all = items + excluded, as population.csv has them. A pack of before there were others than grants says nothing of them. */
function compareSubjects(
  name: "credentials" | "identities",
  launch: Json | undefined,
  { items, excluded, covered }: Population["fates"]["grant"],
  findings: Findings,
): void {
  const figures = isObject(launch) ? launch[name] : undefined;
  if (covered > 0) findings.add(POPULATION, `calls ${covered} ${name} covered; only grants can be`);
  if (figures === undefined && items + excluded === 0) return;
  compareSum(`launch.${name}`, figures, "all", ["items", "excluded"], findings);
  compare(FILE, `launch.${name}`, figures, { items, excluded }, POPULATION, findings);
}

function compareSum(
  name: string,
  figures: Json | undefined,
  whole: string,
  parts: readonly string[],
  findings: Findings,
): void {
  if (!isObject(figures)) {
    findings.add(FILE, `has no object ${name}`);
    return;
  }
  const sum = parts.reduce((total, part) => total + countOf(figures, part), 0);
  if (countOf(figures, whole) === sum) return;
  findings.add(
    FILE,
    `${name}: ${whole} ${figures[whole]} is not ${parts.map((part) => `${part} ${figures[part]}`).join(" + ")}`,
  );
}

function compare(
  file: string,
  name: string,
  figures: Json | undefined,
  expected: JsonObject,
  source: string,
  findings: Findings,
): void {
  if (!isObject(figures)) return;
  for (const [figure, value] of Object.entries(expected)) {
    if (isObject(value)) {
      const inner = figures[figure];
      if (!isObject(inner)) findings.add(file, `${name} has no ${figure}, ${source} has`);
      compare(file, `${name}.${figure}`, inner, value, source, findings);
      continue;
    }
    if (figures[figure] === value) continue;
    findings.add(file, `${name}: ${figure} is ${figures[figure]}, by ${source} it is ${value}`);
  }
}

/** A count, or NaN, which makes every equation with it fail. */
function countOf(figures: JsonObject, name: string): number {
  const value = figures[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
}
