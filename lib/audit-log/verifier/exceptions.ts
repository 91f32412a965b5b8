/** Access kept against a rule: what the log says of each exception, and exceptions.csv against it. */
import type { JsonObject } from "@/lib/audit-log/canonical";
import { type Check, Findings } from "@/lib/audit-log/verifier/check";
import { csvRows } from "@/lib/audit-log/verifier/csv";
import { type Leaf, placeOf } from "@/lib/audit-log/verifier/leaf";
import { isObject, type PackFiles } from "@/lib/audit-log/verifier/pack";
import type { Population } from "@/lib/audit-log/verifier/population";

const FILE = "exceptions.csv";
const COLUMNS = [
  "exception_id",
  "item_id",
  "decision_id",
  "rules",
  "until",
  "control_owner",
  "requested_by",
  "state",
  "settled_by",
  "settled_at",
] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

type Exception = { row: Row; second: string | undefined };

/** A decision that keeps without an exception because these decisions remove a conflict's other side. */
type Resting = { place: string; item: string; decision: string; on: string[] };

/** What was decided, what of it is in force on an item, and whether what a decision removed stays removed. */
export type Standing = {
  decisions: {
    values: () => Iterable<{ index: number; item: string; evidence: string | undefined; data: JsonObject }>;
  };
  final: { get: (item: string) => string | undefined };
  removes: (decision: string) => boolean;
};

/** The exceptions of a campaign as its leaves tell them, in the order of the log. */
export class ExceptionLog {
  readonly findings = new Findings();
  private readonly all = new Map<string, Exception>();
  private readonly byDecision = new Map<string, Exception>();
  private readonly resting: Resting[] = [];

  get size(): number {
    return this.all.size;
  }

  /** A decision's leaf: what it was kept under, and what it ends by taking another's place. */
  decide(leaf: Leaf, decision: string): void {
    const { data } = leaf;
    const kept = data.outcome === "certify" || data.outcome === "certify_until";
    const before = typeof data.supersedes === "string" ? this.byDecision.get(data.supersedes) : undefined;
    if (before) this.end([before]);
    if (isObject(data.exception)) this.ask(leaf, decision, data.exception);
    else if (kept && typeof data.findings === "number" && data.findings > 0) {
      const on = removalsIn(data);
      if (on.length > 0) this.resting.push({ place: placeOf(leaf), item: leaf.item ?? "", decision, on });
      else this.findings.add(placeOf(leaf), `keeps against ${data.findings} findings without an exception`);
    }
  }

  private ask(leaf: Leaf, decision: string, asked: JsonObject): void {
    const { id, rules, until, control_owner: owner, second } = asked;
    const by = leaf.actor.id;
    if (typeof id !== "string" || typeof until !== "string" || !Array.isArray(rules)) {
      this.findings.add(placeOf(leaf), "its exception lacks its id, its rules or its end");
      return;
    }
    if (second === by) this.findings.add(placeOf(leaf), `its second person is the first, ${by}`);
    const made: Exception = {
      second: typeof second === "string" ? second : undefined,
      row: {
        exception_id: id,
        item_id: leaf.item ?? "",
        decision_id: decision,
        rules: rules.join("|"),
        until,
        control_owner: String(owner),
        requested_by: by,
        state: second === undefined ? "granted" : "pending",
        settled_by: "",
        settled_at: second === undefined ? leaf.at : "",
      },
    };
    this.all.set(id, made);
    this.byDecision.set(decision, made);
  }

