import { describe, expect, test } from "vitest";
import {
  type DecisionValues,
  missingFrom,
  NO_VALUES,
  reasonNeeded,
  type Standing,
  type VerbChoice,
} from "./decision";

const plain: VerbChoice = { effects: [], reason: "none" };
const confirms: Standing = { state: "said", recommended: "remove", relation: "confirms" };
const overrides: Standing = { state: "said", recommended: "remove", relation: "overrides" };

function given(values: Partial<DecisionValues>): DecisionValues {
  return { ...NO_VALUES, ...values };
}

describe("reasonNeeded", () => {
  test("an override needs words, whatever the choice asks for", () => {
    expect(reasonNeeded({ ...plain, reason: "code" }, overrides)).toBe("words");
    expect(reasonNeeded(plain, overrides)).toBe("words");
  });

  test("otherwise the choice says", () => {
    expect(reasonNeeded({ ...plain, reason: "code" }, confirms)).toBe("code");
    expect(reasonNeeded({ ...plain, reason: "code" }, null)).toBe("code");
    expect(reasonNeeded(plain, { state: "silent", sentence: "" })).toBe("none");
  });
});

describe("missingFrom", () => {
  test("nothing, where nothing is asked", () => {
    expect(missingFrom("keep", plain, confirms, NO_VALUES)).toEqual({});
  });

  test("a code may be replaced by words, words not by a code", () => {
    const code: VerbChoice = { ...plain, reason: "code" };
    expect(missingFrom("keep", code, confirms, NO_VALUES)).toHaveProperty("code");
    expect(missingFrom("keep", code, confirms, given({ words: "month end" }))).toEqual({});
    expect(missingFrom("keep", code, overrides, given({ code: "needed", words: "  " }))).toHaveProperty(
      "words",
    );
  });

  test("a date is needed and lies within its bounds, both included", () => {
    const until: VerbChoice = { ...plain, until: { min: "2026-11-21", max: "2027-11-20" } };
    const lacks = (date: string) => missingFrom("keep_until", until, confirms, given({ until: date }));
    expect(lacks("")).toHaveProperty("until");
    expect(lacks("2026-11-20")).toHaveProperty("until");
    expect(lacks("2026-11-21")).toEqual({});
    expect(lacks("2027-11-20")).toEqual({});
    expect(lacks("2027-11-21")).toHaveProperty("until");
  });

  test("a change says what and to what", () => {
    const change: VerbChoice = { ...plain, changes: [{ value: "reduce", label: "Reduce" }] };
    expect(Object.keys(missingFrom("change", change, confirms, NO_VALUES))).toEqual(["change", "changeTo"]);
    expect(
      missingFrom("change", change, confirms, given({ change: "reduce", changeTo: "read only" })),
    ).toEqual({});
  });

  test("don't know says what is missing", () => {
    expect(missingFrom("dont_know", plain, null, NO_VALUES)).toHaveProperty("missing");
    expect(missingFrom("dont_know", plain, null, given({ missing: "not_my_person" }))).toEqual({});
  });

  test("I15: keeping under an exception says why, what makes up for it, who answers for that, and until when", () => {
    const until = { min: "2026-11-21", max: "2027-11-21" };
    const excepted: VerbChoice = {
      ...plain,
      reason: "code",
      exception: {
        against: [{ fact: "E7", kind: "Conflict", text: "Also holds it" }],
        until,
        second: "Olu Owner",
      },
    };
    expect(Object.keys(missingFrom("keep", excepted, confirms, NO_VALUES)).sort()).toEqual([
      "control",
      "controlOwner",
      "until",
      "words",
    ]);
    const values = given({
      words: "Month end",
      control: "Read next morning",
      controlOwner: "p1",
      until: "2027-01-31",
    });
    expect(missingFrom("keep", excepted, confirms, values)).toEqual({});
    expect(missingFrom("keep", excepted, confirms, { ...values, until: "2027-11-22" })).toHaveProperty(
      "until",
    );
    // Keep until has one last day: its own is the exception's.
    expect(missingFrom("keep_until", { ...excepted, until }, confirms, values)).toEqual({});
  });

  test("an acknowledgement is ticked", () => {
    const used: VerbChoice = { ...plain, acknowledge: "I know that it was used 3 days ago." };
    expect(missingFrom("remove", used, confirms, NO_VALUES)).toHaveProperty("acknowledged");
    expect(missingFrom("remove", used, confirms, given({ acknowledged: true }))).toEqual({});
  });
});
