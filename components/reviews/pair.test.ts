import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_VALUES, type VerbChoice, type VerbChoices } from "./decision";
import { choiceIn, lacksNothing, type PairAct, pairLacks, type Rest, stepsOf } from "./pair";

const until = { min: "2026-11-23", max: "2027-11-23" };
const plain: VerbChoice = { effects: [], reason: "code" };
const excepted: VerbChoice = {
  ...plain,
  exception: { against: [{ fact: "E7", kind: "Conflict", text: "Also holds it" }], until, second: null },
};
const choices: VerbChoices = {
  keep: excepted,
  remove: plain,
  keep_until: { ...excepted, until },
  change: plain,
  dont_know: plain,
};

describe("I15: a pair's act", () => {
  test("comes to one decision an item, the removal first", () => {
    expect(stepsOf("remove_this", "keep", true)).toEqual([
      { side: "this", verb: "remove" },
      { side: "other", verb: "keep" },
    ]);
    expect(stepsOf("remove_other", "remove", true)).toEqual([
      { side: "other", verb: "remove" },
      { side: "this", verb: "remove" },
    ]);
    expect(stepsOf("remove_this", "leave", true)).toEqual([{ side: "this", verb: "remove" }]);
    expect(stepsOf("keep", "", true).map((s) => s.verb)).toEqual(["keep", "keep"]);
    expect(stepsOf("keep", "", false)).toEqual([{ side: "this", verb: "keep" }]);
  });

  test("asks for the exception where both are kept, and for none where one is removed", () => {
    const [, kept] = stepsOf("remove_this", "keep", true);
    if (!kept) throw new Error("nothing is kept");
    expect(choiceIn(kept, "remove_this", choices).exception).toBeUndefined();
    for (const step of stepsOf("keep", "", true)) expect(choiceIn(step, "keep", choices)).toBe(excepted);
  });

  test("records nothing while anything is missing, and never two decisions on one item", () => {
    const act = fc.constantFrom<PairAct>("remove_this", "remove_other", "keep");
    const rest = fc.constantFrom<Rest | "">("", "keep", "remove", "leave");
    fc.assert(
      fc.property(act, rest, fc.boolean(), (a, r, both) => {
        const steps = stepsOf(a, r, both);
        expect(new Set(steps.map((s) => s.side)).size).toBe(steps.length);
        const planned = steps.map((step) => ({
          step,
          choice: choiceIn(step, a, choices),
          standing: null,
          own: { code: "", acknowledged: false },
        }));
        expect(lacksNothing(pairLacks(planned, NO_VALUES, false))).toBe(false);
      }),
    );
  });
});
