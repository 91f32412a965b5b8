/** Columns of a table that may be long: a million rows kept as objects of their own would not fit in memory. */
import { asciiInto, hexInto, toHex, toLatin1 } from "@/lib/audit-log/bytes";
import { HASH_LENGTH } from "@/lib/audit-log/merkle";

const BITS = 13;
const ROWS = 1 << BITS;
const WITHIN = ROWS - 1;

/** Whole numbers of 32 bits, by row. */
export class Numbers {
  private readonly blocks: Int32Array[] = [];

  get(row: number): number {
    return this.blocks[row >> BITS]?.[row & WITHIN] ?? 0;
  }

  set(row: number, value: number): void {
    const block = row >> BITS;
    while (this.blocks.length <= block) this.blocks.push(new Int32Array(ROWS));
    const found = this.blocks[block];
    if (found) found[row & WITHIN] = value;
  }
}

/** SHA-256 hashes in hexadecimal, or none, by row; kept as their bytes. */
export class Hashes {
  private readonly blocks: Uint8Array[] = [];
  private readonly there = new Numbers();

  get(row: number): string | undefined {
    if (this.there.get(row) === 0) return undefined;
    const at = (row & WITHIN) * HASH_LENGTH;
    const block = this.blocks[row >> BITS];
    return block && toHex(block.subarray(at, at + HASH_LENGTH));
  }

  /** @param hex 64 digits, as every reader of a leaf has made sure */
  set(row: number, hex: string | undefined): void {
    this.there.set(row, hex === undefined ? 0 : 1);
    if (hex === undefined) return;
    const block = row >> BITS;
    while (this.blocks.length <= block) this.blocks.push(new Uint8Array(ROWS * HASH_LENGTH));
    const found = this.blocks[block];
    if (found) hexInto(hex, found, (row & WITHIN) * HASH_LENGTH);
  }
}

/** Texts that come again and again, each kept once. */
export class Texts {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];

  number(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  text(number: number): string {
    return this.texts[number] ?? "";
  }
}

/** Ids and times have no more characters. */
const SHORT = 36;

/** Short texts by row, as their bytes; what is longer or not ASCII stands apart. */
export class Shorts {
  private readonly blocks: Uint8Array[] = [];
  /** Length and one, by row; 0 where the text stands apart. */
  private readonly lengths: Uint8Array[] = [];
  private readonly apart = new Map<number, string>();

  set(row: number, text: string): void {
    const block = row >> BITS;
    while (this.blocks.length <= block) {
      this.blocks.push(new Uint8Array(ROWS * SHORT));
      this.lengths.push(new Uint8Array(ROWS));
    }
    const [bytes, lengths] = [this.blocks[block], this.lengths[block]];
    if (!bytes || !lengths) return;
    const short = text.length <= SHORT && asciiInto(text, bytes, (row & WITHIN) * SHORT);
    lengths[row & WITHIN] = short ? text.length + 1 : 0;
    if (!short) this.apart.set(row, text);
  }

  get(row: number): string {
    const block = row >> BITS;
    const bytes = this.blocks[block];
    const length = this.lengths[block]?.[row & WITHIN] ?? 0;
    if (length === 0 || !bytes) return this.apart.get(row) ?? "";
    const at = (row & WITHIN) * SHORT;
    return toLatin1(bytes, at, at + length - 1);
  }

  is(row: number, text: string): boolean {
    const block = row >> BITS;
    const bytes = this.blocks[block];
    const length = this.lengths[block]?.[row & WITHIN] ?? 0;
    if (length === 0 || !bytes) return this.apart.get(row) === text;
    if (length !== text.length + 1) return false;
    const from = (row & WITHIN) * SHORT;
    for (let at = 0; at < text.length; at++) if (bytes[from + at] !== text.charCodeAt(at)) return false;
    return true;
  }
}

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
    const row = this.size++;
    this.names.set(row, name);
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
  for (let at = 0; at < name.length; at++) {
    hash ^= Math.imul(name.charCodeAt(at), 0xcc9e2d51);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
