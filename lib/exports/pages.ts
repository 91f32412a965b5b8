import type { SQL } from "drizzle-orm";
import { rows } from "@/db/client";
import type { Reader } from "@/lib/query";

/** Rows a statement. */
const size = 1_000;

/**
 * Streams a whole result by keyset: `page` gives the statement for the rows after a key (undefined for the first), `key` a
 * row's key. Memory holds one page.
 */
export async function* pages<T extends Record<string, unknown>, K>(
  reader: Reader,
  page: (after: K | undefined, limit: number) => SQL,
  key: (row: T) => K,
): AsyncGenerator<T> {
  let after: K | undefined;
  for (;;) {
    const found = await rows<T>(reader, page(after, size));
    yield* found;
    const last = found.at(-1);
    if (!last || found.length < size) return;
    after = key(last);
  }
}
