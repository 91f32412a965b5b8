import { describe, expect, it } from "vitest";
import { needScore, weights } from "./need";
import { foldOf, learn } from "./need-fit";
import type { Labelled } from "./need-table";
import { crossValidate, forward } from "./need-trials";
import type { Fact } from "./schema";

const frame = {
  asOf: "2026-11-22T00:00:00.000Z",
  source: { name: "Ledger", snapshot: 1, record: "grant a b" },
};
const fact = (
  kind: "identity.latest_grant" | "history.granted" | "identity.grants" | "text.purpose",
  value: object,
): Fact =>
  ({ ...frame, id: "E1", kind, class: kind === "text.purpose" ? "asserted" : "derived", value }) as Fact;

/** A small generator of whole numbers below a thousand: the same on every run. */
function* numbers(seed: number): Generator<number, never> {
  let at = seed;
  for (;;) {
    at = (Math.imul(at, 1_103_515_245) + 12_345) >>> 0;
    yield (at >>> 12) % 1000;
  }
}

/** Reviews in which the older the newest grant, the likelier the removal; everything else is noise, or the same again. */
function review(seed: number, people: number): Labelled[] {
  const next = numbers(seed);
  return Array.from({ length: people }, (_, i) => {
    const days = next.next().value;
    const revoked = next.next().value < days / 3;
    return {
      identity: `p${i}`,
      kind: "human",
      revoked,
      facts: [
        fact("identity.latest_grant", { on: "2026-01-01", days }),
        fact("history.granted", { on: "2026-01-01", days: days + (next.next().value % 700), by: null }),
        fact("identity.grants", { count: 1 + (next.next().value % 20) }),
        fact("text.purpose", { text: revoked ? "old" : "needed", instructs: false, secrets: [] }),
      ],
    };
  });
}

const folder = (name: string, asOf: string, rows: Labelled[]) => ({ name, asOf, rows });

describe("learning", () => {
  const rows = review(7, 1500);
  const learnt = learn(rows);

  it("takes one fact of a family, leaves out what tells nothing, and states nothing of a fitted family", () => {
    const fitted = Object.entries(learnt.facts).flatMap(([kind, f]) =>
      f.bins.some((b) => b.fitted) ? [kind] : [],
    );
    expect(fitted).toEqual(["identity.latest_grant"]);
    expect(learnt.facts["history.granted"]).toBeUndefined();
    expect(learnt.facts["use.last"]?.bins.every((b) => !b.fitted)).toBe(true);
  });

  it("I13: learns nothing from what is asserted, though it gives the outcome away", () => {
    expect(learnt.facts["text.purpose"]).toBeUndefined();
    expect(learn(rows.map((r) => ({ ...r, facts: r.facts.filter((f) => f.class !== "asserted") })))).toEqual(
      learnt,
    );
  });

  it("gives parts that only fall with age, centred, each bin with its grants, and valid weights", () => {
    const bins = learnt.facts["identity.latest_grant"]?.bins ?? [];
    const parts = bins.map((b) => b.weight);
    expect(parts).toEqual([...parts].sort((a, b) => b - a));
    expect(bins.reduce((n, b) => n + b.n, 0)).toBe(rows.length);
    expect(bins.reduce((n, b) => n + b.revoked, 0)).toBe(rows.filter((r) => r.revoked).length);
    expect(bins.at(-1)).toMatchObject({ upTo: null, fitted: false, n: 0 });
    expect(learnt.facts["identity.latest_grant"]?.strength).toBeLessThanOrEqual(1000);
    expect(learnt.scale).toBeGreaterThanOrEqual(1000);
    expect(Math.abs(bins.reduce((sum, b) => sum + b.weight * b.n, 0) / rows.length)).toBeLessThan(2);
    const whole = { name: "trial", version: 1, fittedOn: [], only: "", trials: [], ...learnt };
    expect(weights.safeParse(whole).success).toBe(true);
  });

  it("expects as many removals as there were, on what it was fitted on", () => {
    const whole = { name: "trial", version: 1 as const, fittedOn: [], only: "", trials: [], ...learnt };
    const expected = rows.reduce((sum, r) => {
      const units = (needScore({ facts: r.facts, subject: r }, whole).total ?? 0) / 1000;
      const z = (learnt.intercept + units * learnt.scale) / 1000;
      return sum + 1 / (1 + Math.exp(z));
    }, 0);
    expect(Math.abs(expected - rows.filter((r) => r.revoked).length)).toBeLessThan(1);
  });

  it("is the same for the same grants in another order", () => {
    expect(learn([...rows].reverse())).toEqual(learnt);
  });
});

describe("trials", () => {
  it("never test an identity that was learnt from, in whatever folder it is", () => {
    for (const id of ["p1", "p2", "a", ""]) expect(foldOf(id)).toBe(foldOf(id));
    // Everybody is alike but for their name, and the outcome is by name: nothing can be learnt across people.
    const byName = Array.from({ length: 600 }, (_, i) => ({
      identity: `p${i % 200}`,
      kind: "human" as const,
      revoked: foldOf(`p${i % 200}`) % 2 === 0,
      facts: [fact("identity.latest_grant", { on: "2026-01-01", days: (i * 37) % 900 })],
    }));
    const { all } = crossValidate([folder("a", "2026-01-01", byName)]);
    expect(all.auc ?? 0).toBeLessThan(0.6);
  });

  it("tell more than chance forward in time, beside each fact alone, in the direction of the fitted folders", () => {
    const [first, second] = [
      folder("one", "2025-01-01", review(3, 900)),
      folder("two", "2026-01-01", review(11, 900)),
    ];
    const found = forward([first], second);
    expect(found.grants).toBe(900);
    expect(found.auc ?? 0).toBeGreaterThan(0.65);
    expect(found.baselines["identity.latest_grant"]).toBeCloseTo(found.auc ?? 0, 1);
    expect(found.baselines["text.purpose"]).toBeUndefined();
    const turned = folder(
      "turned",
      "2026-01-01",
      second.rows.map((r) => ({ ...r, revoked: !r.revoked })),
    );
    expect(forward([first], turned).baselines["identity.latest_grant"] ?? 1).toBeLessThan(0.4);
  });

  it("count a grant that is not scored as neither way", () => {
    const bare = review(5, 300).map((r) => ({ ...r, facts: [] }));
    const found = forward([folder("one", "2025-01-01", review(3, 900))], folder("bare", "2026-01-01", bare));
    expect(found).toMatchObject({ grants: 300, scored: 0, auc: 0.5 });
  });
});
