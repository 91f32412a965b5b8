/** Where each item's events have come to, and the words that a campaign's leaves commit to; a million of either are columns. */
import { Hashes, Numbers } from "@/lib/audit-log/verifier/columns";
import { Names } from "@/lib/audit-log/verifier/names";
import type { Decisions } from "@/lib/audit-log/verifier/recorded";

const NONE = 0;

/** Each item's last event, its last decision, and the one in force. */
export class Items {
  private readonly names = new Names();
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

  /** The row of the item named there in ASCII. */
  rowAt(bytes: Uint8Array, from: number, to: number): number {
    return this.names.addAt(bytes, from, to);
  }

  /** Whether an event of this number, with this hash of the event before it, is the item's next, and no decision came before. */
  isFirstDecision(row: number, seq: number, prev: Uint8Array | undefined): boolean {
    return this.lasts.get(row) === NONE && this.seqs.get(row) + 1 === seq && this.hashes.is(row, prev);
  }

  /** Puts a decision in as the item's next event. */
  decideAt(row: number, seq: number, hashes: Uint8Array, hashAt: number, decision: number): void {
    this.seqs.set(row, seq);
    this.hashes.setAt(row, hashes, hashAt);
    this.finals.set(row, decision + 1);
    this.lasts.set(row, decision + 1);
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
    for (let row = 0; row < this.names.size; row++) {
      const found = this.finals.get(row);
      if (found !== NONE) yield [this.names.text(row), this.decisions.idOf(found - 1)];
    }
  }

  private decision(column: Numbers, item: string): string | undefined {
    const row = item === this.asked.item ? this.asked.row : this.names.row(item);
    const found = row === undefined ? NONE : column.get(row);
    return found === NONE ? undefined : this.decisions.idOf(found - 1);
  }

  /** What is asked of an item is asked of it several times over. */
  private row(item: string): number {
    if (item === this.asked.item) return this.asked.row;
    const row = this.names.add(item);
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

  /** As `add`, of the hash's bytes. */
  addAt(commit: Uint8Array, leaf: number): void {
    this.hashes.setAt(this.size, commit, 0);
    this.leaves.set(this.size, leaf);
    this.size++;
  }

  *[Symbol.iterator](): Generator<[string, number]> {
    for (let row = 0; row < this.size; row++) yield [this.hashes.get(row) ?? "", this.leaves.get(row)];
  }
}
