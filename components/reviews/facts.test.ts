import { describe, expect, test } from "vitest";
import { citedFacts, type DraftView } from "./draft";
import { type FactClass, type FactStance, sectionOf } from "./facts";

describe("sectionOf", () => {
  test.each<[FactStance, FactClass, string]>([
    ["remove", "observed", "remove"],
    ["remove", "derived", "remove"],
    ["keep", "observed", "keep"],
    ["keep", "derived", "keep"],
    ["unknown", "observed", "unknown"],
    ["context", "observed", "other"],
  ])("%s, %s: %s", (stance, cls, section) => {
    expect(sectionOf({ stance, class: cls })).toBe(section);
  });

  test.each<FactStance>(["remove", "keep", "unknown", "context"])(
    "I13: what is only stated stands apart from the reasons, also when it says %s",
    (stance) => {
      expect(sectionOf({ stance, class: "asserted" })).toBe("unknown");
    },
  );
});

test("citedFacts names each fact once, in the order of the note, and leaves the recommendation out", () => {
  const draft: DraftView = {
    state: "ready",
    drafter: "Rule-based draft",
    draftedAt: "2026-11-20",
    why: [
      { text: "a", facts: ["E2", "E1"] },
      { text: "b", facts: ["E2"] },
    ],
    against: [{ text: "c", facts: ["E4"] }],
    unknown: [{ text: "d", facts: [] }],
    recommendation: { verb: "remove", from: ["E9"] },
  };
  expect(citedFacts(draft)).toEqual(["E2", "E1", "E4"]);
});
