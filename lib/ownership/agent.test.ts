import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentFacts, autonomySteps } from "./agent";

describe("what a directory says of an agent", () => {
  it("reads lists, days and steps as people write them", () => {
    expect(
      agentFacts({
        autonomy: "Acts_with_approval",
        tools: "mail; web fetch | tickets",
        tools_used: "none",
        off_switch_tested: "2026-03-01T09:00:00Z",
        acts_for: "Treasury",
        delegation: "Delegated",
      }),
    ).toMatchObject({
      autonomy: "acts with approval",
      tools: ["mail", "web fetch", "tickets"],
      toolsUsed: [],
      offSwitchTested: "2026-03-01",
      actsFor: ["Treasury"],
      delegation: "delegated",
    });
    expect(agentFacts({ off_switch_tested: "Never" }).offSwitchTested).toBe("never");
  });

  it("I8: what is missing, empty or said to be unknown stays unknown", () => {
    for (const value of [undefined, "", " ", "unknown", "N/A", 7])
      expect(
        agentFacts({
          autonomy: value,
          tools: value,
          off_switch: value,
          off_switch_tested: value,
          model: value,
        }),
      ).toMatchObject({ autonomy: null, tools: null, offSwitch: null, offSwitchTested: null, model: null });
    expect(agentFacts(null)).toEqual(agentFacts({}));
  });

  it("I8: words that are none of the three steps are kept as words, not guessed", () => {
    fc.assert(
      fc.property(fc.string(), (said) => {
        const { autonomy } = agentFacts({ autonomy: said });
        if (autonomy !== null) expect(autonomySteps).toContain(autonomy);
      }),
    );
    expect(agentFacts({ autonomy: "mostly by itself" })).toMatchObject({
      autonomy: null,
      autonomyText: "mostly by itself",
    });
  });
});
