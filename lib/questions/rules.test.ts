import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  distinct,
  endOf,
  enoughAsked,
  isAddress,
  type Known,
  mayAsk,
  mustBeOpen,
  reached,
  stateAt,
  unlessAsked,
} from "./rules";
import { mostOpen, parts } from "./schema";

const asker = { personId: "ana", identity: "1/ana", email: "ana@example.test" };
const priya: Known = {
  part: "holder",
  name: "Priya Raman",
  person: { id: "priya", kind: "person", status: "active" },
  identity: "1/priya",
  email: "priya@example.test",
  left: false,
};
const now = new Date("2026-11-22T10:00:00Z");
const about = {
  campaign: { status: "launched", dueAt: new Date("2026-11-27T23:59:59Z"), name: "Q4 review" },
  review: { signedOff: false },
  item: { state: "open" },
};

describe("who can be asked", () => {
  it("reaches a person here and by mail, and says why where it cannot", () => {
    expect(reached(priya, asker, true)).toMatchObject({
      portal: true,
      mail: "priya@example.test",
      why: null,
    });
    expect(reached(priya, asker, false)).toMatchObject({ portal: true, mail: null, why: null });
    const stranger = { ...priya, person: null };
    expect(reached(stranger, asker, true)).toMatchObject({ portal: false, why: null });
    expect(reached(stranger, asker, false).why).toBe(
      "Priya Raman has no account here, and e-mail is not set up.",
    );
    expect(reached({ ...stranger, email: null }, asker, true).why).toBe(
      "Priya Raman has no account here, and no e-mail address is known.",
    );
    expect(reached({ ...priya, left: true }, asker, true).why).toBe("Priya Raman has left.");
    const operator = { ...priya, person: { id: "o", kind: "operator", status: "active" }, email: null };
    expect(reached(operator, asker, true).why).toContain("stands for nobody");
  });

  it("I8: that the directory does not say whether somebody has left keeps nobody from being asked", () => {
    expect(reached({ ...priya, left: null }, asker, true).why).toBeNull();
  });

  it.each([
    ["the same person", { person: { id: "ana", kind: "person", status: "active" } }],
    ["the same identity", { identity: "1/ana" }],
    ["the same address, however it is written", { email: "Ana@Example.test" }],
  ])("I7: nobody asks themselves: %s", (_, same) => {
    const known = { ...priya, person: null, identity: null, email: null, ...same };
    expect(reached(known, asker, true).why).toBe("That is you.");
  });

  it("lists a person once, as the first of what they are", () => {
    const both = distinct([
      priya,
      { ...priya, part: "application" },
      { ...priya, part: "admin", person: null },
    ]);
    expect(both.map((k) => k.part)).toEqual(["holder"]);
  });

  it("takes one address and nothing a header or a list could be made of", () => {
    expect(isAddress("o'neil+x@mail.example.test")).toBe(true);
    for (const bad of ["", "a@b,c@d", "a@b\r\nbcc: c@d", "<a@b>", "a b@c", "a@", "@b", "a@b@c", "a@b\u0000"])
      expect(isAddress(bad), bad).toBe(false);
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom("\r", "\n", ",", ";", " ", "<", '"'),
        fc.string(),
        (a, c, b) => {
          expect(isAddress(`${a}${c}${b}@example.test`)).toBe(false);
        },
      ),
    );
  });
});

describe("asking", () => {
  const chosen = reached(priya, asker, true);
  const refused = (...[a, c, open]: Partial<Parameters<typeof mayAsk>>) => {
    try {
      mayAsk(a ?? about, c ?? chosen, open ?? [], now);
      return "allowed";
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  };

  it("is for open items of running campaigns, of somebody who can be reached, and not twice", () => {
    expect(refused()).toBe("allowed");
    expect(refused({ ...about, item: { state: "decided" } })).toContain("is decided");
    expect(refused({ ...about, review: { signedOff: true } })).toContain("signed this review off");
    expect(refused({ ...about, campaign: { ...about.campaign, status: "closed" } })).toContain("has ended");
    expect(refused({ ...about, campaign: { ...about.campaign, dueAt: now } })).toContain("has ended");
    expect(refused(about, { ...chosen, why: "Has left." })).toBe("Has left.");
    expect(refused(about, chosen, [{ part: "holder" }])).toContain("has not answered yet");
    const many = parts.slice(1, 1 + mostOpen).map((part) => ({ part }));
    expect(refused(about, chosen, many)).toContain("Wait for an answer");
  });

  it("says so before it is tried", () => {
    expect(unlessAsked(chosen, [{ part: "owner" }])).toBe(chosen);
    expect(unlessAsked(chosen, [{ part: "holder" }]).why).toContain("has not answered yet");
    expect(enoughAsked([{ part: "holder" }])).toBeNull();
    expect(enoughAsked([{ part: "holder" }, { part: "owner" }])).toContain("Wait for an answer");
  });

  it("waits fourteen days, or until the campaign's end", () => {
    expect(endOf(now, about.campaign.dueAt)).toEqual(about.campaign.dueAt);
    expect(endOf(now, new Date("2027-03-01T00:00:00Z"))).toEqual(new Date("2026-12-06T10:00:00Z"));
  });

  it("is over by the clock, whether or not that is written down", () => {
    const q = { state: "open" as const, expiresAt: new Date("2026-11-25T00:00:00Z") };
    expect(stateAt(q, { status: "launched" }, now)).toBe("open");
    expect(stateAt(q, { status: "launched" }, q.expiresAt)).toBe("expired");
    expect(stateAt(q, { status: "sealed" }, now)).toBe("expired");
    expect(() => mustBeOpen("open")).not.toThrow();
    for (const state of ["answered", "withdrawn", "expired"] as const)
      expect(() => mustBeOpen(state), state).toThrow(expect.objectContaining({ code: "conflict" }));
  });
});
