import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterIn, groupings, narrows, searchOf, type WorklistFilter, wholeList } from "./worklist-schema";

const text = (max: number) => fc.string({ maxLength: max, unit: "grapheme-ascii" }).map((s) => s.trim());
const anyFilter: fc.Arbitrary<WorklistFilter> = fc.record({
  order: fc.constantFrom(...groupings),
  show: fc.constantFrom("all", "open", "decided", "waiting"),
  who: fc.constantFrom("all", "people", "services"),
  risk: fc.constantFrom("all", "critical", "high", "low"),
  seen: fc.constantFrom("all", "new"),
  tag: text(40),
  q: fc.oneof(text(100), fc.constantFrom("50 % & more", "a+b=c", "müller", "#1?x", "日本")),
});

describe("the address of a worklist", () => {
  it("names every list: read back it is the same one", () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(filterIn(searchOf(filter))).toEqual(filter);
      }),
    );
  });

  it("is one text a list, whatever else stands in the address", () => {
    fc.assert(
      fc.property(anyFilter, fc.string(), (filter, item) => {
        const search = searchOf(filter);
        expect(searchOf(filterIn(`item=${encodeURIComponent(item)}&${search}`))).toBe(search);
      }),
    );
  });

  it("is read without failing, whatever somebody typed", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) => {
        const read = filterIn(new URLSearchParams([[name, value]]).toString());
        expect(filterIn(searchOf(read))).toEqual(read);
      }),
    );
    expect(filterIn("group=mood&show=1&who=&risk=HIGH&q=%E0%A4%A")).toEqual({ ...wholeList, q: "\ufffd%A" });
  });

  it("is empty for the whole list, and says when a list is narrowed", () => {
    expect(searchOf(wholeList)).toBe("");
    expect(narrows({ ...wholeList, order: "alike" })).toBe(false);
    expect(narrows({ ...wholeList, seen: "new" })).toBe(true);
  });
});
