import { AppError } from "@/lib/errors";
import { type Bytes, decoded } from "./utf8";

/** The longest element of a list that is read. */
export const longestElement = 1 << 20;

/** An element of a top-level list, or (with index 0) a top-level value that is no list and no object. */
export type Element = { list: string; index: number; value: unknown };

/**
 * Reads a JSON object whose members are lists, element by element, so that memory holds one element. What stands between
 * is checked only as far as brackets and strings need it; each element is parsed in full.
 * @throws AppError `json`, naming the file and the line
 */
export async function* jsonLists(
  bytes: Bytes,
  file: string,
  seen?: (bytes: number) => void,
): AsyncGenerator<Element> {
  const scan = new Scan(file);
  for await (const text of decoded(bytes, file, seen)) yield* scan.take(text);
  scan.end();
}

/** The state between two pieces of text. */
class Scan {
  readonly #file: string;
  #line = 1;
  /** Open brackets: 0 before the object, 1 in it, 2 in one of its lists, more inside an element. */
  #depth = 0;
  #ended = false;
  #inString = false;
  #escaped = false;
  /** The member whose value is being read, and the text read of it. */
  #member = "";
  #inList = false;
  #index = 0;
  #held: string[] = [];
  #heldLength = 0;

  constructor(file: string) {
    this.#file = file;
  }

  *take(text: string): Generator<Element> {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (c === 10) this.#line += 1;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (c === 92) this.#escaped = true;
        else if (c === 34) this.#inString = false;
        continue;
      }
      if (c === 34) {
        if (this.#depth === 0) throw this.#wrong("it does not begin with {");
        this.#inString = true;
      } else if (c === 123 || c === 91) {
        if (this.#depth === 0 && (c === 91 || this.#ended)) throw this.#wrong("it is not one JSON object");
        if (this.#depth === 0) from = at + 1;
        if (this.#depth === 1) {
          this.#name(text.slice(from, at));
          this.#inList = c === 91;
          from = at + 1;
        }
        this.#depth += 1;
      } else if (c === 125 || c === 93) {
        if (this.#depth === 2 && this.#inList) yield* this.#element(text.slice(from, at));
        if (this.#depth === 2) {
          from = at + 1;
          this.#forget();
        }
        if (this.#depth === 1) yield* this.#scalar(text.slice(from, at));
        this.#depth -= 1;
        if (this.#depth < 0) throw this.#wrong("a bracket closes that was never opened");
        if (this.#depth === 0) this.#ended = true;
      } else if (c === 44 && this.#depth === 2 && this.#inList) {
        yield* this.#element(text.slice(from, at));
        from = at + 1;
      } else if (c === 44 && this.#depth === 1) {
        yield* this.#scalar(text.slice(from, at));
        from = at + 1;
      } else if (this.#depth === 0 && c > 32) throw this.#wrong("it is not one JSON object");
    }
    if (this.#depth > 0) this.#keep(text.slice(from));
  }

  end(): void {
    if (!this.#ended) throw this.#wrong("it ends in the middle; the file is cut off");
  }

  #keep(text: string): void {
    // A member that is an object is not ours; nothing of it is kept.
    if (this.#depth >= 2 && !this.#inList) return;
    this.#held.push(text);
    this.#heldLength += text.length;
    if (this.#heldLength > longestElement) throw this.#wrong("one entry is longer than 1 MiB");
  }

  #forget(): void {
    this.#held = [];
    this.#heldLength = 0;
  }

  #whole(last: string): string {
    this.#keep(last);
    const text = this.#held.join("");
    this.#forget();
    return text;
  }

  #name(last: string): void {
    const text = this.#whole(last).trim();
    const name = /^("(?:[^"\\]|\\.)*")\s*:$/.exec(text)?.[1];
    if (name === undefined) throw this.#wrong("a name is missing before a bracket");
    this.#member = String(this.#parsed(name));
    this.#index = 0;
  }

  *#element(last: string): Generator<Element> {
    const text = this.#whole(last).trim();
    if (text === "") return;
    this.#index += 1;
    yield { list: this.#member, index: this.#index, value: this.#parsed(text) };
  }

  *#scalar(last: string): Generator<Element> {
    const text = this.#whole(last).trim();
    if (text === "") return;
    const value = this.#parsed(`{${text}}`);
    for (const [list, held] of Object.entries(value ?? {})) yield { list, index: 0, value: held };
  }

  #parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#wrong("what stands there is not JSON");
    }
  }

  #wrong(what: string): AppError {
    return new AppError(
      "invalid",
      "json",
      `${this.#file} line ${this.#line}: ${what}. Export it again as JSON and import the whole file.`,
    );
  }
}
