import { describe, expect, it } from "vitest";
import { itemTypes } from "@/lib/evidence/schema";
import { packetOf } from "@/lib/testing/packets";
import { cannotAnswerFor, changesOf, dependence, effectOnMachine, mustFit, retires, sameAct } from "./acts";
import { target } from "./schema";

const who = { name: "Noa Next", kind: "person", status: "active", identity: "1/p2" };

describe("what can be asked of what", () => {
  const fits = (type: (typeof itemTypes)[number], t: (typeof target.options)[number]) => {
    try {
      mustFit(type, { outcome: "modify", target: t, ...(t === "transfer_owner" ? { newOwner: "x" } : {}) });
      return true;
    } catch {
      return false;
    }
  };

  it.each([
    ["grant", ["reduce"]],
    ["credential", ["reduce", "rotate"]],
    ["identity", ["reduce", "transfer_owner", "retire"]],
  ] as const)("of a %s: %s", (type, targets) => {
    expect(target.options.filter((t) => fits(type, t))).toEqual(
      target.options.filter((t) => (targets as readonly string[]).includes(t)),
    );
  });

  it("I3: every offered change fits, and retiring is the verb remove, never a second name for it", () => {
    for (const type of itemTypes)
      for (const change of changesOf[type]) {
        expect(fits(type, change.value)).toBe(true);
        expect(change.value).not.toBe("retire");
      }
    expect(retires("identity", { outcome: "revoke" })).toBe(true);
    expect(retires("identity", { outcome: "modify", target: "retire" })).toBe(true);
    expect(retires("credential", { outcome: "revoke" })).toBe(false);
  });

  it("names a person with another owner and with nothing else", () => {
    expect(() => mustFit("identity", { outcome: "modify", target: "transfer_owner" })).toThrow(
      /Name the person/,
    );
    expect(() => mustFit("identity", { outcome: "modify", target: "reduce", newOwner: "x" })).toThrow(
      /names a person/,
    );
    expect(() => mustFit("grant", { outcome: "certify", newOwner: "x" })).toThrow(/names a person/);
  });

  it("compares kinds of change only where both name one", () => {
    expect(sameAct("identity", { outcome: "modify" }, { outcome: "modify", target: "reduce" })).toBe(true);
    expect(
      sameAct(
        "identity",
        { outcome: "modify", target: "transfer_owner" },
        { outcome: "modify", target: "reduce" },
      ),
    ).toBe(false);
    expect(sameAct("identity", { outcome: "revoke" }, { outcome: "modify", target: "retire" })).toBe(true);
    expect(sameAct("credential", { outcome: "revoke" }, { outcome: "modify", target: "rotate" })).toBe(false);
  });
});

describe("who can answer for an identity", () => {
  it("I7: not itself, nobody unknown, nobody who cannot sign in", () => {
    expect(cannotAnswerFor(who, "1/n1")).toBeNull();
    expect(cannotAnswerFor(who, "1/p2")).toMatch(/their own/);
    expect(cannotAnswerFor(undefined, "1/n1")).toMatch(/no such person/);
    expect(cannotAnswerFor({ ...who, kind: "operator" }, "1/n1")).toMatch(/no such person/);
    expect(cannotAnswerFor({ ...who, status: "disabled" }, "1/n1")).toMatch(/cannot sign in/);
  });
});

describe("before a key or an identity is ended", () => {
  const credential = {
    credential: "c1",
    kind: null,
    age_days: null,
    rotated: null,
    expires: null,
    never_used: false,
    scopes: null,
    scopes_used: null,
    exposed: null,
  };
  const source = { name: "Cloud", snapshot: 1, record: "credential c1" };
  const at = "2026-11-20T00:00:00.000Z";
  const used = (last_used: string | null) => ({
    asOf: at,
    facts: [
      {
        id: "E1",
        kind: "nhi.credential" as const,
        class: "observed" as const,
        asOf: at,
        source,
        value: { ...credential, last_used },
      },
    ],
  });
  const dependants = (...names: string[]) => ({
    asOf: at,
    facts: [
      {
        id: "E1",
        kind: "nhi.dependants" as const,
        class: "observed" as const,
        asOf: at,
        source,
        value: { names },
      },
    ],
  });

  it("asks to take dependants and use in the last 30 days into account, and nothing that is not known (I8)", () => {
    expect(dependence(dependants("Report builder"))).toBe("Report builder depends on it.");
    expect(dependence(dependants("A", "B", "C", "D"))).toBe("A, B, C and 1 more depend on it.");
    expect(dependence(used("2026-11-19"))).toBe("c1 was used one day before the export.");
    expect(dependence(used("2026-10-21"))).toMatch(/30 days before/);
    expect(dependence(used("2026-10-20"))).toBeNull();
    expect(dependence(used(null))).toBeNull();
  });
});

describe("what an act does, in words", () => {
  const packet = packetOf([]);
  const credential = {
    ...packet,
    keys: { ...packet.keys, type: "credential" as const },
    access: { ...packet.access, application: "Cloud", title: "Access key of svc-pay" },
  };
  const whole = {
    ...packet,
    keys: { ...packet.keys, type: "identity" as const },
    subject: { ...packet.subject, name: "svc-pay" },
    access: { ...packet.access, application: "Directory", title: "svc-pay as a whole" },
  };

  it("says it of a key and of an identity, with what it answers", () => {
    expect(effectOnMachine(credential, { outcome: "revoke" })).toMatch(
      /Access key of svc-pay is to be ended in Cloud/,
    );
    expect(effectOnMachine(credential, { outcome: "modify", target: "rotate" })).toMatch(
      /a new one takes its place/,
    );
    expect(effectOnMachine(whole, { outcome: "revoke" }, 2)).toBe(
      "After sign-off, all access of svc-pay is to be taken and its keys ended. It answers the 2 other open items of svc-pay on your list.",
    );
    expect(effectOnMachine(whole, { outcome: "modify", target: "transfer_owner" })).toMatch(
      /It is theirs once they accept/,
    );
    expect(effectOnMachine(whole, { outcome: "certify" })).toBe("Nothing changes in Directory.");
  });
});
