import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { anyRow, anyScope } from "@/lib/testing/scopes";
import {
  conditions,
  evaluateScope,
  mentions,
  parseScope,
  printScope,
  type ScopeRow,
  scopeFields,
} from "./scope";

const row: ScopeRow = {
  source: ["Finance system"],
  application: ["app-1", "Ledger"],
  entitlement_type: ["role"],
  kind: ["human"],
  department: null,
  title: ["Clerk"],
  privilege: null,
  finding: [],
};
const holds = (text: string, change: Partial<ScopeRow> = {}) =>
  evaluateScope(parseScope(text), { ...row, ...change });

describe("the scope language", () => {
  it("reads every kind of comparison", () => {
    expect(holds("")).toBe(true);
    expect(holds("title = Clerk")).toBe(true);
    expect(holds("title = clerk")).toBe(true);
    expect(holds('source = "Finance system"')).toBe(true);
    expect(holds("title != Clerk")).toBe(false);
    expect(holds("finding = data_class_1", { finding: ["data_class_1", "any"] })).toBe(true);
    expect(() => parseScope("finding = data_klass_1")).toThrow("is no finding");
    expect(holds("title in (Analyst, Clerk)")).toBe(true);
    expect(holds("title in Clerk")).toBe(true);
    expect(holds("title not in (Analyst, Clerk)")).toBe(false);
    expect(holds("application = Ledger and application = app-1")).toBe(true);
    expect(holds("application != Ledger")).toBe(false);
    expect(holds("finding = any")).toBe(false);
    expect(holds("finding != leaver", { finding: ["orphan", "any"] })).toBe(true);
  });

  it("binds not before and before or, and obeys parentheses", () => {
    expect(holds("title = Clerk or title = Boss and kind = service")).toBe(true);
    expect(holds("(title = Clerk or title = Boss) and kind = service")).toBe(false);
    expect(holds("not title = Boss and kind = human")).toBe(true);
    expect(holds("NOT (Title = Boss AND Kind = human)")).toBe(true);
  });

  it("I8: what is not known matches neither = nor !=, only is unknown", () => {
    expect(holds("department = Finance")).toBeNull();
    expect(holds("department != Finance")).toBeNull();
    expect(holds("not department = Finance")).toBeNull();
    expect(holds("department in (Finance)")).toBeNull();
    expect(holds("department not in (Finance)")).toBeNull();
    expect(holds("department is unknown")).toBe(true);
    expect(holds("department is not unknown")).toBe(false);
    expect(holds("department = Finance or title = Clerk")).toBe(true);
    expect(holds("department = Finance and title = Boss")).toBe(false);
    expect(holds("title is unknown")).toBe(false);
  });

  it("names an unknown field, the known ones and the place", () => {
    const wrong = () => parseScope("kind = human and depratment = Finance");
    expect(wrong).toThrow(AppError);
    expect(wrong).toThrow(
      `"depratment" at character 18 of the scope is not a field; use one of ${scopeFields.join(", ")}.`,
    );
    try {
      wrong();
    } catch (error) {
      expect(error).toMatchObject({ code: "invalid", slug: "scope-field" });
    }
  });

  it.each([
    ["department", "The end of the scope stands after department, where =, !=, in or is was expected."],
    [
      "department =",
      'The end of the scope stands where a value for department was expected; quote values with signs in them, "like this".',
    ],
    [
      "department = Finance kind = human",
      '"kind" at character 22 of the scope stands where "and", "or" or the end was expected.',
    ],
    ["(department = Finance", 'The end of the scope stands where ")" was expected.'],
    [
      'department = "Finance',
      'The scope has a quotation mark that is never closed; end it with " at character 14.',
    ],
    [
      "department = unknown",
      'What is not known equals nothing: write "department is unknown" at character 14 of the scope.',
    ],
    [
      "kind = robot",
      '"robot" at character 8 of the scope is no kind; it is one of human, service, workload, ai_agent, or "kind is unknown".',
    ],
    ["department ! Finance", "The scope has a character that means nothing here at character 12."],
    [
      "department is Finance",
      '"Finance" at character 15 of the scope stands after "is", where only "unknown" or "not unknown" can.',
    ],
    [
      "= Finance",
      `"=" at character 1 of the scope stands where a field was expected (${scopeFields.join(", ")}).`,
    ],
    [
      "department in ()",
      '")" at character 16 of the scope stands where a value for department was expected; quote values with signs in them, "like this".',
    ],
  ])("says what is wrong and where: %s", (text, sentence) => {
    expect(() => parseScope(text)).toThrow(sentence);
  });

  it("refuses endless nesting in a sentence, not with an overflow", () => {
    expect(() => parseScope(`${"(".repeat(5_000)}kind = human${")".repeat(5_000)}`)).toThrow(
      /nested more than 200/,
    );
    expect(() => parseScope(`${"not ".repeat(50_000)}kind = human`)).toThrow(/nested more than 200/);
    expect(() => parseScope(Array(50_000).fill("kind = human").join(" or "))).toThrow(/nested more than 200/);
  });

  it("prints what it reads back to the same", () => {
    fc.assert(
      fc.property(anyScope, (scope) => {
        expect(parseScope(printScope(scope))).toEqual(scope);
      }),
      { numRuns: 1_000 },
    );
  });

  it("reads any text or refuses it with an AppError", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string({ unit: fc.constantFrom(...'()=!, "\\aitnod'.split("")) }),
        ),
        (text) => {
          try {
            parseScope(text);
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("has conditions that all hold exactly when the whole does", () => {
    fc.assert(
      fc.property(anyScope, anyRow, (scope, any) => {
        const each = conditions(scope).map((c) => evaluateScope(c, any));
        expect(each.every((v) => v === true)).toBe(evaluateScope(scope, any) === true);
      }),
    );
  });

  it("knows the rules a finding can be of", () => {
    expect(() => parseScope("finding = leaver or finding in (orphan, none)")).not.toThrow();
    expect(() => parseScope("finding = lever")).toThrow(/"lever" at character 11 of the scope is no finding/);
  });

  it("knows which fields it mentions", () => {
    expect(mentions(parseScope("not (kind = human or finding = any)"), "finding")).toBe(true);
    expect(mentions(parseScope("kind = human"), "finding")).toBe(false);
  });
});
