import { describe, expect, it } from "vitest";
import { resultOf } from "./reperformance";
import type { Attribute } from "./workpaper-schema";
import { lastDay, type Tested, testsOf } from "./workpaper-tests";

const today = "2026-11-22";
const decided: Tested = {
  state: "decided",
  closed: "2026-11-21T00:00:00.000Z",
  due: "2026-11-20T23:59:59.000Z",
  frozenHash: "a".repeat(64),
  purged: false,
  launch: { leaf: 4, root: "sha256:root", today: "sha256:root" },
  decision: {
    by: "Berta Boss",
    outcome: "certify",
    basis: "manager",
    blocked: null,
    isSubject: false,
    at: "2026-11-20T12:00:00.000Z",
    servedAt: "2026-11-20T11:58:00.000Z",
    whole: false,
    evidence: "b".repeat(64),
    reasonCode: "needed_for_job",
    words: "given",
    leaf: 9,
  },
  notCertified: null,
  task: null,
  exception: null,
};
type Decision = NonNullable<Tested["decision"]>;
const decision = (change: Partial<Decision>): Tested => ({
  ...decided,
  decision: { ...decided.decision, ...change } as Decision,
});
const resultsOf = (t: Tested) =>
  Object.fromEntries(testsOf(t, today).map((f) => [f.attribute, f.result])) as Record<
    Attribute,
    string | null
  >;
const task = (state: NonNullable<Tested["task"]>["state"]): Tested => ({
  ...decision({ outcome: "revoke" }),
  task: { kind: "remove", state, strength: "live read", observedAt: null, snapshot: 7, why: null, leaf: 12 },
});
const exception = (change: Partial<NonNullable<Tested["exception"]>>): Tested => ({
  ...decided,
  exception: {
    state: "granted",
    until: "2027-01-31",
    owner: "Olga Owner",
    settledBy: "Sven Second",
    needsSecond: true,
    leaf: 13,
    ...change,
  },
});

