import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import type { Fact } from "@/lib/evidence/schema";
import { choicesOf } from "./choices";
import type { Keeping, Second } from "./keeping";
import { acknowledgement, dispositionOf, effectOf, type Gate, gate, nextHolder } from "./rules";
import type { DecideInput, Outcome } from "./schema";

const hash = "a".repeat(64);
const source = { name: "ERP", snapshot: 1, record: "grant 1" };
const asOf = "2026-11-20T00:00:00.000Z";
const draft = {
  id: "018f0000-0000-7000-8000-0000000000d1",
  hash: "b".repeat(64),
  recommendation: "revoke",
  target: null,
  withdrawn: false,
};
const item = "018f0000-0000-7000-8000-000000000001";

const open: Gate = {
  campaign: { status: "launched", name: "Q4 review" },
  review: { signedOff: false },
  item: {
    state: "open",
    evidenceHash: hash,
    type: "grant",
    subject: "1/p7",
    answeredBy: null,
    decisionId: null,
    outcome: null,
    blocked: { "1/p7": "This is your own access." },
    arm: "assisted",
    risk: "low",
    privilege: "standard",
  },
  standing: null,
  who: { personId: "p1", identity: "1/p1" },
  before: null,
  served: { evidenceHash: hash, draftId: draft.id, draftHash: draft.hash, at: new Date(asOf) },
  reveal: { choice: null },
  draft,
  packet: { asOf, facts: [] },
  keeping: { takes: "nothing" },
  sides: [],
  controlOwner: "fit",
  second: null,
  asked: false,
  newOwner: undefined,
  today: "2026-11-22",
};
const exception = {
  reason: "Month end needs both until January.",
  control: "The ledger's owner reads every payment run.",
  controlOwner: "018f0000-0000-7000-8000-0000000000c1",
  until: "2027-03-31",
};
const remove: DecideInput = {
  item,
  key: "12345678",
  outcome: "revoke",
  reasonCode: "not_used",
  evidence: hash,
  draft: { id: draft.id, hash: draft.hash },
  supersedes: null,
  acknowledged: false,
};
const keep: DecideInput = {
  ...remove,
  outcome: "certify",
  reasonCode: "needed_for_job",
  words: "Month end needs it.",
};

/** The slug of the refusal, or "recorded". */
function answer(g: Gate, input: DecideInput): string {
  try {
    gate(g, input);
    return "recorded";
  } catch (error) {
    return error instanceof AppError ? error.slug : String(error);
  }
}

