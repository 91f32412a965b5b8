import type { Fonts, Run, Weight } from "./fonts";

/** A piece of a line, from its left end. `actual`: its letters as written, where their shapes do not tell them. */
export type Piece = { x: number; runs: Run[]; width: number; actual: string | null };
export type Line = { pieces: Piece[]; width: number };

type Word = { text: string; runs: Run[]; width: number; space: boolean };

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const leftToRight = /\p{L}/u;
/** Between these a line may be broken without a space. */
const unspaced = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/u;

/**
 * The lines of a text no wider than `width`: broken at spaces, between ideographs, and within a word only where it is wider than
 * a line. Words written from right to left stand in that order, each sequence of them within its line.
 */
export function linesOf(
  fonts: Fonts,
  text: string,
  given: { width: number; size: number; weight: Weight },
): Line[] {
  const space = fonts.width([{ font: `Latin-${given.weight}`, text: " " }], given.size);
  const lines: Word[][] = [[]];
  let used = 0;
  for (const word of wordsOf(fonts, text, given)) {
    const gap = word.space && used > 0 ? space : 0;
    if (used > 0 && used + gap + word.width > given.width) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(word);
    used += (used > 0 ? gap : 0) + word.width;
  }
  return lines.map((words) => placed(words, space));
}

/** Words with their widths; `space`: one stands before it. Tabs and line breaks are spaces. */
function wordsOf(fonts: Fonts, text: string, given: { width: number; size: number; weight: Weight }): Word[] {
  const words: Word[] = [];
  const add = (piece: string, space: boolean) => {
    const runs = fonts.runs(piece, given.weight);
    words.push({ text: piece, runs, width: fonts.width(runs, given.size), space });
  };
  const clean = text.normalize("NFC").replace(/\p{Cc}+/gu, " ");
  for (const word of clean.split(/\s+/u).filter((w) => w !== "")) {
    let first = true;
    for (const part of partsOf(word)) {
      const runs = fonts.runs(part, given.weight);
      const wide = fonts.width(runs, given.size);
      const pieces = wide <= given.width ? [part] : broken(fonts, part, given);
      for (const piece of pieces) {
        add(piece, first);
        first = false;
      }
    }
  }
  return words;
}

/** A word where it may be broken: each ideograph by itself, and after a hyphen, slash or the like. */
function partsOf(word: string): string[] {
  const parts: string[] = [];
  let open = false;
  for (const letter of word) {
    const alone = unspaced.test(letter);
    if (open && !alone) parts[parts.length - 1] += letter;
    else parts.push(letter);
    open = !alone && !/[-/,;:·]/u.test(letter);
  }
  return parts;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** A word that is wider than a line, in pieces that are not. */
function broken(
  fonts: Fonts,
  word: string,
  given: { width: number; size: number; weight: Weight },
): string[] {
  const pieces: string[] = [];
  let [piece, used] = ["", 0];
  for (const { segment } of graphemes.segment(word)) {
    const wide = fonts.width(fonts.runs(segment, given.weight), given.size);
    if (piece !== "" && used + wide > given.width) {
      pieces.push(piece);
      [piece, used] = ["", 0];
    }
    piece += segment;
    used += wide;
  }
  return piece === "" ? pieces : [...pieces, piece];
}

/** The words of a line from left to right. */
function placed(words: readonly Word[], space: number): Line {
  const shown = ordered(words);
  const pieces: Piece[] = [];
  let x = 0;
  shown.forEach((word, at) => {
    if (at > 0 && gapBetween(words, shown[at - 1], word)) x += space;
    pieces.push({
      x,
      runs: word.runs,
      width: word.width,
      actual: rightToLeft.test(word.text) ? word.text : null,
    });
    x += word.width;
  });
  return { pieces, width: x };
}

/** Whether there is a space between two neighbours, whichever of them comes first in the text. */
function gapBetween(words: readonly Word[], one: Word | undefined, other: Word): boolean {
  if (!one) return false;
  const [a, b] = [words.indexOf(one), words.indexOf(other)];
  return Math.abs(a - b) === 1 ? (words[Math.max(a, b)]?.space ?? true) : true;
}

/** Sequences that begin and end with words from right to left, nothing from left to right between them, are turned round. */
function ordered(words: readonly Word[]): Word[] {
  const shown: Word[] = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at];
    if (!word) break;
    if (!rightToLeft.test(word.text)) {
      shown.push(word);
      at++;
      continue;
    }
    let last = at;
    for (let next = at + 1; next < words.length; next++) {
      const other = words[next]?.text ?? "";
      if (rightToLeft.test(other)) last = next;
      else if (leftToRight.test(other)) break;
    }
    shown.push(...words.slice(at, last + 1).toReversed());
    at = last + 1;
  }
  return shown;
}
