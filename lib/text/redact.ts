import { normalise } from "./plain-text";
import { placeShapes, type SecretShape, vendorShapes } from "./secret-shapes";

/**
 * Takes secrets out of text before it is frozen, shown or sent (I17). Pure. What is found is replaced by a placeholder
 * with its kind; nothing that leaves here holds the value. Structured fields (ids, dates, enumerations) are not free text
 * and are only looked through for the shapes that vendors gave their tokens.
 */
export type Found = {
  /** "aws-key", "password", "private-key", … */
  kind: string;
  /** Keyed, so that it tells two secrets apart and nothing about them. */
  fingerprint: string;
};
export type Redacted = { text: string; found: Found[] };

/** No more of a text is read; a packet shows far less of it. */
const longestRead = 20_000;

/** @param fingerprint a keyed digest of the value */
export function redact(
  text: string,
  fingerprint: (secret: string) => string,
  look: "everywhere" | "vendor shapes" = "everywhere",
): Redacted {
  const plain = normalise(text.slice(0, longestRead));
  const ranges = join(look === "everywhere" ? everyRange(plain) : vendorRanges(plain));
  const numbers = new Map<string, { placeholder: string; found: Found }>();
  const counts = new Map<string, number>();
  let out = "";
  let from = 0;
  for (const { start, end, kind } of ranges) {
    const secret = plain.slice(start, end);
    let known = numbers.get(secret);
    if (!known) {
      const n = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, n);
      known = { placeholder: `[SECRET:${kind}#${n}]`, found: { kind, fingerprint: fingerprint(secret) } };
      numbers.set(secret, known);
    }
    out += plain.slice(from, start) + known.placeholder;
    from = end;
  }
  return { text: out + plain.slice(from), found: [...numbers.values()].map((k) => k.found) };
}

type Range = { start: number; end: number; kind: string };

/** A token is at least this long; without such a run, or a key's first line, there is none. */
const LONG_RUN = /[A-Za-z0-9_+/=.!$~-]{16}|-----BEGIN/u;

/** Without one of these nobody has written down a secret beside its name. */
const CUE =
  /pass|pwd|contrase|senha|kennwort|secret|token|\bpat\b|_pat\b|credential|key|auth|login|bearer|basic|ssws|\bpin\b|:\/\/|(?:^|\s)--?[a-z]|net us|machine|securestring|psexec|connect-vi|[?&;]\w+=/iu;

function everyRange(text: string): Range[] {
  return [
    ...vendorRanges(text),
    ...placeRanges(text),
    ...(LONG_RUN.test(text) ? [...wrappedRanges(text), ...randomRanges(text)] : []),
  ];
}

function vendorRanges(text: string): Range[] {
  return LONG_RUN.test(text) ? vendorShapes.flatMap((s) => rangesOf(text, s)) : [];
}

function placeRanges(text: string): Range[] {
  return CUE.test(text) ? placeShapes.flatMap((s) => rangesOf(text, s)) : [];
}

function rangesOf(text: string, { kind, pattern, only }: SecretShape): Range[] {
  const ranges: Range[] = [];
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.[1] ??
      match.indices?.[0] ?? [match.index, match.index + match[0].length];
    if (!only || only(text.slice(start, end))) ranges.push({ start, end, kind });
  }
  return ranges;
}

/** Text in base64 that holds a secret once unwrapped. */
function wrappedRanges(text: string): Range[] {
  const ranges: Range[] = [];
  for (const match of text.matchAll(/[A-Za-z0-9+/_-]{20,4000}={0,2}/gu)) {
    const inner = unwrapped(match[0]);
    if (inner === null) continue;
    const kind = [...vendorRanges(inner), ...placeRanges(inner)][0]?.kind;
    if (kind) ranges.push({ start: match.index, end: match.index + match[0].length, kind });
  }
  return ranges;
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
function randomRanges(text: string): Range[] {
  const ranges: Range[] = [];
  for (const match of text.matchAll(/(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{20,}(?![A-Za-z0-9+/=_-])/gu)) {
    const run = match[0];
    if (isRandom(run)) ranges.push({ start: match.index, end: match.index + run.length, kind: "random" });
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

/** One after the other, without overlap; of two that touch the same text the longer names the kind. */
function join(ranges: Range[]): Range[] {
  const ordered = [...ranges].sort((a, b) => a.start - b.start || b.end - a.end);
  const joined: Range[] = [];
  for (const range of ordered) {
    const last = joined.at(-1);
    if (!last || range.start >= last.end) {
      joined.push({ ...range });
      continue;
    }
    if (range.end > last.end) last.end = range.end;
    if (last.kind === "random" || last.kind === "password")
      last.kind = range.kind === "random" ? last.kind : range.kind;
  }
  return joined;
}
