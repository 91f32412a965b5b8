import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Element, jsonLists } from "./json-lists";

async function readAll(text: string, piece = 5): Promise<Element[]> {
  const all = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(all.length / piece) }, (_, i) =>
    all.subarray(i * piece, (i + 1) * piece),
  );
  return Array.fromAsync(jsonLists(pieces, "x.json"));
}

describe("the lists of a JSON object", () => {
  it("come element by element as JSON.parse reads them, whatever the pieces and spaces", async () => {
    const key = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).filter((k) => k !== "__proto__");
    const object = fc.dictionary(
      key,
      fc.oneof(fc.array(fc.jsonValue({ maxDepth: 3 })), fc.boolean(), fc.string()),
      {
        noNullPrototype: true,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        object,
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(0, 2),
        async (value, piece, space) => {
          const plain = JSON.parse(JSON.stringify(value));
          const expected = Object.entries(plain).flatMap(([list, held]) =>
            Array.isArray(held)
              ? held.map((element, i) => ({ list, index: i + 1, value: element }))
              : [{ list, index: 0, value: held }],
          );
          const read = await readAll(JSON.stringify(value, null, space), piece);
          expect(read.toSorted(byPlace)).toEqual(expected.toSorted(byPlace));
        },
      ),
    );
  });

  it("leave out members that are objects", async () => {
    expect(await readAll('{"Meta": {"a": [1, {"b": "]}"}]}, "List": [1], "More": false}')).toEqual([
      { list: "List", index: 1, value: 1 },
      { list: "More", index: 0, value: false },
    ]);
  });

  it.each([
    ['{"List": [1, 2', "it ends in the middle; the file is cut off"],
    ["", "it ends in the middle; the file is cut off"],
    ["[1, 2]", "it is not one JSON object"],
    ['{"List": []} {"List": []}', "it is not one JSON object"],
    ['{"List": [{"a": nope}]}', "what stands there is not JSON"],
    ['"text"', "it does not begin with {"],
    ["{[1]}", "a name is missing before a bracket"],
    [`{"List": ["${"x".repeat(2 << 20)}"]}`, "one entry is longer than 1 MiB"],
  ])("%# refuse what is not one, in one sentence", async (text, what) => {
    await expect(readAll(text, 65536)).rejects.toThrow(
      `x.json line 1: ${what}. Export it again as JSON and import the whole file.`,
    );
  });
});

function byPlace(a: Element, b: Element): number {
  return a.list === b.list ? a.index - b.index : a.list < b.list ? -1 : 1;
}
