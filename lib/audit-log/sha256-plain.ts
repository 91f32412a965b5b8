/** SHA-256 (FIPS 180-4) in plain code, for a page: a browser's own answers later, and hashing a leaf cannot wait. */
import type { Sha256 } from "@/lib/audit-log/merkle";

const K = new Uint32Array(64);
const START = new Uint32Array(8);

/** The first 32 bits of the fractions of the square and cube roots of the first primes. */
(() => {
  const fraction = (x: number) => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
  let found = 0;
  for (let n = 2; found < 64; n++) {
    let prime = true;
    for (let by = 2; by * by <= n; by++) if (n % by === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(n));
    K[found++] = fraction(Math.cbrt(n));
  }
})();

const BLOCK = 64;
const words = new Uint32Array(64);

/** A hash of bytes that come in pieces. */
export class PlainSha256 {
  private readonly state = Uint32Array.from(START);
  private readonly held = new Uint8Array(BLOCK);
  private length = 0;

  update(bytes: Uint8Array): this {
    let at = 0;
    let filled = this.length % BLOCK;
    this.length += bytes.length;
    if (filled > 0) {
      at = Math.min(BLOCK - filled, bytes.length);
      this.held.set(bytes.subarray(0, at), filled);
      filled += at;
      if (filled < BLOCK) return this;
      this.take(this.held, 0);
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.take(bytes, at);
    this.held.set(bytes.subarray(at));
    return this;
  }

  digest(): Uint8Array {
    const { length, held } = this;
    const filled = length % BLOCK;
    held[filled] = 0x80;
    held.fill(0, filled + 1);
    if (filled >= BLOCK - 8) {
      this.take(held, 0);
      held.fill(0);
    }
    const view = new DataView(held.buffer);
    view.setUint32(BLOCK - 8, Math.floor(length / 2 ** 29));
    view.setUint32(BLOCK - 4, (length * 8) >>> 0);
    this.take(held, 0);
    const hash = new Uint8Array(32);
    const out = new DataView(hash.buffer);
    for (const [n, word] of this.state.entries()) out.setUint32(4 * n, word);
    return hash;
  }

  private take(bytes: Uint8Array, at: number): void {
    for (let n = 0; n < 16; n++) {
      const from = at + 4 * n;
      words[n] =
        ((bytes[from] ?? 0) << 24) |
        ((bytes[from + 1] ?? 0) << 16) |
        ((bytes[from + 2] ?? 0) << 8) |
        (bytes[from + 3] ?? 0);
    }
    for (let n = 16; n < 64; n++) {
      const [x, y] = [words[n - 15] ?? 0, words[n - 2] ?? 0];
      const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
      const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
      words[n] = ((words[n - 16] ?? 0) + s0 + (words[n - 7] ?? 0) + s1) | 0;
    }
    const { state } = this;
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let n = 0; n < 64; n++) {
      const one = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const first = (h + one + ((e & f) ^ (~e & g)) + (K[n] ?? 0) + (words[n] ?? 0)) | 0;
      const two = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const second = (two + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    for (const [n, word] of [a, b, c, d, e, f, g, h].entries()) state[n] = ((state[n] ?? 0) + word) | 0;
  }
}

const turned = (x: number, by: number) => (x >>> by) | (x << (32 - by));

export const plainSha256: Sha256 = (bytes) => new PlainSha256().update(bytes).digest();
