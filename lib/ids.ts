import { randomUUID } from "node:crypto";

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
  const time = last.toString(16).padStart(12, "0");
  // The variant and 62 random bits, as a random UUID has them.
  const random = randomUUID().slice(19);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, "0")}-${random}`;
}
