import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Found, observe, type Sight, taskOf } from "./rules";
import { askOf, stateOf } from "./schema";

const grant: Found = { of: "grant", account: true, entitlement: true, there: false };
const base: Sight = {
  state: "applied",
  decidedOn: { snapshot: 1, asOf: new Date("2026-01-01"), parameters: "csv" },
  later: {
    snapshot: 2,
    asOf: new Date("2026-02-01"),
    parameters: "csv",
    complete: true,
    importedBy: "admin",
    live: false,
  },
  found: grant,
  appliedBy: "owner",
};
const seen = (found: Found, state: Sight["state"] = "applied") => observe({ ...base, found, state });

describe("what is asked for", () => {
  it.each([
    ["grant", "revoke", null, "remove"],
    ["grant", "modify", "reduce", "change"],
    ["credential", "revoke", null, "remove"],
    ["credential", "modify", "rotate", "rotate"],
    ["credential", "modify", "reduce", "change"],
    ["identity", "revoke", null, "retire"],
    ["identity", "modify", "retire", "retire"],
    ["identity", "modify", "transfer_owner", "transfer"],
    ["identity", "modify", "reduce", "change"],
    ["grant", "certify", null, null],
    ["identity", "certify_until", null, null],
  ] as const)("of a %s: %s %s is %s", (type, outcome, target, kind) => {
    expect(taskOf(type, { outcome, target })).toBe(kind);
  });
});

