import { type Look, ownRanges, readable } from "./redact";
import { secondRanges } from "./second-opinion";
import { type Found, MOST_ROUNDS, openBook, type Redacted } from "./taken-out";

/** A text looked through, or none: what could not be looked through goes nowhere. */
export type Scrubbed = (Redacted & { withheld: false }) | { withheld: true; text: null; found: Found[] };

/**
 * Takes secrets out of one text, by our own layer and by secretlint as a second opinion (I17). Fails closed: whatever goes
 * wrong, the text is withheld.
 * @param fingerprint a keyed digest of the value
 */
export async function scrub(
  text: string,
  fingerprint: (secret: string) => string = () => "",
  look: Look = "everywhere",
): Promise<Scrubbed> {
  try {
    const book = openBook(fingerprint);
    let plain = readable(text);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const ranges = [...ownRanges(plain, look), ...(await secondRanges(plain, look))];
      const left = book.takeOut(plain, ranges);
      if (left === plain) break;
      plain = left;
    }
    return { text: plain, found: book.found(), withheld: false };
  } catch {
    return { withheld: true, text: null, found: [] };
  }
}
