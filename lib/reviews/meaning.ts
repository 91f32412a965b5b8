/**
 * Whether words say anything, purely. What is empty or meaningless is refused where privileged access is kept; whether words are
 * copied or repeated only advises. Letters of every script count; nothing is weighed that a language other than English lacks.
 */
import { AppError } from "@/lib/errors";
import { reasonCodes } from "./schema";

/** Words that say nothing on their own, nor with each other. */
const FILLER = new Set(
  (
    "ok okay okey yes yep yeah y no n na nil none null nothing fine good great sure right correct done same as before above see " +
    "keep keeping kept approve approved approving accept accepted certify certified confirm confirmed reviewed checked agree agreed " +
    "needed need required require access still valid legit test testing todo tbd tba asdf qwerty lorem ipsum foo bar baz xx xxx " +
    "reason because just is it the a an this that to be for i we"
  ).split(" "),
);
/** Neighbours on a keyboard. */
const ROWS = [
  "qwertyuiop",
  "qwertzuiop",
  "azertyuiop",
  "asdfghjkl",
  "qsdfghjklm",
  "zxcvbnm",
  "yxcvbnm",
].flatMap((row) => [row, [...row].reverse().join("")]);

const LABELS = new Set(
  [...Object.entries(reasonCodes.keep), ...Object.entries(reasonCodes.remove)].flatMap(([code, label]) => [
    plainOf(code.replaceAll("_", " ")),
    plainOf(label),
  ]),
);

/** Lower case, letters and digits only, one blank between words: what is compared of two people's words. */
export function plainOf(words: string): string {
  return words
    .normalize("NFKC")
    .toLowerCase()
    .replace(/['’]/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

/** Why these words say nothing, null where they do: one sentence with the way out. */
export function meaningless(words: string | undefined): string | null {
  const plain = plainOf(words ?? "");
  if (plain === "") return "Say in a few words why this privileged access is kept.";
  if (LABELS.has(plain)) return "That repeats the reason’s own name. Say what it is about here.";
  const said = plain.split(" ").filter((word) => !FILLER.has(word) && !isMash(word));
  return said.length === 0 ? "These words say nothing yet. Say what it is needed for, and by whom." : null;
}

/** No letter in it, one letter over and over, or a run along a keyboard. */
function isMash(word: string): boolean {
  if (!/\p{L}/u.test(word)) return true;
  const letters = [...word];
  if (/^[a-z]$/u.test(word)) return true;
  if (letters.length >= 3 && new Set(letters).size === 1) return true;
  if (letters.length >= 4 && /^(.{1,3})\1+$/u.test(word)) return true;
  return letters.length >= 4 && ROWS.some((row) => row.includes(word));
}

/** @throws AppError rule "words-needed" where privileged access is kept and nothing is said of why */
export function mustMean(
  of: { keeps: boolean; privilege: "standard" | "privileged" | null },
  words: string | undefined,
): void {
  if (!of.keeps || of.privilege !== "privileged") return;
  const why = meaningless(words);
  if (why) throw new AppError("rule", "words-needed", why, { words: why });
}

/**
 * How much of somebody's words is a draft's, in percent of their words: the longest run of words, in order, that both have.
 * 100 is the draft's text as it was; 0 is nothing of it.
 */
export function shareOf(draft: string, words: string): number {
  const [a, b] = [plainOf(draft), plainOf(words)].map((text) => (text === "" ? [] : text.split(" ")));
  if (!a || !b || b.length === 0) return 0;
  let above = new Array<number>(a.length + 1).fill(0);
  for (const word of b) {
    const row = [0];
    for (let i = 1; i <= a.length; i++)
      row.push(a[i - 1] === word ? (above[i - 1] ?? 0) + 1 : Math.max(above[i] ?? 0, row[i - 1] ?? 0));
    above = row;
  }
  return Math.round((100 * (above[a.length] ?? 0)) / b.length);
}
