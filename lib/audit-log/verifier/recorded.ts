/**
 * The decisions of a campaign as their leaves have them, and where each item's events have come to. There may be a million: only
 * what checks use is kept, and what many decisions say alike is kept once.
 */
import type { Json, JsonObject } from "@/lib/audit-log/canonical";
import { Hashes, Numbers, Texts } from "@/lib/audit-log/verifier/columns";
import { isObject } from "@/lib/audit-log/verifier/pack";

/** A `decision.recorded` leaf. Hashes are hexadecimal. */
export type Decision = {
  id: string;
  index: number;
  hash: string;
  item: string;
  reviewer: string;
  at: string;
  commit: string | undefined;
  evidence: string | undefined;
  draft: string | undefined;
  /** Whether it says why its reviewer could decide. */
  eligible: boolean;
  /** What the leaf says of it, as far as a check asks. */
  data: JsonObject;
};

/** Said alike by many. */
const COMMON = [
  "outcome",
  "disposition",
  "recommendation_seen",
  "arm",
  "reason_code",
  "findings",
  "until",
  "in_view",
  "batch",
  "batch_size",
  "batch_taken",
] as const;
/** Said by few. */
const RARE = [
  "supersedes",
  "answers",
  "answers_root",
  "started_from",
  "draft_share",
  "exception",
  "seconds",
] as const;

type Said = { data: JsonObject; eligible: boolean };

export class Decisions {
  size = 0;
  private readonly rows = new Map<string, number>();
  private readonly ids: string[] = [];
  private readonly items: string[] = [];
  private readonly times: string[] = [];
  private readonly indexes = new Numbers();
  private readonly reviewers = new Numbers();
  private readonly people = new Texts();
  private readonly hashes = new Hashes();
  private readonly commits = new Hashes();
  private readonly packets = new Hashes();
  private readonly drafts = new Hashes();
  private readonly said = new Numbers();
  private readonly kinds = new Map<string, number>();
  private readonly kind: Said[] = [];
  /** Seconds and one; 0 where they are not said, or not as a number that fits. */
  private readonly seconds = new Numbers();
  private readonly rare = new Map<number, JsonObject>();

  /** @returns its row */
  add(decision: Omit<Decision, "eligible">): number {
    const row = this.size++;
    const { id, index, hash, item, reviewer, at, commit, evidence, draft, data } = decision;
    this.rows.set(id, row);
    this.ids.push(id);
    this.items.push(item);
    this.times.push(at);
    this.indexes.set(row, index);
    this.reviewers.set(row, this.people.number(reviewer));
    this.hashes.set(row, hash);
    this.commits.set(row, commit);
    this.packets.set(row, evidence);
    this.drafts.set(row, draft);
    this.said.set(row, this.kindOf(data));
    const { seconds } = data;
    const fits =
      typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 0 && seconds < 2 ** 30;
    if (fits) this.seconds.set(row, seconds + 1);
    let rare: Record<string, Json> | undefined;
    for (const name of RARE) {
      const value = data[name];
      if (value === undefined || (fits && name === "seconds")) continue;
      rare ??= {};
      rare[name] = value;
    }
    if (rare) this.rare.set(row, rare);
    return row;
  }

  get(id: string): Decision | undefined {
    const row = this.rows.get(id);
    return row === undefined ? undefined : this.at(row);
  }

  /** In the order of the log. */
  *values(): Generator<Decision> {
    for (let row = 0; row < this.size; row++) yield this.at(row);
  }

  idOf(row: number): string {
    return this.ids[row] ?? "";
  }

  row(id: string): number | undefined {
    return this.rows.get(id);
  }

