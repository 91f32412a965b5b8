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

  /** As `set`, of the hash whose bytes stand there. */
  setAt(row: number, bytes: Uint8Array | undefined, from: number): void {
    this.there.set(row, bytes === undefined ? 0 : 1);
    if (bytes === undefined) return;
    const block = row >> BITS;
    while (this.blocks.length <= block) this.blocks.push(new Uint8Array(ROWS * HASH_LENGTH));
    copyAt(bytes, from, this.blocks[block], (row & WITHIN) * HASH_LENGTH, HASH_LENGTH);
  }

  /** Whether the row has the hash of these bytes, or has none where there are none. */
  is(row: number, bytes: Uint8Array | undefined): boolean {
    const there = this.there.get(row) === 1;
    return bytes && there
      ? isAt(bytes, 0, this.blocks[row >> BITS], (row & WITHIN) * HASH_LENGTH, HASH_LENGTH)
      : !bytes && !there;
  }
}

/** Byte by byte: for so few, a view of them and a call cost more. */
function copyAt(
  from: Uint8Array,
  at: number,
  to: Uint8Array | undefined,
  start: number,
  length: number,
): void {
  for (let nth = 0; to && nth < length; nth++) to[start + nth] = from[at + nth] ?? 0;
}

function isAt(
  left: Uint8Array,
  at: number,
  right: Uint8Array | undefined,
  start: number,
  length: number,
): boolean {
  for (let nth = 0; nth < length; nth++) if (left[at + nth] !== right?.[start + nth]) return false;
  return true;
}

const NO_BYTES = new Uint8Array(0);
/** Ids and times have no more characters. */
const SHORT = 36;

/** Short texts by row, as their bytes; what is longer or not ASCII stands apart. */
export class Shorts {
  private readonly blocks: Uint8Array[] = [];
  /** Length and one, by row; 0 where the text stands apart. */
  private readonly lengths: Uint8Array[] = [];
  private readonly apart = new Map<number, string>();

  set(row: number, text: string): void {
    const { bytes, lengths } = this.blockOf(row);
    const short = text.length <= SHORT && asciiInto(text, bytes, (row & WITHIN) * SHORT);
    lengths[row & WITHIN] = short ? text.length + 1 : 0;
    if (!short) this.apart.set(row, text);
  }

  /** As `set`, of a text that stands there in ASCII. */
  setAt(row: number, text: Uint8Array, from: number, to: number): void {
    const { bytes, lengths } = this.blockOf(row);
    const short = to - from <= SHORT;
    if (short) copyAt(text, from, bytes, (row & WITHIN) * SHORT, to - from);
    else this.apart.set(row, toLatin1(text, from, to));
    lengths[row & WITHIN] = short ? to - from + 1 : 0;
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

  /** As `is`, of a text that stands there in ASCII. */
  isAt(row: number, text: Uint8Array, from: number, to: number): boolean {
    const block = row >> BITS;
    const length = this.lengths[block]?.[row & WITHIN] ?? 0;
    if (length === 0) return this.apart.get(row) === toLatin1(text, from, to);
    return (
      length === to - from + 1 && isAt(text, from, this.blocks[block], (row & WITHIN) * SHORT, to - from)
    );
  }

  private blockOf(row: number): { bytes: Uint8Array; lengths: Uint8Array } {
    const block = row >> BITS;
    while (this.blocks.length <= block) {
      this.blocks.push(new Uint8Array(ROWS * SHORT));
      this.lengths.push(new Uint8Array(ROWS));
    }
    const [bytes = NO_BYTES, lengths = NO_BYTES] = [this.blocks[block], this.lengths[block]];
    return { bytes, lengths };
  }
}
