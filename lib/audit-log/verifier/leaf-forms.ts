/**
 * Leaves as they are mostly written. Most leaves of a log differ from one before only in what stands between quotes and in whole
 * numbers. Of a text that was read in full and found canonical its form is kept: what stands around these. A text that fits
 * a form and has nothing between its quotes that is written with an escape is canonical too, and is read without parsing it.
 */
import { toLatin1, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord, type Json, type JsonObject } from "@/lib/audit-log/canonical";
import { isObject, parseJson } from "@/lib/audit-log/verifier/pack";

type Place = { kind: "text" | "number"; at: number };
type Part = Place | { kind: "fixed"; value: Json } | { kind: "object"; members: [string, Part][] };

/** What comes before each place, the places, and what comes after the last; a text's place stands between quotes. */
type Form = {
  before: Uint8Array[];
  places: Place[];
  after: Uint8Array;
  root: Part;
  values: Json[];
  /** The text last found at a place, with its closing quote: many are the same in leaf after leaf. */
  known: Uint8Array[];
  /** How often it was another. */
  changed: Uint8Array;
};

const MOST_FORMS = 24;
/** What changes more often than this is not compared with the text before. */
const MOST_CHANGES = 16;
const QUOTE = 0x22;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
/** Any number of so many digits is exact. */
const MOST_DIGITS = 15;

/** Bytes that stand for themselves between quotes: printed ASCII but for the quote and the backslash. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== 0x5c ? 1 : 0,
);

export class LeafForms {
  /** The last one that fitted comes first. */
  private readonly forms: Form[] = [];

  /**
   * The object that a text is the one canonical text of; undefined where there is none.
   * @param bytes the text's UTF-8 bytes
   */
  read(text: string, bytes: Uint8Array): JsonObject | undefined {
    // Bytes beyond ASCII would stand at other places in the text.
    for (let nth = 0; nth < this.forms.length && text.length === bytes.length; nth++) {
      const form = this.forms[nth];
      if (!form || !fits(form, bytes)) continue;
      if (nth > 0) {
        this.forms.splice(nth, 1);
        this.forms.unshift(form);
      }
      const value = built(form.root, form.values);
      return isObject(value) ? value : undefined;
    }
    const value = parseJson(text);
    if (!isObject(value) || !isOnlyText(value, text)) return undefined;
    // Of other events there are few, and learning a form takes longer than parsing a text.
    if (value.type === "decision.recorded" && this.forms.length < MOST_FORMS)
      this.forms.unshift(formOf(value));
    return value;
  }
}

/** Two texts for one event would let two readers see two events: repeated names, for one. */
function isOnlyText(value: JsonObject, text: string): boolean {
  try {
    return canonicalRecord(value) === text;
  } catch {
    return false;
  }
}

function formOf(object: JsonObject): Form {
  const before: Uint8Array[] = [];
  const places: Place[] = [];
  const values: Json[] = [];
  let fixed = "";
  const place = (kind: Place["kind"], value: Json): Place => {
    before.push(toUtf8(fixed));
    values.push(value);
    const found: Place = { kind, at: places.length };
    places.push(found);
    return found;
  };
  const part = (value: Json): Part => {
    if (typeof value === "string") {
      fixed += '"';
      const found = place("text", value);
      fixed = '"';
      return found;
    }
    if (typeof value === "number") {
      const found = place("number", value);
      fixed = "";
      return found;
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
  const root = part(object);
  const known = values.map(() => new Uint8Array(0));
  return {
    before,
    places,
    after: toUtf8(fixed),
    root,
    values,
    known,
    changed: new Uint8Array(places.length),
  };
}

/** Whether a text is of a form; its values are then those at the form's places. */
function fits({ before, places, after, values, known, changed }: Form, bytes: Uint8Array): boolean {
  let at = 0;
  for (let nth = 0; nth < places.length; nth++) {
    const fixed = before[nth];
    if (!fixed || !startsWith(bytes, fixed, at)) return false;
    at += fixed.length;
    if (places[nth]?.kind === "text") {
      const same = sameLength(bytes, known[nth] ?? fixed, at);
      let end = at + same;
      // With its closing quote, so that nothing longer is taken for the same.
      if (same > 0 && same === known[nth]?.length) {
        at = end - 1;
        continue;
      }
      while (PLAIN[bytes[end] ?? 0] === 1) end++;
      if (bytes[end] !== QUOTE) return false;
      // A part of the text would keep the whole of it.
      values[nth] = toLatin1(bytes, at, end);
      const changes = changed[nth] ?? 0;
      if (changes <= MOST_CHANGES) {
        changed[nth] = changes + 1;
        known[nth] = bytes.slice(at, changes === MOST_CHANGES ? at : end + 1);
      }
      at = end;
    } else {
      const end = endOfNumber(bytes, at);
      if (end < 0) return false;
      values[nth] = Number(toLatin1(bytes, at, end));
      at = end;
    }
  }
  return at + after.length === bytes.length && startsWith(bytes, after, at);
}

function startsWith(bytes: Uint8Array, part: Uint8Array, from: number): boolean {
  for (let at = 0; at < part.length; at++) if (bytes[from + at] !== part[at]) return false;
  return true;
}

/** How many of the bytes of a part stand there. */
function sameLength(bytes: Uint8Array, part: Uint8Array, from: number): number {
  let at = 0;
  while (at < part.length && bytes[from + at] === part[at]) at++;
  return at;
}

/** Where a whole number in its one spelling ends; negative where there is none, or a long one. */
function endOfNumber(bytes: Uint8Array, from: number): number {
  const first = bytes[from] === MINUS ? from + 1 : from;
  let end = first;
  for (let byte = bytes[end] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[end] ?? 0) end++;
  const digits = end - first;
  const leading = bytes[first] === ZERO && (digits > 1 || first > from);
  return digits === 0 || digits > MOST_DIGITS || leading ? -1 : end;
}

function built(part: Part, values: readonly Json[]): Json {
  if (part.kind === "fixed") return part.value;
  if (part.kind !== "object") return values[part.at] ?? null;
  const value: Record<string, Json> = {};
  for (const [name, of] of part.members) value[name] = built(of, values);
  return value;
}
