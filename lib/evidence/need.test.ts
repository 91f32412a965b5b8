import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  MOST_STATED,
  needScore,
  reading,
  type SubjectKind,
  type Weights,
  weights,
  weightsHash,
} from "./need";
import { statedParts } from "./need-stated";
import type { Fact, FactClass } from "./schema";
import need1 from "./weights/need-1.json" with { type: "json" };

const shipped = weights.parse(need1);
const learnt = { fitted: true, n: 100, revoked: 10 } as const;
const byHand = { fitted: false, n: 0, revoked: 0 } as const;

/** Two fitted facts and two stated ones. */
const small: Weights = weights.parse({
  name: "small",
  version: 1,
  fittedOn: [],
  subjects: ["human"],
  only: "",
  facts: {
    "identity.latest_grant": {
      field: "days",
      strength: 1000,
      bins: [
        { upTo: 30, weight: 900, ...learnt },
        { upTo: 365, weight: -100, ...learnt },
        { upTo: 730, weight: -800, fitted: false, n: 0, revoked: 0 },
        { upTo: null, weight: -1200, fitted: false, n: 0, revoked: 0 },
      ],
    },
    "peers.access": {
      field: "holders/others",
      strength: 300,
      bins: [
        { upTo: 0, weight: -400, ...learnt },
        { upTo: null, weight: 200, ...learnt },
      ],
    },
    "role.includes": { field: null, strength: 0, bins: [{ value: true, weight: 400, ...byHand }] },
    "history.decided": {
      field: "outcome",
      strength: 0,
      bins: [
        { value: "certify", weight: 300, ...byHand },
        { value: "revoke", weight: -400, ...byHand },
      ],
    },
  },
  intercept: 2000,
  scale: 1000,
  minimum: 650,
  trials: [],
});

const source = { name: "Ledger", snapshot: 1, record: "grant a b" };
const frame = { asOf: "2026-11-22T00:00:00.000Z", source };
let made = 0;
const id = () => `E${++made}`;
const latest = (days: number, of: FactClass = "derived"): Fact => ({
  ...frame,
  id: id(),
  kind: "identity.latest_grant",
  class: of,
  value: { on: "2026-01-01", days },
});
const alike = (holders: number, others: number): Fact => ({
  ...frame,
  id: id(),
  kind: "peers.access",
  class: "derived",
  value: { holders, others },
});
const role = (): Fact => ({
  ...frame,
  id: id(),
  kind: "role.includes",
  class: "derived",
  value: { role: "Clerk" },
});
const said = (): Fact => ({
  ...frame,
  id: id(),
  kind: "text.description",
  class: "asserted",
  value: { text: "Needed", instructs: false, secrets: [] },
});
type Manner = { outcome: "certify" | "revoke"; together: number; blind: boolean; words: boolean | null };
const decided = ({ outcome, together, blind, words }: Manner): Fact => ({
  ...frame,
  id: id(),
  kind: "history.decided",
  class: "observed",
  value: {
    on: "2026-01-01",
    by: "Mia Ferro",
    outcome,
    together,
    blind,
    second_read: false,
    words,
    campaign: "Q1",
    seed: null,
  },
});
const scoreOf = (facts: readonly Fact[], of = small) => needScore({ facts, subject: { kind: "human" } }, of);
const total = (facts: Fact[], of = small) => scoreOf(facts, of).total;

const anyFacts = fc
  .record({
    days: fc.option(fc.nat(5000)),
    alike: fc.option(fc.tuple(fc.nat(20), fc.integer({ min: 5, max: 30 }))),
    role: fc.boolean(),
    said: fc.boolean(),
  })
  .map((g) => [
    ...(g.days === null ? [] : [latest(g.days)]),
    ...(g.alike === null ? [] : [alike(Math.min(...g.alike), g.alike[1])]),
    ...(g.role ? [role()] : []),
    ...(g.said ? [said()] : []),
  ]);

