/** Whether every item came to one end, and whether each decision was one this person could make. */
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { leafHash, RootBuilder, type Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings, unanswered } from "@/lib/audit-log/verifier/check";
import { unprefixed } from "@/lib/audit-log/verifier/leaf";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";
import { byBytes, ITEMS, type Item, type Population, rootOfItems } from "@/lib/audit-log/verifier/population";
import type { Decision } from "@/lib/audit-log/verifier/recorded";

/**
 * Items by state, as the decisions in the log and items.csv both have it; `answered` of the decided have no decision of
 * their own, but that on the identity they belong to.
 */
export type Ends = {
  open: number;
  decided: number;
  answered: number;
  not_certified: number;
  removed_at_source: number;
};

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
  const ends: Ends = { open: 0, decided: 0, answered: 0, not_certified: 0, removed_at_source: 0 };
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
    if (item.row && item.row.answeredBy !== "") ends.answered++;
    else compareEnd(log, item, findings);
  }
  compareAnswers(log, population, findings, sha256);
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
    `${ends.decided} items have one decision in force${
      ends.answered === 0 ? "" : `, ${ends.answered} of them that on their identity`
    }, ${ends.not_certified} were not certified, ${ends.removed_at_source} were gone at the source`,
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
  compareMarks(row, id, final, String(final?.data.disposition ?? ""), findings);
}

/** When it was decided, and what became of its draft. */
function compareMarks(
  row: NonNullable<Item["row"]>,
  id: string,
  final: Decision | undefined,
  disposition: string,
  findings: Findings,
): void {
  const where = `${ITEMS}:${row.line}`;
  if (row.decidedAt !== (final?.at ?? ""))
    findings.add(where, `item ${id} was decided at "${row.decidedAt}", by the log at "${final?.at ?? ""}"`);
  if (row.disposition !== disposition)
    findings.add(where, `item ${id} has the disposition "${row.disposition}", the log has "${disposition}"`);
}

/**
 * Items that the decision on their identity answers: that decision's leaf names how many, and the root over their ids. An item
 * with a decision of its own is answered by nothing else.
 */
function compareAnswers(log: CampaignLog, { items }: Population, findings: Findings, sha256: Sha256): void {
  const answered = new Map<string, Item[]>();
  for (const item of items.values()) {
    const by = item.row?.answeredBy ?? "";
    if (by !== "") answered.set(by, [...(answered.get(by) ?? []), item]);
  }
  for (const whole of items.values()) {
    const final = log.decisions.get(log.final.get(whole.id) ?? "");
    const said = final?.data.answers ?? 0;
    const beneath = answered.get(whole.id) ?? [];
    answered.delete(whole.id);
    if (said === 0 && beneath.length === 0) continue;
    const where = final ? `leaf ${final.index} (decision.recorded)` : `${ITEMS}:${whole.row?.line}`;
    if (said !== beneath.length)
      findings.add(where, `answers ${said} items of ${whole.id}, ${ITEMS} has ${beneath.length}`);
    if (whole.type !== "identity")
      findings.add(where, `answers other items, but item ${whole.id} is a ${whole.type}`);
    const ids = beneath.map((item) => item.id);
    if (unprefixed(final?.data.answers_root) !== rootOfIds(sha256, ids))
      findings.add(where, `its root is not over the items that ${ITEMS} says it answers`);
    for (const item of beneath) compareAnswered(log, item, whole, final, findings);
  }
  for (const [by, [item]] of answered)
    findings.add(`${ITEMS}:${item?.row?.line}`, `item ${item?.id} is answered by ${by}, which is no item`);
}

/** One answered item: decided, with no decision of its own, of that identity and with its decision's outcome. */
function compareAnswered(
  log: CampaignLog,
  { id, row }: Item,
  whole: Item,
  final: Decision | undefined,
  findings: Findings,
): void {
  const where = `${ITEMS}:${row?.line}`;
  const own = log.decisions.get(log.final.get(id) ?? "");
  if (own) findings.add(where, `item ${id} is answered by ${whole.id}, but leaf ${own.index} decides it`);
  if (row?.state !== "decided")
    findings.add(where, `item ${id} is answered by ${whole.id}, but called ${row?.state}`);
  if (row?.decision !== (final?.data.outcome ?? ""))
    findings.add(where, `item ${id} has the outcome "${row?.decision}", what answers it has another`);
  if (row?.identity !== whole.row?.identity)
    findings.add(where, `item ${id} is of another identity than ${whole.id}, which answers it`);
  if (row) compareMarks(row, id, final, "", findings);
}

/** RFC 6962 root, in hexadecimal, over item ids in ascending order of their bytes, each a leaf of its own text. */
export function rootOfIds(sha256: Sha256, ids: readonly string[]): string {
  const tree = new RootBuilder(sha256);
  for (const id of [...ids].sort(byBytes)) tree.add(leafHash(sha256, toUtf8(id)));
  return toHex(tree.root());
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
  for (const { index, item, reviewer, eligible } of log.decisions.values()) {
    const where = `leaf ${index} (decision.recorded)`;
    if (!eligible) {
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
