/** The names of what a table has rows for; a million of them do not fit in a map. */
import { Numbers, Shorts } from "@/lib/audit-log/verifier/columns";

/** Names that are each there once, numbered as they come. */
export class Names {
  size = 0;
  private readonly names = new Shorts();
  private readonly hashes = new Numbers();
  /** Numbers and one at the places that names hash to, or the next free one; 0 where none is. */
  private slots = new Int32Array(1 << 10);

  text(row: number): string {
    return this.names.get(row);
  }

  /** The name's row; undefined if it is not there. */
  row(name: string): number | undefined {
    const found = this.slots[this.slotOf(name, hashOf(name))] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  /** The row of the name, put in if it is not there. */
  add(name: string): number {
    const hash = hashOf(name);
    const slot = this.slotOf(name, hash);
    const found = this.slots[slot] ?? 0;
    if (found !== 0) return found - 1;
    this.names.set(this.size, name);
    return this.put(slot, hash);
  }

  /** As `add`, of a name that stands there in ASCII. */
  addAt(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashAt(bytes, from, to);
    const within = this.slots.length - 1;
    let slot = hash & within;
    for (let found = this.slots[slot] ?? 0; found !== 0; found = this.slots[slot] ?? 0) {
      if (this.hashes.get(found - 1) === hash && this.names.isAt(found - 1, bytes, from, to))
        return found - 1;
      slot = (slot + 1) & within;
    }
    this.names.setAt(this.size, bytes, from, to);
    return this.put(slot, hash);
  }

  private put(slot: number, hash: number): number {
    const row = this.size++;
    this.hashes.set(row, hash);
    this.slots[slot] = row + 1;
    if (2 * this.size > this.slots.length) this.grow();
    return row;
  }

  /** Where a name is, or would be; without a name, the next free place. */
  private slotOf(name: string | undefined, hash: number): number {
    const within = this.slots.length - 1;
    let slot = hash & within;
    for (let found = this.slots[slot] ?? 0; found !== 0; found = this.slots[slot] ?? 0) {
      if (name !== undefined && this.hashes.get(found - 1) === hash && this.names.is(found - 1, name)) break;
      slot = (slot + 1) & within;
    }
    return slot;
  }

  private grow(): void {
    this.slots = new Int32Array(2 * this.slots.length);
    for (let row = 0; row < this.size; row++)
      this.slots[this.slotOf(undefined, this.hashes.get(row))] = row + 1;
  }
}

/** Another in each run, so that nobody can choose names that all fall on one place. */
const SEED = Math.floor(Math.random() * 2 ** 31);

/** 32 bits, well mixed (the rounds and the end of MurmurHash3, a character at a time). */
function hashOf(name: string): number {
  let hash = SEED;
  for (let at = 0; at < name.length; at++) hash = mixed(hash, name.charCodeAt(at));
  return ended(hash);
}

/** The same of a name that stands there in ASCII. */
function hashAt(bytes: Uint8Array, from: number, to: number): number {
  let hash = SEED;
  for (let at = from; at < to; at++) hash = mixed(hash, bytes[at] ?? 0);
  return ended(hash);
}

function mixed(hash: number, unit: number): number {
  const next = hash ^ Math.imul(unit, 0xcc9e2d51);
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}

function ended(hash: number): number {
  let last = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  last = Math.imul(last ^ (last >>> 13), 0xc2b2ae35);
  return (last ^ (last >>> 16)) | 0;
}
