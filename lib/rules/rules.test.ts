import { describe, expect, test } from "vitest";
import { type Rule, rule, starterRules } from "@/lib/evidence/rules";
import { changesOf, mustBeTried, mustKeepRules, theRules } from "./rules";

const v = { version: 3, state: "draft" as const, hash: "a".repeat(64), madeBy: "mina" };
const done = {
  state: "done" as const,
  hash: v.hash,
  at: "2026-11-20T06:00:00.000Z",
  against: 2,
  sources: [],
  items: 0,
  found: { before: 0, after: 0 },
  rules: [],
};

describe("a version", () => {
  test("is its maker's to change while it is a draft, and another's to decide once it is proposed", () => {
    expect(() => theRules.mustBeOwnDraft(v, "mina")).not.toThrow();
    expect(() => theRules.mustBeOwnDraft(v, "cato")).toThrow("Somebody else made the draft");
    expect(() => theRules.mustBeOwnDraft({ ...v, state: "proposed" }, "mina")).toThrow("no draft any more");
    expect(() => theRules.mustBeAnothersProposal({ ...v, state: "proposed" }, "cato")).not.toThrow();
    expect(() => theRules.mustBeAnothersProposal({ ...v, state: "proposed" }, "mina")).toThrow(
      "You made this version",
    );
    expect(() => theRules.mustBeAnothersProposal(v, "cato")).toThrow("not waiting for approval");
  });

  test("is proposed with a dry run that ended, of exactly its rules, and only if it changes something", () => {
    expect(() => mustBeTried(v, done, "b".repeat(64))).not.toThrow();
    expect(() => mustBeTried(v, null, "b".repeat(64))).toThrow("Try the draft");
    expect(() => mustBeTried(v, { ...done, hash: "c".repeat(64) }, "b".repeat(64))).toThrow("Try the draft");
    const failed = { state: "failed" as const, hash: v.hash, at: done.at, problem: "No source." };
    expect(() => mustBeTried(v, failed, "b".repeat(64))).toThrow("Try the draft");
    expect(() => mustBeTried(v, done, v.hash)).toThrow("the same as the version in force");
  });

  test("keeps every rule that has been in force", () => {
    expect(() => mustKeepRules(starterRules, [...starterRules].reverse())).not.toThrow();
    expect(() => mustKeepRules(starterRules, starterRules.slice(1))).toThrow("switch it off instead");
  });
});

describe("the changes of a draft", () => {
  const pair = rule.parse({
    id: "separation_1",
    type: "separation",
    name: "Bank details and payments",
    on: true,
    params: {
      left: [{ application: "trs", entitlement: "bank", label: "Change bank details" }],
      right: [{ application: "erp", entitlement: "pay" }],
      reason: "",
    },
  });

  test("are none where only the order of fields differs, at any depth", () => {
    const turned: Rule = JSON.parse(JSON.stringify(pair, Object.keys(flat(pair)).sort().reverse()));
    expect(JSON.stringify(turned)).not.toBe(JSON.stringify(pair));
    expect(changesOf([...starterRules, pair], [...starterRules, turned])).toEqual([]);
  });

  test("say what was added, changed and switched", () => {
    const after = starterRules.map((r) =>
      r.type === "unused"
        ? rule.parse({ ...r, on: false, params: { access: "any", days: 30 } })
        : r.type === "leaver"
          ? { ...r, on: false }
          : r,
    );
    expect(changesOf(starterRules, [...after, pair]).map((c) => [c.id, c.what])).toEqual([
      ["leaver", "off"],
      ["privileged_unused", "off"],
      ["privileged_unused", "changed"],
      ["separation_1", "added"],
    ]);
  });
});

/** Every name of a field at any depth: what `JSON.stringify` takes as the order to write in. */
function flat(value: unknown): Record<string, true> {
  if (typeof value !== "object" || value === null) return {};
  return Object.assign(
    Array.isArray(value) ? {} : Object.fromEntries(Object.keys(value).map((k) => [k, true])),
    ...Object.values(value).map(flat),
  );
}
