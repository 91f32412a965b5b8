import { kinds } from "./secret-shapes";

/** Puts placeholders where secrets were. Pure; who finds them is `redact.ts` and `second-opinion.ts`. */
export type SecretRange = { start: number; end: number; kind: string };

export type Found = {
  /** "aws-key", "password", "private-key", … */
  kind: string;
  /** Keyed, so that it tells two secrets apart and nothing about them. */
  fingerprint: string;
};
export type Redacted = { text: string; found: Found[] };

/** What stands where a secret was: its kind and, within one text, its number. A secret has the same one each time. */
export const PLACEHOLDER = new RegExp(`\\[SECRET:(${kinds.join("|")})#(\\d{1,4})\\]`, "gu");

/** Whether a secret was taken out of words before they were stored: whoever wrote them is told. */
export function holdsTakenOut(text: string | undefined): boolean {
  return text !== undefined && text.search(PLACEHOLDER) >= 0;
}

/** The text as it is searched: placeholders are no words, and places stay what they are. */
export function veiled(text: string): string {
  return text.includes("[SECRET:") ? text.replace(PLACEHOLDER, (mark) => "•".repeat(mark.length)) : text;
}

/** What has been taken out of one text so far. */
export type Book = {
  /** Puts placeholders where these are; what an earlier look took out stays as that left it. */
  takeOut: (text: string, ranges: readonly SecretRange[]) => string;
  found: () => Found[];
};

/** Takes out of one text, in as many rounds as are needed: what stands beside a placeholder can look otherwise than before. */
export const MOST_ROUNDS = 6;

export function openBook(fingerprint: (secret: string) => string): Book {
  const numbers = new Map<string, { placeholder: string; found: Found }>();
  const taken = new Map<string, Set<number>>();
  const numbersOf = (kind: string) => {
    const known = taken.get(kind) ?? new Set();
    taken.set(kind, known);
    return known;
  };
  const placeholderOf = (secret: string, kind: string) => {
    const known = numbers.get(secret);
    if (known) return known.placeholder;
    // The first that is free, not one more than the last: somebody may have typed the last there is.
    let n = 1;
    while (numbersOf(kind).has(n)) n += 1;
    numbersOf(kind).add(n);
    const made = { placeholder: `[SECRET:${kind}#${n}]`, found: { kind, fingerprint: fingerprint(secret) } };
    numbers.set(secret, made);
    return made.placeholder;
  };
  const takeOut = (text: string, ranges: readonly SecretRange[]) => {
    if (ranges.length === 0) return text;
    const held = placeholders(text);
    for (const { kind, number } of held) numbersOf(kind).add(number);
    let out = "";
    let from = 0;
    for (const { start, end, kind } of outside(joined(ranges), held, text).map((r) => ended(r, text))) {
      out += text.slice(from, start) + placeholderOf(text.slice(start, end), kind);
      from = end;
    }
    return out + text.slice(from);
  };
  return { takeOut, found: () => [...numbers.values()].map((n) => n.found) };
}

type Held = SecretRange & { number: number };

function placeholders(plain: string): Held[] {
  return [...plain.matchAll(PLACEHOLDER)].map((m) => ({
    start: m.index,
    end: m.index + m[0].length,
    kind: m[1] ?? "",
    number: Number(m[2]),
  }));
}

/** The ranges without what is a placeholder already, and without what then holds no letter or digit. */
function outside(ranges: readonly SecretRange[], held: readonly Held[], plain: string): SecretRange[] {
  const pieces = ranges.flatMap(({ start, end, kind }) => {
    const parts: SecretRange[] = [];
    let from = start;
    for (const h of held) {
      if (h.end <= from || h.start >= end) continue;
      if (h.start > from) parts.push({ start: from, end: h.start, kind });
      from = h.end;
    }
    if (from < end) parts.push({ start: from, end, kind });
    return parts;
  });
  return held.length === 0
    ? pieces
    : pieces.filter(({ start, end }) => /[\p{L}\p{N}]/u.test(plain.slice(start, end)));
}

/** Where people choose the characters, any of them can be part of the secret. */
const chosen = new Set(["password", "uri-credentials", "token"]);

/** Of a token, without the full stop or bracket behind it: the same secret is then the same wherever it stands. */
function ended(range: SecretRange, text: string): SecretRange {
  if (chosen.has(range.kind)) return range;
  const behind = /[.,;:!?)\]}>"'`]+$/u.exec(text.slice(range.start, range.end))?.[0].length ?? 0;
  return behind < range.end - range.start ? { ...range, end: range.end - behind } : range;
}

/** What says little of the kind: another that touches the same text names it better. */
const vague = new Set(["random", "password", "token"]);

/** One after the other, without overlap. */
function joined(ranges: readonly SecretRange[]): SecretRange[] {
  const ordered = [...ranges].sort((a, b) => a.start - b.start || b.end - a.end);
  const all: SecretRange[] = [];
  for (const range of ordered) {
    const last = all.at(-1);
    if (!last || range.start >= last.end) {
      all.push({ ...range });
      continue;
    }
    if (range.end > last.end) last.end = range.end;
    if (vague.has(last.kind) && range.kind !== "random") last.kind = range.kind;
  }
  return all;
}
