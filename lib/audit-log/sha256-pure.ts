/** SHA-256 (FIPS 180-4) without anything of Node, for a page: WebCrypto's answers later, and the tree's code asks now. Pure. */
import type { Sha256 } from "@/lib/audit-log/merkle";

const BLOCK = 64;
const TWO_32 = 2 ** 32;

/** The first 32 bits of the fraction of a root of a prime, as the standard makes its constants. */
const fraction = (root: number) => Math.floor((root - Math.floor(root)) * TWO_32);
const PRIMES = primes(64);
const ROUND = Uint32Array.from(PRIMES, (p) => fraction(Math.cbrt(p)));
const START = Uint32Array.from(PRIMES.slice(0, 8), (p) => fraction(Math.sqrt(p)));

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** 32 bytes for any bytes; the argument is not kept. */
export const sha256Pure: Sha256 = (bytes) => {
  const state = Uint32Array.from(START);
  const message = padded(bytes);
  const words = new DataView(message.buffer);
  const schedule = new Uint32Array(64);
  for (let at = 0; at < message.length; at += BLOCK) {
    for (let i = 0; i < 16; i++) schedule[i] = words.getUint32(at + 4 * i);
    compress(state, schedule);
  }
  const hash = new Uint8Array(32);
  const out = new DataView(hash.buffer);
  state.forEach((word, i) => {
    out.setUint32(4 * i, word);
  });
  return hash;
};

/** The message, a one bit, zeros, and its length in bits, to whole blocks. */
function padded(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  const bits = bytes.length * 8;
  view.setUint32(whole.length - 8, Math.floor(bits / TWO_32));
  view.setUint32(whole.length - 4, bits % TWO_32);
  return whole;
}

const turned = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function compress(state: Uint32Array, schedule: Uint32Array): void {
  const word = (i: number) => schedule[i] ?? 0;
  for (let i = 16; i < 64; i++) {
    const [early, late] = [word(i - 15), word(i - 2)];
    const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const large = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    schedule[i] = word(i - 16) + small + word(i - 7) + large;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const choice = (e & f) ^ (~e & g);
    const mixed = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + mixed + choice + (ROUND[i] ?? 0) + word(i)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    state[i] = (state[i] ?? 0) + value;
  });
}
