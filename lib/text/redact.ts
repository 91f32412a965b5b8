import { looksLatin } from "./likeness";
import { normalise } from "./plain-text";
import { placeShapes, type SecretShape, vendorShapes } from "./secret-shapes";
import { MOST_ROUNDS, openBook, type Redacted, type SecretRange, veiled } from "./taken-out";

/**
 * Takes secrets out of text before it is frozen, shown or sent (I17). Pure and synchronous: our own layer, which `scrub`
 * asks first. What is found is replaced by a placeholder with its kind; nothing that leaves here holds the value. Structured
 * fields (ids, dates, enumerations) are not free text and are only looked through for the shapes that vendors gave their tokens.
 */
export type Look = "everywhere" | "vendor shapes";
export type { Redacted } from "./taken-out";

/** No more of a text is read; a packet shows far less of it. */
const longestRead = 20_000;

/** The text as it is looked through: the start of it, plain. */
export function readable(text: string): string {
  return normalise(text.slice(0, longestRead));
}

/** @param fingerprint a keyed digest of the value */
export function redact(
  text: string,
  fingerprint: (secret: string) => string,
  look: Look = "everywhere",
): Redacted {
  const book = openBook(fingerprint);
  let plain = readable(text);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const left = book.takeOut(plain, ownRanges(plain, look));
    if (left === plain) break;
    plain = left;
  }
  return { text: plain, found: book.found() };
}

/** The text itself where it holds no secret, else without it; no more of it than is read. */
export function withoutSecrets(text: string, look: Look = "everywhere"): string {
  const seen = redact(text, () => "", look);
  return seen.found.length === 0 && text.length <= longestRead ? text : seen.text;
}

/** The same in every text that a JSON object holds; what cannot be read as JSON is looked through as it is. */
export function withoutSecretsInJson(json: string): string {
  const clear = (value: unknown): unknown => {
    if (typeof value === "string") return withoutSecrets(value);
    if (Array.isArray(value)) return value.map(clear);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, clear(held)]));
  };
  const seen = redact(json, () => "");
  if (seen.found.length === 0) return json;
  try {
    return JSON.stringify(clear(JSON.parse(json)));
  } catch {
    return seen.text;
  }
}

/** Where our own layer sees secrets in a text that is plain already. */
export function ownRanges(plain: string, look: Look): SecretRange[] {
  // Letters of other alphabets stand in for Latin ones character by character, so places stay what they are.
  const text = looksLatin(veiled(plain));
  return look === "everywhere" ? everyRange(text) : vendorRanges(text);
}

/** A token is at least this long. */
const LONG_RUN = /[A-Za-z0-9_+/=.!$~-]{16}/u;

/** Without one of these nobody has written down a secret beside its name. */
const CUE =
  /pass|pwd|contrase|senha|kennwort|secret|token|\bpat\b|_pat\b|credential|key|auth|login|bearer|basic|ssws|\bpin\b|:\/\/|(?:^|\s)--?[a-z]|net us|machine|securestring|psexec|connect-vi|directoryentry|[?&;]\w+=/iu;

function everyRange(text: string): SecretRange[] {
  return [...vendorRanges(text), ...placeRanges(text), ...wrappedRanges(text), ...randomRanges(text)];
}

/** The runs of characters between spaces that are at least this long, with their places. */
function longRuns(text: string, least: number): { at: number; run: string }[] {
  const runs: { at: number; run: string }[] = [];
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && text.charCodeAt(i) > 32) continue;
    if (i - from >= least) runs.push({ at: from, run: text.slice(from, i) });
    from = i + 1;
  }
  return runs;
}

const spanning = vendorShapes.filter((s) => s.spans);
const within = vendorShapes.filter((s) => !s.spans);

function vendorRanges(text: string): SecretRange[] {
  const ranges = hinted(spanning, text).flatMap((s) => rangesOf(text, s));
  for (const { at, run } of longRuns(text, 16)) {
    if (!LONG_RUN.test(run)) continue;
    for (const shape of within)
      for (const { start, end, kind } of rangesOf(run, shape))
        ranges.push({ start: at + start, end: at + end, kind });
  }
  return ranges;
}