describe("the gate", () => {
  it("computes the disposition on the server from outcome and recommendation alone", () => {
    expect(gate(open, remove)).toEqual({
      disposition: "confirmed",
      recommendationSeen: "before",
      firstChoice: null,
      arm: "assisted",
    });
    expect(gate(open, keep)).toMatchObject({ disposition: "overridden" });
    const silent = { ...open, draft: { ...draft, recommendation: "insufficient_evidence" } };
    expect(gate(silent, remove)).toMatchObject({ disposition: "undrafted", arm: "assisted" });
    const bare: Gate = {
      ...open,
      draft: undefined,
      reveal: undefined,
      served: { ...served(open), draftId: null, draftHash: null },
    };
    expect(gate(bare, { ...remove, draft: null })).toEqual({
      disposition: "undrafted",
      recommendationSeen: "never",
      firstChoice: null,
      arm: "undrafted",
    });
  });

  it("keeps which verb was chosen before the recommendation was seen", () => {
    expect(gate({ ...open, reveal: { choice: "certify" } }, remove)).toMatchObject({
      recommendationSeen: "after",
      firstChoice: "certify",
    });
  });

  it("I4: refuses what was not served, and answers 409 where it was superseded or withdrawn meanwhile", () => {
    expect(answer({ ...open, served: undefined }, remove)).toBe("not-served");
    expect(answer({ ...open, item: { ...open.item, evidenceHash: "c".repeat(64) } }, remove)).toBe(
      "packet-superseded",
    );
    expect(answer({ ...open, draft: { ...draft, withdrawn: true } }, remove)).toBe("draft-withdrawn");
    expect(answer(open, { ...remove, draft: null })).toBe("draft-changed");
    expect(answer(open, { ...remove, draft: { ...draft, hash } })).toBe("draft-changed");
  });

  it("I5: a change of mind names the decision it replaces; another's in between is a conflict", () => {
    const decided = { ...open, item: { ...open.item, state: "decided", decisionId: item } };
    expect(answer(decided, { ...remove, supersedes: item })).toBe("recorded");
    expect(answer(decided, remove)).toBe("decided-elsewhere");
    expect(answer(open, { ...remove, supersedes: item })).toBe("decided-elsewhere");
  });

  it("I7: nobody decides on their own access, or on what they provisioned", () => {
    expect(answer({ ...open, who: { personId: "p7", identity: "1/p7" } }, remove)).toBe("not-your-own");
    expect(answer({ ...open, who: { personId: "p7", identity: null } }, remove)).toBe("recorded");
  });

  it("I7: a person whom no directory names is blocked as the portal user they are", () => {
    const gave = { ...open, item: { ...open.item, blocked: { "person/p7": "You gave this access." } } };
    expect(answer({ ...gave, who: { personId: "p7", identity: null } }, remove)).toBe("not-your-own");
    expect(answer({ ...gave, who: { personId: "p7", identity: "1/p1" } }, remove)).toBe("not-your-own");
    expect(answer(gave, remove)).toBe("recorded");
  });

  it("I12: a first decision on a blind item is by no draft, and the one after it is read against the draft", () => {
    const unseen = { ...served(open), draftId: null, draftHash: null };
    const blind: Gate = {
      ...open,
      item: { ...open.item, arm: "blind" },
      draft: undefined,
      reveal: undefined,
      served: unseen,
    };
    expect(answer(blind, remove)).toBe("decide-first");
    // Not even where the draft was served to them before the item was made blind.
    expect(answer({ ...blind, served: served(open), draft }, remove)).toBe("decide-first");
    expect(gate(blind, { ...keep, draft: null })).toEqual({
      disposition: "undrafted",
      recommendationSeen: "never",
      firstChoice: null,
      arm: "blind",
    });
    const after: Gate = {
      ...open,
      item: { ...open.item, arm: "blind", state: "decided", decisionId: item, outcome: "certify" },
      before: "certify",
      reveal: undefined,
    };
    const again = { supersedes: item };
    expect(gate(after, { ...keep, ...again })).toEqual({
      disposition: "overridden",
      recommendationSeen: "after",
      firstChoice: "certify",
      arm: "blind",
    });
    expect(gate(after, { ...remove, ...again })).toMatchObject({
      disposition: "confirmed",
      firstChoice: "certify",
    });
    // There was no draft to show: nothing was seen, and nothing is confirmed.
    expect(gate({ ...after, draft: undefined, served: unseen }, { ...keep, ...again, draft: null })).toEqual({
      disposition: "undrafted",
      recommendationSeen: "never",
      firstChoice: null,
      arm: "blind",
    });
  });

  it("I12: an item without a draft by lot is by none before and after", () => {
    const without: Gate = {
      ...open,
      item: { ...open.item, arm: "undrafted" },
      draft: undefined,
      reveal: undefined,
      served: { ...served(open), draftId: null, draftHash: null },
    };
    expect(answer(without, remove)).toBe("decide-first");
    for (const before of [null, "certify"] as const)
      expect(gate({ ...without, before }, { ...keep, draft: null })).toMatchObject({
        disposition: "undrafted",
        recommendationSeen: "never",
        arm: "undrafted",
      });
  });

  it("I15: keeping against a finding needs an exception; remove and change do not", () => {
    const found: Gate = {
      ...open,
      keeping: { takes: "exception", rules: ["conflict"], otherItem: null, second: false },
    };
    expect(answer(found, keep)).toBe("needs-exception");
    expect(answer(found, { ...keep, outcome: "certify_until", until: "2027-01-01" })).toBe("needs-exception");
    expect(answer(found, { ...keep, exception })).toBe("recorded");
    expect(answer(found, remove)).toBe("recorded");
    expect(answer(found, { ...remove, outcome: "modify", target: "reduce", words: "Read only." })).toBe(
      "recorded",
    );
    expect(answer(open, { ...keep, exception })).toBe("exception");
    expect(answer(found, { ...remove, exception })).toBe("exception");
  });

  it("I15: an exception's reason is the reason for an override, and nothing is asked for twice", () => {
    const found: Gate = {
      ...open,
      keeping: { takes: "exception", rules: ["conflict"], otherItem: null, second: false },
    };
    const { words: _words, ...silent } = keep;
    expect(answer(found, { ...silent, exception })).toBe("recorded");
  });

  it("I5: what was asked for in the target system at an earlier sign-off is not changed any more", () => {
    const decided: Gate = {
      ...open,
      item: { ...open.item, state: "decided", decisionId: item },
      asked: true,
    };
    expect(answer(decided, { ...keep, supersedes: item })).toBe("asked-for");
  });

  it("I2: nothing is decided once the campaign, the review or the item has ended", () => {
    for (const status of ["closed", "sealed", "cancelled", "launching"])
      expect(answer({ ...open, campaign: { ...open.campaign, status } }, remove)).toBe("campaign-ended");
    expect(answer({ ...open, review: { signedOff: true } }, remove)).toBe("signed-off");
    for (const state of ["not_certified", "removed_at_source"])
      expect(answer({ ...open, item: { ...open.item, state } }, remove)).toBe("item-ended");
  });

  it("asks why for an override, and never for agreement", () => {
    const { words: _words, ...silent } = keep;
    expect(answer(open, silent)).toBe("override-words");
    expect(answer(open, remove)).toBe("recorded");
  });

  it("asks for a last day with keep until, after today, and only there", () => {
    expect(answer(open, { ...keep, outcome: "certify_until" })).toBe("until");
    expect(answer(open, { ...keep, outcome: "certify_until", until: "2026-11-22" })).toBe("until");
    expect(answer(open, { ...keep, outcome: "certify_until", until: "2026-11-23" })).toBe("recorded");
    expect(answer(open, { ...keep, until: "2026-11-23" })).toBe("until");
    expect(answer(open, { ...remove, outcome: "modify" })).toBe("change");
    expect(answer(open, { ...remove, reasonCode: "needed_for_job" })).toBe("reason");
  });

  it("asks for the same care before removing what is in use or held by nobody else", () => {
    const used = facts({ kind: "use.last", value: { on: "2026-11-15", days: 5 } });
    expect(answer({ ...open, packet: { asOf, facts: used } }, remove)).toBe("acknowledge");
    expect(answer({ ...open, packet: { asOf, facts: used } }, { ...remove, acknowledged: true })).toBe(
      "recorded",
    );
    expect(
      acknowledgement(facts({ kind: "use.last", value: { on: "2026-10-01", days: 50 } }), "revoke"),
    ).toBeNull();
    expect(acknowledgement(facts({ kind: "account.last_admin", value: {} }), "revoke")).toMatch(
      /last administrator/,
    );
    expect(acknowledgement(used, "certify")).toBeNull();
  });

  it("I3: whether an act is accepted never depends on the recommendation, save that an override says why", () => {
    const outcome = fc.constantFrom<Outcome>("certify", "certify_until", "revoke", "modify");
    const recommendation = fc.constantFrom("certify", "revoke", "modify", "insufficient_evidence");
    fc.assert(
      fc.property(
        outcome,
        recommendation,
        recommendation,
        fc.integer({ min: 0, max: 2 }),
        fc.boolean(),
        (o, one, other, findings, excepted) => {
          const input: DecideInput = {
            ...remove,
            outcome: o,
            reasonCode: "other",
            words: "Because it is so.",
            ...(o === "certify_until" ? { until: "2027-01-01" } : {}),
            ...(o === "modify" ? { target: "reduce" as const } : {}),
            ...(excepted ? { exception } : {}),
          };
          const g: Gate = {
            ...open,
            keeping:
              findings === 0
                ? { takes: "nothing" }
                : { takes: "exception", rules: ["conflict"], otherItem: null, second: findings === 2 },
          };
          expect(answer({ ...g, draft: { ...draft, recommendation: one } }, input)).toBe(
            answer({ ...g, draft: { ...draft, recommendation: other } }, input),
          );
        },
      ),
    );
  });
});

