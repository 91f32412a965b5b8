import { describe, expect, it } from "vitest";
import { wilson } from "@/lib/evidence/client";
import { kindWord, positionWords, totalWords, weightText } from "./need-words";

const part = (kind: string, weight: number) => ({ id: "E1", kind, weight, fitted: true, beyond: false });

describe("the need score in words", () => {
  it("says how strongly and which way, never a number", () => {
    const one = (total: number) => totalWords(total, [part("use.last", total)]);
    expect(one(0)).toBe("Added up, the facts speak about as much for need as against it.");
    expect(one(-249)).toContain("about as much");
    expect(one(250)).toBe("Added up, the facts speak somewhat for need.");
    expect(one(-900)).toBe("Added up, the facts speak clearly against need.");
    expect(one(1500)).toBe("Added up, the facts speak strongly for need.");
  });

  it("says both where the holder's facts and the access's point opposite ways, and where only the holder's are there", () => {
    expect(
      totalWords(815, [
        part("identity.latest_grant", 1815),
        part("use.last", -400),
        part("role.excludes", -600),
      ]),
    ).toBe(
      "What is known of the holder speaks strongly for need, what is known of this access clearly against need; added up, clearly for need.",
    );
    expect(totalWords(-1040, [part("identity.latest_grant", -1040)])).toBe(
      "What is known of the holder speaks clearly against need; nothing that is added up is about this access itself.",
    );
  });

  it("counts where the item stands among the scored ones", () => {
    expect(positionWords({ scored: 2975, below: 2589, equal: 3 })).toBe(
      "Of the campaign's 2,975 items with a score, 2,589 speak less strongly for need and 383 more strongly, 2 exactly as strongly.",
    );
    expect(positionWords({ scored: 10, below: 4, equal: 1 })).toBe(
      "Of the campaign's 10 items with a score, 4 speak less strongly for need and 5 more strongly.",
    );
    expect(positionWords({ scored: 1, below: 0, equal: 1 })).toContain("only item");
  });

  it("writes a weight with its sign, and an unknown kind as it is", () => {
    expect(weightText(-400)).toBe("\u22120.40");
    expect(weightText(1815)).toBe("+1.81");
    expect(kindWord("some.kind")).toBe("some.kind");
  });
});

describe("the interval of a share", () => {
  it("is Wilson's, never outside 0 to 1, and all of it where nothing was seen", () => {
    const [low, high] = wilson(10, 100);
    expect(low).toBeCloseTo(0.0552, 3);
    expect(high).toBeCloseTo(0.1744, 3);
    expect(wilson(0, 50)[0]).toBe(0);
    expect(wilson(50, 50)[1]).toBeLessThanOrEqual(1);
    expect(wilson(0, 0)).toEqual([0, 1]);
  });
});
