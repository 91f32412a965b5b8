import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromUtf8, toHex } from "@/lib/audit-log/bytes";
import {
  type CanonicalJson,
  canonical,
  canonicalBytes,
  canonicalRecord,
  canonicalRecordBytes,
} from "@/lib/audit-log/canonical";
import { vectorFiles, vectorFolder } from "@/lib/testing/vectors";

const folder = vectorFolder("jcs");
const expected = new Map(vectorFiles(folder, ".txt").map(({ name, text }) => [name, text]));

/** `value` typed as what the function takes, to show what it does with what a type cannot keep out. */
function untyped(value: unknown): CanonicalJson {
  return value as CanonicalJson;
}

const json = fc.jsonValue({ noUnicodeString: false });
const record = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "binary" }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "binary", maxLength: 5 }), tie("value"), { maxKeys: 5 }),
  ),
})).value;

describe("the RFC 8785 vectors", () => {
  it.skipIf(!folder)("are all there", () => {
    expect(expected.size).toBe(6);
  });

  it.each(vectorFiles(folder, ".json").filter(({ name }) => name.startsWith("input")))(
    "$name",
    ({ name, text }) => {
      const hex = expected.get(name.replace("input", "outhex").replace(".json", ".txt"))?.replace(/\s/g, "");
      expect(toHex(canonicalBytes(JSON.parse(text)))).toBe(hex);
    },
  );
});

describe("canonical", () => {
  it.each([
    [{ b: 1, a: [true, null, "x"] }, '{"a":[true,null,"x"],"b":1}'],
    [{ "\u20ac": 1, "\ud83d\ude00": 2, "\ufb33": 3, "\r": 4, "1": 5, "10": 6, "2": 7 }, "own order"],
    ['\u0000\b\t\n\f\r"\\/\u007f\u2028é', '"\\u0000\\b\\t\\n\\f\\r\\"\\\\/\u007f\u2028é"'],
    [-0, "0"],
    [1e21, "1e+21"],
    [0.1 + 0.2, "0.30000000000000004"],
    [[], "[]"],
    [{}, "{}"],
    [Object.assign(Object.create(null), { z: 1 }), '{"z":1}'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
  ])("writes %j", (value, text) => {
    const ordered = '{"\\r":4,"1":5,"10":6,"2":7,"\u20ac":1,"\ud83d\ude00":2,"\ufb33":3}';
    expect(canonical(untyped(value))).toBe(text === "own order" ? ordered : text);
  });

  it("gives one text for one value, whatever the order of its members", () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonical(untyped(value));
        expect(canonical(JSON.parse(text))).toBe(text);
        expect(canonical(untyped(reversed(value)))).toBe(text);
        expect(fromUtf8(canonicalBytes(untyped(value)))).toBe(text);
      }),
    );
  });

  it.each<[unknown, string]>([
    [undefined, "The value at $ is undefined, which JSON has not."],
    [{ a: { b: [1, undefined] } }, "The value at $.a.b[1] is undefined, which JSON has not."],
    [{ at: new Date(0) }, "The value at $.at is a Date object, not a plain one."],
    [new Map(), "The value at $ is a Map object, not a plain one."],
    [[Number.NaN], "The value at $[0] is NaN, which JSON has not."],
    [-Infinity, "The value at $ is -Infinity, which JSON has not."],
    [1n, "The value at $ is a bigint, which JSON has not."],
    [() => 1, "The value at $ is a function, which JSON has not."],
    [Symbol("s"), "The value at $ is a symbol, which JSON has not."],
    [{ name: "\ud800" }, "The value at $.name holds half of a surrogate pair."],
    [{ "\udc00": 1 }, "The value at $.\udc00 holds half of a surrogate pair."],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    [[1, , 2], "The value at $[1] is undefined, which JSON has not."],
  ])("refuses %o", (value, message) => {
    expect(() => canonical(untyped(value))).toThrow(new Error(message));
    expect(() => canonicalRecord(untyped(value))).toThrow(new Error(message));
  });

  it("refuses a value that contains itself", () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => canonical(untyped(loop))).toThrow("is nested deeper than 200 levels or contains itself.");
  });
});

describe("canonicalRecord", () => {
  it.each([0.5, 1e21, 2 ** 53, -(2 ** 53)])("refuses %d", (value) => {
    expect(() => canonicalRecord({ data: { score: value } })).toThrow(
      /^The value at \$\.data\.score is .*integers/,
    );
  });

  it("writes what canonical writes for strings, booleans, safe integers and null", () => {
    fc.assert(
      fc.property(record, (value) => {
        const text = canonicalRecord(untyped(value));
        expect(text).toBe(canonical(untyped(value)));
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(fromUtf8(canonicalRecordBytes(untyped(value)))).toBe(text);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value).reverse()) copy[name] = reversed(member);
  return copy;
}