function served(g: Gate) {
  if (!g.served) throw new Error("nothing was served");
  return g.served;
}

function facts(...list: Pick<Fact, "kind" | "value">[]): Fact[] {
  return list.map((f, i) => ({ id: `E${i + 1}`, class: "observed", asOf, source, ...f }) as Fact);
}

describe("words for the panel", () => {
  it("says whether an outcome confirms or overrides", () => {
    const says = (recommendation: string) => ({ recommendation, target: null });
    expect(dispositionOf(says("revoke"), "revoke")).toBe("confirmed");
    expect(dispositionOf(says("revoke"), "certify")).toBe("overridden");
    expect(dispositionOf(says("certify"), "certify_until")).toBe("overridden");
    expect(dispositionOf(says("insufficient_evidence"), "certify")).toBe("undrafted");
    expect(dispositionOf(undefined, "certify")).toBe("undrafted");
  });

  it("compares the kind of change only where the draft names one", () => {
    const says = (target: "reduce" | "rotate" | null) => ({ recommendation: "modify", target });
    expect(dispositionOf(says(null), "modify", "credential", "rotate")).toBe("confirmed");
    expect(dispositionOf(says("rotate"), "modify", "credential", "rotate")).toBe("confirmed");
    expect(dispositionOf(says("rotate"), "modify", "credential", "reduce")).toBe("overridden");
  });

  const packet = {
    v: 1 as const,
    item,
    version: 1,
    asOf,
    keys: {
      source: "ERP",
      type: "grant" as const,
      application_id: "erp",
      account_id: "PRAMAN",
      entitlement_id: "FI_PAY",
      credential_id: null,
      identity_id: "p1",
    },
    subject: {
      name: "Priya Raman",
      kind: "human" as const,
      title: null,
      department: null,
      manager: null,
      location: null,
      employment: null,
      since: null,
    },
    access: {
      application: "ERP",
      entitlement: "FI_PAY",
      title: "Release payments",
      phrase: null,
      type: null,
      description: null,
      account: "PRAMAN",
      privilege: null,
      words: "name" as const,
      catalogue: null,
      risk: null,
    },
    facts: facts({ kind: "entitlement.holders", value: { others: 2 } }),
    rules: { set: "s", passed: 0, failed: 0, unknown: 0 },
    notReported: [],
  };

  it("says what will happen in the target system, in its words", () => {
    expect(effectOf(packet, "revoke")).toBe(
      "After sign-off, ERP's owner is asked to take FI_PAY from account PRAMAN. 2 other accounts still hold it.",
    );
    expect(effectOf(packet, "certify")).toBe("Nothing changes in ERP.");
  });

  it("I3: offers the same verbs, reasons and effects whatever the findings are, and says what is refused and why", () => {
    const today = "2026-11-22";
    const against = { rules: ["conflict"], otherItem: null, second: true };
    const of = (keeping: Keeping, second: Second | null = null) =>
      choicesOf(packet, { keeping, second, today });
    const clean = of({ takes: "nothing" });
    const found = of({ takes: "exception", ...against }, { id: "o", name: "Olu Owner" });
    const alone = of({ takes: "exception", ...against }, { nobody: "Name an owner of ERP." });
    const settled = of({ takes: "nothing-while-removed", by: ["d"], ...against });
    for (const choices of [found, alone, settled]) {
      expect(Object.keys(choices)).toEqual(Object.keys(clean));
      for (const verb of ["remove", "change", "dont_know"] as const)
        expect(choices[verb]).toEqual(clean[verb]);
    }
    expect(found.keep.exception).toMatchObject({ second: "Olu Owner", until: { max: "2027-11-23" } });
    expect(found.keep_until.exception).toEqual(found.keep.exception);
    expect(alone.keep).toMatchObject({ refused: "Name an owner of ERP." });
    expect(settled.keep.effects.join(" ")).toMatch(/takes no exception/);
    expect([clean.keep.refused, clean.keep.exception]).toEqual([undefined, undefined]);
  });
});

