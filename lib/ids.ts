import { randomBytes } from "node:crypto";

let last = 0;
let sequence = 0;

/**
 * A UUID version 7 (RFC 9562), rising within this process: 48 bits of milliseconds, 12 bits of counter, 62 random.
 * @param millis Unix time in milliseconds
 */
export function uuid7(millis: number): string {
  if (millis > last) {
    last = millis;
    sequence = 0;
  } else {
    sequence += 1;
    if (sequence > 0xfff) {
      last += 1;
      sequence = 0;
    }
  }
  const b = randomBytes(16);
  b.writeUIntBE(last, 0, 6);
  b.writeUInt16BE(0x7000 | sequence, 6);
  b.writeUInt8((b.readUInt8(8) & 0x3f) | 0x80, 8);
  const h = b.toString("hex");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
