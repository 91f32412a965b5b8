import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import type { Fact } from "@/lib/evidence/schema";
import {
  type Excepting,
  type Keeping,
  keepingOf,
  mustExcept,
  mustStayRemoved,
  type OtherSide,
} from "./keeping";
import type { DecideInput, Outcome } from "./schema";

const id = (n: number) => `018f0000-0000-7000-8000-00000000000${n}`;
const today = "2026-11-22";

function finding(n: number, other: string | null, rule = "conflict"): Fact {
  return {
    id: `E${n}`,
    kind: "rule.failed",
    class: "derived",
    asOf: "2026-11-20T00:00:00.000Z",
    source: { name: "ERP", snapshot: 1, record: "rule 1" },
    value: {
      rule,
      name: "Creates vendors and pays them",
      other: other === null ? null : "Maintain vendors in ERP",
      other_item: other,
      other_owner: null,
      reason: null,
    },
  } as Fact;
}

const packet = (facts: Fact[], privilege: "standard" | "privileged" | null = "standard") => ({
  facts,
  access: { privilege },
});
const side = (n: number, outcome: Outcome | null, excepted = false): OtherSide => ({
  item: id(n),
  title: "Maintain vendors",
  decision: outcome === null ? null : id(9),
  outcome,
  excepted,
  sole: true,
});

describe("I15: what keeping takes", () => {
  it("is nothing without a finding, and an exception with one", () => {
    expect(keepingOf(packet([]), 0, [])).toEqual({ takes: "nothing" });
    expect(keepingOf(packet([finding(1, null, "leaver")]), 1, [])).toEqual({
      takes: "exception",
      rules: ["leaver"],
      otherItem: null,
      second: false,
    });
  });

  it("asks for a second person where the access is privileged or nobody knows", () => {
    for (const [privilege, second] of [
      ["privileged", true],
      [null, true],
      ["standard", false],
    ] as const)
      expect(keepingOf(packet([finding(1, id(1))], privilege), 1, [side(1, null)])).toMatchObject({ second });
  });

  it("is nothing while the other side of every conflict is being removed, and says by which decision", () => {
    const facts = [finding(1, id(1)), finding(2, id(2))];
    expect(keepingOf(packet(facts), 1, [side(1, "revoke"), side(2, "revoke")])).toMatchObject({
      takes: "nothing-while-removed",
      by: [id(9)],
    });
    for (const other of [
      side(2, "modify"),
      side(2, "certify", true),
      side(2, null),
      { ...side(2, "revoke"), sole: false },
    ])
      expect(keepingOf(packet(facts), 1, [side(1, "revoke"), other]).takes).toBe("exception");
    expect(
      keepingOf(packet([...facts, finding(3, null, "leaver")]), 2, [side(1, "revoke"), side(2, "revoke")]),
    ).toMatchObject({ takes: "exception", rules: ["conflict", "leaver"] });
  });

  it("is an exception where a packet may not tell every conflict, or a side lies outside the campaign", () => {
    const five = [1, 2, 3, 4, 5].map((n) => finding(n, id(n)));
    expect(
      keepingOf(
        packet(five),
        1,
        [1, 2, 3, 4, 5].map((n) => side(n, "revoke")),
      ).takes,
    ).toBe("exception");
    expect(keepingOf(packet([finding(1, null)]), 1, [side(1, "revoke")]).takes).toBe("exception");
  });

  it("never takes less than an exception for a finding that is no conflict, whatever the other sides are", () => {
    const outcome = fc.constantFrom<Outcome | null>(null, "certify", "certify_until", "revoke", "modify");
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 })), fc.array(outcome), (conflicts, outcomes) => {
        const facts = [...conflicts.map((n, i) => finding(i + 1, id(n))), finding(9, null, "leaver")];
        const sides = outcomes.map((o, i) => side((i % 4) + 1, o));
        expect(keepingOf(packet(facts), 1, sides).takes).toBe("exception");
      }),
    );
  });
});

