import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Follow, followOf, logHref, wholeOf } from "./follow";

const id = "018f0000-0000-7000-8000-0000000000ab";

/** An address's parameters as a page gets them. */
const searchOf = (href: string) => Object.fromEntries(new URLSearchParams(href.split("?")[1] ?? ""));

describe("what of the log is followed", () => {
  it("stands in the address and comes back from it", () => {
    const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({
          item: optional(fc.uuid()),
          person: optional(fc.oneof(fc.uuid(), fc.constantFrom("sequencer", "sign-in"))),
          campaign: optional(fc.uuid()),
          type: optional(fc.constantFrom("decision.recorded", "access.read")),
          page: optional(fc.tuple(fc.constantFrom("before", "after"), fc.integer({ min: 1, max: 1e9 }))),
        }),
        ({ page, ...rest }) => {
          const follow: Follow = JSON.parse(
            JSON.stringify({ ...rest, ...(page ? { [page[0]]: page[1] } : {}) }),
          );
          expect(followOf(searchOf(logHref(follow)))).toEqual(follow);
          expect(logHref(followOf(searchOf(logHref(follow))))).toBe(logHref(follow));
        },
      ),
    );
  });

  it("leaves out what is not of its form", () => {
    expect(
      followOf({ item: "1", person: "a b", campaign: "../x", type: "DROP TABLE", before: "-1", after: "x" }),
    ).toEqual({});
    expect(followOf({ item: ` ${id.toUpperCase()} `, before: "5", after: "6" })).toEqual({
      item: id,
      before: 5,
    });
    expect(followOf({ campaign: [id, "other"] })).toEqual({ campaign: id });
  });

  it("has one address for everything", () => {
    expect(logHref({})).toBe("/log");
    expect(logHref(wholeOf({ item: id, before: 4 }))).toBe(`/log?item=${id}`);
  });
});
