/**
 * The decisions of a campaign as their leaves have them. There may be a million: only what checks use is kept, and what many
 * decisions say alike is kept once.
 */
import type { Json, JsonObject } from "@/lib/audit-log/canonical";
import { Hashes, Numbers, Shorts } from "@/lib/audit-log/verifier/columns";
import { DecisionKinds } from "@/lib/audit-log/verifier/decision-kinds";
import type { FittingLeaf } from "@/lib/audit-log/verifier/leaf-form";
import { Names } from "@/lib/audit-log/verifier/names";

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

/** Said by few. */
export const RARE = [
  "supersedes",
  "answers",
  "answers_root",
  "started_from",
  "draft_share",
  "exception",
  "seconds",
] as const;

/** Places of the form. */
export type DecisionPlaces = { id: number; item: number; at: number; reviewer: number };

/** What a leaf says of a decision besides; hashes are their bytes. */
export type DecisionSaid = {
  commit: Uint8Array | undefined;
  evidence: Uint8Array | undefined;
  draft: Uint8Array | undefined;
  /** Of `kinds`. */
  kind: number;
  /** From 0, and fits 30 bits. */
  seconds: number | undefined;
  rare: JsonObject | undefined;
};

/** Whether they can stand in a column. */
export function isSeconds(seconds: Json | undefined): seconds is number {
  return typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 0 && seconds < 2 ** 30;
}

export class Decisions {
  private readonly ids = new Names();
  readonly items = new Shorts();
  readonly times = new Shorts();
  readonly indexes = new Numbers();
  private readonly reviewers = new Numbers();
  private readonly people = new Names();
  readonly hashes = new Hashes();
  readonly commits = new Hashes();
  readonly packets = new Hashes();
  readonly drafts = new Hashes();
  private readonly said = new Numbers();
  readonly kinds = new DecisionKinds();
  /** Seconds and one; 0 where they are not said, or not as a number that fits. */
  private readonly seconds = new Numbers();
  private readonly rare = new Map<number, JsonObject>();

  get size(): number {
    return this.ids.size;
  }

  /** @returns its row; of an id that is there already, nothing may be added */
  add(decision: Omit<Decision, "eligible">): number {
    const { id, index, hash, item, reviewer, at, commit, evidence, draft, data } = decision;
    const row = this.ids.add(id);
    this.items.set(row, item);
    this.times.set(row, at);
    this.indexes.set(row, index);
    this.reviewers.set(row, this.people.add(reviewer));
    this.hashes.set(row, hash);
    this.commits.set(row, commit);
    this.packets.set(row, evidence);
    this.drafts.set(row, draft);
    this.said.set(row, this.kinds.of(data));
    const { seconds } = data;
    const fits = isSeconds(seconds);
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

  /** As `add`, of a decision as it stands in its leaf's bytes; undefined, and nothing added, if its id is there already. */
  addAt(leaf: FittingLeaf, places: DecisionPlaces, said: DecisionSaid): number | undefined {
    const { form, index, hashes, hashAt } = leaf;
    const { id, item, at, reviewer } = places;
    const { commit, evidence, draft, kind, seconds, rare } = said;
    const { bytes } = form;
    const row = this.ids.size;
    if (this.ids.addAt(bytes, form.startOf(id), form.endOf(id)) !== row) return undefined;
    this.items.setAt(row, bytes, form.startOf(item), form.endOf(item));
    this.times.setAt(row, bytes, form.startOf(at), form.endOf(at));
    this.reviewers.set(row, this.people.addAt(bytes, form.startOf(reviewer), form.endOf(reviewer)));
    this.indexes.set(row, index);
    this.hashes.setAt(row, hashes, hashAt);
    this.commits.setAt(row, commit, 0);
    this.packets.setAt(row, evidence, 0);
    this.drafts.setAt(row, draft, 0);
    this.said.set(row, kind);
    if (seconds !== undefined) this.seconds.set(row, seconds + 1);
    if (rare) this.rare.set(row, rare);
    return row;
  }

  get(id: string): Decision | undefined {
    const row = this.ids.row(id);
    return row === undefined ? undefined : this.at(row);
  }

  at(row: number): Decision {
    return new Row(this, row);
  }

  /** In the order of the log. */
  *values(): Generator<Decision> {
    for (let row = 0; row < this.size; row++) yield this.at(row);
  }

  idOf(row: number): string {
    return this.ids.text(row);
  }

  reviewerOf(row: number): string {
    return this.people.text(this.reviewers.get(row));
  }

  isEligible(row: number): boolean {
    return this.kinds.get(this.said.get(row))?.eligible === true;
  }

  dataOf(row: number): JsonObject {
    const data = this.kinds.get(this.said.get(row))?.data ?? {};
    const rare = this.rare.get(row);
    const seconds = this.seconds.get(row) - 1;
    return rare || seconds >= 0 ? { ...data, ...(seconds >= 0 ? { seconds } : {}), ...rare } : data;
  }
}

/** What is asked of it is made when it is asked: most checks look at every decision, and at one thing of each. */
class Row implements Decision {
  private readonly of: Decisions;
  private readonly row: number;

  constructor(of: Decisions, row: number) {
    this.of = of;
    this.row = row;
  }

  get id(): string {
    return this.of.idOf(this.row);
  }

  get index(): number {
    return this.of.indexes.get(this.row);
  }

  get hash(): string {
    return this.of.hashes.get(this.row) ?? "";
  }

  get item(): string {
    return this.of.items.get(this.row);
  }

  get reviewer(): string {
    return this.of.reviewerOf(this.row);
  }

  get at(): string {
    return this.of.times.get(this.row);
  }

  get commit(): string | undefined {
    return this.of.commits.get(this.row);
  }

  get evidence(): string | undefined {
    return this.of.packets.get(this.row);
  }

  get draft(): string | undefined {
    return this.of.drafts.get(this.row);
  }

  get eligible(): boolean {
    return this.of.isEligible(this.row);
  }

  get data(): JsonObject {
    return this.of.dataOf(this.row);
  }
}