describe("who gets an item that its reviewer does not know", () => {
  const candidate = (personId: string, identity: string | null = null, active = true) => ({
    personId,
    identity,
    active,
  });

  it("is the first of the chain who has not had it, may decide it and is there", () => {
    const chain = [candidate("owner", "1/o"), candidate("fallback")];
    expect(nextHolder(chain, new Set(), {})?.personId).toBe("owner");
    expect(nextHolder(chain, new Set(["owner"]), {})?.personId).toBe("fallback");
    expect(nextHolder(chain, new Set(), { "1/o": "It is their own." })?.personId).toBe("fallback");
    expect(nextHolder([candidate("owner", null, false)], new Set(), {})).toBeUndefined();
  });

  it("I7: is never somebody who is blocked, inactive or has held it", () => {
    const person = fc.record({
      personId: fc.constantFrom("a", "b", "c", "d"),
      identity: fc.constantFrom(null, "1/a", "1/b"),
      active: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(person),
        fc.array(fc.constantFrom("a", "b")),
        fc.constantFrom({}, { "1/a": "why" }),
        (chain, held, blocked: Record<string, string>) => {
          const next = nextHolder(chain, new Set(held), blocked);
          if (!next) return;
          expect(next.active && !held.includes(next.personId as "a")).toBe(true);
          expect(next.identity !== null && next.identity in blocked).toBe(false);
        },
      ),
    );
  });
});