function placeRanges(text: string): SecretRange[] {
  return CUE.test(text) ? hinted(placeShapes, text).flatMap((s) => rangesOf(text, s)) : [];
}

function hinted(shapes: readonly SecretShape[], text: string): readonly SecretShape[] {
  const small = text.toLowerCase();
  return shapes.filter(({ hints }) => !hints || hints.some((hint) => small.includes(hint)));
}

function rangesOf(text: string, { kind, pattern, only }: SecretShape): SecretRange[] {
  const ranges: SecretRange[] = [];
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.[1] ??
      match.indices?.[0] ?? [match.index, match.index + match[0].length];
    if (!only || only(text.slice(start, end))) ranges.push({ start, end, kind });
  }
  return ranges;
}

/** Text in base64 that holds a secret once unwrapped. */
function wrappedRanges(text: string): SecretRange[] {
  return wraps(text).flatMap(({ start, end, inner }) => {
    const kind = [...vendorRanges(inner), ...placeRanges(inner)][0]?.kind;
    return kind ? [{ start, end, kind }] : [];
  });
}

/** The parts of a text that are plain text in base64, with that text. */
export function wraps(text: string): { start: number; end: number; inner: string }[] {
  const found: { start: number; end: number; inner: string }[] = [];
  for (const { at, run } of longRuns(text, 20))
    for (const match of run.matchAll(/[A-Za-z0-9+/_-]{20,4000}={0,2}/gu)) {
      const inner = unwrapped(match[0]);
      const start = at + match.index;
      if (inner !== null) found.push({ start, end: start + match[0].length, inner });
    }
  return found;
}

/** The text that base64 stands for, or null if it stands for no plain text. */
export function unwrapped(text: string): string | null {
  try {
    const bytes = atob(text.replace(/-/gu, "+").replace(/_/gu, "/").replace(/=+$/u, ""));
    return /^[\t\n\r\x20-\x7e]{8,}$/u.test(bytes) ? bytes : null;
  } catch {
    return null;
  }
}

/** What is meant to be seen: identifiers that look random and open nothing. */
const IDENTIFIER = [
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/iu, // UUID
  /^[0-9A-HJKMNP-TV-Z]{26}$/u, // ULID
  /(?:^|\/)(?:arn:|AWSReservedSSO_|subscriptions\/|providers\/|sha\d+-)/iu,
  /^(?:AIDA|AROA|AGPA|ANPA)[A-Z0-9]{16}$/u, // AWS ids of users, roles, groups, policies
  /^00[a-z][A-Za-z0-9]{17}$/u, // Okta ids
  /^[0-9a-f]+$/iu, // digests: without a name beside it, more often a commit than a key
  /^\d+$/u,
];

/** A run of letters and digits with more surprise in it than words or identifiers have. */
function randomRanges(text: string): SecretRange[] {
  const ranges: SecretRange[] = [];
  for (const { at, run } of longRuns(text, 20))
    for (const match of run.matchAll(/(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{20,}(?![A-Za-z0-9+/=_-])/gu)) {
      const start = at + match.index;
      if (isRandom(match[0])) ranges.push({ start, end: start + match[0].length, kind: "random" });
    }
  return ranges;
}

function isRandom(run: string): boolean {
  if (IDENTIFIER.some((i) => i.test(run))) return false;
  if (run.split(/[/_-]/u).length > 4) return false; // a path or a name in parts
  const digits = run.replace(/\D/gu, "").length;
  return digits >= 3 && /[a-z]/u.test(run) && /[A-Z]/u.test(run) && surprise(run) >= 4;
}

/** Shannon entropy of the characters, in bits each. */
function surprise(run: string): number {
  const counts = new Map<string, number>();
  for (const c of run) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / run.length) * Math.log2(n / run.length);
  return bits;
}
