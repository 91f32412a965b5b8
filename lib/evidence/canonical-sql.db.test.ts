import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Handle } from "@/db/client";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { freshDatabase } from "@/lib/testing/database";
import { jsonDay, jsonList, jsonObject, jsonPlain, jsonText, jsonWord } from "./canonical-sql";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(() => end());

// PostgreSQL's text holds no NUL and no half of a surrogate pair; nothing with either gets into the database.
const text = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom(
      '"',
      "\\",
      "\\u0000",
      "\u0001\b\f\n\r\t\u001f\u007f",
      "\u2028\u2029",
      "€ñ\ufb33",
      "😀\u{10ffff}",
      "</script>",
    ),
  )
  .filter((t) => !t.includes("\0"));
const day = fc
  .integer({ min: -20_000, max: 60_000 })
  .map((d) => new Date(d * 86_400_000).toISOString().slice(0, 10));
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

test("what the SQL writes is what canonicalRecord writes, for any text, number, truth, date and list", async () => {
  const written = `SELECT ${jsonObject({
    words: jsonText("t.words"),
    count: jsonPlain("t.count"),
    truth: jsonPlain("t.truth"),
    on: jsonDay("t.on_day"),
    list: jsonList("t.list"),
    Z: jsonWord("before lower case"),
    _inner: jsonObject({ b: jsonText("t.words"), a: jsonList("t.list"), A1: jsonPlain("t.count") }),
    empty: jsonObject({}),
  })} AS text FROM (SELECT $1::text AS words, $2::int AS count, $3::bool AS truth, $4::date AS on_day, $5::text[] AS list) t`;
  await fc.assert(
    fc.asyncProperty(
      maybe(text),
      maybe(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 })),
      maybe(fc.boolean()),
      maybe(day),
      fc.array(text, { maxLength: 4 }),
      async (words, count, truth, on, list) => {
        const { rows } = await handle.executeSql(written, [words, count, truth, on, list]);
        expect(rows[0]?.text).toBe(
          canonicalRecord({
            words,
            count,
            truth,
            on,
            list,
            Z: "before lower case",
            _inner: { b: words, a: list, A1: count },
            empty: {},
          }),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("a word or a name that SQL or JSON would read as something else is refused", () => {
  expect(() => jsonWord("it's")).toThrow(RangeError);
  expect(() => jsonWord('"')).toThrow(RangeError);
  expect(() => jsonObject({ 'a"b': "'1'" })).toThrow(RangeError);
});
