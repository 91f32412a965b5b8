import { describe, expect, test } from "vitest";
import { drafterSettings } from "@/lib/testing/drafters";
import { settingsHash } from "./drafter-hash";
import { mustBeAssessed, mustChange, mustHavePassed, mustHaveTerms, theDrafter } from "./drafter-rules";
import { chosenSettings, drafterSettings as schema } from "./drafters";

const settings = drafterSettings();
const v = { version: 3, state: "draft" as const, hash: settingsHash(settings), madeBy: "mina" };
const passed = { kind: "evaluation" as const, settingsHash: v.hash, passed: true };
const words = "Typed facts under pseudonyms go to Frankfurt and are not kept there.";

describe("a version of the drafter", () => {
  test("is its maker's while it is a draft, and another's to decide once it is proposed", () => {
    expect(() => theDrafter.mustBeOwnDraft(v, "mina")).not.toThrow();
    expect(() => theDrafter.mustBeOwnDraft(v, "cato")).toThrow("Somebody else made the draft");
    expect(() => theDrafter.mustBeOwnDraft({ ...v, state: "proposed" }, "mina")).toThrow("no draft any more");
    expect(() => theDrafter.mustBeAnothersProposal({ ...v, state: "proposed" }, "cato")).not.toThrow();
    expect(() => theDrafter.mustBeAnothersProposal({ ...v, state: "proposed" }, "mina")).toThrow(
      "You made this version",
    );
    expect(() => theDrafter.mustBeAnothersProposal(v, "cato")).toThrow("not waiting for approval");
  });

  test("needs an evaluation of exactly its settings that passed", () => {
    expect(() => mustHavePassed(v, passed)).not.toThrow();
    expect(() => mustHavePassed(v, null)).toThrow("Attach an evaluation");
    expect(() => mustHavePassed(v, { ...passed, kind: "regression" })).toThrow("Attach an evaluation");
    expect(() => mustHavePassed(v, { ...passed, settingsHash: "0".repeat(64) })).toThrow("other settings");
    expect(() => mustHavePassed(v, { ...passed, passed: false })).toThrow("did not reach the thresholds");
    expect(() => mustChange(v, v.hash)).toThrow("the same as the version in force");
    expect(() => mustChange(v, null)).not.toThrow();
  });

  test("that is hosted needs terms, an assessment of at least 40 characters, and the approver's name", () => {
    const local = drafterSettings({ connection: "local", terms: null });
    expect(() => mustHaveTerms(settings)).not.toThrow();
    expect(() => mustHaveTerms({ ...settings, terms: null })).toThrow("Record the provider's terms");
    expect(() => mustHaveTerms(local)).not.toThrow();
    const sign = (given: { words: string; signed?: string }) => () =>
      mustBeAssessed(settings, given, "Cato Lind");
    expect(sign({ words, signed: "Cato Lind" })).not.toThrow();
    expect(sign({ words, signed: " cato LIND " })).not.toThrow();
    expect(sign({ words: `  ${"x".repeat(39)}  `, signed: "Cato Lind" })).toThrow("40 characters");
    expect(sign({ words, signed: "Mina Holt" })).toThrow("Sign the assessment with your own name");
    expect(sign({ words })).toThrow("Sign the assessment");
    expect(() => mustBeAssessed(local, { words: "Ours." }, "Cato Lind")).not.toThrow();
  });
});

describe("the settings", () => {
  test("hash the same whatever the order of their fields, and otherwise where one differs", () => {
    const turned = schema.parse(Object.fromEntries(Object.entries(settings).reverse()));
    expect(settingsHash(turned)).toBe(v.hash);
    for (const change of [{ address: "https://other.example" }, { temperature: 1 }, { terms: null }])
      expect(settingsHash({ ...settings, ...change })).not.toBe(v.hash);
  });

  test("have no place for a key, and none for a model or an address that somebody types", () => {
    expect(schema.safeParse({ ...settings, apiKey: "k" }).success).toBe(false);
    for (const name of ["provider", "model", "address", "connection"])
      expect(Object.keys(chosenSettings.shape)).not.toContain(name);
  });
});
