/** How many leaves are written: what stands in each of them, and between it the texts and the whole numbers in which they differ. */
import { toLatin1, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord, type Json, type JsonObject } from "@/lib/audit-log/canonical";
import { isObject } from "@/lib/audit-log/verifier/pack";

export type Part =
  | { kind: "text"; at: number }
  | { kind: "number"; at: number }
  | { kind: "fixed"; value: Json }
  | { kind: "object"; members: [string, Part][] };

/** The leaf that last fitted a form; its hash stands in `hashes`. */
export type FittingLeaf = { form: LeafForm; index: number; hashes: Uint8Array; hashAt: number };

/** A text that stood at a place, and its bytes with the closing quote, so that nothing longer is taken for it. */
type Known = { bytes: Uint8Array; text: string };

/** A place for a text, which stands between quotes, or for a number. */
type Place = {
  isText: boolean;
  /** What stands between the place before and this one. */
  before: Uint8Array;
  known: Known[];
  /** How many texts in a row were none of the known. */
  misses: number;
};

const MOST_KNOWN = 8;
/** After so many others, texts at a place are not compared with known ones: they are ids, hashes or times. */
const MOST_MISSES = 24;
const QUOTE = 0x22;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
/** Any number of so many digits is exact. */
const MOST_DIGITS = 15;
const NOWHERE = -1;

/** Bytes that stand for themselves between quotes: printed ASCII but for the quote and the backslash. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== 0x5c ? 1 : 0,
);

export class LeafForm {
  readonly root: Part;
  /** The leaf that last fitted. */
  bytes: Uint8Array = new Uint8Array(0);
  private readonly places: Place[] = [];
  private readonly after: Uint8Array;
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly marks: Float64Array;

  /** @param object one that was read in full, from its canonical text */
  constructor(object: JsonObject) {
    let fixed = "";
    const place = (isText: boolean): number => {
      const before = toUtf8(fixed);
      return this.places.push({ isText, before, known: [], misses: 0 }) - 1;
    };
    const part = (value: Json): Part => {
      if (typeof value === "string") {
        fixed += '"';
        const at = place(true);
        fixed = '"';
        return { kind: "text", at };
      }
      if (typeof value === "number") {
        const at = place(false);
        fixed = "";
        return { kind: "number", at };
      }
      if (!isObject(value)) {
        fixed += canonicalRecord(value);
        return { kind: "fixed", value };
      }
      fixed += "{";
      const members = Object.keys(value)
        .sort()
        .map((name, nth): [string, Part] => {
          fixed += `${nth > 0 ? "," : ""}${canonicalRecord(name)}:`;
          return [name, part(value[name] ?? null)];
        });
      fixed += "}";
      return { kind: "object", members };
    };
    this.root = part(object);
    this.after = toUtf8(fixed);
    this.starts = new Int32Array(this.places.length);
    this.ends = new Int32Array(this.places.length);
    this.marks = new Float64Array(this.places.length);
  }

  /** Whether the bytes from one place to another are of this form; what is asked of it then is of them. */
  fits(bytes: Uint8Array, from: number, to: number): boolean {
    const { places, after, starts, ends } = this;
    let at = from;
    for (let nth = 0; nth < places.length; nth++) {
      const place = places[nth];
      if (!place || !startsWith(bytes, place.before, at)) return false;
      at += place.before.length;
      starts[nth] = at;
      at = place.isText ? this.readText(place, nth, bytes, at) : this.readNumber(nth, bytes, at);
      if (at < 0) return false;
      ends[nth] = at;
    }
    this.bytes = bytes;
    return at + after.length === to && startsWith(bytes, after, at);
  }

  startOf(place: number): number {
    return this.starts[place] ?? 0;
  }

  endOf(place: number): number {
    return this.ends[place] ?? 0;
  }

  /** A number itself; of a text which of the known at its place it is, and NaN of any other, as that equals nothing. */
  markOf(place: number): number {
    return this.marks[place] ?? Number.NaN;
  }

  isText(place: number): boolean {
    return this.places[place]?.isText === true;
  }

  get value(): JsonObject | undefined {
    const value = this.valueOf(this.root);
    return isObject(value) ? value : undefined;
  }

  valueOf(part: Part): Json {
    if (part.kind === "fixed") return part.value;
    if (part.kind === "number") return this.markOf(part.at);
    if (part.kind === "text") {
      const known = this.places[part.at]?.known[this.markOf(part.at)];
      return known ? known.text : toLatin1(this.bytes, this.startOf(part.at), this.endOf(part.at));
    }
    const value: Record<string, Json> = {};
    for (const [name, of] of part.members) value[name] = this.valueOf(of);
    return value;
  }

  /** What stands at a path, if anything does. */
  find(...path: string[]): Part | undefined {
    let found: Part | undefined = this.root;
    for (const name of path)
      found = found?.kind === "object" ? found.members.find(([member]) => member === name)?.[1] : undefined;
    return found;
  }

  /** Where the text ends that begins there; negative where there is none, or one with an escape. */
  private readText(place: Place, nth: number, bytes: Uint8Array, from: number): number {
    const { known } = place;
    for (let at = 0; at < known.length; at++) {
      const text = known[at]?.bytes;
      if (!text || !startsWith(bytes, text, from)) continue;
      place.misses = 0;
      this.marks[nth] = at;
      return from + text.length - 1;
    }
    let end = from;
    while (PLAIN[bytes[end] ?? 0] === 1) end++;
    if (bytes[end] !== QUOTE) return NOWHERE;
    this.marks[nth] = Number.NaN;
    if (place.misses <= MOST_MISSES) this.learn(place, bytes, from, end);
    return end;
  }

  private learn(place: Place, bytes: Uint8Array, from: number, end: number): void {
    if (++place.misses > MOST_MISSES) place.known = [];
    else if (place.known.length < MOST_KNOWN)
      place.known.push({ bytes: bytes.slice(from, end + 1), text: toLatin1(bytes, from, end) });
  }

  /** Where the whole number in its one spelling ends that begins there; negative where there is none, or a long one. */
  private readNumber(nth: number, bytes: Uint8Array, from: number): number {
    const first = bytes[from] === MINUS ? from + 1 : from;
    let value = 0;
    let end = first;
    for (let byte = bytes[end] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[++end] ?? 0)
      value = 10 * value + byte - ZERO;
    const digits = end - first;
    const leading = bytes[first] === ZERO && (digits > 1 || first > from);
    this.marks[nth] = first > from ? -value : value;
    return digits === 0 || digits > MOST_DIGITS || leading ? NOWHERE : end;
  }
}

function startsWith(bytes: Uint8Array, part: Uint8Array, from: number): boolean {
  for (let at = 0; at < part.length; at++) if (bytes[from + at] !== part[at]) return false;
  return true;
}
