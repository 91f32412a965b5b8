import { shareOf } from "./intervals";
import type { Share, Why } from "./measure";

/** Two reasons are near-duplicates from this share of common shingles on. */
const ALIKE = 0.7;
/** Words of a shingle. A reason of fewer words is one shingle. */
const SHINGLE = 2;
/** Twelve bands of three: two sets that are 0.7 alike meet in a band in 99 of 100 cases, two that are 0.2 alike in 9. */
const BANDS = 12;
const ROWS = 3;
/** Of a bucket, the last so many are compared with at most: work stays linear whatever the texts. */
const COMPARED = 16;

/** Scripts that are written without a gap between words: each of their letters counts as a word. */
const GAPLESS =
  "\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Bopomofo}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}\\p{sc=Tibetan}";
const WORD = new RegExp(`[${GAPLESS}]|(?:(?![${GAPLESS}])[\\p{L}\\p{N}])+`, "gu");

/** A reason's words: compatibility forms, accents and case folded, everything that is no letter or digit a gap. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .toLowerCase()
      .match(WORD) ?? []
  );
}

/** Jaccard's index of two sorted lists without repeats: common ÷ all. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let [i, j, common] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i] ?? 0, b[j] ?? 0];
    if (x === y) common++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  const all = a.length + b.length - common;
  return all === 0 ? 1 : common / all;
}

function hashed(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

function mixed(of: number): number {
  let h = of;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The hashes of a reason's shingles, sorted, each once. */
export function shinglesOf(words: readonly string[]): Uint32Array {
  const hashes = new Set<number>();
  for (let at = 0; at + SHINGLE <= words.length; at++)
    hashes.add(hashed(words.slice(at, at + SHINGLE).join(" "), 0));
  if (hashes.size === 0) hashes.add(hashed(words.join(" "), 0));
  return Uint32Array.from(hashes).sort();
}

/** A number for each band: MinHash of its rows. */
function bandsOf(shingles: Uint32Array): number[] {
  const bands: number[] = [];
  for (let band = 0; band < BANDS; band++) {
    let key = band;
    for (let row = 0; row < ROWS; row++) {
      const salt = Math.imul(band * ROWS + row + 1, 0x9e3779b1);
      let least = 0xffffffff;
      for (let at = 0; at < shingles.length; at++) {
        const hash = mixed((shingles[at] ?? 0) ^ salt);
        if (hash < least) least = hash;
      }
      key = mixed(key ^ least);
    }
    bands.push(key);
  }
  return bands;
}

/**
 * Groups reasons that say nearly the same: each gets the number of its group, in the order they came. Texts with the same words are
 * one; else Jaccard's index over shingles of two words must be at least 0.7. Candidates are found by MinHash in bands (Broder 1997;
 * Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.4), and each is then compared exactly, so no two are called alike that
 * are not; a near-duplicate is missed in about one of a hundred cases. An empty reason is in no group: −1.
 */
export function nearDuplicates(reasons: readonly string[]): Int32Array {
  const groups = new Int32Array(reasons.length).fill(-1);
  const exact = new Map<string, number>();
  const leaders: { shingles: Uint32Array; before: (number | undefined)[] }[] = [];
  // Of each band and its number, the last leader that has it; each leader knows the one before.
  const last = Array.from({ length: BANDS }, () => new Map<number, number>());
  for (const [at, reason] of reasons.entries()) {
    const words = wordsOf(reason);
    if (words.length === 0) continue;
    const key = words.join(" ");
    const group = exact.get(key) ?? grouped(shinglesOf(words));
    exact.set(key, group);
    groups[at] = group;
  }
  return groups;

  function grouped(shingles: Uint32Array): number {
    const bands = bandsOf(shingles);
    for (const [band, key] of bands.entries()) {
      let candidate = last[band]?.get(key);
      for (let n = 0; n < COMPARED && candidate !== undefined; n++) {
        const leader = leaders[candidate];
        if (leader && jaccard(leader.shingles, shingles) >= ALIKE) return candidate;
        candidate = leader?.before[band];
      }
    }
    const own = leaders.push({ shingles, before: bands.map((key, band) => last[band]?.get(key)) }) - 1;
    for (const [band, key] of bands.entries()) last[band]?.set(key, own);
    return own;
  }
}

/** How many of one person's reasons there are, and how many repeat an earlier one. */
export type Repeated = { reasons: number; repeated: number };

export function repeatedOf(reasons: readonly string[]): Repeated {
  const seen = new Set<number>();
  const found: Repeated = { reasons: 0, repeated: 0 };
  for (const group of nearDuplicates(reasons)) {
    if (group < 0) continue;
    found.reasons++;
    if (seen.has(group)) found.repeated++;
    seen.add(group);
  }
  return found;
}

/** The share of these people's reasons that repeat one of their own. */
export function duplicatesOf(
  people: readonly Repeated[],
  least: { needed: number; why: Why } = { needed: 1, why: "nothing" },
): Share {
  const total = people.reduce((all, p) => ({ n: all.n + p.reasons, count: all.count + p.repeated }), {
    n: 0,
    count: 0,
  });
  return shareOf(total, least);
}