  private at(row: number): Decision {
    const said = this.kind[this.said.get(row)];
    const rare = this.rare.get(row);
    const seconds = this.seconds.get(row) - 1;
    const data = said?.data ?? {};
    return {
      id: this.idOf(row),
      index: this.indexes.get(row),
      hash: this.hashes.get(row) ?? "",
      item: this.items[row] ?? "",
      reviewer: this.people.text(this.reviewers.get(row)),
      at: this.times[row] ?? "",
      commit: this.commits.get(row),
      evidence: this.packets.get(row),
      draft: this.drafts.get(row),
      eligible: said?.eligible === true,
      data: rare || seconds >= 0 ? { ...data, ...(seconds >= 0 ? { seconds } : {}), ...rare } : data,
    };
  }

  private kindOf(data: JsonObject): number {
    const { eligibility } = data;
    const eligible = isObject(eligibility) && Object.keys(eligibility).length > 0;
    let key = eligible ? "y" : "n";
    for (const name of COMMON) key += markOf(data[name]);
    const known = this.kinds.get(key);
    if (known !== undefined) return known;
    const kept = COMMON.filter((name) => data[name] !== undefined).map((name) => [name, data[name] ?? null]);
    this.kinds.set(key, this.kind.length);
    return this.kind.push({ data: Object.fromEntries(kept), eligible }) - 1;
  }
}

/** Another text for another value. */
function markOf(value: Json | undefined): string {
  if (value === undefined) return "-";
  return typeof value === "string" ? `${value.length}:${value}` : `=${JSON.stringify(value)}`;
}

const NONE = 0;

/** Each item's last event, its last decision, and the one in force. */
export class Items {
  private readonly rows = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly asked = { item: "", row: -1 };
  private readonly seqs = new Numbers();
  private readonly hashes = new Hashes();
  /** Rows of decisions, and one. */
  private readonly finals = new Numbers();
  private readonly lasts = new Numbers();
  private readonly decisions: Decisions;

  constructor(decisions: Decisions) {
    this.decisions = decisions;
  }

  /** Number and hash of the item's event before, and puts this one in its place. */
  follow(item: string, seq: number | undefined, hash: string): { due: number; before: string | undefined } {
    const row = this.row(item);
    const due = this.seqs.get(row) + 1;
    const before = this.hashes.get(row);
    this.seqs.set(row, seq ?? due);
    this.hashes.set(row, hash);
    return { due, before };
  }

  /** The decision in force on an item: not one that fell because what it waited for did not come. */
  get(item: string): string | undefined {
    return this.decision(this.finals, item);
  }

  latest(item: string): string | undefined {
    return this.decision(this.lasts, item);
  }

  decide(item: string, decision: number): void {
    const row = this.row(item);
    this.finals.set(row, decision + 1);
    this.lasts.set(row, decision + 1);
  }

  delete(item: string): void {
    this.finals.set(this.row(item), NONE);
  }

  /** Every item with a decision in force, and that decision. */
  *[Symbol.iterator](): Generator<[string, string]> {
    for (const [row, name] of this.names.entries()) {
      const found = this.finals.get(row);
      if (found !== NONE) yield [name, this.decisions.idOf(found - 1)];
    }
  }

  private decision(column: Numbers, item: string): string | undefined {
    const row = item === this.asked.item ? this.asked.row : this.rows.get(item);
    const found = row === undefined ? NONE : column.get(row);
    return found === NONE ? undefined : this.decisions.idOf(found - 1);
  }

  /** What is asked of an item is asked of it several times over. */
  private row(item: string): number {
    if (item === this.asked.item) return this.asked.row;
    let row = this.rows.get(item);
    if (row === undefined) {
      row = this.names.push(item) - 1;
      this.rows.set(item, row);
    }
    this.asked.item = item;
    this.asked.row = row;
    return row;
  }
}

/** Words that leaves commit to, each with the leaf that does. */
export class Commitments {
  size = 0;
  private readonly hashes = new Hashes();
  private readonly leaves = new Numbers();

  add(commit: string, leaf: number): void {
    this.hashes.set(this.size, commit);
    this.leaves.set(this.size, leaf);
    this.size++;
  }

  *[Symbol.iterator](): Generator<[string, number]> {
    for (let row = 0; row < this.size; row++) yield [this.hashes.get(row) ?? "", this.leaves.get(row)];
  }
}
