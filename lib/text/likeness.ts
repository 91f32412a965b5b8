/** Letters that are drawn alike. Pure. */

/** Letters of other alphabets, and digits, that are drawn like Latin letters, as those letters. */
const LIKENESS: Record<string, string> = Object.fromEntries(
  [
    ["аɑα", "a"],
    ["ЬвВΒ", "b"],
    ["сϲС", "c"],
    ["ԁ", "d"],
    ["еЕΕєҽ", "e"],
    ["ɡց", "g"],
    ["һНΗ", "h"],
    ["іІΙιӏı", "i"],
    ["јЈ", "j"],
    ["кКΚκ", "k"],
    ["ⅼ", "l"],
    ["мМΜ", "m"],
    ["ոΝп", "n"],
    ["оОΟοσօ", "o"],
    ["рРΡρ", "p"],
    ["ԛ", "q"],
    ["гг", "r"],
    ["ѕЅ", "s"],
    ["тТΤτ", "t"],
    ["υս", "u"],
    ["νѵ", "v"],
    ["ԝ", "w"],
    ["хХΧχ", "x"],
    ["уУΥγү", "y"],
    ["ᴢΖ", "z"],
  ].flatMap(([from = "", to = ""]) => [...from].map((c) => [c, to] as const)),
);

/** Words, each once and whole: where a pattern looks in them for a Latin letter itself, a long word takes the square of its length. */
const WORD = /[\p{L}\p{M}\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+/gu;

/** Words that mix alphabets get Latin letters; words of one alphabet stay what they are. */
export function unified(text: string): string {
  return text.replace(WORD, (word) =>
    /\p{Script=Latin}/u.test(word)
      ? asLatin(word)
      : word.replace(/[\p{Script=Cyrillic}\p{Script=Greek}]+/gu, asLatin),
  );
}

function asLatin(word: string): string {
  const latin = [...word].map((c) => LIKENESS[c] ?? c).join("");
  return /^[\p{Script=Latin}\p{M}]+$/u.test(latin) ? latin : word;
}

const OTHER = /[\p{Script=Cyrillic}\p{Script=Greek}ɑցɡҽӏıᴢⅼ]/u;

/** The same, at the same places: every letter gives way to exactly one, of as many code units. */
export function looksLatin(text: string): string {
  return OTHER.test(text) ? unified(text) : text;
}