  /**
   * A leaf that grants or refuses.
   * @returns the decision that falls with a refusal
   */
  settle(leaf: Leaf, state: "granted" | "refused"): { item: string; decision: string } | undefined {
    const known = this.all.get(String(leaf.data.exception));
    if (known?.row.state !== "pending") {
      this.findings.add(
        placeOf(leaf),
        `${state === "granted" ? "grants" : "refuses"} what does not wait for it`,
      );
      return undefined;
    }
    const { row, second } = known;
    if (leaf.actor.id !== second || leaf.actor.id === row.requested_by)
      this.findings.add(placeOf(leaf), `is by ${leaf.actor.id}, and ${String(second)} was the second person`);
    Object.assign(row, { state, settled_by: leaf.actor.id, settled_at: leaf.at });
    return state === "refused" ? { item: row.item_id, decision: row.decision_id } : undefined;
  }

  /**
   * The end of the campaign: what still waits is withdrawn.
   * @returns the items whose decision never became good
   */
  close(): string[] {
    const waiting = [...this.all.values()].filter((e) => e.row.state === "pending");
    this.end(waiting);
    return waiting.map((e) => e.row.item_id);
  }

  private end(those: readonly Exception[]): void {
    for (const { row } of those)
      if (row.state === "pending" || row.state === "granted") row.state = "withdrawn";
  }

  /** Every row of exceptions.csv says what the leaves say, and every exception has one row. */
  async check(files: PackFiles, standing: Standing, { items }: Population): Promise<Check> {
    const findings = Findings.join([this.findings]);
    compareEvidence(standing, items, findings);
    for (const { place, item, decision, on } of this.resting)
      if (standing.final.get(item) === decision)
        for (const other of on.filter((id) => !standing.removes(id)))
          findings.add(place, `keeps because ${other} removes the other side, which is not removed`);
    const seen = new Set<string>();
    if (files.names().includes(FILE))
      for await (const { line, cell } of csvRows(files, FILE, COLUMNS)) {
        const where = `${FILE}:${line}`;
        const id = cell("exception_id");
        const row = this.all.get(id)?.row;
        if (seen.has(id)) findings.add(where, `repeats exception ${id}`);
        seen.add(id);
        if (!row) {
          findings.add(where, `no leaf records the exception ${id}`);
          continue;
        }
        for (const column of COLUMNS)
          if (cell(column) !== row[column])
            findings.add(where, `${column} is "${cell(column)}", the log makes it "${row[column]}"`);
        const second = this.all.get(id)?.second ?? "";
        // A table of before there was this column says nothing.
        if (cell("second") !== "" && cell("second") !== second)
          findings.add(where, `second is "${cell("second")}", the log makes it "${second}"`);
      }
    for (const id of this.all.keys()) if (!seen.has(id)) findings.add(FILE, `has no row for exception ${id}`);
    return findings.check(
      "exceptions",
      this.all.size === 0
        ? "nothing was kept against a rule but under a removal that settles it"
        : `${this.all.size} exceptions, each with its rules and its end; whoever granted one had not asked for it`,
      "Access that breaks a rule was kept without an exception, or one was granted by whoever asked.",
    );
  }
}

/** A decision counts the findings of the packet it was made on, and what is not known to be standard takes a second person. */
function compareEvidence({ decisions }: Standing, items: Population["items"], findings: Findings): void {
  for (const { index, item: id, evidence, data } of decisions.values()) {
    const item = items.get(id);
    const told = item?.told[item.packets.indexOf(evidence ?? "")];
    if (!told) continue;
    const where = `leaf ${index} (decision.recorded)`;
    if (data.findings !== told.failed)
      findings.add(where, `counts ${data.findings} findings, the packet of item ${id} has ${told.failed}`);
    if (isObject(data.exception) && data.exception.second === undefined && !told.standard)
      findings.add(where, `keeps item ${id}, which may be privileged, without a second person`);
  }
}

/** The decisions that remove the other sides of the conflicts, as the decision's leaf names them after a colon. */
function removalsIn({ eligibility }: JsonObject): string[] {
  const said = isObject(eligibility) ? eligibility.conflict : undefined;
  return typeof said === "string" && said.includes(": ")
    ? said.slice(said.lastIndexOf(": ") + 2).split(", ")
    : [];
}