describe("the need score", () => {
  it("is the sum of its parts, whatever their order, and each part is that of its fact alone", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { total: sum, parts } = scoreOf(facts, small);
        expect(scoreOf([...facts].reverse(), small).total).toBe(sum);
        for (const part of parts) {
          const alone = facts.filter((f) => f.id === part.id);
          expect(scoreOf(alone, small).parts).toEqual([part]);
        }
        if (sum !== null) expect(sum).toBe(parts.reduce((s, p) => s + p.weight, 0));
      }),
    );
  });

  it("only falls with the days since access was added, also where it was carried on", () => {
    fc.assert(
      fc.property(fc.nat(6000), fc.nat(6000), (a, b) => {
        for (const weights of [small, shipped]) {
          const [near, far] = [
            total([latest(Math.min(a, b))], weights),
            total([latest(Math.max(a, b))], weights),
          ];
          if (near !== null && far !== null) expect(near).toBeGreaterThanOrEqual(far);
        }
      }),
    );
    expect(scoreOf([latest(900)], small).parts[0]).toMatchObject({ fitted: true, beyond: true });
  });

  it("I13: what is only asserted never weighs, whatever its kind and whatever the weights say", () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(5000), (facts, days) => {
        const before = scoreOf(facts, small);
        expect(scoreOf([...facts, latest(days, "asserted")], small)).toEqual(before);
        expect(scoreOf([...facts, said()], small)).toEqual(before);
      }),
    );
    const bin = { value: true, weight: 400, ...byHand };
    const given = { ...small, facts: { "text.request": { field: null, strength: 0, bins: [bin] } } };
    expect(weights.safeParse(given).error?.issues[0]?.message).toBe(
      "What somebody only states carries no weight.",
    );
  });

  it("I8: abstains where no fitted fact is there, or too little of what was fitted", () => {
    expect(scoreOf([], small)).toMatchObject({ total: null, abstained: "no-fitted-fact" });
    expect(scoreOf([role()], small)).toMatchObject({ total: null, abstained: "no-fitted-fact" });
    expect(scoreOf([role(), alike(3, 9)], small)).toMatchObject({
      total: null,
      abstained: "too-little",
    });
    expect(total([role(), latest(10)])).toBe(1300);
  });

  it("abstains for kinds of holder it was not learnt from; an unknown one may be a person", () => {
    const facts = [latest(10)];
    const of = (kind: SubjectKind) => needScore({ facts, subject: { kind } }, small);
    expect(of("human")).toEqual(of("unknown"));
    for (const kind of ["service", "workload", "ai_agent"] as const)
      expect(of(kind)).toEqual({ total: null, abstained: "other-kind", parts: [] });
  });

  it("reads a share as whole percent rounded down, and of nobody as not known", () => {
    const field = { field: "holders/others" };
    expect(reading(alike(2, 3), field)).toBe(66);
    expect(reading(alike(0, 3), field)).toBe(0);
    expect(reading(alike(0, 0), field)).toBeNull();
  });

  it("lets an earlier keep weigh only where it was honestly made, and an earlier removal always", () => {
    const of = (manner: Manner) => scoreOf([decided(manner)], small).parts.map((p) => p.weight);
    const keep = { outcome: "certify", together: 1, blind: false, words: false } as const;
    expect(of(keep)).toEqual([]);
    expect(of({ ...keep, together: 9, words: true })).toEqual([]);
    expect(of({ ...keep, words: null })).toEqual([]);
    expect(of({ ...keep, words: true })).toEqual([300]);
    expect(of({ ...keep, blind: true })).toEqual([300]);
    expect(of({ ...keep, outcome: "revoke", together: 9 })).toEqual([-400]);
  });
});

describe("weights", () => {
  it("state by hand no more than half a unit, and the shipped file is of the schema", () => {
    for (const { kind, bins } of statedParts)
      for (const bin of bins) expect(Math.abs(bin.weight), kind).toBeLessThanOrEqual(MOST_STATED);
    const bold = { field: null, strength: 0, bins: [{ value: true, weight: MOST_STATED + 1, ...byHand }] };
    expect(weights.safeParse({ ...small, facts: { "role.includes": bold } }).success).toBe(false);
    expect(shipped.facts["identity.latest_grant"]?.bins.some((b) => b.fitted)).toBe(true);
    expect(shipped.minimum).toBeGreaterThan(0);
  });

  it("refuse bins that do not rise or leave values without one, and kinds that a packet can hold several of", () => {
    const of = (bins: object[]) =>
      weights.safeParse({ ...small, facts: { "use.last": { field: "days", strength: 0, bins } } });
    const bin = { weight: 10, ...byHand };
    expect(
      of([
        { upTo: 9, ...bin },
        { upTo: null, ...bin },
      ]).success,
    ).toBe(true);
    expect(
      of([
        { upTo: 9, ...bin },
        { upTo: 9, ...bin },
        { upTo: null, ...bin },
      ]).success,
    ).toBe(false);
    expect(of([{ upTo: 9, ...bin }]).success).toBe(false);
    expect(
      of([
        { upTo: null, ...bin },
        { upTo: 9, ...bin },
      ]).success,
    ).toBe(false);
    const several = { "rule.failed": { field: null, strength: 0, bins: [{ value: true, ...bin }] } };
    expect(weights.safeParse({ ...small, facts: several }).success).toBe(false);
    expect(weights.safeParse({ ...small, facts: { "no.such": several["rule.failed"] } }).success).toBe(false);
  });

  it("have one hash however their members are ordered", () => {
    const turned = Object.fromEntries(Object.entries(small).reverse());
    expect(weightsHash(weights.parse(turned))).toBe(weightsHash(small));
    expect(weightsHash({ ...small, minimum: 1 })).not.toBe(weightsHash(small));
  });
});
