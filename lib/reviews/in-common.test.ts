import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inCommon } from "./in-common";

describe("what several items say alike", () => {
  it("says once what all say, with a range where numbers or days differ, and keeps the rest with each item", () => {
    expect(
      inCommon([
        [
          "Granted on 3 Jan 2024.",
          "Last used 12 days before the export.",
          "No role asks for it.",
          "On leave.",
        ],
        ["Last used 7 days before the export.", "No role asks for it.", "Granted on 21 Nov 2022."],
      ]),
    ).toEqual({
      shared: [
        "Granted on 21 Nov 2022 to 3 Jan 2024.",
        "Last used 7 to 12 days before the export.",
        "No role asks for it.",
      ],
      own: [
        ["Granted on 3 Jan 2024.", "Last used 12 days before the export.", "On leave."],
        ["Last used 7 days before the export.", "Granted on 21 Nov 2022."],
      ],
    });
  });

  it("reads figures of a thousand and more by their size", () => {
    expect(inCommon([["Held by 1,200 others."], ["Held by 950 others."]]).shared).toEqual([
      "Held by 950 to 1,200 others.",
    ]);
  });

  it("loses no sentence: each is said by all word for word, or stands with its item", () => {
    const sentence = fc
      .tuple(fc.constantFrom("Used", "Held", "Granted"), fc.nat(3))
      .map(([v, n]) => `${v} ${n} times.`);
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(sentence, { maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        (lists) => {
          const { shared, own } = inCommon(lists);
          lists.forEach((list, i) => {
            for (const text of list) expect(shared.includes(text) || own[i]?.includes(text)).toBe(true);
          });
        },
      ),
    );
  });
});
