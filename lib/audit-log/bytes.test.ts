import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  concatBytes,
  fromBase64,
  fromHex,
  fromUtf8,
  sameBytes,
  toBase64,
  toHex,
  toUtf8,
} from "@/lib/audit-log/bytes";

const bytes = fc.uint8Array({ maxLength: 200 });

describe("bytes as text", () => {
  it("agrees with Node's hexadecimal and base64 and reads them back", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(toHex(value)).toBe(Buffer.from(value).toString("hex"));
        expect(toBase64(value)).toBe(Buffer.from(value).toString("base64"));
        expect(fromHex(toHex(value))).toEqual(value);
        expect(fromBase64(toBase64(value))).toEqual(value);
      }),
    );
  });

  it("accepts a text only if it is the one spelling of its bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."AZaz09+/=-_ \nŁ😀"), maxLength: 12 }), (text) => {
        const decoded = fromBase64(text);
        if (decoded) expect(toBase64(decoded)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["a", "0A", "zz", "é0", "0 "])("refuses %j as hexadecimal", (text) => {
    expect(fromHex(text)).toBeUndefined();
  });

  it.each(["A", "AA", "AAA", "AB==", "AAB=", "A===", "====", "AAA-", "AA A", "AAAA\n", "=AAA", "éAAA"])(
    "refuses %j as base64",
    (text) => {
      expect(fromBase64(text)).toBeUndefined();
    },
  );

  it("reads UTF-8 strictly and keeps a byte order mark", () => {
    expect(fromUtf8(toUtf8("\ufeffé日"))).toBe("\ufeffé日");
    expect(fromUtf8(Uint8Array.of(0xc3, 0x28))).toBeUndefined();
  });

  it("joins and compares", () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        expect(concatBytes([left, right])).toEqual(Uint8Array.from([...left, ...right]));
        expect(sameBytes(left, right)).toBe(toHex(left) === toHex(right));
      }),
    );
  });
});