const exception = {
  reason: "Month end needs both.",
  control: "Every run is read by the ledger's owner.",
  controlOwner: id(3),
  until: "2027-03-31",
};
const needed: Keeping = { takes: "exception", rules: ["conflict"], otherItem: null, second: true };
const fit: Excepting = { today, controlOwner: "fit", second: { id: id(2), name: "Olu Owner" } };

function answer(
  keeping: Keeping,
  input: Pick<DecideInput, "outcome" | "until" | "exception">,
  of: Excepting = fit,
): string {
  try {
    mustExcept(keeping, input, of);
    return "recorded";
  } catch (error) {
    return error instanceof AppError ? `${error.slug}: ${error.message}` : String(error);
  }
}

describe("I15: an exception", () => {
  it("ends at most 366 days on, after today, and not before keep until does", () => {
    const until = (day: string) =>
      answer(needed, { outcome: "certify", exception: { ...exception, until: day } });
    expect(until("2026-11-22")).toMatch(/after today/);
    expect(until("2026-11-23")).toBe("recorded");
    expect(until("2027-11-23")).toBe("recorded");
    expect(until("2027-11-24")).toMatch(/at most 366 days/);
    const keepUntil = (day: string) => answer(needed, { outcome: "certify_until", until: day, exception });
    expect(keepUntil("2027-03-31")).toBe("recorded");
    expect(keepUntil("2027-04-01")).toMatch(/may not be longer than the exception/);
  });

  it("names somebody known who does not hold the access", () => {
    const by = (controlOwner: Excepting["controlOwner"]) =>
      answer(needed, { outcome: "certify", exception }, { ...fit, controlOwner });
    expect(by("fit")).toBe("recorded");
    expect(by("unknown")).toMatch(/no such person/);
    expect(by("holder")).toMatch(/Who holds the access/);
  });

  it("is refused where no second person can be found, with whom an admin has to name", () => {
    const nobody = { nobody: "Ask an administrator to name an owner of ERP." };
    expect(answer(needed, { outcome: "certify", exception }, { ...fit, second: nobody })).toBe(
      `nobody-second: ${nobody.nobody}`,
    );
  });

  it("goes with keeping against a finding and with nothing else", () => {
    expect(answer(needed, { outcome: "certify" })).toMatch(/^needs-exception/);
    expect(answer(needed, { outcome: "revoke" })).toBe("recorded");
    expect(answer(needed, { outcome: "modify" })).toBe("recorded");
    expect(answer(needed, { outcome: "revoke", exception })).toMatch(/^exception/);
    expect(answer({ takes: "nothing" }, { outcome: "certify", exception })).toMatch(/^exception/);
    const settled: Keeping = { ...needed, takes: "nothing-while-removed", by: [id(9)] };
    expect(answer(settled, { outcome: "certify" })).toBe("recorded");
    expect(answer(settled, { outcome: "certify", exception })).toBe("recorded");
  });
});

describe("I15: a removal that settled a conflict", () => {
  const changed = (outcome: Outcome, sides: OtherSide[]) => {
    try {
      mustStayRemoved("revoke", outcome, sides);
      return "recorded";
    } catch (error) {
      return error instanceof AppError ? error.slug : String(error);
    }
  };

  it("stays until what was kept because of it is decided again", () => {
    for (const outcome of ["certify", "certify_until", "modify"] as const) {
      expect(changed(outcome, [side(1, "certify")])).toBe("settled-by-this");
      expect(changed(outcome, [side(1, "certify", true)])).toBe("recorded");
      expect(changed(outcome, [side(1, "revoke")])).toBe("recorded");
      expect(changed(outcome, [side(1, null)])).toBe("recorded");
    }
    expect(changed("revoke", [side(1, "certify")])).toBe("recorded");
    expect(() => mustStayRemoved("modify", "certify", [side(1, "certify")])).not.toThrow();
  });
});
