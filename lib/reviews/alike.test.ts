import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Alike, aloneBecause, kindOf, notTogether, recommendationOf, tooMany } from "./alike";

const plain: Alike = {
  id: "a",
  type: "grant",
  risk: "low",
  privilege: "standard",
  firstSeen: false,
  undescribed: false,
  findings: 0,
  arm: "assisted",
  waiting: null,
  answeredBy: null,
  alikeKey: "k",
  recommendation: null,
};

const anyItem: fc.Arbitrary<Omit<Alike, "id">> = fc.record({
  type: fc.constantFrom("grant", "grant", "grant", "credential", "identity"),
  risk: fc.constantFrom("low", "low", "low", "high", "critical"),
  privilege: fc.constantFrom("standard", "standard", "privileged", null),
  firstSeen: fc.boolean(),
  undescribed: fc.boolean(),
  findings: fc.constantFrom(0, 0, 0, 1),
  arm: fc.constantFrom("assisted", "assisted", "assisted", "blind", "undrafted"),
  waiting: fc.constantFrom(null, null, null, "exception", "second_look"),
  answeredBy: fc.constantFrom(null, null, null, "whole"),
  alikeKey: fc.constantFrom("k", "l"),
  recommendation: fc.constantFrom(null, "certify", "revoke"),
});
const anyList = fc
  .array(fc.oneof(anyItem, fc.constant(plain)), { maxLength: 40 })
  .map((list) => list.map((of, i): Alike => ({ ...of, id: `item-${i}` })));

describe("I6: together", () => {
  it("I6: of any list only alike, low-risk items pass, and none that is decided on its own for another reason", () => {
    fc.assert(
      fc.property(anyList, (list) => {
        const refused = notTogether(list);
        const passed = list.filter((of) => !refused.has(of.id));
        expect(new Set(passed.map(kindOf)).size).toBeLessThanOrEqual(1);
        for (const of of passed)
          expect(of).toMatchObject({
            type: "grant",
            risk: "low",
            firstSeen: false,
            findings: 0,
            arm: "assisted",
            waiting: null,
            answeredBy: null,
          });
        expect(passed.some((of) => of.undescribed && of.privilege !== "standard")).toBe(false);
        for (const id of refused.keys()) expect(list.some((of) => of.id === id)).toBe(true);
        const fit = list.filter((of) => aloneBecause(of) === undefined);
        if (fit.length > 0) expect(passed.length).toBeGreaterThan(0);
        if (new Set(fit.map(kindOf)).size <= 1) expect(passed).toEqual(fit);
      }),
    );
  });

  it("I6: never more than the cap, never one, and never where the campaign forbids it", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 2, max: 100 }), fc.boolean(), (count, cap, allowed) => {
        expect(tooMany(count, { allowed, cap }) === undefined).toBe(allowed && count >= 2 && count <= cap);
      }),
    );
  });

  it.each([
    ["blind", { arm: "blind" as const }, /before its draft/],
    ["given no draft by lot", { arm: "undrafted" as const }, /before its draft/],
    ["waiting for a second person", { waiting: "second_look" }, /somebody else/],
    ["against a rule", { findings: 1, risk: "high" as const }, /rule/],
    ["privileged", { privilege: "privileged" as const, risk: "high" as const }, /low risk/],
    ["seen for the first time", { firstSeen: true }, /last review/],
    ["undescribed and perhaps more than standard", { undescribed: true, privilege: null }, /not described/],
  ])("says why what is %s is decided on its own", (_, change, why) => {
    expect(notTogether([plain, { ...plain, ...change, id: "b" }]).get("b")).toMatch(why);
  });

  it("takes a draft that found too little as none, and a change with its kind", () => {
    expect(recommendationOf(undefined)).toBeNull();
    expect(recommendationOf({ recommendation: "insufficient_evidence" })).toBeNull();
    expect(recommendationOf({ recommendation: "modify", target: "reduce" })).toBe("modify reduce");
    expect(notTogether([plain, { ...plain, id: "b", recommendation: "revoke" }]).size).toBe(1);
  });
});
