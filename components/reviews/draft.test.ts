import { describe, expect, test } from "vitest";
import { targets } from "@/lib/drafting/schema";
import { drafterWords, fellBackWords, recommendedWords } from "./draft";

describe("what the draft recommends", () => {
  test("names the change", () => {
    expect(recommendedWords({ verb: "change", target: "rotate" })).toBe("change: rotate the key");
    expect(recommendedWords({ verb: "change", target: "transfer_owner" })).toBe("change: another owner");
    for (const target of targets) expect(recommendedWords({ verb: "change", target })).toMatch(/^change: \w/);
  });

  test("is the verb alone where it names none, and says so where there is none", () => {
    expect(recommendedWords({ verb: "change", target: null })).toBe("change");
    expect(recommendedWords({ verb: "remove", target: null })).toBe("remove");
    expect(recommendedWords({ verb: "insufficient", target: null })).toBe("no recommendation");
  });
});

describe("who drafted it", () => {
  test("rules, or a model with the versions it was asked with", () => {
    const provenance = { version: null, prompt: "recertification-2", fellBack: null };
    expect(drafterWords({ drafter: "Rule-based draft", provenance })).toBe("Rule-based draft");
    expect(drafterWords({ drafter: "Draft by m-1", provenance: { ...provenance, version: 3 } })).toBe(
      "Draft by m-1, version 3, prompt recertification-2",
    );
    expect(drafterWords({ drafter: "Rule-based draft" })).toBe("Rule-based draft");
  });

  test("says in plain words that rules stood in, and why", () => {
    const provenance = { version: null, prompt: null, fellBack: "The model did not answer in time." };
    expect(fellBackWords({ provenance })).toBe(
      "Rules drafted this in a model's place. The model did not answer in time.",
    );
    expect(fellBackWords({ provenance: { ...provenance, fellBack: null } })).toBeUndefined();
  });
});
