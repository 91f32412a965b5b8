/** Whether every item came to one end, and whether each decision was one this person could make. */
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings, unanswered } from "@/lib/audit-log/verifier/check";
import { unprefixed } from "@/lib/audit-log/verifier/leaf";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";
import { isObject } from "@/lib/audit-log/verifier/pack";
import { ITEMS, type Item, type Population, rootOfItems } from "@/lib/audit-log/verifier/population";

/** Items by state, as the decisions in the log and items.csv both have it. */
export type Ends = { open: number; decided: number; not_certified: number; removed_at_source: number };

/**
 * Every item has exactly one decision in force, or was not certified, or was gone at the source; before the
 * close some may still be open, and then there is no answer yet.
 */
export function checkCompleteness(
  log: CampaignLog,
  population: Population,
  rows: Findings,
  sha256: Sha256,
): { check: Check; ends: Ends } {
  const findings = Findings.join([log.deciding, rows]);
  const ends: Ends = { open: 0, decided: 0, not_certified: 0, removed_at_source: 0 };
  for (const item of population.items.values()) {
    const state = item.row?.state;
    if (
      state === "open" ||
      state === "decided" ||
      state === "not_certified" ||
      state === "removed_at_source"
    ) {
      ends[state]++;
    }
    compareEnd(log, item, findings);
  }
  for (const [item, id] of log.final) {
    if (population.items.has(item)) continue;
    findings.add(
      `leaf ${log.decisions.get(id)?.index}`,
      `decides item ${item}, which is not in the population`,
    );
  }
  if (log.closed) compareClose(log, population, ends, findings, sha256);
  if (findings.count === 0 && ends.open > 0) {
    const why = log.cancelled ? `cancelled at leaf ${log.cancelled.index}` : "not closed at this checkpoint";
    return {
      check: unanswered("completeness", `the campaign was ${why}: ${ends.open} items are open`),
      ends,
    };
  }
  const check = findings.check(
    "completeness",
    `${ends.decided} items have one decision in force, ${ends.not_certified} were not certified, ${ends.removed_at_source} were gone at the source`,
    "An item has no outcome, more than one, or another than the log says.",
  );
  return { check, ends };
}

/** The state and outcome in items.csv against the decision in force. */
function compareEnd(log: CampaignLog, { id, row }: Item, findings: Findings): void {
  if (!row) return;
  const where = `${ITEMS}:${row.line}`;
  const final = log.decisions.get(log.final.get(id) ?? "");
  const outcome = final?.data.outcome ?? "";
  if (row.state === "decided" && !final)
    findings.add(where, `item ${id} is called decided, but no leaf decides it`);
  if (row.state !== "decided" && final) {
    findings.add(where, `item ${id} is called ${row.state}, but leaf ${final.index} decides it`);
  }
  if (row.decision !== outcome) {
    findings.add(where, `item ${id} has the outcome "${row.decision}", the log has "${outcome}"`);
  }
}

function compareClose(
  log: CampaignLog,
  { items }: Population,
  ends: Ends,
  findings: Findings,
  sha256: Sha256,
): void {
  if (!log.closed) return;
  const { index, data } = log.closed;
  const where = `leaf ${index} (campaign.closed)`;
  if (ends.open > 0) findings.add(where, `closes the campaign, but ${ends.open} items are called open`);
  const counts = [
    ["decided", data.decided, ends.decided],
    ["not certified", data.not_certified, ends.not_certified],
    ["gone at the source", data.removed, ends.removed_at_source],
  ] as const;
  for (const [what, said, found] of counts) {
    if (said !== found) findings.add(where, `says ${said} items ${what}, ${ITEMS} has ${found}`);
  }
  const left = [...items.values()]
    .filter((item) => item.row?.state === "not_certified")
    .map((item) => item.id);
  if (unprefixed(data.root) !== rootOfItems(sha256, left, () => "not_certified")) {
    findings.add(where, `its root is not over the items that ${ITEMS} calls not certified`);
  }
}

/** Nobody decided on their own access, and why each person could decide is stored with the decision. */
export function checkDuties(log: CampaignLog, population: Population): Check {
  const findings = new Findings();
  for (const { index, item, reviewer, data } of log.decisions.values()) {
    const where = `leaf ${index} (decision.recorded)`;
    const { eligibility } = data;
    if (!isObject(eligibility) || Object.keys(eligibility).length === 0) {
      findings.add(where, `does not say why ${reviewer} could decide item ${item}`);
    }
    const subject = population.items.get(item)?.row?.identity ?? "";
    if (subject === "") continue;
    if (reviewer === subject || log.identities.get(reviewer) === subject) {
      findings.add(where, `${reviewer} decided item ${item}, their own access as ${subject}`);
    }
  }
  return findings.check(
    "duties",
    `${log.decisions.size} decisions: nobody decided on their own access, and each says why the person could decide`,
    "Separation of duties was broken, or cannot be shown.",
  );
}
