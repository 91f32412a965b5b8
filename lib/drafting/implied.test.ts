import { describe, expect, test } from "vitest";
import type { Fact, FactOf, ItemType, Packet } from "@/lib/evidence/schema";
import { fact, packetOf } from "@/lib/testing/packets";
import { catalogue, trueClaims } from "./claims";
import { implied, impliedRules } from "./implied";
import { recommend } from "./weighing";

const as = (type: ItemType, facts: readonly Fact[], more: Partial<Packet> = {}): Packet => {
  const packet = packetOf(facts, more);
  return { ...packet, keys: { ...packet.keys, type } };
};
const key = (more: Partial<FactOf<"nhi.credential">["value"]>) =>
  fact("nhi.credential", {
    credential: "CRD-7",
    kind: "api_token",
    age_days: 100,
    rotated: null,
    expires: null,
    last_used: null,
    never_used: false,
    scopes: null,
    scopes_used: null,
    exposed: null,
    ...more,
  });
const conflict = fact("rule.failed", {
  rule: "conflict",
  name: "Create vendors and pay them",
  other: "Maintain vendors",
  other_item: null,
  other_owner: null,
  reason: null,
});
const used = fact("use.last", { on: "2026-11-18", days: 2 });
const idle = fact("use.last", { on: "2026-04-14", days: 220 });
const foreign = [
  fact("role.excludes", { roles: ["Everyone", "Clerk"] }),
  fact("peers.title", { group: "Clerk", holders: 0, others: 10 }),
];
const usual = fact("peers.title", { group: "Clerk", holders: 9, others: 10 });
const revoked = fact("history.decided", {
  on: "2026-08-17",
  by: "Marek Vrba",
  outcome: "revoke",
  together: 1,
  blind: false,
  second_read: false,
  words: true,
  campaign: "Q3 review",
  seed: null,
});
const whole = (days: number) => fact("nhi.last_use", { on: "2026-11-18", days, of: "right" });

describe("the rules of what may be recommended", () => {
  test("each say in words what follows, and name only what the catalogue has", () => {
    const known = new Set(catalogue.map((p) => p.id));
    expect(new Set(impliedRules.map((r) => r.id)).size).toBe(impliedRules.length);
    for (const rule of impliedRules) {
      expect(rule.words).toMatch(/^[A-Z].{10,110}[.]$/u);
      expect(rule.of.length).toBeGreaterThan(0);
      for (const id of [...rule.needs.flat(), ...rule.unless])
        expect(known, `${rule.id}: ${id}`).toContain(id);
      expect((rule.recommendation === "modify") === (rule.target !== null)).toBe(true);
    }
  });

  test("rest on the fact they cite and on the one their sentence draws on beside it", () => {
    const packet = packetOf([used, fact("use.count", { uses: 9, window: 90 })]);
    expect(implied("certify", trueClaims(packet), packet)).toMatchObject({
      rule: { id: "in_use" },
      from: ["E1", "E2"],
    });
  });

  test("take no word of anybody's for a ground (I13)", () => {
    const packet = packetOf([{ ...used, class: "asserted" }]);
    expect(implied("certify", trueClaims(packet), packet)).toBeUndefined();
  });
});

describe("what a careful reader would recommend", () => {
  test.each<[string, Packet, string, string | null]>([
    [
      "a key in use that is old: a new one",
      as("credential", [key({ age_days: 900, last_used: "2026-11-18" })]),
      "modify",
      "rotate",
    ],
    ["a key that nobody uses: its end", as("credential", [key({ never_used: true })]), "revoke", null],
    [
      "a key that stands in a text: a new one",
      as("credential", [
        key({ last_used: "2026-11-18" }),
        fact("credential.seen_in_text", {
          credential: "CRD-7",
          kind: "jwt",
          place: "request T-1",
          others: 0,
        }),
      ]),
      "modify",
      "rotate",
    ],
    [
      "an identity in use with a dead key: less, not its end",
      as("identity", [whole(2), key({ never_used: true })]),
      "modify",
      "reduce",
    ],
    [
      "an identity that nobody answers for: an owner",
      as("identity", [whole(2), fact("nhi.no_owner", {})]),
      "modify",
      "transfer_owner",
    ],
    ["an identity that nothing uses: its end", as("identity", [whole(200)]), "revoke", null],
    [
      "a grant in use of an account with an old key: nothing, the key has its own item",
      as("grant", [used, key({ age_days: 900 })], { rules: { set: "r", passed: 1, failed: 1, unknown: 0 } }),
      "insufficient_evidence",
      null,
    ],
    [
      "a conflict whose sides are both in use: nothing, one of them has to be chosen",
      as("grant", [conflict, used]),
      "insufficient_evidence",
      null,
    ],
    ["a conflict with a side that is idle: that side", as("grant", [conflict, idle]), "revoke", null],
    [
      "access that nobody signs in for",
      as("grant", [fact("account.dormant", { on: "2025-01-01", days: 688, never: false })]),
      "revoke",
      null,
    ],
    ["access that was to be removed and is still there", as("grant", [revoked]), "revoke", null],
    [
      "what was to be removed, but the role includes",
      as("grant", [revoked, fact("role.includes", { role: "Clerk" })]),
      "insufficient_evidence",
      null,
    ],
    ["access in use that nothing explains", as("grant", [used, ...foreign]), "insufficient_evidence", null],
    [
      "the same, where somebody else approved it",
      as("grant", [
        used,
        ...foreign,
        fact("history.requested", { request: null, by: null, approved_by: "Ana Duarte", on: null }),
      ]),
      "certify",
      null,
    ],
    ["what nearly all of the job have, known not to be privileged", as("grant", [usual]), "certify", null],
    [
      "the same, where nobody reports whether it is privileged (I8)",
      as("grant", [usual, fact("entitlement.privilege_unknown", {})]),
      "insufficient_evidence",
      null,
    ],
    [
      "access from before a move that is used in the new job too",
      as("grant", [
        fact("identity.moved", { from: "A", to: "B", on: "2026-03-03", days: 262, after_grant: true }),
        used,
        ...foreign,
      ]),
      "insufficient_evidence",
      null,
    ],
    [
      "no use in a window that is longer than it is held",
      as("grant", [
        fact("use.count", { uses: 0, window: 90 }),
        fact("history.granted", { on: "2026-11-12", days: 8, by: null }),
      ]),
      "insufficient_evidence",
      null,
    ],
  ])("%s", (_, packet, recommendation, target) => {
    const all = trueClaims(packet);
    const found = recommend(all, packet);
    expect(found).toBe(recommendation);
    expect(implied(found, all, packet)?.rule.target ?? null).toBe(target);
  });
});
