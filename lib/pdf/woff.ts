import { inflateSync } from "node:zlib";

/**
 * A WOFF 1.0 font unpacked into the plain font it was packed from (W3C WOFF File Format 1.0, sections 3 to 5): its tables inflated,
 * under a new table directory. Anything else is given back as it is. Reading a packed font letter by letter would inflate the
 * whole outline table for each.
 */
export function unpacked(font: Buffer): Buffer {
  if (font.toString("latin1", 0, 4) !== "wOFF") return font;
  const count = font.readUInt16BE(12);
  const head = 12 + count * 16;
  const out = Buffer.alloc(head);
  font.copy(out, 0, 4, 8);
  out.writeUInt16BE(count, 4);
  const power = 2 ** Math.floor(Math.log2(count));
  out.writeUInt16BE(power * 16, 6);
  out.writeUInt16BE(Math.log2(power), 8);
  out.writeUInt16BE(count * 16 - power * 16, 10);
  const parts: Uint8Array[] = [out];
  let offset = head;
  for (let n = 0; n < count; n++) {
    const from = 44 + n * 20;
    const [at, packed, length] = [4, 8, 12].map((o) => font.readUInt32BE(from + o)) as [
      number,
      number,
      number,
    ];
    const bytes = font.subarray(at, at + packed);
    const table = packed < length ? inflateSync(bytes) : bytes;
    const entry = 12 + n * 16;
    font.copy(out, entry, from, from + 4);
    font.copy(out, entry + 4, from + 16, from + 20);
    out.writeUInt32BE(offset, entry + 8);
    out.writeUInt32BE(length, entry + 12);
    const padding = Buffer.alloc((4 - (length % 4)) % 4);
    parts.push(table, padding);
    offset += length + padding.length;
  }
  return Buffer.concat(parts);
}