describe("the words of a task", () => {
  const of = { title: "Release payments", subject: "Priya Raman", newOwner: null };
  it("name what is asked and whose it is, once", () => {
    expect(askOf({ ...of, kind: "remove" })).toBe("Remove “Release payments” of Priya Raman");
    const key = { title: "Access key of svc-pay", subject: "svc-pay", newOwner: null };
    expect(askOf({ ...key, kind: "rotate" })).toBe("Renew Access key of svc-pay");
    expect(askOf({ ...key, kind: "retire" })).toBe("Retire svc-pay: take all its access, end its keys");
    expect(askOf({ ...key, kind: "transfer", newOwner: "Noa Next" })).toBe(
      "Name Noa Next as the owner of svc-pay",
    );
    expect(stateOf("rotate", "seen_gone")).toBe("Seen done");
    expect(stateOf("retire", "seen_gone")).toBe("Seen gone");
  });
});

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
    ["account gone", { found: { ...grant, account: false } }, /account is not in snapshot 2/],
    ["entitlement gone", { found: { ...grant, entitlement: false } }, /entitlement is not in snapshot 2/],
    ["still there", { found: { ...grant, there: true } }, /still there/],
  ])("I10: %s is not observed, with the reason", (_name, change, why) => {
    expect(observe({ ...base, ...change })).toEqual({ to: "not_observed", why: expect.stringMatching(why) });
  });

  it("I10: what was seen gone and stands again has returned", () => {
    expect(seen({ ...grant, there: true }, "seen_gone")).toEqual({ to: "returned" });
    expect(seen({ ...grant, there: true }, "returned")).toEqual({ to: null });
    expect(seen({ of: "identity", behind: 0, lost: 0, grants: 1, keys: 0 }, "seen_gone")).toEqual({
      to: "returned",
    });
  });

  it("I10: a credential is gone where its holder is still listed without it", () => {
    expect(seen({ of: "credential", holder: true, there: false })).toMatchObject({ to: "seen_gone" });
    expect(seen({ of: "credential", holder: true, there: true })).toMatchObject({ to: "not_observed" });
    expect(seen({ of: "credential", holder: false, there: false })).toEqual({
      to: "not_observed",
      why: "who holds it is not in snapshot 2: deleted, or its id changed",
    });
  });

  it("I10: a key is renewed where it is gone or was rotated since the request, and never comes back", () => {
    const key = { of: "rotation", holder: true } as const;
    expect(seen({ ...key, there: true, renewed: true })).toMatchObject({ to: "seen_gone" });
    expect(seen({ ...key, there: false, renewed: false })).toMatchObject({ to: "seen_gone" });
    expect(seen({ ...key, there: true, renewed: false })).toEqual({
      to: "not_observed",
      why: "not renewed in snapshot 2",
    });
    expect(seen({ ...key, there: true, renewed: false }, "seen_gone")).toEqual({ to: null });
    expect(seen({ ...key, there: false, renewed: false, holder: false })).toMatchObject({
      to: "not_observed",
    });
  });

  it("I10: an identity is retired where nothing is left of it in any of its sources, each read again", () => {
    const gone = { of: "identity", behind: 0, lost: 0, grants: 0, keys: 0 } as const;
    expect(seen(gone)).toMatchObject({ to: "seen_gone" });
    expect(seen({ ...gone, behind: 1 })).toEqual({ to: null });
    expect(seen({ ...gone, grants: 2, keys: 1 })).toEqual({
      to: "not_observed",
      why: "still holds 2 grants and 1 key in snapshot 2",
    });
    expect(seen({ ...gone, lost: 1 })).toMatchObject({ to: "not_observed" });
    expect(seen({ ...gone, grants: 2 }, "requested")).toEqual({ to: null });
  });

  it("I10: a transfer is done where the source names the new owner", () => {
    const owner = { of: "owner", identity: true, known: true, named: true } as const;
    expect(seen(owner)).toMatchObject({ to: "seen_gone" });
    expect(seen({ ...owner, named: false })).toEqual({
      to: "not_observed",
      why: "another owner is named in snapshot 2",
    });
    expect(seen({ ...owner, known: false, named: false })).toMatchObject({
      why: expect.stringMatching(/no entry in the directory/),
    });
    expect(seen({ ...owner, identity: false, named: false })).toMatchObject({ to: "not_observed" });
  });

  it("says nothing of less access, which has no one row", () => {
    expect(seen({ of: "nothing" })).toEqual({ to: null });
  });

  it("I10: never shows gone on a snapshot that is not later, not complete, read otherwise, or holds it", () => {
    const found = fc.oneof(
      fc.record({
        of: fc.constant("grant" as const),
        account: fc.boolean(),
        entitlement: fc.boolean(),
        there: fc.boolean(),
      }),
      fc.record({ of: fc.constant("credential" as const), holder: fc.boolean(), there: fc.boolean() }),
      fc.record({
        of: fc.constant("rotation" as const),
        holder: fc.boolean(),
        there: fc.boolean(),
        renewed: fc.boolean(),
      }),
      fc.record({
        of: fc.constant("identity" as const),
        behind: fc.nat(2),
        lost: fc.nat(2),
        grants: fc.nat(2),
        keys: fc.nat(2),
      }),
      fc.record({
        of: fc.constant("owner" as const),
        identity: fc.boolean(),
        known: fc.boolean(),
        named: fc.boolean(),
      }),
    );
    const sight = fc.record<Sight>({
      state: fc.constantFrom("requested", "applied", "seen_gone", "not_observed", "returned", "withdrawn"),
      decidedOn: fc.constant(base.decidedOn),
      later: fc.record({
        snapshot: fc.constant(2),
        asOf: fc.constantFrom(new Date("2025-12-01"), new Date("2026-01-01"), new Date("2026-02-01")),
        parameters: fc.constantFrom("csv", "aws"),
        complete: fc.boolean(),
        importedBy: fc.constantFrom("owner", "admin"),
        live: fc.boolean(),
      }),
      found,
      appliedBy: fc.constantFrom(null, "owner"),
    });
    fc.assert(
      fc.property(sight, (s) => {
        if (observe(s).to !== "seen_gone") return;
        expect(s.later.complete && s.later.parameters === s.decidedOn.parameters).toBe(true);
        expect(s.state).not.toBe("withdrawn");
        const f = s.found;
        if (f.of === "identity") expect(f).toMatchObject({ behind: 0, lost: 0, grants: 0, keys: 0 });
        else expect(s.later.asOf > s.decidedOn.asOf).toBe(true);
        if (f.of === "grant") expect(f).toEqual({ ...grant });
        if (f.of === "credential") expect(f.holder && !f.there).toBe(true);
        if (f.of === "rotation") expect(f.holder && (!f.there || f.renewed)).toBe(true);
        if (f.of === "owner") expect(f.identity && f.known && f.named).toBe(true);
      }),
    );
  });
});