describe("what code tests of an item", () => {
  it("is met by a decision that is in order, and leaves judgement to people", () => {
    expect(resultsOf(decided)).toEqual({
      population: "met",
      reviewer: "met",
      in_time: "met",
      evidence: "met",
      reason: "met",
      removal: "not_applicable",
      exception: "not_applicable",
      appropriate: null,
      adequate: null,
    });
    const found = testsOf(decided, today).find((f) => f.attribute === "evidence");
    expect(found).toMatchObject({ leaf: 9, evidence: "b".repeat(64) });
  });

  it.each<[string, Tested, Attribute, string | null]>([
    ["no frozen evidence", { ...decided, frozenHash: null }, "population", "exception"],
    ["no launch in the log", { ...decided, launch: null }, "population", "exception"],
    [
      "other items than the launch's",
      { ...decided, launch: { leaf: 4, root: "sha256:root", today: "sha256:other" } },
      "population",
      "exception",
    ],
    ["evidence past its period", { ...decided, frozenHash: null, purged: true }, "population", null],
    ["I7: by its subject", decision({ isSubject: true }), "reviewer", "exception"],
    [
      "I7: by whom the launch ruled out",
      decision({ blocked: "You gave this access." }),
      "reviewer",
      "exception",
    ],
    ["late", decision({ at: "2026-11-21T00:00:00.000Z" }), "in_time", "exception"],
    ["served afterwards", decision({ servedAt: "2026-11-20T12:00:01.000Z" }), "evidence", "exception"],
    ["no reason code", decision({ reasonCode: "" }), "reason", "exception"],
    ["another reason, and no words", decision({ reasonCode: "other", words: "none" }), "reason", "exception"],
    ["another reason, erased since", decision({ reasonCode: "other", words: "erased" }), "reason", "met"],
    ["I10: seen gone", task("seen_gone"), "removal", "met"],
    ["I10: reported done", task("applied"), "removal", "exception"],
    ["I10: came back", task("returned"), "removal", "exception"],
    ["not observed", task("not_observed"), "removal", "exception"],
    ["withdrawn", task("withdrawn"), "removal", "not_applicable"],
    ["nothing asked for", decision({ outcome: "revoke" }), "removal", "exception"],
    ["I15: granted, in date", exception({}), "exception", "met"],
    ["I15: its last day", exception({ until: today }), "exception", "met"],
    ["I15: run out", exception({ until: "2026-11-21" }), "exception", "exception"],
    ["I15: pending", exception({ state: "pending", settledBy: null }), "exception", "exception"],
    ["I15: no second person", exception({ settledBy: null }), "exception", "exception"],
  ])("%s", (_, of, attribute, result) => {
    expect(resultsOf(of)[attribute]).toBe(result);
  });

  it("I15: an exception is judged at the end of the period or of the campaign, whenever that is looked at", () => {
    const ended = { closed: "2026-06-30T17:00:00.000Z" };
    const later = "2026-11-22T08:00:00.000Z";
    expect(lastDay(ended, null, later)).toBe("2026-06-30");
    expect(lastDay(ended, "2026-09-30", later)).toBe("2026-09-30");
    expect(lastDay(ended, "2026-12-31", later)).toBe("2026-11-22");
    expect(lastDay({ closed: null }, null, later)).toBe("2026-11-22");
    const since = exception({ until: "2026-07-31" });
    const inDate = (day: string) => testsOf(since, day).find((f) => f.attribute === "exception")?.result;
    expect(inDate(lastDay(ended, null, later))).toBe("met");
    expect(inDate(lastDay(ended, "2026-09-30", later))).toBe("exception");
  });

  it("says of what an identity's retirement answers that the decision on the identity is tested", () => {
    const found = testsOf(decision({ outcome: "revoke", whole: true }), today);
    const through = found.filter((f) =>
      f.says.startsWith("Through the decision on the identity as a whole: "),
    );
    expect(through.map((f) => f.attribute)).toEqual([
      "reviewer",
      "in_time",
      "evidence",
      "reason",
      "removal",
      "exception",
    ]);
  });

  it("I2: what nobody decided is an exception to timeliness and to nothing else", () => {
    const left: Tested = {
      ...decided,
      state: "not_certified",
      decision: null,
      notCertified: { reason: "not decided", owner: "Olga Owner", until: "2026-12-20" },
    };
    expect(resultsOf(left)).toMatchObject({
      population: "met",
      in_time: "exception",
      reviewer: "not_applicable",
      evidence: "not_applicable",
    });
    const gone: Tested = { ...decided, state: "removed_at_source", decision: null };
    expect(resultsOf(gone).in_time).toBe("not_applicable");
  });
});

describe("the comparison of a re-performance", () => {
  it("counts both sides, and what was not known apart", () => {
    const pairs = [
      ...Array.from({ length: 20 }, () => ({ first: "keep", second: "keep" }) as const),
      ...Array.from({ length: 15 }, () => ({ first: "remove", second: "remove" }) as const),
      ...Array.from({ length: 5 }, () => ({ first: "keep", second: "remove" }) as const),
      ...Array.from({ length: 10 }, () => ({ first: "change", second: "keep" }) as const),
      { first: "keep", second: "dont_know" } as const,
    ];
    const { sample, notKnown, sides, verbs } = resultOf(pairs);
    expect([sample, notKnown]).toEqual([51, 1]);
    // The example of 50 grant applications: 20 and 15 of one mind, kappa 0.4.
    expect(sides.table).toEqual([
      [20, 5],
      [10, 15],
    ]);
    expect(sides.observed).toMatchObject({ enough: true, count: 35, n: 50 });
    expect(sides.kappa).toMatchObject({ enough: true, estimate: expect.closeTo(0.4, 10) });
    expect(verbs.observed).toMatchObject({ enough: true, count: 35, n: 50 });
  });

  it("gives no number where nothing can be compared", () => {
    const { sides } = resultOf([{ first: "keep", second: "dont_know" }]);
    expect(sides.observed.enough).toBe(false);
    expect(sides.kappa.enough).toBe(false);
  });
});
