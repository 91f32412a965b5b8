import { AppError } from "@/lib/errors";

/** Bytes of an input, in pieces of any size. */
export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Bytes as UTF-8 text, piece by piece; a byte order mark at the start is taken off.
 * @throws AppError `encoding`, naming the file, the byte and the line of the first byte that is not UTF-8
 */
export async function* decoded(
  bytes: Bytes,
  file: string,
  seen?: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let held = Buffer.alloc(0);
  let before = 0;
  let line = 1;
  let first = true;
  for await (const piece of bytes) {
    // The decoder keeps up to three bytes of a character that goes on in the next piece; so do we, to name the place.
    const whole = Buffer.concat([held, piece]);
    if (first) refuseUtf16(whole, file);
    let text: string;
    try {
      text = decoder.decode(piece, { stream: true });
    } catch {
      throw notUtf8(file, whole, before, line);
    }
    const tail = unfinished(whole);
    line += newlines(whole.subarray(0, whole.length - tail));
    before += whole.length - tail;
    held = Buffer.from(whole.subarray(whole.length - tail));
    seen?.(piece.length);
    if (first && text.length > 0) {
      first = false;
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    if (text) yield text;
  }
  try {
    decoder.decode();
  } catch {
    throw notUtf8(file, held, before, line);
  }
}

/** How many bytes at the end begin a character that is not finished. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

function refuseUtf16(start: Buffer, file: string): void {
  const [a, b] = start;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
    throw new AppError(
      "invalid",
      "encoding",
      `${file} is UTF-16, not UTF-8. Save it as "CSV UTF-8" and import it again.`,
    );
}

function notUtf8(file: string, bytes: Buffer, before: number, line: number): AppError {
  const valid = validPrefix(bytes);
  // What begins a character that does not go on as it must is at fault, not what follows it.
  const at = valid - unfinished(bytes.subarray(0, valid));
  const byte = bytes[at] ?? 0;
  const where = `line ${line + newlines(bytes.subarray(0, at))} (byte ${(before + at + 1).toLocaleString("en-GB")})`;
  return new AppError(
    "invalid",
    "encoding",
    `${file} is not UTF-8: ${where} holds the byte 0x${byte.toString(16).toUpperCase().padStart(2, "0")}. Save it as UTF-8 and import it again.`,
  );
}

/** The length of the longest beginning that is UTF-8, by bisection: a longer beginning never decodes where a shorter failed. */
function validPrefix(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  const decodes = (n: number) => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, n), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  // An unfinished character at the end of the file decodes as a beginning.
  if (decodes(bad)) return bad;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (decodes(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
