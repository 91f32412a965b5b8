/** Columns of a table that may be long: a million rows kept as objects of their own would not fit in memory. */
import { fromHex, toHex } from "@/lib/audit-log/bytes";
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
    const bytes = hex === undefined ? undefined : fromHex(hex);
    this.there.set(row, bytes ? 1 : 0);
    if (!bytes) return;
    const block = row >> BITS;
    while (this.blocks.length <= block) this.blocks.push(new Uint8Array(ROWS * HASH_LENGTH));
    this.blocks[block]?.set(bytes, (row & WITHIN) * HASH_LENGTH);
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
