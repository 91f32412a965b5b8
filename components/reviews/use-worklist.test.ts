import fc from "fast-check";
import { expect, it } from "vitest";
import { groupings, type WorklistFilter } from "@/lib/reviews/schema";
import { addressIn, addressOf } from "./use-worklist";

const text = (max: number) =>
  fc.string({ maxLength: max, unit: "grapheme" }).map((s) => s.slice(0, max).toWellFormed().trim());
const anyFilter: fc.Arbitrary<WorklistFilter> = fc.record({
  order: fc.constantFrom(...groupings),
  show: fc.constantFrom("all", "open", "decided", "waiting"),
  who: fc.constantFrom("all", "people", "services"),
  risk: fc.constantFrom("all", "critical", "high", "low"),
  seen: fc.constantFrom("all", "new"),
  tag: text(40),
  q: text(100),
});

it("a copied address opens the same list, group and item", () => {
  fc.assert(
    fc.property(anyFilter, fc.option(fc.uuid()), (filter, item) => {
      const address = addressOf(filter, item);
      const asked = new URL(address, "https://review.example/reviews/1");
      expect(addressIn(asked.search)).toEqual({ filter, item });
      // As a server hands it on.
      expect(addressIn(new URLSearchParams(Object.fromEntries(asked.searchParams)).toString())).toEqual({
        filter,
        item,
      });
    }),
  );
});

it("the whole list with nothing open has an address without anything in it", () => {
  expect(addressOf(addressIn("").filter, null)).toBe("?");
  expect(addressIn("")).toMatchObject({ item: null });
});
