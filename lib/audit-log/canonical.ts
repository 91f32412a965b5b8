/**
 * RFC 8785 (JSON Canonicalization Scheme): one text, and so one hash, for one value. What JSON cannot say
 * without loss is refused, never dropped or rewritten. Pure: runs in Node and in a page.
 */
import { toUtf8 } from "@/lib/audit-log/bytes";

export type JsonObject = { readonly [key: string]: Json };

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a log leaf or an evidence packet may hold: as `Json`, and every number is a safe integer. */
export type CanonicalJson = Json;

const DEEPEST = 200;
const PLAIN_ASCII = /^[ !#-[\]-~]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The place of a value inside the whole one, outermost key first. */
type Path = (string | number)[];

/**
 * The RFC 8785 text of `value`. Throws an Error of one sentence, naming the place, on undefined, NaN, an
 * infinity, a bigint, a function, a symbol, a lone surrogate, an object that is not plain (Date, Map, a
 * class), and nesting deeper than 200 (so also on a value that contains itself).
 */
export function canonical(value: Json): string {
  return write(value, [], false);
}

/** The UTF-8 bytes of `canonical(value)`. */
export function canonicalBytes(value: Json): Uint8Array {
  return toUtf8(canonical(value));
}

/** As `canonical`, and throws on a fraction or an unsafe integer too: for log leaves, packets and payloads. */
export function canonicalRecord(value: CanonicalJson): string {
  return write(value, [], true);
}

/** The UTF-8 bytes of `canonicalRecord(value)`: what a leaf or packet hash is taken over. */
export function canonicalRecordBytes(value: CanonicalJson): Uint8Array {
  return toUtf8(canonicalRecord(value));
}

function write(value: unknown, path: Path, integersOnly: boolean): string {
  switch (typeof value) {
    case "string":
      return writeString(value, path);
    case "number":
      return writeNumber(value, path, integersOnly);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (path.length >= DEEPEST) {
        throw refusal(path, `is nested deeper than ${DEEPEST} levels or contains itself`);
      }
      return Array.isArray(value)
        ? writeArray(value, path, integersOnly)
        : writeObject(value, path, integersOnly);
    default:
      throw refusal(
        path,
        `is ${value === undefined ? "undefined" : `a ${typeof value}`}, which JSON has not`,
      );
  }
}

function writeArray(values: readonly unknown[], path: Path, integersOnly: boolean): string {
  let text = "[";
  for (let at = 0; at < values.length; at++) {
    path.push(at);
    text += (at > 0 ? "," : "") + write(values[at], path, integersOnly);
    path.pop();
  }
  return `${text}]`;
}

/** Members in the order of their names' UTF-16 code units, which is what `sort` compares (RFC 8785, 3.2.3). */
function writeObject(value: object, path: Path, integersOnly: boolean): string {
  if (!isPlain(value))
    throw refusal(path, `is a ${value.constructor?.name ?? "special"} object, not a plain one`);
  let text = "{";
  for (const name of Object.keys(value).sort()) {
    path.push(name);
    text += `${text.length > 1 ? "," : ""}${writeString(name, path)}:${write(value[name], path, integersOnly)}`;
    path.pop();
  }
  return `${text}}`;
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** `JSON.stringify` escapes a well-formed string exactly as RFC 8785, 3.2.2.2 asks. */
function writeString(value: string, path: Path): string {
  if (PLAIN_ASCII.test(value)) return `"${value}"`;
  if (LONE_SURROGATE.test(value)) throw refusal(path, "holds half of a surrogate pair");
  return JSON.stringify(value);
}

/** ECMAScript's own shortest form is the one RFC 8785, 3.2.2.3 asks for; minus zero is written 0. */
function writeNumber(value: number, path: Path, integersOnly: boolean): string {
  if (!Number.isFinite(value)) throw refusal(path, `is ${value}, which JSON has not`);
  if (integersOnly && !Number.isSafeInteger(value)) {
    throw refusal(
      path,
      `is ${value}; a record holds only integers of at most 53 bits, so use a string or a count`,
    );
  }
  return String(value);
}

function refusal(path: Path, problem: string): Error {
  const place = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  return new Error(`The value at $${place} ${problem}.`);
}
