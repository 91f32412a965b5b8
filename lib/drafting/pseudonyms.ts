import { looksLatin } from "@/lib/text/likeness";

/**
 * Which token stands for whom and what in one prompt: P people, A accounts, C credentials; X applications, R rights, O roles,
 * G groups, S scopes, T tools and N campaigns where names are hidden.
 */
export type Letter = "P" | "A" | "C" | "X" | "R" | "O" | "G" | "S" | "T" | "N";

/** How a name can stand in a text, in the order in which it is believed; one word of a name counts only with its capital. */
const hows = ["as it is", "derived", "alone"] as const;
type How = (typeof hows)[number];
type Spelling = { token: string; how: How };

export class Pseudonyms {
  private readonly tokens = new Map<string, string>();
  private readonly counts = new Map<Letter, number>();
  /** By letters and digits alone. */
  private readonly spellings = new Map<string, Spelling>();
  private mostWords = 1;

  /** The token that stands for exactly this name; in texts also for its other spellings. */
  of(letter: Letter, name: string): string {
    const known = this.tokens.get(name);
    if (known) return known;
    const n = (this.counts.get(letter) ?? 0) + 1;
    this.counts.set(letter, n);
    const token = `[${letter}${n}]`;
    this.tokens.set(name, token);
    this.also(name, token);
    if (letter === "P") this.person(name, token);
    return token;
  }

  /** Another way that somebody with a token is written in texts: a login, a number. */
  also(spelling: string, token: string): void {
    this.add(wordsOf(fold(spelling.normalize("NFKC")).text), { token, how: "as it is" });
  }

  /** The text with every known name in it under its token, whatever its case, accents and separators; the longest name first. */
  hide(text: string): string {
    const folded = fold(text);
    const words = [...folded.text.matchAll(WORDS)];
    let out = "";
    let from = 0;
    for (let first = 0; first < words.length; first++) {
      const found = this.longestAt(words, first, text, folded.at);
      if (!found) continue;
      const start = folded.at(words[first]?.index ?? 0);
      out += text.slice(from, start) + found.token;
      from = folded.at(endOf(words[found.last]));
      first = found.last;
    }
    return out + text.slice(from);
  }

  /** Token → who it stands for; people only. */
  people(): Map<string, string> {
    return new Map([...this.tokens].filter(([, t]) => t.startsWith("[P")).map(([name, t]) => [t, name]));
  }

  get size(): number {
    return this.tokens.size;
  }

  private longestAt(words: readonly Word[], first: number, text: string, at: (place: number) => number) {
    let key = "";
    let found: { token: string; last: number } | undefined;
    for (let last = first; last < Math.min(words.length, first + this.mostWords); last++) {
      const word = words[last];
      if (!word || (last > first && word.index - endOf(words[last - 1]) > WIDEST_GAP)) break;
      key += word[0];
      const spelling = this.spellings.get(key);
      if (spelling && (spelling.how !== "alone" || /^\p{Lu}/u.test(text.slice(at(word.index)))))
        found = { token: spelling.token, last };
    }
    return found;
  }

  /** A person is also written surname first, by initial and surname, by surname or given name alone. */
  private person(name: string, token: string): void {
    const [last = "", given] = name.split(",", 2).map((part) => part.trim());
    const parts = (given === undefined ? last : `${given} ${last}`).split(/\s+/u);
    if (parts.length < 2 || parts.length > 4 || !parts.every((w) => /^\p{Lu}[\p{L}.'’-]*$/u.test(w))) return;
    const [first = "", surname = ""] = [parts[0], parts.at(-1)].map((w) =>
      wordsOf(fold((w ?? "").normalize("NFKC")).text).join(""),
    );
    if (first.length + surname.length < 4) return;
    const initial = first.charAt(0);
    for (const derived of [
      [first, surname],
      [surname, first],
      [initial, surname],
      [surname, initial],
    ])
      this.add(derived, { token, how: "derived" });
    for (const part of [surname, first]) this.add([part], { token, how: "alone" });
  }

  /** Who came first keeps a spelling that two have, unless it is another's very name. */
  private add(words: readonly string[], spelling: Spelling): void {
    const key = words.join("");
    const other = this.spellings.get(key);
    if (key.length < 3 || (other && hows.indexOf(other.how) <= hows.indexOf(spelling.how))) return;
    this.spellings.set(key, spelling);
    this.mostWords = Math.max(this.mostWords, words.length);
  }
}

const WORDS = /[\p{L}\p{N}]+/gu;
/** Characters between two words of one name. */
const WIDEST_GAP = 3;
type Word = { 0: string; index: number };
const endOf = (word: Word | undefined) => (word ? word.index + word[0].length : 0);
const wordsOf = (text: string): string[] => text.match(WORDS) ?? [];

const LETTERS: Record<string, string> = {
  ł: "l",
  ø: "o",
  đ: "d",
  ð: "d",
  ħ: "h",
  ı: "i",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  þ: "th",
};

/** A text in lower case, without accents and look-alikes of Latin letters, and where each of its places is in the text itself. */
function fold(raw: string): { text: string; at: (place: number) => number } {
  if (/^[ -~]*$/u.test(raw)) return { text: raw.toLowerCase(), at: (place) => place };
  const text = looksLatin(raw);
  let folded = "";
  const places: number[] = [];
  let from = 0;
  for (const character of text) {
    const plain = character.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    for (const c of plain) {
      const letter = LETTERS[c] ?? c;
      for (let i = 0; i < letter.length; i++) places.push(from);
      folded += letter;
    }
    from += character.length;
  }
  places.push(text.length);
  // A mark after the last letter of a match belongs to it.
  return { text: folded, at: (place) => places[place] ?? text.length };
}
