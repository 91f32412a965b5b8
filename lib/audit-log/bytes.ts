/**
 * Bytes as text and back: hexadecimal, base64 and UTF-8, each in its one strict spelling, so that a text
 * and its bytes determine each other. Pure: runs in Node and in a page.
 */

const HEX_DIGITS = "0123456789abcdef";
const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const BASE64_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

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

/** Lower-case hexadecimal, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  if (native) return native.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
  let text = "";
  for (const byte of bytes) text += HEX_PAIRS[byte];
  return text;
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
    // It leaves out what is no digit, which shortens the result, takes the digits of base64url for these, and of other
    // characters only the low byte.
    const { buffer, byteOffset, length: found } = native.from(text, "base64");
    const read = new Uint8Array(buffer, byteOffset, found);
    const last =
      padding === 0 ? undefined : native.from(read.subarray(length + padding - 3)).toString("base64");
    const ascii = native.byteLength(text) === text.length;
    const strict = found === length && ascii && !text.includes("-") && !text.includes("_");
    return strict && (last === undefined || text.endsWith(last)) ? read : undefined;
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

/** The UTF-8 bytes of a text. */
export function toUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text of UTF-8 bytes, a byte order mark kept; undefined if they are not valid UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  if (native) {
    const text = native.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
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
