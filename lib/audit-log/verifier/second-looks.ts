/** A second person's looks: what the log says of each, and second-looks.csv against it. */
import type { JsonObject } from "@/lib/audit-log/canonical";
import { type Check, Findings } from "@/lib/audit-log/verifier/check";
import { csvRows } from "@/lib/audit-log/verifier/csv";
import { type Leaf, placeOf } from "@/lib/audit-log/verifier/leaf";
import { isObject, type PackFiles } from "@/lib/audit-log/verifier/pack";
import type { Population } from "@/lib/audit-log/verifier/population";

const FILE = "second-looks.csv";
const COLUMNS = [
  "look_id",
  "item_id",
  "decision_id",
  "why",
  "reviewer_id",
  "second_id",
  "state",
  "answered_at",
] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

type Look = { row: Row; place: string };

/** The second looks of a campaign as its leaves tell them, in the order of the log. */
export class SecondLookLog {
  readonly findings = new Findings();
  private readonly all = new Map<string, Look>();
  private readonly byItem = new Map<string, Look[]>();

  get size(): number {
    return this.all.size;
  }

  /** A decision's leaf: the look it takes, and the one that ends because it takes another decision's place. */
  decide(leaf: Leaf, decision: string): void {
    const item = leaf.item ?? "";
    const before = this.byItem.get(item) ?? [];
    for (const { row } of before)
      if (row.state === "pending") Object.assign(row, { state: "withdrawn", answered_at: leaf.at });
    const keeps = leaf.data.outcome === "certify" || leaf.data.outcome === "certify_until";
    if (keeps && before.some(({ row }) => row.state === "refused"))
      this.findings.add(placeOf(leaf), `keeps item ${item} after a second person refused to`);
    if (isObject(leaf.data.second_look)) this.ask(leaf, decision, keeps, leaf.data.second_look, before);
  }

  private ask(
    leaf: Leaf,
    decision: string,
    keeps: boolean,
    asked: JsonObject,
    before: readonly Look[],
  ): void {
    const { id, why, second } = asked;
    const place = placeOf(leaf);
    if (typeof id !== "string" || (why !== "finding" && why !== "unused") || this.all.has(id)) {
      this.findings.add(place, "its second look lacks an id of its own, or its reason");
      return;
    }
    if (!keeps) this.findings.add(place, "takes a second look and does not keep");
    if (second === leaf.actor.id)
      this.findings.add(place, `its second person is the first, ${leaf.actor.id}`);
    if (before.some(({ row }) => row.state !== "withdrawn"))
      this.findings.add(place, `takes a second look at item ${leaf.item}, which has had one`);
    const look: Look = {
      place,
      row: {
        look_id: id,
        item_id: leaf.item ?? "",
        decision_id: decision,
        why,
        reviewer_id: leaf.actor.id,
        second_id: typeof second === "string" ? second : "",
        state: "pending",
        answered_at: "",
      },
    };
    this.all.set(id, look);
    this.byItem.set(look.row.item_id, [...before, look]);
  }

  /** A second person's answer: theirs alone, once, and while it waits. */
  answer(leaf: Leaf): void {
    const known = this.all.get(String(leaf.data.look));
    const { answer } = leaf.data;
    if (known?.row.state !== "pending" || (answer !== "agreed" && answer !== "refused")) {
      this.findings.add(placeOf(leaf), "answers a second look that does not wait for it");
      return;
    }
    const { row } = known;
    if (leaf.actor.id !== row.second_id || leaf.actor.id === row.reviewer_id)
      this.findings.add(
        placeOf(leaf),
        `is by ${leaf.actor.id}, and ${row.second_id || "nobody"} was the second person`,
      );
    if (leaf.item !== row.item_id || leaf.data.decision !== row.decision_id)
      this.findings.add(placeOf(leaf), `names another item or decision than look ${row.look_id}`);
    Object.assign(row, { state: answer, answered_at: leaf.at });
    known.place = placeOf(leaf);
  }

  /** Somebody else is asked. */
  move(leaf: Leaf): void {
    const known = this.all.get(String(leaf.data.look));
    if (known?.row.state !== "pending" || (leaf.data.from ?? "") !== known.row.second_id) {
      this.findings.add(placeOf(leaf), "moves a second look that does not wait for whom it names");
      return;
    }
    if (leaf.data.to === known.row.reviewer_id)
      this.findings.add(placeOf(leaf), "asks whoever decided to be the second person");
    known.row.second_id = String(leaf.data.to);
  }

  /**
   * The end of the campaign: what waits is withdrawn.
   * @returns decisions that never became good: refused, or not looked at
   */
  close(at: string): { item: string; decision: string }[] {
    const fell = [...this.all.values()].filter(
      ({ row }) => row.state === "pending" || row.state === "refused",
    );
    for (const { row } of fell)
      if (row.state === "pending") Object.assign(row, { state: "withdrawn", answered_at: at });
    return fell.map(({ row }) => ({ item: row.item_id, decision: row.decision_id }));
  }

  /** Every row of second-looks.csv says what the leaves say; no second person looked at their own access. */
  async check(
    files: PackFiles,
    { items }: Population,
    identities: ReadonlyMap<string, string>,
  ): Promise<Check> {
    const findings = Findings.join([this.findings]);
    for (const { row, place } of this.all.values()) {
      const own = items.get(row.item_id)?.row?.identity ?? "";
      if (own !== "" && row.second_id !== "" && identities.get(row.second_id) === own)
        findings.add(place, `has ${row.second_id} look at their own access, item ${row.item_id}`);
    }
    const seen = new Set<string>();
    if (files.names().includes(FILE))
      for await (const { line, cell } of csvRows(files, FILE, COLUMNS)) {
        const where = `${FILE}:${line}`;
        const id = cell("look_id");
        const row = this.all.get(id)?.row;
        if (seen.has(id)) findings.add(where, `repeats second look ${id}`);
        seen.add(id);
        if (!row) {
          findings.add(where, `no leaf records the second look ${id}`);
          continue;
        }
        for (const column of COLUMNS)
          if (cell(column) !== row[column])
            findings.add(where, `${column} is "${cell(column)}", the log makes it "${row[column]}"`);
      }
    for (const id of this.all.keys())
      if (!seen.has(id)) findings.add(FILE, `has no row for second look ${id}`);
    return findings.check(
      "second looks",
      this.all.size === 0
        ? "no decision took a second look"
        : `${this.all.size} second looks, each by another person than whoever decided`,
      "A second look is not by the person asked, is a second one on its item, or is told otherwise than the log has it.",
    );
  }
}
