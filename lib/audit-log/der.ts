/** DER (X.690), as much as an RFC 3161 time stamp needs: definite lengths, tags of one byte. Pure. */
import { concatBytes } from "@/lib/audit-log/bytes";

/** One value: `content` without its header, `whole` with it. */
export type Der = { tag: number; content: Uint8Array; whole: Uint8Array };

export const TAG = {
  integer: 0x02,
  octets: 0x04,
  oid: 0x06,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
} as const;

/** The values that stand one after the other; throws an Error if the bytes are not such. */
export function readAll(bytes: Uint8Array): Der[] {
  const found: Der[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, first = 0] = [bytes[at], bytes[at + 1]];
    if ((tag & 0x1f) === 0x1f || at + 1 >= bytes.length) throw notDer;
    let start = at + 2;
    let length = first;
    if (first >= 0x80) {
      const count = first & 0x7f;
      if (count === 0 || count > 4) throw notDer;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0);
      start += count;
    }
    if (start + length > bytes.length) throw notDer;
    found.push({
      tag,
      content: bytes.subarray(start, start + length),
      whole: bytes.subarray(at, start + length),
    });
    at = start + length;
  }
  return found;
}

const notDer = new Error("it is not DER");

/** The one value these bytes are, with this tag. */
export function readOne(bytes: Uint8Array, tag: number): Der {
  const [value, ...more] = readAll(bytes);
  if (value?.tag !== tag || more.length > 0) throw notDer;
  return value;
}

/** The parts of a value. */
export function partsOf(value: Der | undefined, tag: number): Der[] {
  if (value?.tag !== tag) throw notDer;
  return readAll(value.content);
}

/** An object identifier in its dotted form. */
export function oidOf(value: Der | undefined): string {
  if (value?.tag !== TAG.oid) throw notDer;
  const numbers: number[] = [];
  let number = 0;
  for (const byte of value.content) {
    number = number * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(number);
      number = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...rest].join(".");
}

/** A value with its header. */
export function der(tag: number, ...content: Uint8Array[]): Uint8Array {
  const inner = concatBytes(content);
  if (inner.length < 0x80) return concatBytes([Uint8Array.of(tag, inner.length), inner]);
  const length: number[] = [];
  for (let left = inner.length; left > 0; left = Math.floor(left / 256)) length.unshift(left % 256);
  return concatBytes([Uint8Array.of(tag, 0x80 | length.length, ...length), inner]);
}

/** A non-negative integer from its bytes, most significant first. */
export function derInteger(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const trimmed = bytes.subarray(from);
  return der(TAG.integer, (trimmed[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0), trimmed);
}
