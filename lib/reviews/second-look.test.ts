import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Packet } from "@/lib/evidence/schema";
import {
  type Looker,
  lookerFault,
  lookerOf,
  lookWhy,
  mayAnswerLook,
  mustHeedLook,
  type Settling,
} from "./second-look";

const rule = { on: true, unusedDays: 90 };
const used = (days: number): Packet["facts"][number] => ({
  id: "F1",
  kind: "use.last",
  class: "observed",
  value: { on: "2026-01-01", days },
  source: { name: "ERP", snapshot: 1, record: "r" },
  asOf: "2026-11-20T00:00:00.000Z",
});
const never = (granted_days: number | null): Packet["facts"][number] => ({
  id: "F1",
  kind: "use.never",
  class: "observed",
  value: { granted_days },
  source: { name: "ERP", snapshot: 1, record: "r" },
  asOf: "2026-11-20T00:00:00.000Z",
});
const privileged = { privilege: "privileged", findings: 0 };
const slug = (act: () => void) => {
  try {
    act();
  } catch (error) {
    return (error as { slug: string }).slug;
  }
  return "done";
};

describe("what takes a second look", () => {
  it("is keeping privileged access with a finding, or unused for so many days", () => {
    expect(lookWhy(rule, { ...privileged, findings: 1 }, { facts: [] }, "certify")).toBe("finding");
    expect(lookWhy(rule, privileged, { facts: [used(90)] }, "certify_until")).toBe("unused");
    expect(lookWhy(rule, privileged, { facts: [used(89)] }, "certify")).toBeNull();
    expect(lookWhy(rule, privileged, { facts: [never(200)] }, "certify")).toBe("unused");
    expect(lookWhy(rule, privileged, { facts: [never(10)] }, "certify")).toBeNull();
  });

  it("I8: is nothing that is not known to be unused or privileged", () => {
    expect(lookWhy(rule, privileged, { facts: [] }, "certify")).toBeNull();
    expect(lookWhy(rule, privileged, { facts: [never(null)] }, "certify")).toBeNull();
    expect(lookWhy(rule, { privilege: null, findings: 3 }, { facts: [used(400)] }, "certify")).toBeNull();
  });

  it("is never a removal or a change, and nothing where the campaign has none", () => {
    const item = { ...privileged, findings: 1 };
    for (const outcome of ["revoke", "modify"] as const)
      expect(lookWhy(rule, item, { facts: [used(400)] }, outcome)).toBeNull();
    expect(lookWhy({ ...rule, on: false }, item, { facts: [used(400)] }, "certify")).toBeNull();
  });
});

const someone = fc.record({
  personId: fc.integer({ min: 0, max: 8 }).map((n) => `p${n}`),
  identity: fc.option(fc.integer({ min: 0, max: 8 }).map((n) => `1/i${n}`)),
  active: fc.boolean(),
  reports: fc.boolean(),
  reciprocal: fc.boolean(),
  name: fc.constant("Somebody"),
});

describe("I7: the second person", () => {
  it("I7: is the first of the pool who is not the reviewer, below or paired with them, blocked or gone; for every pool", () => {
    const blocked = fc.dictionary(
      fc.constantFrom("1/i0", "1/i1", "1/i2", "person/p3", "person/p4"),
      fc.constant("This is your own access."),
    );
    fc.assert(
      fc.property(
        fc.array(someone, { maxLength: 8 }),
        fc.constantFrom("p0", "p1"),
        blocked,
        (pool, by, no) => {
          const chosen = lookerOf(pool, by, no);
          const suits = (p: Looker) =>
            p.personId !== by &&
            p.active &&
            !p.reports &&
            !p.reciprocal &&
            !((p.identity ?? "") in no) &&
            !(`person/${p.personId}` in no);
          expect(chosen).toBe(pool.find(suits));
          for (const p of pool) expect(lookerFault(p, by, no) === null).toBe(suits(p));
        },
      ),
    );
  });
});

it("a second person who is refused is told every way in which they may be", () => {
  const one = {
    personId: "p1",
    identity: null,
    active: true,
    reports: false,
    reciprocal: false,
    name: "Ada",
  };
  expect(lookerFault(one, "p0", { "person/p1": "You act for the person whose access this is." })).toBe(
    "Ada may not decide this one: it is their own access, they gave it, or they act for whoever has it.",
  );
});

describe("an answered look", () => {
  const keep = { outcome: "certify" as const };
  it("leaves nothing to keep after a refusal; removing and changing stay open", () => {
    const refused = { state: "refused" as const, outcome: "certify", until: null };
    expect(slug(() => mustHeedLook(refused, keep))).toBe("second-look-refused");
    expect(slug(() => mustHeedLook(refused, { outcome: "certify_until", until: "2027-01-01" }))).toBe(
      "second-look-refused",
    );
    for (const outcome of ["revoke", "modify"] as const)
      expect(slug(() => mustHeedLook(refused, { outcome }))).toBe("done");
  });

  it("lets nothing be kept longer than was agreed", () => {
    const agreed = { state: "agreed" as const, outcome: "certify_until", until: "2027-01-01" };
    expect(slug(() => mustHeedLook(agreed, keep))).toBe("second-look-shorter");
    expect(slug(() => mustHeedLook(agreed, { outcome: "certify_until", until: "2027-01-02" }))).toBe(
      "second-look-shorter",
    );
    expect(slug(() => mustHeedLook(agreed, { outcome: "certify_until", until: "2027-01-01" }))).toBe("done");
    expect(slug(() => mustHeedLook({ ...agreed, outcome: "certify", until: null }, keep))).toBe("done");
    expect(slug(() => mustHeedLook(null, keep))).toBe("done");
  });
});

describe("who may answer", () => {
  const look: Settling = {
    state: "pending",
    secondId: "two",
    reviewerId: "one",
    evidenceHash: "h",
    servedHash: "h",
    blocked: undefined,
  };
  const running = { status: "launched", name: "Q4" };
  it("I4: only who was asked, on the evidence they were served", () => {
    expect(slug(() => mayAnswerLook(look, "two", running))).toBe("done");
    expect(slug(() => mayAnswerLook(look, "one", running))).toBe("another-person");
    expect(slug(() => mayAnswerLook({ ...look, reviewerId: "two" }, "two", running))).toBe("another-person");
    expect(slug(() => mayAnswerLook({ ...look, servedHash: null }, "two", running))).toBe("not-served");
    expect(slug(() => mayAnswerLook({ ...look, servedHash: "g" }, "two", running))).toBe("packet-superseded");
    expect(slug(() => mayAnswerLook({ ...look, state: "agreed" }, "two", running))).toBe("look-answered");
    expect(slug(() => mayAnswerLook({ ...look, blocked: "Own." }, "two", running))).toBe("not-your-own");
    expect(slug(() => mayAnswerLook(look, "two", { ...running, status: "closed" }))).toBe("campaign-ended");
  });
});