describe("acts on credentials and identities", () => {
  const whole: Gate = { ...open, item: { ...open.item, type: "identity", subject: "1/n1" } };
  const key: Gate = { ...open, item: { ...open.item, type: "credential", subject: "1/n1" } };
  const noa = { name: "Noa Next", kind: "person", status: "active", identity: "1/p2" };
  const change = (target: DecideInput["target"], more: Partial<DecideInput> = {}): DecideInput => ({
    ...remove,
    outcome: "modify",
    reasonCode: "other",
    words: "To somebody who runs it.",
    ...(target ? { target } : {}),
    ...more,
  });
  const transfer = change("transfer_owner", { newOwner: "018f0000-0000-7000-8000-0000000000c2" });

  it("says in one sentence which change is asked of what", () => {
    expect(answer(key, change("rotate"))).toBe("recorded");
    expect(answer(open, change("rotate"))).toBe("target");
    expect(answer(whole, change("rotate"))).toBe("target");
    expect(answer(open, change("retire"))).toBe("target");
    expect(answer({ ...whole, newOwner: noa }, transfer)).toBe("recorded");
    expect(answer({ ...key, newOwner: noa }, transfer)).toBe("target");
    expect(answer(whole, change("transfer_owner"))).toBe("new-owner");
  });

  it("I7: a new owner is somebody else who can sign in", () => {
    expect(answer({ ...whole, newOwner: { ...noa, identity: "1/n1" } }, transfer)).toBe("new-owner");
    expect(answer({ ...whole, newOwner: { ...noa, status: "disabled" } }, transfer)).toBe("new-owner");
    expect(answer(whole, transfer)).toBe("new-owner");
  });

  it("removing an identity confirms a draft that says remove, by either name", () => {
    const disposition = (g: Gate, input: DecideInput) => gate(g, input).disposition;
    expect(disposition(whole, remove)).toBe("confirmed");
    expect(disposition(whole, change("retire"))).toBe("confirmed");
    expect(disposition(key, change("rotate"))).toBe("overridden");
    const says = { ...draft, recommendation: "modify" };
    expect(disposition({ ...key, draft: says }, change("rotate"))).toBe("confirmed");
  });

  it("I5: what the identity's decision answers is changed there", () => {
    const answered = { ...open, item: { ...open.item, answeredBy: item } };
    expect(answer(answered, remove)).toBe("answered-by");
  });
});
