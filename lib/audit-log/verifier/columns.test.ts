import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toUtf8 } from "@/lib/audit-log/bytes";
import { Hashes, Shorts } from "@/lib/audit-log/verifier/columns";
import { Names } from "@/lib/audit-log/verifier/names";

const name = fc.oneof(
  fc.uuid(),
  fc.string(),
  fc.string({ minLength: 30, maxLength: 45 }),
  fc.constantFrom("", "é", "a"),
);

const isAscii = (text: string) => toUtf8(text).length === text.length;

describe("columns", () => {
  it("number names as they come, each once", () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 200 }), (all) => {
        const names = new Names();
        const expected = [...new Set(all)];
        for (const each of all) expect(names.add(each)).toBe(expected.indexOf(each));
        expect(names.size).toBe(expected.length);
        expect(expected.map((each) => names.row(each))).toEqual(expected.map((_, row) => row));
        expect(expected.map((_, row) => names.text(row))).toEqual(expected);
        for (const each of expected.filter(isAscii))
          expect(names.addAt(toUtf8(`<${each}>`), 1, 1 + each.length)).toBe(expected.indexOf(each));
        expect(names.size).toBe(expected.length);
        expect(names.row("not one of these, and longer than a short one")).toBeUndefined();
      }),
    );
  });

  it("hold more names than they have room for at first", () => {
    const names = new Names();
    for (let n = 0; n < 20_000; n++) names.add(`name ${n}`);
    for (const n of [0, 511, 512, 8_191, 8_192, 19_999]) expect(names.row(`name ${n}`)).toBe(n);
    expect(names.row("name 20000")).toBeUndefined();
  });

  it("are the same filled from bytes", () => {
    fc.assert(
      fc.property(fc.array(name.filter(isAscii), { maxLength: 50 }), (all) => {
        const [names, texts] = [new Names(), new Shorts()];
        const expected = [...new Set(all)];
        for (const [row, each] of all.entries()) {
          const [bytes, to] = [toUtf8(`"${each}"`), 1 + each.length];
          expect(names.addAt(bytes, 1, to)).toBe(expected.indexOf(each));
          texts.setAt(row, bytes, 1, to);
          expect([texts.isAt(row, bytes, 1, to), texts.isAt(row, bytes, 1, to + 1)]).toEqual([true, false]);
        }
        expect(expected.map((each) => names.row(each))).toEqual(expected.map((_, row) => row));
        expect(all.map((_, row) => texts.get(row))).toEqual(all);
      }),
    );
    const [hashes, hex] = [new Hashes(), "0123456789abcdef".repeat(4)];
    const bytes = fromHex(hex) ?? new Uint8Array(0);
    hashes.setAt(9_000, toUtf8("x".repeat(40)), 2);
    expect([hashes.get(9_000), hashes.is(9_000, bytes)]).toEqual(["78".repeat(32), false]);
    hashes.setAt(9_000, bytes, 0);
    expect([hashes.get(9_000), hashes.is(9_000, bytes), hashes.is(9_000, undefined)]).toEqual([
      hex,
      true,
      false,
    ]);
    hashes.setAt(9_000, undefined, 0);
    expect([hashes.get(9_000), hashes.is(9_000, bytes), hashes.is(3, undefined)]).toEqual([
      undefined,
      false,
      true,
    ]);
  });

  it("give back short texts, long ones and hashes", () => {
    const texts = new Shorts();
    const all = ["", "a", "é", "x".repeat(36), "x".repeat(37), "2026-11-02T08:00:00.000Z"];
    for (const [row, text] of all.entries()) texts.set(row, text);
    expect(all.map((_, row) => texts.get(row))).toEqual(all);
    expect(all.map((text, row) => texts.is(row, text))).toEqual(all.map(() => true));
    expect(texts.is(1, "b") || texts.is(3, "x") || texts.is(2, "e")).toBe(false);
    const hashes = new Hashes();
    hashes.set(9_000, "0123456789abcdef".repeat(4));
    expect(hashes.get(9_000)).toBe("0123456789abcdef".repeat(4));
    hashes.set(9_000, undefined);
    expect([hashes.get(9_000), hashes.get(3)]).toEqual([undefined, undefined]);
  });
});
