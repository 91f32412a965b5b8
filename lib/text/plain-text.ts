/** Somebody's words made plain. Pure. */

/** Zero-width, bidirectional, soft hyphen, variation selectors, tag characters, control codes: seen by no reader. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/** How much of a text a packet holds, in characters. */
export const longest = 300;

/**
 * One line in NFKC without invisible characters; what PostgreSQL or JSON cannot hold (NUL, halves of surrogate pairs)
 * is gone too. Doing it twice changes nothing.
 */
export function normalise(text: string): string {
  // Most texts are plain already, and every other way to know that takes longer.
  if (/^[\x20-\x7e]*$/u.test(text)) return / {2}|^ | $/u.test(text) ? text.replace(/ +/gu, " ").trim() : text;
  let plain = text;
  // Removing a character can bring two together that compose, so until nothing changes; twice is the rule.
  for (let round = 0; round < 4; round++) {
    const next = once(plain);
    if (next === plain) break;
    plain = next;
  }
  return plain;
}

function once(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, "")
    .replace(INVISIBLE, (c) => (/\s/u.test(c) ? " " : ""))
    .normalize("NFKC")
    .replace(/\s+/gu, " ")
    .trim();
}

/** At most `most` characters (code points), cut with an ellipsis. */
export function cut(text: string, most = longest): string {
  if (text.length <= most) return text;
  const characters = [...text];
  if (characters.length <= most) return text;
  return `${characters
    .slice(0, most - 1)
    .join("")
    .trimEnd()}…`;
}

/** Characters that hide an order from the reader of a text: Unicode tags, spelled out as the letters they stand for. */
export function spelledOut(text: string): string {
  return text.replace(/[\u{e0020}-\u{e007e}]/gu, (c) =>
    String.fromCharCode((c.codePointAt(0) ?? 0) - 0xe0000),
  );
}
