import { describe, expect, it } from "vitest";
import { starterRules } from "@/lib/evidence/rules";
import type { Fact, Packet } from "@/lib/evidence/schema";
import { canBeCloned, contrary, factsSayOf, type Given, planted, plantsFor } from "./challenge-clone";
import { inventedLogin, inventedName } from "./challenge-names";

const none = () => 0;
const at = "2026-11-20T00:00:00.000Z";
const fact = (kind: Fact["kind"], value: unknown, n: number): Fact =>
  ({
    id: `E${n}`,
    kind,
    class: "observed",
    value,
    asOf: at,
    source: { name: "ERP", snapshot: 1, record: "grant a-p12" },
  }) as Fact;

const packet = (privilege: "standard" | "privileged" = "standard", facts?: Fact[]): Packet => ({
  v: 1,
  item: "item",
  version: 1,
  asOf: at,
  keys: {
    source: "ERP",
    type: "grant",
    application_id: "erp",
    account_id: "a-p12",
    entitlement_id: "post",
    credential_id: null,
    identity_id: "p12",
  },
  subject: {
    name: "Priya Raman",
    kind: "human",
    title: "Clerk",
    department: "Finance",
    manager: "Bo Lindqvist",
    location: null,
    employment: "active",
    since: null,
  },
  access: {
    application: "ERP",
    entitlement: "post",
    title: "Post entries",
    phrase: "can post entries",
    type: "permission",
    description: null,
    account: "priya.raman",
    privilege,
    words: "source",
    catalogue: null,
    risk: null,
  },
  facts: facts ?? [
    fact("peers.title", { group: "Clerk", holders: 1, others: 12 }, 1),
    fact("use.last", { on: "2026-11-18", days: 2 }, 2),
    fact("use.count", { uses: 9, window: 90 }, 3),
    fact("identity.active", { status: "active" }, 4),
    fact("text.request", { request: "R-1", text: "Priya Raman needs it", instructs: false, secrets: [] }, 5),
  ],
  rules: { set: "rules-1", passed: 10, failed: 0, unknown: 0, failed_ids: [], unanswered: [] },
  notReported: [],
});
const given = (of: Packet): Given => ({
  packet: of,
  tags: ["new"],
  id: "0193-made-up",
  name: { first: "Delphine", last: "Verhoeven" },
  reviewer: "Bo Lindqvist",
  rules: starterRules,
  other: "Pay invoices",
});

describe("a challenge item", () => {
  it("names the real holder nowhere, nor their account, and says nothing that somebody wrote about them", () => {
    for (const clone of [
      planted(given(packet()), "left", none),
      planted(given(packet()), "conflict", none),
      planted(given(packet("privileged")), "unused", none),
      contrary(given(packet()), "keep", none),
    ]) {
      const text = JSON.stringify(clone.packet);
      expect(text).not.toMatch(/priya|raman|"p12"|a-p12|R-1/i);
      expect(text).toContain("Delphine Verhoeven");
      expect(clone.packet.access.account).toBe("delphine.verhoeven");
      expect(clone.packet.facts.map((f) => f.id)).toEqual(clone.packet.facts.map((_, n) => `E${n + 1}`));
    }
  });

  it("I15: holds what was planted as a fact and as a finding, with the counts, the risk and the tag that go with it", () => {
    const left = planted(given(packet()), "left", none);
    expect(left).toMatchObject({ risk: "high", tags: ["leaver", "new"], factsSay: "remove" });
    expect(left.packet.rules).toMatchObject({ passed: 9, failed: 1, failed_ids: ["leaver"] });
    expect(left.packet.facts.map((f) => f.kind)).toEqual(["rule.failed", "identity.left", "peers.title"]);
    const unused = planted(given(packet("privileged")), "unused", none);
    expect(unused).toMatchObject({ risk: "critical", tags: ["unused", "new"] });
    expect(unused.packet.facts.some((f) => f.kind === "use.last" || f.kind === "use.count")).toBe(false);
    const conflict = planted(given(packet()), "conflict", none);
    expect(conflict.packet.facts[0]?.value).toMatchObject({ other_item: null });
  });

  it("with a wrong draft has the real item's facts, and takes the side against them", () => {
    const of = packet();
    expect(factsSayOf(of)).toBe("keep");
    const clone = contrary(given(of), "keep", none);
    expect(clone).toMatchObject({ drafted: "revoke", plant: "draft_remove", factsSay: "keep" });
    expect(clone.packet.facts.map((f) => [f.kind, f.value])).toEqual(
      of.facts.filter((f) => f.kind !== "text.request").map((f) => [f.kind, f.value]),
    );
    const idle = packet("standard", [
      fact("use.never", { granted_days: 300 }, 1),
      fact("peers.title", { group: "Clerk", holders: 11, others: 12 }, 2),
    ]);
    expect(factsSayOf(idle)).toBe("remove");
    expect(factsSayOf(packet("standard", []))).toBeNull();
  });

  it("is made after a person's access only, and only what goes with the facts is planted", () => {
    const machine = packet();
    expect(canBeCloned({ ...machine, subject: { ...machine.subject, kind: "service" } })).toBe(false);
    expect(canBeCloned({ ...machine, keys: { ...machine.keys, type: "identity" } })).toBe(false);
    expect(plantsFor({ packet: machine, rules: starterRules, other: null })).toEqual(["left"]);
    expect(plantsFor({ packet: packet("privileged"), rules: starterRules, other: "Pay" })).toEqual([
      "left",
      "conflict",
      "unused",
    ]);
  });
});

describe("an invented name", () => {
  it("is nobody's, and a login is of the same make", () => {
    const first = inventedName(none, new Set());
    const whole = `${first.first} ${first.last}`.toLowerCase();
    expect(inventedName(none, new Set([whole]))).not.toEqual(first);
    const of = { name: "Priya Raman", first: "Teo", last: "Wahl" };
    expect(inventedLogin("praman", of, none)).toBe("twahl");
    expect(inventedLogin("u10234", of, none)).toBe("u21345");
    expect(inventedLogin("ops", of, none)).toBe("teo.wahl");
    const folded = { ...of, name: "Jon Þórðarson" };
    expect(inventedLogin("jon.thordarson", folded, none)).toBe("teo.wahl");
  });
});
