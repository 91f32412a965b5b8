/**
 * Bytes as text and back: hexadecimal, base64 and UTF-8, each in its one strict spelling, so that a text
 * and its bytes determine each other. Pure: runs in Node and in a page.
 */

const HEX_DIGITS = "0123456789abcdef";
const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const BASE64_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes made characters in one call. */
const LATIN1_STEP = 4096;

/** As no digit does, it leaves a negative number wherever it is shifted into one. */
const INVALID = -1;
const HEX_VALUES = valuesOf(HEX_DIGITS);
const BASE64_VALUES = valuesOf(BASE64_DIGITS);

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A table from character code to digit value; every other code below 128 is `INVALID`. */
function valuesOf(digits: string): Int8Array {
  const values = new Int8Array(128).fill(INVALID);
  for (let value = 0; value < digits.length; value++) values[digits.charCodeAt(value)] = value;
  return values;
}

/** Node's own, several times as fast as the tables below; a page has none. */
const native = typeof Buffer === "function" ? Buffer : undefined;

/** The same bytes with Node's own methods; making a view costs as much as a short text. */
function nativeOf(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The same bytes, of which parts are made texts faster. */
export function quick(bytes: Uint8Array): Uint8Array {
  return native ? nativeOf(bytes) : bytes;
}

/** Room for bytes, of any content. */
export function roomFor(length: number): Uint8Array<ArrayBuffer> {
  return native ? native.allocUnsafeSlow(length) : new Uint8Array(length);
}

/** Lower-case hexadecimal, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  if (native) return nativeOf(bytes).toString("hex");
  let text = "";
  for (const byte of bytes) text += HEX_PAIRS[byte];
  return text;
}

/** Writes lower-case hexadecimal into an array; what it holds is for the caller to know. */
export function hexInto(text: string, target: Uint8Array, from: number): void {
  for (let at = 0; 2 * at < text.length; at++)
    target[from + at] =
      ((HEX_VALUES[text.charCodeAt(2 * at)] ?? 0) << 4) | (HEX_VALUES[text.charCodeAt(2 * at + 1)] ?? 0);
}

/** Fills an array with the lower-case hexadecimal that stands there in ASCII; false if it is not all of it that. */
export function hexAt(bytes: Uint8Array, from: number, target: Uint8Array): boolean {
  let invalid = 0;
  for (let at = 0; at < target.length; at++) {
    const high = HEX_VALUES[bytes[from + 2 * at] ?? 0] ?? INVALID;
    const low = HEX_VALUES[bytes[from + 2 * at + 1] ?? 0] ?? INVALID;
    invalid |= high | low;
    target[at] = (high << 4) | low;
  }
  return invalid >= 0;
}

/** Writes a text into an array; whether it is ASCII, so that it can be. */
export function asciiInto(text: string, target: Uint8Array, from: number): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return false;
    target[from + at] = unit;
  }
  return true;
}

/** The bytes of lower-case hexadecimal; undefined for anything else, upper case included. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const high = HEX_VALUES[text.charCodeAt(2 * at)] ?? INVALID;
    const low = HEX_VALUES[text.charCodeAt(2 * at + 1)] ?? INVALID;
    if (high < 0 || low < 0) return undefined;
    bytes[at] = (high << 4) | low;
  }
  return bytes;
}

/** Standard base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  if (native) return nativeOf(bytes).toString("base64");
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const left = bytes.length - at;
    text += BASE64_DIGITS.charAt(first >> 2) + BASE64_DIGITS.charAt(((first & 3) << 4) | (second >> 4));
    text += left > 1 ? BASE64_DIGITS.charAt(((second & 15) << 2) | (third >> 6)) : "=";
    text += left > 2 ? BASE64_DIGITS.charAt(third & 63) : "=";
  }
  return text;
}

/** The bytes of padded standard base64; undefined for white space, missing padding or stray last bits. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const length = (text.length / 4) * 3 - padding;
  if (native) {
    const { buffer, byteOffset, length: found } = native.from(text, "base64");
    const read = new Uint8Array(buffer, byteOffset, found);
    return found === length && isStrict(text, read, length, padding) ? read : undefined;
  }
  const bytes = new Uint8Array(length);
  const whole = padding === 0 ? text.length : text.length - 4;
  let to = 0;
  for (let from = 0; from < whole; from += 4, to += 3) {
    const group = groupAt(text, from);
    if (group < 0) return undefined;
    bytes[to] = group >> 16;
    bytes[to + 1] = group >> 8;
    bytes[to + 2] = group;
  }
  if (padding === 0) return bytes;
  const last = groupAt(text.slice(whole, -padding) + "A".repeat(padding), 0);
  if (last < 0 || (last & (padding === 2 ? 0xffff : 0xff)) !== 0) return undefined;
  bytes[to] = last >> 16;
  if (padding === 1) bytes[to + 1] = last >> 8;
  return bytes;
}

/** Node's own leaves out what is no digit, which shortens the result, takes the digits of base64url, and any last bits. */
function isStrict(text: string, read: Uint8Array, end: number, padding: number): boolean {
  // Of other characters it takes only the low byte.
  if (!native || native.byteLength(text) !== text.length || text.includes("-") || text.includes("_"))
    return false;
  return padding === 0 || text.endsWith(nativeOf(read).toString("base64", end + padding - 3, end));
}

/** As `fromBase64`, into an array that is there; gives how many bytes, negative for anything else or where there is no room. */
export function base64Into(text: string, target: Uint8Array, at: number): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const length = (text.length / 4) * 3 - padding;
  if (text.length % 4 !== 0 || at + length > target.length) return INVALID;
  if (native) {
    const found = nativeOf(target).write(text, at, length, "base64");
    return found === length && isStrict(text, target, at + length, padding) ? length : INVALID;
  }
  const bytes = fromBase64(text);
  if (bytes) target.set(bytes, at);
  return bytes ? length : INVALID;
}

/** base64url without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes of unpadded base64url; undefined for anything else. */
export function fromBase64url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (text.length % 4)) % 4));
}

/** The 24 bits of four base64 digits; negative if one of them is none. */
function groupAt(text: string, at: number): number {
  return (
    ((BASE64_VALUES[text.charCodeAt(at)] ?? INVALID) << 18) |
    ((BASE64_VALUES[text.charCodeAt(at + 1)] ?? INVALID) << 12) |
    ((BASE64_VALUES[text.charCodeAt(at + 2)] ?? INVALID) << 6) |
    (BASE64_VALUES[text.charCodeAt(at + 3)] ?? INVALID)
  );
}

/** A character for each byte, so that what is ASCII is its text and nothing else is. */
export function toLatin1(bytes: Uint8Array, from: number, to: number): string {
  if (native) return nativeOf(bytes).toString("latin1", from, to);
  let text = "";
  for (let at = from; at < to; at += LATIN1_STEP)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(to, at + LATIN1_STEP)));
  return text;
}

/** The UTF-8 bytes of a text. */
export function toUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text of UTF-8 bytes, a byte order mark kept; undefined if they are not valid UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  if (native) {
    const text = nativeOf(bytes).toString("utf8");
    // What is not valid becomes U+FFFD, which a valid text may hold too.
    if (!text.includes("\uFFFD")) return text;
  }
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** One array holding the given ones end to end. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two arrays hold the same bytes. Not for secrets: it stops at the first difference. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}
