import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrayLiteral, countOf, dayOf, flagOf, idOf, idsOf, instantOf, isNever, known, shown } from "./cells";

const spaced = (words: readonly string[]) =>
  fc
    .tuple(fc.constantFrom("", " ", "\t"), fc.constantFrom(...words), fc.constantFrom("", " ", "\r"))
    .map((p) => p.join(""));
const cased = (words: readonly string[]) =>
  fc.tuple(spaced(words), fc.boolean()).map(([word, upper]) => (upper ? word.toUpperCase() : word));

const unknown = cased(["", "unknown", "n/a"]);
const anything = fc.string({ unit: "binary", maxLength: 40 });

describe("I8: unknown stays unknown", () => {
  it("in every kind of cell", () => {
    fc.assert(
      fc.property(unknown, (text) => {
        for (const read of [known, flagOf, countOf, dayOf, instantOf, idOf, idsOf])
          expect(read(text)).toBeNull();
      }),
    );
    for (const read of [known, flagOf, countOf, dayOf, instantOf, idOf, idsOf])
      expect(read(undefined)).toBeNull();
  });

  it("a yes or no is only what says so; everything else is a problem, never no", () => {
    fc.assert(
      fc.property(cased(["true", "yes", "y", "1", "on"]), (text) => {
        expect(flagOf(text)).toBe("true");
      }),
    );
    fc.assert(
      fc.property(cased(["false", "no", "n", "0", "off"]), (text) => {
        expect(flagOf(text)).toBe("false");
      }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const read = flagOf(text);
        if (read === "false")
          expect(["false", "no", "n", "0", "off", "disabled"]).toContain(text.trim().toLowerCase());
        if (read === null) expect(["", "unknown", "n/a"]).toContain(text.trim().toLowerCase());
      }),
    );
  });

  it("a count is only digits; zero is only zero", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (n) => {
        expect(countOf(String(n))).toBe(String(n));
      }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        if (countOf(text) === "0") expect(text.trim()).toMatch(/^0+$/);
      }),
    );
  });

  it("never is a word of its own", () => {
    expect(["Never", "never logged in", " NEVER "].map(isNever)).toEqual([true, true, true]);
    expect(["", "unknown", "no", "0"].map(isNever)).toEqual([false, false, false, false]);
  });
});

describe("dates", () => {
  const date = fc.date({
    min: new Date("1970-01-02"),
    max: new Date("2199-12-31T23:59:59Z"),
    noInvalidDate: true,
  });

  it("an instant comes back as it went in", () => {
    fc.assert(
      fc.property(date, (at) => {
        expect(instantOf(at.toISOString())).toBe(at.toISOString());
      }),
    );
    fc.assert(
      fc.property(date, (at) => {
        expect(dayOf(at.toISOString())).toBe(at.toISOString().slice(0, 10));
      }),
    );
  });

  it.each([
    ["2026-11-22", "2026-11-22T00:00:00.000Z"],
    ["2026-11-22 10:30", "2026-11-22T10:30:00.000Z"],
    ["2026-11-22T10:30:00+05:45", "2026-11-22T04:45:00.000Z"],
    ["2026-11-22 10:30:00.123456-0800", "2026-11-22T18:30:00.123Z"],
    ["2026-11-22 10:30:00 UTC", "2026-11-22T10:30:00.000Z"],
  ])("%s is %s", (text, at) => expect(instantOf(text)).toBe(at));

  it.each([
    "2026-02-29",
    "2026-13-01",
    "2026-11-22T25:00",
    "22.11.2026",
    "11/22/2026",
    "20261122",
    "yesterday",
    "Never",
    "0001-01-01T00:00:00Z",
    "1601-01-01",
    "1970-01-01T00:00:00Z",
  ])("%s is no date, and says what to write", (text) => {
    expect(instantOf(text)).toEqual({
      problem: expect.stringMatching(/Write .* leave it empty if it is not known$/),
    });
  });

  it("whatever the text, the answer is a date or a problem", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const read = instantOf(text);
        if (typeof read === "string") expect(new Date(read).toISOString()).toBe(read);
      }),
    );
  });
});

describe("identifiers", () => {
  it("are kept as they are, without spaces around them", () => {
    expect(idOf("  CN=Ana,OU=People ")).toBe("CN=Ana,OU=People");
    expect(idsOf(" a | b|a| ")).toBe('{"a","b"}');
  });

  it("of more than 512 bytes, or with a control character inside, are a problem", () => {
    expect(idOf("é".repeat(256))).toBe("é".repeat(256));
    expect(idOf("é".repeat(257))).toEqual({ problem: expect.stringContaining("longer than 512 bytes") });
    expect(idOf("a\nb")).toEqual({ problem: expect.stringContaining("control character") });
  });
});

describe("text in sentences and in arrays", () => {
  it("is cut and cleaned", () => {
    expect(shown("a\u0000b\u202ec\n")).toBe('"a b c "');
    expect(shown("x".repeat(100))).toHaveLength(60);
  });

  it("an array literal reads back as the same values", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ unit: "binary" }))), (values) => {
        expect(parseArray(arrayLiteral(values))).toEqual(values);
      }),
    );
  });
});

/** PostgreSQL's rule for a one-dimensional array's text. */
function parseArray(text: string): (string | null)[] {
  const values: (string | null)[] = [];
  const pattern = /"((?:[^"\\]|\\[\s\S])*)"|NULL/g;
  for (const match of text.slice(1, -1).matchAll(pattern))
    values.push(match[1] === undefined ? null : match[1].replace(/\\([\s\S])/g, "$1"));
  return values;
}
