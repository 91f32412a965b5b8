import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toUtf8 } from "./bytes";
import {
  ChallengeDraw,
  challengeLine,
  challengeOutcome,
  challengesFitting,
  challengesWanted,
} from "./challenges";
import { sha256 } from "./sha256";

const secret = (n: number) => sha256(toUtf8(`secret ${n}`));
function drawn(lists: readonly (readonly [string, number])[], by: Uint8Array) {
  const draw = new ChallengeDraw(sha256, by);
  for (const [reviewer, items] of lists)
    for (let n = 0; n < items; n++) draw.add(`${reviewer}-${n}`, reviewer);
  return draw.end();
}

describe("the draw of challenge items", () => {
  it("never gives a list more than one to twenty of its own, and one item at most one", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(150), { maxLength: 8 }), fc.nat(50), (sizes, n) => {
        const lists = sizes.map((size, at) => [`r${at}`, size] as const);
        const made = drawn(lists, secret(n));
        const items = sizes.reduce((sum, size) => sum + size, 0);
        const fit = sizes.reduce((sum, size) => sum + challengesFitting(size), 0);
        expect(made).toHaveLength(Math.min(fit, challengesWanted(items)));
        expect(new Set(made.map((m) => m.item)).size).toBe(made.length);
        for (const [reviewer, size] of lists)
          expect(made.filter((m) => m.reviewer === reviewer).length).toBeLessThanOrEqual(size / 20);
      }),
      { numRuns: 60 },
    );
  });

  it("is the same whatever the order of lists and items", () => {
    const forwards = new ChallengeDraw(sha256, secret(1));
    const backwards = new ChallengeDraw(sha256, secret(1));
    for (const r of ["a", "b"]) for (let n = 0; n < 90; n++) forwards.add(`${r}-${n}`, r);
    for (const r of ["b", "a"]) for (let n = 89; n >= 0; n--) backwards.add(`${r}-${n}`, r);
    expect(backwards.end()).toEqual(forwards.end());
  });

  it("gives a list below twenty none, below forty one, and a campaign at least twenty where its lists hold them", () => {
    expect([19, 20, 39, 40].map(challengesFitting)).toEqual([0, 1, 1, 2]);
    expect([1, 800, 801, 10_000].map(challengesWanted)).toEqual([20, 20, 21, 250]);
    expect(drawn([["a", 400]], secret(2))).toHaveLength(20);
  });

  it("falls elsewhere with another secret", () => {
    expect(drawn([["a", 400]], secret(3))).not.toEqual(drawn([["a", 400]], secret(4)));
  });
});

describe("what became of an answer", () => {
  it("is caught where it goes with the facts, and an answer of its own kind where somebody does not know", () => {
    expect(challengeOutcome("remove", "revoke")).toBe("caught");
    expect(challengeOutcome("remove", "modify")).toBe("caught");
    expect(challengeOutcome("remove", "certify_until")).toBe("missed");
    expect(challengeOutcome("keep", "revoke")).toBe("missed");
    expect(challengeOutcome("keep", "certify")).toBe("caught");
    expect(challengeOutcome("keep", "dont_know")).toBe("not_known");
  });
});

it("commits to all that a challenge item is", () => {
  const facts = {
    challenge: "c",
    reviewer: "r",
    drawn_for: "i",
    made_after: "j",
    kind: "planted",
    planted: "left",
    facts_say: "remove",
    drafted: "facts",
    evidence_hash: "e",
  };
  for (const key of Object.keys(facts))
    expect(challengeLine({ ...facts, [key]: "other" })).not.toBe(challengeLine(facts));
});
