import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockedBeside, type Lending, staysWhy, stayWords } from "./delegation";
import { blockOf } from "./rules";

const key = fc.constantFrom("1/a", "1/b", "1/c", "person/p1", "person/p2");
const lending: fc.Arbitrary<Lending> = fc.record({
  blocked: fc.dictionary(key, fc.constant("This is your own access.")),
  subject: fc.option(fc.constantFrom("1/a", "1/b", "1/c")),
  held: fc.array(fc.constantFrom("p1", "p2", "p3")).map((l) => new Set(l)),
  allowed: fc.boolean(),
  signedOff: fc.boolean(),
});
const delegate = fc.record({
  personId: fc.constantFrom("p1", "p2", "p3"),
  identity: fc.option(fc.constantFrom("1/a", "1/b", "1/c")),
  active: fc.boolean(),
});
const identities = fc.array(fc.constantFrom("1/a", "1/b", "1/c")).map((l) => new Set<string>(l));

describe("I7: what is lent", () => {
  it("I7: is nothing that the delegate may not decide, had before, or acts for whom it is about; for every item and person", () => {
    fc.assert(
      fc.property(lending, delegate, identities, (of, to, actsFor) => {
        if (staysWhy(of, to, actsFor) !== null) return;
        expect(to.active && of.allowed && !of.signedOff).toBe(true);
        expect(of.held.has(to.personId)).toBe(false);
        expect((to.identity ?? "") in of.blocked).toBe(false);
        expect(`person/${to.personId}` in of.blocked).toBe(false);
        expect([...actsFor]).not.toContain(of.subject);
      }),
    );
  });

  it("says what stays, and why", () => {
    expect(stayWords([])).toBeNull();
    expect(stayWords(["held", "blocked", "held"])).toBe(
      "3 stay with you: 2 because they had it before; 1 because they may not decide it: it is their own access, or they gave it.",
    );
  });
});

describe("I7: whoever acts for somebody", () => {
  const who = { personId: "p1", identity: "1/x" };
  const of = { blocked: {}, item: { identitySourceId: 1, identityId: "a" } };
  it("I7: does not decide on that person's access, and on all else as before", () => {
    expect(blockOf(blockedBeside(of, who, new Set(["1/a"])), who)).toContain("act for");
    expect(blockOf(blockedBeside(of, who, new Set(["1/b"])), who)).toBeUndefined();
    const nobody = { blocked: {}, item: { identitySourceId: null, identityId: null } };
    expect(blockedBeside(nobody, who, new Set(["1/a"]))).toEqual({});
  });
});
