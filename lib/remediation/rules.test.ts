import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { observe, type Sight } from "./rules";

const base: Sight = {
  state: "applied",
  kind: "remove",
  decidedOn: { snapshot: 1, asOf: new Date("2026-01-01"), parameters: "csv" },
  later: {
    snapshot: 2,
    asOf: new Date("2026-02-01"),
    parameters: "csv",
    complete: true,
    importedBy: "admin",
    live: false,
  },
  accountResolves: true,
  entitlementResolves: true,
  grantThere: false,
  appliedBy: "owner",
};

describe("observe", () => {
  it("I10: a later complete snapshot in which the ids resolve and the grant does not stand shows it gone", () => {
    expect(observe(base)).toEqual({ to: "seen_gone", strength: "file by another person" });
    expect(observe({ ...base, later: { ...base.later, importedBy: "owner" } })).toEqual({
      to: "seen_gone",
      strength: "file by the remover",
    });
    expect(observe({ ...base, later: { ...base.later, live: true } })).toEqual({
      to: "seen_gone",
      strength: "live read",
    });
    expect(observe({ ...base, state: "requested", appliedBy: null })).toMatchObject({ to: "seen_gone" });
  });

  it.each([
    ["incomplete", { later: { ...base.later, complete: false } }, /in full/],
    ["other parameters", { later: { ...base.later, parameters: "aws" } }, /other parameters/],
    ["account gone", { accountResolves: false }, /account is not in snapshot 2/],
    ["entitlement gone", { entitlementResolves: false }, /entitlement is not in snapshot 2/],
    ["still there", { grantThere: true }, /still there/],
  ])("I10: %s is not observed, with the reason", (_name, change, why) => {
    expect(observe({ ...base, ...change })).toEqual({ to: "not_observed", why: expect.stringMatching(why) });
  });

  it("I10: what was seen gone and stands again has returned", () => {
    expect(observe({ ...base, state: "seen_gone", grantThere: true })).toEqual({ to: "returned" });
    expect(observe({ ...base, state: "returned", grantThere: true })).toEqual({ to: null });
  });

  it("I10: never shows gone on a snapshot that is not later, not complete, or holds the grant", () => {
    const sight = fc.record<Sight>({
      state: fc.constantFrom("requested", "applied", "seen_gone", "not_observed", "returned", "withdrawn"),
      kind: fc.constantFrom("remove", "change"),
      decidedOn: fc.constant(base.decidedOn),
      later: fc.record({
        snapshot: fc.constant(2),
        asOf: fc.constantFrom(new Date("2025-12-01"), new Date("2026-01-01"), new Date("2026-02-01")),
        parameters: fc.constantFrom("csv", "aws"),
        complete: fc.boolean(),
        importedBy: fc.constantFrom("owner", "admin"),
        live: fc.boolean(),
      }),
      accountResolves: fc.boolean(),
      entitlementResolves: fc.boolean(),
      grantThere: fc.boolean(),
      appliedBy: fc.constantFrom(null, "owner"),
    });
    fc.assert(
      fc.property(sight, (s) => {
        if (observe(s).to !== "seen_gone") return;
        expect(
          s.later.asOf > s.decidedOn.asOf && s.later.complete && !s.grantThere && s.accountResolves,
        ).toBe(true);
        expect(
          s.entitlementResolves && s.later.parameters === s.decidedOn.parameters && s.state !== "withdrawn",
        ).toBe(true);
      }),
    );
  });
});
