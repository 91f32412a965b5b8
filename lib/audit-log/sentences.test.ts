import { describe, expect, it } from "vitest";
import { events } from "./events";
import { type LeafView, peopleIn, sentenceOf, stepWords } from "./sentences";

const leaf = (type: string, data: unknown, more: Partial<LeafView> = {}): LeafView => ({
  type,
  actor: { kind: "person", id: "ana", authn: "oidc" },
  campaign: "q4",
  item: "i1",
  data,
  ...more,
});

/** The sentence with everything it names in brackets. */
const text = (of: LeafView) =>
  sentenceOf(of)
    .map((p) => (typeof p === "string" ? p : `[${p.is} ${p.id}]`))
    .join("");

const recorded = {
  decision: "d1",
  outcome: "certify_until",
  until: "2027-03-31",
  disposition: "confirmed",
  recommendation_seen: "before",
  reason_code: "needed_for_job",
  arm: "assisted",
  eligibility: {},
  rules_passed: 1,
  findings: 0,
  rules_unknown: 0,
  served_at: "2026-11-22T09:00:00.000Z",
};

describe("an entry in a sentence", () => {
  it("says who did what to what", () => {
    expect(text(leaf("decision.recorded", recorded))).toBe(
      "[actor ana] recorded keep until 2027-03-31 on [item i1]",
    );
    expect(
      text(leaf("decision.recorded", { ...recorded, outcome: "revoke", until: undefined, supersedes: "d0" })),
    ).toBe("[actor ana] recorded remove on [item i1], in place of the decision before");
    expect(text(leaf("item.reassigned", { from: "ana", to: "bo" }))).toBe(
      "[actor ana] handed [item i1] from [person ana] to [person bo]",
    );
    expect(text(leaf("remediation.seen_gone", { task: "t", snapshot: 4, strength: "live read" }))).toBe(
      "[actor ana] saw [item i1] gone in snapshot 4 (live read)",
    );
    expect(peopleIn(sentenceOf(leaf("item.reassigned", { from: "ana", to: "bo" })))).toEqual([
      "ana",
      "ana",
      "bo",
    ]);
  });

  it("says what of others' was opened", () => {
    const opened = (data: object) => text(leaf("access.read", data));
    expect(opened({ what: "words", entry: `sha256:${"0".repeat(64)}` })).toBe(
      "[actor ana] opened words of others’",
    );
    expect(opened({ what: "replay", of: "i1", person: "bo" })).toBe(
      "[actor ana] opened what [person bo] saw of [item i1]",
    );
    expect(opened({ what: "prompt", of: "i1" })).toBe(
      "[actor ana] opened what was sent for the draft of [item i1]",
    );
    expect(opened({ what: "figures", of: "q4" })).toBe(
      "[actor ana] opened the figures by name of [campaign q4]",
    );
    expect(opened({ what: "workpaper", of: "w1" })).toBe("[actor ana] opened a workpaper");
  });

  it("counts in the singular", () => {
    const closed = { decided: 1, not_certified: 0, removed: 0, root: `sha256:${"0".repeat(64)}` };
    expect(text(leaf("campaign.closed", closed))).toBe(
      "[actor ana] closed [campaign q4]: 1 item decided, 0 not certified",
    );
  });

  it("says the type of what it does not know, or of what is not of its form", () => {
    expect(text(leaf("moon.landed_on", {}))).toBe("[actor ana] moon landed on");
    expect(text(leaf("decision.recorded", { outcome: "shrug" }))).toBe("[actor ana] decision recorded");
    expect(text(leaf("toString", {}))).toBe("[actor ana] toString");
  });

  it("says something of every kind of entry", () => {
    for (const type of Object.keys(events))
      expect(text(leaf(type, {})).length).toBeGreaterThan("[actor ana] ".length);
  });

  it("names automatic steps", () => {
    expect(stepWords({ kind: "system:sequencer", id: "sequencer" })).toBe("The log");
    expect(stepWords({ kind: "system:new-one", id: "new-one" })).toBe("The step new-one");
    expect(stepWords({ kind: "person", id: "x" })).toBe("Somebody who is no longer here");
  });
});
