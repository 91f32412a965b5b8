import { describe, expect, it } from "vitest";
import type { IdentityItem, MachineRow } from "@/lib/ownership/schema";
import { itemWords, knownWords, offerWords, reachWords, testedWords } from "./words";

const row: MachineRow = {
  source: 1,
  sourceName: "Directory",
  id: "n1",
  name: "svc-pay",
  kind: "service",
  purpose: null,
  owner: null,
  since: null,
  createdBy: null,
  lastUse: null,
  keysUsedBy: [],
  dependants: [],
  grants: 3,
  privileged: 1,
  applications: ["Cloud", "Ledger"],
  keys: 0,
  grantedBy: ["Noa Next"],
  offer: null,
};

describe("words about a machine", () => {
  it("I8: tell what is known, and what is not reported never as none", () => {
    const known = knownWords(row);
    expect(known.filter((k) => k.text !== null)).toEqual([
      { term: "Access given by", lack: "who gave it access", text: "Noa Next" },
    ]);
    expect(knownWords({ ...row, lastUse: "never" })[2]?.text).toBe("never");
    expect(testedWords(null, "2026-11-20")).toBeNull();
    expect(testedWords("never", "2026-11-20")).toBe("never tested");
    expect(testedWords("2026-11-10", "2026-11-20T00:00:00Z")).toBe("last tested 10 Nov 2026, 10 days ago");
  });

  it("tell how far it reaches", () => {
    expect(reachWords(row)).toBe("3 grants, 1 privileged, in Cloud and Ledger");
    expect(reachWords({ ...row, grants: 1, privileged: 0, applications: ["Cloud"] })).toBe(
      "1 grant in Cloud",
    );
    expect(reachWords({ ...row, grants: 0 })).toBe("No access in force");
  });

  it("tell where a question stands", () => {
    const offer = {
      id: "018f0000-0000-7000-8000-000000000001",
      state: "declined" as const,
      to: "Noa Next",
      by: "Ada Admin",
      reason: null,
      offeredAt: "2026-11-01T09:00:00Z",
      answeredAt: "2026-11-02T09:00:00Z",
      words: "Ask Olu.",
    };
    expect(offerWords(offer)).toBe("Noa Next declined on 2 Nov 2026: “Ask Olu.”");
    expect(offerWords({ ...offer, state: "offered" })).toBe(
      "Noa Next was asked on 1 Nov 2026 and has not answered.",
    );
  });

  it("tell what was decided, an identity removed as retired and what it answers as that", () => {
    const item: IdentityItem = {
      id: "018f0000-0000-7000-8000-000000000001",
      campaign: "018f0000-0000-7000-8000-000000000002",
      campaignName: "Q4",
      type: "identity",
      title: "svc-pay as a whole",
      application: "Directory",
      state: "decided",
      outcome: "revoke",
      target: null,
      waiting: null,
      answered: false,
      reviewer: "Olu Owner",
      decidedAt: null,
      seed: null,
    };
    expect(itemWords(item)).toBe("Retired");
    expect(itemWords({ ...item, type: "grant", answered: true })).toBe(
      "Removed with the identity as a whole",
    );
    expect(itemWords({ ...item, outcome: "modify", target: "transfer_owner", waiting: "acceptance" })).toBe(
      "Another owner, waits for the new owner",
    );
    expect(itemWords({ ...item, state: "open", outcome: null })).toBe("Open");
  });
});
