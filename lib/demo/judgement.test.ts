import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Act, grantKey, judge, type Seen } from "@/lib/demo/judgement";
import { reasonCodes } from "@/lib/reviews/schema";

const seen = fc.record<Seen>({
  itemId: fc.uuid(),
  type: fc.constantFrom("grant", "credential", "identity"),
  credentialId: fc.string({ minLength: 1 }),
  identityId: fc.string({ minLength: 1 }),
  accountId: fc.string({ minLength: 1 }),
  entitlementId: fc.string({ minLength: 1 }),
  application: fc.constant("Halyard ERP"),
  subject: fc.constant("Somebody"),
  title: fc.constant("Something"),
  findings: fc.nat(2),
  risk: fc.constantFrom("low", "high", "critical"),
  tags: fc.subarray(["leaver", "moved", "conflict", "unused", "privileged"]),
});

describe("a simulated reviewer", () => {
  it("removes exactly what was gone afterwards, where no rule is broken", () => {
    fc.assert(
      fc.property(seen, fc.boolean(), (item, was) => {
        const act = judge("Q3", item, new Set(was ? [grantKey(item)] : []));
        if (was) expect(act?.verb).toBe("revoke");
        else if (item.findings === 0) expect(act?.verb).not.toBe("revoke");
      }),
    );
  });

  it("never keeps what breaks a rule (I15), and gives a reason the portal offers", () => {
    fc.assert(
      fc.property(seen, fc.string(), (item, campaign) => {
        const act = judge(campaign, item, new Set());
        const keeps = act?.verb === "certify" || act?.verb === "certify_until";
        if (item.findings > 0) expect(keeps).toBe(false);
        if (act && "reasonCode" in act)
          expect(Object.keys(keeps ? reasonCodes.keep : reasonCodes.remove)).toContain(act.reasonCode);
        if (act) expect(act.words.length).toBeGreaterThan(10);
      }),
    );
  });

  it("does the same with the same item, whatever its id", () => {
    fc.assert(
      fc.property(seen, fc.uuid(), (item, itemId) => {
        expect(judge("Q3", { ...item, itemId }, new Set())).toEqual(judge("Q3", item, new Set()));
      }),
    );
  });

  it("does every kind of thing", () => {
    const verbs = new Set<Act["verb"] | undefined>();
    for (let n = 0; n < 400; n++) {
      const item = {
        itemId: "",
        type: "grant" as const,
        credentialId: null,
        identityId: null,
        accountId: `a${n}`,
        entitlementId: "e",
        application: "",
        subject: "",
      };
      const findings = n % 2;
      const risk = n % 4 === 0 ? ("high" as const) : ("low" as const);
      verbs.add(judge("Q3", { ...item, title: "", findings, risk, tags: [] }, new Set())?.verb);
    }
    expect([...verbs].map(String).sort()).toEqual(
      ["certify", "certify_until", "dont_know", "modify", "revoke", "undefined"].sort(),
    );
  });
});
